"""Stages: the furthest one of the mode's own way."""

from datetime import date

import pandas as pd

from landuse.core.stages import stage_entries, stages, with_ways
from landuse.rules import load_rules
from tests.core.builders import event, events

MAY = date(2023, 5, 31)


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
