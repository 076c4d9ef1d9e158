"""advance, checklist and due: steps by the rules, refused with exit code 7, unknown names with 2."""

import pytest

from tests.views.supplied import district


@pytest.fixture
def supply(tmp_path):
    """Return the folder of the small district of land supply."""
    store = district(tmp_path / "w")
    store.close()
    return tmp_path / "w"


def test_a_plot_advances_with_its_proof(call, supply):
    """G2 is listed: it is awarded by a confirmation, and not without one."""
    refused = call("advance", "award", "--plot", "G2", "--on", "2023-05-30", "--workspace", supply)
    assert refused.code == 7
    assert "文号" in refused.err
    done = call(
        "advance", "award", "--plot", "G2", "--on", "2023-05-30", "--doc", "A-1", "--json", "--workspace", supply
    )
    assert done.json["plot"] == "G2"
    rows = call("list", "plots", "--as-of", "2023-05-31", "--json", "--workspace", supply).json
    assert {row["plot_id"]: row["stage"] for row in rows}["G2"] == "awarded"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("award", "--plot", "G1", "--on", "2023-05-30", "--doc", "A"), 7),
        (("award", "--plot", "G2", "--on", "2023-05-01", "--doc", "A"), 7),
        (("dancing", "--plot", "G2", "--on", "2023-05-30"), 2),
        (("award", "--plot", "G9", "--on", "2023-05-30", "--doc", "A"), 2),
        (("award", "--on", "2023-05-30"), 2),
    ],
)
def test_what_the_rules_forbid_is_refused(call, supply, words, code):
    """One line on stderr, nothing written."""
    answer = call("advance", *words, "--workspace", supply)
    assert answer.code == code
    assert len(answer.err.splitlines()) == 1


def test_the_checklist_is_shown_and_filled_in(call, supply):
    """Twelve items; one is done."""
    words = ("checklist", "G3", "--item", "soil", "--state", "done", "--on", "2023-05-02", "--json")
    rows = call(*words, "--workspace", supply).json
    assert len(rows) == 12
    assert next(row for row in rows if row["item"] == "soil")["state"] == "done"
    said = call("checklist", "G3", "--workspace", supply).out
    assert "土壤污染调查" in said
    assert call("checklist", "G3", "--item", "roof", "--state", "done", "--workspace", supply).code == 2


def test_a_day_is_set_and_listed(call, supply):
    """The milestone stands with its owner."""
    words = ("due", "site_preparation", "--plot", "G3", "--on", "2023-06-30", "--owner", "A")
    assert call(*words, "--json", "--workspace", supply).json["milestone"] == "M0001"
    (row,) = call("list", "milestones", "--json", "--workspace", supply).json
    assert (row["subject_id"], row["due_on"], row["owner"]) == ("G3", "2023-06-30", "A")


def test_a_firm_has_events_too(call, supply, tmp_path):
    """The verb record takes --enterprise; a firm nobody knows is said."""
    answer = call("record", "application", "--enterprise", "nobody", "--on", "2023-05-02", "--workspace", supply)
    assert answer.code == 2
