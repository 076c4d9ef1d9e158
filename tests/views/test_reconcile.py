"""Reports against the ledger: every difference by parcel, from issues and from what was recorded by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.actions.freeze_snapshot import freeze_snapshot
from landuse.actions.void_event import void_event
from landuse.core.reconcile import Cause
from landuse.model import Layer
from landuse.papers import Edit
from landuse.store import open_workspace, series
from landuse.views.reconcile import reconcile
from tests.actions.issued import district, plan_request
from tests.builders import happen, parcel, workspace

LATE = date(2023, 5, 30)


@pytest.fixture
def store(tmp_path):
    """Return a district of twelve parcels."""
    opened = district(tmp_path / "workspace", parcels=12)
    yield opened
    opened.close()


def one(store, indicator="demolition_area", **asked):
    """Return the only row of an indicator."""
    (row,) = reconcile(store, indicator=indicator, **asked)
    return row


def parts(row):
    """Return cause, subject and amount of each part."""
    return [(part.cause, part.subject, part.amount) for part in row.result.parts]


def event_of(store, kind, name):
    """Return the id of a subject's live event."""
    events = store.tables().events
    return events.loc[(events["kind"] == kind) & (events["subject_id"] == name), "event_id"].iloc[0]


def test_an_issue_is_explained_by_what_came_after(store):
    """A late record, a voided one, a corrected one, each with its parcel; nothing is left."""
    issue = freeze_snapshot(store, plan_request(), actor="王")
    void_event(store, event_of(store, "demolition", "P01"), why="错", actor="李")
    void_event(store, event_of(store, "demolition", "P02"), why="错", actor="李")
    happen(store, "demolition", "P02", mu=7.5, on=LATE, unit="U1")
    void_event(store, event_of(store, "resupply", "P02"), why="错", actor="李")
    happen(store, "resupply", "P10", mu=5, on=LATE, unit="U1")
    row = one(store, snapshot=issue.snapshot_id)
    assert set(parts(row)) == {
        (Cause.VOIDED, "parcel:P01", Decimal("-8.00")),
        (Cause.CORRECTED, "parcel:P02", Decimal("-0.50")),
    }
    assert (row.result.reported, row.result.ledger, row.result.unexplained) == (Decimal("96.00"), Decimal("87.50"), 0)
    assert set(parts(one(store, "resupply_area"))) == {
        (Cause.VOIDED, "parcel:P02", Decimal("-8.00")),
        (Cause.LATE, "parcel:P10", Decimal("5.00")),
    }
    assert one(store, "remediation_area").result.parts == ()


def test_an_edit_before_issue_is_a_part(store):
    """The paper said 26, the ledger 24."""
    edit = Edit("resupply_area.actual", "26.00", "会上核定", "王")
    freeze_snapshot(store, plan_request(), actor="王", edits=[edit])
    assert parts(one(store, "resupply_area")) == [(Cause.EDITED, None, Decimal("-2.00"))]


@settings(max_examples=8)
@given(
    voided=st.sets(st.integers(0, 7), max_size=4),
    late=st.dictionaries(st.integers(0, 7), st.integers(1, 1000), max_size=4),
)
def test_whatever_happens_the_parts_add_up(tmp_path_factory, voided, late):
    """Voids and new records of any area on any parcel: each difference is explained to the cent."""
    opened = district(tmp_path_factory.mktemp("ledger") / "workspace", parcels=8)
    freeze_snapshot(opened, plan_request(), actor="王")
    for number in voided:
        void_event(opened, event_of(opened, "demolition", f"P{number:02d}"), why="错", actor="李")
    for number, cents in late.items():
        happen(opened, "demolition", f"P{number:02d}", mu=cents / 100, on=LATE, unit="U1")
    rows = reconcile(opened)
    opened.close()
    for row in rows:
        assert sum((part.amount for part in row.result.parts), Decimal(0)) == row.result.difference
        assert row.result.unexplained == 0


def state(store, **given):
    """Record what a report said."""
    base = {"first_on": date(2023, 1, 1), "last_on": date(2023, 5, 31), "reported_on": date(2023, 5, 31)}
    with store.writing() as tx:
        series.append(tx, Layer.REPORTED, [base | given], actor="t")


def test_a_report_that_counted_by_contracts_is_explained(tmp_path):
    """The award of May was signed in June: by the day of the contract its 10 亩 are not yet there."""
    plots = [{"plot_id": name, "unit": "U1", "geometry_fault": "unmapped"} for name in ("G1", "G2")]
    store = workspace(tmp_path / "w", units=[{"code": "U1", "name": "甲"}], plots=plots)
    for name, signed in (("G1", date(2023, 4, 10)), ("G2", date(2023, 6, 9))):
        happen(store, "resupply", name, subject="plot", mu=10, on=date(2023, 5, 20), unit="U1")
        happen(store, "grant_contract", name, subject="plot", on=signed, unit="U1")
    state(store, indicator="resupply_area", amount=10.0)
    row = one(store, "resupply_area")
    assert parts(row) == [(Cause.OTHER_RULE, "plot:G2", Decimal("10.00"))]
    assert (row.result.parts[0].rule, row.dated) == ("contract_date", False)
    store.close()


def test_a_report_that_measured_shapes_is_explained(tmp_path):
    """The certificate says 10 亩, the shape 10.2."""
    store = workspace(tmp_path / "w", parcels=[parcel("P1", mu=10.2, book_mu=10)])
    happen(store, "demolition", "P1", mu=10)
    state(store, indicator="demolition_area", amount=10.2)
    found = one(store).result.parts
    assert [(part.rule, part.amount) for part in found] == [("geometry_area", Decimal("-0.20"))]
    state(store, indicator="demolition_area", amount=10.2, basis="ledger")
    assert [part.cause for part in one(store).result.parts] == [Cause.UNEXPLAINED]
    store.close()


def test_the_summary_of_the_demo_agrees_with_the_ledger(demo_folder):
    """All four land figures of the source document, 27.4 万㎡ as 274,000 m²: no difference."""
    store = open_workspace(demo_folder)
    rows = reconcile(store, year=2023)
    store.close()
    assert [(row.statement.indicator, row.result.difference, row.result.parts) for row in rows] == [
        ("remediation_area", 0, ()),
        ("demolition_area", 0, ()),
        ("resupply_area", 0, ()),
        ("construction_start_floor_area", 0, ()),
    ]
