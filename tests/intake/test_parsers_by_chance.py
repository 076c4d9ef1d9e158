"""Numbers and encodings of whatever is written: never a crash, and what was written where it can be read."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.encodings import encodings_of, text_encoding
from landuse.intake.values import Unreadable, number_of, wan_yuan_of, whole_of

WRITTEN = st.text(st.sampled_from("0123456789.,eE+-−12 亩万元%()")) | st.text(max_size=30) | st.floats() | st.integers()


@given(WRITTEN)
def test_any_cell_is_a_number_or_not(cell):
    """Nothing, a finite number, or the reason why not."""
    for read in (number_of, whole_of, wan_yuan_of):
        with suppress(Unreadable):
            number = read(cell)
            assert number is None or abs(float(number)) < float("inf")


@given(st.decimals("-999999999999", "999999999999", places=4), st.booleans(), st.booleans())
def test_numbers_come_back(number, grouped, wide):
    """With thousands separators and in full width, too."""
    written = f"{number:,f}" if grouped else f"{number:f}"
    full = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "0123456789.,-"})
    assert number_of(written.translate(full) if wide else written) == number


@pytest.mark.parametrize("cell", ["9E999999", "9e9999999", "-1E+99999999", "1e15"])
def test_a_number_beyond_all_is_none(cell):
    """An exponent that no arithmetic can hold is refused like any number that no office counts in."""
    with pytest.raises(Unreadable, match="not_a_number"):
        number_of(cell)


@pytest.mark.parametrize("cell", ["1e-999999", "0E-99999999"])
def test_a_number_next_to_nothing_is_read(cell):
    """It is no number to trip over."""
    assert float(number_of(cell) or Decimal(0)) == 0


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding(content):
    """One that Python knows, and the first of those offered."""
    found = text_encoding(content)
    assert isinstance(content.decode(found, errors="replace"), str)
    assert encodings_of(content)[0] == found


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
def test_texts_come_back_in_what_is_certain(text):
    """UTF-8 with and without its mark, UTF-16 with its mark."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        content = text.encode(encoding)
        assert content.decode(text_encoding(content)) == text
