"""Import a file: read, check, apply in one transaction, keep the file."""

import shutil
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from landuse.intake.harmonise import Known
from landuse.intake.read import Harmonised, Request, Setting, read_file
from landuse.model import ImportOutcome, Layer, NewEvent, SubjectKind, subject_key
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables, batches, events, records, series
from landuse.views.ground import subjects

KEPT = Path("attachments") / "imports"


def import_layer(
    store: Store,
    path: Path,
    *,
    layer: Layer,
    actor: str,
    today: date,
    mapping: Mapping[str, str] | None = None,
    crs: int | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    answers: Iterable[tuple[str, str]] = (),
    dry_run: bool = False,
    name: str | None = None,
) -> ImportOutcome:
    """
    Import one layer from a file; good rows are kept, the others named.

    A sheet of plots also tells days: its events and milestones belong to the same batch, and are taken back with it.
    Events after *today* are refused. On a dry run, or where nothing is accepted, nothing is written and the outcome
    has no batch.

    Raises
    ------
    InputError
        The file cannot be read.
    ConflictError
        ``already_imported``: the very same file is in the ledger.
    ArgumentsError
        The request names what is not there.
    """
    asked = Request(
        layer=layer, mapping=dict(mapping or {}), crs=crs, encoding=encoding, sheet=sheet, answers=tuple(answers)
    )
    setting = Setting(settings=store.settings, rules=load_rules(), known=_known(store, layer), today=today)
    found = read_file(path, asked, setting, name=name)
    with store.reading() as connection:
        batches.require_new(connection, sha256=found.upload.sha256, layer=layer)
    if dry_run or not found.accepted:
        return _outcome(found, None)
    _keep_file(store, found)
    with store.writing() as tx:
        batch = batches.open_batch(
            tx,
            layer=layer,
            file_name=found.upload.name,
            sha256=found.upload.sha256,
            mapping=found.mapping,
            actor=actor,
        )
        if TABLES[layer].series:
            series.append_frame(tx, layer, found.frame, batch_id=batch, actor=actor)
        elif layer is not Layer.EVENTS:
            records.insert(tx, layer, found.frame, batch_id=batch, actor=actor)
        happened = found.frame if layer is Layer.EVENTS else found.events
        events.append(tx, [_event(row) for row in happened.to_dict("records")], actor=actor, batch_id=batch)
        series.append_frame(tx, Layer.MILESTONES, found.milestones, batch_id=batch, actor=actor)
        counts = {name: getattr(found, name) for name in ("read", "accepted", "refused", "uncounted")}
        batches.close_batch(tx, batch, **counts, issues=found.issues)
    return _outcome(found, batch)


def _known(store: Store, layer: Layer) -> Known:
    tables = store.tables()
    with store.reading() as connection:
        keys = frozenset(records.existing_keys(connection, layer))
    is_about = layer is Layer.EVENTS or (TABLES[layer].series and layer is not Layer.TARGETS)
    known_subjects = _subjects(tables) if is_about else {}
    parcels = tables.parcels if layer is Layer.PARCELS else None
    return Known(keys=keys, units=tables.units, subjects=known_subjects, parcels=parcels)


def _subjects(tables: Tables) -> dict[str, tuple[str | None, float | None]]:
    """Return unit and area of everything that events and statements can be about; firms have no area."""
    known: dict[str, tuple[str | None, float | None]] = {
        str(key): (unit if isinstance(unit, str) else None, None if pd.isna(area) else float(area))
        for key, unit, area in subjects(tables)[["unit", "area_m2"]].itertuples(name=None)
    }
    for code, unit in tables.enterprises[["credit_code", "unit"]].itertuples(index=False, name=None):
        known[subject_key(SubjectKind.ENTERPRISE, code)] = (unit if isinstance(unit, str) else None, None)
    return known


def _event(row: Mapping[Hashable, Any]) -> NewEvent:
    given: dict[str, Any] = {name: None if pd.isna(row[name]) else row[name] for name in TABLES[Layer.EVENTS].names}
    given["subject_kind"] = SubjectKind(given["subject_kind"])
    return NewEvent(**given)


def _keep_file(store: Store, found: Harmonised) -> None:
    """Keep the file itself under its hash: what was refused or faulty is never lost."""
    kept = store.folder / KEPT / f"{found.upload.sha256}{found.upload.suffix}"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found.upload.path, kept)


def _outcome(found: Harmonised, batch: str | None) -> ImportOutcome:
    return ImportOutcome(
        batch=batch,
        layer=found.layer,
        read=found.read,
        accepted=found.accepted,
        refused=found.refused,
        uncounted=found.uncounted,
        issues=found.issues,
        declared_m2=found.declared_m2,
        geometry_m2=found.geometry_m2,
        events=len(found.events),
        milestones=len(found.milestones),
        questions=found.questions,
    )
