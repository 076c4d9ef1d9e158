"""print: the district, a box, a zone, a unit or a record on paper."""

import pytest

MAY = ("--as-of", "2023-05-31")


def answer(call, place, target, *words):
    return call("print", "-o", target, *words, *MAY, "--json", "--workspace", place)


def test_the_whole_district(call, place, tmp_path):
    """By default what the workspace calls its box, on A4."""
    found = answer(call, place, tmp_path / "map.pdf")
    assert (found.code, found.json["paper"], found.json["ratio"]) == (0, "A4", 250_000)
    assert found.json["box"] == [120.39, 27.93, 120.81, 28.22]
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("asked", "ratio"),
    [
        (["--parcel", "P1"], 3000),
        (["--zone", "甲老旧工业区"], 1000),
        (["--unit", "乙镇"], 800),
        (["--box", "120.6,28.0,120.61,28.01"], 8000),
    ],
)
def test_what_is_named_fills_the_sheet(call, place, tmp_path, asked, ratio):
    """A record with its surroundings, a zone or unit by its own ground or that of its parcels, a box as it is."""
    found = answer(call, place, tmp_path / "map.png", *asked, "--paper", "a4")
    assert (found.code, found.json["ratio"]) == (0, ratio)


def test_a_sentence_for_people(call, place, tmp_path):
    """Where it is, which paper, which scale."""
    found = call("print", "-o", tmp_path, "--paper", "A3", "--layer", "parcels", "--lang", "en", "--workspace", place)
    assert (found.code, "A3, scale 1:" in found.out) == (0, True)


def test_what_cannot_be_printed(call, place, tmp_path):
    """A record that is not there or on no map, a paper or a format that there is not: 2."""
    for asked in (["--parcel", "P9"], ["--parcel", "P3"], ["--paper", "A0"], ["--box", "1,2"]):
        found = answer(call, place, tmp_path / "map.pdf", *asked)
        assert (found.code, found.err.count("\n")) == (2, 1)
    assert answer(call, place, tmp_path / "map.doc").code == 2
