"""Backward from the year's end, forward from today, and what is due: by hand on small cases, and as properties."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.schedule import (
    BACKWARD_COLUMNS,
    DUE_COLUMNS,
    Goal,
    PlotDays,
    backward,
    dues,
    forward,
    gantt,
    plot_days,
)
from landuse.core.timing import Timing, clock_end, latest_days, precedents
from landuse.core.workdays import is_workday
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.clocks import Bound, load_clocks, plot_steps
from landuse.rules.supply import load_supply_rules
from tests.core.builders import event, events

CALENDAR = load_calendar()
CLOCKS = load_clocks()
TIMING = Timing(CLOCKS, CALENDAR, load_supply_rules())
WAYS = {name: plot_steps(load_rules(), name) for name in load_rules().plots}
MAY, DECEMBER = date(2023, 5, 31), date(2023, 12, 31)
YEAR_END = Goal(DECEMBER, WAYS["listing"])
NOTHING = PlotDays({}, {})
#: A plot that has come as far as the meeting.
APPROVED = {
    "site_preparation": date(2023, 3, 20),
    "supply_plan": date(2023, 3, 29),
    "approval_meeting": date(2023, 5, 16),
}


def by_kind(table, column):
    return dict(zip(table["kind"], table[column], strict=True))


def plot_event(kind, on, *, plot="G1", order=0):
    return event(plot, kind=kind, on=on, subject_kind="plot", order=order)


def milestones(*rows):
    columns = ["subject_kind", "subject_id", "kind", "due_on", "source"]
    return pd.DataFrame([("plot", *row) for row in rows], columns=columns)


def due_of(rows, *agreed, as_of=MAY):
    table = dues(events(*rows), milestones(*agreed), TIMING, as_of=as_of)
    assert tuple(table.columns) == DUE_COLUMNS
    return {row["kind"]: (row["due_on"], row["basis"], row["days_left"]) for row in table.to_dict("records")}


# --- backward


def test_to_count_in_2023_notice_by_29_november():
    """31 December 2023 is a Sunday: contract on Friday 29, ten days' listing from the 19th, notice twenty before."""
    table = backward(NOTHING, YEAR_END, TIMING, as_of=MAY)
    assert tuple(table.columns) == BACKWARD_COLUMNS
    assert by_kind(table, "latest") == {
        "site_preparation_start": date(2023, 11, 29),
        "site_preparation": date(2023, 11, 29),
        "supply_plan": date(2023, 11, 29),
        "approval_meeting": date(2023, 11, 29),
        "notice": date(2023, 11, 29),
        "listing": date(2023, 12, 19),
        "award": date(2023, 12, 29),
        "grant_contract": date(2023, 12, 29),
    }
    binding = by_kind(table, "clock")
    assert (binding["notice"], binding["listing"], binding["award"]) == ("notice_period", "listing_period", None)
    assert "第8条" in by_kind(table, "source")["notice"]


def test_the_advised_days_leave_the_usual_time():
    """Ten working days to sign, 14 and 25 days, a month after the meeting (a Saturday that is worked), and so on."""
    assert by_kind(backward(NOTHING, YEAR_END, TIMING, as_of=MAY), "advised") == {
        "site_preparation_start": date(2023, 6, 24),
        "site_preparation": date(2023, 9, 22),
        "supply_plan": date(2023, 9, 7),
        "approval_meeting": date(2023, 10, 7),
        "notice": date(2023, 11, 6),
        "listing": date(2023, 12, 1),
        "award": date(2023, 12, 15),
        "grant_contract": date(2023, 12, 29),
    }


def test_a_latest_day_on_a_holiday_moves_back():
    """Listing on a Saturday moves to Friday 20 October, and its notice out of National Day to 28 September."""
    latest = by_kind(backward(NOTHING, Goal(date(2023, 10, 31), WAYS["listing"]), TIMING, as_of=MAY), "latest")
    assert (latest["listing"], latest["notice"]) == (date(2023, 10, 20), date(2023, 9, 28))


def test_a_latest_day_on_a_worked_saturday_stays():
    """Saturday 28 January 2023 is worked: a contract may be signed on it, or on the Sunday."""
    latest = by_kind(backward(NOTHING, Goal(date(2023, 1, 29), WAYS["listing"]), TIMING, as_of=MAY), "latest")
    assert latest["grant_contract"] == date(2023, 1, 29)


@pytest.mark.parametrize(
    ("as_of", "state", "can_count"),
    [
        (date(2023, 11, 6), "open", True),
        (date(2023, 11, 7), "behind", True),
        (date(2023, 11, 29), "behind", True),
        (date(2023, 11, 30), "late", False),
    ],
)
def test_the_notice_on_its_boundary_days(as_of, state, can_count):
    """On the advised day it is open, on the latest day behind but in time, a day later too late."""
    plot = PlotDays(APPROVED, {})
    assert by_kind(backward(plot, YEAR_END, TIMING, as_of=as_of), "state")["notice"] == state
    assert forward(plot, YEAR_END, TIMING, as_of=as_of).can_count is can_count


def test_a_notice_too_late_makes_the_listing_too_late():
    """Notice was on 5 December: listing cannot be before the 25th, though its own last day (the 19th) is not over."""
    plot = PlotDays({**APPROVED, "notice": date(2023, 12, 5)}, {})
    states = by_kind(backward(plot, YEAR_END, TIMING, as_of=date(2023, 12, 6)), "state")
    assert (states["notice"], states["listing"]) == ("done", "late")


def test_milestones_stand_beside_the_latest_days():
    """做地 agreed for 30 June is due then, and behind from 1 July on; the plan of the year is due by 31 March."""
    plot = PlotDays({}, {"site_preparation": date(2023, 6, 30)})
    table = backward(plot, YEAR_END, TIMING, as_of=date(2023, 7, 1))
    assert by_kind(table, "due_on")["site_preparation"] == date(2023, 6, 30)
    assert by_kind(table, "due_basis")["site_preparation"] == "milestone"
    assert by_kind(table, "state")["site_preparation"] == "behind"
    assert by_kind(table, "due_on")["supply_plan"] == date(2023, 3, 31)
    assert by_kind(table, "due_basis")["supply_plan"] == "supply_plan_publication"
    june = backward(plot, YEAR_END, TIMING, as_of=date(2023, 6, 30))
    assert by_kind(june, "state")["site_preparation"] == "open"


def test_a_step_before_a_done_one_is_only_unrecorded():
    """A plot was noticed and nobody wrote down that its land is made: that is no late step."""
    states = by_kind(backward(PlotDays({"notice": date(2023, 5, 19)}, {}), YEAR_END, TIMING, as_of=DECEMBER), "state")
    assert states["notice"] == "done"
    assert states["site_preparation"] == states["supply_plan"] == states["approval_meeting"] == "unrecorded"


def test_a_plan_does_not_say_that_land_is_made():
    """Land enters the plan of March before it is made; 做地 stays open then."""
    plot = PlotDays({"supply_plan": date(2023, 3, 29), "approval_meeting": date(2023, 5, 16)}, {})
    assert by_kind(backward(plot, YEAR_END, TIMING, as_of=MAY), "state")["site_preparation"] == "open"


def test_a_re_supply_counts_with_the_contract():
    """Without the event the contract is the goal; with it, it is a row of its own."""
    table = backward(PlotDays({}, {}), YEAR_END, TIMING, as_of=MAY)
    assert table["kind"].iloc[-1] == "grant_contract"
    done = {"grant_contract": date(2023, 5, 8), "resupply": date(2023, 5, 8)}
    assert backward(PlotDays(done, {}), YEAR_END, TIMING, as_of=MAY)["kind"].iloc[-1] == "resupply"
    outlook = forward(PlotDays(done, {}), YEAR_END, TIMING, as_of=MAY)
    assert (outlook.reached_on, outlook.can_count, outlook.path) == (date(2023, 5, 8), True, ())


def test_other_ways_have_other_steps():
    """By agreement nothing is listed, so the contract may follow the notice; an unknown goal is refused."""
    table = backward(NOTHING, Goal(DECEMBER, WAYS["agreement"]), TIMING, as_of=MAY)
    assert "listing" not in set(table["kind"])
    assert by_kind(table, "latest")["notice"] == date(2023, 12, 29)
    with pytest.raises(ValueError, match="signing"):
        backward(NOTHING, Goal(DECEMBER, WAYS["agreement"], kind="signing"), TIMING, as_of=MAY)


def test_a_goal_after_supply():
    """Production by mid 2026 asks for a start of building by advice 27 months earlier."""
    goal = Goal(date(2026, 6, 30), WAYS["listing"], kind="production_start")
    advised = by_kind(backward(NOTHING, goal, TIMING, as_of=MAY), "advised")
    assert (advised["completion"], advised["construction_start"]) == (date(2026, 3, 30), date(2024, 3, 30))


# --- forward


def test_the_soonest_contract_of_a_plot_past_the_meeting():
    """Notice on 31 May, listing on 20 June, award ten days later: 30 June, 184 days to spare."""
    outlook = forward(PlotDays(APPROVED, {}), YEAR_END, TIMING, as_of=MAY)
    assert by_kind(outlook.steps, "earliest")["listing"] == date(2023, 6, 20)
    assert (outlook.reached_on, outlook.slack_days) == (date(2023, 6, 30), 184)
    assert outlook.path == ("notice", "listing", "award", "grant_contract")
    assert outlook.clocks == ("notice_period", "listing_period")
    assert outlook.binds == "notice"


def test_the_soonest_days_fall_on_working_days():
    """Twenty days after a notice of 9 September 2023 is a holiday: listing waits for Saturday 7 October, which is worked."""
    done = {**APPROVED, "notice": date(2023, 9, 9)}
    earliest = by_kind(forward(PlotDays(done, {}), YEAR_END, TIMING, as_of=date(2023, 9, 10)).steps, "earliest")
    assert earliest["listing"] == date(2023, 10, 7)
    assert earliest["award"] == date(2023, 10, 17)


def test_one_day_too_late_is_the_next_year():
    """From 30 November the award falls on Saturday 30 December, so the contract comes on 2 January 2024."""
    outlook = forward(PlotDays(APPROVED, {}), YEAR_END, TIMING, as_of=date(2023, 11, 30))
    assert (outlook.reached_on, outlook.can_count, outlook.slack_days) == (date(2024, 1, 2), False, -2)


def test_the_usual_way_takes_longer():
    """Past the meeting on 16 May: notice a month later, 25 + 14 days, ten working days; by law it is 30 June."""
    usual = forward(PlotDays(APPROVED, {}), YEAR_END, TIMING, as_of=MAY, usual=True)
    assert by_kind(usual.steps, "earliest") == {
        "site_preparation_start": None,
        "site_preparation": date(2023, 3, 20),
        "supply_plan": date(2023, 3, 29),
        "approval_meeting": date(2023, 5, 16),
        "notice": date(2023, 6, 15),
        "listing": date(2023, 7, 10),
        "award": date(2023, 7, 24),
        "grant_contract": date(2023, 8, 7),
    }
    assert usual.clocks == ("usual_notice", "usual_listing", "usual_award", "usual_contract")


def test_a_contract_of_last_year_does_not_count_this_year():
    """A goal that opens on 1 January leaves out what was reached before."""
    plot = PlotDays({"grant_contract": date(2022, 12, 30)}, {})
    assert forward(plot, YEAR_END, TIMING, as_of=MAY).can_count
    this_year = Goal(DECEMBER, WAYS["listing"], since=date(2023, 1, 1))
    assert not forward(plot, this_year, TIMING, as_of=MAY).can_count


def test_a_contract_without_a_day_cannot_count():
    """The plot was handed over, its contract never recorded: it happened, nobody knows when."""
    outlook = forward(PlotDays({"handover": date(2023, 4, 1)}, {}), YEAR_END, TIMING, as_of=MAY)
    assert (outlook.reached_on, outlook.can_count, outlook.slack_days, outlook.binds) == (None, False, None, None)


def test_a_year_without_holidays_in_the_table_still_counts():
    """For 2030 only weekends are off: 31 December 2030 is a Tuesday."""
    goal = Goal(date(2030, 12, 31), WAYS["listing"])
    assert forward(NOTHING, goal, TIMING, as_of=date(2030, 10, 1)).reached_on == date(2030, 10, 31)


# --- the days of one plot


def test_the_days_of_a_plot():
    """The first day of a kind counts, undated and later events do not."""
    rows = events(
        plot_event("notice", date(2023, 5, 22), order=1),
        plot_event("notice", date(2023, 5, 19)),
        plot_event("listing", date(2023, 6, 12)),
        plot_event("award", None),
    )
    plot = plot_days(rows, milestones(("G1", "award", date(2023, 6, 30), None)), as_of=MAY)
    assert plot == PlotDays({"notice": date(2023, 5, 19)}, {"award": date(2023, 6, 30)})


# --- properties

GOAL_DAYS = st.dates(date(2019, 6, 1), date(2027, 12, 31))
WAY_NAMES = st.sampled_from(sorted(WAYS))
GOAL_KINDS = st.sampled_from(["resupply", "grant_contract", "permit", "completion"])


def minima(kinds, *, usual):
    """Yield every shortest period between two of *kinds*."""
    for clock in CLOCKS.clocks.values():
        if clock.bound is Bound.AT_LEAST and (usual or clock.binds) and {clock.from_kind, clock.to_kind} <= set(kinds):
            yield clock


@given(GOAL_DAYS, WAY_NAMES, GOAL_KINDS)
def test_latest_days_keep_every_minimum(on, way, kind):
    """Latest and advised days keep periods and order, no act on a day off, nothing after the goal, advice not later."""
    table = backward(NOTHING, Goal(on, WAYS[way], kind=kind), TIMING, as_of=MAY)
    for column in ("latest", "advised"):
        days = by_kind(table, column)
        for clock in minima(days, usual=column == "advised"):
            assert clock_end(clock, days[clock.from_kind], CALENDAR) <= days[clock.to_kind]
        for step in days:
            assert all(days[before] <= days[step] for before in precedents(step, tuple(days), TIMING.supply.steps))
            assert days[step] <= on
            assert is_workday(days[step], CALENDAR) or step not in CLOCKS.office_acts
    assert all(table["advised"] <= table["latest"])


@given(GOAL_DAYS, st.integers(0, 80), st.integers(0, 7), st.data())
def test_forward_meets_the_goal_exactly_when_no_step_is_late(on, before, count, data):
    """However far a plot has come and whenever its steps were done, the two ways of reckoning agree."""
    as_of = on - timedelta(days=before)
    way = WAYS["listing"]
    gaps = data.draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    done = {kind: as_of - timedelta(days=sum(gaps[place:])) for place, kind in enumerate(way[:count])}
    plot, goal = PlotDays(done, {}), Goal(on, way)
    table = backward(plot, goal, TIMING, as_of=as_of)
    outlook = forward(plot, goal, TIMING, as_of=as_of)
    assert outlook.can_count is ("late" not in set(table["state"]))
    assert outlook.slack_days == (on - outlook.reached_on).days
    days = by_kind(outlook.steps, "earliest")
    for clock in minima(days, usual=False):
        if clock.to_kind not in done:
            assert clock_end(clock, days[clock.from_kind], CALENDAR) <= days[clock.to_kind]


@given(GOAL_DAYS, st.booleans())
def test_from_the_latest_day_the_goal_is_met_and_from_the_next_it_is_not(on, usual):
    """Latest days are the last: a notice on its latest day meets the goal, one on the day after does not."""
    way = WAYS["listing"]
    kinds = way[: way.index("grant_contract") + 1]
    last = latest_days(kinds, on, TIMING, usual=usual)["notice"].day
    done = dict.fromkeys(kinds[: kinds.index("notice")], last - timedelta(days=400))
    plot, goal = PlotDays(done, {}), Goal(on, way)
    assert forward(plot, goal, TIMING, as_of=last, usual=usual).can_count
    assert not forward(plot, goal, TIMING, as_of=last + timedelta(days=1), usual=usual).can_count


# --- gantt


def test_bars_follow_each_other():
    """Done bars run from step to step; what is to come has an advised and a latest bar from what is done."""
    done = {**APPROVED, "notice": date(2023, 5, 19)}
    table = gantt(PlotDays(done, {}), YEAR_END, TIMING, as_of=MAY)
    bars = {(row["kind"], row["part"]): (row["start"], row["end"]) for row in table.to_dict("records")}
    assert bars == {
        ("site_preparation", "done"): (date(2023, 3, 20), date(2023, 3, 20)),
        ("supply_plan", "done"): (date(2023, 3, 29), date(2023, 3, 29)),
        ("approval_meeting", "done"): (date(2023, 3, 29), date(2023, 5, 16)),
        ("notice", "done"): (date(2023, 5, 16), date(2023, 5, 19)),
        ("listing", "advised"): (date(2023, 5, 19), date(2023, 12, 1)),
        ("listing", "latest"): (date(2023, 5, 19), date(2023, 12, 19)),
        ("award", "advised"): (date(2023, 12, 1), date(2023, 12, 15)),
        ("award", "latest"): (date(2023, 12, 19), date(2023, 12, 29)),
        ("grant_contract", "advised"): (date(2023, 12, 15), date(2023, 12, 29)),
        ("grant_contract", "latest"): (date(2023, 12, 29), date(2023, 12, 29)),
    }


@given(GOAL_DAYS, GOAL_DAYS, st.integers(0, 8))
def test_bars_never_run_backwards(on, first, count):
    """Even where steps were recorded out of order or the plan is long over, a bar ends no earlier than it starts."""
    way = WAYS["listing"]
    done = {kind: first - timedelta(days=3 * place) for place, kind in enumerate(way[:count])}
    table = gantt(PlotDays(done, {}), Goal(on, way), TIMING, as_of=first)
    assert all(table["start"] <= table["end"])


# --- dues


def test_the_contract_is_due_ten_working_days_after_the_award():
    """An award on 22 September 2023 has its contract due on 12 October, beyond National Day."""
    found = due_of([plot_event("award", date(2023, 9, 22))], as_of=date(2023, 9, 28))
    assert found == {"grant_contract": (date(2023, 10, 12), "contract_signing", 14)}


def test_an_agreed_day_wins_over_the_clock():
    """The contract names a day for the handover: that is due, not the ninetieth day; another plot keeps the clock."""
    rows = [plot_event("grant_contract", date(2023, 5, 8)), plot_event("grant_contract", date(2023, 5, 8), plot="G2")]
    table = dues(
        events(*rows), milestones(("G1", "handover", date(2023, 9, 1), "合同")), TIMING, as_of=date(2023, 9, 2)
    )
    handover = table.loc[table["kind"] == "handover"].set_index("subject_id")
    assert handover["due_on"].to_dict() == {"G1": date(2023, 9, 1), "G2": date(2023, 8, 6)}
    assert handover["basis"].to_dict() == {"G1": "milestone", "G2": "handover"}
    assert handover["days_left"].to_dict() == {"G1": -1, "G2": -27}
    assert handover["source"]["G1"] == "合同"


def test_permits_run_from_the_contract_until_the_handover():
    """Before the handover 100 days from the contract, after it 100 from the handover; the last day has 0 left."""
    contract = plot_event("grant_contract", date(2023, 3, 1))
    assert due_of([contract])["permit"] == (date(2023, 6, 9), "permit_after_contract", 9)
    handed_over = [contract, plot_event("handover", date(2023, 2, 20))]
    assert due_of(handed_over)["permit"] == (MAY, "permit_after_handover", 0)


def test_of_two_clocks_the_first_to_end_is_due():
    """Building starts within three months of the permit and a year of the handover, whichever ends first."""
    handover = plot_event("handover", date(2022, 7, 1))
    late_permit = [handover, plot_event("permit", date(2023, 5, 15))]
    assert due_of(late_permit)["construction_start"] == (date(2023, 7, 1), "start_after_handover", 31)
    soon = [handover, plot_event("permit", date(2022, 11, 30))]
    assert due_of(soon)["construction_start"] == (date(2023, 2, 28), "start_after_permit", -92)


def test_leap_years_end_periods_on_the_last_of_february():
    """Handed over on 29 February 2024, the year to start ends on 28 February 2025."""
    found = due_of([plot_event("handover", date(2024, 2, 29))], as_of=date(2024, 3, 1))
    assert found["construction_start"][0] == date(2025, 2, 28)


def test_what_is_done_or_passed_is_not_due():
    """A started building has no start and no permit due, only its completion; later events are not known yet."""
    rows = [
        plot_event("handover", date(2022, 7, 1)),
        plot_event("construction_start", date(2023, 1, 10)),
        plot_event("completion", date(2023, 6, 1)),
    ]
    assert due_of(rows) == {"completion": (date(2026, 1, 10), "completion", 955)}
    assert due_of(rows, as_of=date(2023, 6, 1)) == {"production_start": (date(2023, 12, 1), "production", 183)}


def test_a_milestone_stays_until_its_own_event():
    """做地 agreed for 30 June is due though the notice is out; done, it is not."""
    rows = [plot_event("notice", date(2023, 5, 19))]
    agreed = ("G1", "site_preparation", date(2023, 6, 30), None)
    assert due_of(rows, agreed) == {"site_preparation": (date(2023, 6, 30), "milestone", 30)}
    assert due_of([*rows, plot_event("site_preparation", MAY)], agreed) == {}


def test_a_milestone_needs_no_event():
    """A plot nobody has touched is due when it was agreed."""
    table = dues(
        events(plot_event("notice", MAY)).iloc[:0],
        milestones(("G9", "site_preparation", date(2023, 5, 30), None)),
        TIMING,
        as_of=MAY,
    )
    assert table[["subject_id", "days_left"]].to_numpy().tolist() == [["G9", -1]]


def test_a_stop_is_due_to_end_within_a_year_each_time():
    """The last stop counts; going on ends it, and so does completion."""
    first = [plot_event("suspension", date(2022, 1, 10)), plot_event("resumption", date(2022, 3, 1))]
    assert due_of(first) == {}
    again = [*first, plot_event("suspension", date(2023, 2, 15), order=1)]
    assert due_of(again) == {"resumption": (date(2024, 2, 15), "idle_suspension", 260)}
    assert "resumption" not in due_of([*again, plot_event("completion", date(2023, 5, 1))])


def test_idle_land_is_no_due_of_its_own():
    """The agreed start is due; what comes of missing it by a year is not a second due."""
    rows = [plot_event("handover", date(2021, 3, 1))]
    found = due_of(rows, ("G1", "construction_start", date(2022, 3, 1), None))
    assert found["construction_start"] == (date(2022, 3, 1), "milestone", -456)


def test_no_events_no_dues():
    """Empty tables give an empty table with its columns."""
    nothing = events(plot_event("notice", MAY)).iloc[:0]
    assert dues(nothing, milestones(), TIMING, as_of=MAY).empty


def test_dues_come_by_day():
    """The first to end stands first."""
    rows = [plot_event("award", date(2023, 5, day), plot=f"G{day}") for day in (25, 18, 22)]
    table = dues(events(*rows), milestones(), TIMING, as_of=MAY)
    assert table["subject_id"].tolist() == ["G18", "G22", "G25"]
