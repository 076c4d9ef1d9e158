"""Small workspaces by hand: squares of known 亩, records and events with defaults for everything."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landuse.config import Settings
from landuse.model import Layer, NewEvent, SubjectKind
from landuse.schema import GROUND_COLUMNS, TABLES, Kind
from landuse.store import Store, create_workspace, events, records, series
from landuse.units import m2_from_mu

#: South-west corner of the test squares, in EPSG:4549, inside the demo district's box.
ORIGIN = (560_000.0, 3_100_000.0)
MAY = date(2023, 5, 31)


def square(*, mu: float = 15, east: float = 0, north: float = 0) -> shapely.Polygon:
    """Return a square of so many 亩, its south-west corner so many metres from the origin."""
    side = m2_from_mu(mu) ** 0.5
    x, y = ORIGIN[0] + east, ORIGIN[1] + north
    return shapely.box(x, y, x + side, y + side)


BOW_TIE = shapely.Polygon([(560_000, 3_100_000), (560_100, 3_100_100), (560_100, 3_100_000), (560_000, 3_100_100)])


def layer_frame(layer: Layer, rows: list[dict]) -> pd.DataFrame:
    """Return a frame of a layer as the store wants it, what *rows* leave out being empty."""
    table = TABLES[layer]
    frame = pd.DataFrame(index=range(len(rows)))
    empty = {Kind.AREA: np.nan, Kind.NUMBER: np.nan}
    for column in table.columns:
        values = [row.get(column.name, empty.get(column.kind)) for row in rows]
        frame[column.name] = pd.Series(values, dtype=float if column.kind in empty else object)
    if not table.has_geometry:
        return frame
    for name in GROUND_COLUMNS:
        frame[name] = pd.Series([row.get(name) for row in rows], dtype=object)
    return gpd.GeoDataFrame(frame, geometry=[row.get("geometry") for row in rows], crs=4549)


def workspace(folder, *, zones=(), parcels=(), plots=(), units=(), enterprises=(), goals=(), settings=None) -> Store:
    """Make a workspace that holds these records."""
    store = create_workspace(folder, settings or Settings())
    layers = {
        Layer.UNITS: units,
        Layer.ZONES: zones,
        Layer.PARCELS: parcels,
        Layer.PLOTS: plots,
        Layer.ENTERPRISES: enterprises,
    }
    with store.writing() as tx:
        for layer, rows in layers.items():
            if rows:
                records.insert(tx, layer, layer_frame(layer, list(rows)), batch_id=None, actor="test")
        if goals:
            series.append_frame(tx, Layer.TARGETS, layer_frame(Layer.TARGETS, list(goals)), batch_id=None, actor="test")
    return store


def parcel(parcel_id, *, mu: float | None = 15, book_mu: float | None = None, east: float = 0, **fields) -> dict:
    """Return a parcel: a square of *mu* (None: no shape, from a table), with a certificate area if *book_mu* says so."""
    row = {"parcel_id": parcel_id, "mode": "government_requisition", **fields}
    if mu is None:
        row.setdefault("geometry_fault", "unmapped")
    else:
        row.setdefault("geometry", square(mu=mu, east=east))
    if book_mu is not None:
        row["certificate_area_m2"] = m2_from_mu(book_mu)
    return row


def goal(indicator, amount, *, unit=None, year=2023, measure="mu") -> dict:
    """Return an annual target."""
    return {"year": year, "indicator": indicator, "unit": unit, "amount": float(amount), "measure": measure}


def happen(
    store,
    kind,
    subject_id,
    *,
    on=date(2023, 3, 1),
    mu=None,
    floor_m2=None,
    subject="parcel",
    unit=None,
    doc_no=None,
    **more,
):
    """Record one event and return its id."""
    event = NewEvent(
        subject_kind=SubjectKind(subject),
        subject_id=subject_id,
        kind=kind,
        occurred_on=on,
        land_area_m2=None if mu is None else m2_from_mu(mu),
        floor_area_m2=floor_m2,
        unit=unit,
        doc_no=doc_no,
    )
    with store.writing() as tx:
        return events.append(tx, [event], actor="test", **more)[0]
