"""Digests of rows: one by one or many at once, the same."""

import hashlib
import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from landuse.store.digest import row_digest, row_digests

values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=9)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(values, min_size=width, max_size=width))))
def test_many_rows_have_the_digests_of_each(rows):
    """Column by column or row by row."""
    assert row_digests(list(zip(*rows, strict=True))) == [row_digest(row) for row in rows]


@given(st.lists(st.none() | st.integers() | st.floats(allow_nan=False).filter(bool) | st.text()))
def test_a_digest_is_of_the_row_s_json(row):
    """What earlier ledgers hold stays right: SHA-256 of compact JSON, of which half is kept."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    assert row_digest(row, "x") == hashlib.sha256(f"x\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def test_a_value_and_what_sqlite_makes_of_it_are_the_same():
    """Days, moments, flags and the nought with a sign."""
    given = [date(2023, 5, 31), datetime(2023, 5, 31, 8, 30, tzinfo=UTC), True, -0.0]
    assert row_digest(given) == row_digest(["2023-05-31", "2023-05-31T08:30:00.000Z", 1, 0.0])
