"""batches, problems, and what `import --problems` writes: past imports, and their faults to send back."""

import openpyxl
import pytest

UNITS = "代码,名称\nU7,丙街道\n,丁镇\nU8,戊镇\n"


@pytest.fixture
def units(tmp_path):
    """Return a table of reporting units, one row of which has no code."""
    path = tmp_path / "units.csv"
    path.write_text(UNITS, encoding="utf-8")
    return path


def test_past_imports_are_listed_the_newest_first(call, place, units):
    """Counts, file, layer, when, who; an undoing names what it undoes, and the undone batch its undoing."""
    assert call("batches", "--json", "--workspace", place).json == []
    batch = call("import", units, "--layer", "units", "--actor", "甲", "--json", "--workspace", place).json["batch"]
    undoing = call("undo", batch, "--actor", "乙", "--json", "--workspace", place).json["batch"]
    newest, oldest = call("batches", "--json", "--workspace", place).json
    counts = {"read": 3, "accepted": 2, "refused": 1, "uncounted": 0, "new": 2, "changed": 0, "unchanged": 0}
    assert {name: oldest[name] for name in counts} == counts
    assert (oldest["batch"], oldest["file"], oldest["layer"], oldest["by"]) == (batch, "units.csv", "units", "甲")
    assert (oldest["undone_by"], newest["batch"], newest["undoes"]) == (undoing, undoing, batch)
    assert (newest["accepted"], newest["new"]) == (2, 0)
    told = call("batches", "--lang", "en", "--workspace", place)
    assert (told.code, f"undone by {undoing}" in told.out, f"undoes {batch}" in told.out) == (0, True, True)


def test_a_batch_goes_back_with_its_problems_marked(call, place, units, tmp_path):
    """The sheet has the file's rows, the missing code is red; a folder takes a name; unknown batches are refused."""
    batch = call("import", units, "--layer", "units", "--json", "--workspace", place).json["batch"]
    answer = call("problems", batch, "-o", tmp_path / "back.xlsx", "--json", "--workspace", place)
    assert (answer.code, answer.json["batch"]) == (0, batch)
    sheet = openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0]
    assert [sheet["A2"].value, sheet["B3"].value] == ["U7", "丁镇"]
    assert (sheet["A3"].comment is not None, sheet["A2"].comment) == (True, None)
    assert call("problems", batch, "-o", tmp_path, "--workspace", place).code == 0
    assert (tmp_path / f"{batch}.xlsx").is_file()
    assert call("problems", "B9999", "-o", tmp_path / "no.xlsx", "--workspace", place).code == 2
    assert not (tmp_path / "no.xlsx").exists()
    assert call("problems", batch, "-o", tmp_path / "back.pdf", "--workspace", place).code == 2
    kept = place / "attachments" / "imports" / "back.xlsx"
    assert (call("problems", batch, "-o", kept, "--workspace", place).code, kept.exists()) == (7, False)


def test_a_dry_run_writes_its_problems_and_nothing_else(call, place, units, tmp_path):
    """Also where nothing at all is accepted."""
    path = tmp_path / "back.xlsx"
    asked = ("--layer", "units", "--dry-run", "--problems", path, "--json", "--workspace", place)
    assert call("import", units, *asked).code == 3
    assert openpyxl.load_workbook(path).worksheets[0]["A3"].comment is not None
    assert call("batches", "--json", "--workspace", place).json == []
    path.unlink()
    units.write_text("代码,名称\n,丁镇\n", encoding="utf-8")
    assert call("import", units, *asked).code == 4
    assert openpyxl.load_workbook(path).worksheets[0]["A2"].comment is not None
