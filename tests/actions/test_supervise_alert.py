"""Deciding on a warning: what is refused, and that a double click is one decision."""

from datetime import date

import pytest

from landuse.actions.supervise_alert import STATES, supervise_alert
from landuse.errors import ArgumentsError, RefusedError
from tests.actions.supplied import PLOT, supplied
from tests.builders import happen

MAY = date(2023, 5, 31)
KEY = f"W05:plot:{PLOT}"


@pytest.fixture
def store(tmp_path):
    """Return a workspace whose first plot passed the meeting 31 days before the end of May."""
    opened = supplied(tmp_path / "w")
    happen(opened, "approval_meeting", PLOT, on=date(2023, 4, 30), subject="plot")
    yield opened
    opened.close()


def decide(store, state, **more):
    given = {"alert_key": KEY, "stated_on": MAY, "actor": "t"} | more
    return supervise_alert(store, state=state, **given)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("acknowledged", {}),
        ("assigned", {"owner": "A", "due_on": date(2023, 6, 9)}),
        ("closed", {"reason": "so"}),
        ("reopened", {"reason": "not so"}),
    ],
)
def test_a_decision_is_kept_with_who_took_it(store, state, more):
    """Its id comes back."""
    entry = decide(store, state, **more)
    (row,) = store.tables().supervision.to_dict("records")
    assert (row["supervision_id"], row["alert_key"], row["state"]) == (entry, KEY, state)
    assert (row["stated_on"], row["recorded_by"]) == (MAY, "t")


@pytest.mark.parametrize(
    ("state", "more", "error", "key"),
    [
        ("forgotten", {}, ArgumentsError, "unknown_state"),
        ("acknowledged", {"alert_key": "W05:plot:G2"}, ArgumentsError, "unknown_alert"),
        ("acknowledged", {"alert_key": "nonsense"}, ArgumentsError, "unknown_alert"),
        ("acknowledged", {"stated_on": date(2023, 5, 29)}, ArgumentsError, "unknown_alert"),
        ("closed", {}, RefusedError, "closing_needs_reason"),
        ("closed", {"reason": "  "}, RefusedError, "closing_needs_reason"),
        ("reopened", {}, RefusedError, "closing_needs_reason"),
        ("assigned", {}, RefusedError, "assigning_needs_owner"),
        ("assigned", {"owner": "A"}, RefusedError, "assigning_needs_owner"),
        ("assigned", {"owner": " ", "due_on": date(2023, 6, 9)}, RefusedError, "assigning_needs_owner"),
        ("assigned", {"due_on": date(2023, 6, 9)}, RefusedError, "assigning_needs_owner"),
    ],
)
def test_what_is_not_complete_is_refused(store, state, more, error, key):
    """Nothing is written."""
    with pytest.raises(error, match=key):
        decide(store, state, **more)
    assert store.tables().supervision.empty


def test_what_was_once_decided_on_can_be_decided_on_again(store):
    """The notice was published: the warning has ceased, its line can still be closed."""
    decide(store, "acknowledged")
    happen(store, "notice", PLOT, on=date(2023, 6, 1), subject="plot")
    decide(store, "closed", stated_on=date(2023, 6, 2), reason="noticed")
    assert store.tables().supervision["state"].tolist() == ["acknowledged", "closed"]


def test_a_double_click_is_one_decision(store):
    """The same request answers with the first entry."""
    first, second = (decide(store, "closed", reason="so", request_id="r1") for _ in range(2))
    assert first == second
    assert len(store.tables().supervision) == 1
    assert decide(store, "reopened", reason="not so", request_id="r2") != first


def test_the_states_are_those_of_the_page():
    """Open is what nobody decided; it is no decision."""
    assert STATES == ("acknowledged", "assigned", "closed", "reopened")
