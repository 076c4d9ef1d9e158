"""import and undo: the contract's fields and exit codes."""

import pytest

UNITS = "代码,名称\nU7,丙街道\n,丁镇\nU8,戊镇\n"


@pytest.fixture
def units(tmp_path):
    """Return a table of reporting units, one row of which has no code."""
    path = tmp_path / "units.csv"
    path.write_text(UNITS, encoding="utf-8")
    return path


def count(call, place):
    return len(call("list", "units", "--json", "--workspace", place).json)


def test_good_rows_are_kept_and_bad_ones_named(call, place, units):
    """Two of three rows are accepted: exit code 3, and the third is told with row, column, code and a sentence."""
    answer = call("import", units, "--layer", "units", "--json", "--workspace", place)
    outcome = answer.json
    assert (answer.code, outcome["read"], outcome["accepted"], outcome["refused"]) == (3, 3, 2, 1)
    assert outcome["batch"].startswith("B")
    [problem] = [problem for problem in outcome["problems"] if problem["severity"] == "refused"]
    assert list(problem) == ["row", "column", "code", "value", "message", "severity"]
    assert (problem["row"], bool(problem["message"])) == (3, True)
    assert count(call, place) == 4


def test_a_dry_run_changes_nothing(call, place, units):
    """It answers as the import would, with no batch."""
    answer = call("import", units, "--layer", "units", "--dry-run", "--json", "--workspace", place)
    assert (answer.code, answer.json["batch"], answer.json["dry_run"], answer.json["accepted"]) == (3, None, True, 2)
    assert count(call, place) == 2


def test_a_batch_is_taken_back(call, place, units):
    """Undo names the new batch; a second undo is refused, an unknown batch too."""
    batch = call("import", units, "--layer", "units", "--json", "--workspace", place).json["batch"]
    undone = call("undo", batch, "--json", "--workspace", place)
    assert (undone.code, undone.json["undoes"]) == (0, batch)
    assert count(call, place) == 2
    assert call("undo", batch, "--workspace", place).code == 7
    assert call("undo", "B9999", "--workspace", place).code == 2


def test_the_same_file_twice_is_a_conflict(call, place, units):
    """The second import is refused with 6 and names the first."""
    batch = call("import", units, "--layer", "units", "--json", "--workspace", place).json["batch"]
    again = call("import", units, "--layer", "units", "--workspace", place)
    assert (again.code, batch in again.err) == (6, True)


def test_where_nothing_is_accepted_the_problems_are_told(call, place, tmp_path):
    """Exit code 4, one line on stderr, and the JSON still says why."""
    path = tmp_path / "none.csv"
    path.write_text("代码,名称\n,丁镇\n", encoding="utf-8")
    answer = call("import", path, "--layer", "units", "--json", "--workspace", place)
    assert (answer.code, answer.err.count("\n")) == (4, 1)
    assert (answer.json["batch"], answer.json["accepted"], len(answer.json["problems"])) == (None, 0, 1)


def test_a_file_that_cannot_be_read_is_a_sentence(call, place, tmp_path):
    """No such file, and one that is not what it is called."""
    (tmp_path / "page.csv").write_text("<html></html>", encoding="utf-8")
    for name in ("none.csv", "page.csv"):
        answer = call("import", tmp_path / name, "--layer", "units", "--json", "--workspace", place)
        assert (answer.code, answer.out, answer.err.count("\n")) == (4, "", 1)


def test_headings_are_mapped_by_hand(call, place, tmp_path):
    """`--map` names the field of a heading nobody knows."""
    path = tmp_path / "units.csv"
    path.write_text("甲列,乙列\nU7,丙街道\n", encoding="utf-8")
    mapped = ("--map", "甲列=code", "--map", "乙列=name")
    assert call("import", path, "--layer", "units", *mapped, "--workspace", place).code == 0
    assert count(call, place) == 3


def test_people_read_the_problems_in_words(call, place, units):
    """The table names row and problem; nothing but the exit code says 3."""
    answer = call("import", units, "--layer", "units", "--lang", "en", "--workspace", place)
    assert (answer.code, answer.err) == (3, "")
    assert "2 accepted" in answer.out
    assert "refused" in answer.out


def test_a_file_is_told_without_importing_it(call, units):
    """It needs no workspace: kind, encoding, rows, columns and first rows, for people and for programs."""
    answer = call("inspect", units, "--json")
    assert (answer.code, answer.json["kind"], answer.json["parts"][0]["rows"]) == (0, "table_text", 3)
    assert answer.json["sample"][0] == {"代码": "U7", "名称": "丙街道"}
    assert "丙街道" in call("inspect", units).out
