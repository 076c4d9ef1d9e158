"""督办: what was decided about a warning, what moved since the last meeting, what nobody moves."""

from datetime import date

import pandas as pd
import pytest

from landuse.core.alerts import Alert, AlertLevel
from landuse.core.alerts.supervised import SupervisionState, changes, stuck, supervised

MAY = date(2023, 5, 31)
COLUMNS = ["alert_key", "state", "owner", "due_on", "reason", "stated_on"]


def alert(subject_id="G1", level="yellow", *, since=date(2023, 5, 10), rule="W05"):
    return Alert(
        rule=rule,
        severity=AlertLevel(level),
        subject_kind="plot",
        subject_id=subject_id,
        name=subject_id,
        unit="YY",
        owner="land_bureau",
        since=since,
    )


def entry(state, on, *, key="W05:plot:G1", owner=None, due_on=None, reason=None):
    return [key, state, owner, due_on, reason, on]


def decided(*entries):
    return pd.DataFrame(list(entries), columns=COLUMNS, dtype=object)


def only(*entries, as_of=MAY, **of):
    (found,) = supervised([alert(**of)], decided(*entries), as_of=as_of)
    return found


def test_a_warning_nobody_dealt_with_is_open():
    """Without an entry of its own key it stands as it is."""
    found = only(entry("closed", date(2023, 5, 20), key="W05:plot:G2", reason="sold"))
    assert (found.state, found.is_open, found.stated_on) == (SupervisionState.OPEN, True, None)


def test_the_last_entry_up_to_the_day_stands():
    """Acknowledged, then assigned; what is stated in June is not known in May."""
    entries = [
        entry("assigned", date(2023, 5, 24), owner="Li", due_on=date(2023, 6, 15)),
        entry("acknowledged", date(2023, 5, 17)),
        entry("closed", date(2023, 6, 1), reason="noticed"),
    ]
    assert only(*entries).state is SupervisionState.ASSIGNED
    assert (only(*entries).owner, only(*entries).due_on) == ("Li", date(2023, 6, 15))
    assert only(*entries, as_of=date(2023, 5, 23)).state is SupervisionState.ACKNOWLEDGED
    assert only(*entries, as_of=date(2023, 6, 1)).state is SupervisionState.CLOSED


def test_of_entries_of_one_day_the_last_recorded_stands():
    """A correction follows what it corrects."""
    day = date(2023, 5, 24)
    assert only(entry("assigned", day, owner="Li"), entry("assigned", day, owner="Wang")).owner == "Wang"


def test_an_entry_without_a_day_does_not_count():
    """When it was decided is not known."""
    assert only(entry("closed", None, reason="sold")).state is SupervisionState.OPEN


def test_a_closed_warning_that_still_fires_is_shown_closed_with_its_reason():
    """Closing is a decision; it stands while the level does."""
    found = only(entry("closed", date(2023, 5, 20), reason="waiting for the plan's revision"))
    assert (found.is_open, found.reason) == (False, "waiting for the plan's revision")


@pytest.mark.parametrize(
    ("since", "state"),
    [(date(2023, 5, 19), "closed"), (date(2023, 5, 20), "closed"), (date(2023, 5, 21), "open")],
)
def test_a_closed_warning_that_rose_since_is_open_again(since, state):
    """Closed on the 20th: a level that began later was not what was closed; one of that day was."""
    found = only(entry("closed", date(2023, 5, 20), reason="accepted"), level="red", since=since)
    assert (str(found.state), found.risen_after_closing) == (state, state == "open")
    assert found.reason == "accepted"


def test_a_closed_warning_can_be_reopened():
    """By a later entry, whatever its level."""
    found = only(entry("closed", date(2023, 5, 20), reason="accepted"), entry("reopened", date(2023, 5, 24)))
    assert (found.state, found.is_open) == (SupervisionState.REOPENED, True)


@pytest.mark.parametrize(
    ("due_on", "state", "overdue"),
    [
        (date(2023, 5, 30), "assigned", True),
        (date(2023, 5, 31), "assigned", False),
        (date(2023, 5, 30), "closed", False),
        (None, "assigned", False),
    ],
)
def test_supervision_is_overdue_the_day_after_its_due_day(due_on, state, overdue):
    """The due day itself is still in time; what is closed is not overdue."""
    assert only(entry(state, date(2023, 5, 20), due_on=due_on, reason="so")).overdue is overdue


def test_what_moved_since_the_last_meeting():
    """Five warnings, five fates; each in one part."""
    before = [alert("same"), alert("up"), alert("down", "red"), alert("gone", "red")]
    now = [alert("up", "red"), alert("new"), alert("down"), alert("same")]
    moved = changes(before, now)
    assert [one.subject_id for one in moved.new] == ["new"]
    assert [(one.alert.subject_id, str(one.was)) for one in moved.risen] == [("up", "yellow")]
    assert [(one.alert.subject_id, str(one.was)) for one in moved.fallen] == [("down", "red")]
    assert [one.subject_id for one in moved.gone] == ["gone"]
    assert [one.subject_id for one in moved.same] == ["same"]


def test_nothing_before_is_all_new_and_nothing_now_is_all_gone():
    """The first meeting, and the happy one."""
    assert [one.subject_id for one in changes([], [alert()]).new] == ["G1"]
    assert [one.subject_id for one in changes([alert()], []).gone] == ["G1"]


def held(*entries, day, **of):
    return supervised([alert(**of)], decided(*entries), as_of=day)


ROUNDS = [date(2023, 5, 3), date(2023, 5, 17), date(2023, 5, 31)]


def test_stuck_is_two_rounds_without_a_change():
    """The same level and nothing decided at three meetings in a row: two rounds went by; at two meetings, one."""
    rounds = [held(day=day) for day in ROUNDS]
    (found,) = stuck(rounds)
    assert (found.item.alert.subject_id, found.rounds) == ("G1", 2)
    assert stuck(rounds[1:]) == ()
    assert stuck([]) == ()


def test_a_warning_that_moved_is_not_stuck():
    """It rose, or was assigned, since the last meeting."""
    risen = [held(day=day) for day in ROUNDS[:2]] + [held(day=MAY, level="red")]
    assert stuck(risen) == ()
    assigned = [held(entry("assigned", date(2023, 5, 24), owner="Li"), day=day) for day in ROUNDS]
    assert stuck(assigned) == ()


def test_a_warning_that_is_closed_or_was_away_is_not_stuck():
    """Closed needs nobody; one that was gone in between is new."""
    closed = [held(entry("closed", date(2023, 5, 1), reason="so"), day=day, since=date(2023, 4, 1)) for day in ROUNDS]
    assert stuck(closed) == ()
    assert stuck([held(day=ROUNDS[0]), (), held(day=MAY)]) == ()


def test_an_assignment_that_nobody_follows_is_stuck():
    """Assigned long ago, and the same ever since: four meetings, three rounds."""
    old = entry("assigned", date(2023, 4, 12), owner="Li", due_on=date(2023, 4, 30))
    rounds = [held(old, day=day) for day in (date(2023, 4, 19), *ROUNDS)]
    (found,) = stuck(rounds, least=3)
    assert (found.rounds, found.item.owner) == (3, "Li")
