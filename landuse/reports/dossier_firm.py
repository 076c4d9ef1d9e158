"""The file of a firm (一企一档): what it asks for, how it stands, its steps, land and warnings; nothing restricted."""

from collections.abc import Iterator, Sequence
from datetime import date

from landuse.errors import ArgumentsError
from landuse.model import Layer, SubjectKind
from landuse.reports.alerts import told
from landuse.reports.blocks import Block, Grid, Heading, Paragraph
from landuse.reports.issue import DocumentRequest
from landuse.reports.pen import Pen
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.store.attachments import attachments
from landuse.views.alerts import warnings_on

_FACTS = ("industry", "own_plant", "surveyed_demand", "demand_area_m2", "designated_size", "needed_by", "note")


def firm_name(store: Store, code: str) -> str:
    """Return the name of a firm; ArgumentsError ``unknown_record`` if there is none of that code."""
    firms = store.tables().enterprises
    names = dict(zip(firms["credit_code"], firms["name"], strict=True))
    if code not in names:
        raise ArgumentsError("unknown_record", layer="enterprises", key=code)
    return str(names[code])


def firm_blocks(store: Store, code: str, request: DocumentRequest, pen: Pen) -> Iterator[Block]:
    """
    Yield the parts of a firm's file as known at the pen's moment.

    Raises
    ------
    ArgumentsError
        ``unknown_record``.
    """
    text = pen.text
    tables = store.tables(known_at=pen.known_at)
    own = tables.enterprises.loc[tables.enterprises["credit_code"] == code]
    if own.empty:
        raise ArgumentsError("unknown_record", layer="enterprises", key=code)
    (record,) = own.astype(object).where(own.notna(), None).to_dict("records")
    units = dict(tables.units[["code", "name"]].itertuples(index=False, name=None))
    pairs = [
        (text("columns.credit_code"), code),
        (text("columns.unit"), str(units.get(record["unit"], record["unit"] or text("common.none")))),
    ]
    restricted = {column.name for column in TABLES[Layer.ENTERPRISES].columns if column.restricted}
    pairs += [
        (text(f"columns.{name}"), _said(record[name], name, pen))
        for name in _FACTS
        if name not in restricted and record[name] is not None
    ]
    yield Heading(text("dossier.section.facts"))
    yield _table(pen, "facts", ("name", "value"), pairs, (1, 3))
    yield from _land(tables, code, record["name"], pen)
    yield from _steps(tables, code, request, pen)
    yield Heading(text("dossier.section.warnings"))
    warnings = [
        one
        for one in warnings_on(store, as_of=request.as_of, known_at=pen.known_at)
        if one.alert.subject_kind == str(SubjectKind.ENTERPRISE) and one.alert.subject_id == code and one.is_open
    ]
    if not warnings:
        yield Paragraph(text("dossier.no_warnings"))
    for one in warnings:
        said = told(one.alert, text, as_of=request.as_of, units=units)
        owner = one.owner or said.person or said.owner
        words = text("dossier.warning", level=said.level, what=said.what, fix=said.fix, owner=owner)
        yield Paragraph(words, look="bullet")
    yield from _papers(store, code, pen)


def _said(value: object, name: str, pen: Pen) -> str:
    text = pen.text
    if isinstance(value, bool):
        return text(f"dossier.flag.{'yes' if value else 'no'}")
    if name == "demand_area_m2":
        return text.number(float(str(value)), 0)
    return text.day(value) if isinstance(value, date) else str(value)


def _table(
    pen: Pen, name: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...]
) -> Grid:
    return Grid((tuple(pen.text(f"dossier.{name}.{column}") for column in columns),), tuple(rows), widths)


def _land(tables: Tables, code: str, name: str, pen: Pen) -> Iterator[Block]:
    """List the parcels it holds and the plots it won or is meant for."""
    text = pen.text
    held = tables.tenure.loc[tables.tenure["credit_code"] == code, ["parcel_id", "role"]]
    rows = [
        (text.label("layers", "parcels"), str(parcel), text.label("tenure_roles", str(role)))
        for parcel, role in held.itertuples(index=False, name=None)
    ]
    plots = tables.plots[["plot_id", "winning_bidder", "intended_enterprise"]]
    for plot, winner, meant in plots.itertuples(index=False, name=None):
        if name in {winner, meant} or code in {winner, meant}:
            role = "winner" if winner in {name, code} else "intended"
            rows.append((text.label("layers", "plots"), str(plot), text(f"dossier.land.{role}")))
    yield Heading(text("dossier.section.land"))
    if rows:
        yield _table(pen, "land", ("layer", "key", "role"), rows, (2, 3, 3))
    else:
        yield Paragraph(text("dossier.no_land"))


def _steps(tables: Tables, code: str, request: DocumentRequest, pen: Pen) -> Iterator[Block]:
    text = pen.text
    events = tables.events.loc[
        (tables.events["subject_kind"] == SubjectKind.ENTERPRISE) & (tables.events["subject_id"] == code)
    ]
    rows = []
    for event in events.sort_values(["occurred_on", "recorded_at"]).to_dict("records"):
        day = event["occurred_on"]
        if isinstance(day, date) and day <= request.as_of:
            said = [event["doc_no"], event["evidence"], event["note"]]
            details = text("card.separator").join(str(value) for value in said if isinstance(value, str))
            rows.append((text.day(day), text.label("kinds", event["kind"]), details, str(event["event_id"])))
    yield Heading(text("dossier.section.events"))
    if rows:
        yield _table(pen, "events", ("day", "kind", "details", "event"), rows, (3, 3, 6, 2))
    else:
        yield Paragraph(text("card.events.none"))


def _papers(store: Store, code: str, pen: Pen) -> Iterator[Block]:
    text = pen.text
    with store.reading() as connection:
        found = attachments(connection, SubjectKind.ENTERPRISE, code, known_at=pen.known_at)
    yield Heading(text("dossier.section.attachments"))
    if not found:
        yield Paragraph(text("dossier.no_attachments"))
        return
    rows = [(one.name, one.note or "", text.day(one.added_at.astimezone().date()), one.added_by) for one in found]
    yield _table(pen, "attachments", ("name", "note", "day", "by"), rows, (5, 4, 3, 3))
