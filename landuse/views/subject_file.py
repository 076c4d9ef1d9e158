"""The file of one parcel, plot or zone as known at a moment (一地一档): all that a printed file says of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.core.alerts.supervised import Supervised
from landuse.errors import ArgumentsError
from landuse.model import Filter, Layer, SubjectKind
from landuse.store import Store, Tables
from landuse.store.attachments import Attachment, attachments
from landuse.views.alerts import warnings_on
from landuse.views.checklists import ChecklistItem, checklist_of
from landuse.views.ground import SUBJECT_LAYERS, plot_parcels
from landuse.views.layers import records
from landuse.views.parcels import areas_of
from landuse.views.standing import way_of

_KIND_OF = {layer: kind for kind, layer in SUBJECT_LAYERS.items()}
MEMBER_COLUMNS = ("parcel_id", "name", "stage", "area_mu")


@dataclass(frozen=True, slots=True)
class Reached:
    """One stage of a way: the day it was entered and the document that says so (None: not reached)."""

    stage: str
    entered_on: date | None
    doc_no: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone: by when it was agreed, who owes it, and the day it happened (None: open)."""

    kind: str
    due_on: date
    owner: str | None
    done_on: date | None


@dataclass(frozen=True, slots=True, eq=False)
class SubjectFile:
    """
    Everything the ledger knew of one record on a day.

    ``record`` is its row of ``views.layers.records`` with the geometry; ``areas`` are (kind, m²) as written, then the
    geometry's and the ellipsoidal one; ``history`` its events and those of plots it lies under, voided ones with
    ``voided_by``; ``holders`` (name or code, role, share); ``members`` (:data:`MEMBER_COLUMNS`) the parcels of a zone
    or plot.
    """

    layer: Layer
    key: str
    name: str
    record: Mapping[Hashable, Any]
    areas: tuple[tuple[str, float], ...]
    way: tuple[Reached, ...]
    history: pd.DataFrame
    due: tuple[Due, ...]
    checklist: tuple[ChecklistItem, ...]
    standards: pd.DataFrame
    holders: tuple[tuple[str, str | None, float | None], ...]
    members: pd.DataFrame
    warnings: tuple[Supervised, ...]
    attachments: tuple[Attachment, ...]

    @property
    def stage(self) -> str:
        """The stage it stands in."""
        return str(self.record["stage"])


def subject_file(store: Store, layer: Layer, key: str, *, as_of: date, known_at: datetime | None = None) -> SubjectFile:
    """
    Return the file of one parcel, plot or zone.

    Raises
    ------
    ArgumentsError
        ``unknown_record`` if the ledger has (or, at that moment, had) none of that key.
    """
    tables = store.tables(known_at=known_at)
    found = records(store, layer, Filter(as_of=as_of, among=(key,)), known_at=known_at)
    if found.empty:
        raise ArgumentsError("unknown_record", layer=str(layer), key=key)
    kind = _KIND_OF[layer]
    (record,) = found.astype(object).where(found.notna(), None).to_dict("records")
    history = _history(tables, layer, key, as_of)
    live = history.loc[history["voided_by"].isna()]
    return SubjectFile(
        layer=layer,
        key=key,
        name=str(record["name"] or key),
        record=record,
        areas=areas_of(gpd.GeoDataFrame(found), layer),
        way=_way(tables, layer, key, live),
        history=history,
        due=_due(tables, kind, key, live),
        checklist=checklist_of(tables, key, as_of=as_of) if layer is Layer.PLOTS else (),
        standards=tables.standards.loc[tables.standards["plot_id"] == key].reset_index(drop=True),
        holders=_holders(tables, key) if layer is Layer.PARCELS else (),
        members=_members(store, tables, layer, key, as_of, known_at),
        warnings=tuple(
            one
            for one in warnings_on(store, as_of=as_of, known_at=known_at)
            if one.alert.subject_id == key and one.alert.subject_kind == str(kind) and one.is_open
        ),
        attachments=_attachments(store, kind, key, known_at),
    )


def _history(tables: Tables, layer: Layer, key: str, as_of: date) -> pd.DataFrame:
    """Return the events of a record and of the plots a parcel lies under, up to a day (and those without one)."""
    subjects = {(str(_KIND_OF[layer]), key)}
    if layer is Layer.PARCELS:
        links = plot_parcels(tables)
        subjects |= {(str(SubjectKind.PLOT), plot) for plot in links.loc[links["parcel_id"] == key, "plot_id"]}
    told = tables.history.loc[tables.history["kind"] != "void"]
    own = [pair in subjects for pair in zip(told["subject_kind"], told["subject_id"], strict=True)]
    told = told.loc[own]
    told = told.loc[[not isinstance(day, date) or day <= as_of for day in told["occurred_on"]]]
    return told.sort_values(["occurred_on", "recorded_at"], na_position="last", ignore_index=True)


def _way(tables: Tables, layer: Layer, key: str, live: pd.DataFrame) -> tuple[Reached, ...]:
    way = []
    for stage, kinds in way_of(tables, layer, key):
        entering = live.loc[live["kind"].isin(kinds) & live["occurred_on"].notna()]
        if entering.empty:
            way.append(Reached(stage, None, None))
            continue
        first = entering.iloc[0]
        doc = first["doc_no"] if isinstance(first["doc_no"], str) else None
        way.append(Reached(stage, first["occurred_on"], doc))
    return tuple(way)


def _due(tables: Tables, kind: SubjectKind, key: str, live: pd.DataFrame) -> tuple[Due, ...]:
    own = tables.milestones.loc[(tables.milestones["subject_kind"] == kind) & (tables.milestones["subject_id"] == key)]
    happened = live.loc[live["occurred_on"].notna()].groupby("kind")["occurred_on"].min().to_dict()
    found = [
        Due(step, due_on, owner if isinstance(owner, str) else None, happened.get(step))
        for step, due_on, owner in own[["kind", "due_on", "owner"]].itertuples(index=False, name=None)
        if isinstance(due_on, date)
    ]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.kind)))


def _holders(tables: Tables, key: str) -> tuple[tuple[str, str | None, float | None], ...]:
    names = dict(zip(tables.enterprises["credit_code"], tables.enterprises["name"], strict=True))
    own = tables.tenure.loc[tables.tenure["parcel_id"] == key, ["credit_code", "role", "share"]]
    return tuple(
        (str(names.get(code, code)), role if isinstance(role, str) else None, None if pd.isna(share) else float(share))
        for code, role, share in own.itertuples(index=False, name=None)
    )


def _members(
    store: Store, tables: Tables, layer: Layer, key: str, as_of: date, known_at: datetime | None
) -> pd.DataFrame:
    """Return the parcels of a zone, or those that a plot lies on."""
    if layer is Layer.PARCELS:
        return pd.DataFrame(columns=list(MEMBER_COLUMNS))
    if layer is Layer.ZONES:
        chosen = Filter(as_of=as_of, zone=key)
    else:
        links = plot_parcels(tables)
        chosen = Filter(as_of=as_of, among=tuple(links.loc[links["plot_id"] == key, "parcel_id"]))
    found = records(store, Layer.PARCELS, chosen, known_at=known_at)
    return pd.DataFrame(found[list(MEMBER_COLUMNS)]).sort_values("parcel_id", ignore_index=True)


def _attachments(store: Store, kind: SubjectKind, key: str, known_at: datetime | None) -> tuple[Attachment, ...]:
    with store.reading() as connection:
        return attachments(connection, kind, key, known_at=known_at)
