"""The way of a file: gate, sniff, archive, child process, mapping, rows checked one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.intake import ground, positions, shape_checks
from landuse.intake.area_hints import hints
from landuse.intake.contents import EncodingAsked, rows_of
from landuse.intake.dates import check_dates, told_events, told_milestones
from landuse.intake.drawn_cells import drawn
from landuse.intake.happenings import check_events, check_targets
from landuse.intake.harmonise import Known, check_keys, check_required, read_rows, zero_notes
from landuse.intake.labels import as_printed
from landuse.intake.mapping import Field, closest, is_by_contract, propose, recognises
from landuse.intake.progress import Say, quiet
from landuse.intake.quarantine import held
from landuse.intake.questions import Asking
from landuse.intake.raw import RawLayer, Returned
from landuse.intake.readers import Reading
from landuse.intake.rows import Rows
from landuse.intake.statements import check_series, fill_in
from landuse.intake.suspicions import check_cells
from landuse.intake.upload import Upload, receive
from landuse.intake.wide import melted, tells
from landuse.model import Asked, Issue, Layer, Question, Remembered
from landuse.rules import Rules
from landuse.schema import GROUND_COLUMNS, TABLES, Kind


@dataclass(frozen=True, slots=True)
class Request:
    """
    What the user says about a file; everything but the layer may be left to the file.

    ``crs`` is an EPSG code, or the name of one of the office's transformations; ``shifted`` the map that shapes were
    drawn over (:class:`landuse.geo.shifted.Shift`); ``answers`` are pairs of a question's id, or its column, and one of
    its choices.
    """

    layer: Layer
    mapping: Mapping[str, str]
    crs: int | str | None = None
    encoding: str | None = None
    sheet: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    shifted: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """
    What a file is checked against: the workspace's settings, the rules, what the ledger knows, and the day.

    ``remembered`` are the mappings that were confirmed for the layer before.
    """

    settings: Settings
    rules: Rules
    known: Known
    today: date
    remembered: tuple[Remembered, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Harmonised:
    """
    A file as rows of a layer.

    ``frame`` holds the accepted rows by :mod:`landuse.schema`; ``mapping`` is heading -> field as it was used;
    ``read = accepted + refused``; ``uncounted`` of the accepted cannot be counted as they stand. ``declared_m2`` sums
    the written areas of the accepted rows, ``geometry_m2`` the planar areas of their sound shapes. ``events`` and
    ``milestones`` are frames of what a sheet of plots tells in columns of dates. ``numbers`` are the rows of the file
    that the frame's rows come from, ``refused_keys`` those that were refused with their keys; ``questions`` are those
    the reading had, answered or open; ``returned`` is what a workbook that this program wrote says of itself.
    ``headings`` and the lasting ``answers`` are remembered with the mapping.
    """

    upload: Upload
    layer: Layer
    mapping: Mapping[str, str]
    frame: pd.DataFrame
    issues: tuple[Issue, ...]
    read: int
    refused: int
    uncounted: int
    declared_m2: float
    geometry_m2: float
    events: pd.DataFrame
    milestones: pd.DataFrame
    numbers: tuple[int, ...] = ()
    refused_keys: Mapping[int, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    returned: Returned | None = None
    headings: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Rows of the frame."""
        return self.read - self.refused


def read_file(path: Path, asked: Request, setting: Setting, *, name: str | None = None, say: Say = quiet) -> Harmonised:
    """
    Read a file that a stranger wrote into rows of a layer.

    Parameters
    ----------
    path : Path
    asked : Request
    setting : Setting
        Events after its day are refused; shapes are brought into its CRS.
    name : str, optional
        What the file's owner calls it.
    say : Say
        Told how far the reading is; what it raises ends it.

    Raises
    ------
    InputError
        If the file cannot be read, in one sentence; the ledger is not touched here.
    ArgumentsError
        If the request names a heading, field, sheet, CRS or encoding that is not there.
    """
    say("reading", None)
    upload = receive(path, name=name)
    raw, doubt = _read_asking(upload, asked, setting.remembered, say)
    raw = as_printed(raw, asked.layer)
    raw = melted(raw, asked.layer, asked.mapping)
    raw = drawn(raw) if TABLES[asked.layer].has_geometry else raw
    former = closest(setting.remembered, raw.names)
    asking = Asking(asked.answers, None if former is None else former.answers)
    if doubt is not None:
        asking.ask(doubt)
    if not len(raw):
        raise InputError("table_empty", file=upload.name)
    wishes = {**_own_headings(raw, asked, upload), **asked.mapping}
    mapping = propose(asked.layer, raw.names, wishes, unit=raw.unit, remembered=setting.remembered, asking=asking)
    if not mapping:
        raise InputError("no_known_heading", file=upload.name, headings=", ".join(raw.names[:12]))
    say("checking", None)
    rows = _checked_rows(Reading(raw, asking, setting.today), mapping, asked.layer, setting)
    say("placing", None)
    accepted, laid = _placed(raw, rows, asked, setting, asking, upload.name)
    asking.require_asked([*raw.names, positions.COLUMN])
    say("comparing", None)
    frame, more_notes = _frame(raw, accepted, laid, asked, setting)
    drawn_m2 = None if laid is None else laid.areas
    told = hints(raw, accepted, drawn_m2, mapping, asking, setting.rules.book_kinds.get(asked.layer, ()))
    issues = [*raw.notes, *more_notes, *told, *zero_notes(rows), *rows.issues]
    return Harmonised(
        upload=upload,
        layer=asked.layer,
        mapping={heading: target.name for heading, target in mapping.items()},
        frame=frame,
        issues=tuple(sorted(issues, key=lambda issue: issue.row)),
        read=len(rows),
        refused=len(rows) - len(accepted),
        uncounted=int(accepted.uncounted.sum()),
        declared_m2=_declared(accepted, asked.layer, setting.rules),
        geometry_m2=0.0 if drawn_m2 is None else float(np.nansum(drawn_m2)),
        events=told_events(accepted, rules=setting.rules, by_contract=is_by_contract(mapping)),
        milestones=told_milestones(accepted, rules=setting.rules, source=upload.name),
        numbers=tuple(accepted.numbers.tolist()),
        refused_keys=rows.refused_keys(TABLES[asked.layer].key),
        questions=asking.questions,
        headings=tuple(raw.names),
        answers=asking.lasting,
        returned=raw.returned,
    )


def _read_asking(
    upload: Upload, asked: Request, remembered: tuple[Remembered, ...], say: Say
) -> tuple[RawLayer, Question | None]:
    """Return a file as it is, and the question about its encoding if there was one; it is answered, or raised."""
    try:
        return read_raw(upload, asked, remembered, say=say), None
    except EncodingAsked as doubt:
        choices = tuple(doubt.readings)
        question = Question(Asked.ENCODING, "encoding", choices, proposed=choices[0], values=doubt.values)
        answer = Asking(asked.answers).ask(question)
        if answer is None:
            raise
        return read_raw(upload, replace(asked, encoding=answer), remembered, say=say), question


def _own_headings(raw: RawLayer, asked: Request, upload: Upload) -> Mapping[str, str]:
    """Return what a workbook that this program printed calls its columns."""
    if raw.returned is None:
        return {}
    if raw.returned.layer != asked.layer:
        known = raw.returned.layer
        raise ArgumentsError("returned_other_layer", file=upload.name, layer=str(asked.layer), printed=known)
    return raw.returned.mapping


def read_raw(upload: Upload, asked: Request, remembered: Iterable[Remembered] = (), *, say: Say = quiet) -> RawLayer:
    """Return a file as it is, read by what it is found to be; headings that were mapped before are known."""
    mapped = {*asked.mapping, *(heading for former in remembered for heading in former.mapping)}

    def known(heading: str) -> bool:
        return heading in mapped or recognises(asked.layer, heading) or tells(asked.layer, heading) is not None

    with held(upload, part=asked.sheet) as file:
        return rows_of(file, name=upload.name, encoding=asked.encoding, recognises=known, say=say)


def _checked_rows(reading: Reading, mapping: Mapping[str, Field], layer: Layer, setting: Setting) -> Rows:
    rows = read_rows(reading, mapping, layer, setting.known)
    check_cells(rows, reading.raw, mapping, layer)
    check_keys(rows, layer, setting.known, mapping)
    fill_in(rows, layer, known=setting.known, today=setting.today)
    check_required(rows, layer, setting.known)
    if layer is Layer.EVENTS:
        check_events(rows, rules=setting.rules, known=setting.known, today=setting.today)
    elif layer is Layer.TARGETS:
        check_targets(rows, rules=setting.rules)
    elif TABLES[layer].series:
        check_series(rows, layer, rules=setting.rules, known=setting.known, today=setting.today)
    elif layer is Layer.PLOTS:
        check_dates(rows, rules=setting.rules, today=setting.today)
    return rows


def _placed(
    raw: RawLayer, rows: Rows, asked: Request, setting: Setting, asking: Asking, file: str
) -> tuple[Rows, ground.Ground | None]:
    """Return the rows that stand and their ground, if the layer has any; a row that lies elsewhere is refused."""
    standing = rows.standing()
    if not TABLES[asked.layer].has_geometry:
        return standing, None
    said = positions.Said(raw.crs, asked.crs, asked.shifted)
    laid = ground.lay_out(raw, standing, setting=setting, said=said, asking=asking, file=file)
    if standing.refused.any():
        rows.refused[standing.places[standing.refused]] = True
        laid = laid.taken(~standing.refused)
        standing = standing.standing()
    return standing, laid


def _frame(
    raw: RawLayer, rows: Rows, laid: ground.Ground | None, asked: Request, setting: Setting
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the accepted rows as a frame, and notes on the whole file and on pairs of its shapes."""
    layer = asked.layer
    shapes = None if laid is None else gpd.GeoSeries(laid.shapes, crs=setting.settings.crs)
    notes: list[Issue] = []
    if laid is not None and shapes is not None:
        notes = positions.placement_issues(laid.placement, raw.crs)
        notes += _shape_notes(raw, rows, shapes, laid.areas, asked, setting)
    frame = pd.DataFrame({name: _series(rows, name, TABLES[layer].column(name).kind) for name in TABLES[layer].names})
    if shapes is None:
        return frame, notes
    for name in GROUND_COLUMNS:
        frame[name] = _series(rows, name, Kind.TEXT)
    return gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=setting.settings.crs), notes


def _shape_notes(
    raw: RawLayer, rows: Rows, shapes: gpd.GeoSeries, areas: ground.Areas, asked: Request, setting: Setting
) -> list[Issue]:
    """Check shapes against what is written and against each other, and return notes on the file and on pairs."""
    layer, known = asked.layer, setting.known
    if layer is Layer.UNITS:
        return []
    ground.check_areas(rows, areas, layer, setting.rules)
    if raw.shapes is None:
        return []
    notes = shape_checks.check_flaws(rows, shapes, areas)
    shape_checks.check_units(rows, shapes, known.units)
    if layer is Layer.PARCELS:
        notes += shape_checks.overlap_issues(rows, shapes, areas, known.parcels, layer)
    return notes


def _series(rows: Rows, name: str, kind: Kind) -> pd.Series:
    cells = rows[name]
    if kind in {Kind.AREA, Kind.NUMBER}:
        return pd.Series(cells.astype(float))
    return pd.Series(cells, dtype={Kind.WHOLE: "Int64", Kind.FLAG: "boolean"}.get(kind, "object"))


def _declared(rows: Rows, layer: Layer, rules: Rules) -> float:
    if layer is Layer.EVENTS:
        return float(np.nansum(rows["land_area_m2"].astype(float)))
    return float(np.nansum(ground.book_areas(rows, rules.book_kinds.get(layer, ()))))
