"""What a file tells of events and agreed days, beside what the ledger has of them already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.intake.read import Harmonised
from landuse.model import Issue, Layer, Severity
from landuse.schema import TABLES
from landuse.store import Tables
from landuse.units import rounded
from landuse.views.bases import series_keys, standing_series
from landuse.views.changed_cells import CELLS, CellState, joined
from landuse.views.changed_events import Differing, Sorted, sorted_events


@dataclass(frozen=True, slots=True, eq=False)
class Happenings:
    """
    What is to be entered of a file's events and agreed days.

    ``events`` are those to append, ``voids`` the ids of those that they stand for, ``milestones`` the agreed days that
    are new or differ. ``cells`` show what differs, ``rows`` are the rows of a sheet of plots that tell something new.
    ``is_new`` tells, for a file of events, which rows are new.
    """

    events: pd.DataFrame
    voids: tuple[str, ...]
    milestones: pd.DataFrame
    cells: pd.DataFrame
    issues: tuple[Issue, ...]
    rows: frozenset[int]
    is_new: npt.NDArray[np.bool_]


def happenings(
    tables: Tables, found: Harmonised, *, correcting: bool, without: Collection[str] = frozenset()
) -> Happenings:
    """
    Sort what a file tells; with *correcting*, events that differ are to be voided and entered anew.

    Nothing is told of the plots *without*, which are not there any more.
    """
    own = found.layer is Layer.EVENTS
    frame = found.frame if own else _about_others(found.events, without)
    if frame.empty and found.milestones.empty:
        return Happenings(frame, (), found.milestones, joined([]), (), frozenset(), np.zeros(len(frame), dtype=bool))
    numbers = _rows(frame, found)
    parted = sorted_events(tables, frame, one_of_a_kind=not own)
    issues = [
        Issue(numbers[at.place], "", "event_known", at.event_id, Severity.CHANGED, {"event": at.event_id})
        for at in (parted.known if own and found.returned is None else ())
    ]
    issues += [
        Issue(numbers[at.place], "event_id", "event_voided", at.event_id, Severity.REFUSED) for at in parted.voided
    ]
    issues += [
        Issue(numbers[place], "", "event_repeated", "", Severity.DOUBTFUL, {"first": numbers[first]})
        for place, first in (parted.repeated.items() if own else ())
    ]
    if not correcting:
        severity = Severity.REFUSED if own else Severity.DOUBTFUL
        issues += [_differs(one, numbers[one.place], severity) for one in parted.differing]
    corrected = parted.differing if correcting else ()
    entered = sorted([*parted.new, *(one.place for one in corrected)])
    events = frame.iloc[entered].reset_index(drop=True)
    replaced = {one.place: one.event_id for one in corrected}
    _complete(events, [replaced.get(place) for place in entered], tables)
    days, told = _agreed(tables, found, _about_others(found.milestones, without))
    is_new = np.zeros(len(frame), dtype=bool)
    is_new[list(parted.new)] = True
    rows = {numbers[place] for place in entered} | set(told["row"]) if not own else set()
    return Happenings(
        events=events,
        voids=tuple(replaced[place] for place in entered if place in replaced),
        milestones=days,
        cells=joined([_cells(parted, frame, numbers, correcting=correcting, own=own), told]),
        issues=tuple(issues),
        rows=frozenset(rows),
        is_new=is_new,
    )


def _complete(events: pd.DataFrame, replaced: Sequence[str | None], tables: Tables) -> None:
    """Let events that stand for others say what these said wherever they are silent; their ids are new."""
    former = tables.events.set_index("event_id").reindex(pd.Index(replaced, dtype=object)).reset_index(drop=True)
    for name in TABLES[Layer.EVENTS].names:
        if name != "event_id":
            events[name] = events[name].where(events[name].notna(), former[name])
    is_other = pd.Series([event_id is not None for event_id in replaced], dtype=bool)
    events["event_id"] = events["event_id"].astype(object).mask(is_other, None)


def _about_others(frame: pd.DataFrame, without: Collection[str]) -> pd.DataFrame:
    if not without or frame.empty:
        return frame
    return frame.loc[~frame["subject_id"].isin(without)].reset_index(drop=True)


def _rows(frame: pd.DataFrame, found: Harmonised) -> Mapping[int, int]:
    """Return the file's row of each place of a frame of events."""
    if found.layer is Layer.EVENTS:
        return dict(enumerate(found.numbers))
    key = TABLES[found.layer].key
    if frame.empty or key not in found.frame:
        return {}
    rows = dict(zip(found.frame[key], found.numbers, strict=True))
    return {place: rows[subject] for place, subject in enumerate(frame["subject_id"])}


def _differs(one: Differing, row: int, severity: Severity) -> Issue:
    name, (old, new) = next(iter(one.columns.items()))
    values: dict[str, object] = {"event": one.event_id, "field": name, "old": _said(old), "new": _said(new)}
    return Issue(row, name, "event_differs", _said(new), severity, values)


def _said(value: object) -> str:
    if value is None:
        return "—"
    return f"{rounded(value):f}" if isinstance(value, float) else str(value)


def _cells(
    parted: Sorted, frame: pd.DataFrame, numbers: Mapping[int, int], *, correcting: bool, own: bool
) -> pd.DataFrame:
    """Return what differing events say, and what new ones of a sheet of plots do."""
    state = CellState.EDITED if correcting else CellState.CONFLICT
    rows: list[tuple[object, ...]] = []
    for one in parted.differing:
        kind, subject = (frame[name].iloc[one.place] for name in ("kind", "subject_id"))
        for name, (old, new) in one.columns.items():
            column = name if own else _field(name, kind)
            rows.append((numbers[one.place], one.event_id if own else subject, column, state, old, new, old))
    for place in () if own else parted.new:
        kind, subject, day = (frame[name].iloc[place] for name in ("kind", "subject_id", "occurred_on"))
        rows.append((numbers[place], subject, _field("occurred_on", kind), CellState.EDITED, None, day, None))
    return joined([pd.DataFrame(rows, columns=list(CELLS)).astype({"row": np.int64})])


def _field(name: str, kind: str) -> str:
    """Return the field of a sheet of plots in which an event of a kind is told."""
    return {"occurred_on": f"on_{kind}", "doc_no": f"doc_{kind}"}.get(name, name)


def _agreed(tables: Tables, found: Harmonised, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the agreed days that a sheet of plots tells and the ledger does not have, and the cells they stand in."""
    if frame.empty:
        return frame, joined([])
    keys = series_keys(frame, Layer.MILESTONES)
    standing = standing_series(tables, Layer.MILESTONES)["due_on"].to_dict()
    before = [standing.get(key) for key in keys]
    differs = [place for place, day in enumerate(frame["due_on"]) if before[place] != day]
    numbers = dict(zip(found.frame[TABLES[found.layer].key], found.numbers, strict=True))
    rows = [
        (numbers[subject], subject, f"due_{kind}", CellState.EDITED, before[place], day, before[place])
        for place in differs
        for subject, kind, day in [tuple(frame[name].iloc[place] for name in ("subject_id", "kind", "due_on"))]
    ]
    told = pd.DataFrame(rows, columns=list(CELLS)).astype({"row": np.int64})
    return frame.iloc[differs].reset_index(drop=True), told
