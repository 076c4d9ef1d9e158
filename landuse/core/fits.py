"""
Which plots fit a firm: every constraint of every pair, what it asks, what is offered and by how much that falls short.

Areas are compared as they are printed (亩 with two decimals), so that nobody sees 20.15 refused for 20.15.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.rules.matching import MatchingRules
from landuse.units import CENT, mu_from_m2, rounded

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
#: required from, required to, offered, short by.
Statement = tuple[object, object, object, Decimal | None]

#: What a computed ratio may miss its threshold by: the noise of binary floats, as in ``units.rounded``.
NOISE = 1e-9
#: Decimals of a shortfall in an item's own unit (shares among them).
SHORTFALL_DECIMALS = 4

REASON_COLUMNS = [
    "credit_code",
    "plot_id",
    "constraint",
    "strength",
    "required",
    "required_to",
    "offered",
    "short_by",
    "holds",
]
PAIR_COLUMNS = ["credit_code", "plot_id", "penalty"]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One constraint over all pairs (``holds``: firms x plots) and what it says about one of them."""

    constraint: str
    strength: str
    holds: Bools
    states: Callable[[int, int], Statement]


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """
    Firms set against plots.

    ``firms`` and ``plots`` are the ids in order (withdrawn firms left out), ``checks`` the constraints looked at,
    ``penalty`` a whole number for each pair (firms x plots, smaller is better), ``pairs`` those that fit
    (:data:`PAIR_COLUMNS`), by firm, penalty and plot.
    """

    firms: tuple[str, ...]
    plots: tuple[str, ...]
    checks: tuple[Check, ...]
    penalty: Ints
    pairs: pd.DataFrame

    @property
    def hard(self) -> tuple[Check, ...]:
        """The constraints that a plot has to hold to fit."""
        return tuple(check for check in self.checks if check.strength == "hard")

    def reasons(
        self, *, credit_codes: Collection[str] | None = None, plot_ids: Collection[str] | None = None
    ) -> pd.DataFrame:
        """
        Return every constraint of every pair, or of the pairs of some firms and plots.

        Returns
        -------
        DataFrame
            :data:`REASON_COLUMNS`: ``required`` (for the area ``required`` to ``required_to``, 亩), ``offered``,
            ``short_by`` (亩, days, or the item's own unit; None where it holds or nothing can be measured), ``holds``.
        """
        rows = [
            self.statement(check, place, other)
            for place, code in enumerate(self.firms)
            if credit_codes is None or code in credit_codes
            for other, plot_id in enumerate(self.plots)
            if plot_ids is None or plot_id in plot_ids
            for check in self.checks
        ]
        return pd.DataFrame(rows, columns=REASON_COLUMNS, dtype=object)

    def statement(self, check: Check, firm: int, plot: int) -> dict[str, Any]:
        """Return the row of :meth:`reasons` of one constraint of one pair (by their places)."""
        required, required_to, offered, short_by = check.states(firm, plot)
        holds = bool(check.holds[firm, plot])
        return {
            "credit_code": self.firms[firm],
            "plot_id": self.plots[plot],
            "constraint": check.constraint,
            "strength": check.strength,
            "required": required,
            "required_to": required_to,
            "offered": offered,
            "short_by": None if holds else short_by,
            "holds": holds,
        }


def fits(
    firms: pd.DataFrame,
    plots: pd.DataFrame,
    rules: MatchingRules,
    *,
    offers: pd.DataFrame | None = None,
    thresholds: pd.DataFrame | None = None,
    declined: pd.DataFrame | None = None,
) -> Fits:
    """
    Set every firm against every plot.

    Parameters
    ----------
    firms : DataFrame
        ``credit_code``, ``unit``, ``industry`` (None where unknown), ``demand_m2`` (NaN: no demand, nothing fits),
        ``needed_by`` (date or None). Optional: ``min_area_m2``, ``max_area_m2`` (in place of the tolerance),
        ``units_wanted`` (";"-joined; the firm's own unit where empty), ``withdrawn`` (bool: left out).
    plots : DataFrame
        ``plot_id``, ``unit``, ``area_m2``, ``industries`` (";"-joined; empty admits all), ``ready_on`` (date or None).
        Optional: ``reserved_for`` (credit code of the only firm that may have it).
    rules : MatchingRules
    offers : DataFrame, optional
        ``credit_code``, ``item``, ``value``: a firm's figure or promise for a 标准地 item.
    thresholds : DataFrame, optional
        ``plot_id``, ``item``, ``agreed``: what the plot asks, in the item's own unit.
    declined : DataFrame, optional
        ``credit_code``, ``plot_id``: pairs that the firm has turned down.

    Returns
    -------
    Fits
        Independent of the order of rows.

    Examples
    --------
    >>> from landuse.rules.matching import load_matching_rules
    >>> firms = pd.DataFrame({"credit_code": ["A"], "unit": ["SY"], "industry": ["shoes"], "demand_m2": [10_000.0]})
    >>> plots = pd.DataFrame({"plot_id": ["G1", "G2"], "unit": "SY", "area_m2": [10_000.0, 20_000.0]})
    >>> found = fits(firms.assign(needed_by=None), plots.assign(industries="", ready_on=None), load_matching_rules())
    >>> found.pairs.to_dict("records")
    [{'credit_code': 'A', 'plot_id': 'G1', 'penalty': 0}]
    """
    firms = _in_order(_staying(firms), "credit_code")
    plots = _in_order(plots, "plot_id")
    modes = rules.constraints
    checks = [_refusal(firms, plots, declined), _reservation(firms, plots)]
    area, penalty = _area(firms, plots, rules)
    if modes.area != "off":
        checks.append(area)
    if modes.industry != "off":
        checks.append(_industry(firms, plots, rules))
    if modes.standards != "off":
        checks += _standards(firms, plots, rules, offers, thresholds)
    if modes.ready != "off":
        ready, late = _ready(firms, plots, rules)
        checks.append(ready)
        penalty += (late * rules.penalty.late_day) if modes.ready == "soft" else 0
    if modes.unit != "off":
        unit = _unit(firms, plots, modes.unit)
        checks.append(unit)
        penalty += (~unit.holds * rules.penalty.other_unit) if modes.unit == "soft" else 0
    fitting = np.logical_and.reduce([check.holds for check in checks if check.strength == "hard"])
    return _collected(tuple(firms["credit_code"]), tuple(plots["plot_id"]), tuple(checks), penalty, fitting)


def _collected(
    codes: tuple[str, ...], plot_ids: tuple[str, ...], checks: tuple[Check, ...], penalty: Ints, fitting: Bools
) -> Fits:
    rows, columns = np.nonzero(fitting)
    costs = penalty[rows, columns]
    order = np.lexsort((columns, costs, rows))
    pairs = pd.DataFrame(
        {
            "credit_code": np.array(codes, dtype=object)[rows[order]],
            "plot_id": np.array(plot_ids, dtype=object)[columns[order]],
            "penalty": costs[order],
        }
    )
    return Fits(firms=codes, plots=plot_ids, checks=checks, penalty=penalty, pairs=pairs)


def _staying(firms: pd.DataFrame) -> pd.DataFrame:
    if "withdrawn" not in firms:
        return firms
    return firms.loc[~firms["withdrawn"].fillna(value=False).astype(bool)]


def _in_order(table: pd.DataFrame, key: str) -> pd.DataFrame:
    if table[key].duplicated().any():
        raise ValueError(f"{key} is given twice")
    return table.assign(**{key: table[key].astype(str)}).sort_values(key).reset_index(drop=True)


def _cells(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column's values, None for what is empty or not there."""
    if name not in table:
        return [None] * len(table)
    return [None if pd.isna(value) or value == "" else value for value in table[name]]


def _cents(areas: Sequence[float | None]) -> list[int | None]:
    """Return m² as printed 亩, in hundredths."""
    return [None if area is None else int(rounded(mu_from_m2(area)) / CENT) for area in areas]


def _mu(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) * CENT


def _names(cell: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (cell or "").split(";") if part.strip())


def _refusal(firms: pd.DataFrame, plots: pd.DataFrame, declined: pd.DataFrame | None) -> Check:
    rows = {code: place for place, code in enumerate(firms["credit_code"])}
    columns = {plot_id: place for place, plot_id in enumerate(plots["plot_id"])}
    holds = np.ones((len(rows), len(columns)), dtype=bool)
    if declined is not None:
        for code, plot_id in declined[["credit_code", "plot_id"]].itertuples(index=False, name=None):
            if code in rows and plot_id in columns:
                holds[rows[code], columns[plot_id]] = False
    return Check("refusal", "hard", holds, lambda _firm, _plot: (None, None, None, None))


def _reservation(firms: pd.DataFrame, plots: pd.DataFrame) -> Check:
    codes, kept = list(firms["credit_code"]), _cells(plots, "reserved_for")
    holds = np.array([[owner in {None, code} for owner in kept] for code in codes], dtype=bool)
    holds = holds.reshape(len(codes), len(kept))
    return Check("reservation", "hard", holds, lambda firm, plot: (kept[plot], None, codes[firm], None))


def _area(firms: pd.DataFrame, plots: pd.DataFrame, rules: MatchingRules) -> tuple[Check, Ints]:
    """Return the constraint of the area and what each pair's difference costs."""
    offered = _cents(_cells(plots, "area_m2"))
    demand, bounds = _demands(firms, rules)
    # A firm that asks for nothing fits nothing: from more than any plot has up to nothing.
    least = np.array([np.iinfo(np.int64).max if low is None else low for low, _ in bounds], dtype=np.int64)
    most = np.array([-1 if high is None else high for _, high in bounds], dtype=np.int64)
    sizes = np.array([0 if size is None else size for size in offered], dtype=np.int64).reshape(1, -1)
    known = np.array([size is not None for size in offered], dtype=bool).reshape(1, -1)
    needs = np.array([need or 0 for need in demand], dtype=np.int64).reshape(-1, 1)
    whole = np.maximum(needs, 1)
    per_mille = (2000 * np.abs(sizes - needs) + whole) // (2 * whole)
    penalty = per_mille // rules.penalty.step * rules.penalty.step * rules.penalty.per_mille * (needs > 0)

    def states(firm: int, plot: int) -> Statement:
        (low, high), size = bounds[firm], offered[plot]
        short = None
        if size is not None and low is not None and high is not None:
            short = _mu(max(low - size, size - high))
        return _mu(low), _mu(high), _mu(size), short

    holds = (sizes >= least.reshape(-1, 1)) & (sizes <= most.reshape(-1, 1)) & known
    return Check("area", "hard", holds, states), penalty


def _demands(firms: pd.DataFrame, rules: MatchingRules) -> tuple[list[int | None], list[tuple[int | None, int | None]]]:
    """Return what each firm asks for and the bounds that a plot has to lie in, in hundredths of 亩."""
    demand = _cents(_cells(firms, "demand_m2"))
    own = zip(_cents(_cells(firms, "min_area_m2")), _cents(_cells(firms, "max_area_m2")), strict=True)
    below, above = (1 - Decimal(str(rules.area.below)), 1 + Decimal(str(rules.area.above)))
    bounds = []
    for need, (low, high) in zip(demand, own, strict=True):
        lower = low if low is not None or need is None else int(rounded(need * below, 0))
        upper = high if high is not None or need is None else int(rounded(need * above, 0))
        bounds.append((lower, upper))
    return demand, bounds


def _industry(firms: pd.DataFrame, plots: pd.DataFrame, rules: MatchingRules) -> Check:
    own = _cells(firms, "industry")
    stated = _cells(plots, "industries")
    admitted = [_names(cell) for cell in stated]
    by_industry = {
        industry: np.array(
            [
                not some or (rules.industry.unknown == "holds" if industry is None else industry in some)
                for some in admitted
            ],
            dtype=bool,
        )
        for industry in set(own)
    }
    holds = np.array([by_industry[industry] for industry in own], dtype=bool).reshape(len(own), len(admitted))
    return Check("industry", "hard", holds, lambda firm, plot: (stated[plot], None, own[firm], None))


def _standards(
    firms: pd.DataFrame,
    plots: pd.DataFrame,
    rules: MatchingRules,
    offers: pd.DataFrame | None,
    thresholds: pd.DataFrame | None,
) -> list[Check]:
    """Return a constraint for each item that any plot has agreed."""
    if thresholds is None:
        return []
    checks = []
    for item, direction in rules.standards.items.items():
        agreed = _values(thresholds, "plot_id", "agreed", item)
        given = {} if offers is None else _values(offers, "credit_code", "value", item)
        if agreed:
            asked = [agreed.get(plot_id) for plot_id in plots["plot_id"]]
            offered = [given.get(code) for code in firms["credit_code"]]
            checks.append(_standard(item, direction, asked, offered, missing=rules.standards.missing == "holds"))
    return checks


def _values(table: pd.DataFrame, key: str, value: str, item: str) -> dict[str, float]:
    rows = table.loc[(table["item"] == item) & table[value].notna()]
    if rows[key].duplicated().any():
        raise ValueError(f"{item} is given twice")
    return {str(name): float(amount) for name, amount in zip(rows[key], rows[value], strict=True)}


def _standard(
    item: str, direction: str, asked: Sequence[float | None], offered: Sequence[float | None], *, missing: bool
) -> Check:
    sign = 1.0 if direction == "at_least" else -1.0
    needs, has = (
        np.array([np.nan if value is None else value for value in values], dtype=float) for values in (asked, offered)
    )
    nothing_asked, nothing_known = np.isnan(needs).reshape(1, -1), np.isnan(has).reshape(-1, 1)
    enough = sign * has.reshape(-1, 1) >= sign * needs.reshape(1, -1) - NOISE
    holds = nothing_asked | np.where(nothing_known, missing, enough)

    def states(firm: int, plot: int) -> Statement:
        need, own = asked[plot], offered[firm]
        if need is None or own is None:
            return need, None, own, None
        return need, None, own, rounded(sign * (need - own), SHORTFALL_DECIMALS)

    return Check(item, "hard", holds, states)


def _ready(firms: pd.DataFrame, plots: pd.DataFrame, rules: MatchingRules) -> tuple[Check, Ints]:
    """Return the constraint of the day and by how many days each pair is late."""
    needed: list[date | None] = _cells(firms, "needed_by")
    ready: list[date | None] = _cells(plots, "ready_on")
    last = [None if day is None else day.toordinal() + rules.ready.grace_days for day in needed]
    until = np.array([np.iinfo(np.int32).max if day is None else day for day in last], dtype=np.int64).reshape(-1, 1)
    on = np.array([0 if day is None else day.toordinal() for day in ready], dtype=np.int64).reshape(1, -1)
    late = np.maximum(on - until, 0)
    unsure = np.array([day is None for day in ready], dtype=bool).reshape(1, -1) & (rules.ready.unknown == "fails")
    asked = np.array([day is not None for day in needed], dtype=bool).reshape(-1, 1)

    def states(firm: int, plot: int) -> Statement:
        bound, day = last[firm], ready[plot]
        short = None if bound is None or day is None else Decimal(day.toordinal() - bound)
        return None if bound is None else date.fromordinal(bound), None, day, short

    return Check("ready", rules.constraints.ready, (late == 0) & ~(unsure & asked), states), late


def _unit(firms: pd.DataFrame, plots: pd.DataFrame, strength: str) -> Check:
    wanted = [
        _names(some) or _names(own)
        for some, own in zip(_cells(firms, "units_wanted"), _cells(firms, "unit"), strict=True)
    ]
    units = _cells(plots, "unit")
    holds = np.array([[not some or unit in some for unit in units] for some in wanted], dtype=bool)
    holds = holds.reshape(len(wanted), len(units))
    return Check("unit", strength, holds, lambda firm, plot: (";".join(sorted(wanted[firm])), None, units[plot], None))
