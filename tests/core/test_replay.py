"""What if a firm waits: who gains, who loses, and whether it gets what it waits for."""

from datetime import date

import pytest

from landuse.core.fits import fits
from landuse.core.replay import replay
from landuse.core.stability import blocking_pairs
from tests.core.markets import RULES, firm, plot, table

#: A comes first and has G1; B has G2, C nothing. G3 is what A might wait for, G4 fits nobody.
FIRMS = table(firm("A", rank=1, mu=20), firm("B", rank=2, mu=20), firm("C", rank=3, mu=21.2))
PLOTS = table(plot("G1", mu=20), plot("G2", mu=21), plot("G3", mu=23.5, industries="shoes"), plot("G4", mu=90))


def replayed(plots=PLOTS, **waits):
    """Replay the list with firms waiting for plots."""
    return replay(FIRMS, plots, fits(FIRMS, plots, RULES), RULES.priorities, waits=waits)


def changes(again):
    """Return who changed from what to what."""
    shown = again.differences[["credit_code", "plot_before", "plot_after", "change", "now_with", "freed_by"]]
    return list(shown.itertuples(index=False, name=None))


def test_waiting_for_another_plot_moves_the_list_up():
    """A waits for G3 and gets it, at a worse fit; B takes A's plot, C takes B's."""
    again = replayed(A={"G3"})
    assert again.before.plot_of == {"A": "G1", "B": "G2", "C": "G3"}
    assert again.after.plot_of == {"A": "G3", "B": "G1", "C": "G2"}
    assert changes(again) == [
        ("A", "G1", "G3", "loses", "B", "C"),
        ("B", "G2", "G1", "gains", "C", "A"),
        ("C", "G3", "G2", "gains", "A", "B"),
    ]
    assert again.waiting == {"A": "G3"}


def test_waiting_for_a_plot_that_does_not_fit_gets_nothing():
    """G4 is far too large: A leaves with nothing, and the list says it is waiting."""
    again = replayed(A={"G4"})
    assert again.waiting == {"A": None}
    assert again.after.unmatched.set_index("credit_code").loc["A", "state"] == "waiting"
    assert changes(again)[0] == ("A", "G1", None, "loses", "B", None)


def test_waiting_for_nothing_yet_frees_the_plot():
    """Till its zone is cleared a firm takes nothing at all."""
    assert replayed(A=()).after.plot_of == {"B": "G1", "C": "G2"}


def test_waiting_for_what_it_has_anyway_changes_nothing():
    """No differences."""
    assert replayed(A={"G1", "G3"}).differences.empty


def test_a_plot_as_good_is_a_move():
    """Another plot of the same area: neither gain nor loss."""
    plots = table(plot("G1", mu=20), plot("G2", mu=20))
    again = replayed(plots, A={"G2"}, B={"G1"})
    assert set(again.differences["change"]) <= {"moves"}
    assert again.after.plot_of == {"A": "G2", "B": "G1"}


def test_both_matchings_are_stable():
    """The second among the pairs that remain."""
    fit = fits(FIRMS, PLOTS, RULES)
    again = replayed(A={"G3"})
    assert blocking_pairs(again.before.plot_of, FIRMS, PLOTS, fit.pairs).empty
    remaining = fit.pairs.loc[(fit.pairs["credit_code"] != "A") | (fit.pairs["plot_id"] == "G3")]
    assert blocking_pairs(again.after.plot_of, FIRMS, PLOTS, remaining).empty


def test_a_stranger_cannot_wait():
    """Only firms that are matched."""
    with pytest.raises(ValueError, match="Z"):
        replayed(Z=())


def test_who_says_he_waits_does_not_mind_the_day():
    """G1 is ready in September, A wanted it by June: waiting for it, A gets it; the list as it is does not change."""
    firms = table(firm("A", mu=20)).assign(needed_by=[date(2023, 6, 30)])
    plots = table(plot("G1", mu=20)).assign(ready_on=[date(2023, 9, 30)])
    strict, patient = (fits(found, plots, RULES) for found in (firms, firms.assign(needed_by=None)))
    waits = {"A": {"G1"}}
    assert replay(firms, plots, strict, RULES.priorities, waits=waits).waiting == {"A": None}
    again = replay(firms, plots, strict, RULES.priorities, waits=waits, patient=patient)
    assert (again.before.plot_of, again.waiting) == ({}, {"A": "G1"})
