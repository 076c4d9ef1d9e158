"""
Scores of firms by a scheme, explained line by line: what was divided by what, set against what, worth how many points.

Everything is exact decimal arithmetic. The score is the exact sum rounded half up, as the published formulas have it;
the points of its items are rounded half up too, and where they miss the score the ones rounded the farthest give way by
one last digit, so that what is printed adds up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

import pandas as pd

from landuse.rules.scoring import Item, Scheme
from landuse.units import rounded

LINE_COLUMNS = [
    "credit_code",
    "item",
    "numerator",
    "denominator",
    "value",
    "benchmark",
    "ratio",
    "capped",
    "weight",
    "points",
    "state",
    "rule",
]
RANKING_COLUMNS = [
    "credit_code",
    "unit",
    "score",
    "rank",
    "district_rank",
    "unit_rank",
    "shared_rank",
    "tied_with",
    "broken_by",
]
NOTHING = Decimal(0)
#: Decimals that ratios of value to benchmark are shown with; points are computed from the exact ratio.
RATIO_DECIMALS = 4
#: Figures from here on are no figures of a firm but slips: they count as missing.
UNUSABLE_FROM = Decimal(10) ** 10


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """
    Firms scored by one version of a scheme.

    ``lines`` has a row for every firm and item (:data:`LINE_COLUMNS`): ``value`` exact, ``points`` printed, ``state``
    ``given | missing | zero_denominator | no_benchmark``, ``rule`` what was done about it (``negative_is_zero``,
    ``mean_of_others``, ``zero``, ``refuse``) or None. ``ranking`` has a row for every firm (:data:`RANKING_COLUMNS`),
    best first: ``rank`` is the one the scheme ranks by (within district or unit) with ties broken, ``shared_rank`` the
    district's with the same printed score sharing one place, ``tied_with`` the other firms of that score, ``broken_by``
    the figure that set the firm apart from the one next to it (``credit_code`` where no figure did). A firm that the
    scheme refuses to score comes last with None.
    """

    scheme: Scheme
    year: int
    lines: pd.DataFrame
    ranking: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Reading:
    """What an item says about a firm before it is scored."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    state: str


_Figures = Mapping[tuple[str, int, str], Decimal]


def score(figures: pd.DataFrame, enterprises: pd.DataFrame, scheme: Scheme, *, year: int) -> Scores:
    """
    Score *enterprises* by a *scheme*.

    Parameters
    ----------
    figures : DataFrame
        ``credit_code``, ``year``, ``figure``, ``value`` (float; NaN, None, and 1e10 or more are no figure). One row
        for each firm, year and figure: the revision that stands.
    enterprises : DataFrame
        ``credit_code``, ``unit``: the firms to score; means and overall benchmarks are taken over them.
    scheme : Scheme
    year : int
        The year of the figures (上年, mostly); growth looks back from it.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        If a figure or a firm is given twice.

    Notes
    -----
    Source: domain study 5.1, sum of weight x min(value / benchmark, cap); negative values score 0; a missing emission
    figure earns the mean points of that item (黄岩 2022). A denominator that is not positive (用地面积 0) makes the
    item missing, never infinite.

    Examples
    --------
    >>> from landuse.rules.scoring import load_schemes
    >>> rows = [("A", 2022, "evaluated_tax_wan_yuan", 231.864), ("A", 2022, "land_area_mu", 20.0)]
    >>> rows.append(("A", 2022, "electricity_wan_kwh", 1971.632653061224))
    >>> figures = pd.DataFrame(rows, columns=["credit_code", "year", "figure", "value"])
    >>> firms = pd.DataFrame({"credit_code": ["A"], "unit": ["SY"]})
    >>> score(figures, firms, load_schemes().of("huangyan_below", "2022"), year=2022).ranking["score"].tolist()
    [Decimal('75.00')]
    """
    units = dict(zip(enterprises["credit_code"].astype(str), enterprises["unit"], strict=True))
    if len(units) != len(enterprises):
        raise ValueError("a firm is given twice")
    known = _known(figures)
    codes = sorted(units)
    rows = [line for name, item in scheme.items.items() for line in _item_lines(name, item, scheme, codes, known, year)]
    order = {name: place for place, name in enumerate(scheme.items)}
    rows.sort(key=lambda row: (row["credit_code"], order[str(row["item"])]))
    totals = {
        code: _print_points(list(own), scheme.decimals)
        for code, own in groupby(rows, key=lambda row: str(row["credit_code"]))
    }
    lines = pd.DataFrame(rows, columns=LINE_COLUMNS, dtype=object)
    return Scores(scheme=scheme, year=year, lines=lines, ranking=_ranking(totals, units, scheme, known, year))


def compare(first: Scores, second: Scores) -> pd.DataFrame:
    """
    Set two versions side by side.

    Returns
    -------
    DataFrame
        ``credit_code``, ``score_first``, ``score_second``, ``score_change``, ``rank_first``, ``rank_second``,
        ``rank_change`` (how many places up; None where one of them gives no rank), by the second rank. A firm that only
        one of them scored is there too.
    """
    columns = ["credit_code", "score", "rank"]
    both = first.ranking[columns].merge(
        second.ranking[columns], on="credit_code", how="outer", suffixes=("_first", "_second")
    )
    both = both.astype(object).where(both.notna(), None)
    for name in ("score", "rank"):
        pairs = list(zip(both[f"{name}_first"], both[f"{name}_second"], strict=True))
        # A smaller rank is a better place, a larger score a better score.
        sign = -1 if name == "rank" else 1
        both[f"{name}_change"] = pd.Series(
            [None if None in pair else sign * (pair[1] - pair[0]) for pair in pairs], dtype=object, index=both.index
        )
    ranks = [
        (rank is None, rank or 0, code) for rank, code in zip(both["rank_second"], both["credit_code"], strict=True)
    ]
    order = sorted(range(len(both)), key=ranks.__getitem__)
    kinds = [f"{name}_{which}" for name in ("score", "rank") for which in ("first", "second", "change")]
    return both.iloc[order][["credit_code", *kinds]].reset_index(drop=True)


def add_up(parts: Sequence[Decimal], decimals: int) -> tuple[Decimal, list[Decimal]]:
    """
    Round a total half up, and its *parts* so that they add up to it.

    What the rounded parts miss is given to (taken from) those that were rounded down (up) the farthest, the first of
    equal ones, one unit of the last decimal each.

    Examples
    --------
    >>> add_up([Decimal("1.25"), Decimal("1.25")], 1)
    (Decimal('2.5'), [Decimal('1.2'), Decimal('1.3')])
    """
    total = rounded(sum(parts, NOTHING), decimals)
    printed = [rounded(part, decimals) for part in parts]
    last = Decimal(1).scaleb(-decimals)
    off = sum(printed, NOTHING) - total
    step = -last if off > 0 else last
    farthest = sorted(range(len(parts)), key=lambda at: (printed[at] - parts[at]) * step)
    for at in farthest[: int(abs(off) / last)]:
        printed[at] += step
    return total, printed


def _print_points(lines: Sequence[dict[str, Any]], decimals: int) -> Decimal | None:
    """Round the points of one firm's lines and return its score; None where a figure it needs is not there."""
    exact = [line["points"] for line in lines]
    if None in exact:
        for line in lines:
            line["points"] = None if line["points"] is None else rounded(line["points"], decimals)
        return None
    total, printed = add_up(exact, decimals)
    for line, points in zip(lines, printed, strict=True):
        line["points"] = points
    return total


def _known(figures: pd.DataFrame) -> _Figures:
    """Return the figures that are there by firm, year and name, as the decimals they are written with."""
    given = figures.loc[pd.to_numeric(figures["value"], errors="coerce").notna()]
    keys = list(zip(given["credit_code"].astype(str), given["year"].astype(int), given["figure"], strict=True))
    if len(set(keys)) != len(keys):
        raise ValueError("a figure is given twice")
    return {
        key: value
        for key, value in zip(keys, (Decimal(str(value)) for value in given["value"]), strict=True)
        if value.is_finite() and abs(value) < UNUSABLE_FROM
    }


def _read(item: Item, code: str, known: _Figures, year: int) -> _Reading:
    numerator = known.get((code, year, item.numerator))
    if item.measure == "figure":
        return _Reading(numerator, None, numerator, "missing" if numerator is None else "given")
    if item.measure == "ratio":
        denominator = known.get((code, year, cast("str", item.denominator)))
    else:
        denominator = known.get((code, year - cast("int", item.years), item.numerator))
    if numerator is None or denominator is None:
        return _Reading(numerator, denominator, None, "missing")
    if denominator <= 0:
        return _Reading(numerator, denominator, None, "zero_denominator")
    grown = Decimal(1) if item.measure == "growth" else NOTHING
    return _Reading(numerator, denominator, numerator / denominator - grown, "given")


def _benchmark(item: Item, scheme: Scheme, readings: Sequence[_Reading]) -> Decimal | None:
    """Return what values are set against; None where it has to be computed and is not positive."""
    if not isinstance(item.benchmark, str):
        return Decimal(str(item.benchmark))
    given = [reading for reading in readings if reading.value is not None]
    over = NOTHING
    total = NOTHING
    for reading in given:
        whole = item.benchmark == "overall"
        total += cast("Decimal", reading.numerator if whole else reading.value)
        over += cast("Decimal", reading.denominator) if whole else 1
    if over <= 0:
        return None
    mean = rounded(total / over, scheme.benchmark_decimals)
    return mean if mean > 0 else None


def _item_lines(
    name: str, item: Item, scheme: Scheme, codes: Sequence[str], known: _Figures, year: int
) -> list[dict[str, Any]]:
    readings = [_read(item, code, known, year) for code in codes]
    benchmark = _benchmark(item, scheme, readings)
    weight = Decimal(str(item.weight))
    cap = None if item.cap is None else Decimal(str(item.cap))
    rows: list[dict[str, Any]] = []
    earned: list[Decimal] = []
    for code, reading in zip(codes, readings, strict=True):
        row: dict[str, Any] = dict.fromkeys(LINE_COLUMNS)
        row |= {"credit_code": code, "item": name, "benchmark": benchmark, "weight": weight, "capped": False}
        row |= {"numerator": reading.numerator, "denominator": reading.denominator, "value": reading.value}
        row["state"] = reading.state
        if reading.value is not None and benchmark is None:
            # Nobody's value is above nothing: there is nothing to be measured against, and nothing is earned.
            row |= {"state": "no_benchmark", "rule": "zero", "points": NOTHING}
            earned.append(NOTHING)
        elif reading.value is not None and benchmark is not None:
            ratio = reading.value / benchmark
            held = max(ratio, NOTHING) if cap is None else min(max(ratio, NOTHING), cap)
            points = weight * held
            row |= {"ratio": rounded(ratio, RATIO_DECIMALS), "capped": held < ratio, "points": points}
            row["rule"] = "negative_is_zero" if ratio < 0 else None
            earned.append(points)
        rows.append(row)
    mean = sum(earned, NOTHING) / len(earned) if earned else NOTHING
    instead = {"mean_of_others": mean, "zero": NOTHING, "refuse": None}
    for row in rows:
        if row["value"] is None:
            row |= {"rule": item.missing, "points": instead[item.missing]}
    return rows


def _ranking(
    totals: Mapping[str, Decimal | None], units: Mapping[str, object], scheme: Scheme, known: _Figures, year: int
) -> pd.DataFrame:
    tie_figures = {
        code: tuple(known.get((code, year, name), Decimal("-Infinity")) for name in scheme.ties) for code in totals
    }
    scored = {code: total for code, total in totals.items() if total is not None}
    order = sorted(scored, key=lambda code: (-scored[code], tuple(-value for value in tie_figures[code]), code))
    rows: list[dict[str, Any]] = []
    in_unit: dict[object, int] = {}
    for same, group in groupby(order, key=scored.__getitem__):
        members = list(group)
        shared = len(rows) + 1
        for place, code in enumerate(members):
            unit = units[code]
            in_unit[unit] = in_unit.get(unit, 0) + 1
            neighbour = members[place - 1] if place else next(iter(members[1:]), None)
            rows.append(
                {
                    "credit_code": code,
                    "unit": unit,
                    "score": same,
                    "district_rank": len(rows) + 1,
                    "unit_rank": in_unit[unit],
                    "shared_rank": shared,
                    "tied_with": tuple(sorted(set(members) - {code})),
                    "broken_by": None if neighbour is None else _apart(code, neighbour, scheme, tie_figures),
                }
            )
    rows += [
        {"credit_code": code, "unit": units[code], "tied_with": ()} for code in sorted(totals) if totals[code] is None
    ]
    for row in rows:
        row["rank"] = row.get(f"{scheme.ranking}_rank")
    ranking = pd.DataFrame(rows, columns=RANKING_COLUMNS, dtype=object)
    return ranking.where(ranking.notna(), None)


def _apart(code: str, other: str, scheme: Scheme, tie_figures: Mapping[str, tuple[Decimal, ...]]) -> str:
    """Return the first figure of the tie rule in which two firms of the same score differ."""
    both = zip(scheme.ties, tie_figures[code], tie_figures[other], strict=True)
    return next((name for name, mine, theirs in both if mine != theirs), "credit_code")
