"""Scores of firms: by the published formula, explained line by line, the same in whatever order the firms come."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.scoring import add_up, compare, score
from landuse.rules.scoring import Scheme, load_schemes

ABOVE = load_schemes().of("huangyan_above", "2022")
BELOW = load_schemes().of("huangyan_below", "2022")
V1, V2 = (load_schemes().of("demo_data_for_land", version) for version in ("v1", "v2"))
YEAR = 2022
#: Benchmarks and weights as domain study 5.1 prints them.
PUBLISHED = {
    ("evaluated_tax_wan_yuan", "land_area_mu"): ("24.097", 30),
    ("value_added_wan_yuan", "land_area_mu"): ("136.16", 20),
    ("value_added_wan_yuan", "energy_tce"): ("2.694", 20),
    ("value_added_wan_yuan", "emission_t"): ("4929.81", 10),
    ("value_added_wan_yuan", "employees"): ("18.14", 10),
    ("rd_wan_yuan", "revenue_wan_yuan"): ("0.0302", 10),
}
FIRM = {
    "evaluated_tax_wan_yuan": 4819.4,
    "land_area_mu": 100.0,
    "value_added_wan_yuan": 13616.0,
    "energy_tce": 5000.0,
    "emission_t": 2.0,
    "employees": 800.0,
    "rd_wan_yuan": 302.0,
    "revenue_wan_yuan": 10000.0,
}


def figures(by_firm, *, year=YEAR):
    """Return the table of figures of {firm: {figure: value}}."""
    rows = [(code, year, name, value) for code, own in by_firm.items() for name, value in own.items()]
    return pd.DataFrame(rows, columns=["credit_code", "year", "figure", "value"])


def firms(*codes, units=None):
    """Return a register of firms, all in one unit unless *units* says otherwise."""
    return pd.DataFrame({"credit_code": list(codes), "unit": units or ["QD"] * len(codes)})


def scheme(*, ranking="district", ties=(), decimals=2, **items):
    """Return a scheme of the test: a figure x against 10 for 100 points, zero where it is missing."""
    usual = {"measure": "figure", "numerator": "x", "weight": 100, "benchmark": 10, "missing": "zero"}
    return Scheme(
        scheme_id="test",
        version="1",
        title="test",
        valid_from="2022-01-01",
        source="test",
        group="all",
        decimals=decimals,
        ranking=ranking,
        ties=ties,
        items={name: usual | row for name, row in (items or {"x": {}}).items()},
    )


def scored(by_firm, found=None, **more):
    """Return the scores of firms by code."""
    result = score(figures(by_firm), firms(*by_firm, **more), found or scheme(), year=YEAR)
    return result, dict(zip(result.ranking["credit_code"], result.ranking["score"], strict=True))


def line(result, code, item):
    """Return one line of a score."""
    own = result.lines.loc[(result.lines["credit_code"] == code) & (result.lines["item"] == item)]
    return own.iloc[0]


def test_the_published_formula_by_hand():
    """48.194/24.097x30 + 136.16/136.16x20 + 2.7232/2.694x20 + 6808/4929.81x10 + 17.02/18.14x10 + 0.0302/0.0302x10."""
    result, scores = scored({"A": FIRM}, ABOVE)
    assert scores == {"A": Decimal("133.41")}
    points = dict(zip(result.lines["item"], result.lines["points"], strict=True))
    assert points["tax_per_mu"] == Decimal("60.00")
    assert points["value_added_per_mu"] == Decimal("20.00")
    assert points["energy_value_added"] == Decimal("20.22")
    assert points["rd_share"] == Decimal("10.00")


def test_the_published_formula_below_designated_size_by_hand():
    """231.864/20 = 11.5932 is the benchmark: 50; 231.864/985.816 = 0.2352 as well: 50."""
    own = {"evaluated_tax_wan_yuan": 231.864, "land_area_mu": 20.0, "electricity_wan_kwh": 985.8163265306123}
    _, scores = scored({"A": own}, BELOW)
    assert scores == {"A": Decimal("100.00")}


@given(st.lists(st.fixed_dictionaries({name: st.integers(1, 99_999) for name in FIRM}), min_size=1, max_size=4))
def test_the_score_is_the_exact_sum_rounded_half_up(drawn):
    """Against exact fractions; the printed points add up to it."""
    by_firm = {f"F{place}": {name: value / 10 for name, value in own.items()} for place, own in enumerate(drawn)}
    result, scores = scored(by_firm, ABOVE)
    for code, own in by_firm.items():
        exact = sum(
            Fraction(str(own[top])) / Fraction(str(own[under])) / Fraction(benchmark) * weight
            for (top, under), (benchmark, weight) in PUBLISHED.items()
        )
        printed = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert scores[code] == printed
        assert sum(result.lines.loc[result.lines["credit_code"] == code, "points"]) == printed


def test_missing_emission_earns_the_average_of_that_item():
    """Two firms earn 10 and 20 for it: the third gets 15."""
    bases = {"A": 13616 / 4929.81, "B": 13616 / 4929.81 / 2, "C": None}
    by_firm = {code: FIRM | {"emission_t": value} for code, value in bases.items()}
    result, _ = scored(by_firm, ABOVE)
    assert [line(result, code, "emission_value_added")["points"] for code in "ABC"] == [
        Decimal("10.00"),
        Decimal("20.00"),
        Decimal("15.00"),
    ]
    assert line(result, "C", "emission_value_added")["rule"] == "mean_of_others"


def test_any_other_missing_figure_refuses_the_score():
    """The firm is listed last, without a score and without a rank."""
    by_firm = {"A": FIRM, "B": {name: value for name, value in FIRM.items() if name != "employees"}}
    result, scores = scored(by_firm, ABOVE)
    assert scores["B"] is None
    assert result.ranking["credit_code"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("value", "state", "rule", "points"),
    [
        (-5.0, "given", "negative_is_zero", "0.00"),
        (None, "missing", "zero", "0.00"),
        (1e25, "missing", "zero", "0.00"),
        (12.5, "given", None, "125.00"),
    ],
)
def test_odd_values_are_scored_by_a_stated_rule(value, state, rule, points):
    """Negative is zero, missing and absurd are missing, more than the benchmark earns more where nothing caps it."""
    result, _ = scored({"A": {"x": value}})
    found = line(result, "A", "x")
    assert (found["state"], found["rule"], found["points"]) == (state, rule, Decimal(points))


def test_a_cap_holds_and_says_so():
    """Three times the benchmark earns one and a half times the weight."""
    result, scores = scored({"A": {"x": 30.0}}, scheme(x={"cap": 1.5}))
    assert scores["A"] == Decimal("150.00")
    assert bool(line(result, "A", "x")["capped"])


def test_nothing_is_divided_by_nothing():
    """Land area 0 makes the item missing, never infinite."""
    ratio = scheme(x={"measure": "ratio", "denominator": "y"})
    result, scores = scored({"A": {"x": 5.0, "y": 0.0}}, ratio)
    assert line(result, "A", "x")["state"] == "zero_denominator"
    assert scores["A"] == Decimal("0.00")


def test_growth_looks_back_so_many_years():
    """12 after 10 two years before is a fifth more, against a benchmark of a tenth."""
    grown = scheme(x={"measure": "growth", "years": 2, "benchmark": 0.1})
    table = pd.concat([figures({"A": {"x": 12.0}}), figures({"A": {"x": 10.0}}, year=2020)])
    assert score(table, firms("A"), grown, year=YEAR).ranking["score"].tolist() == [Decimal("200.00")]


def test_ties_are_broken_by_the_stated_figures_and_then_by_code():
    """B has more tax than A; C and D are alike."""
    found = scheme(ties=("tax",))
    by_firm = {code: {"x": 10.0, "tax": tax} for code, tax in (("A", 1.0), ("B", 2.0), ("D", 0.5), ("C", 0.5))}
    result, _ = scored(by_firm, found)
    assert result.ranking["credit_code"].tolist() == ["B", "A", "C", "D"]
    assert result.ranking["broken_by"].tolist()[-1] == "credit_code"
    assert result.ranking["shared_rank"].tolist() == [1, 1, 1, 1]


def test_a_rank_is_given_within_the_district_or_within_the_unit():
    """Three firms of two units."""
    by_firm = {"A": {"x": 30.0}, "B": {"x": 20.0}, "C": {"x": 10.0}}
    result, _ = scored(by_firm, scheme(ranking="unit"), units=["QD", "SY", "QD"])
    assert result.ranking[["credit_code", "rank", "district_rank", "unit_rank"]].to_numpy().tolist() == [
        ["A", 1, 1, 1],
        ["B", 1, 2, 1],
        ["C", 2, 3, 2],
    ]


def test_a_mean_is_over_the_firms_that_have_a_value():
    """10 and 30 have a mean of 20."""
    _, scores = scored({"A": {"x": 10.0}, "B": {"x": 30.0}, "C": {"x": None}}, scheme(x={"benchmark": "mean"}))
    assert scores == {"B": Decimal("150.00"), "A": Decimal("50.00"), "C": Decimal("0.00")}


def test_nobody_to_score_is_an_empty_table():
    """No firms, no figures."""
    result = score(figures({}), firms(), ABOVE, year=YEAR)
    assert len(result.ranking) == len(result.lines) == 0


def test_two_versions_side_by_side():
    """What a firm gains or loses in points and places."""
    by_firm = {code: {"x": x, "y": y} for code, x, y in (("A", 10.0, 1.0), ("B", 5.0, 9.0))}
    first, _ = scored(by_firm, scheme(x={}))
    second, _ = scored(by_firm, scheme(y={"numerator": "y"}))
    found = compare(first, second).set_index("credit_code")
    assert found.loc["B", ["score_first", "score_second", "rank_change"]].tolist() == [
        Decimal("50.00"),
        Decimal("90.00"),
        1,
    ]
    assert found.loc["A", "rank_change"] == -1


@given(st.permutations(["A", "B", "C", "D"]))
def test_the_order_of_firms_changes_nothing(order):
    """Neither of the register nor of the figures."""
    by_firm = {code: {"x": place * 3.3, "tax": 1.0} for place, code in enumerate("ABCD")}
    expected, _ = scored(by_firm)
    found, _ = scored({code: by_firm[code] for code in order})
    assert found.ranking.to_dict("records") == expected.ranking.to_dict("records")
    assert found.lines.to_dict("records") == expected.lines.to_dict("records")


@given(st.lists(st.decimals(0, 100, places=4), min_size=1, max_size=8), st.integers(0, 3))
def test_rounded_parts_add_up(parts, decimals):
    """To the total rounded half up, each part within one unit of its own value."""
    total, printed = add_up(parts, decimals)
    assert sum(printed) == total
    assert all(abs(one - part) <= Decimal(1).scaleb(-decimals) for one, part in zip(printed, parts, strict=True))


@pytest.mark.parametrize("found", load_schemes().schemes.values(), ids=lambda found: "-".join(found.key))
def test_the_shipped_schemes_weigh_a_hundred(found):
    """And their items can be scored by figures that have a name."""
    assert sum(item.weight for item in found.items.values()) == pytest.approx(100)
    assert found.figures
