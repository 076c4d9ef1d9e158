"""warnings, supervise and fortnight: fields, filters, exit codes."""

from datetime import date

import pytest

from tests import builders

AS_OF = ("--as-of", "2023-05-31")
KEY = "W05:plot:G1"
FIELDS = [
    *("key", "rule", "level", "subject_kind", "subject", "name", "unit", "owner", "person", "since", "due_on"),
    *("amount_mu", "title", "what", "why", "fix", "based_on", "closes_by", "supervision"),
]


@pytest.fixture
def place(tmp_path):
    """Return a workspace whose plot passed the meeting 31 days before the end of May 2023."""
    store = builders.workspace(
        tmp_path / "workspace",
        units=[{"code": "U1", "name": "甲街道", "aliases": "甲街"}, {"code": "U2", "name": "乙镇"}],
        plots=[{"plot_id": "G1", "name": "甲地块", "unit": "U1", "geometry": builders.square(mu=20)}],
    )
    builders.happen(store, "approval_meeting", "G1", on=date(2023, 4, 30), subject="plot")
    store.close()
    return tmp_path / "workspace"


def warned(call, place, *words):
    return call("warnings", *AS_OF, *words, "--json", "--workspace", place).json


def decided(call, place, *words):
    return call("supervise", *words, "--on", "2023-05-31", "--workspace", place)


def test_a_warning_says_all_there_is_to_say(call, place):
    """What, why, what ends it, by which rule, who owns it, and where its supervision stands."""
    (found,) = warned(call, place, "--rule", "W05")
    assert list(found) == FIELDS
    assert (found["key"], found["level"], found["unit"], found["amount_mu"]) == (KEY, "yellow", "U1", 20.0)
    assert (found["since"], found["due_on"], found["closes_by"]) == ("2023-05-30", "2023-06-29", "notice")
    assert found["what"] == "甲地块过会 31 天仍未发布出让公告。"
    assert "规则 W05" in found["based_on"]
    assert found["supervision"] == {
        "state": "open",
        "owner": None,
        "due_on": None,
        "reason": None,
        "stated_on": None,
        "overdue": False,
    }


def test_levels_rules_and_units_narrow_the_list(call, place):
    """What is not asked for is not there."""
    everything = warned(call, place)
    assert {"W05", "W20"} <= {row["rule"] for row in everything}
    assert {row["level"] for row in warned(call, place, "--level", "yellow")} == {"yellow"}
    assert KEY not in {row["key"] for row in warned(call, place, "--level", "info")}
    assert warned(call, place, "--unit", "乙镇") == []
    assert KEY in {row["key"] for row in warned(call, place, "--unit", "甲街")}
    assert call("warnings", *AS_OF, "--level", "pink", "--workspace", place).code == 2


def test_people_read_counts_and_sentences(call, place):
    """The counts by level stand first; a day without warnings says so."""
    answer = call("warnings", *AS_OF, "--rule", "W05", "--workspace", place)
    assert answer.code == 0
    assert KEY in answer.out
    none = call("warnings", "--as-of", "2023-04-30", "--rule", "W05", "--workspace", place)
    assert "没有预警" in none.out


def test_a_warning_is_assigned_closed_and_reopened(call, place):
    """Exit code 0, the entry's id, and the list says where it stands."""
    assigned = decided(call, place, KEY, "assigned", "--owner", "李四", "--due", "2023-06-09", "--json")
    assert (assigned.code, assigned.json["alert"], assigned.json["stated_on"]) == (0, KEY, "2023-05-31")
    (row,) = warned(call, place, "--rule", "W05")
    assert (row["supervision"]["state"], row["supervision"]["owner"]) == ("assigned", "李四")
    assert decided(call, place, KEY, "closed", "--why", "并入下一批").code == 0
    assert decided(call, place, KEY, "reopened", "--why", "没有并入").code == 0
    (row,) = warned(call, place, "--rule", "W05")
    assert row["supervision"]["state"] == "reopened"


def test_refusals_have_their_codes(call, place):
    """Unknown things are 2; what the rules ask for and is not given is 7; nothing is written."""
    assert decided(call, place, KEY, "forgotten").code == 2
    assert decided(call, place, "W05:plot:none", "acknowledged").code == 2
    assert decided(call, place, KEY, "closed").code == 7
    assert decided(call, place, KEY, "assigned", "--owner", "李四").code == 7
    assert "landuse warnings" in decided(call, place, "W05:plot:none", "acknowledged").err
    (row,) = warned(call, place, "--rule", "W05")
    assert row["supervision"]["state"] == "open"


def test_the_fortnight_page_for_programs(call, place):
    """Keys of what is new, risen, fallen, gone, stuck and to be decided, and the events since."""
    page = call("fortnight", *AS_OF, "--json", "--workspace", place).json
    assert list(page) == ["as_of", "previous", "new", "risen", "fallen", "gone", "stuck", "decisions", "events"]
    assert (page["previous"], KEY in page["new"], page["events"]) == ("2023-05-17", True, [])
    since = call("fortnight", *AS_OF, "--since", "2023-04-29", "--json", "--workspace", place).json
    assert [(row["kind"], row["subject_id"]) for row in since["events"]] == [("approval_meeting", "G1")]


def test_the_fortnight_page_for_people(call, place):
    """A line a warning under what happened to it."""
    answer = call("fortnight", *AS_OF, "--workspace", place)
    assert answer.code == 0
    assert "过会未公告:甲地块" in answer.out
