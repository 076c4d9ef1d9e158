"""The same schema compiles for PostgreSQL with PostGIS."""

from landuse.store.postgis import statements
from landuse.store.schema import APPEND_ONLY, FEATURE_LAYERS, metadata


def test_every_table_has_its_statement_in_postgresqls_words():
    """Identity keys, PostGIS geometry with the workspace's CRS, moments with time zone, no SQLite types."""
    made = list(statements(4528))
    tables = {text.split()[2]: text for text in made if text.startswith("CREATE TABLE")}
    assert set(tables) == set(metadata.tables)
    assert "geometry geometry(MultiPolygon, 4528)" in tables["parcels"]
    assert "fid SERIAL NOT NULL" in tables["parcels"]
    assert "recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL" in tables["parcels"]
    assert "land_area_m2 DOUBLE PRECISION" in tables["events"]
    assert "occurred_on DATE" in tables["events"]
    assert not [text for text in made if "MULTIPOLYGON" in text or "DATETIME" in text or "strftime" in text]


def test_guards_and_indexes_are_there():
    """GiST on each layer with ground; append-only and in-use triggers; the partial and expression indexes."""
    made = "\n".join(statements(4549))
    for layer in FEATURE_LAYERS:
        assert f"ON {layer.value} USING gist (geometry)" in made
        assert f"INSERT INTO layer_revisions VALUES ('{layer.value}', 0, 0, 0)" in made
    for table in APPEND_ONLY:
        assert f"BEFORE UPDATE OR DELETE ON {table.name}" in made
        assert f"BEFORE TRUNCATE ON {table.name}" in made
    assert "EXECUTE FUNCTION landuse_in_use('parcel', 'parcel_id')" in made
    assert "WHERE undoes IS NULL AND undone_by IS NULL" in made
    assert "coalesce(unit, '')" in made
    assert made.count("LANGUAGE plpgsql") == 4


def test_compiling_for_postgis_leaves_the_geopackage_schema_alone():
    """The shared tables keep their own geometry type."""
    before = metadata.tables["parcels"].c.geometry.type
    list(statements(4528))
    assert metadata.tables["parcels"].c.geometry.type is before
    assert before.srid is None
