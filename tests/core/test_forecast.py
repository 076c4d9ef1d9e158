"""The year's end as an interval: what is known bounds it, what waits counts, agreed days and the law hold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.core.durations import learn, median_days, recorded_ways, spells, usual_hazard, waits
from landuse.core.forecast import Goal, forecast, year_goal
from landuse.core.histories import (
    COUNTED_COLUMNS,
    ENTRY_COLUMNS,
    MILESTONE_COLUMNS,
    SUBJECT_COLUMNS,
    History,
    carried_on,
    entries_of,
    positions,
)
from landuse.core.seasons import usual_clock
from landuse.core.throughput import throughput
from landuse.core.workdays import add_months
from landuse.model import Direction
from landuse.rules.forecast import load_forecast_rules
from tests.core.builders import event, events

RULES = load_forecast_rules()
GOAL = year_goal("resupply_area", 2023, target=Decimal(100))
MAY = date(2023, 5, 31)
WAY = RULES.ways["supply_again"]
DEMOLITION = ("vacating", "demolition")


def history(lives, *, amounts=None, way="supply_again", milestones=(), dropped=(), rest=None):
    """Return the history of subjects given as {name: {kind: day}}; through its last step each counts for its amount."""
    amounts = amounts or {}
    last = RULES.ways[way][-1]
    rows = [(name, kind, day) for name, life in lives.items() for kind, day in life.items()]
    gone = dict(dropped)
    subjects = [(name, way, amounts.get(name, 10.0), None, gone.get(name), False) for name in lives]
    counted = [(n, life[last], Decimal(str(amounts.get(n, 10.0)))) for n, life in lives.items() if last in life]
    return History(
        entries=pd.DataFrame(rows, columns=ENTRY_COLUMNS),
        subjects=pd.DataFrame(subjects, columns=SUBJECT_COLUMNS),
        counted=pd.DataFrame(counted, columns=COUNTED_COLUMNS),
        milestones=pd.DataFrame(list(milestones), columns=MILESTONE_COLUMNS),
    )


def supplied(first, *, steps=9, apart=20):
    """Return a plot's life: a step every so many days."""
    return {kind: first + timedelta(days=apart * number) for number, kind in enumerate(WAY[:steps])}


def past(count=12):
    """Return plots that went all the way in the year before and early this year, one a month."""
    return {f"plot:P{n:02d}": supplied(date(2022, 1, 10) + timedelta(days=25 * n)) for n in range(count)}


def ends(rows):
    return rows[["subject_id", "from_kind", "end"]].itertuples(index=False, name=None)


def test_a_wait_is_finished_waiting_or_dropped():
    """Of three plots noticed, one was listed after 25 days, one still waits, one was withdrawn."""
    noticed = date(2023, 3, 1)
    lives = {
        "plot:A": {"notice": noticed, "listing": date(2023, 3, 26)},
        "plot:B": {"notice": noticed},
        "plot:C": {"notice": noticed},
    }
    known = history(lives, dropped=[("plot:C", date(2023, 4, 1))]).known(MAY)
    rows = waits(known.entries, known.subjects, RULES.ways_of("resupply_area"), as_of=MAY)
    of_notice = rows.loc[rows["from_kind"] == "notice"].set_index("subject_id")
    assert of_notice["end"].to_dict() == {"plot:A": "finished", "plot:B": "waiting", "plot:C": "dropped"}
    assert (of_notice["until"] - of_notice["since"]).to_dict() == {"plot:A": 25, "plot:B": 91, "plot:C": 31}


def test_a_step_without_its_event_tells_nothing():
    """A plot noticed and awarded, its listing not recorded: neither step is known, the award waits on."""
    lives = {"plot:A": {"notice": date(2023, 3, 1), "award": date(2023, 4, 20)}}
    known = history(lives).known(MAY)
    rows = waits(known.entries, known.subjects, RULES.ways_of("resupply_area"), as_of=MAY)
    assert list(ends(rows)) == [("plot:A", "award", "waiting")]


def test_subjects_that_still_wait_count():
    """Ten parcels torn down within 10 days beside thirty that wait for 200: leaving those out would call it quick."""
    began = date(2022, 9, 1)
    lives = {f"parcel:{n:02d}": {"vacating": began, "demolition": began + timedelta(days=10)} for n in range(10)}
    lives |= {f"parcel:W{n:02d}": {"vacating": began} for n in range(30)}
    as_of = began + timedelta(days=200)
    known = history(lives, way="clearance").known(as_of)
    ways = {"clearance": DEMOLITION}
    rows = waits(known.entries, known.subjects, ways, as_of=as_of)
    clock = usual_clock(RULES.season, first=began, last=as_of)
    steps = {DEMOLITION: RULES.transitions[DEMOLITION]}
    medians = [
        median_days(learn(seen, steps, RULES, clock=clock, draws=300).hazards[DEMOLITION])
        for seen in (rows, rows.loc[rows["end"] == "finished"])
    ]
    assert medians[1] < 20
    assert medians[0] is None or medians[0] > 200


def test_a_thick_ledger_outweighs_what_is_usual():
    """Sixty waits of about 90 days where 30 are usual: the median is theirs; with two waits it lies between."""
    pair, clock = DEMOLITION, usual_clock(RULES.season, first=date(2021, 1, 1), last=MAY)
    days = np.linspace(60, 120, 60)
    since = np.linspace(date(2021, 1, 5).toordinal(), date(2022, 12, 1).toordinal(), 60).round()
    rows = pd.DataFrame(
        {"from_kind": pair[0], "to_kind": pair[1], "since": since, "until": since + days.round(), "end": "finished"}
    )
    steps = {pair: RULES.transitions[pair]}
    thick, thin = (
        median_days(learn(seen, steps, RULES, clock=clock, draws=300).hazards[pair])
        for seen in (rows, rows.iloc[28:30])
    )
    assert 75 < thick < 110
    assert 30 < thin < thick


def test_the_usual_hazard_has_the_usual_median():
    """Half of a lognormal are through after its median: the level hazards keep that."""
    ages, rates = usual_hazard(RULES.slippage.model_copy(update={"days": 100.0, "never": 0.0}))
    risen = np.concatenate([[0.0], np.cumsum(rates[:-1] * np.diff(ages))])
    assert np.exp(-risen[list(ages).index(100.0)]) == pytest.approx(0.5, abs=0.02)


def test_kinds_that_nobody_records_are_left_out():
    """Without any permit in the ledger, handover and start are one step, with the days of both."""
    entries = pd.DataFrame([("plot:A", "handover", MAY), ("plot:A", "construction_start", MAY)], columns=ENTRY_COLUMNS)
    full = {"building": ("handover", "permit", "construction_start")}
    ways = recorded_ways(full, entries)
    assert ways == {"building": ("handover", "construction_start")}
    assert spells(ways, full, RULES)["handover", "construction_start"].days == 90
    assert recorded_ways(full, entries.iloc[:0]) == full


def test_what_is_done_is_the_least():
    """Nothing drawn lies below what has counted this year; the points are in order."""
    found = forecast(history(past() | {"plot:N": supplied(date(2023, 3, 1), steps=4)}), GOAL, as_of=MAY, rules=RULES)
    assert found.done == Decimal("40.00")
    assert found.done <= found.low <= found.median <= found.high


def test_the_year_that_is_over_is_a_point():
    """On 31 December what is done is what there will be."""
    found = forecast(history(past()), GOAL, as_of=date(2023, 12, 31), rules=RULES)
    assert (found.low, found.median, found.high) == (found.done,) * 3
    assert found.notes == ("over",)


def test_nothing_known_is_said_not_guessed():
    """An empty ledger has no interval, and says why."""
    found = forecast(history({}), GOAL, as_of=MAY, rules=RULES)
    assert (found.low, found.median, found.high, found.chance) == (None, None, None, None)
    assert found.notes == ("nothing_known",)


def test_usual_days_alone_are_named():
    """One plot just approved and nothing ever finished: an interval from usual days, which says so."""
    found = forecast(history({"plot:N": {"approval_meeting": date(2023, 5, 30)}}), GOAL, as_of=MAY, rules=RULES)
    assert set(found.notes) == {"no_arrivals", "prior_only"}
    assert found.low == 0
    assert found.high == 10


def test_the_same_seed_gives_the_same_interval():
    """Two runs agree to the last record; another seed draws others."""
    rows = history(past() | {f"plot:N{n}": supplied(date(2023, 2, 1), steps=3) for n in range(9)})
    first, second = (forecast(rows, GOAL, as_of=MAY, rules=RULES) for _ in range(2))
    other = forecast(rows, GOAL, as_of=MAY, rules=RULES.model_copy(update={"seed": 7}))
    assert first == second
    assert (first.chance, first.by_stage) != (other.chance, other.by_stage)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 7), st.integers(1, 4000), st.integers(1, 30))
def test_more_under_way_never_lowers(steps, cents, number):
    """One plot more, at any step since today, lowers no point and no chance."""
    lives = past() | {f"plot:N{n}": supplied(date(2023, 2, 1) + timedelta(days=n), steps=3) for n in range(5)}
    more = lives | {f"plot:X{number}": {WAY[steps]: MAY}}
    amounts = {f"plot:X{number}": cents / 100}
    one, two = (
        forecast(history(rows, amounts=amounts), GOAL, as_of=MAY, rules=RULES, draws=200) for rows in (lives, more)
    )
    assert one.low <= two.low
    assert one.median <= two.median
    assert one.high <= two.high
    assert one.chance <= two.chance


def test_the_law_bounds_the_days():
    """Plots noticed on 5 December cannot be awarded before 4 January, however quick the district is."""
    lives = {f"plot:P{n:02d}": supplied(date(2022, 1, 10) + timedelta(days=25 * n), apart=3) for n in range(12)}
    lives |= {f"plot:N{n}": {"notice": date(2023, 12, 5)} for n in range(20)}
    found = forecast(history(lives), GOAL, as_of=date(2023, 12, 6), rules=RULES)
    at_notice = next(row for row in found.by_stage if row.kind == "notice")
    assert (at_notice.amount, at_notice.expected) == (Decimal("200.00"), Decimal("0.00"))


def test_an_agreed_day_stands_for_the_wait():
    """Of plots still at their first step, those agreed for August mostly come, those agreed for next year do not."""
    lives = past() | {f"plot:N{n}": {"supply_plan": date(2023, 5, 1)} for n in range(8)}

    def expected(due):
        agreed = [(f"plot:N{n}", "resupply", due, None) for n in range(8)] if due else []
        found = forecast(history(lives, milestones=agreed), GOAL, as_of=MAY, rules=RULES)
        row = next(row for row in found.by_stage if row.kind == "supply_plan")
        return row.planned, row.expected

    soon, late = expected(date(2023, 8, 15)), expected(date(2024, 6, 30))
    assert soon[0] == late[0] == 8
    assert soon[1] > 60
    assert late[1] < 10
    assert expected(None)[0] == 0


def test_how_late_agreed_days_were_kept_is_learnt():
    """Where every agreed day was kept 120 days late, the next one is not believed either."""
    lives = past()
    late = [(name, "notice", life["notice"] - timedelta(days=120), None) for name, life in lives.items()]
    kept = [(name, "notice", life["notice"], None) for name, life in lives.items()]

    def lateness(milestones):
        found = forecast(history(lives, milestones=milestones), GOAL, as_of=MAY, rules=RULES)
        return next(row for row in found.assumptions if row.from_kind == "agreed")

    assert lateness(late).finished == len(lives)
    assert lateness(late).median_days > 60
    assert lateness(kept).median_days < 30


def test_a_target_may_be_a_ceiling():
    """The chance to stay within 100 is the chance not to exceed it."""
    rows = history(past() | {f"plot:N{n}": supplied(date(2023, 2, 1), steps=5) for n in range(12)})
    at_least = forecast(rows, GOAL, as_of=MAY, rules=RULES)
    at_most = forecast(
        rows, replace(GOAL, target=Decimal("99.99"), direction=Direction.AT_MOST), as_of=MAY, rules=RULES
    )
    assert 0 < at_least.chance < 1
    assert at_least.chance + at_most.chance == pytest.approx(1)


def test_a_plot_takes_its_parcels_over():
    """The demolished parcel waits alone until its plot is entered; from then on only the plot's amount is expected."""
    rows = events(
        event("A", kind="demolition", on=date(2023, 1, 10)),
        event("G1", kind="site_preparation_start", subject_kind="plot", on=date(2023, 3, 1)),
        event("B", kind="demolition", on=date(2023, 2, 10)),
    )
    subjects = pd.DataFrame(
        [
            ("parcel:A", "cleared", 12.0, None, None, False),
            ("parcel:B", "cleared", 8.0, None, None, False),
            ("plot:G1", "supply_again", 11.0, None, None, False),
        ],
        columns=SUBJECT_COLUMNS,
    )
    links = pd.DataFrame({"plot_id": ["G1"], "parcel_id": ["A"]})
    entries, filled = carried_on(entries_of(rows), subjects, links)
    nothing = pd.DataFrame(columns=COUNTED_COLUMNS), pd.DataFrame(columns=MILESTONE_COLUMNS)
    whole = History(entries, filled, *nothing)
    ways = RULES.ways_of("resupply_area")

    def waiting(day):
        standing = positions(whole.known(day), ways)
        return standing.loc[standing["open"], ["subject_id", "left"]].set_index("subject_id")["left"].to_dict()

    assert waiting(date(2023, 2, 28)) == {"parcel:A": 12.0, "parcel:B": 8.0}
    assert waiting(date(2023, 3, 1)) == {"parcel:B": 8.0, "plot:G1": 11.0}
    seen = waits(whole.known(MAY).entries, whole.known(MAY).subjects, ways, as_of=MAY)
    assert ("parcel:A", "demolition", "finished") in set(ends(seen))
    assert ("parcel:A", "site_preparation_start", "waiting") not in set(ends(seen))


def test_the_rush_before_the_year_ends_is_learnt():
    """Where everything is finished in December, its days run faster than those of March."""
    years = [date(year, 12, 10).toordinal() for year in (2020, 2021, 2022) for _ in range(20)]
    done = np.array(years, dtype=float)
    since = done - np.tile(np.linspace(30, 300, 20), 3).round()
    rows = pd.DataFrame(
        {"from_kind": "vacating", "to_kind": "demolition", "since": since, "until": done, "end": "finished"}
    )
    clock = usual_clock(RULES.season, first=date(2020, 1, 1), last=MAY)
    learnt = learn(rows, {DEMOLITION: RULES.transitions[DEMOLITION]}, RULES, clock=clock, draws=50).clock
    march, december = learnt.speeds[2], learnt.speeds[11]
    assert december / march > 2 * clock.speeds[11] / clock.speeds[2]
    assert learnt.day(learnt.at(np.array([738_000.5]))) == pytest.approx(738_000.5)


def test_what_comes_through_a_month_is_the_other_way():
    """Ten 亩 in each of the last twelve months: three months more bring thirty, whatever waits."""
    lives = {f"plot:{n:02d}": {"resupply": add_months(date(2022, 6, 15), n)} for n in range(12)}
    lives["plot:first"] = {"supply_plan": date(2022, 5, 20)}
    known = history(lives).known(MAY)
    drawn = throughput(known, as_of=MAY, until=date(2023, 8, 30), rules=RULES, draws=50)
    assert drawn == pytest.approx(np.full(50, 30.0), abs=0.3)
    assert throughput(known.known(date(2022, 7, 15)), as_of=date(2022, 7, 15), until=MAY, rules=RULES, draws=5) is None


def test_the_stages_add_up_to_what_is_left():
    """What stands at each step adds up to what is under way, and no more of it is expected than stands there."""
    rows = history(past() | {f"plot:N{n}": supplied(date(2023, 2, 1), steps=n) for n in range(1, 8)})
    found = forecast(rows, GOAL, as_of=MAY, rules=RULES)
    here = [row for row in found.by_stage if row.kind is not None]
    assert sum(row.amount for row in here) == Decimal("70.00")
    assert all(row.expected <= row.amount for row in here)
    assert Goal("resupply_area", date(2022, 12, 31), date(2023, 12, 31), Decimal(100)) == found.goal
