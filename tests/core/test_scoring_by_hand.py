"""Scores: the published formula by hand, what is missing, ties, and lines that add up."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.core.scoring import compare, score
from landuse.rules.scoring import Item, Scheme, load_schemes

ABOVE = load_schemes().of("huangyan_above", "2022")
BELOW = load_schemes().of("huangyan_below", "2022")
DEMO = load_schemes().of("demo_data_for_land", "v1")
DEMO_2 = load_schemes().of("demo_data_for_land", "v2")

#: Exactly at every benchmark, for 20 亩, 100 heads and 1 t of emissions less.
AT_BENCHMARK = {
    "evaluated_tax_wan_yuan": 481.94,  # 24.097 x 20
    "land_area_mu": 20.0,
    "value_added_wan_yuan": 2723.2,  # 136.16 x 20
    "energy_tce": 1010.8389012620638,  # / 2.694
    "emission_t": 0.5523945141902183,  # / 4929.81
    "employees": 150.12127894156561,  # / 18.14
    "rd_wan_yuan": 302.0,
    "revenue_wan_yuan": 10000.0,
}
#: 规上, worked by hand below.
HAND = {
    "evaluated_tax_wan_yuan": 600.0,
    "land_area_mu": 20.0,
    "value_added_wan_yuan": 3000.0,
    "energy_tce": 1200.0,
    "emission_t": 0.75,
    "employees": 160.0,
    "rd_wan_yuan": 450.0,
    "revenue_wan_yuan": 12000.0,
}


def figures(**firms):
    """Return figures of 2022 by firm; a name with a year behind @ belongs to that year."""
    rows = [
        (code, int(name.partition("@")[2] or 2022), name.partition("@")[0], value)
        for code, own in firms.items()
        for name, value in own.items()
    ]
    return pd.DataFrame(rows, columns=["credit_code", "year", "figure", "value"])


def register(*codes, units=None):
    """Return firms, all of one unit unless said otherwise."""
    return pd.DataFrame({"credit_code": list(codes), "unit": units or ["SY"] * len(codes)})


def scored(scheme=ABOVE, units=None, **firms):
    """Score firms given by their figures."""
    return score(figures(**firms), register(*firms, units=units), scheme, year=2022)


def points(result, code):
    """Return a firm's points by item."""
    own = result.lines.loc[result.lines["credit_code"] == code]
    return dict(zip(own["item"], own["points"], strict=True))


def total(result, code):
    """Return a firm's score."""
    return result.ranking.set_index("credit_code").loc[code, "score"]


def simple(**changes):
    """Return a scheme of one item, tax per mu out of 100, with changes to the item."""
    item = {"measure": "ratio", "numerator": "tax", "denominator": "land", "weight": 100, "benchmark": 10.0}
    return Scheme(
        scheme_id="simple",
        version="1",
        title="simple",
        valid_from="2022-01-01",
        source="test",
        group="all",
        decimals=changes.pop("decimals", 2),
        ranking=changes.pop("ranking", "district"),
        ties=changes.pop("ties", ("tax",)),
        items={"tax_per_mu": Item(**(item | {"missing": "zero"} | changes))},
    )


def test_a_firm_at_every_benchmark_scores_one_hundred():
    """The formula's weights are what each benchmark is worth."""
    assert points(scored(A=AT_BENCHMARK), "A") == {
        "tax_per_mu": Decimal("30.00"),
        "value_added_per_mu": Decimal("20.00"),
        "energy_value_added": Decimal("20.00"),
        "emission_value_added": Decimal("10.00"),
        "labour_productivity": Decimal("10.00"),
        "rd_share": Decimal("10.00"),
    }


def test_the_published_formula_by_hand():
    """规上: 30/24.097x30, 150/136.16x20, 2.5/2.694x20, 4000/4929.81x10, 18.75/18.14x10, 0.0375/0.0302x10."""
    result = scored(A=HAND)
    assert points(result, "A") == {
        "tax_per_mu": Decimal("37.35"),
        "value_added_per_mu": Decimal("22.03"),
        "energy_value_added": Decimal("18.56"),
        "emission_value_added": Decimal("8.11"),
        "labour_productivity": Decimal("10.34"),
        "rd_share": Decimal("12.42"),
    }
    assert total(result, "A") == Decimal("108.81")


def test_the_published_formula_below_designated_size_by_hand():
    """规下: 15/11.5932x50 = 64.69 and 0.3/0.2352x50 = 63.78."""
    own = {"evaluated_tax_wan_yuan": 60.0, "land_area_mu": 4.0, "electricity_wan_kwh": 200.0}
    result = scored(BELOW, A=own)
    assert points(result, "A") == {"tax_per_mu": Decimal("64.69"), "tax_per_electricity": Decimal("63.78")}
    assert total(result, "A") == Decimal("128.47")


def test_a_missing_emission_earns_the_mean_of_that_item():
    """Of firms with 10 and 8.1139 points the third gets 9.05695; all its items make 109.7521."""
    without = {name: value for name, value in HAND.items() if name != "emission_t"}
    result = scored(A=AT_BENCHMARK, B=HAND, C=without)
    assert points(result, "C")["emission_value_added"] == Decimal("9.06")
    line = result.lines.set_index(["credit_code", "item"]).loc[("C", "emission_value_added")]
    assert (line["state"], line["rule"], line["value"]) == ("missing", "mean_of_others", None)
    assert total(result, "C") == Decimal("109.75")


def test_rounded_points_give_way_to_the_exact_score():
    """Rounded one by one these items make 109.76; 10.3363, rounded up the farthest, is printed as 10.33."""
    without = {name: value for name, value in HAND.items() if name != "emission_t"}
    result = scored(A=AT_BENCHMARK, B=HAND, C=without)
    assert points(result, "C") == points(result, "B") | {
        "emission_value_added": Decimal("9.06"),
        "labour_productivity": Decimal("10.33"),
    }


def test_a_missing_figure_that_the_formula_needs_leaves_a_firm_unscored():
    """No tax, no score and no rank; the firm is listed last."""
    without = {name: value for name, value in HAND.items() if name != "evaluated_tax_wan_yuan"}
    result = scored(A=without, B=HAND)
    assert result.ranking["credit_code"].tolist() == ["B", "A"]
    assert result.ranking["score"].tolist() == [Decimal("108.81"), None]
    assert result.ranking["rank"].tolist() == [1, None]


@pytest.mark.parametrize(
    ("missing", "expected"), [("zero", Decimal("0.00")), ("mean_of_others", Decimal("200.00")), ("refuse", None)]
)
@pytest.mark.parametrize("land", [0.0, -3.0, np.nan, None])
def test_no_land_is_missing_and_never_infinite(missing, expected, land):
    """A denominator that is not positive is treated as the scheme treats what is missing."""
    result = scored(simple(missing=missing), A={"tax": 200.0, "land": 10.0}, B={"tax": 50.0, "land": land})
    assert points(result, "B") == {"tax_per_mu": expected}
    state = result.lines.set_index("credit_code").loc["B", "state"]
    assert state == ("zero_denominator" if land in {0.0, -3.0} else "missing")


def test_negative_values_score_nothing():
    """A tax refund takes nothing from the other items."""
    result = scored(A=HAND | {"evaluated_tax_wan_yuan": -80.0})
    assert points(result, "A")["tax_per_mu"] == Decimal("0.00")
    assert total(result, "A") == Decimal("71.46")
    assert result.lines.set_index("item").loc["tax_per_mu", "rule"] == "negative_is_zero"


def test_a_cap_holds_and_says_so():
    """Three times the benchmark earns 1.5 times the weight where that is the cap, three times without."""
    capped = scored(simple(cap=1.5), A={"tax": 300.0, "land": 10.0})
    assert (total(capped, "A"), capped.lines.loc[0, "capped"]) == (Decimal("150.00"), True)
    free = scored(simple(), A={"tax": 300.0, "land": 10.0})
    assert (total(free, "A"), free.lines.loc[0, "capped"]) == (Decimal("300.00"), False)


def test_points_are_rounded_half_up():
    """0.12345 of 100 is 12.35 to two decimals."""
    assert total(scored(simple(), A={"tax": 12.345, "land": 10.0}), "A") == Decimal("12.35")


@pytest.mark.parametrize(
    ("benchmark", "computed"),
    [("mean", Decimal("20.0000")), ("overall", Decimal("11.8182"))],
)
def test_a_benchmark_of_the_district(benchmark, computed):
    """30 and 10 万元/亩 on 10 and 100 亩: the firms' mean is 20, all tax over all land 1300/110; no land, no say."""
    result = scored(
        simple(benchmark=benchmark),
        A={"tax": 300.0, "land": 10.0},
        B={"tax": 1000.0, "land": 100.0},
        C={"tax": 100.0, "land": 0.0},
        D={"tax": 0.0, "land": None},
    )
    assert set(result.lines["benchmark"]) == {computed}
    assert points(result, "A")["tax_per_mu"] == (3000 / computed).quantize(Decimal("0.01"))


def test_nothing_to_measure_against_scores_nothing():
    """If all firms together lost, nobody is above the mean."""
    result = scored(simple(benchmark="mean"), A={"tax": -5.0, "land": 1.0}, B={"tax": 1.0, "land": 1.0})
    assert result.ranking["score"].tolist() == [Decimal("0.00")] * 2
    assert set(result.lines["state"]) == {"no_benchmark"}


def test_growth_looks_back():
    """From 5,000 to 6,000 in two years is 20 %, the benchmark of the demo."""
    result = scored(DEMO, A={"output_wan_yuan": 6000.0, "output_wan_yuan@2020": 5000.0, "output_wan_yuan@2021": 1.0})
    assert points(result, "A")["output_growth"] == Decimal("15.00")


def test_ties_are_broken_by_the_figures_named_and_then_by_code():
    """Three firms of one score: more tax first, then the credit code."""
    result = scored(
        simple(),
        C={"tax": 50.0, "land": 10.0},
        B={"tax": 50.0, "land": 10.0},
        A={"tax": 100.0, "land": 20.0},
        Z={"tax": 60.0, "land": 10.0},
    )
    shown = result.ranking[["credit_code", "rank", "shared_rank", "tied_with", "broken_by"]]
    assert list(shown.itertuples(index=False, name=None)) == [
        ("Z", 1, 1, (), None),
        ("A", 2, 2, ("B", "C"), "tax"),
        ("B", 3, 2, ("A", "C"), "tax"),
        ("C", 4, 2, ("A", "B"), "credit_code"),
    ]


def test_ranks_within_district_and_unit():
    """The scheme says which one counts; both are shown."""
    firms = {"A": {"tax": 9.0, "land": 1.0}, "B": {"tax": 8.0, "land": 1.0}, "C": {"tax": 7.0, "land": 1.0}}
    for ranking, ranks in (("district", [1, 2, 3]), ("unit", [1, 1, 2])):
        result = scored(simple(ranking=ranking), units=["SY", "QD", "SY"], **firms)
        assert result.ranking["rank"].tolist() == ranks
        assert result.ranking["district_rank"].tolist() == [1, 2, 3]
        assert result.ranking["unit_rank"].tolist() == [1, 1, 2]


def test_a_district_of_one_firm():
    """Against its own mean a firm scores the full weight and comes first."""
    result = scored(simple(benchmark="mean"), A={"tax": 7.0, "land": 3.0})
    assert result.ranking.loc[0, ["score", "rank", "tied_with"]].tolist() == [Decimal("100.00"), 1, ()]


@pytest.mark.parametrize(("missing", "expected"), [("zero", Decimal("0.00")), ("mean_of_others", Decimal("0.00"))])
def test_all_missing_scores_nothing(missing, expected):
    """The mean of nobody is nothing."""
    result = score(figures(), register("A", "B"), simple(missing=missing), year=2022)
    assert result.ranking["score"].tolist() == [expected, expected]
    assert result.ranking["shared_rank"].tolist() == [1, 1]


def test_no_firms_no_scores():
    """An empty register gives empty tables with their columns."""
    result = score(figures(), register(), ABOVE, year=2022)
    assert result.lines.empty
    assert list(result.ranking.columns)[:3] == ["credit_code", "unit", "score"]
    assert result.ranking.empty


def test_a_figure_given_twice_is_refused():
    """Which of two counts is not for the score to say."""
    twice = pd.concat([figures(A=HAND), figures(A={"land_area_mu": 21.0})])
    with pytest.raises(ValueError, match="twice"):
        score(twice, register("A"), ABOVE, year=2022)


def test_two_versions_side_by_side():
    """Weighing tax more brings the firm with more tax forward."""
    base = {"output_wan_yuan": 15000.0, "value_added_wan_yuan": 3000.0, "employees": 150.0, "land_area_mu": 20.0}
    more = {"evaluated_tax_wan_yuan": 700.0, "output_wan_yuan": 9000.0}
    firms = {"A": base | {"evaluated_tax_wan_yuan": 400.0}, "B": base | more, "C": {"land_area_mu": 5.0}}
    table = compare(scored(DEMO, **firms), scored(DEMO_2, **firms)).set_index("credit_code")
    assert table.index.tolist() == ["B", "A", "C"]
    # v1: A 37.50 + 30 x 20/27.5 + 15, B 22.50 + 30 x 35/27.5 + 15; v2: A 18.75 + 28 + 15, B 11.25 + 49 + 15.
    assert table["score_first"].tolist() == [Decimal("75.68"), Decimal("74.32"), None]
    assert table["score_second"].tolist() == [Decimal("75.25"), Decimal("61.75"), None]
    assert table["score_change"].tolist() == [Decimal("-0.43"), Decimal("-12.57"), None]
    assert table["rank_change"].tolist() == [0, 0, None]


def test_a_change_of_rank_is_places_gained():
    """From second to first is one place up."""
    firms = {"A": {"tax": 30.0, "land": 1.0, "out": 1.0}, "B": {"tax": 20.0, "land": 1.0, "out": 9.0}}
    other = simple(measure="figure", numerator="out", denominator=None)
    table = compare(scored(simple(), **firms), scored(other, **firms)).set_index("credit_code")
    assert table["rank_change"].to_dict() == {"B": 1, "A": -1}


amounts = st.one_of(st.none(), st.integers(-500, 5000).map(lambda cents: cents / 10))
NAMES = DEMO.figures


@st.composite
def districts(draw):
    """Return figures of up to six firms, some missing, and their order."""
    codes = draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=6, unique=True))
    names = [*NAMES, "output_wan_yuan@2020"]
    firms = {code: {name: draw(amounts) for name in names} for code in sorted(codes)}
    return firms, codes


@settings(max_examples=60, deadline=None)
@given(districts(), st.sampled_from([DEMO, DEMO_2, simple(numerator="honours", denominator="land_area_mu")]))
def test_order_changes_nothing_and_lines_add_up(district, scheme):
    """Firms in any order get the same scores, and each firm's printed points make its printed score."""
    firms, codes = district
    units = dict(zip("ABCDEF", ["SY", "QD"] * 3, strict=True))
    first = scored(scheme, units=[units[code] for code in firms], **firms)
    shuffled = figures(**firms).sample(frac=1, random_state=3)
    second = score(shuffled, register(*codes, units=[units[code] for code in codes]), scheme, year=2022)
    pd.testing.assert_frame_equal(first.lines, second.lines)
    pd.testing.assert_frame_equal(first.ranking, second.ranking)
    assert len(first.lines) == len(firms) * len(scheme.items)
    for code in firms:
        own = list(points(first, code).values())
        if None in own:
            assert total(first, code) is None
        else:
            assert total(first, code) == sum(own)
            assert all(-part.as_tuple().exponent == scheme.decimals and part >= 0 for part in own)
