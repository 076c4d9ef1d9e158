"""What stands in the way: near misses, and the constraint that binds a firm which fits nothing."""

from decimal import Decimal

import pandas as pd

from landuse.core.misfits import binding, near_misses
from tests.core.markets import firm, fitted, plot, rules

AGREED = pd.DataFrame([("G1", "tax_per_mu", 25.0), ("G2", "tax_per_mu", 30.0)], columns=["plot_id", "item", "agreed"])
OFFERS = pd.DataFrame([("A", "tax_per_mu", 24.0)], columns=["credit_code", "item", "value"])


def bound(found):
    """Return the constraints, the plots they open, the nearest plot and its shortfall of the one firm bound."""
    rows = binding(found)
    assert len(rows) == 1
    return tuple(rows.loc[0, ["constraints", "opens", "plot_id", "short_by"]])


def test_near_misses_fail_exactly_one_constraint():
    """G1 misses by 2 亩, G2 by its industry, G3 by both, G4 by none."""
    found = fitted(
        [firm("A")],
        [
            plot("G1", mu=16),
            plot("G2", industries="optics"),
            plot("G3", mu=16, industries="optics"),
            plot("G4"),
        ],
    )
    rows = near_misses(found)
    assert list(rows[["plot_id", "constraint", "short_by"]].itertuples(index=False, name=None)) == [
        ("G1", "area", Decimal("2.00")),
        ("G2", "industry", None),
    ]


def test_near_misses_begin_with_the_nearest():
    """Within a constraint, the least shortfall first."""
    found = fitted([firm("A")], [plot("G1", mu=10), plot("G2", mu=17), plot("G3", mu=26)])
    assert near_misses(found)["plot_id"].tolist() == ["G2", "G3", "G1"]


def test_one_constraint_binds():
    """Tax keeps A from two plots, the area from one: tax binds, and G1 is 1 万元/亩 away."""
    found = fitted([firm("A")], [plot("G1"), plot("G2"), plot("G3", mu=50)], thresholds=AGREED, offers=OFFERS)
    assert bound(found) == (("tax_per_mu",), 2, "G1", Decimal("1.0000"))


def test_a_set_binds_where_no_single_constraint_does():
    """Every plot fails at least two: the pair that opens the most is named."""
    plots = [
        plot("G1", mu=50, industries="optics"),
        plot("G2", mu=60, industries="optics"),
        plot("G3", mu=50, reserved_for="B"),
    ]
    assert bound(fitted([firm("A")], plots)) == (("area", "industry"), 2, "G1", None)


def test_the_first_constraint_is_named_of_those_that_open_as_many():
    """One plot each: the area comes before the industry."""
    found = fitted([firm("A")], [plot("G1", industries="optics"), plot("G2", mu=50)])
    assert bound(found) == (("area",), 1, "G2", Decimal("26.00"))


def test_refusals_and_units_bind_too():
    """All it could have it has declined; or all lie in another unit and the unit is hard."""
    declined = pd.DataFrame({"credit_code": ["A"], "plot_id": ["G1"]})
    assert bound(fitted([firm("A")], [plot("G1")], declined=declined))[:2] == (("refusal",), 1)
    strict = rules(constraints={"unit": "hard"})
    assert bound(fitted([firm("A")], [plot("G1", unit="QD")], strict))[:2] == (("unit",), 1)


def test_soft_constraints_never_bind():
    """Another unit costs, and the firm fits."""
    assert binding(fitted([firm("A")], [plot("G1", unit="QD")])).empty


def test_without_plots_nothing_binds():
    """There is nothing to relax."""
    found = fitted([firm("A")], [plot("G1")])
    empty = type(found)(found.firms, (), (), found.penalty[:, :0], found.pairs.iloc[:0])
    assert bound(empty) == ((), 0, None, None)
