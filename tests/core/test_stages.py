"""Stages: the furthest one of the mode's own way."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.core.stages import FIRST_STAGE, days_entered, stage_entries, stages, way_of, with_ways
from landuse.rules import load_rules
from tests.core.builders import event, events

MAY = date(2023, 5, 31)
YEAR = timedelta(365)


def parcels(**modes):
    frame = pd.DataFrame({"parcel_id": list(modes), "mode": list(modes.values())}, dtype=object)
    return with_ways(frame, key="parcel_id", rules=load_rules())


def test_a_record_without_events_is_registered():
    """A parcel nobody has touched stands at the beginning of its way."""
    assert stages(events(event("B")), parcels(A="joint"), as_of=MAY).tolist() == ["registered"]


def test_the_furthest_stage_stands_whatever_the_order_of_reports():
    """A late report of an early step does not move the parcel back."""
    rows = events(event("A", kind="demolition"), event("A", kind="signing", on=date(2023, 4, 1)))
    assert stages(rows, parcels(A="joint"), as_of=MAY).tolist() == ["demolished"]


def test_a_stage_that_is_not_on_the_mode_s_way_is_passed_by():
    """Remediation moves a comprehensive upgrade, and not a parcel that is rebuilt."""
    rows = events(event("A", kind="remediation"), event("B", kind="remediation"))
    found = stages(rows, parcels(A="comprehensive_upgrade", B="government_requisition"), as_of=MAY)
    assert found.tolist() == ["remediated", "registered"]


def test_what_happens_after_the_day_does_not_count():
    """As of the end of April a parcel demolished in May still stands."""
    rows = events(event("A", on=date(2023, 5, 2)))
    assert stages(rows, parcels(A="joint"), as_of=date(2023, 4, 30)).tolist() == ["registered"]


def test_entries_keep_the_first_day():
    """Of two reports of a stage the first day stands in the strip."""
    rows = events(event("A", on=date(2023, 5, 2)), event("A", on=date(2023, 3, 2), order=1))
    entries = stage_entries(rows, parcels(A="joint"), as_of=MAY)
    assert entries["entered_on"].tolist() == [date(2023, 3, 2)]


def test_an_unknown_mode_walks_the_undecided_way():
    """A mode the rules do not know does not lose its parcel."""
    assert stages(events(event("A")), parcels(A="聚"), as_of=MAY).tolist() == ["demolished"]


PLOTS = pd.DataFrame(
    {
        "plot_id": ["cleared", "new", "agreed", "unknown"],
        "source": ["after_demolition", "new_land", "after_demolition", None],
        "supply_method": ["listing", None, "agreement", None],
    }
)


def test_a_plot_goes_the_way_of_its_land_and_of_its_supply():
    """Only land cleared before is supplied again; by agreement nothing is listed; who says nothing may go any way."""
    ways = with_ways(PLOTS, key="plot_id", rules=load_rules()).set_index("subject_id")["way"]
    passes = {
        name: [{"listed", "resupplied"} & {stage} for stage, _ in way if stage in {"listed", "resupplied"}]
        for name, way in ways.items()
    }
    assert passes == {
        "cleared": [{"listed"}, {"resupplied"}],
        "new": [{"listed"}],
        "agreed": [{"resupplied"}],
        "unknown": [{"listed"}, {"resupplied"}],
    }


def test_a_listed_plot_is_listed():
    """The plot's own event moves it."""
    plots = with_ways(PLOTS, key="plot_id", rules=load_rules())
    found = stages(events(event("cleared", kind="listing")), plots, as_of=MAY)
    assert found.tolist() == ["listed", "registered", "registered", "registered"]


def test_a_resupply_is_a_contract_where_nothing_was_there_to_supply_again():
    """New land that is recorded as re-supplied is under contract at least."""
    plots = with_ways(PLOTS, key="plot_id", rules=load_rules())
    found = stages(events(event("new", kind="resupply")), plots, as_of=MAY)
    assert found.tolist()[1] == "contracted"


@settings(max_examples=50)
@given(
    mode=st.sampled_from(sorted(load_rules().modes)),
    happened=st.lists(st.tuples(st.sampled_from(sorted(load_rules().kinds)), st.none() | st.dates(MAY - YEAR, MAY))),
)
def test_one_record_stands_where_it_stands_among_many(mode, happened):
    """The card of one record and the tables of all agree on the days of its stages and on where it stands."""
    rules, as_of = load_rules(), MAY - YEAR / 2
    events = pd.DataFrame(
        [("A", kind, on) for kind, on in happened], columns=["subject_id", "kind", "occurred_on"], dtype=object
    )
    ways = with_ways(pd.DataFrame({"key": ["A"], "mode": [mode]}), key="key", rules=rules)
    way = way_of({"mode": mode}, rules)
    days = days_entered(way, events.to_dict("records"), as_of=as_of)
    assert way == ways["way"].iloc[0]
    entries = stage_entries(events, ways, as_of=as_of)
    assert days == dict(zip(entries["stage"], entries["entered_on"], strict=True))
    assert next(reversed(days), FIRST_STAGE) == stages(events, ways, as_of=as_of).iloc[0]
