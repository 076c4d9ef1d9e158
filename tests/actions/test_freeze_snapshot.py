"""Issues: the same bytes whatever happens after, and what is known now against what was issued."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.actions.freeze_snapshot import freeze_snapshot
from landuse.actions.void_event import void_event
from landuse.errors import ArgumentsError
from landuse.papers import Edit
from landuse.reports.issue import make
from landuse.reports.reprint import as_now_known
from landuse.rules.files import rules_digest
from landuse.store import fsck
from landuse.store.clock import tick
from landuse.views.snapshots import all_snapshots, compare_issues, issued_bytes, snapshot_of
from tests.actions.issued import district, plan_request, record
from tests.builders import happen

LATE = date(2023, 5, 30)


@pytest.fixture
def store(tmp_path):
    """Return a district of 60 parcels."""
    opened = district(tmp_path / "workspace")
    yield opened
    opened.close()


def now_known(store, issue):
    """Return an issue made anew from the ledger of now."""
    return as_now_known(store, issue, known_at=datetime.now(UTC))


def effect(store, event_ids):
    """Return what events declare in 亩, by their kind."""
    history = store.tables().history.set_index("event_id")
    sums: dict[str, Decimal] = {}
    for name in event_ids:
        kind, area = history.loc[name, ["kind", "land_area_m2"]]
        sums[kind] = sums.get(kind, Decimal(0)) + Decimal(str(round(area * 15 / 10_000, 2)))
    return sums


def test_after_fifty_corrections_the_issue_is_the_same_bytes(store):
    """As issued: byte for byte. As now known: exactly the fifty corrections, and nothing else."""
    issue = freeze_snapshot(store, plan_request(), actor="王")
    before = issued_bytes(store, issue)
    live = store.tables().events
    voided = [*live.loc[live["kind"] == "demolition", "event_id"][:30]]
    voided += [*live.loc[live["kind"] == "remediation", "event_id"][:20]]
    for name in voided:
        void_event(store, name, why="重报", actor="李")
    assert len(voided) == 50
    again = snapshot_of(store, issue.snapshot_id)
    assert issued_bytes(store, again) == before
    assert make(store, plan_request(), known_at=issue.known_at).content == before
    found = {one.figure_id: one.amount for one in now_known(store, again).differences if one.measure == "mu"}
    taken = effect(store, voided)
    assert found == {
        "remediation_area.actual": -taken["remediation"],
        "demolition_area.actual": -taken["demolition"],
    }
    assert (taken["remediation"], taken["demolition"]) == (Decimal("200.00"), Decimal("240.00"))
    assert fsck.check(store) == []


@settings(max_examples=8)
@given(
    corrections=st.lists(
        st.tuples(st.sampled_from(["demolition", "remediation"]), st.integers(0, 7), st.integers(1, 900)),
        max_size=6,
        unique_by=lambda one: one[:2],
    )
)
def test_differences_are_the_effect_of_the_corrections(tmp_path_factory, corrections):
    """Whatever is voided and recorded again with another area: the figures differ by just that."""
    store = district(tmp_path_factory.mktemp("ledger") / "workspace", parcels=8)
    issue = freeze_snapshot(store, plan_request(), actor="王")
    expected: dict[str, Decimal] = {}
    for kind, number, cents in corrections:
        events = store.tables().events
        own = events.loc[(events["kind"] == kind) & (events["subject_id"] == f"P{number:02d}")].iloc[0]
        void_event(store, own["event_id"], why="更正", actor="李")
        happen(store, kind, own["subject_id"], mu=cents / 100, on=own["occurred_on"], unit="U1")
        before = Decimal("8.00") if kind == "demolition" else Decimal("10.00")
        name = f"{kind}_area.actual"
        expected[name] = expected.get(name, Decimal(0)) + Decimal(cents) / 100 - before
    found = {one.figure_id: one.amount for one in now_known(store, issue).differences if one.measure == "mu"}
    store.close()
    assert found == {name: amount for name, amount in expected.items() if amount}


def test_a_late_record_is_a_difference_and_marked(store):
    """What was recorded after the issue for a day before it shows up as now known, with its mark in the notes."""
    issue = freeze_snapshot(store, plan_request(), actor="王")
    happen(store, "resupply", "P10", mu=5, on=LATE, unit="U1")
    record(store, "gross_output", 119.0, growth=10.5)
    reprint = now_known(store, issue)
    changed = {one.figure_id: (one.before, one.after) for one in reprint.differences}
    assert changed["resupply_area.actual"] == (Decimal("24.00"), Decimal("29.00"))
    assert changed["gross_output.actual"] == (Decimal("118.2400"), Decimal("119.0000"))
    assert set(changed) == {"resupply_area.actual", "resupply_area.share", "gross_output.actual"}


def test_an_edit_changes_the_paper_and_not_the_ledger(store):
    """The figure keeps the ledger's value; the edit stands with its reason; as now known it is no difference."""
    edit = Edit("resupply_area.actual", "26.00", "会上核定", "王")
    plain = freeze_snapshot(store, plan_request(), actor="王")
    edited = freeze_snapshot(store, plan_request(), actor="王", edits=[edit], known_at=plain.known_at)
    assert edited.edits == (edit,)
    assert edited.figures == plain.figures
    assert edited.sha256 != plain.sha256
    assert compare_issues(store, plain.snapshot_id, edited.snapshot_id) == ()
    assert now_known(store, edited).differences == ()


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (Edit("resupply_area.actual", "26.00", " "), "edit_without_reason"),
        (Edit("resupply_area.actual", "很多", "w"), "edit_not_a_number"),
        (Edit("nothing.actual", "1", "w"), "unknown_edit"),
    ],
)
def test_an_edit_has_a_reason_and_a_target(store, edit, key):
    """Nothing is frozen where an edit is wrong."""
    with pytest.raises(ArgumentsError, match=key):
        freeze_snapshot(store, plan_request(), actor="王", edits=[edit])
    assert all_snapshots(store) == []


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"kind": "novel"}, "unknown_report"),
        ({"form": "dwg"}, "unknown_form"),
        ({"of": (("zone", "Z1"),)}, "wrong_scope"),
        ({"options": (("paper", "A0"),)}, "unknown_option"),
    ],
)
def test_a_request_that_no_writer_serves_is_refused(store, more, key):
    """Kind, form, whom it is about and options are checked before anything is made."""
    with pytest.raises(ArgumentsError, match=key):
        freeze_snapshot(store, plan_request(**more), actor="王")


def test_an_issue_says_what_it_was_made_from(store):
    """Rules, inputs and moment are frozen; the same moment has the same inputs, a later event others."""
    moment = tick()
    first = freeze_snapshot(store, plan_request(), actor="王", known_at=moment)
    happen(store, "resupply", "P11", mu=5, on=LATE, unit="U1")
    second = freeze_snapshot(store, plan_request(), actor="王", known_at=moment)
    third = freeze_snapshot(store, plan_request(), actor="王")
    assert (first.rules, first.known_at) == (rules_digest(), moment)
    assert first.inputs["events"] == second.inputs["events"] != third.inputs["events"]
    assert first.sha256 == second.sha256 != third.sha256
    differing = {one.figure_id: one.amount for one in compare_issues(store, first.snapshot_id, third.snapshot_id)}
    assert differing["resupply_area.actual"] == Decimal("5.00")
