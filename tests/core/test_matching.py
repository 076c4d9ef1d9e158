"""The whole list: optimal and stable, the same in any order, and explained."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from landuse.core.fits import fits
from landuse.core.matching import explain, match
from landuse.core.stability import blocking_pairs
from tests.core.markets import RULES, firm, plot, rules, table


def matched(firms, plots, chosen=RULES, **frames):
    """Match lists of rows; frames go to the fits."""
    some, others = table(*firms), table(*plots)
    return match(some, others, fits(some, others, chosen, **frames), chosen.priorities)


def district(firm_count, plot_count, *, seed=5):
    """Return a district at random: whole scores, so that many are tied."""
    rng = np.random.default_rng(seed)
    units, industries = ["SY", "QD", "FM", "TQ"], ["shoes", "optics", "pumps"]
    scores = rng.integers(40, 100, firm_count)
    ranks = pd.Series(-scores).rank(method="min").astype(int)
    firms = [
        firm(
            f"F{number:03d}",
            mu=round(float(rng.uniform(8, 40)), 2),
            unit=rng.choice(units),
            industry=rng.choice(industries),
            score=int(scores[number]),
            rank=int(ranks[number]),
        )
        for number in range(firm_count)
    ]
    plots = [
        plot(
            f"G{number:03d}",
            mu=round(float(rng.uniform(8, 40)), 2),
            unit=rng.choice(units),
            industries=";".join(rng.choice(industries, 2, replace=False)),
        )
        for number in range(plot_count)
    ]
    return table(*firms), table(*plots)


def test_the_higher_rank_gets_the_plot_both_want():
    """B scored higher."""
    done = matched([firm("A", rank=2, score=70), firm("B", rank=1, score=90)], [plot("G1")])
    assert done.plot_of == {"B": "G1"}
    assert done.status == "optimal"
    assert done.gap is None
    assert done.unmatched.to_dict("records") == [
        {"credit_code": "A", "state": "outranked", "fitting_plots": 1, "constraints": (), "opens": 0}
    ]


def test_a_tie_is_used_to_serve_one_firm_more():
    """A does not mind which plot, B fits only G1: A takes G2 although G1 comes first by name."""
    firms = [firm("A", rank=1), firm("B", rank=2, industry="optics")]
    plots = [plot("G1", industries="shoes;optics"), plot("G2", industries="shoes")]
    assert matched(firms, plots).plot_of == {"A": "G2", "B": "G1"}


def test_stability_comes_before_the_number_of_firms_served():
    """A fits G1 better than G2, B only G1: one firm served is stable, two are not."""
    firms = [firm("A", rank=1, mu=20), firm("B", rank=2, mu=20, industry="optics")]
    plots = [plot("G1", mu=20, industries="shoes;optics"), plot("G2", mu=21, industries="shoes")]
    done = matched(firms, plots)
    assert done.plot_of == {"A": "G1"}
    assert done.free_plots == ("G2",)


def test_equal_ranks_are_settled_by_the_objective():
    """Both share the rank, only one can have the plot: the one with more 亩 of demand met for its score."""
    firms = [firm("A", mu=20, score=80), firm("B", mu=22, score=80)]
    done = matched(firms, [plot("G1", mu=22)], rules(area={"below": 0.1, "above": 0.2}))
    assert done.plot_of == {"B": "G1"}
    assert done.aims["score_area"].reached == 1760


def test_the_amounts_are_printed_and_the_aims_add_up():
    """Score 80.25 x 20.15 亩 is 1617.04, counted as 1617."""
    done = matched([firm("A", mu=20.15, score="80.25")], [plot("G1", mu=20.15)])
    row = done.pairs.iloc[0]
    assert (row["demand_mu"], row["area_mu"], row["penalty"]) == (Decimal("20.15"), Decimal("20.15"), 0)
    assert {name: aim.reached for name, aim in done.aims.items()} == {"served": 1, "score_area": 1617, "misfit": 0}


def test_declined_reserved_and_withdrawn_are_left_out():
    """A declined G1, G2 is kept for C, B withdrew."""
    declined = pd.DataFrame({"credit_code": ["A"], "plot_id": ["G1"]})
    firms = [firm("A", rank=1), firm("B", rank=2, withdrawn=True), firm("C", rank=3, withdrawn=False)]
    done = matched(firms, [plot("G1"), plot("G2", reserved_for="C")], declined=declined)
    assert done.plot_of == {"C": "G1"} or done.plot_of == {"C": "G2"}
    state = done.unmatched.set_index("credit_code")
    assert state.loc["A", "state"] == "fits_nothing"
    assert state.loc["A", "constraints"] == ("refusal",)
    assert "B" not in state.index


def test_a_firm_that_fits_nothing_is_told_what_binds():
    """The area keeps it from both plots."""
    done = matched([firm("A", mu=50)], [plot("G1"), plot("G2")])
    assert done.unmatched.to_dict("records") == [
        {"credit_code": "A", "state": "fits_nothing", "fitting_plots": 0, "constraints": ("area",), "opens": 2}
    ]


def test_own_unit_first_changes_who_gets_a_plot():
    """B of the plot's unit comes before the higher A where the rules say so."""
    firms = [firm("A", rank=1, unit="QD"), firm("B", rank=2, unit="SY")]
    assert matched(firms, [plot("G1", unit="SY")]).plot_of == {"A": "G1"}
    assert matched(firms, [plot("G1", unit="SY")], rules(priorities={"own_unit_first": True})).plot_of == {"B": "G1"}


@pytest.mark.parametrize(
    ("method", "misfit", "served"), [("lexicographic", 1, 2), ("weighted", 0, 2), ("weighted", 1, 1)]
)
def test_a_weighted_objective_may_serve_fewer(method, misfit, served):
    """A does not mind which plot; B could have G1 at a penalty of 25, which outweighs a firm served at 10 points."""
    firms = [firm("A", rank=1), firm("B", rank=2, mu=19.5, industry="optics")]
    plots = [plot("G1", industries="shoes;optics"), plot("G2", industries="shoes")]
    weights = {"served": 10, "score_area": 0, "misfit": misfit}
    done = matched(firms, plots, rules(priorities={"method": method, "weights": weights}))
    assert len(done.pairs) == served
    if method == "weighted":
        assert done.aims["weighted"].reached == 10 * served


@pytest.mark.parametrize("own_unit_first", [False, True])
def test_sixty_firms_and_two_hundred_plots(own_unit_first):
    """Optimal, stable, and the same however the lists are ordered."""
    wide = rules(area={"below": 0.3, "above": 0.5}, penalty={"step": 50}, priorities={"own_unit_first": own_unit_first})
    firms, plots = district(60, 200)
    fit = fits(firms, plots, wide)
    done = match(firms, plots, fit, wide.priorities)
    assert done.status == "optimal"
    assert blocking_pairs(done.plot_of, firms, plots, fit.pairs, own_unit_first=own_unit_first).empty
    assert len(done.pairs) + len(done.unmatched) == 60
    assert len(done.pairs) + len(done.free_plots) == 200
    for seed in (1, 2):
        some, others = firms.sample(frac=1, random_state=seed), plots.sample(frac=1, random_state=seed)
        again = match(some, others, fits(some, others, wide), wide.priorities)
        pd.testing.assert_frame_equal(done.pairs, again.pairs)
        pd.testing.assert_frame_equal(done.unmatched, again.unmatched)
        assert done.aims == again.aims


def test_out_of_time_is_stable_and_says_so():
    """With no time for the solver the list is feasible, names what is not proven, and nobody blocks it."""
    hurried = rules(
        area={"below": 0.3, "above": 0.5}, penalty={"step": 200}, priorities={"seconds": 1e-6, "own_unit_first": False}
    )
    firms, plots = district(60, 40)
    fit = fits(firms, plots, hurried)
    done = match(firms, plots, fit, hurried.priorities)
    assert (done.status, done.unproven in done.aims) == ("feasible", True)
    aim = done.aims[done.unproven]
    assert done.gap == pytest.approx((aim.bound - aim.reached) / abs(aim.bound))
    assert blocking_pairs(done.plot_of, firms, plots, fit.pairs).empty


@pytest.mark.parametrize(("firm_count", "plot_count"), [(0, 3), (3, 0), (0, 0)])
def test_empty_lists_are_matched_to_nothing(firm_count, plot_count):
    """Nothing to match is optimal, too."""
    firms, plots = table(firm("A"), firm("B"), firm("C")), table(plot("G1"), plot("G2"), plot("G3"))
    firms, plots = firms.iloc[:firm_count], plots.iloc[:plot_count]
    done = match(firms, plots, fits(firms, plots, RULES), RULES.priorities)
    assert (done.status, len(done.pairs), len(done.unmatched), len(done.free_plots)) == (
        "optimal",
        0,
        firm_count,
        plot_count,
    )


def test_why_this_plot():
    """B got its second choice: the constraints hold, it is ranked second, and A, first, has the better plot."""
    firms = [firm("A", rank=1, score=90), firm("B", rank=2, score=80)]
    plots = [plot("G1", mu=20), plot("G2", mu=21)]
    some, others = table(*firms), table(*plots)
    fit = fits(some, others, RULES)
    told = explain(match(some, others, fit, RULES.priorities), some, others, fit, "B")
    area = told.set_index("reason").loc["area"]
    assert (area["plot_id"], area["required"], area["required_to"], area["offered"]) == (
        "G2",
        Decimal("18.00"),
        Decimal("24.00"),
        Decimal("21.00"),
    )
    rest = told.loc[told["reason"].isin(["score", "choice", "taken"])]
    shown = rest[["plot_id", "reason", "required", "offered", "other_firm", "other_rank"]]
    assert list(shown.itertuples(index=False, name=None)) == [
        ("G2", "score", 2, Decimal(80), None, None),
        ("G2", "choice", 2, 2, None, None),
        ("G1", "taken", None, "higher_score", "A", 1),
    ]


@pytest.mark.parametrize(
    ("ranks", "units", "why"), [((1, 1), ("SY", "SY"), "same_score"), ((2, 1), ("SY", "QD"), "own_unit")]
)
def test_why_no_plot(ranks, units, why):
    """The only plot went to a firm of the same score, or to one of the plot's unit."""
    kind = rules(priorities={"own_unit_first": True})
    firms = table(firm("A", rank=ranks[0], unit=units[0], score=90), firm("B", rank=ranks[1], unit=units[1], score=80))
    plots = table(plot("G1", unit="SY"))
    fit = fits(firms, plots, kind)
    done = match(firms, plots, fit, kind.priorities)
    assert done.plot_of == {"A": "G1"}
    told = explain(done, firms, plots, fit, "B").set_index("reason").loc["taken"]
    assert (told["offered"], told["other_firm"], told["other_rank"]) == (why, "A", ranks[0])
