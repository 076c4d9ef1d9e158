"""check and repairs: shapes looked through, repairs listed and taken."""

import pytest

from tests import builders


@pytest.fixture
def faulty(tmp_path):
    """Return a workspace with a bow-tie and two parcels that overlap."""
    builders.workspace(
        tmp_path / "faulty",
        parcels=[
            builders.parcel("A", geometry=builders.BOW_TIE, geometry_fault="invalid"),
            builders.parcel("B", east=500),
            builders.parcel("C", east=560),
        ],
    ).close()
    return tmp_path / "faulty"


def test_flaws_are_listed_with_their_places(call, faulty):
    """As JSON for programs, as a table for people."""
    found = call("check", "parcels", "--json", "--workspace", faulty).json
    assert [(flaw["flaw"], flaw["keys"]) for flaw in found] == [("self_intersection", ["A"]), ("overlap", ["B", "C"])]
    assert found[1]["mu"] == 6
    assert found[0]["place"] == pytest.approx([120.61, 28.01], abs=0.1)
    shown = call("check", "parcels", "--no-gaps", "--workspace", faulty)
    assert (shown.code, "自相交" in shown.out, "B, C" in shown.out) == (0, True, True)


def test_repairs_are_proposed_and_change_nothing(call, faulty):
    """The areas before and after in 亩; the alternative is marked."""
    found = call("repairs", "parcels", "--json", "--workspace", faulty).json
    assert [(one["id"], one["before_mu"], one["after_mu"]) for one in found] == [
        ("make_valid_structure:A", 0, 7.5),
        ("cut_overlap:B:C", 15, 9),
        ("cut_overlap:C:B", 15, 9),
    ]
    assert [one["alternative"] for one in found] == [False, True, False]
    assert found[2]["share"] == pytest.approx(-0.4)
    assert "切去重叠部分" in call("repairs", "parcels", "--workspace", faulty).out
    assert call("repairs", "parcels", "--json", "--workspace", faulty).json == found


def test_all_of_a_kind_are_taken_and_undone(call, faulty):
    """One batch; what is proposed afterwards is what is left."""
    taken = call("repairs", "parcels", "--kind", "make_valid_structure", "--apply", "--json", "--workspace", faulty)
    assert [one["id"] for one in taken.json["repairs"]] == ["make_valid_structure:A"]
    left = call("repairs", "parcels", "--json", "--workspace", faulty).json
    assert {one["kind"] for one in left} == {"cut_overlap"}
    assert call("undo", taken.json["batch"], "--workspace", faulty).code == 0
    assert len(call("repairs", "parcels", "--json", "--workspace", faulty).json) == 3


def test_the_earlier_of_a_pair_is_cut_if_it_is_asked_for(call, faulty):
    """By its id: then the alternative is meant."""
    answer = call("repairs", "parcels", "--id", "B", "--apply", "--lang", "en", "--workspace", faulty)
    assert (answer.code, "1 repairs taken" in answer.out) == (0, True)
    assert call("check", "parcels", "--json", "--workspace", faulty).json[1:] == []


def test_nothing_to_repair_is_a_sentence(call, place):
    """Sound parcels: exit code 2, one line."""
    answer = call("repairs", "parcels", "--apply", "--workspace", place)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
