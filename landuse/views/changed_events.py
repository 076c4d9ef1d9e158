"""
Events of a file beside the ledger's: those that it has already, those that say otherwise, and the new ones.

An event is never edited: one that says otherwise is a conflict, which is settled by voiding the old one with a reason
and entering the new one, and only if somebody gives the reason.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from landuse.store import Tables
from landuse.views.same import NUMBER, printed_same

Event = Mapping[Hashable, Any]
_ABOUT = ("subject_kind", "subject_id", "kind")
_AMOUNTS = ("land_area_m2", "floor_area_m2")
#: What two events are compared by, beside what they are about.
_SAYS = (*_ABOUT, "occurred_on", *_AMOUNTS, "doc_no")


@dataclass(frozen=True, slots=True)
class Known:
    """An event that the ledger has: ``event_id`` is the one in the ledger."""

    place: int
    event_id: str


@dataclass(frozen=True, slots=True)
class Differing:
    """An event that says otherwise than the ledger's ``event_id``: the columns with both values (old, new)."""

    place: int
    event_id: str
    columns: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Sorted:
    """
    Places of a frame of events: new ones, known ones, differing ones, and those that name a voided event.

    ``repeated`` are those of the new ones that say just what another says, with the place of that one.
    """

    new: tuple[int, ...]
    known: tuple[Known, ...]
    differing: tuple[Differing, ...]
    voided: tuple[Known, ...]
    repeated: Mapping[int, int]


def sorted_events(tables: Tables, frame: pd.DataFrame, *, one_of_a_kind: bool = False) -> Sorted:
    """
    Sort the events of a file by what the ledger says.

    Parameters
    ----------
    tables : Tables
    frame : DataFrame
        Events by :mod:`landuse.schema`.
    one_of_a_kind : bool
        Whether a subject has one event of a kind (a sheet of plots has a column for each): another day is then another
        word about the same event.

    Of an event that is named by its id, or is one of a kind, an empty cell says nothing against the ledger's; of any
    event a missing document number does not: the same on the same day, with the same amount, is the same event.
    """
    live = _Ledger(tables)
    new: list[int] = []
    known: list[Known] = []
    differing: list[Differing] = []
    voided: list[Known] = []
    for place, event in enumerate(frame.to_dict("records")):
        about = live.about(event)
        own = live.by_id.get(event["event_id"]) if not _empty(event["event_id"]) else None
        lenient = one_of_a_kind or own is not None
        alike = about if own is None else [own, *about]
        twin = next((one for one in alike if not _differences(one, event, lenient=one_of_a_kind or one is own)), None)
        other = own if own is not None else (about[-1] if one_of_a_kind and about else live.undocumented(event))
        if twin is not None:
            known.append(Known(place, str(twin["event_id"])))
        elif not _empty(event["event_id"]) and event["event_id"] in live.voided:
            voided.append(Known(place, str(event["event_id"])))
        elif other is not None:
            found = _differences(other, event, lenient=lenient)
            differing.append(Differing(place, str(other["event_id"]), found))
        else:
            new.append(place)
    return Sorted(tuple(new), tuple(known), tuple(differing), tuple(voided), _repeated(frame, new))


def _repeated(frame: pd.DataFrame, new: Sequence[int]) -> dict[int, int]:
    """Return which of some events without an id say the same as an earlier one, with that one's place."""
    some = frame.iloc[list(new)].assign(place=list(new))
    some = some.loc[some["event_id"].isna()]
    first = some.groupby(list(_SAYS), dropna=False, sort=False)["place"].transform("first")
    return {int(place): int(of) for place, of in zip(some["place"], first, strict=True) if place != of}


class _Ledger:
    """The live events, by what they are about and by their ids."""

    def __init__(self, tables: Tables) -> None:
        self._about: dict[tuple[object, ...], list[Event]] = defaultdict(list)
        self.by_id: dict[str, Event] = {}
        for event in tables.events[["event_id", *_SAYS]].to_dict("records"):
            self._about[tuple(event[name] for name in _ABOUT)].append(event)
            self.by_id[event["event_id"]] = event
        history = tables.history
        self.voided = frozenset(history.loc[history["voided_by"].notna(), "event_id"])

    def about(self, event: Event) -> list[Event]:
        """Return the live events of this kind about this subject."""
        return self._about.get(tuple(event[name] for name in _ABOUT), [])

    def undocumented(self, event: Event) -> Event | None:
        """Return the live event that differs from one in lacking its document's number only, None if there is none."""
        alike = (one for one in self.about(event) if _empty(one["doc_no"]))
        return next((one for one in alike if set(_differences(one, event, lenient=False)) == {"doc_no"}), None)


def _differences(old: Event, new: Event, *, lenient: bool) -> dict[str, tuple[object, object]]:
    """Return in what two events differ; *lenient*: an empty cell of the new one says nothing."""
    found: dict[str, tuple[object, object]] = {}
    for name in _SAYS:
        mine, theirs = (None if _empty(event[name]) else event[name] for event in (old, new))
        if mine == theirs or (theirs is None and (lenient or name == "doc_no")):
            continue
        if name in _AMOUNTS and mine is not None and theirs is not None and _same_amount(float(mine), float(theirs)):
            continue
        found[name] = (mine, theirs)
    return found


def _same_amount(old: float, new: float) -> bool:
    return abs(old - new) <= NUMBER * max(abs(old), abs(new)) or printed_same(old, new)


def _empty(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]
