"""
What makes the ledger a GeoPackage: its own tables, R-trees and triggers, all in plain SQL.

Sources: OGC 12-128r18 (GeoPackage 1.3) for the tables, GeoPackage 1.4 for the R-tree triggers (they also survive an
UPSERT). The file declares 1.3: GDAL 3.6 warns about anything newer.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Table

from landuse.schema import TABLES
from landuse.store.schema import (
    APPEND_ONLY,
    FEATURE_LAYERS,
    SUBJECT_LAYERS,
    audit,
    events,
    import_batches,
    import_issues,
    mappings,
    metadata,
    record_tables,
    series_tables,
    snapshots,
)

APPLICATION_ID = 0x47504B47  # "GPKG"
GEOPACKAGE_VERSION = 10300
_RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"

_GEOPACKAGE_TABLES = (
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
)

#: The R-tree triggers of GeoPackage 1.4; ``{t}`` is the layer's table.
_RTREE_TRIGGERS = (
    """CREATE TRIGGER rtree_{t}_geometry_insert AFTER INSERT ON {t}
        WHEN (NEW.geometry NOT NULL AND NOT ST_IsEmpty(NEW.geometry))
        BEGIN INSERT OR REPLACE INTO rtree_{t}_geometry VALUES (NEW.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_geometry_update2 AFTER UPDATE OF geometry ON {t}
        WHEN OLD.fid = NEW.fid AND (NEW.geometry ISNULL OR ST_IsEmpty(NEW.geometry))
        BEGIN DELETE FROM rtree_{t}_geometry WHERE id = OLD.fid; END""",
    """CREATE TRIGGER rtree_{t}_geometry_update4 AFTER UPDATE ON {t}
        WHEN OLD.fid != NEW.fid AND (NEW.geometry ISNULL OR ST_IsEmpty(NEW.geometry))
        BEGIN DELETE FROM rtree_{t}_geometry WHERE id IN (OLD.fid, NEW.fid); END""",
    """CREATE TRIGGER rtree_{t}_geometry_update5 AFTER UPDATE ON {t}
        WHEN OLD.fid != NEW.fid AND (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
        BEGIN DELETE FROM rtree_{t}_geometry WHERE id = OLD.fid;
              INSERT OR REPLACE INTO rtree_{t}_geometry VALUES (NEW.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_geometry_update6 AFTER UPDATE OF geometry ON {t}
        WHEN OLD.fid = NEW.fid AND (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
             AND (OLD.geometry NOTNULL AND NOT ST_IsEmpty(OLD.geometry))
        BEGIN UPDATE rtree_{t}_geometry SET minx = ST_MinX(NEW.geometry), maxx = ST_MaxX(NEW.geometry),
              miny = ST_MinY(NEW.geometry), maxy = ST_MaxY(NEW.geometry) WHERE id = NEW.fid; END""",
    """CREATE TRIGGER rtree_{t}_geometry_update7 AFTER UPDATE OF geometry ON {t}
        WHEN OLD.fid = NEW.fid AND (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
             AND (OLD.geometry ISNULL OR ST_IsEmpty(OLD.geometry))
        BEGIN INSERT INTO rtree_{t}_geometry VALUES (NEW.fid, {box}); END""",
    """CREATE TRIGGER rtree_{t}_geometry_delete AFTER DELETE ON {t}
        WHEN OLD.geometry NOT NULL
        BEGIN DELETE FROM rtree_{t}_geometry WHERE id = OLD.fid; END""",
)
_BOX = "ST_MinX(NEW.geometry), ST_MaxX(NEW.geometry), ST_MinY(NEW.geometry), ST_MaxY(NEW.geometry)"


class SpatialReference(NamedTuple):
    """A row of ``gpkg_spatial_ref_sys``; ``definition`` is WKT 1."""

    srs_name: str
    srs_id: int
    organization: str
    organization_coordsys_id: int
    definition: str


_UNDEFINED = (
    SpatialReference("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
    SpatialReference("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
)


def create_tables(connection: Connection, references: list[SpatialReference], srs_id: int) -> None:
    """
    Create the whole ledger in an empty SQLite file, as a GeoPackage.

    Parameters
    ----------
    connection
        Within a transaction; the file has the five ``ST_*`` functions registered.
    references
        Descriptions of EPSG:4326 and of the workspace's CRS.
    srs_id
        EPSG code of the workspace's CRS.
    """
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {GEOPACKAGE_VERSION}")
    for statement in _GEOPACKAGE_TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition)"
        " VALUES (?, ?, ?, ?, ?)",
        [tuple(row) for row in (*_UNDEFINED, *references)],
    )
    metadata.create_all(connection, checkfirst=False)
    _register_tables(connection, srs_id)
    for trigger in triggers():
        connection.exec_driver_sql(trigger)


def _register_tables(connection: Connection, srs_id: int) -> None:
    attributes = [table for table in record_tables.values() if "geometry" not in table.c]
    attributes += [events, *series_tables.values(), import_batches, import_issues, mappings, audit, snapshots]
    register_attributes(connection, [table.name for table in attributes])
    for layer in FEATURE_LAYERS:
        name = record_tables[layer].name
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, ?)",
            (name, name, srs_id),
        )
        connection.exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', 'MULTIPOLYGON', ?, 0, 0)", (name, srs_id)
        )
        connection.exec_driver_sql(
            "INSERT INTO gpkg_extensions VALUES (?, 'geometry', 'gpkg_rtree_index', ?, 'write-only')",
            (name, _RTREE_DEFINITION),
        )
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE rtree_{name}_geometry USING rtree(id, minx, maxx, miny, maxy)"
        )
        connection.exec_driver_sql("INSERT INTO layer_revisions VALUES (?, 0, 0, 0)", (name,))


def register_attributes(connection: Connection, names: Iterable[str]) -> None:
    """Tell the GeoPackage of tables without geometry."""
    for name in names:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)", (name, name)
        )


def append_only_triggers(table: Table) -> Iterator[str]:
    """Yield the statements of the triggers that keep an append-only table one."""
    yield from _append_only_triggers(table, APPEND_ONLY[table])


def triggers() -> Iterator[str]:
    """Yield the statements of all triggers of the ledger."""
    for layer in FEATURE_LAYERS:
        name = record_tables[layer].name
        yield from (trigger.format(t=name, box=_BOX) for trigger in _RTREE_TRIGGERS)
        yield from revision_triggers(name)
    for table in record_tables.values():
        yield _outside_edit_trigger(table)
    for table, keys in APPEND_ONLY.items():
        yield from _append_only_triggers(table, keys)
    for subject_kind, layer in SUBJECT_LAYERS.items():
        yield from _subject_triggers(subject_kind, record_tables[layer].name, TABLES[layer].key)


def revision_triggers(name: str) -> Iterator[str]:
    """
    Count changes of a layer, whoever makes them.

    ``revision`` counts those of its ground (tiles of an older one are out of date), ``records`` all of them.
    """
    both, records = "revision = revision + 1, records = records + 1", "records = records + 1"
    for action, moment, counted in (
        ("insert", "INSERT", both),
        ("delete", "DELETE", both),
        ("ground", "UPDATE OF geometry, fid", "revision = revision + 1"),
        ("update", "UPDATE", records),
    ):
        yield (
            f"CREATE TRIGGER {name}_revision_{action} AFTER {moment} ON {name}"
            f" BEGIN UPDATE layer_revisions SET {counted} WHERE layer = '{name}'; END"
        )


def _outside_edit_trigger(table: Table) -> str:
    """Give a row that another program edits a new version, and drop its digest (which only this package can make)."""
    return (
        f"CREATE TRIGGER {table.name}_edited_outside AFTER UPDATE ON {table.name}"
        " WHEN NEW.row_version = OLD.row_version"
        f" BEGIN UPDATE {table.name} SET row_version = OLD.row_version + 1, digest = NULL WHERE fid = NEW.fid; END"
    )


def _append_only_triggers(table: Table, keys: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Refuse update, delete, and the insert that displaces a row (INSERT OR REPLACE walks around a delete trigger)."""
    name = table.name
    # IS lets a missing unit of a target equal another; = lets missing ids equal nothing
    same = " OR ".join(
        " AND ".join(f"{column} {'IS' if len(columns) > 1 else '='} NEW.{column}" for column in columns)
        for columns in keys
    )
    for action in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {name}_no_{action.lower()} BEFORE {action} ON {name}"
            f" BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        )
    yield (
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name}"
        f" WHEN EXISTS (SELECT 1 FROM {name} WHERE {same})"
        f" BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    )


def _subject_triggers(subject_kind: str, name: str, key: str) -> Iterator[str]:
    """Keep a record (and its code) that live events refer to; GDAL knows no foreign keys."""
    live = (
        f"EXISTS (SELECT 1 FROM events AS e WHERE e.subject_kind = '{subject_kind}' AND e.subject_id = OLD.{key}"
        " AND e.kind <> 'void' AND NOT EXISTS (SELECT 1 FROM events AS v WHERE v.voids = e.event_id))"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name}: live events refer to this record'); END"
    yield f"CREATE TRIGGER {name}_in_use_delete BEFORE DELETE ON {name} WHEN {live} {refuse}"
    yield (
        f"CREATE TRIGGER {name}_in_use_update BEFORE UPDATE OF {key} ON {name}"
        f" WHEN OLD.{key} IS NOT NEW.{key} AND {live} {refuse}"
    )


def refresh_extents(connection: Connection) -> None:
    """Bring the extents in ``gpkg_contents`` up to date for the layers whose ground changed."""
    changed = connection.exec_driver_sql(
        "SELECT layer, revision FROM layer_revisions WHERE revision <> extent_revision"
    ).all()
    for name, revision in changed:
        edges = (_edge(connection, name, "MIN", axis) for axis in ("x", "y"))
        far_edges = (_edge(connection, name, "MAX", axis) for axis in ("x", "y"))
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?,"
            " last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?",
            (*edges, *far_edges, name),
        )
        connection.exec_driver_sql("UPDATE layer_revisions SET extent_revision = ? WHERE layer = ?", (revision, name))


def _edge(connection: Connection, name: str, extreme: str, axis: str) -> float | None:
    """
    Return the least or greatest coordinate of a layer.

    The R-tree holds 32-bit numbers rounded outwards, so it only names the few rows that can be outermost; their blobs
    tell exactly.
    """
    column = f"{extreme}{axis}"
    nearest = connection.exec_driver_sql(f"SELECT {extreme}({column}) FROM rtree_{name}_geometry").scalar()
    if nearest is None:
        return None
    slack = max(abs(nearest), 1.0) * 2.0**-20
    beyond, bound = ("<=", nearest + slack) if extreme == "MIN" else (">=", nearest - slack)
    edge: float | None = connection.exec_driver_sql(
        f"SELECT {extreme}(ST_{extreme}{axis}(geometry)) FROM {name}"
        f" WHERE fid IN (SELECT id FROM rtree_{name}_geometry WHERE {column} {beyond} ?)",
        (bound,),
    ).scalar()
    return edge
