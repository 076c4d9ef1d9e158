"""
The campaign map (作战图): the district and every zone enlarged on one sheet, A3 to A0, with the list of zones beside.

Zones bear the numbers of the list; land that lies idle comes first. Read in black and white as in colour: stages are
told by letters and hatches too. Set by typst as :mod:`landuse.reports.map_sheet` is.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import geopandas as gpd
import pandas as pd

from landuse.errors import ArgumentsError
from landuse.geo.display import to_lonlat
from landuse.i18n import Catalogue, catalogue
from landuse.model import Filter, Layer
from landuse.reports.campaign_frame import CAMPAIGN_PAPERS, TITLE_MM, Cell, layout_of, panel_row
from landuse.reports.campaign_panel import Printed, as_it_is, board_table, zone_table
from landuse.reports.headline import headline_sentence
from landuse.reports.map_drawing import map_svg
from landuse.reports.map_sheet import scale_bar, surroundings
from landuse.reports.sheet_contents import SHEET_LAYERS, Contents, SheetRequest, contents_of
from landuse.reports.sheet_frame import FINE_RATIOS, Box, Frame, Paper, frame_in
from landuse.reports.sheet_labels import labels_of
from landuse.reports.sheet_legend import legend, rows_of
from landuse.reports.sheet_letters import MM_PER_PT, cut, printable
from landuse.reports.typesetting import FORMS, typeset
from landuse.store import Store
from landuse.units import Measure
from landuse.views.places import extent_of_layers
from landuse.views.targets import headline, target_board
from landuse.views.zones import ZoneStanding, zone_standings

TEMPLATES = ("parts.typ", "campaign.typ")
#: Told before each step with its place from 1, how many there are, and its name in words.
ProgressCall = Callable[[int, int, str], None]
#: Rows of the panel besides zones, indicators and legend: headings and totals.
_FIXED_ROWS = 11
_LEGEND_COLUMNS = 2
#: Letters of the panel, at most, in points of A4, and what of a row's height they may take.
_POINTS, _OF_ROW = 5.6, 0.72
#: Letters in enlarged zones, at most so much larger than on A4: they are read from near.
_ENLARGED = 1.0
#: What is shown around a zone, in share of its size.
_AROUND = 0.06
#: Dots per inch of a PNG by paper: a large sheet is read from afar.
_PPI = {"A3": 200, "A2": 150, "A1": 120, "A0": 100}


@dataclass(frozen=True, slots=True)
class CampaignRequest:
    """
    What to print.

    Parameters
    ----------
    as_of : date
        Last day that counts; its year's targets are shown.
    paper, form, language : str
        One of :data:`CAMPAIGN_PAPERS`; ``pdf`` or ``png``; one of :data:`landuse.i18n.LANGUAGES`.
    unit : str, optional
        Code of a reporting unit: its zones alone.
    title, issuer, approval : str, optional
        Instead of the district's title; who issues the map (落款); its approval number (审图号) where it is public.
    known_at : datetime, optional
        As known at this moment; None is now.
    """

    as_of: date
    paper: str = "A0"
    form: str = "pdf"
    language: str = "zh-CN"
    unit: str | None = None
    title: str | None = None
    issuer: str | None = None
    approval: str | None = None
    known_at: datetime | None = None


def campaign_map(
    store: Store,
    request: CampaignRequest,
    *,
    progress: ProgressCall | None = None,
    printed: Printed = as_it_is,
) -> bytes:
    """
    Return the campaign map as a PDF of one page or as a PNG.

    Parameters
    ----------
    store : Store
    request : CampaignRequest
    progress : callable, optional
        Told what is under way.
    printed : callable
        What is printed for a figure (its id, its plain words).

    Raises
    ------
    ArgumentsError
        ``wrong_choice`` for an unknown paper, ``unknown_format``, ``not_on_map`` where no record has ground.
    """
    if request.paper not in CAMPAIGN_PAPERS:
        raise ArgumentsError("wrong_choice", name="paper", known=", ".join(CAMPAIGN_PAPERS))
    if request.form not in FORMS:
        raise ArgumentsError("unknown_format", path=request.form, known=" ".join(FORMS))
    making = _Making(store, request, CAMPAIGN_PAPERS[request.paper], catalogue(request.language), printed)
    page, drawings = making.page(progress or (lambda _step, _of, _words: None))
    made_at = 0 if request.known_at is None else int(request.known_at.timestamp())
    return typeset(TEMPLATES, page, drawings=drawings, form=request.form, made_at=made_at, ppi=_PPI[request.paper])


def district_box(store: Store) -> Box | None:
    """Return what has to be shown of the district in WGS 84 degrees: units and all records; None if none has ground."""
    return extent_of_layers(store, (Layer.UNITS, *SHEET_LAYERS))


def zone_boxes(store: Store, zones: Sequence[ZoneStanding], *, known_at: datetime | None = None) -> dict[str, Box]:
    """Return what has to be shown of each zone that has ground, in WGS 84 degrees: its own, and that of its parcels."""
    tables = store.tables(known_at=known_at)
    ground = pd.concat([tables.zones[["zone_id", "geometry"]], tables.parcels[["zone_id", "geometry"]]])
    there = ground.loc[ground["geometry"].notna() & ground["zone_id"].isin([zone.zone_id for zone in zones])]
    bounds = gpd.GeoSeries(there["geometry"], crs=store.settings.crs).envelope.reset_index(drop=True)
    degrees = to_lonlat(bounds).bounds
    found: dict[str, Box] = {}
    for key, own in degrees.groupby(there["zone_id"].to_numpy()):
        west, south = float(own["minx"].min()), float(own["miny"].min())
        east, north = float(own["maxx"].max()), float(own["maxy"].max())
        x, y = (east - west) * _AROUND, (north - south) * _AROUND
        found[str(key)] = (west - x, south - y, east + x, north + y)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """One map of the sheet: what the template places, its SVG, what it shows and in which frame."""

    values: dict[str, object]
    drawing: str
    contents: Contents
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class _Making:
    """A sheet on its way: what all its parts are made of."""

    store: Store
    request: CampaignRequest
    paper: Paper
    text: Catalogue
    printed: Printed

    def page(self, tell: ProgressCall) -> tuple[dict[str, object], dict[str, str]]:
        """Return what the template sets, and the SVGs of its maps by name."""
        asked, text = self.request, self.text
        zones = zone_standings(
            self.store, year=asked.as_of.year, as_of=asked.as_of, known_at=asked.known_at, unit=asked.unit
        )
        boxes = zone_boxes(self.store, zones, known_at=asked.known_at)
        layout = layout_of(self.paper, len(boxes))
        enlarged = [zone for zone in zones if zone.zone_id in boxes][: len(layout.cells)]
        steps = len(enlarged) + 2
        tell(1, steps, text("common.district"))
        district = self._district(layout.district, zones)
        parts = []
        for step, (zone, cell) in enumerate(zip(enlarged, layout.cells, strict=True), start=2):
            tell(step, steps, zone.name)
            parts.append(self._zone(zone, boxes[zone.zone_id], cell))
        tell(steps, steps, text("sheet.step.typesetting"))
        page = self._around(district.frame) | self._panel(zones, district.contents)
        page |= {"district": district.values, "enlarged": [part.values for part in parts]}
        return page, {"district": district.drawing} | {f"zone-{at}": part.drawing for at, part in enumerate(parts)}

    def _district(self, cell: Cell, zones: Sequence[ZoneStanding]) -> _Window:
        box = district_box(self.store)
        if box is None:
            raise ArgumentsError("not_on_map", key=self.text("common.district"))
        chosen = Filter(as_of=self.request.as_of, unit=self.request.unit)
        frame = frame_in(box, crs=self.store.settings.crs, window=(cell.width, cell.height))
        contents = contents_of(self.store, self._sheet(box, chosen), frame)
        return self._drawn(cell, frame, contents, _numbered(contents, zones), letters=self.paper.type_scale)

    def _zone(self, zone: ZoneStanding, box: Box, cell: Cell) -> _Window:
        title_mm = TITLE_MM * self.paper.type_scale
        window = replace(cell, y=cell.y + title_mm, height=cell.height - title_mm)
        size = (window.width, window.height)
        frame = frame_in(box, crs=self.store.settings.crs, window=size, ratios=FINE_RATIOS)
        contents = contents_of(self.store, self._sheet(box, Filter(as_of=self.request.as_of, zone=zone.zone_id)), frame)
        letters = min(_ENLARGED, self.paper.type_scale)
        part = self._drawn(window, frame, contents, _unnamed(contents), letters=letters)
        points = _POINTS * self.paper.type_scale * 1.1
        title = self.text(
            "campaign.zone",
            number=zone.number,
            name=zone.name,
            area="" if zone.area_mu is None else self.text.amount(zone.area_mu, Measure.MU),
            ratio=self.text("sheet.ratio", ratio=f"{frame.ratio:,}"),
        )
        shown = cut(printable(title), points, room=cell.width - 2 * self.paper.type_scale)
        return replace(part, values=part.values | {"title": shown, "title_size": points, "cell": asdict(cell)})

    def _drawn(self, cell: Cell, frame: Frame, contents: Contents, named: Contents, *, letters: float) -> _Window:
        """Draw one window with letters so much larger than on A4; *named* are the contents as they are written on."""
        labels = labels_of(named, frame, text=self.text, type_scale=letters)
        values: dict[str, object] = {**asdict(cell), "labels": [asdict(label) for label in labels]}
        return _Window(values, map_svg(contents, frame), contents, frame)

    def _sheet(self, box: Box, chosen: Filter) -> SheetRequest:
        asked = self.request
        return SheetRequest(box=box, chosen=chosen, language=asked.language, known_at=asked.known_at)

    def _around(self, frame: Frame) -> dict[str, object]:
        """Return the header with the sentence that matters, the scale, and the notes with who issues the map."""
        store, asked, text = self.store, self.request, self.text
        name = store.settings.name or text("common.district")
        title = asked.title or text("campaign.title", district=name, year=asked.as_of.year)
        sheet = replace(self._sheet((0, 0, 0, 0), Filter(as_of=asked.as_of)), title=title)
        found = headline(store, year=asked.as_of.year, as_of=asked.as_of, known_at=asked.known_at)
        said = headline_sentence(text, found) if found is not None else text("progress.headline.all_well")
        own = [
            *([text("campaign.issuer", name=asked.issuer)] if asked.issuer else []),
            *([text("campaign.approval", number=asked.approval)] if asked.approval else []),
        ]
        page = surroundings(store, sheet, self.paper, text, notes=own) | scale_bar(frame, self.paper.type_scale, text)
        day = text("sheet.as_of", day=text.day(asked.as_of))
        page["chosen"] = printable(text("campaign.said", day=day, sentence=said))
        page["printed_as"] = text("sheet.printed_as", paper=asked.paper)
        return page

    def _panel(self, zones: Sequence[ZoneStanding], contents: Contents) -> dict[str, object]:
        """Return indicators, list of zones and legend: rows grow lower where there are many."""
        asked, paper, text = self.request, self.paper, self.text
        board = target_board(
            self.store, year=asked.as_of.year, as_of=asked.as_of, known_at=asked.known_at, unit=asked.unit
        )
        half = -(-len(rows_of(contents, text)) // _LEGEND_COLUMNS)
        height = panel_row(paper, _FIXED_ROWS + len(board) + len(zones) + half)
        points = min(_POINTS * paper.type_scale, _OF_ROW * height / MM_PER_PT)
        units = self.store.tables(known_at=asked.known_at).units[["code", "name"]]
        names = dict(units.itertuples(index=False, name=None))
        left, top = paper.margin + paper.window[0], paper.margin + paper.header
        return {
            **legend(contents, text, room=height * half, type_scale=paper.type_scale, columns=_LEGEND_COLUMNS),
            "legend_half": half,
            "panel": asdict(Cell(left, top, paper.panel, paper.window[1])),
            "panel_row": height,
            "panel_size": points,
            "board": board_table(board, text, unit=asked.unit, printed=self.printed),
            "board_title": text("campaign.board.title", year=asked.as_of.year),
            "zones": zone_table(zones, names, text, room=paper.panel - 5.0, points=points, printed=self.printed),
            "zones_title": text("campaign.zones.title", count=len(zones)),
            "rule": text("campaign.rule"),
        }


def _numbered(contents: Contents, zones: Sequence[ZoneStanding]) -> Contents:
    """Name the zones by number and name; where that finds no room, by the number alone."""
    names = {zone.zone_id: f"{zone.number} {zone.name}" for zone in zones}
    numbers = {zone.zone_id: str(zone.number) for zone in zones}

    def named(shown: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return shown.assign(name=shown["key"].map(names), short=shown["key"].map(numbers))

    return replace(
        contents,
        layers=tuple(
            replace(layer, shown=named(layer.shown)) if layer.layer is Layer.ZONES else layer
            for layer in contents.layers
        ),
    )


def _unnamed(contents: Contents) -> Contents:
    """Leave zones and units without a name: an enlarged zone has its own above it."""
    layers = tuple(layer for layer in contents.layers if layer.layer is not Layer.ZONES)
    return Contents(layers, {name: shapes.assign(name=None) for name, shapes in contents.context.items()})
