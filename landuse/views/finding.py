"""Finding a record as people name it: by code, by name, by the sound of its name, by the firm it belongs to."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from re import escape

import numpy as np
import pandas as pd

from landuse.core.lines import Lines, folded
from landuse.core.pinyin import spelled
from landuse.core.statements import latest_statements
from landuse.model import Filter, Layer
from landuse.schema import TABLES
from landuse.store import Connection, Store, excerpts
from landuse.store.excerpts import Ints
from landuse.store.tables import read_series
from landuse.views.enterprises import ACCEPTED, GONE
from landuse.views.roll import roll

#: Where records are looked for; among records found alike the ones of the first layer come first.
LAYERS = (Layer.ZONES, Layer.PLOTS, Layer.PARCELS)
#: Firms whose ground is looked up before that of all others: mostly enough.
_FIRST_FIRMS = 50
#: Columns of plots that name firms, by code or by name.
_NAMING = ("intended_enterprise", "winning_bidder")


class Why(StrEnum):
    """By what a record was found."""

    CODE = "code"
    NAME = "name"
    INITIALS = "initials"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that was found; ``firm`` is the name of the firm it was found by."""

    layer: Layer
    key: str
    name: str | None
    fid: int
    unit: str | None
    why: Why
    firm: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, the best first; ``more`` says that there was more than was asked for."""

    rows: tuple[Finding, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    layer: Layer
    fid: int
    why: Why
    firm: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Roster:
    """Codes and names of records or firms, place by place."""

    codes: Lines
    names: Lines


@dataclass(frozen=True, slots=True, eq=False)
class _Firms:
    """The firms of the register, then those that are only named on plots; ``parcels`` are what the register says."""

    roster: _Roster
    codes: tuple[str | None, ...]
    names: tuple[str, ...]
    parcels: tuple[str | None, ...]


def find_records(store: Store, wish: str, *, as_of: date, limit: int = 50) -> Findings:
    """
    Return the zones, plots and parcels that somebody may mean by what she typed.

    In this order: the very code; codes that begin with it; names that begin with it; names that hold it; codes that
    hold it; names that begin with its sounds (:func:`landuse.core.pinyin.spelled`); names that hold them; and the
    ground of firms so named or so coded: plots they won or are meant for, parcels they hold by tenure or by the
    register. Records found alike come as zones, plots, parcels, each in the order they came to the ledger.

    Parameters
    ----------
    store : Store
    wish : str
        Any text; capitals and full-width letters make no difference. Nothing is found by a blank one.
    as_of : date
        Records whose ground has all gone to others by this day are left out.
    limit : int
        At most so many are told.
    """
    said = folded(wish)
    if not said:
        return Findings((), more=False)
    rolls = {layer: roll(store, layer, Filter(as_of=as_of)) for layer in LAYERS}
    found: dict[tuple[Layer, int], _Hit] = {}
    for hit in _hits(store, said, as_of):
        if _place(rolls[hit.layer], hit.fid) is not None:
            found.setdefault((hit.layer, hit.fid), hit)
            if len(found) > limit:
                break
    return Findings(_told(store, list(islice(found.values(), limit)), rolls), more=len(found) > limit)


def _hits(store: Store, said: str, as_of: date) -> Iterator[_Hit]:
    """Yield what fits, the best first, some of it several times."""
    rosters = [(layer, *_roster(store, store.revision(), layer)) for layer in LAYERS]
    for alike in zip(*(_tries(roster, said) for _, _, roster in rosters), strict=True):
        for (layer, fids, _), (why, places) in zip(rosters, alike, strict=True):
            yield from (_Hit(layer, int(fids[place]), why) for place in places)
    firms = _firms(store, store.revision())
    begun, named = _tries(firms.roster, said)[:2], _tries(firms.roster, said)[2:]
    wanted = (*begun, *(attempt for attempt in named if attempt[0] is not Why.CODE))
    fitting = dict.fromkeys(place for _, places in wanted for place in places)
    chosen = list(fitting)
    for some in (chosen[:_FIRST_FIRMS], chosen[_FIRST_FIRMS:]):
        if some:
            with store.reading() as connection:
                yield from _ground_of(connection, firms, some, as_of)


def _tries(roster: _Roster, said: str) -> tuple[tuple[Why, Iterable[int]], ...]:
    """Return the places of a roster that fit a wish, the best try first; nothing is scanned before it is asked for."""
    codes, names, plain = roster.codes, roster.names, escape(said)
    sounds = spelled(said, names.characters)
    return (
        (Why.CODE, codes.having(f"\n{plain}\n")),
        (Why.CODE, codes.having(f"\n{plain}")),
        (Why.NAME, names.having(f"\n{plain}")),
        (Why.NAME, names.having(plain)),
        (Why.CODE, codes.having(plain)),
        (Why.INITIALS, () if sounds is None else names.having(f"\n{sounds}")),
        (Why.INITIALS, () if sounds is None else names.having(sounds)),
    )


def _place(standing: pd.DataFrame, fid: int) -> int | None:
    """Return where a record stands in a roll, which is in the order of feature ids; None if it is not there."""
    fids = standing["fid"].to_numpy()
    place = int(np.searchsorted(fids, fid))
    return place if place < len(fids) and fids[place] == fid else None


def _told(store: Store, hits: Sequence[_Hit], rolls: dict[Layer, pd.DataFrame]) -> tuple[Finding, ...]:
    with store.reading() as connection:
        names = {
            layer: excerpts.names_of(connection, layer, [hit.fid for hit in hits if hit.layer is layer])
            for layer in LAYERS
        }
    rows = []
    for hit in hits:
        place = _place(rolls[hit.layer], hit.fid)
        if place is not None and hit.fid in names[hit.layer]:
            key, name = names[hit.layer][hit.fid]
            unit = rolls[hit.layer]["unit"].iloc[place]
            named = unit if isinstance(unit, str) else None
            rows.append(Finding(hit.layer, key, name, hit.fid, named, hit.why, hit.firm))
    return tuple(rows)


@lru_cache(maxsize=len(LAYERS))
def _roster(store: Store, _revision: int, layer: Layer) -> tuple[Ints, _Roster]:
    with store.reading() as connection:
        rows = list(excerpts.texts(connection, layer, (TABLES[layer].key, "name")))
    fids, codes, names = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(fids, dtype=np.int64), _Roster(Lines(codes), Lines(names))


@lru_cache(maxsize=1)
def _firms(store: Store, _revision: int) -> _Firms:
    with store.reading() as connection:
        register = list(excerpts.texts(connection, Layer.ENTERPRISES, ("credit_code", "name", "parcels")))
        on_plots = list(excerpts.texts(connection, Layer.PLOTS, _NAMING))
    known = {text for _, code, name, _ in register for text in (code, name)}
    others = dict.fromkeys(name for _, *names in on_plots for name in names if name and name not in known)
    codes = (*(code for _, code, _, _ in register), *(None for _ in others))
    names = (*(name for _, _, name, _ in register), *others)
    parcels = (*(parcels for *_, parcels in register), *(None for _ in others))
    return _Firms(_Roster(Lines(codes), Lines(names)), codes, names, parcels)


def _ground_of(connection: Connection, firms: _Firms, chosen: Sequence[int], as_of: date) -> Iterator[_Hit]:
    """Yield the ground of some firms, firm by firm: plots first, each in the order they came."""
    by_code = {code: place for place in chosen if (code := firms.codes[place]) is not None}
    by_name = {firms.names[place]: place for place in chosen}
    held: dict[int, set[tuple[int, int]]] = {}
    for order, pairs in enumerate(
        (_plots_of(connection, firms, by_code, by_name, as_of), _parcels_of(connection, firms, by_code))
    ):
        for place, fid in pairs:
            held.setdefault(place, set()).add((order, fid))
    layers = (Layer.PLOTS, Layer.PARCELS)
    for place in chosen:
        own = sorted(held.get(place, ()))
        yield from (_Hit(layers[order], fid, Why.FIRM, firms.names[place]) for order, fid in own)


def _plots_of(
    connection: Connection, firms: _Firms, by_code: dict[str, int], by_name: dict[str, int], as_of: date
) -> list[tuple[int, int]]:
    """Return (firm, plot): accepted intentions, the plot's own word unless the firm has turned it down, and winners."""
    stated = latest_statements(
        read_series(connection, Layer.INTENTIONS, where=_of(by_code)), TABLES[Layer.INTENTIONS].series, as_of=as_of
    )
    accepted = stated.loc[stated["state"] == ACCEPTED]
    gone = stated.loc[stated["state"].isin(GONE), ["credit_code", "plot_id"]]
    over = set(gone.itertuples(index=False, name=None))
    fids = excerpts.fids_of(connection, Layer.PLOTS, accepted["plot_id"].tolist())
    pairs = [
        (by_code[code], fids[plot])
        for code, plot in zip(accepted["credit_code"], accepted["plot_id"], strict=True)
        if plot in fids
    ]
    firm_of = by_name | by_code
    for fid, plot, meant, winner in excerpts.texts(connection, Layer.PLOTS, ("plot_id", *_NAMING)):
        if meant in firm_of and (firms.codes[firm_of[meant]], plot) not in over:
            pairs.append((firm_of[meant], fid))
        if winner in firm_of:
            pairs.append((firm_of[winner], fid))
    return pairs


def _parcels_of(connection: Connection, firms: _Firms, by_code: dict[str, int]) -> list[tuple[int, int]]:
    """Return (firm, parcel): by tenure (权属) and by what the register says."""
    tenure = read_series(connection, Layer.TENURE, where=_of(by_code))
    pairs = [(by_code[code], parcel) for code, parcel in zip(tenure["credit_code"], tenure["parcel_id"], strict=True)]
    for firm in by_code.values():
        pairs += [(firm, parcel.strip()) for parcel in (firms.parcels[firm] or "").split(";")]
    fids = excerpts.fids_of(connection, Layer.PARCELS, list({parcel for _, parcel in pairs}))
    return [(firm, fids[parcel]) for firm, parcel in pairs if parcel in fids]


def _of(by_code: dict[str, int]) -> tuple[str, tuple[object, ...]]:
    """Return the condition for rows of some firms."""
    return "credit_code IN (SELECT value FROM json_each(?))", (json.dumps(list(by_code)),)
