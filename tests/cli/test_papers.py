"""report and snapshot: documents made, issued, printed again, compared."""

import hashlib

import openpyxl
import pytest

from landuse.store import open_workspace
from tests import builders

MAY = ("--as-of", "2023-05-31")


@pytest.fixture
def issued(call, place, tmp_path):
    """Return the first issue of the plan's board of the small workspace, as it was answered, and its file."""
    path = tmp_path / "plan.xlsx"
    answer = call(
        "report", "plan_board", "-o", path, "--period", "2023H1", *MAY, "--issue", "--json", "--workspace", place
    )
    assert (answer.code, answer.err) == (0, "")
    return answer.json, path


def test_kinds_are_listed_with_their_forms(call):
    """Without a kind, what can be made."""
    kinds = {kind["kind"]: kind["forms"] for kind in call("report", "--json").json}
    assert kinds["plan_board"] == ["xlsx"]
    assert "年度目标任务进展表" in call("report").out


def test_a_report_names_its_figures(issued):
    """Every figure has an id, a unit, a rule and a day; the file is a workbook that says the same."""
    answer, path = issued
    figures = {figure["id"]: figure for figure in answer["figures"]}
    assert figures["resupply_area.actual"] | {"source": None} == {
        "id": "resupply_area.actual",
        "value": 25.0,
        "unit": "mu",
        "rule": "resupply_area",
        "as_of": "2023-05-31",
        "source": None,
    }
    assert (answer["period"], answer["issue"]) == ("2023H1", "B0001")
    cells = {cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row}
    assert {"拆后再供地", 25, 300} <= cells


def test_an_issue_is_reprinted_byte_for_byte(call, place, issued, tmp_path):
    """After a late event the reprint is the same file; as now known it says what is different."""
    _, path = issued
    store = open_workspace(place)
    builders.happen(store, "resupply", "P2", mu=10, unit="U2")
    store.close()
    again, known = tmp_path / "again.xlsx", tmp_path / "known.xlsx"
    answer = call("snapshot", "reprint", "B0001", "-o", again, "--json", "--workspace", place).json
    assert again.read_bytes() == path.read_bytes()
    assert answer["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    answer = call("snapshot", "reprint", "B0001", "-o", known, "--as-now-known", "--json", "--workspace", place).json
    changed = {one["id"]: (one["before"], one["after"], one["difference"]) for one in answer["differences"]}
    assert changed["resupply_area.actual"] == (25.0, 35.0, 10.0)
    assert known.read_bytes() != path.read_bytes()
    notes = [cell.value for cell in openpyxl.load_workbook(known).active["A"] if isinstance(cell.value, str)]
    assert "与原件不同:resupply_area.actual,原件 25.00,现为 35.00。" in notes


def test_two_issues_are_compared(call, place, issued):
    """Figure by figure; an unknown issue is named."""
    store = open_workspace(place)
    builders.happen(store, "resupply", "P2", mu=10, unit="U2")
    store.close()
    frozen = call("snapshot", "freeze", "plan_board", "--period", "2023H1", *MAY, "--json", "--workspace", place).json
    assert frozen["snapshot"] == "B0002"
    found = call("snapshot", "compare", "B0001", "B0002", "--json", "--workspace", place).json
    assert found[0] == {"id": "resupply_area.actual", "unit": "mu", "before": 25.0, "after": 35.0, "difference": 10.0}
    assert [one["snapshot"] for one in call("snapshot", "list", "--json", "--workspace", place).json] == [
        "B0001",
        "B0002",
    ]
    assert call("snapshot", "compare", "B0001", "B9", "--workspace", place).code == 2
    assert "B0002" in call("snapshot", "list", "--workspace", place).out
    assert "10.00" in call("snapshot", "compare", "B0001", "B0002", "--workspace", place).out


def test_an_edit_is_marked_and_the_ledger_stays(call, place, tmp_path):
    """The number stands in the file as edited, with reason; progress still tells the ledger's."""
    path = tmp_path / "edited.xlsx"
    edit = ("--edit", "resupply_area.actual:=26.5", "--why", "会上核定", "--actor", "王")
    answer = call("report", "plan_board", "-o", path, *MAY, *edit, "--workspace", place)
    assert answer.code == 0
    notes = [cell.value for cell in openpyxl.load_workbook(path).active["A"] if isinstance(cell.value, str)]
    assert any("台账为 25.00,印发为 26.50;理由:会上核定(王)" in note for note in notes)
    row = call("progress", "--year", "2023", *MAY, "--json", "--workspace", place).json[2]
    assert (row["indicator"], row["actual"]) == ("resupply_area", 25.0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "novel", "-o", "x.xlsx"), 2),
        (("report", "plan_board", "-o", "x.pdf"), 2),
        (("report", "plan_board"), 2),
        (("report", "plan_board", "-o", "x.xlsx", "--period", "2023H3"), 2),
        (("report", "plan_board", "-o", "x.xlsx", "--zone", "Z1"), 2),
        (("report", "plan_board", "-o", "x.xlsx", "--edit", "a=b"), 2),
        (("snapshot", "reprint", "B0001"), 2),
        (("snapshot", "reprint"), 2),
    ],
)
def test_what_cannot_be_made_is_one_sentence(call, place, monkeypatch, tmp_path, words, code):
    """Wrong arguments end with 2 and one line."""
    monkeypatch.chdir(tmp_path)
    answer = call(*words, "--workspace", place)
    assert answer.code == code
    assert len(answer.err.splitlines()) == 1
    assert not (tmp_path / "x.xlsx").exists()


def test_a_damaged_file_of_an_issue_is_not_reprinted(call, place, issued, tmp_path):
    """Fsck says so with code 5, and so does the reprint."""
    (kept,) = (place / "attachments" / "issues").iterdir()
    kept.write_bytes(b"x")
    assert call("snapshot", "reprint", "B0001", "-o", tmp_path / "r.xlsx", "--workspace", place).code == 5
    answer = call("fsck", "--json", "--workspace", place)
    assert (answer.code, answer.json["findings"][0]["code"]) == (5, "kept_file")


def test_the_board_holds_what_is_computed(call, place):
    """Each row has its period, share and source; names that differ are flagged, and a part over its whole."""
    answer = call("board", "--year", "2023", *MAY, "--json", "--workspace", place).json
    rows = {row["indicator"]: row for row in answer["rows"]}
    row = rows["resupply_area"]
    assert (row["period"], row["actual"], row["target"], row["share"]) == ("1-5月", 25.0, 300.0, 0.083333)
    assert [one["kind"] for one in answer["contradictions"]] == ["exceeds", "renamed", "renamed"]
    assert "拆除重建" in call("board", "--year", "2023", *MAY, "--workspace", place).out
