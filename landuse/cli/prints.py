"""The map on paper: the whole district, a box, or what a filter names."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.filters import FILTERS, chosen_filter
from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, progress_bar, say
from landuse.cli.parameters import Box
from landuse.cli.session import Session
from landuse.errors import ArgumentsError
from landuse.model import Filter, Layer

if TYPE_CHECKING:
    from landuse.store import Store

Degrees = tuple[float, float, float, float]
_LAYERS = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)
#: A map bears no restricted column: the last of the filters is not among its options.
*_FILTERS, _restricted = FILTERS
#: What is shown around a record, and around a zone or unit, in share of its own size.
_AROUND_RECORD, _AROUND_PLACE = 1.0, 0.05


@verb(
    "print",
    click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE"),
    click.option("--paper", type=click.Choice(["A4", "A3"], case_sensitive=False), default="A4", metavar="A4|A3"),
    click.option("--box", type=Box(), metavar="W,S,E,N"),
    click.option("--parcel", metavar="ID"),
    click.option("--plot", metavar="ID"),
    click.option("--layer", type=click.Choice([layer.value for layer in _LAYERS]), multiple=True, metavar="LAYER"),
    click.option("--title", metavar="TEXT"),
    *_FILTERS,
)
def print_sheet(
    session: Session,
    *,
    output: Path,
    paper: str,
    box: Degrees | None,
    parcel: str | None,
    plot: str | None,
    layer: tuple[str, ...],
    title: str | None,
    **asked: Any,
) -> None:
    """Print the map to a file."""
    from landuse.actions.print_map import print_map
    from landuse.reports.sheet_contents import SheetRequest

    named = {Layer.PARCELS: parcel, Layer.PLOTS: plot}
    selected = {kind: [key] for kind, key in named.items() if key is not None}
    with session.opened() as store, progress_bar() as tell:
        chosen = chosen_filter(store, **asked)
        request = SheetRequest(
            box=box or _box(store, selected, chosen),
            chosen=chosen,
            layers=[Layer(name) for name in layer] or _LAYERS,
            paper=paper,
            language=session.language,
            selected=selected,
            title=title,
        )
        outcome = print_map(store, request, output, progress=tell)
    if session.as_json:
        print_json({"path": outcome.path, "paper": outcome.paper, "ratio": outcome.ratio, "box": request.box})
        return
    text = session.text
    ratio = text("sheet.ratio", ratio=f"{outcome.ratio:,}")
    say(text("sheet.written", path=outcome.path, paper=outcome.paper, ratio=ratio))


def _box(store: "Store", selected: dict[Layer, list[str]], chosen: Filter) -> Degrees:
    """Return what to show: the records named, else the zone or unit of the filter, else the district."""
    from landuse.maps.district_map import district_bounds
    from landuse.views.parcels import bounds
    from landuse.views.places import extent, find

    hits = [hit for layer, keys in selected.items() for key in keys for hit in _found(store, layer, key)]
    if hits:
        around = extent(store, hits)
        if around is None:
            raise ArgumentsError("not_on_map", key=", ".join(hit.key for hit in hits))
        return _widened(around, _AROUND_RECORD)
    if chosen.zone is not None:
        own = bounds(store, Layer.ZONES, chosen.zone)
        inside = store.tables().parcels
        members = find(store, Layer.PARCELS, inside.loc[inside["zone_id"] == chosen.zone, "parcel_id"])
        found = own or extent(store, members)
    elif chosen.unit is not None:
        found = _unit_box(store, chosen.unit)
    else:
        return district_bounds(store)
    if found is None:
        raise ArgumentsError("not_on_map", key=chosen.zone or chosen.unit)
    return _widened(found, _AROUND_PLACE)


def _found(store: "Store", layer: Layer, key: str) -> Any:
    from landuse.views.places import find

    hits = find(store, layer, [key])
    if not hits:
        raise ArgumentsError("unknown_record", layer=str(layer), key=key)
    return hits


def _unit_box(store: "Store", code: str) -> Degrees | None:
    """Return the box of a unit's outline, or of its records where it has none."""
    from landuse.geo.display import to_lonlat
    from landuse.views.places import extent, find

    tables = store.tables()
    outline = tables.units.loc[(tables.units["code"] == code) & tables.units.geometry.notna(), "geometry"]
    if len(outline):
        west, south, east, north = (float(edge) for edge in to_lonlat(outline).total_bounds)
        return west, south, east, north
    hits = [
        hit
        for layer, records, key in (
            (Layer.PARCELS, tables.parcels, "parcel_id"),
            (Layer.PLOTS, tables.plots, "plot_id"),
        )
        for hit in find(store, layer, records.loc[records["unit"] == code, key])
    ]
    return extent(store, hits)


def _widened(box: Degrees, share: float) -> Degrees:
    west, south, east, north = box
    x, y = (east - west) * share, (north - south) * share
    return max(west - x, -180.0), max(south - y, -90.0), min(east + x, 180.0), min(north + y, 90.0)


COMMANDS = commands(print_sheet)
