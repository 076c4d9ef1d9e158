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


def test_plots_share_one_way():
    """A listed plot is listed."""
    plots = with_ways(pd.DataFrame({"plot_id": ["G1"]}), key="plot_id", rules=load_rules(), mode=None)
    assert stages(events(event("G1", kind="listing")), plots, as_of=MAY).tolist() == ["listed"]
