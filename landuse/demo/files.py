"""The demo district as plain open files: GeoJSON in degrees, CSV for what has no ground; the same bytes every time."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import shapely

from landuse.demo.district import District
from landuse.demo.formats import Row, collection, table
from landuse.demo.parcels import Parcel
from landuse.demo.register import enterprise_rows, plot_rows
from landuse.demo.statements import ROWS
from landuse.model import Layer
from landuse.rules import load_rules

#: Files in the order they are to be imported, and the layer each belongs to.
LAYER_FILES: tuple[tuple[str, Layer], ...] = (
    ("units.geojson", Layer.UNITS),
    ("zones.geojson", Layer.ZONES),
    ("parcels.geojson", Layer.PARCELS),
    ("parcels_unmapped.csv", Layer.PARCELS),
    ("plots.geojson", Layer.PLOTS),
    ("enterprises.csv", Layer.ENTERPRISES),
    ("targets.csv", Layer.TARGETS),
    ("events.csv", Layer.EVENTS),
    ("milestones.csv", Layer.MILESTONES),
    ("checklist.csv", Layer.CHECKLIST),
    ("standards.csv", Layer.STANDARDS),
    ("figures.csv", Layer.FIGURES),
    ("tenure.csv", Layer.TENURE),
    ("intentions.csv", Layer.INTENTIONS),
    ("supervision.csv", Layer.SUPERVISION),
    ("recorded_targets.csv", Layer.TARGETS),
    ("recorded.csv", Layer.RECORDED),
    ("reported.csv", Layer.REPORTED),
)
#: Base layers for the map.
CONTEXT_FILES = ("roads.geojson", "water.geojson")
FILES = (*(name for name, _ in LAYER_FILES), *CONTEXT_FILES)

#: Nine decimals of a degree are 0.1 mm: shared borders stay shared, areas keep. Base layers need less.
DEGREE_DECIMALS, CONTEXT_DECIMALS = 9, 6
#: How far, in metres, drawn streets keep from ground that the campaign is about.
STREET_SIDE = 12.0


def write_district(district: District, folder: Path) -> list[Path]:
    """Write the district's files into an existing *folder* and return their paths, in order of import."""
    writers: dict[str, Callable[[District], str]] = {
        "units.geojson": _units,
        "zones.geojson": _zones,
        "parcels.geojson": _parcels,
        "parcels_unmapped.csv": _unmapped,
        "plots.geojson": lambda district: _collection(district, "plots", plot_rows(district)),
        "enterprises.csv": lambda district: table(enterprise_rows(district)),
        "targets.csv": _targets,
        "events.csv": _events,
        "roads.geojson": _roads,
        "water.geojson": _water,
    }
    writers |= {name: partial(_table_of, rows) for name, rows in ROWS.items()}
    paths = []
    for name in FILES:
        path = folder / name
        path.write_bytes(writers[name](district).encode("utf-8"))
        paths.append(path)
    return paths


def _units(district: District) -> str:
    shapes = district.terrain.towns | {district.terrain.park_code: district.terrain.park}
    rows = [({"code": code, **texts}, shapes[code]) for code, texts in district.texts["units"].items()]
    return _collection(district, "units", rows)


def _zones(district: District) -> str:
    rows = [
        (
            {
                "zone_id": zone.zone_id,
                "name": zone.name,
                "batch_no": 2,
                "unit": zone.unit,
                "mode": zone.mode,
                "use_change": zone.use,
                "book_area_mu": zone.cents / 100,
                "note": district.texts["synthetic"],
            },
            zone.cluster.outline,
        )
        for zone in district.zones
    ]
    return _collection(district, "zones", rows)


def _parcels(district: District) -> str:
    return _collection(district, "parcels", [(_parcel(parcel), parcel.shape) for parcel in district.parcels])


def _unmapped(district: District) -> str:
    return table([_parcel(parcel) for parcel in district.unmapped])


def _parcel(parcel: Parcel) -> Row:
    return {
        "parcel_id": parcel.parcel_id,
        "name": parcel.name,
        "zone_id": parcel.zone_id,
        "unit": parcel.unit,
        "low_efficiency_type": parcel.low_efficiency,
        "mode": parcel.mode,
        "certificate_area_mu": parcel.cents / 100,
        "floor_area_m2": parcel.floor_m2,
        "note": parcel.note,
    }


def _table_of(rows: Callable[[District], list[Row]], district: District) -> str:
    return table(rows(district))


def _targets(district: District) -> str:
    return table(
        [
            {
                "year": target["year"],
                "indicator": target["indicator"],
                "unit": unit,
                "amount": amount,
                "measure": target["measure"],
                "direction": "at_least",
                "source": district.texts["targets"]["source"].format(year=target["year"]),
            }
            for target in district.campaign["targets"]
            for unit, amount in target["amounts"].items()
        ]
    )


def _events(district: District) -> str:
    return table(district.journal.rows(district.texts, list(load_rules().kinds)))


def _roads(district: District) -> str:
    names = district.texts["roads"]
    rows: list[tuple[Row, shapely.Geometry | None]] = [
        ({"name": names[road.road_id], "class": road.rank}, road.line) for road in district.terrain.roads.values()
    ]
    rows += [
        ({"name": None, "class": "street"}, shapely.MultiLineString(zone.cluster.streets)) for zone in district.zones
    ]
    rows.append(({"name": None, "class": "street"}, _around_ground(district)))
    return _collection(district, "roads", rows, CONTEXT_DECIMALS)


def _around_ground(district: District) -> shapely.Geometry:
    """Return the streets of the towns where they do not run across a zone, a parcel or a plot."""
    ground: list[shapely.Geometry] = [zone.cluster.outline for zone in district.zones]
    ground += [parcel.shape for parcel in district.parcels if parcel.shape is not None and parcel.shape.is_valid]
    ground += [plot.shape for plot in district.plots.values()]
    kept_free = shapely.buffer(shapely.unary_union(ground), STREET_SIDE, quad_segs=2)
    return shapely.normalize(shapely.difference(district.terrain.streets, kept_free))


def _water(district: District) -> str:
    names = district.texts["water"]
    rows = [({"name": names[name], "class": name}, shape) for name, shape in district.terrain.rivers]
    return _collection(district, "water", rows, CONTEXT_DECIMALS)


def _collection(
    district: District,
    name: str,
    rows: Iterable[tuple[Row, shapely.Geometry | None]],
    decimals: int = DEGREE_DECIMALS,
) -> str:
    """Return a collection that says it is synthetic."""
    return collection(name, district.texts["synthetic"], rows, decimals)
