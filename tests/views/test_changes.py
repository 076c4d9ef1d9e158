"""What a file would change: rows new, changed, unchanged or refused, and cells old -> new."""

from datetime import date

import numpy as np
import pytest

from landuse.intake.raw import Returned
from landuse.model import Issue, Layer, Severity
from landuse.store import events, records
from landuse.units import m2_from_mu
from landuse.views.change_sets import Terms
from tests.builders import goal, happen, parcel, square, workspace
from tests.views.changing import UPDATE, fates, file_of, prepared, told


@pytest.fixture
def store(tmp_path):
    """Return a ledger of three parcels and a plot."""
    made = workspace(
        tmp_path / "w",
        units=[{"code": "SY", "name": "双屿街道"}],
        parcels=[
            parcel("A", name="一号", book_mu=10, unit="SY"),
            parcel("B", name="二号", east=300, certificate_area_m2=12_345.678),
            parcel("C", mu=None, note="留"),
        ],
        plots=[{"plot_id": "G1"}],
        goals=[goal("demolition_area", 400)],
    )
    yield made
    made.close()


def changes(store, rows, terms=UPDATE, layer=Layer.PARCELS, **more):
    return prepared(store, file_of(layer, rows, **more), terms).changes


def test_rows_are_new_changed_or_unchanged(store):
    """Each with its key and its row in the file, each changed cell with both values."""
    rows = [
        {"parcel_id": "A", "name": "一号"},
        {"parcel_id": "B", "name": "贰号"},
        {"parcel_id": "D", "name": "四号"},
    ]
    found = changes(store, rows)
    assert fates(found) == [("A", "unchanged"), ("B", "changed"), ("D", "new")]
    assert found.rows["row"].tolist() == [2, 3, 4]
    assert told(found) == [("B", "name", "edited", "二号", "贰号")]
    assert [(edit.key, dict(edit.values)) for edit in found.edits()] == [("B", {"name": "贰号"})]


def test_what_is_not_in_the_file_stays_and_so_does_what_is_empty(store):
    """A column that is not there changes nothing; an empty cell is listed and kept, unless it is to clear."""
    rows = [{"parcel_id": "A", "name": None, "unit": "SY"}]
    found = changes(store, rows)
    assert fates(found) == [("A", "unchanged")]
    assert told(found) == [("A", "name", "emptied", "一号", None)]
    assert found.edits() == []
    clearing = changes(store, rows, Terms(update=True, clears=True))
    assert told(clearing) == [("A", "name", "edited", "一号", None)]
    assert [dict(edit.values) for edit in clearing.edits()] == [{"name": None}]


def test_a_cell_that_could_not_be_read_clears_nothing(store):
    """Its problem stands in the list; the ledger's value stays whatever the terms."""
    issue = Issue(2, "name", "not_a_number", "x", Severity.DOUBTFUL)
    found = changes(store, [{"parcel_id": "A", "name": None}], Terms(update=True, clears=True), issues=(issue,))
    assert told(found) == []


def test_printed_rounding_is_no_change(store):
    """12,345.678 m² printed as 12345.68 is the same; 12345.69 is not."""
    assert fates(changes(store, [{"parcel_id": "B", "certificate_area_m2": 12_345.68}])) == [("B", "unchanged")]
    found = changes(store, [{"parcel_id": "B", "certificate_area_m2": 12_345.69}])
    assert told(found) == [("B", "certificate_area_m2", "edited", 12_345.678, 12_345.69)]


def test_ground_is_compared_as_ground(store):
    """The same square from another corner is no change; another one is, with its area before and after."""
    turned = square(mu=15).reverse()
    moved = square(mu=16)
    rows = [{"parcel_id": "A", "geometry": turned}, {"parcel_id": "B", "geometry": moved}, {"parcel_id": "C"}]
    found = changes(store, rows)
    [(key, column, state, old, new)] = told(found)
    assert (key, column, state) == ("B", "geometry", "edited")
    assert (round(old), round(new)) == (round(m2_from_mu(15)), round(m2_from_mu(16)))
    assert [edit.values["geometry"] for edit in found.edits()] == [moved]


def test_a_first_shape_mends_what_was_unmapped(store):
    """A record from a table gets its ground, and is no longer said to have none."""
    found = changes(store, [{"parcel_id": "C", "geometry": square(mu=5, east=900)}])
    assert told(found)[0][3:] == (None, pytest.approx(m2_from_mu(5)))
    assert found.edits()[0].values["geometry_fault"] is None


def test_a_file_without_a_usable_shape_keeps_the_ledgers(store):
    """A null geometry takes nothing away; the note says so, and the row is not uncounted."""
    issues = (
        Issue(2, "geometry", "geometry_null", "", Severity.UNCOUNTED, {"at": ""}),
        Issue(3, "area", "no_area", "", Severity.UNCOUNTED),
    )
    found = changes(store, [{"parcel_id": "A"}, {"parcel_id": "B"}], issues=issues)
    assert told(found) == []
    assert [issue.code for issue in found.issues] == ["geometry_kept"]
    assert found.uncounted == 0


def test_without_update_everything_accepted_is_new(store):
    """Intake has refused what is known; the refused rows stand in the list with their keys."""
    found = changes(store, [{"parcel_id": "D"}], Terms(), read=2, refused=1, refused_keys={3: "A"})
    assert fates(found) == [("D", "new"), ("A", "refused")]
    assert (found.read, found.accepted, found.refused) == (2, 1, 1)


def test_a_series_is_compared_with_what_stands(store):
    """The same target is unchanged, another amount a change, another unit new; what is empty is taken over."""
    rows = [goal("demolition_area", 400), goal("demolition_area", 90, unit="SY")]
    found = changes(store, rows, layer=Layer.TARGETS)
    assert [fate for _, fate in fates(found)] == ["unchanged", "new"]
    assert found.statements["amount"].tolist() == [90.0]
    changed = changes(store, [goal("demolition_area", 410)], layer=Layer.TARGETS)
    assert [row[1:] for row in told(changed)] == [("amount", "edited", 400.0, 410.0)]
    both = changes(store, [goal("demolition_area", 410), goal("demolition_area", 400)], layer=Layer.TARGETS)
    assert both.statements["amount"].tolist() == [410.0, 400.0]
    again = changes(store, [goal("demolition_area", 400), goal("demolition_area", 410)], layer=Layer.TARGETS)
    assert [fate for _, fate in fates(again)] == ["unchanged", "changed"]


def event(subject="A", kind="demolition", day=date(2023, 3, 1), mu=5.0, **more):
    area = None if mu is None else m2_from_mu(mu)
    about = {"subject_kind": "parcel", "subject_id": subject, "kind": kind, "occurred_on": day}
    return {"event_id": None, **about, "land_area_m2": area, "doc_no": None, **more}


def test_an_event_that_the_ledger_has_is_not_entered_twice(store):
    """Same subject, kind, day, amount and document: named, with the event it repeats; anything else is new."""
    known = happen(store, "demolition", "A", mu=5)
    found = changes(store, [event(), event(mu=4), event(day=date(2023, 3, 2))], layer=Layer.EVENTS)
    assert [fate for _, fate in fates(found)] == ["unchanged", "new", "new"]
    assert [(issue.code, issue.row, issue.value) for issue in found.issues] == [("event_known", 2, known)]
    assert len(found.happened.events) == 2


def test_an_event_that_lacks_its_document_is_not_counted_twice(store):
    """The same on the same day and amount: without a number it is the ledger's; with one that that lacks it is asked."""
    numbered = happen(store, "demolition", "A", mu=5, doc_no="1")
    bare = happen(store, "demolition", "B", mu=5)
    rows = [event(), event(doc_no="2"), event("B", doc_no="3"), event("B", doc_no="3", mu=4)]
    found = changes(store, rows, layer=Layer.EVENTS)
    assert [fate for _, fate in fates(found)] == ["unchanged", "new", "refused", "new"]
    assert [(one.code, one.row) for one in found.issues] == [("event_known", 2), ("event_differs", 4)]
    assert [one.values["event"] for one in found.issues] == [numbered, bare]
    reasoned = changes(store, rows, Terms(update=True, why="补文号"), layer=Layer.EVENTS)
    assert reasoned.happened.voids == (bare,)


def test_an_event_twice_in_a_file_is_named(store):
    """Both come in, for both may be meant; the second is told with the row of the first."""
    rows = [event(), event(mu=4), event(), event("B"), event(doc_no="1")]
    found = changes(store, rows, layer=Layer.EVENTS)
    assert [fate for _, fate in fates(found)] == ["new"] * 5
    assert [(one.code, one.row, one.values["first"]) for one in found.issues] == [("event_repeated", 4, 2)]


def test_an_event_that_says_otherwise_is_corrected_only_with_a_reason(store):
    """Its cells show both values; without a reason the row is refused, with one the old is voided and it is entered."""
    known = happen(store, "demolition", "A", mu=5)
    rows = [event(event_id=known, mu=6)]
    found = changes(store, rows, layer=Layer.EVENTS)
    assert [fate for _, fate in fates(found)] == ["refused"]
    assert told(found)[0][1:3] == ("land_area_m2", "conflict")
    assert (len(found.happened.events), found.happened.voids) == (0, ())
    reasoned = changes(store, rows, Terms(update=True, why="量错"), layer=Layer.EVENTS)
    assert [fate for _, fate in fates(reasoned)] == ["changed"]
    assert (reasoned.happened.voids, reasoned.happened.events["event_id"].tolist()) == ((known,), [None])


def test_a_voided_event_does_not_come_back_by_its_id(store):
    """The row is refused: whoever means it records it without the id."""
    known = happen(store, "demolition", "A", mu=5)
    with store.writing() as tx:
        events.void(tx, known, why="x", actor="a")
    found = changes(store, [event(event_id=known)], layer=Layer.EVENTS)
    assert [(issue.code, issue.severity) for issue in found.issues] == [("event_voided", Severity.REFUSED)]


def returned(store, **more):
    """Return what a workbook that was printed from this ledger says of itself."""
    return Returned(**({"layer": "parcels", "ledger": store.born()} | more))


def edit(store, key, **values):
    with store.writing() as tx:
        version = int(store.tables().parcels.set_index("parcel_id").loc[key, "row_version"])
        records.update(tx, Layer.PARCELS, key, values, expected_version=version, actor="b")


def test_only_what_was_edited_in_a_printed_list_is_a_change(store):
    """The ledger moved on since: what nobody touched in the file is no change back."""
    edit(store, "A", name="壹号", note="新")
    rows = [{"parcel_id": "A", "name": "一号", "unit": "SY", "mode": "exit"}]
    found = changes(store, rows, returned=returned(store, versions={"A": 1}))
    assert told(found) == [("A", "mode", "edited", "government_requisition", "exit")]
    assert found.versions == {"A": 2}


def test_what_both_changed_is_a_conflict_with_both_values(store):
    """Applied only where it is chosen; nothing else is touched."""
    edit(store, "A", name="壹号")
    rows = [{"parcel_id": "A", "name": "首号"}, {"parcel_id": "B", "name": "二号"}]
    found = changes(store, rows, returned=returned(store, versions={"A": 1, "B": 1}))
    assert told(found) == [("A", "name", "conflict", "壹号", "首号")]
    assert found.cells["base"].tolist() == ["一号"]
    assert (found.edits(), found.left(frozenset())) == ([], 1)
    chosen = {("A", "name")}
    assert [dict(one.values) for one in found.edits(chosen)] == [{"name": "首号"}]
    assert found.left(chosen) == 0


def test_both_saying_the_same_is_no_conflict(store):
    """Two people made the same correction."""
    edit(store, "A", name="壹号")
    found = changes(store, [{"parcel_id": "A", "name": "壹号"}], returned=returned(store, versions={"A": 1}))
    assert fates(found) == [("A", "unchanged")]


def test_an_edit_by_another_program_leaves_no_base(store):
    """Nobody knows what was printed: a difference is a conflict, never taken for an edit."""
    with store.writing() as tx:
        tx.exec_driver_sql("UPDATE parcels SET name = 'QGIS' WHERE parcel_id = 'A'")
    found = changes(store, [{"parcel_id": "A", "name": "一号"}], returned=returned(store, versions={"A": 1}))
    assert told(found) == [("A", "name", "conflict", "QGIS", "一号")]


def test_a_record_that_is_gone_does_not_come_back_as_new(store):
    """The row is refused; rows deleted from the file and computed cells written over are named and do nothing."""
    found = changes(
        store,
        [{"parcel_id": "Z", "name": "一号"}, {"parcel_id": "D", "name": "四号"}],
        returned=returned(store, versions={"Z": 3, "A": 1}, edited=((3, "阶段"),)),
    )
    assert fates(found) == [("Z", "refused"), ("D", "new")]
    assert [issue.code for issue in found.issues] == ["rows_missing", "record_gone", "computed_edited"]
    assert np.array_equal(found.new, [1])


def plots(days, **more):
    rows = [{"plot_id": "G1"}]
    told_events = [
        {"subject_kind": "plot", "subject_id": "G1", "kind": kind, "occurred_on": day, "doc_no": doc}
        for kind, day, doc in days
    ]
    frame = file_of(Layer.EVENTS, told_events).frame
    return file_of(Layer.PLOTS, rows, events=frame, **more)


def test_a_sheet_of_plots_that_comes_again_tells_only_what_is_new(store):
    """The notice is known, the award is new, the contract has another day: a conflict until a reason is given."""
    happen(store, "notice", "G1", on=date(2023, 3, 1), subject="plot")
    contract = happen(store, "grant_contract", "G1", on=date(2023, 4, 20), subject="plot")
    sheet = plots(
        [
            ("notice", date(2023, 3, 1), None),
            ("award", date(2023, 4, 1), None),
            ("grant_contract", date(2023, 4, 21), "合1"),
        ]
    )
    found = prepared(store, sheet).changes
    assert found.happened.events["kind"].tolist() == ["award"]
    assert ("G1", "on_grant_contract", "conflict", date(2023, 4, 20), date(2023, 4, 21)) in told(found)
    assert [issue.code for issue in found.issues] == ["event_differs"]
    reasoned = prepared(store, sheet, Terms(update=True, why="日期写错")).changes
    assert reasoned.happened.events["kind"].tolist() == ["award", "grant_contract"]
    assert reasoned.happened.voids == (contract,)


def test_agreed_days_that_stand_are_not_stated_again(store):
    """The same day is known whatever the file is called; another day is a change."""
    days = file_of(
        Layer.MILESTONES,
        [{"subject_kind": "plot", "subject_id": "G1", "kind": "completion", "due_on": date(2025, 1, 1), "source": "a"}],
    ).frame
    first = prepared(store, plots([], milestones=days)).changes
    assert len(first.happened.milestones) == 1
    from landuse.store import series  # noqa: PLC0415 - only here

    with store.writing() as tx:
        series.append_frame(tx, Layer.MILESTONES, days, batch_id=None, actor="a")
    assert len(prepared(store, plots([], milestones=days.assign(source="b"))).changes.happened.milestones) == 0
    later = prepared(store, plots([], milestones=days.assign(due_on=date(2025, 2, 1)))).changes
    assert told(later) == [("G1", "due_completion", "edited", date(2025, 1, 1), date(2025, 2, 1))]
    assert fates(later) == [("G1", "changed")]
