"""import --update, --empty, --take, --why and the dry run that tells them: what a file changes of records there are."""

import openpyxl
import pytest


@pytest.fixture
def parcels(tmp_path):
    """Return a function that writes a table of parcels."""

    def written(text, name="parcels.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def named(call, place, layer="parcels"):
    rows = call("list", layer, "--json", "--workspace", place).json
    return {row["parcel_id"]: row for row in rows}


def test_a_dry_run_tells_cells_and_totals(call, place, parcels):
    """JSON has new, changed, unchanged, changes, missing and totals; the ledger is as it was."""
    path = parcels("parcel_id,name,certificate_area_mu\nP1,新名,\nP3,乙厂,15\nP4,丁厂,3\n")
    asked = ("--layer", "parcels", "--update", "--dry-run", "--workspace", place)
    found = call("import", path, *asked, "--json").json
    assert (found["batch"], found["new"], found["changed"], found["unchanged"]) == (None, 1, 2, 0)
    assert found["read"] == found["accepted"] + found["refused"] == 3
    [renamed] = [cell for cell in found["changes"] if cell["column"] == "name"]
    assert (renamed["row"], renamed["key"], renamed["old"], renamed["new"]) == (2, "P1", "甲厂", "新名")
    assert renamed["state"] == "edited"
    assert found["missing"] == []
    sums = {one["name"]: one for one in found["totals"]["sums"]}
    assert (sums["records"]["before"], sums["records"]["after"]) == (3, 4)
    assert {"indicator", "year", "unit", "before", "after"} <= set(found["totals"]["indicators"][0])
    assert "新名" in call("import", path, *asked).out
    assert named(call, place)["P1"]["name"] == "甲厂"


def test_without_update_a_known_id_is_refused(call, place, parcels):
    """Exit code 4 where that was the only row, 3 beside a new one; with --update it is a change, undone later."""
    path = parcels("parcel_id,name\nP1,新名\nP4,丁厂\n")
    refused = call("import", path, "--layer", "parcels", "--dry-run", "--json", "--workspace", place)
    assert (refused.code, refused.json["accepted"], refused.json["refused"]) == (3, 1, 1)
    done = call("import", path, "--layer", "parcels", "--update", "--json", "--workspace", place)
    assert (done.code, done.json["new"], done.json["changed"]) == (0, 1, 1)
    assert {key: row["name"] for key, row in named(call, place).items() if key in {"P1", "P4"}} == {
        "P1": "新名",
        "P4": "丁厂",
    }
    assert call("undo", done.json["batch"], "--workspace", place).code == 0
    after = named(call, place)
    assert (after["P1"]["name"], "P4" in after) == ("甲厂", False)


def test_an_undo_is_refused_while_a_later_import_stands_on_it(call, place, parcels):
    """Exit code 7; once the later one is taken back, it goes."""
    first = call("import", parcels("parcel_id,name\nP1,一\n"), "--layer", "parcels", "--update", "--workspace", place)
    second = parcels("parcel_id,name\nP1,二\n", "second.csv")
    call("import", second, "--layer", "parcels", "--update", "--workspace", place)
    assert (first.code, call("undo", "B0001", "--workspace", place).code) == (0, 7)
    assert call("undo", "B0002", "--workspace", place).code == 0
    assert call("undo", "B0001", "--workspace", place).code == 0
    assert named(call, place)["P1"]["name"] == "甲厂"


def test_empty_cells_keep_what_is_there_unless_told_otherwise(call, place, parcels):
    """`--empty clears` empties the name; without it the cell is listed as emptied and stays."""
    path = parcels("parcel_id,name\nP3,\n")
    asked = ("--layer", "parcels", "--update", "--json", "--workspace", place)
    kept = call("import", path, *asked, "--dry-run").json
    assert ([cell["state"] for cell in kept["changes"]], kept["unchanged"]) == (["emptied"], 1)
    cleared = call("import", path, *asked, "--empty", "clears")
    assert (cleared.code, cleared.json["changed"]) == (0, 1)
    assert named(call, place)["P3"]["name"] is None


def test_a_conflict_is_taken_cell_by_cell(call, place, parcels, tmp_path):
    """The ledger changed since the list was printed: its value stays, unless `--take KEY=COLUMN` takes the file's."""
    printed = tmp_path / "list.xlsx"
    assert call("export", "parcels", "-o", printed, "--workspace", place).code == 0
    meanwhile = parcels("parcel_id,name\nP1,台账后改\n")
    assert call("import", meanwhile, "--layer", "parcels", "--update", "--workspace", place).code == 0
    book = openpyxl.load_workbook(printed)
    sheet = book.worksheets[0]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "甲厂"]
    cell.value = "街镇改"
    book.save(printed)
    asked = ("--layer", "parcels", "--update", "--json", "--workspace", place)
    [found] = call("import", printed, *asked, "--dry-run").json["changes"]
    assert (found["state"], found["base"], found["old"], found["new"]) == ("conflict", "甲厂", "台账后改", "街镇改")
    untaken = call("import", printed, *asked, "--dry-run").json
    assert (untaken["changed"], untaken["unchanged"]) == (0, 3)
    taken = call("import", printed, *asked, "--take", "P1=name")
    assert (taken.code, taken.json["changed"], taken.json["unchanged"]) == (0, 1, 2)
    assert named(call, place)["P1"]["name"] == "街镇改"


def test_an_event_that_says_otherwise_needs_a_reason(call, place, tmp_path):
    """Without `--why` it stays and is named; with it the old one is voided and the new one stands; undo brings it back."""
    printed = tmp_path / "events.xlsx"
    assert call("export", "events", "-o", printed, "--workspace", place).code == 0
    book = openpyxl.load_workbook(printed)
    sheet = book.worksheets[0]
    [area] = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == 25 and "P1" in {str(other.value) for other in row}
    ]
    area.value = 24
    book.save(printed)
    asked = ("--layer", "events", "--update", "--json", "--workspace", place)
    stays = call("import", printed, *asked, "--dry-run").json
    [said] = [problem["message"] for problem in stays["problems"] if problem["code"] == "event_differs"]
    assert ("land_area_m2" in said, "16666.67" in said, "16000.00" in said) == (False, True, True)
    assert resupplied(call, place) == 25
    changed = call("import", printed, *asked, "--why", "合同面积更正")
    assert (changed.code, changed.json["changed"]) == (0, 1)
    assert resupplied(call, place) == 24
    assert call("undo", changed.json["batch"], "--workspace", place).code == 0
    assert resupplied(call, place) == 25


def test_an_event_named_by_its_id_may_leave_columns_out(call, place, tmp_path):
    """An empty cell says nothing against the ledger's; the event that stands for another keeps what it is silent on."""
    recorded = ("demolition", "--parcel", "P2", "--on", "2023-05-02", "--mu", "4", "--doc", "5号", "--json")
    event = call("record", *recorded, "--workspace", place).json["event"]
    path = tmp_path / "a.csv"
    lines = "编号,地块编号,事项,发生日期,面积(亩)\n{},P2,拆除,2023-05-02,{}\n"
    asked = ("--layer", "events", "--update", "--json", "--workspace", place)
    path.write_text(lines.format(event, 4), encoding="utf-8")
    assert call("import", path, *asked, "--dry-run").json["unchanged"] == 1
    path.write_text(lines.format(event, 3), encoding="utf-8")
    assert call("import", path, *asked, "--why", "实测").json["changed"] == 1
    rows = call("list", "events", "--as-of", "2023-12-31", "--json", "--workspace", place).json
    [left] = [row for row in rows if row["subject_id"] == "P2"]
    assert (left["land_area_mu"], left["doc_no"], left["event_id"] == event) == (3, "5号", False)


def resupplied(call, place):
    """Return the area supplied again by the end of May 2023, in 亩."""
    rows = call("progress", "--year", "2023", "--as-of", "2023-05-31", "--json", "--workspace", place).json
    [actual] = [row["actual"] for row in rows if row["indicator"] == "resupply_area"]
    return actual
