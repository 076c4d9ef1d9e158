"""Fits: every constraint of a pair, at its boundary, with what it asks and by how much it falls short."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.fits import fits
from tests.core.markets import RULES, firm, fitted, plot, rules, table

AGREED = pd.DataFrame([("G1", "tax_per_mu", 25.0), ("G1", "rd_share", 0.03)], columns=["plot_id", "item", "agreed"])


def offers(**items):
    """Return what firm A offers."""
    return pd.DataFrame([("A", item, value) for item, value in items.items()], columns=["credit_code", "item", "value"])


def reason(found, constraint, code="A", plot_id="G1"):
    """Return what one constraint says of one pair."""
    rows = found.reasons(credit_codes={code}, plot_ids={plot_id}).set_index("constraint")
    return rows.loc[constraint]


def fitting(found):
    """Return the pairs that fit."""
    return list(found.pairs[["credit_code", "plot_id"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("mu", "holds", "short_by"),
    [
        (17.99, False, "0.01"),
        (18.0, True, None),
        (20.0, True, None),
        (24.0, True, None),
        (24.01, False, "0.01"),
        (30.0, False, "6.00"),
    ],
)
def test_the_area_lies_within_the_tolerance(mu, holds, short_by):
    """For 20 亩, from 10 % below to 20 % above, both ends included."""
    row = reason(fitted([firm("A", mu=20)], [plot("G1", mu=mu)]), "area")
    assert (row["required"], row["required_to"], row["offered"]) == (
        Decimal("18.00"),
        Decimal("24.00"),
        Decimal(str(mu)).quantize(Decimal("0.01")),
    )
    assert (row["holds"], row["short_by"]) == (holds, None if short_by is None else Decimal(short_by))


def test_areas_are_compared_as_they_are_printed():
    """20.15 亩 stored as square metres is 20.15 亩, not a hair less."""
    exact = rules(area={"below": 0.0, "above": 0.0})
    assert fitting(fitted([firm("A", mu=20.15)], [plot("G1", mu=20.15 - 1e-9)], exact)) == [("A", "G1")]


def test_a_firm_may_state_its_own_bounds():
    """A least area in place of the tolerance below; the one above stays."""
    firms = [firm("A", mu=20, min_area_m2=10_000.0)]
    row = reason(fitted(firms, [plot("G1", mu=15)]), "area")
    assert (row["required"], row["required_to"], row["holds"]) == (Decimal("15.00"), Decimal("24.00"), True)


def test_a_firm_without_a_demand_fits_nothing():
    """Nothing asked, nothing fitting, and nothing to measure."""
    row = reason(fitted([firm("A", mu=None)], [plot("G1")]), "area")
    assert (row["required"], row["holds"], row["short_by"]) == (None, False, None)


@pytest.mark.parametrize(
    ("industry", "industries", "holds"),
    [
        ("shoes", "shoes;optics", True),
        ("shoes", "optics", False),
        ("shoes", "", True),
        (None, "optics", False),
        (None, "", True),
        ("shoe", "shoes", False),
    ],
)
def test_the_plot_admits_the_firms_industry(industry, industries, holds):
    """An empty list admits all; a firm without an industry only passes there."""
    found = fitted([firm("A", industry=industry)], [plot("G1", industries=industries)])
    assert reason(found, "industry")["holds"] == holds


@pytest.mark.parametrize(
    ("tax", "holds", "short_by"),
    [(25.0, True, None), (25.0 - 1e-12, True, None), (24.9, False, Decimal("0.1000")), (np.nan, False, None)],
)
def test_an_agreed_value_is_the_least_a_firm_has_to_offer(tax, holds, short_by):
    """25 万元/亩 agreed: 25 holds, as a computed ratio too, 24.9 is 0.1 short, no figure fails."""
    found = fitted([firm("A")], [plot("G1")], thresholds=AGREED, offers=offers(tax_per_mu=tax, rd_share=0.03))
    row = reason(found, "tax_per_mu")
    assert (row["holds"], row["short_by"]) == (holds, short_by)
    assert reason(found, "rd_share")["holds"]


def test_a_missing_figure_may_be_let_pass():
    """Where the rules say so."""
    kind = rules(standards={"missing": "holds"})
    assert fitting(fitted([firm("A")], [plot("G1")], kind, thresholds=AGREED)) == [("A", "G1")]


def test_a_plot_that_has_agreed_nothing_asks_nothing():
    """G2 has no value for tax."""
    found = fitted([firm("A")], [plot("G1"), plot("G2")], thresholds=AGREED)
    assert fitting(found) == [("A", "G2")]


@pytest.mark.parametrize(
    ("ready_on", "holds", "short_by"),
    [
        (date(2023, 6, 29), True, None),
        (date(2023, 6, 30), True, None),
        (date(2023, 7, 1), False, Decimal(1)),
        (None, True, None),
    ],
)
def test_a_plot_is_ready_by_the_day_it_is_needed(ready_on, holds, short_by):
    """On the day itself is in time; one day later is one day short; no day is let pass by the shipped rules."""
    row = reason(fitted([firm("A", needed_by=date(2023, 6, 30))], [plot("G1", ready_on=ready_on)]), "ready")
    assert (row["holds"], row["short_by"]) == (holds, short_by)


def test_grace_and_lateness_that_costs():
    """Soft lateness fits and costs a point a day after the days of grace."""
    soft = rules(constraints={"ready": "soft"}, ready={"grace_days": 10}, penalty={"late_day": 3})
    firms = [firm("A", needed_by=date(2023, 6, 30))]
    found = fitted(firms, [plot("G1", ready_on=date(2023, 7, 10)), plot("G2", ready_on=date(2023, 7, 12))], soft)
    assert found.pairs["penalty"].tolist() == [0, 6]


def test_a_plot_without_a_day_may_fail_where_one_is_needed():
    """Unknown fails only for firms that name a day."""
    strict = rules(ready={"unknown": "fails"})
    firms = [firm("A", needed_by=date(2023, 6, 30)), firm("B")]
    assert fitting(fitted(firms, [plot("G1")], strict)) == [("B", "G1")]


@pytest.mark.parametrize(
    ("strength", "pairs", "penalty"), [("hard", [("A", "G1")], [0]), ("soft", [("A", "G1"), ("A", "G2")], [0, 50])]
)
def test_another_unit_costs_or_forbids(strength, pairs, penalty):
    """As the rules take it."""
    found = fitted([firm("A")], [plot("G1"), plot("G2", unit="QD")], rules(constraints={"unit": strength}))
    assert (fitting(found), found.pairs["penalty"].tolist()) == (pairs, penalty)


def test_a_firm_may_want_other_units_than_its_own():
    """QD or FM are wanted, its own is not."""
    firms = [firm("A", unit="SY", units_wanted="QD;FM")]
    found = fitted(firms, [plot("G1", unit="QD"), plot("G2", unit="SY")], rules(constraints={"unit": "hard"}))
    assert fitting(found) == [("A", "G1")]


def test_declined_and_reserved_pairs_do_not_fit():
    """A declined G1; G2 is kept for B."""
    declined = pd.DataFrame({"credit_code": ["A", "Z"], "plot_id": ["G1", "G1"]})
    plots = [plot("G1"), plot("G2", reserved_for="B"), plot("G3")]
    found = fitted([firm("A"), firm("B")], plots, declined=declined)
    assert fitting(found) == [("A", "G3"), ("B", "G1"), ("B", "G2"), ("B", "G3")]
    assert not reason(found, "refusal")["holds"]
    assert reason(found, "reservation", plot_id="G2")["required"] == "B"


def test_a_firm_that_withdrew_is_left_out():
    """It has no row at all."""
    assert fitted([firm("A", withdrawn=True), firm("B", withdrawn=False)], [plot("G1")]).firms == ("B",)


@pytest.mark.parametrize(("mu", "penalty"), [(20.0, 0), (20.08, 0), (20.09, 5), (19.5, 25), (22.0, 100)])
def test_penalty_is_the_difference_of_area_in_steps(mu, penalty):
    """Per mille of the demand, rounded half up, in steps of five: 4 ‰ counts as none, 4.5 ‰ as five."""
    step = rules(penalty={"step": 5})
    assert fitted([firm("A", mu=20)], [plot("G1", mu=mu)], step).pairs["penalty"].tolist() == [penalty]


def test_what_is_off_is_not_looked_at():
    """Without the area and industry anything fits, and neither is in the reasons."""
    off = rules(constraints={"area": "off", "industry": "off"})
    found = fitted([firm("A", mu=5)], [plot("G1", mu=99, industries="optics")], off)
    assert fitting(found) == [("A", "G1")]
    assert set(found.reasons()["constraint"]) == {"refusal", "reservation", "ready", "unit"}


def test_reasons_are_complete_and_agree_with_the_pairs():
    """A row for every pair and constraint; a pair fits if all hard ones hold."""
    firms = [firm("A"), firm("B", mu=30)]
    found = fitted(firms, [plot("G1"), plot("G2", mu=31)], thresholds=AGREED)
    reasons = found.reasons()
    assert len(reasons) == 2 * 2 * len(found.checks)
    hard = reasons.loc[reasons["strength"] == "hard"]
    held = hard.groupby(["credit_code", "plot_id"])["holds"].all()
    assert sorted(held.index[held.astype(bool)]) == sorted(fitting(found))


def test_nothing_to_set_against_nothing():
    """No firms or no plots: empty tables with their columns."""
    firms, plots = table(firm("A")), table(plot("G1"))
    for some, others in ((firms.iloc[:0], plots), (firms, plots.iloc[:0]), (firms.iloc[:0], plots.iloc[:0])):
        found = fits(some, others, RULES, thresholds=AGREED, offers=offers())
        assert (len(found.firms), len(found.plots)) == (len(some), len(others))
        assert list(found.pairs.columns) == ["credit_code", "plot_id", "penalty"]
        assert found.pairs.empty
        assert found.reasons().empty


@pytest.mark.parametrize("frames", [([firm("A"), firm("A")], [plot("G1")]), ([firm("A")], [plot("G1"), plot("G1")])])
def test_an_id_given_twice_is_refused(frames):
    """Which one is meant is not for the fit to say."""
    with pytest.raises(ValueError, match="twice"):
        fitted(*frames)


@given(st.permutations(["A", "B", "C"]), st.permutations(["G1", "G2", "G3"]))
def test_the_order_of_rows_changes_nothing(codes, plot_ids):
    """Firms and plots are taken by their ids."""
    sizes = {"A": 20, "B": 21, "C": 35, "G1": 19, "G2": 22, "G3": 36}

    def pairs(some, others):
        return fitted([firm(code, mu=sizes[code]) for code in some], [plot(name, mu=sizes[name]) for name in others])

    first, second = pairs(["A", "B", "C"], ["G1", "G2", "G3"]), pairs(codes, plot_ids)
    pd.testing.assert_frame_equal(first.pairs, second.pairs)
    pd.testing.assert_frame_equal(first.reasons(), second.reasons())
