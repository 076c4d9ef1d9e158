"""
地块分合: ground that went from one record to another by split (分割), merger (合并) or consolidation (归宗).

A row of lineage says how much ground a child took from a parent on a day. What a record has not passed on still stands;
one that has passed on all of it is retired. Ground is conserved: what stands adds up to what there was at first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

COLUMNS = ("parent_id", "child_id", "area_m2", "occurred_on")
BALANCE_COLUMNS = ("record_id", "area_m2", "received_m2", "passed_m2", "left_m2", "fault")
#: Share of a record's area up to which a difference is surveying noise.
TOLERANCE = 0.005
#: ... and the m² below which nothing is left of a record.
NOTHING_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Fault:
    """
    What cannot be of a lineage.

    ``too_much`` (more passed on than there is), ``received_too_much`` (a child took more than it has), ``cycle``,
    ``unknown`` (no such record), ``too_early`` (passed on before the record came to be).
    """

    code: str
    record_id: str


def split(parent_id: str, parts: Mapping[str, float], *, occurred_on: date) -> pd.DataFrame:
    """Return the rows of a split: *parts* are the children and their m²."""
    rows = [(parent_id, child, float(area), occurred_on) for child, area in parts.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def merge(parts: Mapping[str, float], child_id: str, *, occurred_on: date) -> pd.DataFrame:
    """Return the rows of a merger: *parts* are the parents and the m² that each gives."""
    rows = [(parent, child_id, float(area), occurred_on) for parent, area in parts.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def until(lineage: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows that had happened by a day."""
    return lineage.loc[[day <= as_of for day in lineage["occurred_on"]]]


def balance(areas: Mapping[str, float], lineage: pd.DataFrame) -> pd.DataFrame:
    """
    Return what each record had, received, passed on and still has.

    Parameters
    ----------
    areas : mapping
        m² of every record by its id.
    lineage : DataFrame
        :data:`COLUMNS`, all of one kind of record.

    Returns
    -------
    DataFrame with :data:`BALANCE_COLUMNS`
        One row a record of *areas* or *lineage*, in their order; ``left_m2`` is never below 0, ``fault`` the first
        :class:`Fault` code of it or None.
    """
    passed = lineage.groupby("parent_id")["area_m2"].sum().to_dict()
    received = lineage.groupby("child_id")["area_m2"].sum().to_dict()
    wrong: dict[str, str] = {}
    for fault in faults(areas, lineage):
        wrong.setdefault(fault.record_id, fault.code)
    names = dict.fromkeys([*areas, *lineage["parent_id"], *lineage["child_id"]])
    rows = []
    for name in names:
        area, gone = float(areas.get(name, 0.0)), float(passed.get(name, 0.0))
        rows.append((name, area, float(received.get(name, 0.0)), gone, max(area - gone, 0.0), wrong.get(name)))
    return pd.DataFrame(rows, columns=list(BALANCE_COLUMNS))


def faults(areas: Mapping[str, float], lineage: pd.DataFrame) -> tuple[Fault, ...]:
    """Return everything that cannot be, record by record."""
    found = [
        Fault("unknown", name)
        for name in dict.fromkeys([*lineage["parent_id"], *lineage["child_id"]])
        if name not in areas
    ]
    for side, code in (("parent_id", "too_much"), ("child_id", "received_too_much")):
        sums = lineage.groupby(side, sort=False)["area_m2"].sum()
        found += [
            Fault(code, str(name))
            for name, area in sums.items()
            if name in areas and area > areas[str(name)] * (1 + TOLERANCE) + NOTHING_M2
        ]
    begun = lineage.groupby("child_id")["occurred_on"].min().to_dict()
    early = [
        str(parent)
        for parent, day in zip(lineage["parent_id"], lineage["occurred_on"], strict=True)
        if parent in begun and day < begun[parent]
    ]
    found += [Fault("too_early", name) for name in dict.fromkeys(early)]
    return (*found, *(Fault("cycle", name) for name in _in_cycles(lineage)))


def retired(areas: Mapping[str, float], lineage: pd.DataFrame, *, as_of: date) -> frozenset[str]:
    """Return the records of which nothing is left on a day: all their ground was passed on."""
    passed = until(lineage, as_of).groupby("parent_id")["area_m2"].sum()
    return frozenset(
        str(name)
        for name, area in passed.items()
        if name in areas and areas[str(name)] - area <= areas[str(name)] * TOLERANCE + NOTHING_M2
    )


def descendants(record_id: str, lineage: pd.DataFrame) -> tuple[str, ...]:
    """Return every record that took ground from a record, or from one that did, nearest first."""
    return _reached(record_id, lineage, "parent_id", "child_id")


def ancestors(record_id: str, lineage: pd.DataFrame) -> tuple[str, ...]:
    """Return every record that a record's ground came from, nearest first."""
    return _reached(record_id, lineage, "child_id", "parent_id")


def shared(lineage: pd.DataFrame) -> pd.DataFrame:
    """
    Return how much of each record's ground was a forebear's: ``ancestor``, ``descendant``, ``area_m2``.

    Ground that went through several hands is mixed evenly. A pair over two generations is there as well as its steps.

    Raises
    ------
    ValueError
        If the lineage has a cycle.
    """
    rows_into: dict[str, list[tuple[str, float]]] = {}
    for parent, child, area in lineage[["parent_id", "child_id", "area_m2"]].itertuples(index=False, name=None):
        rows_into.setdefault(child, []).append((parent, float(area)))
    received = lineage.groupby("child_id")["area_m2"].sum().to_dict()
    taken: dict[str, dict[str, float]] = {}
    for name in _in_order({}, lineage):
        own: dict[str, float] = {}
        for parent, area in rows_into.get(name, ()):
            own[parent] = own.get(parent, 0.0) + area
            for ancestor, share in taken[parent].items():
                own[ancestor] = own.get(ancestor, 0.0) + area * share / received[parent]
        taken[name] = own
    rows = [(ancestor, name, area) for name, own in taken.items() for ancestor, area in own.items()]
    return pd.DataFrame(rows, columns=["ancestor", "descendant", "area_m2"])


def origins(areas: Mapping[str, float], lineage: pd.DataFrame) -> dict[str, dict[str, float]]:
    """
    Return of which first records the standing ground of each record is made.

    Parameters
    ----------
    areas, lineage
        As for :func:`balance`, without faults.

    Returns
    -------
    dict
        By record the m² by first record, of what it has not passed on; a record without a parent is its own origin, and
        so is the part of a child that no parent gave. Added up over all records, each first record's own area comes
        back, whatever was split and merged since.

    Raises
    ------
    ValueError
        If the lineage has a cycle.
    """
    rows_into: dict[str, list[tuple[str, float]]] = {}
    for parent, child, area in lineage[["parent_id", "child_id", "area_m2"]].itertuples(index=False, name=None):
        rows_into.setdefault(child, []).append((parent, float(area)))
    passed = lineage.groupby("parent_id")["area_m2"].sum().to_dict()
    made: dict[str, dict[str, float]] = {}
    for name in _in_order(areas, lineage):
        own: dict[str, float] = {}
        for parent, area in rows_into.get(name, ()):
            whole = sum(made[parent].values())
            for root, share in made[parent].items():
                own[root] = own.get(root, 0.0) + area * share / whole if whole else own.get(root, 0.0)
        new = float(areas.get(name, 0.0)) - sum(own.values())
        if new > NOTHING_M2 or not own:
            own[name] = max(new, 0.0)
        made[name] = own
    standing: dict[str, dict[str, float]] = {}
    for name, own in made.items():
        whole = sum(own.values())
        left = max(whole - float(passed.get(name, 0.0)), 0.0)
        if left > NOTHING_M2:
            standing[name] = {root: area * left / whole for root, area in own.items()}
    return standing


def _in_order(areas: Mapping[str, float], lineage: pd.DataFrame) -> list[str]:
    """Return every record after its parents."""
    parents: dict[str, set[str]] = {name: set() for name in areas}
    for parent, child in zip(lineage["parent_id"], lineage["child_id"], strict=True):
        parents.setdefault(parent, set())
        parents.setdefault(child, set()).add(parent)
    ordered: list[str] = []
    waiting = dict(parents)
    while waiting:
        ready = [name for name, before in waiting.items() if not before & waiting.keys()]
        if not ready:
            message = f"a record is its own ancestor: {min(waiting)}"
            raise ValueError(message)
        ordered += ready
        for name in ready:
            del waiting[name]
    return ordered


def _in_cycles(lineage: pd.DataFrame) -> Iterable[str]:
    names = dict.fromkeys(lineage["parent_id"])
    return [name for name in names if name in _reached(name, lineage, "parent_id", "child_id")]


def _reached(record_id: str, lineage: pd.DataFrame, start: str, end: str) -> tuple[str, ...]:
    steps: dict[str, list[str]] = {}
    for one, other in zip(lineage[start], lineage[end], strict=True):
        steps.setdefault(one, []).append(other)
    found: dict[str, None] = {}
    waiting = list(steps.get(record_id, ()))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += steps.get(name, ())
    return tuple(found)
