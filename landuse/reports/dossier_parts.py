"""The parts of the file of a plot, parcel or zone, one after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.geo.display import to_lonlat
from landuse.model import Filter, Layer
from landuse.papers import figure_id
from landuse.reports.alerts import told
from landuse.reports.blocks import Block, Grid, Heading, Paragraph, Picture
from landuse.reports.issue import DocumentRequest
from landuse.reports.pen import Pen
from landuse.reports.pictures import map_picture, photo_picture
from landuse.rules import load_rules
from landuse.store import Store
from landuse.store.attachments import RECORDS, Attachment
from landuse.store.keeping import kept_file
from landuse.units import mu_from_m2, printed_total
from landuse.views.subject_file import SubjectFile

#: Facts of a record, in order, and families of labels for those that hold codes.
_FACTS = ("use", "source", "plan_year", "low_efficiency_type", "mode", "batch_no", "use_change", "far", "address")
_MORE_FACTS = ("intended_enterprise", "winning_bidder", "owner", "parents", "note")
_FAMILIES = {
    "mode": "modes",
    "low_efficiency_type": "low_efficiency_types",
    "source": "plot_sources",
}
#: What is shown around a record, in shares of its size: its neighbours.
_AROUND = 1.0
_PHOTOS = frozenset({"jpg", "jpeg", "png"})


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The file of a record while it is made."""

    store: Store
    request: DocumentRequest
    pen: Pen
    file: SubjectFile

    def blocks(self) -> Iterator[Block]:
        """Yield everything; a part of which the ledger knows nothing says so or is left out."""
        yield from self._map()
        yield from self._facts()
        yield from self._areas()
        yield from self._way()
        yield from self._checklist()
        yield from self._due()
        yield from self._standards()
        yield from self._warnings()
        yield from self._events()
        yield from self._members()
        yield from self._points()
        yield from self._attachments()
        yield self._heading("notes")
        for note in self.pen.notes():
            yield Paragraph(note, look="small")

    def _heading(self, name: str) -> Heading:
        return Heading(self.pen.text(f"dossier.section.{name}"))

    def _table(self, name: str, rows: Sequence[tuple[str, ...]], widths: tuple[float, ...], *numbers: int) -> Grid:
        """Return a table whose headings stand under ``dossier.<name>``."""
        text = self.pen.text
        headings = tuple(text(f"dossier.{name}.{column}") for column in _COLUMNS[name])
        return Grid((headings,), tuple(rows), widths, frozenset(numbers))

    def _map(self) -> Iterator[Block]:
        text, file = self.pen.text, self.file
        shape = file.record.get("geometry")
        if not isinstance(shape, shapely.Geometry) or shapely.is_empty(shape):
            yield Paragraph(text("dossier.unmapped"))
            return
        box = to_lonlat(gpd.GeoSeries([shapely.envelope(shape)], crs=self.store.settings.crs)).total_bounds
        x, y = (box[2] - box[0]) * _AROUND, (box[3] - box[1]) * _AROUND
        yield map_picture(
            self.store,
            (float(box[0] - x), float(box[1] - y), float(box[2] + x), float(box[3] + y)),
            Filter(as_of=self.request.as_of),
            caption=text("dossier.map", name=file.name),
            text=text,
            language=self.request.language,
            known_at=self.pen.known_at,
            height=90.0,
            selected={file.layer: [file.key]},
        )

    def _facts(self) -> Iterator[Block]:
        text, record = self.pen.text, self.file.record
        tables = self.store.tables(known_at=self.pen.known_at)
        units = dict(tables.units[["code", "name"]].itertuples(index=False, name=None))
        zones = dict(tables.zones[["zone_id", "name"]].itertuples(index=False, name=None))
        pairs = [
            (text("dossier.facts.stage"), text.label("stages", self.file.stage)),
            (text("columns.unit"), str(units.get(record.get("unit"), record.get("unit") or text("common.none")))),
        ]
        if self.file.layer is not Layer.ZONES:
            zone = record.get("zone_id")
            pairs.append((text("dossier.facts.zone"), str(zones.get(zone) or zone or text("common.none"))))
        for name in (*_FACTS, *_MORE_FACTS):
            value = record.get(name)
            if value is not None:
                said = text.label(_FAMILIES[name], str(value)) if name in _FAMILIES else str(value)
                pairs.append((text(f"columns.{name}"), said))
        pairs += [(text("dossier.facts.holder"), self._holder(*holder)) for holder in self.file.holders]
        yield self._heading("facts")
        yield self._table("facts", pairs, (1, 3))

    def _holder(self, name: str, role: str | None, share: float | None) -> str:
        text = self.pen.text
        if role is None:
            return name
        part = "" if share is None else text.percent(share, 0)
        return text("card.holder", name=name, role=text.label("tenure_roles", role), share=part)

    def _areas(self) -> Iterator[Block]:
        text, pen, file = self.pen.text, self.pen, self.file
        scope = dict(self.request.of)
        geometry = dict(file.areas).get("geometry")
        counts = file.record.get("book_area_kind") or "geometry"
        rows = []
        for kind, area in file.areas:
            name = figure_id("area", kind, **scope)
            label = text.label("areas", kind)
            said = text("card.areas.counts", kind=label) if kind == counts else label
            differs = "" if geometry is None or kind == "geometry" else self._difference((geometry - area) / area)
            rows.append((said, pen.number(name), text.number(area), differs))
        yield self._heading("areas")
        if not rows:
            yield Paragraph(text("card.areas.none"))
            return
        pen.note(figure_id("area", "counting", **scope))
        yield self._table("areas", rows, (3, 2, 2, 3), 1, 2)

    def _difference(self, share: float) -> str:
        text, limits = self.pen.text, load_rules().difference
        said = text.percent(share, 2)
        if abs(share) > limits.red:
            return text("card.areas.red", share=said)
        return text("card.areas.yellow", share=said) if abs(share) > limits.yellow else said

    def _way(self) -> Iterator[Block]:
        text = self.pen.text
        rows = []
        for number, reached in enumerate(self.file.way, start=1):
            mark = text("dossier.way.here") if reached.stage == self.file.stage else ""
            day = text.day(reached.entered_on) if reached.entered_on else ""
            rows.append((str(number), text.label("stages", reached.stage), day, reached.doc_no or "", mark))
        yield self._heading("way")
        yield self._table("way", rows, (1, 4, 4, 6, 2), 0)

    def _checklist(self) -> Iterator[Block]:
        text = self.pen.text
        if not self.file.checklist:
            return
        rows = [
            (
                text.label("checklist_items", item.item),
                text.label("checklist_states", item.state),
                item.reason or "",
                item.owner or "",
                text.day(item.due_on) if item.due_on else "",
            )
            for item in self.file.checklist
        ]
        yield self._heading("checklist")
        yield self._table("checklist", rows, (4, 2, 5, 4, 3))

    def _due(self) -> Iterator[Block]:
        text = self.pen.text
        if not self.file.due:
            return
        rows = []
        for one in self.file.due:
            late = one.done_on is None and one.due_on < self.request.as_of
            state = text.day(one.done_on) if one.done_on else text(f"dossier.due.{'late' if late else 'open'}")
            rows.append((text.label("kinds", one.kind), text.day(one.due_on), state, one.owner or ""))
        yield self._heading("due")
        yield self._table("due", rows, (4, 3, 3, 5))

    def _standards(self) -> Iterator[Block]:
        text = self.pen.text
        if self.file.standards.empty:
            return
        columns = self.file.standards[["item", "agreed", "actual"]]
        rows = [
            (text.label("standard_items", item), _amount(agreed), _amount(actual))
            for item, agreed, actual in columns.itertuples(index=False, name=None)
        ]
        yield self._heading("standards")
        yield self._table("standards", rows, (4, 2, 2), 1, 2)

    def _warnings(self) -> Iterator[Block]:
        text = self.pen.text
        yield self._heading("warnings")
        if not self.file.warnings:
            yield Paragraph(text("dossier.no_warnings"))
        for one in self.file.warnings:
            said = told(one.alert, text, as_of=self.request.as_of, units={})
            owner = one.owner or said.person or said.owner
            yield Paragraph(
                text("dossier.warning", level=said.level, what=said.what, fix=said.fix, owner=owner), (), "bullet"
            )

    def _events(self) -> Iterator[Block]:
        text = self.pen.text
        yield self._heading("events")
        rows = []
        for event in self.file.history.to_dict("records"):
            day = text.day(event["occurred_on"]) if event["occurred_on"] else text.label("reasons", "missing_date")
            land, floor = event["land_area_m2"], event["floor_area_m2"]
            amount = ""
            if land == land and land is not None:  # noqa: PLR0124 - NaN
                amount = text("card.areas.mu", amount=text.number(mu_from_m2(land)))
            elif floor == floor and floor is not None:  # noqa: PLR0124 - NaN
                amount = text("card.areas.m2", amount=text.number(floor, 0))
            said = [event["doc_no"], event["evidence"], event["note"]]
            details = text("card.separator").join(str(value) for value in said if isinstance(value, str))
            if isinstance(event["voided_by"], str):
                details += text("dossier.voided", why=event["void_reason"])
            rows.append((day, text.label("kinds", event["kind"]), amount, details, str(event["event_id"])))
        if rows:
            yield self._table("events", rows, (3, 3, 3, 6, 2))
        else:
            yield Paragraph(text("card.events.none"))

    def _members(self) -> Iterator[Block]:
        text, members = self.pen.text, self.file.members
        if members.empty:
            return
        rows = [
            (
                key,
                name if isinstance(name, str) else "",
                text.label("stages", stage),
                "" if pd.isna(area) else text.number(area),
            )
            for key, name, stage, area in members.itertuples(index=False, name=None)
        ]
        total = text.number(printed_total(members["area_mu"].dropna()))
        yield self._heading("members")
        table = self._table("members", rows, (3, 6, 3, 2), 3)
        yield Grid(table.headings, table.rows, table.widths, table.numbers, (text("sheet.total"), "", "", total))

    def _points(self) -> Iterator[Block]:
        """List the boundary points as surveyors do: X is north; the last point of a ring is the first again."""
        text = self.pen.text
        shape = self.file.record.get("geometry")
        if not isinstance(shape, shapely.Geometry) or shapely.is_empty(shape):
            return
        rows = []
        for ring_number, ring in enumerate(shapely.get_rings(shapely.get_parts(shape)), start=1):
            points = shapely.get_coordinates(ring)
            lengths = np.hypot(*np.diff(points, axis=0).T)
            for number, ((east, north), length) in enumerate(zip(points[:-1], lengths, strict=True), start=1):
                cells = (f"J{number}", str(ring_number), f"{north:.3f}", f"{east:.3f}", f"{length:.2f}")
                rows.append(cells)
        yield self._heading("points")
        yield Paragraph(text("dossier.crs", code=self.store.settings.crs), look="small")
        yield self._table("points", rows, (2, 1, 4, 4, 3), 1, 2, 3, 4)

    def _attachments(self) -> Iterator[Block]:
        text = self.pen.text
        yield self._heading("attachments")
        if not self.file.attachments:
            yield Paragraph(text("dossier.no_attachments"))
            return
        rows = []
        for one in self.file.attachments:
            day = text.day(one.added_at.astimezone().date())
            rows.append((one.name, one.note or "", day, one.added_by, one.sha256[:12]))
        yield self._table("attachments", rows, (5, 4, 3, 3, 3))
        for one in self.file.attachments:
            if one.form in _PHOTOS:
                yield self._photo(one)

    def _photo(self, one: Attachment) -> Picture:
        caption = one.name if one.note is None else f"{one.name} {one.note}"
        return photo_picture(kept_file(self.store, RECORDS, one.sha256, one.form), caption=caption)


def _amount(value: object) -> str:
    return "" if not isinstance(value, float) or value != value else f"{value:g}"  # noqa: PLR0124 - NaN


#: Columns of the tables, as their headings are called.
_COLUMNS = {
    "facts": ("name", "value"),
    "areas": ("kind", "mu", "m2", "difference"),
    "way": ("number", "stage", "day", "doc", "mark"),
    "checklist": ("item", "state", "reason", "owner", "due"),
    "due": ("step", "due", "done", "owner"),
    "standards": ("item", "agreed", "actual"),
    "events": ("day", "kind", "amount", "details", "event"),
    "members": ("key", "name", "stage", "area"),
    "points": ("point", "ring", "north", "east", "length"),
    "attachments": ("name", "note", "day", "by", "sha256"),
}
