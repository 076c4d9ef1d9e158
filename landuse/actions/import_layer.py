"""Import a file: read, compare with the ledger, apply in one transaction, keep the file."""

import shutil
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from landuse.intake.harmonise import Known
from landuse.intake.mapping import fingerprint
from landuse.intake.progress import Say, quiet
from landuse.intake.read import Harmonised, Request, Setting, read_file
from landuse.model import ImportOutcome, Layer, NewEvent, SubjectKind, subject_key
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.store import Connection, Store, Tables, batches, edits, events, mappings, records, requests, series
from landuse.store.clock import tick
from landuse.views.change_sets import ChangeSet, Fate, Terms
from landuse.views.changes import change_set
from landuse.views.ground import subjects

KEPT = Path("attachments") / "imports"
#: Rows whose id the ledger has are refused.
AS_NEW = Terms()


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A file that was read and compared with the ledger: what it says, and what it would change."""

    found: Harmonised
    changes: ChangeSet


def import_layer(
    store: Store,
    path: Path,
    *,
    layer: Layer,
    actor: str,
    today: date,
    mapping: Mapping[str, str] | None = None,
    crs: int | str | None = None,
    shifted: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    answers: Iterable[tuple[str, str]] = (),
    dry_run: bool = False,
    name: str | None = None,
    terms: Terms = AS_NEW,
    say: Say = quiet,
) -> ImportOutcome:
    """
    Import one layer from a file; good rows are kept, the others named.

    A sheet of plots also tells days: its events and milestones belong to the same batch, and are taken back with it.
    Events after *today* are refused. On a dry run, or where nothing is accepted, nothing is written and the outcome
    has no batch. *say* is told how far it is, up to the writing; what it raises ends the import.

    Raises
    ------
    InputError, ArgumentsError, ConflictError
        See :func:`prepare_import` and :func:`apply_import`.
    """
    asked = Request(
        layer=layer,
        mapping=dict(mapping or {}),
        crs=crs,
        shifted=shifted,
        encoding=encoding,
        sheet=sheet,
        answers=tuple(answers),
    )
    prepared = prepare_import(store, path, asked=asked, today=today, name=name, terms=terms, say=say)
    if dry_run:
        return outcome_of(prepared)
    say("writing", None)
    return apply_import(store, prepared, actor=actor)


def prepare_import(
    store: Store,
    path: Path,
    *,
    asked: Request,
    today: date,
    name: str | None = None,
    terms: Terms = AS_NEW,
    say: Say = quiet,
) -> Prepared:
    """
    Read a file and compare it with the ledger; nothing is written.

    Raises
    ------
    InputError
        The file cannot be read.
    ConflictError
        ``already_imported``: the very same file is in the ledger.
    ArgumentsError
        The request names what is not there.
    """
    known = _known(store, asked.layer, update=terms.update)
    with store.reading() as connection:
        former = mappings.remembered(connection, asked.layer)
    setting = Setting(settings=store.settings, rules=load_rules(), known=known, today=today, remembered=former)
    found = read_file(path, asked, setting, name=name, say=say)
    with store.reading() as connection:
        batches.require_new(connection, sha256=found.upload.sha256, layer=asked.layer)
    return Prepared(found, change_set(store, found, terms))


def apply_import(
    store: Store,
    prepared: Prepared,
    *,
    actor: str,
    chosen: Collection[tuple[str, str]] = frozenset(),
    request_id: str | None = None,
) -> ImportOutcome:
    """
    Do what a change set says, in one transaction and one batch; nothing where no row is accepted.

    Parameters
    ----------
    prepared : Prepared
    actor : str
    chosen : collection of (key, column)
        The cells in conflict that are to have the file's value; the others keep the ledger's.
    request_id : str, optional
        The same request again writes nothing and returns the first one's batch.

    Raises
    ------
    ConflictError
        ``already_imported``; ``changed_meanwhile`` or ``duplicate_record`` if somebody changed the ledger since the
        file was compared with it: nothing is written then.
    """
    found, changes = prepared.found, prepared.changes
    if not changes.accepted:
        return outcome_of(prepared)
    _keep_file(store, found)
    with store.writing() as tx:
        if (earlier := requests.answered(tx, request_id)) is not None:
            return outcome_of(prepared, batch=earlier[0], chosen=chosen)
        batch = batches.open_batch(
            tx,
            layer=found.layer,
            file_name=found.upload.name,
            sha256=found.upload.sha256,
            mapping=found.mapping,
            actor=actor,
        )
        _write(tx, prepared, batch, actor=actor, chosen=chosen)
        outcome = outcome_of(prepared, batch=batch, chosen=chosen)
        names = ("read", "accepted", "refused", "uncounted", "changed", "unchanged")
        counts = {name: getattr(outcome, name) for name in names}
        batches.close_batch(tx, batch, **counts, issues=outcome.issues)
        _remember(tx, found, actor)
        requests.keep_answer(tx, request_id, [batch], tick())
    return outcome


def _write(tx: Connection, prepared: Prepared, batch: str, *, actor: str, chosen: Collection[tuple[str, str]]) -> None:
    found, changes = prepared.found, prepared.changes
    layer, happened = found.layer, changes.happened
    if TABLES[layer].series:
        series.append_frame(tx, layer, changes.said(chosen), batch_id=batch, actor=actor)
    elif layer is not Layer.EVENTS:
        whole = len(changes.new) == len(found.frame)
        fresh = found.frame if whole else found.frame.iloc[changes.new].reset_index(drop=True)
        records.insert(tx, layer, fresh, batch_id=batch, actor=actor)
        edits.edit_all(tx, layer, changes.edits(chosen), actor=actor, batch_id=batch)
    if happened.voids:
        assert changes.terms.why is not None
        events.void_named(tx, happened.voids, why=changes.terms.why, actor=actor, batch_id=batch)
    entered = [_event(row) for row in happened.events.to_dict("records")]
    events.append(tx, entered, actor=actor, batch_id=batch)
    series.append_frame(tx, Layer.MILESTONES, happened.milestones, batch_id=batch, actor=actor)


def _remember(tx: Connection, found: Harmonised, actor: str) -> None:
    """Remember how the file's columns were taken, for the next of such headings."""
    mappings.remember(
        tx,
        layer=found.layer,
        fingerprint=fingerprint(found.headings),
        headings=found.headings,
        mapping=found.mapping,
        answers=found.answers,
        file_name=found.upload.name,
        actor=actor,
    )


def outcome_of(
    prepared: Prepared, *, batch: str | None = None, chosen: Collection[tuple[str, str]] = frozenset()
) -> ImportOutcome:
    """Return what applying does, or did as a *batch*; a row whose conflicts are all left as they are is unchanged."""
    found, changes = prepared.found, prepared.changes
    left = changes.left(chosen)
    changed = changes.count(Fate.CHANGED) - left
    return ImportOutcome(
        batch=batch,
        layer=found.layer,
        read=found.read,
        accepted=changes.accepted,
        refused=changes.refused,
        uncounted=changes.uncounted,
        issues=changes.issues,
        declared_m2=found.declared_m2,
        geometry_m2=found.geometry_m2,
        events=len(changes.happened.events) if found.layer is not Layer.EVENTS else 0,
        milestones=len(changes.happened.milestones),
        questions=found.questions,
        changed=changed,
        unchanged=changes.count(Fate.UNCHANGED) + left,
    )


def _known(store: Store, layer: Layer, *, update: bool) -> Known:
    tables = store.tables()
    with store.reading() as connection:
        keys = frozenset(records.existing_keys(connection, layer))
    is_about = layer is Layer.EVENTS or (TABLES[layer].series and layer is not Layer.TARGETS)
    known_subjects = _subjects(tables) if is_about else {}
    parcels = tables.parcels if layer is Layer.PARCELS else None
    shapes = np.concatenate([each.geometry.to_numpy() for each in (tables.zones, tables.parcels, tables.plots)])
    shapes = shapes[~shapely.is_missing(shapes)]
    drawn = shapes if len(shapes) and TABLES[layer].has_geometry else None
    known = {"units": tables.units, "subjects": known_subjects, "parcels": parcels, "ground": drawn}
    return Known(keys=keys, update=update, **known)


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
