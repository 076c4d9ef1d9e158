"""clusters: the contract's fields, the filters of list, and words."""

import pytest

MAY = ("--as-of", "2023-05-31")
FIELDS = ["number", "records", "area_mu", "shared_mu", "unmeasured", "least_mu", "reaches", "units", "zones", "stages"]


def test_groups_are_a_json_array_that_adds_up_to_the_list(call, place):
    """Each record of the list stands in one group, what has no shape in the last."""
    found = call("clusters", "parcels", *MAY, "--json", "--workspace", place).json
    assert [list(one) for one in found] == [[*FIELDS, "members", "gaps"]] * 3
    assert [(one["number"], one["members"], one["area_mu"]) for one in found] == [
        (1, ["P1"], 30.0),
        (2, ["P2"], 20.0),
        (None, ["P3"], 12.35),
    ]
    assert found[0]["stages"] == {"resupplied": {"records": 1, "area_mu": 30.0}}


def test_filters_are_those_of_the_list(call, place):
    """By unit, by column; the layer may be left out."""
    where = ("--workspace", place, "--json")
    assert [one["members"] for one in call("clusters", "--unit", "乙镇", *where).json] == [["P2"], ["P3"]]
    assert [one["members"] for one in call("clusters", "--where", "name=甲厂", *where).json] == [["P1"]]
    assert [one["members"] for one in call("clusters", "--at-least", "25", *where).json] == [["P1"]]
    assert call("clusters", "zones", *where).json[0]["members"] == ["Z1"]


def test_people_are_told_in_words(call, place):
    """How many, how much, how far from a hundred mu."""
    said = call("clusters", *MAY, "--workspace", place, "--lang", "en").out
    assert "2 contiguous groups, 3 records, 62.35 mu" in said
    assert "70.00 mu short of 100 mu" in said
    assert "not on the map" in said


@pytest.mark.parametrize("words", [("--tolerance-m", "-1"), ("--edge-m", "nan"), ("--at-least", "much")])
def test_lengths_are_numbers_of_zero_or_more(call, place, words):
    """Refused with a sentence and exit code 2."""
    answer = call("clusters", *words, "--workspace", place)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)


def test_of_nothing_there_are_no_groups(call, place):
    """An empty array, and a sentence without a table."""
    nobody = ("--text", "nobody", "--workspace", place)
    assert call("clusters", *nobody, "--json").json == []
    assert len(call("clusters", *nobody).out.strip().splitlines()) == 1
