"""Importing: one transaction, the file kept, nothing twice."""

from datetime import date

import pytest

from landuse.actions.import_layer import import_layer
from landuse.actions.undo_import import undo_import
from landuse.errors import ConflictError, RefusedError
from landuse.model import Layer
from landuse.store import batches
from landuse.store.fsck import check
from tests.builders import happen, parcel, workspace
from tests.intake.files import table

TODAY = date(2023, 6, 1)


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w", units=[{"code": "SY", "name": "双屿街道", "aliases": "双屿"}])
    yield made
    made.close()


def run(store, path, layer=Layer.PARCELS, **asked):
    return import_layer(store, path, layer=layer, actor="test", today=TODAY, **asked)


def test_good_rows_are_kept_and_the_others_named(store, tmp_path):
    """One of three refused: two in the ledger, the problem stored with the batch, the file kept whole."""
    path = table(tmp_path / "a.csv", [["A", "", "双屿", 5], ["B", "", "", 5], ["A", "", "", 9]])
    outcome = run(store, path)
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 2, 1)
    assert store.tables().parcels[["parcel_id", "unit"]].values.tolist()[0] == ["A", "SY"]
    with store.reading() as tx:
        assert batches.issues(tx, outcome.batch) == list(outcome.issues)
    kept = list((store.folder / "attachments" / "imports").iterdir())
    assert [file.read_bytes() for file in kept] == [path.read_bytes()]


def test_a_dry_run_writes_nothing(store, tmp_path):
    """The outcome is told, the ledger and the attachments stay as they were."""
    before = store.revision()
    outcome = run(store, table(tmp_path / "a.csv", [["A", "", "", 5]]), dry_run=True)
    assert (outcome.batch, outcome.accepted) == (None, 1)
    assert store.revision() == before
    assert not (store.folder / "attachments" / "imports").exists()


def test_nothing_accepted_writes_nothing(store, tmp_path):
    """A file of refused rows leaves no batch."""
    outcome = run(store, table(tmp_path / "a.csv", [["", "nobody", "", 5]]))
    assert (outcome.batch, outcome.refused) == (None, 1)
    assert store.tables().batches.empty


def test_the_same_file_is_recognised_until_it_is_undone(store, tmp_path):
    """By its bytes, whatever it is called."""
    rows = [["A", "", "", 5]]
    outcome = run(store, table(tmp_path / "a.csv", rows))
    with pytest.raises(ConflictError, match="already_imported"):
        run(store, table(tmp_path / "again.csv", rows))
    with store.writing() as tx:
        batches.undo(tx, outcome.batch, actor="test")
    assert run(store, table(tmp_path / "again.csv", rows)).accepted == 1


def test_events_are_checked_against_what_is_there(store, tmp_path):
    """An event needs its parcel; it keeps the parcel's unit."""
    run(store, table(tmp_path / "a.csv", [["A", "", "双屿", 5]]))
    headings = ["地块编号", "事项", "日期", "面积(亩)"]
    rows = [["A", "拆除", "2023-05-01", 5], ["B", "拆除", "2023-05-01", 5]]
    outcome = run(store, table(tmp_path / "e.csv", rows, headings), Layer.EVENTS)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert store.tables().events["unit"].tolist() == ["SY"]


def test_new_parcels_are_laid_over_those_that_are_there(tmp_path):
    """A copy of a parcel of an earlier import is named."""
    from tests.intake.files import degrees, geojson  # noqa: PLC0415 - only here

    first = parcel("A")
    made = workspace(tmp_path / "w", parcels=[first])
    outcome = run(made, geojson(tmp_path / "b.geojson", [({"parcel_id": "B"}, degrees(first["geometry"]))]))
    assert [issue.value for issue in outcome.issues if issue.code == "overlap"] == ["B / A"]
    made.close()


PLOTS = ["地块编号", "面积(亩)", "所属街镇", "公告时间", "合同签订日期", "合同号", "约定开工时间", "约定竣工时间"]
PLOT_ROWS = [
    ["G1", 15, "双屿", "2023-03-01", "2023-04-20", "合1号", "2023-12-01", "2025-12-01"],
    ["G2", 20, "", "", "2023-05-20", "合2号", "1901年01月02日", "2026-05-01"],
]


def test_plots_come_with_their_dates_in_one_batch(store, tmp_path):
    """Two plots, three events, three agreed days: all of one batch, in the ledger as any other."""
    outcome = run(store, table(tmp_path / "plots.csv", PLOT_ROWS, PLOTS), Layer.PLOTS)
    assert (outcome.accepted, outcome.events, outcome.milestones) == (2, 3, 3)
    tables = store.tables()
    assert tables.events[["subject_kind", "subject_id", "kind", "unit", "doc_no"]].values.tolist() == [
        ["plot", "G1", "notice", "SY", None],
        ["plot", "G1", "grant_contract", "SY", "合1号"],
        ["plot", "G2", "grant_contract", None, "合2号"],
    ]
    assert tables.events["occurred_on"].tolist() == [date(2023, 3, 1), date(2023, 4, 20), date(2023, 5, 20)]
    assert tables.milestones[["subject_id", "kind", "due_on", "source"]].values.tolist() == [
        ["G1", "construction_start", date(2023, 12, 1), "plots.csv"],
        ["G1", "completion", date(2025, 12, 1), "plots.csv"],
        ["G2", "completion", date(2026, 5, 1), "plots.csv"],
    ]
    ids = {*tables.plots["batch_id"], *tables.events["batch_id"], *tables.milestones["batch_id"]}
    assert ids == {outcome.batch}


def test_a_dry_run_tells_the_dates_it_would_write(store, tmp_path):
    """The counts are those of the import, the ledger is untouched."""
    before = store.revision()
    outcome = run(store, table(tmp_path / "plots.csv", PLOT_ROWS, PLOTS), Layer.PLOTS, dry_run=True)
    assert (outcome.batch, outcome.events, outcome.milestones) == (None, 3, 3)
    assert store.revision() == before


def test_undo_takes_back_plots_events_and_milestones(store, tmp_path):
    """After undo nothing of the sheet stands, the ledger is sound, and the file may come again."""
    path = table(tmp_path / "plots.csv", PLOT_ROWS, PLOTS)
    undo_import(store, run(store, path, Layer.PLOTS).batch, actor="test")
    tables = store.tables()
    assert (len(tables.plots), len(tables.events), len(tables.milestones)) == (0, 0, 0)
    assert check(store) == []
    assert run(store, path, Layer.PLOTS).events == 3
    assert len(store.tables().milestones) == 3


def test_undo_is_refused_while_later_events_stand_on_the_plots(store, tmp_path):
    """What the sheet told goes with it; what somebody recorded since does not, and nothing is half undone."""
    outcome = run(store, table(tmp_path / "plots.csv", PLOT_ROWS, PLOTS), Layer.PLOTS)
    happen(store, "handover", "G1", on=date(2023, 5, 1), subject="plot")
    with pytest.raises(RefusedError, match="batch_in_use"):
        undo_import(store, outcome.batch, actor="test")
    assert len(store.tables().events) == 4


FIRM = "91330302DEM000014G"


@pytest.mark.parametrize(
    ("layer", "headings", "row", "more"),
    [
        (Layer.MILESTONES, ["供地编号", "事项", "约定时间"], ["G1", "交地", "2023-07-01"], "note"),
        (Layer.CHECKLIST, ["地块编号", "事项", "状态"], ["G1", "管线", "办理中"], "reason"),
        (Layer.STANDARDS, ["地块编号", "指标", "约定值"], ["G1", "亩均税收", 22], "note"),
        (Layer.FIGURES, ["信用代码", "年度", "指标", "数值"], [FIRM, 2022, "亩均税收", 22.3], "source"),
        (Layer.TENURE, ["地块编号", "信用代码", "角色"], ["P1", FIRM, "产权人"], "note"),
        (Layer.LINEAGE, ["母地块", "子地块", "转入面积(亩)", "日期"], ["P1", "P2", 5, "2023-05-01"], "doc_no"),
        (Layer.INTENTIONS, ["信用代码", "地块编号", "状态"], [FIRM, "G1", "已推介"], "reason"),
        (Layer.SUPERVISION, ["预警编号", "状态"], ["W05/plot:G1", "已交办"], "reason"),
        (Layer.EVENTS, ["信用代码", "事项", "日期"], [FIRM, "申报", "2023-05-01"], "doc_no"),
    ],
    ids=str,
)
def test_statements_about_what_is_there_come_and_go(tmp_path, layer, headings, row, more):
    """Each layer of statements is imported, said again to no effect, revised by another file, and taken back."""
    made = workspace(
        tmp_path / "w",
        parcels=[parcel("P1"), parcel("P2", east=200)],
        plots=[{"plot_id": "G1"}],
        enterprises=[{"credit_code": FIRM, "name": "甲公司"}],
    )
    first = run(made, table(tmp_path / "a.csv", [row], headings), layer)
    assert (first.accepted, first.refused, first.issues) == (1, 0, ())
    strangers = [[f"{cell}9" if cell in {"G1", "P1", FIRM} else cell for cell in row]]
    if layer is not Layer.SUPERVISION:
        stranger = run(made, table(tmp_path / "b.csv", strangers, headings), layer)
        assert (stranger.batch, {issue.code for issue in stranger.issues}) == (None, {"unknown_subject"})
    again = run(made, table(tmp_path / "again.csv", [[*row, "x"]], [*headings, "备注二"]), layer)
    assert (again.accepted, again.new, again.unchanged, len(getattr(made.tables(), layer))) == (1, 0, 1, 1)
    later = [*row[:-1], "2023-05-02"] if layer is Layer.EVENTS else row
    second = run(made, table(tmp_path / "c.csv", [[*later, "改"]], [*headings, more]), layer)
    assert (second.changed, second.unchanged) == ((0, 0) if layer is Layer.EVENTS else (1, 0))
    frame = getattr(made.tables(), layer)
    assert frame.iloc[-1]["batch_id"] == second.batch
    if layer is not Layer.EVENTS:
        assert frame.iloc[-1]["revision"] == 2
    assert check(made) == []
    undo_import(made, second.batch, actor="test")
    undo_import(made, again.batch, actor="test")
    undo_import(made, first.batch, actor="test")
    assert check(made) == []
    after = getattr(made.tables(), layer)
    assert after.empty or after["withdrawn"].iloc[-1]
    made.close()
