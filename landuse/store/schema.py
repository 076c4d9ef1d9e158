"""
The tables of the ledger, once, for both databases.

The columns an office fills in come from :data:`landuse.schema.TABLES`; here stand the ones the store adds. Text columns
are ``Text`` without a length (GDAL drops columns that have one), whole tables have an integer ``fid`` that is never
reused (a GeoPackage wants it, and a click on the map names it).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeEngine, UserDefinedType

from landuse.model import Layer
from landuse.schema import GROUND_COLUMNS, SERIES_LAYERS, TABLES, Kind
from landuse.store.clock import instant_text, parse_instant


class Ground(UserDefinedType[bytes]):
    """
    Geometry of a record: a MultiPolygon; in a GeoPackage a blob (:mod:`landuse.store.geometry`).

    ``srid`` is needed by PostGIS only: a GeoPackage says it in ``gpkg_geometry_columns``.
    """

    cache_ok = True

    def __init__(self, srid: int | None = None) -> None:
        self.srid = srid

    def get_col_spec(self, **_options: Any) -> str:
        """Return the type's name in a GeoPackage."""
        return "MULTIPOLYGON"


class Instant(UserDefinedType[datetime]):
    """A moment in UTC; in a GeoPackage the text ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return the type's name in a GeoPackage."""
        return "DATETIME"

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """Return what turns a moment into what the database holds."""
        if dialect.name != "sqlite":
            return None
        return lambda moment: None if moment is None else instant_text(moment)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return what turns a value of the database into a moment."""
        if dialect.name != "sqlite":
            return None
        return lambda value: None if value is None else parse_instant(value)


class Now(FunctionElement[Any]):
    """The database's clock, for rows that another program adds."""

    inherit_cache = True


@compiles(Ground, "postgresql")
def _postgis_ground(ground: Ground, _compiler: Any, **_options: Any) -> str:
    return f"geometry(MultiPolygon, {ground.srid})"


@compiles(Instant, "postgresql")
def _postgis_instant(_instant: Instant, _compiler: Any, **_options: Any) -> str:
    return "TIMESTAMP WITH TIME ZONE"


@compiles(Now, "sqlite")
def _sqlite_now(_now: Now, _compiler: Any, **_options: Any) -> str:
    return "(strftime('%Y-%m-%dT%H:%M:%fZ','now'))"


@compiles(Now, "postgresql")
def _postgis_now(_now: Now, _compiler: Any, **_options: Any) -> str:
    return "now()"


metadata = MetaData()

#: Layers whose rows are records that can be edited; events and targets are only ever appended.
RECORD_LAYERS = (Layer.UNITS, Layer.ZONES, Layer.PARCELS, Layer.PLOTS, Layer.ENTERPRISES)
FEATURE_LAYERS = tuple(layer for layer in RECORD_LAYERS if TABLES[layer].has_geometry)

_TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.TEXT: Text,
    Kind.CODE: Text,
    Kind.NUMBER: Double,
    Kind.AREA: Double,
    Kind.WHOLE: Integer,
    Kind.FLAG: Boolean,
    Kind.DAY: Date,
    Kind.INSTANT: Instant,
}


def _fid() -> Column[int]:
    return Column("fid", Integer, primary_key=True)


def _table(name: str, *parts: Column[Any] | Index | CheckConstraint) -> Table:
    return Table(name, metadata, _fid(), *parts, sqlite_autoincrement=True)


def _batch(*, required: bool = False) -> Column[str]:
    return Column("batch_id", Text, ForeignKey("import_batches.batch_id"), nullable=not required, index=True)


def _office_columns(layer: Layer, *, without: frozenset[str] = frozenset()) -> list[Column[Any]]:
    """Return the columns that an office fills in, as landuse.schema declares them."""
    return [
        Column(column.name, _TYPES[column.kind], nullable=not column.required, unique=column.name == TABLES[layer].key)
        for column in TABLES[layer].columns
        if column.name not in without
    ]


def _record_table(layer: Layer) -> Table:
    ground: list[Column[Any]] = []
    if TABLES[layer].has_geometry:
        ground = [*(Column(name, Text) for name in GROUND_COLUMNS), Column("geometry", Ground)]
    return _table(
        layer.value,
        *_office_columns(layer),
        *ground,
        _batch(),
        Column("row_version", Integer, nullable=False, server_default=text("1")),
        Column("recorded_at", Instant, nullable=False, server_default=Now()),
        Column("digest", Text),
    )


ledger_forms = Table(
    "ledger_forms",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("version", Text, nullable=False),
)

layer_revisions = Table(
    "layer_revisions",
    metadata,
    Column("layer", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("extent_revision", Integer, nullable=False),
    Column("records", Integer, nullable=False, server_default=text("0")),
)

requests = Table(
    "requests",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("result", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

import_batches = _table(
    "import_batches",
    Column("batch_id", Text, nullable=False, unique=True),
    Column("layer", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    *(Column(name, Integer, nullable=False, default=0) for name in ("read", "accepted", "refused", "uncounted")),
    *(Column(name, Integer, nullable=False, server_default=text("0")) for name in ("changed", "unchanged")),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("undoes", Text, ForeignKey("import_batches.batch_id"), unique=True),
    Column("undone_by", Text, ForeignKey("import_batches.batch_id"), unique=True),
)
Index(
    "import_batches_live_file",
    import_batches.c.layer,
    import_batches.c.sha256,
    unique=True,
    sqlite_where=import_batches.c.undoes.is_(None) & import_batches.c.undone_by.is_(None),
    postgresql_where=import_batches.c.undoes.is_(None) & import_batches.c.undone_by.is_(None),
)

import_issues = _table(
    "import_issues",
    _batch(required=True),
    Column("row", Integer, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("column", "code", "value", "severity", "values")),
)

#: Headings, mapping and answers as JSON.
mappings = _table(
    "mappings",
    Column("mapping_id", Text, nullable=False, unique=True),
    *(Column(name, Text, nullable=False) for name in ("layer", "fingerprint", "headings", "mapping", "answers")),
    Column("file_name", Text, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("confirmed_by", Text, nullable=False),
)
Index("mappings_table", mappings.c.layer, mappings.c.fingerprint, unique=True)

record_tables: dict[Layer, Table] = {layer: _record_table(layer) for layer in RECORD_LAYERS}

events = _table(
    "events",
    Column("event_id", Text, nullable=False, unique=True),
    Column("subject_kind", Text, nullable=False),
    *_office_columns(Layer.EVENTS, without=frozenset({"event_id", "subject_kind"})),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    _batch(),
    Column("voids", Text, ForeignKey("events.event_id"), unique=True),
    Column("void_reason", Text),
    Column("digest", Text, nullable=False),
    CheckConstraint("subject_kind IN ('parcel', 'plot', 'zone', 'enterprise')", name="events_subject_kind"),
    CheckConstraint("(kind = 'void') = (voids IS NOT NULL)", name="events_void"),
    CheckConstraint("land_area_m2 IS NULL OR land_area_m2 >= 0", name="events_land_area"),
    CheckConstraint("floor_area_m2 IS NULL OR floor_area_m2 >= 0", name="events_floor_area"),
)
Index("events_subject", events.c.subject_kind, events.c.subject_id)


def _series_table(layer: Layer) -> Table:
    """
    Return the table of a series: revisions of one thing, the last of which stands.

    A target is withdrawn by a revision without an amount, anything else by one that says so.
    """
    declared = TABLES[layer]
    is_target = layer is Layer.TARGETS
    given = _office_columns(layer, without=frozenset({declared.key, *(("amount",) if is_target else ())}))
    withdrawal = Column("amount", Double) if is_target else Column("withdrawn", Boolean, nullable=False)
    return _table(
        layer.value,
        Column(declared.key, Text, nullable=False, unique=True),
        *given,
        withdrawal,
        Column("revision", Integer, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("recorded_by", Text, nullable=False),
        _batch(),
        Column("digest", Text, nullable=False),
    )


series_tables: dict[Layer, Table] = {layer: _series_table(layer) for layer in SERIES_LAYERS}
targets = series_tables[Layer.TARGETS]
for _layer, _series in series_tables.items():
    _keys = [_series.c[name] for name in TABLES[_layer].series]
    _known = [func.coalesce(column, text("''")) if column.nullable else column for column in _keys]
    Index(f"{_series.name}_series", *_known, _series.c.revision, unique=True)

audit = _table(
    "audit",
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    _batch(),
    Column("why", Text),
    Column("digest", Text, nullable=False),
    Index("audit_object", "object_kind", "object_id"),
)

#: Issued documents; the lists and tables of a snapshot stand as JSON, the issued file beside the ledger by its SHA-256.
snapshots = _table(
    "snapshots",
    Column("snapshot_id", Text, nullable=False, unique=True),
    *(Column(name, Text, nullable=False) for name in ("kind", "title", "form", "period")),
    Column("as_of", Date, nullable=False),
    Column("known_at", Instant, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("language", "of", "options", "figures", "passages", "edits")),
    *(Column(name, Text, nullable=False) for name in ("rules", "inputs", "file_name", "sha256")),
    Column("size", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

#: Tables that are only ever appended to, and the columns by which an INSERT OR REPLACE could displace a row of them.
APPEND_ONLY: dict[Table, tuple[tuple[str, ...], ...]] = {
    events: (("fid",), ("event_id",), ("voids",)),
    audit: (("fid",),),
    snapshots: (("fid",), ("snapshot_id",)),
    **{
        table: (("fid",), (TABLES[layer].key,), (*TABLES[layer].series, "revision"))
        for layer, table in series_tables.items()
    },
}

#: Records that events refer to: the kind of subject they are.
SUBJECT_LAYERS: dict[str, Layer] = {
    "parcel": Layer.PARCELS,
    "plot": Layer.PLOTS,
    "zone": Layer.ZONES,
    "enterprise": Layer.ENTERPRISES,
}
