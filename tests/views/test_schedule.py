"""By when each plot must take its steps, and whether it can still count."""

from datetime import date

import pytest

from landuse.errors import ArgumentsError
from landuse.views.schedule import due_steps, gantt_of, schedules
from tests.builders import happen
from tests.views.supplied import MAY, district


@pytest.fixture
def store(tmp_path):
    """Return the small district."""
    opened = district(tmp_path / "w")
    yield opened
    opened.close()


def test_plots_stand_in_the_order_in_which_they_can_be_supplied(store):
    """The listed one first; all of them can count in May."""
    found = schedules(store, year=2023, as_of=MAY)
    assert found[0].plot_id == "G2"
    assert {one.plot_id: one.can_count for one in found} == dict.fromkeys(("G1", "G2", "G3", "G4"), True)


def test_the_latest_notice_keeps_twenty_days_ten_days_and_the_contract(store):
    """Contract by Friday 29 December, listing ten days before, notice twenty before that; land is not made yet."""
    (one,) = schedules(store, year=2023, as_of=MAY, plot="G1")
    latest = dict(zip(one.steps["kind"], one.steps["latest"], strict=True))
    assert latest["grant_contract"] == date(2023, 12, 29)
    assert latest["listing"] == date(2023, 12, 19)
    assert latest["notice"] == date(2023, 11, 29)
    assert one.next_kind == "site_preparation_start"


def test_a_plot_under_contract_has_no_more_dates(store):
    """It leaves the list, and can still be asked for by its code."""
    happen(store, "grant_contract", "G2", subject="plot", on=date(2023, 5, 30))
    assert "G2" not in [one.plot_id for one in schedules(store, year=2023, as_of=MAY)]
    (one,) = schedules(store, year=2023, as_of=MAY, plot="G2")
    assert one.next_kind is None


def test_a_year_that_is_over_cannot_be_counted_in(store):
    """On 30 December only the listed one might be; by next May none."""
    assert not any(one.can_count for one in schedules(store, year=2023, as_of=date(2024, 5, 31)))


def test_an_unknown_plot_is_said(store):
    """Nothing is guessed."""
    with pytest.raises(ArgumentsError, match="unknown_record"):
        schedules(store, year=2023, as_of=MAY, plot="G9")


def test_bars_and_dues_are_there(store):
    """Done steps have one bar; the listing's own days run."""
    bars = gantt_of(store, "G2", year=2023, as_of=MAY)
    assert set(bars.loc[bars["kind"] == "listing", "part"]) == {"done"}
    happen(store, "award", "G2", subject="plot", on=date(2023, 5, 26))
    due = due_steps(store, as_of=MAY)
    row = due.loc[(due["subject_id"] == "G2") & (due["kind"] == "grant_contract")].iloc[0]
    assert row["due_on"] == date(2023, 6, 9)
