"""Who may still come: the months that were, and from when on the ledger tells."""

from datetime import date

import pandas as pd

from landuse.core.futures import cohorts
from landuse.rules.forecast import load_forecast_rules

ARRIVALS = load_forecast_rules().arrivals


def came(*days, follows=(), amount=10.0):
    """Return subjects that came on days (ISO), each with an amount; *follows* took over others."""
    return pd.DataFrame(
        [
            {
                "subject_id": f"P{place}",
                "way": "clearance",
                "first": date.fromisoformat(day).toordinal(),
                "first_rank": 0,
                "amount": amount,
                "follows": place in follows,
            }
            for place, day in enumerate(days)
        ]
    )


def test_the_first_months_of_a_ledger_are_not_looked_at():
    """Old projects are entered at once when a ledger begins: two months settle, then January to April tell."""
    subjects = came("2022-11-02", "2022-11-03", "2023-01-09", "2023-03-01", "2023-03-30", "2023-05-02")
    found = cohorts(subjects, ARRIVALS, as_of=date(2023, 4, 30))
    assert found.months == 4
    assert found.starts.tolist() == [0, 1, 1, 3, 3]


def test_a_month_that_is_not_over_does_not_count():
    """On 30 May the last whole month is April; on the 31st it is May."""
    subjects = came("2022-11-02", "2023-05-02")
    ends = [cohorts(subjects, ARRIVALS, as_of=date(2023, 5, day)).months for day in (30, 31)]
    assert ends == [4, 5]


def test_who_takes_over_others_is_no_new_arrival_nor_is_who_counts_for_nothing():
    """A plot on cleared parcels brings no new land."""
    subjects = came("2022-11-02", "2023-03-01", "2023-03-30", follows={1})
    assert len(cohorts(subjects, ARRIVALS, as_of=date(2023, 4, 30)).amounts) == 1
    assert len(cohorts(came("2022-11-02", "2023-03-01", amount=0.0), ARRIVALS, as_of=date(2023, 4, 30)).amounts) == 0


def test_a_ledger_too_young_to_tell_says_so():
    """Nobody came at all, or only since a few weeks."""
    assert cohorts(came(), ARRIVALS, as_of=date(2023, 4, 30)) is None
    assert cohorts(came("2023-03-02"), ARRIVALS, as_of=date(2023, 4, 30)) is None
