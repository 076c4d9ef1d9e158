"""plan: the programme as JSON and in words, exit code 7 where the gap cannot be closed."""

import openpyxl
import pytest

MAY = ("--year", "2023", "--as-of", "2023-05-31")


def test_a_gap_that_cannot_be_closed_says_what_binds(call, place):
    """Five 亩 of the first parcel are idle; 275 are missing."""
    answer = call("plan", *MAY, "--json", "--workspace", place)
    assert answer.code == 7
    found = answer.json
    assert (found["status"], found["constraint"], found["short_by"], found["unit"]) == (
        "infeasible",
        "ground",
        270,
        "mu",
    )
    assert found["constraints"] == [{"constraint": "ground", "short_by": 270}]
    assert {one["constraint"]: one["least"] for one in found["relief"]} == {"target": 270, "ground": 270}
    assert (found["target"], found["actual"], found["gap"], found["planned"], found["left"]) == (300, 25, 275, 5, 270)
    assert [(row["parcel"], row["month"], row["amount"]) for row in found["programme"]] == [("P1", "2023-06", 5)]
    assert sum(row["amount"] for row in found["programme"]) == found["planned"]
    assert sum(month["amount"] for month in found["months"]) == found["planned"]
    assert answer.err.strip() == call("plan", *MAY, "--workspace", place).err.strip()
    assert len(answer.err.strip().splitlines()) == 1
    assert "270.00" in answer.err
    assert found["message"] == answer.err.strip()


def test_a_gap_that_can_be_closed_is_planned(call, place):
    """Demolition: the undemolished parcels in order of effort, with what was proven."""
    answer = call("plan", *MAY, "--indicator", "demolition_area", "--amount", "20", "--json", "--workspace", place)
    found = answer.json
    assert (answer.code, answer.err, found["status"], found["proof_gap"]) == (0, "", "optimal", None)
    assert [(row["parcel"], row["stage"], row["next"], row["steps"]) for row in found["programme"]] == [
        ("P2", "registered", "scheme_approval", 5)
    ]
    assert all(aim["proven"] for aim in found["objective"].values())
    assert [(one["parcel"], one["reason"]) for one in found["left_out"]] == [("P3", "not_needed")]
    assert "constraint" not in found


def test_people_are_told_in_words(call, place):
    """The verdict, what would help, the months."""
    said = call("plan", *MAY, "--workspace", place, "--lang", "en")
    assert "270.00 mu more cleared ground would close it; its supply has to begin by 2023-11-29" in said.out
    assert "cannot be closed: ground that is ready, 270.00 mu short; 5.00 mu can be done at most" in said.err
    words = ("--indicator", "demolition_area", "--amount", "20", "--capacity", "projects=1", "--lang", "en")
    closed = call("plan", *MAY, *words, "--workspace", place)
    assert "can be closed: 1 projects, 20.00 mu in all; proven to be the least effort" in closed.out
    short = call(
        "plan", *MAY, *words[:2], "--capacity", "乙镇=1", "--capacity", "甲街道=0", "--workspace", place, "--lang", "en"
    )
    assert (short.code, "monthly capacity, 32.35 mu short" in short.err) == (7, True)


def test_a_mere_number_is_the_capacity_of_the_whole(call, place):
    """As if it were said with its measure."""
    words = ("--indicator", "demolition_area", "--amount", "20", "--json", "--workspace", place)
    assert call("plan", *MAY, "--capacity", "5", *words).json == call("plan", *MAY, "--capacity", "mu=5", *words).json
    assert call("plan", *MAY, "--capacity", "5", *words).json["constraint"] == "capacity"


def test_the_programme_is_written_as_a_workbook(call, place, tmp_path):
    """Its amounts add up to its total, and a name that looks like a formula stays text."""
    path = tmp_path / "plan.xlsx"
    words = ("--indicator", "demolition_area", "--amount", "30")
    assert call("plan", *MAY, *words, "-o", path, "--workspace", place, "--lang", "en").code == 0
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[0] == "month")
    amounts = [row[5] for row in rows[head + 1 : -1]]
    assert sum(amounts) == pytest.approx(rows[-1][5])
    assert "=SUM(A1)" in [row[2] for row in rows[head + 1 : -1]]
    assert sheet.cell(head + 2, 3).data_type == "s"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--capacity", "mu=much"), 2, "much"),
        (("--capacity", "nowhere=3"), 2, "nowhere"),
        (("--capacity", "m2=3"), 2, "m2=3"),
        (("--indicator", "remediation_area"), 2, "no target"),
        (("--include", "P9"), 2, "P9"),
        (("--include", "P2"), 7, "P2"),
        (("--amount", "-3"), 2, "-3"),
        (("-o", "plan.docx"), 2, "plan.docx"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(call, place, words, code, said):
    """Nothing on stdout, one line on stderr."""
    answer = call("plan", *MAY, *words, "--workspace", place, "--lang", "en")
    assert (answer.code, answer.out, len(answer.err.strip().splitlines())) == (code, "", 1)
    assert said in answer.err
