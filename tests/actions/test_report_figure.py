"""Reported figures by hand: what a report said, in its own unit, revised by the same report again."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.actions.report_figure import report_figure
from landuse.errors import ArgumentsError
from landuse.periods import parse_period
from landuse.store import fsck
from landuse.views.reconcile import reconcile
from tests.builders import happen, parcel, workspace

SAID = {"period": parse_period("2023-01..2023-05"), "reported_on": date(2023, 6, 5), "actor": "王"}


@pytest.fixture
def store(tmp_path):
    """Return a workspace of one parcel of which 27,412 m² of building were begun."""
    opened = workspace(tmp_path / "w", parcels=[parcel("P1")])
    happen(opened, "construction_start", "P1", floor_m2=27_412.0)
    yield opened
    opened.close()


def test_a_figure_in_ten_thousands_is_compared_in_square_metres(store):
    """2.7 万㎡ were told of 27,412 m²: rounding, and nothing else."""
    name = report_figure(store, "construction_start_floor_area", Decimal("2.7"), measure="wan_m2", **SAID)
    (row,) = reconcile(store)
    assert (name, row.result.reported, row.result.difference) == ("P0001", Decimal(27_000), Decimal("412.00"))
    assert [str(part.cause) for part in row.result.parts] == ["rounding"]
    assert fsck.check(store) == []


def test_the_same_report_again_is_its_revision(store):
    """The last one stands, the first stays in the ledger."""
    report_figure(store, "construction_start_floor_area", Decimal(1), **SAID)
    report_figure(store, "construction_start_floor_area", Decimal(27_412), **SAID)
    (row,) = reconcile(store)
    assert (row.result.reported, row.result.parts) == (Decimal(27_412), ())
    assert store.tables().reported["revision"].tolist() == [2]


@pytest.mark.parametrize(
    ("indicator", "more", "key"),
    [
        ("happiness", {}, "unknown_indicator"),
        ("resupply_area", {"measure": "wan_m2"}, "wrong_choice"),
        ("construction_start_floor_area", {"measure": "mu"}, "wrong_choice"),
        ("resupply_area", {"basis": "guess"}, "wrong_choice"),
    ],
)
def test_what_is_no_figure_is_refused(store, indicator, more, key):
    """Land is not floor, and a rule has a name."""
    with pytest.raises(ArgumentsError, match=key):
        report_figure(store, indicator, Decimal(1), **SAID, **more)
    assert store.tables().reported.empty
