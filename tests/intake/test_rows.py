"""Rows of a file on their way: columns, a view of one row, what is wrong with each."""

import numpy as np

from landuse.intake.raw import objects
from landuse.intake.rows import Rows, Told
from landuse.model import Severity


def three():
    rows = Rows(np.array([2, 3, 7]))
    rows["name"] = objects(["a", None, "c"])
    return rows


def test_the_first_to_fill_a_cell_stays():
    """Of two headings for one column the second fills only what the first left open."""
    rows = three()
    rows.put("name", objects(["x", "y", "z"]))
    assert rows["name"].tolist() == ["a", "y", "c"]
    assert rows.missing("name").tolist() == [False, False, False]
    assert rows.missing("nothing").all()


def test_a_view_of_a_row_writes_through():
    """What a rule puts into a row is in its column."""
    rows = three()
    row = list(rows)[1]
    row.cells["name"] = "b"
    assert rows["name"].tolist() == ["a", "b", "c"]
    assert (row.number, row.cells.get("nothing"), row.refused, row.told) == (3, None, False, {})


def test_only_refusal_keeps_a_row_out():
    """A refused row falls out of those that stand; uncounted and doubtful ones stay, and all problems are kept."""
    rows = three()
    rows.told[2] = {("on", "award"): Told("中标日期", "x")}
    views = list(rows)
    views[0].complain("name", "missing_value", None, Severity.REFUSED)
    views[1].complain("name", "missing_value", "y" * 300, Severity.UNCOUNTED)
    views[2].complain("name", "missing_value", "z", Severity.DOUBTFUL, at="here")
    standing = rows.standing()
    assert (len(rows), len(standing)) == (3, 2)
    assert standing.numbers.tolist() == [3, 7]
    assert standing.places.tolist() == [1, 2]
    assert standing.uncounted.tolist() == [True, False]
    assert standing.told == {1: rows.told[2]}
    assert [(issue.row, len(issue.value), issue.values) for issue in rows.issues] == [
        (2, 0, {}),
        (3, 200, {}),
        (7, 1, {"at": "here"}),
    ]
    standing.complain("name", "repeated_id", "b", Severity.UNCOUNTED, 1)
    assert rows.issues[-1].row == 7
