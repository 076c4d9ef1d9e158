"""The whole list of 500 firms and 2,000 plots matched, against first come first served without a second thought."""

from decimal import Decimal

import numpy as np
import pandas as pd
from pairs import compare

from landuse.core.fits import Fits, fits
from landuse.core.matching import Matching, match
from landuse.core.stability import blocking_pairs
from landuse.rules.matching import MatchingRules, load_matching_rules

FIRMS, PLOTS, UNITS, INDUSTRIES = 500, 2_000, 15, 10
#: Whether scores are whole numbers (many ties), and from how many 1/1000 of area a plot counts as worse.
CASES = {"few ties": (False, 5), "many ties": (True, 50), "hardly anything but ties": (True, 200)}


def lists(*, whole: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return firms and plots of 6 to 60 亩 at random."""
    rng = np.random.default_rng(1)
    units = [f"U{number}" for number in range(UNITS)]
    industries = [f"I{number}" for number in range(INDUSTRIES)]
    scores = np.round(rng.uniform(40, 120, FIRMS), 0 if whole else 2)
    firms = pd.DataFrame(
        {
            "credit_code": [f"F{number:04d}" for number in range(FIRMS)],
            "unit": rng.choice(units, FIRMS),
            "industry": rng.choice(industries, FIRMS),
            "demand_m2": np.round(rng.uniform(6, 60, FIRMS), 2) * 10_000 / 15,
            "needed_by": None,
            "score": [Decimal(str(score)) for score in scores],
            "rank": pd.Series(-scores).rank(method="min").astype(int),
        }
    )
    plots = pd.DataFrame(
        {
            "plot_id": [f"G{number:04d}" for number in range(PLOTS)],
            "unit": rng.choice(units, PLOTS),
            "area_m2": np.round(rng.uniform(6, 60, PLOTS), 2) * 10_000 / 15,
            "industries": [";".join(rng.choice(industries, 4, replace=False)) for _ in range(PLOTS)],
            "ready_on": None,
        }
    )
    return firms, plots


def rules_for(step: int, *, own_unit_first: bool) -> MatchingRules:
    """Return the rules with wider areas, so that a firm has hundreds of plots to choose from."""
    rules = load_matching_rules()
    return rules.model_copy(
        update={
            "area": rules.area.model_copy(update={"below": 0.25, "above": 0.5}),
            "penalty": rules.penalty.model_copy(update={"step": step}),
            "priorities": rules.priorities.model_copy(update={"own_unit_first": own_unit_first}),
        }
    )


def greedy(firms: pd.DataFrame, fit: Fits) -> dict[str, str]:
    """Give each firm in the order of rank its best plot that is left."""
    choices = fit.pairs.groupby("credit_code")["plot_id"].agg(list).to_dict()
    taken: dict[str, str] = {}
    for code in firms.sort_values(["rank", "credit_code"])["credit_code"]:
        left = next((plot_id for plot_id in choices.get(code, ()) if plot_id not in taken), None)
        if left is not None:
            taken[left] = code
    return taken


def said(name: str, done: Matching, blocking: int) -> None:
    """Print what came of it."""
    aims = ", ".join(f"{aim} {reached.reached}/{reached.bound}" for aim, reached in done.aims.items())
    gap = "" if done.gap is None else f" (gap {done.gap:.4%})"
    print(f"{name}: {done.status}{gap}, {aims}, {blocking} blocking pairs")


def main() -> None:
    """Match every case both ways."""
    for name, (whole, step) in CASES.items():
        firms, plots = lists(whole=whole)
        for own_unit_first in (False, True):
            rules = rules_for(step, own_unit_first=own_unit_first)
            fit = fits(firms, plots, rules)
            done = match(firms, plots, fit, rules.priorities)
            blocking = blocking_pairs(done.plot_of, firms, plots, fit.pairs, own_unit_first=own_unit_first)
            title = f"{len(fit.pairs)} pairs, {name}{', own unit first' if own_unit_first else ''}"
            said(title, done, len(blocking))
            compare(
                title,
                lambda: match(firms, plots, fits(firms, plots, rules), rules.priorities),  # noqa: B023 - runs at once
                lambda: greedy(firms, fits(firms, plots, rules)),  # noqa: B023 - same
            )


if __name__ == "__main__":
    main()
