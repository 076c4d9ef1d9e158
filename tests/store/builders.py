"""Small inputs for the store: frames, squares, events."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from landuse.model import Layer, NewEvent, SubjectKind
from landuse.schema import TABLES
from landuse.store import Store

CRS = 4549


def layer_frame(layer: Layer, rows: list[dict]) -> pd.DataFrame:
    """Rows as a frame of *layer*: what is not given is missing."""
    table = TABLES[layer]
    names = [*table.names, *(["geometry_fault", "location", "attributes"] if table.has_geometry else [])]
    data = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in names}
    if not table.has_geometry:
        return pd.DataFrame(data)
    return gpd.GeoDataFrame(data, geometry=[row.get("geometry") for row in rows], crs=CRS)


def square(east: float, north: float = 3_100_000.0, side: float = 100.0):
    """A square whose south-west corner is given."""
    return box(east, north, east + side, north + side)


PARCELS = [
    {"parcel_id": "P1", "name": "一号", "unit": "tq", "certificate_area_m2": 10_000.0, "geometry": square(550_000)},
    {"parcel_id": "P2", "name": "二号", "unit": "tq", "certificate_area_m2": 10_000.0, "geometry": square(550_100)},
]
PLOTS = [{"plot_id": "G1", "name": "甲地", "unit": "tq", "plan_year": 2023, "data_for_land": True, "far": 2.5}]


def demolition(subject: str = "P1", **values) -> NewEvent:
    """A demolition of 5,000 m²."""
    return NewEvent(SubjectKind.PARCEL, subject, "demolition", None, **{"land_area_m2": 5_000.0, **values})


def rows_of(store: Store, statement: str) -> list[tuple]:
    """What a query of the ledger returns."""
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]
