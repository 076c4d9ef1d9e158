"""Recording and voiding: what is refused, with numbers."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.actions.record_event import record_event
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import SubjectKind
from tests.builders import parcel, workspace

TODAY = date(2023, 6, 1)


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w", parcels=[parcel("A", book_mu=12, unit="SY"), parcel("B", mu=None)])
    yield made
    made.close()


def record(store, kind="demolition", subject_id="A", **given):
    given = {"subject_kind": SubjectKind.PARCEL, "occurred_on": date(2023, 5, 1)} | given
    return record_event(store, kind=kind, subject_id=subject_id, today=TODAY, actor="test", **given)


def test_without_an_amount_the_whole_parcel_is_meant(store):
    """A demolition without 亩 takes the book area, and freezes the parcel's unit."""
    record(store)
    event = store.tables().events.iloc[0]
    assert event["land_area_m2"] == pytest.approx(8000)
    assert event["unit"] == "SY"


def test_a_double_click_is_one_write(store):
    """The same request id gives the same event and writes nothing."""
    first = record(store, land_mu=Decimal(5), request_id="form-1")
    assert record(store, land_mu=Decimal(5), request_id="form-1") == first
    assert len(store.tables().events) == 1


@pytest.mark.parametrize(
    ("given", "error", "key"),
    [
        ({"land_mu": Decimal(13)}, RefusedError, "more_than_area"),
        ({"occurred_on": date(2023, 6, 2)}, RefusedError, "future_event"),
        ({"kind": "listing"}, RefusedError, "kind_not_of_subject"),
        ({"kind": "levitation"}, ArgumentsError, "unknown_kind"),
        ({"subject_id": "nowhere"}, ArgumentsError, "unknown_record"),
        ({"floor_m2": Decimal(5)}, ArgumentsError, "amount_of_other_dimension"),
        ({"land_mu": Decimal(0)}, ArgumentsError, "amount_not_positive"),
        ({"land_mu": Decimal("NaN")}, ArgumentsError, "amount_not_positive"),
        ({"subject_id": "B"}, ArgumentsError, "amount_needed"),
        ({"kind": "construction_start"}, ArgumentsError, "amount_needed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused(store, given, error, key):
    """Every refusal has its key, and the ledger stays as it was."""
    with pytest.raises(error) as refused:
        record(store, **given)
    assert refused.value.key == key
    assert store.tables().events.empty
