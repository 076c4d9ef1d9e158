"""
The same tables for PostgreSQL with PostGIS: GiST instead of R-trees, plpgsql instead of SQLite's triggers.

PostgreSQL needs no guard against INSERT OR REPLACE: its ON CONFLICT DO UPDATE fires the update trigger.
"""

from collections.abc import Iterator

from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from landuse.schema import TABLES
from landuse.store.schema import APPEND_ONLY, FEATURE_LAYERS, SUBJECT_LAYERS, Ground, metadata, record_tables

_REFUSE_FUNCTION = """CREATE FUNCTION landuse_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""

_REVISION_FUNCTION = """CREATE FUNCTION landuse_ground_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE layer_revisions SET revision = revision + 1 WHERE layer = TG_TABLE_NAME; RETURN NULL; END $$"""

_RECORDS_FUNCTION = """CREATE FUNCTION landuse_records_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE layer_revisions SET records = records + 1 WHERE layer = TG_TABLE_NAME; RETURN NULL; END $$"""

_IN_USE_FUNCTION = """CREATE FUNCTION landuse_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code text := to_jsonb(OLD) ->> TG_ARGV[1];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> TG_ARGV[1] = code THEN RETURN NEW; END IF;
  IF EXISTS (SELECT 1 FROM events AS e WHERE e.subject_kind = TG_ARGV[0] AND e.subject_id = code AND e.kind <> 'void'
             AND NOT EXISTS (SELECT 1 FROM events AS v WHERE v.voids = e.event_id)) THEN
    RAISE EXCEPTION '%: live events refer to this record', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
  RETURN OLD;
END $$"""


def statements(crs: int) -> Iterator[str]:
    """
    Yield the statements that create the ledger in an empty PostGIS database.

    Parameters
    ----------
    crs
        EPSG code of the workspace's CRS.
    """
    yield "CREATE EXTENSION IF NOT EXISTS postgis"
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    located = _located(crs)
    for table in located.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    for layer in FEATURE_LAYERS:
        yield f"INSERT INTO layer_revisions VALUES ('{layer.value}', 0, 0, 0)"
    yield from (_REFUSE_FUNCTION, _REVISION_FUNCTION, _RECORDS_FUNCTION, _IN_USE_FUNCTION)
    yield from _triggers()


def _located(crs: int) -> MetaData:
    """Return a copy of the tables whose geometry is in *crs*."""
    located = MetaData()
    for table in metadata.sorted_tables:
        for column in table.to_metadata(located).columns:
            if isinstance(column.type, Ground):
                column.type = Ground(crs)
    return located


def _triggers() -> Iterator[str]:
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE ON {table.name}"
            " FOR EACH ROW EXECUTE FUNCTION landuse_append_only()"
        )
        yield (
            f"CREATE TRIGGER {table.name}_no_truncate BEFORE TRUNCATE ON {table.name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION landuse_append_only()"
        )
    for layer in FEATURE_LAYERS:
        name = record_tables[layer].name
        yield f"CREATE INDEX {name}_geometry ON {name} USING gist (geometry)"
        yield (
            f"CREATE TRIGGER {name}_revision AFTER INSERT OR DELETE OR UPDATE OF geometry ON {name}"
            " FOR EACH ROW EXECUTE FUNCTION landuse_ground_changed()"
        )
        yield (
            f"CREATE TRIGGER {name}_records AFTER INSERT OR DELETE OR UPDATE ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION landuse_records_changed()"
        )
    for kind, layer in SUBJECT_LAYERS.items():
        name = record_tables[layer].name
        yield (
            f"CREATE TRIGGER {name}_in_use BEFORE DELETE OR UPDATE ON {name}"
            f" FOR EACH ROW EXECUTE FUNCTION landuse_in_use('{kind}', '{TABLES[layer].key}')"
        )
