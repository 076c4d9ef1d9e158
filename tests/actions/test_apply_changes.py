"""Applying a change set and taking it back: the ledger is what it was, to the last cell."""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from landuse.actions.import_layer import apply_import, outcome_of
from landuse.actions.undo_import import undo_import
from landuse.errors import ConflictError, RefusedError
from landuse.model import Layer
from landuse.store import records
from landuse.store.fsck import check
from landuse.units import m2_from_mu
from landuse.views.change_sets import Terms
from landuse.views.effects import effects, with_changes
from tests.builders import goal, happen, parcel, square, workspace
from tests.views.changing import UPDATE, file_of, office, prepared

WHY = Terms(update=True, why="更正")


@pytest.fixture
def store(tmp_path):
    """Return a ledger of two parcels, with ground."""
    made = ledger(tmp_path / "w")
    yield made
    made.close()


def ledger(folder):
    return workspace(
        folder,
        units=[{"code": "SY", "name": "双屿街道"}],
        parcels=[parcel("A", name="一号", book_mu=10, unit="SY"), parcel("B", name="二号", east=300)],
        goals=[goal("demolition_area", 400)],
    )


def bring(store, layer, rows, terms=UPDATE, *, chosen=frozenset(), **more):
    """Import rows as a file of their own."""
    name = f"{abs(hash((str(rows), layer, len(store.tables().batches)))):x}"
    path = store.folder / f"{name}.csv"
    path.write_text(name, encoding="utf-8")
    found = file_of(layer, rows, sha256=name.rjust(64, "0"), path=path, **more)
    return apply_import(store, prepared(store, found, terms), actor="test", chosen=chosen)


def snapshot(tables):
    """Return what the office wrote of every layer that is imported here."""
    layers = (Layer.PARCELS, Layer.EVENTS, Layer.TARGETS, Layer.UNITS)
    return {layer: office(getattr(tables, layer), layer) for layer in layers}


def assert_same(one, other):
    for layer, frame in one.items():
        assert_frame_equal(frame, other[layer], obj=str(layer))


def test_new_and_changed_rows_come_in_one_batch(store):
    """One inserted, one edited, one as it was: the counts add up, versions move on, the trail says before and after."""
    rows = [
        {"parcel_id": "A", "name": "壹号", "geometry": square(mu=9)},
        {"parcel_id": "B", "name": "二号"},
        {"parcel_id": "D", "name": "四号"},
    ]
    outcome = bring(store, Layer.PARCELS, rows)
    assert (outcome.read, outcome.accepted, outcome.new, outcome.changed, outcome.unchanged) == (3, 3, 1, 1, 1)
    parcels = store.tables().parcels.set_index("parcel_id")
    assert parcels["name"].to_dict() == {"A": "壹号", "B": "二号", "D": "四号"}
    assert parcels["row_version"].tolist() == [2, 1, 1]
    assert parcels.loc["A", "geometry"].area == pytest.approx(m2_from_mu(9))
    batch = store.tables().batches.iloc[-1]
    assert (batch["changed"], batch["unchanged"], batch["accepted"]) == (1, 1, 3)
    assert check(store) == []


def test_undo_gives_edited_records_their_values_back(store):
    """Ground, empty cells and new records included; the ledger is sound."""
    before = snapshot(store.tables())
    rows = [{"parcel_id": "A", "name": "壹号", "note": "x", "geometry": square(mu=9)}, {"parcel_id": "D"}]
    outcome = bring(store, Layer.PARCELS, rows)
    undo_import(store, outcome.batch, actor="test")
    assert_same(before, snapshot(store.tables()))
    assert store.tables().parcels["row_version"].tolist() == [3, 1]
    assert check(store) == []


def test_undo_is_refused_where_a_cell_was_changed_since(store):
    """Both values are named; another column changed since is no obstacle, and keeps its value."""
    outcome = bring(store, Layer.PARCELS, [{"parcel_id": "A", "name": "壹号"}])
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "A", {"name": "首号"}, expected_version=2, actor="b")
    with pytest.raises(RefusedError, match="changed_since") as refused:
        undo_import(store, outcome.batch, actor="test")
    values = refused.value.values
    assert (values["key"], values["field"], values["yours"], values["theirs"]) == ("A", "name", "壹号", "首号")
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "A", {"name": "壹号", "note": "n"}, expected_version=3, actor="b")
    undo_import(store, outcome.batch, actor="test")
    assert store.tables().parcels.set_index("parcel_id").loc["A", ["name", "note"]].tolist() == ["一号", "n"]
    assert check(store) == []


def test_a_batch_that_a_later_one_edits_is_undone_after_it(store):
    """The refusal names the later batch; in the right order both go."""
    first = bring(store, Layer.PARCELS, [{"parcel_id": "D", "name": "四号"}])
    second = bring(store, Layer.PARCELS, [{"parcel_id": "D", "name": "肆号"}])
    with pytest.raises(RefusedError, match="batch_built_on") as refused:
        undo_import(store, first.batch, actor="test")
    assert refused.value.values["by"] == second.batch
    undo_import(store, second.batch, actor="test")
    undo_import(store, first.batch, actor="test")
    assert store.tables().parcels["parcel_id"].tolist() == ["A", "B"]
    assert check(store) == []


def test_an_edit_between_looking_and_applying_is_a_conflict(store):
    """Nothing is written: no batch, no cell."""
    found = file_of(Layer.PARCELS, [{"parcel_id": "A", "name": "壹号"}], path=Path(__file__))
    looked = prepared(store, found)
    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "A", {"note": "n"}, expected_version=1, actor="b")
    with pytest.raises(ConflictError, match="changed_meanwhile"):
        apply_import(store, looked, actor="test")
    assert store.tables().batches.empty


def test_the_same_request_is_one_batch(store):
    """A double click answers with the first one's batch."""
    found = file_of(Layer.PARCELS, [{"parcel_id": "A", "name": "壹号"}], path=Path(__file__))
    looked = prepared(store, found)
    first, second = (apply_import(store, looked, actor="test", request_id="r") for _ in range(2))
    assert (first.batch, first.changed) == (second.batch, second.changed)
    assert len(store.tables().batches) == 1


def test_a_corrected_event_is_voided_and_entered_and_comes_back(store):
    """Undoing the correction enters the old event again, and undoing that one's batch takes it away after all."""
    about = {"subject_kind": "parcel", "subject_id": "A", "kind": "demolition", "occurred_on": date(2023, 3, 1)}
    first = bring(store, Layer.EVENTS, [{"event_id": "X1", **about, "land_area_m2": 3000.0}])
    before = snapshot(store.tables())
    wrong = bring(store, Layer.EVENTS, [{"event_id": "X1", **about, "land_area_m2": 2000.0}])
    assert (wrong.batch, wrong.refused) == (None, 1)
    second = bring(store, Layer.EVENTS, [{"event_id": "X1", **about, "land_area_m2": 2000.0}], WHY)
    assert (second.accepted, second.changed) == (1, 1)
    assert store.tables().events["land_area_m2"].tolist() == [2000.0]
    assert check(store) == []
    undo_import(store, second.batch, actor="test")
    assert_same(before, snapshot(store.tables()))
    assert check(store) == []
    undo_import(store, first.batch, actor="test")
    assert store.tables().events.empty
    assert check(store) == []


def test_a_sheet_of_plots_brings_what_it_tells_anew(store):
    """A plot's use changes, an award is new, a notice is known: one batch, undone as one."""
    bring(store, Layer.PLOTS, [{"plot_id": "G1", "use": "工业"}])
    happen(store, "notice", "G1", on=date(2023, 3, 1), subject="plot")
    before = office(store.tables().plots, Layer.PLOTS)
    told = [("notice", date(2023, 3, 1)), ("award", date(2023, 4, 1))]
    events = [{"subject_kind": "plot", "subject_id": "G1", "kind": kind, "occurred_on": day} for kind, day in told]
    frame = file_of(Layer.EVENTS, events).frame
    rows = [{"plot_id": "G1", "use": "工业用地"}]
    outcome = bring(store, Layer.PLOTS, rows, events=frame)
    assert (outcome.changed, outcome.events) == (1, 1)
    only_days = bring(store, Layer.PLOTS, rows, events=frame.assign(kind=["notice", "handover"]))
    assert (only_days.changed, only_days.unchanged, only_days.events) == (1, 0, 1)
    assert check(store) == []
    undo_import(store, only_days.batch, actor="test")
    undo_import(store, outcome.batch, actor="test")
    assert_frame_equal(before, office(store.tables().plots, Layer.PLOTS))
    assert store.tables().events["kind"].tolist() == ["notice"]
    assert check(store) == []


def test_a_conflict_is_applied_where_it_is_chosen(store):
    """One of two conflicts is taken; the row with the other is unchanged."""
    from tests.views.test_changes import returned  # noqa: PLC0415 - only here

    with store.writing() as tx:
        records.update(tx, Layer.PARCELS, "A", {"name": "壹"}, expected_version=1, actor="b")
        records.update(tx, Layer.PARCELS, "B", {"name": "贰"}, expected_version=1, actor="b")
    rows = [{"parcel_id": "A", "name": "首"}, {"parcel_id": "B", "name": "次"}]
    back = returned(store, versions={"A": 1, "B": 1})
    outcome = bring(store, Layer.PARCELS, rows, chosen=frozenset({("A", "name")}), returned=back)
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    assert store.tables().parcels["name"].tolist() == ["首", "贰"]
    assert check(store) == []


def test_a_conflict_of_a_series_is_applied_where_it_is_chosen(store):
    """A target that was revised since the list was printed keeps its revision unless the file's is taken."""
    from tests.views.test_changes import returned  # noqa: PLC0415 - only here

    bring(store, Layer.TARGETS, [goal("demolition_area", 410)])
    back = returned(store, layer="targets", versions={"2023 / demolition_area / ": 1})
    kept = bring(store, Layer.TARGETS, [goal("demolition_area", 420)], returned=back)
    assert (kept.changed, kept.unchanged, store.tables().targets["amount"].tolist()) == (0, 1, [410.0])
    chosen = frozenset({("2023 / demolition_area / ", "amount")})
    taken = bring(store, Layer.TARGETS, [goal("demolition_area", 420)], chosen=chosen, returned=back)
    assert (taken.changed, store.tables().targets["amount"].tolist()) == (1, [420.0])
    assert check(store) == []


def test_totals_are_those_of_the_ledger_afterwards(store):
    """The demolition of a parcel whose book area the file halves counts half; so the ledger counts once it is done."""
    happen(store, "demolition", "A", mu=10)
    rows = [{"parcel_id": "A", "certificate_area_m2": m2_from_mu(5)}, {"parcel_id": "D", "geometry": square(mu=3)}]
    found = file_of(Layer.PARCELS, rows, path=Path(__file__))
    looked = prepared(store, found)
    told = effects(store, found, looked.changes, as_of=date(2023, 6, 1))
    [demolished] = [one for one in told.indicators if one.indicator == "demolition_area"]
    assert (float(demolished.before.actual), float(demolished.after.actual)) == (10.0, 5.0)
    sums = {one.name: (float(one.before), float(one.after)) for one in told.sums}
    assert sums["records"] == (2, 3)
    assert sums["counting_mu"] == (25.0, 23.0)
    apply_import(store, looked, actor="test")
    after = effects(store, found, prepared(store, found).changes, as_of=date(2023, 6, 1))
    assert [one.before for one in after.indicators] == [one.after for one in told.indicators]


NAMES = st.sampled_from(["一号", "壹", None, "甲"])
KEYS = st.sampled_from(["A", "B", "D", "E"])
PARCEL = st.fixed_dictionaries(
    {"parcel_id": KEYS},
    optional={
        "name": NAMES,
        "unit": st.sampled_from(["SY", None]),
        "certificate_area_m2": st.sampled_from([1000.0, 6666.67, None]),
        "geometry": st.sampled_from([None, square(mu=9), square(mu=15)]),
    },
)
EVENT = st.fixed_dictionaries(
    {
        "event_id": st.sampled_from([None, "X1", "X2"]),
        "subject_kind": st.just("parcel"),
        "subject_id": st.sampled_from(["A", "B"]),
        "kind": st.just("demolition"),
        "occurred_on": st.sampled_from([date(2023, 3, 1), date(2023, 4, 1)]),
        "land_area_m2": st.sampled_from([1000.0, 2000.0]),
    }
)
GOAL = st.builds(goal, st.just("demolition_area"), st.sampled_from([400, 500]), unit=st.sampled_from([None, "SY"]))
FILES = st.one_of(
    st.tuples(st.just(Layer.PARCELS), st.lists(PARCEL, min_size=1, max_size=4, unique_by=lambda row: row["parcel_id"])),
    st.tuples(st.just(Layer.EVENTS), st.lists(EVENT, min_size=1, max_size=3, unique_by=lambda row: row["event_id"])),
    st.tuples(st.just(Layer.TARGETS), st.lists(GOAL, min_size=1, max_size=3)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(FILES, st.booleans()), min_size=1, max_size=4))
def test_any_imports_taken_back_leave_the_ledger_as_it_was(files):
    """Whatever is imported, in whatever terms: what was foretold comes, and undone in turn all is as before."""
    with tempfile.TemporaryDirectory() as folder:
        store = ledger(Path(folder) / "w")
        states = [(None, snapshot(store.tables()))]
        for (layer, rows), clears in files:
            terms = Terms(update=True, clears=clears, why="更正")
            name = f"{len(states)}".rjust(64, "0")
            path = store.folder / "f.csv"
            path.write_text(name, encoding="utf-8")
            looked = prepared(store, file_of(layer, rows, sha256=name, path=path), terms)
            foretold = with_changes(store.tables(), looked.found, looked.changes)
            outcome = apply_import(store, looked, actor="test")
            assert outcome.read == outcome.accepted + outcome.refused == len(rows)
            assert outcome.new + outcome.changed + outcome.unchanged == outcome.accepted
            if outcome.batch is not None:
                states.append((outcome.batch, snapshot(store.tables())))
            now = snapshot(store.tables())
            pd.testing.assert_frame_equal(office(getattr(foretold, layer), layer), now[layer])
        assert check(store) == []
        while len(states) > 1:
            batch, state = states.pop()
            assert_same(state, snapshot(store.tables()))
            undo_import(store, batch, actor="test")
        assert_same(states[0][1], snapshot(store.tables()))
        assert check(store) == []
        store.close()


def test_what_applying_does_is_told_before(store):
    """The outcome of looking has the counts of the outcome of applying."""
    found = file_of(Layer.PARCELS, [{"parcel_id": "A", "name": "壹号"}, {"parcel_id": "D"}], path=Path(__file__))
    looked = prepared(store, found)
    before = outcome_of(looked)
    after = apply_import(store, looked, actor="test")
    assert (before.new, before.changed, before.unchanged) == (after.new, after.changed, after.unchanged) == (1, 1, 0)
