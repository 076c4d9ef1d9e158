"""
The ledger's tables as frames: the one bulk read of the program.

Rows come straight from sqlite3 and geometry from the WKB part of the blobs in one vectorised call: GDAL must not open
the live ledger, and this is faster.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Column, Connection, Date, Double, Integer, Table
from sqlalchemy.types import Boolean, TypeEngine

from landuse.model import Layer
from landuse.schema import SERIES_LAYERS, TABLES, Kind
from landuse.store import geometry
from landuse.store.clock import instant_text
from landuse.store.former import former_rows
from landuse.store.frames import read_value, series
from landuse.store.schema import APPEND_ONLY, Ground, Instant, events, import_batches, record_tables, series_tables

_KINDS: dict[type[TypeEngine[Any]], Kind] = {
    Double: Kind.NUMBER,
    Integer: Kind.WHOLE,
    Boolean: Kind.FLAG,
    Date: Kind.DAY,
    Instant: Kind.INSTANT,
    Ground: Kind.GEOMETRY,
}


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """
    All tables of the ledger at one revision, as known at one moment.

    ``events`` are the live ones; ``history`` holds every event, voided or not, and the voids, with ``voided_by`` and
    the reason on both. Of a series, the newest revision of each thing stands; ``checklist``, ``intentions`` and
    ``supervision`` hold all statements (with ``withdrawn``), because which of them stands depends on the day. The
    frames are shared: do not change them.
    """

    revision: int
    units: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    enterprises: pd.DataFrame
    events: pd.DataFrame
    history: pd.DataFrame
    targets: pd.DataFrame
    milestones: pd.DataFrame
    checklist: pd.DataFrame
    standards: pd.DataFrame
    figures: pd.DataFrame
    tenure: pd.DataFrame
    lineage: pd.DataFrame
    intentions: pd.DataFrame
    supervision: pd.DataFrame
    recorded: pd.DataFrame
    reported: pd.DataFrame
    batches: pd.DataFrame
    geometry_revisions: dict[str, int]


def read_tables(connection: Connection, crs: int, *, revision: int, known_at: datetime | None) -> Tables:
    """
    Read the tables of the ledger.

    Parameters
    ----------
    connection
        Within a reading transaction, so that all tables fit together.
    crs
        EPSG code of the workspace.
    revision
        The store's revision from before the transaction.
    known_at
        Leave out events and targets recorded after this moment, and take back what was done to records since; None:
        know all.
    """
    history = read_history(connection, known_at)
    return Tables(
        revision=revision,
        units=_ground(connection, Layer.UNITS, crs, known_at),
        zones=_ground(connection, Layer.ZONES, crs, known_at),
        parcels=_ground(connection, Layer.PARCELS, crs, known_at),
        plots=_ground(connection, Layer.PLOTS, crs, known_at),
        enterprises=read_table(connection, record_tables[Layer.ENTERPRISES], known_at),
        events=live(history),
        history=history,
        **{layer.value: read_series(connection, layer, known_at) for layer in SERIES_LAYERS},
        batches=read_table(connection, import_batches),
        geometry_revisions=dict(connection.exec_driver_sql("SELECT layer, revision FROM layer_revisions").all()),
    )


def read_table(
    connection: Connection,
    table: Table,
    known_at: datetime | None = None,
    *,
    where: tuple[str, tuple[object, ...]] | None = None,
) -> pd.DataFrame:
    """
    Return the rows of *table* in the order they came, without digests; geometry as shapely objects.

    With *known_at*, rows of append-only tables that came later are left out, and records are as they were. *where* is a
    condition in SQL of our own making with the values of its placeholders; it goes with the present only.
    """
    columns = [column for column in table.columns if column.name != "digest"]
    names = [column.name for column in columns]
    if known_at is not None and table in APPEND_ONLY:
        where = ("recorded_at <= ?", (instant_text(known_at),))
    condition, values = where or ("TRUE", ())
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f"SELECT {quoted} FROM {table.name} WHERE {condition} ORDER BY fid"
    rows = cursor(connection, statement, values).fetchall()
    if known_at is not None and table not in APPEND_ONLY:
        rows = former_rows(connection, table, names, rows, known_at)
    by_column = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: geometry.decode(found) if isinstance(column.type, Ground) else series(found, kind_of(column))
            for column, found in zip(columns, by_column, strict=True)
        }
    )


def read_rows(connection: Connection, table: Table, where: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    """
    Return a few rows of *table* as plain values by column, without digests, in the order they came.

    What :func:`read_table` returns as a frame; a frame of one row takes longer to make than the row to read. *where* is
    a condition in SQL of our own making, *values* are those of its placeholders. What is missing is None.
    """
    kinds = {column.name: kind_of(column) for column in table.columns if column.name != "digest"}
    quoted = ", ".join(f'"{name}"' for name in kinds)
    found = cursor(connection, f"SELECT {quoted} FROM {table.name} WHERE {where} ORDER BY fid", values).fetchall()
    return [
        {
            name: geometry.decode([value])[0] if kind is Kind.GEOMETRY else read_value(value, kind)
            for (name, kind), value in zip(kinds.items(), row, strict=True)
        }
        for row in found
    ]


def kind_of(column: Column[Any]) -> Kind:
    """Return what a column of the ledger holds."""
    return _KINDS.get(type(column.type), Kind.TEXT)


def cursor(connection: Connection, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
    """Run a statement and return the rows as SQLite has them; SQLAlchemy's own would take twice as long."""
    driver = connection.connection.driver_connection
    assert driver is not None
    rows: sqlite3.Cursor = driver.execute(statement, values)
    return rows


def _ground(connection: Connection, layer: Layer, crs: int, known_at: datetime | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(read_table(connection, record_tables[layer], known_at), geometry="geometry", crs=crs)


def read_history(
    connection: Connection,
    known_at: datetime | None = None,
    *,
    where: tuple[str, tuple[object, ...]] | None = None,
) -> pd.DataFrame:
    """Return events, voided or not, and their voids, with ``voided_by`` and the reason on both (``Tables.history``)."""
    frame = read_table(connection, events, known_at, where=where)
    voids = frame[frame["voids"].notna()].set_index("voids")
    by, why = voids["event_id"].to_dict(), voids["void_reason"].to_dict()
    ids = frame["event_id"].tolist()
    frame["voided_by"] = series([by.get(event_id) for event_id in ids], Kind.TEXT)
    reasons = [why.get(event_id, own) for event_id, own in zip(ids, frame["void_reason"], strict=True)]
    return frame.assign(void_reason=series(reasons, Kind.TEXT))


def live(history: pd.DataFrame) -> pd.DataFrame:
    """Return the events of a history that stand: neither voided nor voids."""
    standing = history[history["voided_by"].isna() & (history["kind"] != "void")].reset_index(drop=True)
    return standing.drop(columns=["voided_by"])


def read_series(
    connection: Connection,
    layer: Layer,
    known_at: datetime | None = None,
    *,
    where: tuple[str, tuple[object, ...]] | None = None,
) -> pd.DataFrame:
    """Return what stands of each series; all its statements where the day decides."""
    frame = read_table(connection, series_tables[layer], known_at, where=where)
    if "stated_on" in frame:
        return frame
    if frame.empty and layer is not Layer.TARGETS:
        return frame.drop(columns=["withdrawn"])
    keys = list(TABLES[layer].series)
    latest = frame.sort_values("revision", kind="stable").drop_duplicates(keys, keep="last").sort_index()
    if layer is Layer.TARGETS:
        return latest[latest["amount"].notna()].reset_index(drop=True)
    standing = ~latest["withdrawn"].astype(bool)
    return latest[standing].drop(columns=["withdrawn"]).reset_index(drop=True)
