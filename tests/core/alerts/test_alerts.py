"""What holds of every warning: its key, its order, its owner, the day it began."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from landuse.core.alerts import AlertLevel, alerts
from landuse.rules.alerts import RULE_IDS
from tests.core.alerts.builders import RULES, event, facts, fired, milestone, parcel, plot
from tests.core.alerts.everything import DAY, everything

ALL = alerts(everything(), RULES)


def test_each_of_the_22_rules_fires_on_its_day():
    """The day of the fixtures leaves none out."""
    assert {one.rule for one in ALL} == set(RULE_IDS)


def test_nothing_known_is_nothing_to_warn_of():
    """Empty frames give no warnings."""
    assert alerts(facts(DAY), RULES) == ()


def test_keys_are_unique_and_the_same_tomorrow():
    """A key names one warning, and names it on every day it stands."""
    keys = [one.key for one in ALL]
    assert len(set(keys)) == len(keys)
    tomorrow = {one.key for one in alerts(replace(everything(), as_of=DAY + timedelta(days=1)), RULES)}
    assert set(keys) <= tomorrow


def test_red_comes_first_and_the_latest_before_the_less_late():
    """Within a level the most overdue stands above."""
    assert [one.severity.rank for one in ALL] == sorted((one.severity.rank for one in ALL), reverse=True)
    for level in AlertLevel:
        late = [one.days_late(DAY) for one in ALL if one.severity is level]
        assert late == sorted(late, reverse=True)


def test_the_order_of_the_facts_does_not_matter():
    """Shuffled frames give the same list."""
    given, rng = everything(), random.Random(20230531)
    for _ in range(5):
        shuffled = {}
        for name in ("plots", "events", "milestones"):
            frame = getattr(given, name)
            shuffled[name] = frame.iloc[rng.sample(range(len(frame)), len(frame))].reset_index(drop=True)
        assert alerts(replace(given, **shuffled), RULES) == ALL


def test_every_warning_names_its_owner_and_began_by_today():
    """Owner and closing event are the rule's; the level began on a day that has come."""
    for one in ALL:
        assert (one.owner, one.closes_by) == (RULES[one.rule].owner, RULES[one.rule].closes_by)
        assert one.since <= DAY


def test_the_person_is_the_milestones_or_else_the_plots():
    """Chen is named in the milestone of G7, Li in the record of G4."""
    people = {one.key: one.person for one in ALL}
    assert (people["W12:plot:G7"], people["W07:plot:G4"], people["W05:plot:G2"]) == ("Chen", "Li", None)


@pytest.mark.parametrize("red", [True, False])
def test_since_is_the_day_the_level_began(red):
    """A day before ``since`` the level was another; from that day on it is this one."""
    clocks = [one for one in ALL if RULES[one.rule].counted in {"left", "gone", "quarter"}]
    assert clocks
    for one in clocks:
        if (one.severity is AlertLevel.RED) is not red:
            continue
        of = {"subject_kind": one.subject_kind, "subject_id": one.subject_id}
        before, on = (
            {found.key: found.severity for found in alerts(replace(everything(), as_of=day), RULES)}
            for day in (one.since - timedelta(days=1), one.since)
        )
        assert on.get(one.key) is one.severity, of
        assert before.get(one.key) is not one.severity or one.severity is AlertLevel.INFO, of


def test_several_plots_are_told_apart():
    """The late one alone is warned of."""
    meetings = [event("approval_meeting", date(2023, 1, 5)), event("approval_meeting", date(2023, 5, 5), of="G2")]
    (found,) = fired("W05", DAY, plots=[plot(), plot("G2")], events=meetings)
    assert (found.subject_id, found.name, found.unit) == ("G1", "plot G1", "YY")


def test_a_record_of_the_same_id_is_another_record():
    """A parcel and a plot may bear one id; what happened to one did not happen to the other."""
    due = [milestone("supply_plan", date(2023, 5, 1), of="X1", subject=kind) for kind in ("parcel", "plot")]
    done = [event("supply_plan", date(2023, 5, 1), of="X1", subject="plot")]
    found = fired("W03", DAY, plots=[plot("X1")], parcels=[parcel("X1")], milestones=due, events=done)
    assert [one.key for one in found] == ["W03:parcel:X1:supply_plan"]


def test_an_event_without_a_day_closes_nothing():
    """That it happened is written, but not when: it is still owed."""
    happened = [event("award", date(2023, 3, 13)), event("grant_contract", None)]
    assert [str(one.severity) for one in fired("W07", DAY, plots=[plot()], events=happened)] == ["red"]


def test_a_closed_threshold_can_be_moved():
    """Thresholds are data: with 90 days to notice, the 60th is no longer red."""
    later = {**RULES.rules, "W05": RULES["W05"].model_copy(update={"yellow": 61.0, "red": 90.0})}
    given = facts(date(2023, 3, 6), plots=[plot()], events=[event("approval_meeting", date(2023, 1, 5))])
    assert [one.severity for one in alerts(given, RULES) if one.rule == "W05"] == [AlertLevel.RED]
    assert [one for one in alerts(given, RULES.model_copy(update={"rules": later})) if one.rule == "W05"] == []
