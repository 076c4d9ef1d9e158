"""
Geodata for other programs, written anew from the views: GeoPackage, GeoJSON, FlatGeobuf, GeoParquet, geodatabase.

GDAL writes new files only; it never opens the live ledger (``docs/design/geopackage-without-gdal.md``). Columns keep
their names of the data (``parcel_id``, ``area_mu``), codes stay codes; each file says its filter, day and total. What
is computed is printed as in lists; written areas are exact, so that a file that comes back is as it was.
"""

import json
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyarrow import parquet

from landuse.errors import ArgumentsError
from landuse.reports.listing import Listing, Written
from landuse.schema import TABLES, Kind
from landuse.units import Dimension, mu_from_m2

#: The grid of a geodatabase: a thousandth of a millimetre; with the usual tenth areas would not come back.
_GRID = {"XORIGIN": "-100000000", "YORIGIN": "-100000000", "XYSCALE": "1000000", "XYTOLERANCE": "0.001"}


def write_gpkg(listing: Listing, path: Path) -> Written:
    """Write a list as a GeoPackage in the workspace's CRS; its facts stand in ``gpkg_metadata``."""
    write(ground(listing), path, driver="GPKG", layer=listing.layer.value, layer_metadata=listing.facts())
    return Written()


def write_geojson(listing: Listing, path: Path) -> Written:
    """
    Write a list as GeoJSON (RFC 7946: longitude and latitude in WGS 84, outer rings anticlockwise).

    Its facts stand in the foreign member ``landuse``. Eleven decimals of a degree, a thousandth of a millimetre: with
    the seven that are usual the areas of small parcels would not come back.
    """
    facts = json.dumps({"landuse": listing.facts()}, ensure_ascii=False)
    options = {"RFC7946": "YES", "FOREIGN_MEMBERS_COLLECTION": facts, "COORDINATE_PRECISION": "11"}
    write(ground(listing).to_crs(4326), path, driver="GeoJSON", layer=listing.layer.value, **options)
    return Written()


def write_fgb(listing: Listing, path: Path) -> Written:
    """Write a list as FlatGeobuf, in its order and with records that have no ground: therefore without an index."""
    facts = json.dumps(listing.facts(), ensure_ascii=False)
    options = {"SPATIAL_INDEX": "NO", "TITLE": listing.title, "DESCRIPTION": facts}
    write(ground(listing), path, driver="FlatGeobuf", layer=listing.layer.value, **options)
    return Written()


def write_parquet(listing: Listing, path: Path) -> Written:
    """Write a list as GeoParquet; its facts stand in the file's metadata under ``landuse``."""
    ground(listing).to_parquet(path, index=False)
    table = parquet.read_table(path)
    facts = json.dumps(listing.facts(), ensure_ascii=False).encode()
    parquet.write_table(table.replace_schema_metadata({**table.schema.metadata, b"landuse": facts}), path)
    return Written()


def write_gdb_zip(listing: Listing, path: Path) -> Written:
    """Write a list as a zipped file geodatabase, and in the zip a text that says what it is."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        name = path.name.removesuffix(".zip").removesuffix(".gdb")
        database = Path(folder) / f"{name}.gdb"
        layer = ground(listing)
        options = {"LAYER_ALIAS": listing.title, "TARGET_ARCGIS_VERSION": "ALL"} | _GRID
        write(layer, database, driver="OpenFileGDB", layer=listing.layer.value, **options)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(database.iterdir()):
                archive.write(part, f"{database.name}/{part.name}")
            archive.writestr(f"{name}.txt", "\r\n".join([listing.title, *listing.lines(), ""]).encode("utf-8-sig"))
    return Written()


def ground(listing: Listing) -> gpd.GeoDataFrame:
    """Return the rows as geodata, written areas exact; refuse a layer that has no ground."""
    table = TABLES[listing.layer]
    if not table.has_geometry:
        raise ArgumentsError("no_ground", layer=str(listing.layer))
    frame = gpd.GeoDataFrame(listing.frame.copy(deep=False))
    for column in table.columns:
        if column.kind is Kind.AREA and column.name in listing.recorded:
            exact = listing.recorded[column.name].astype(float)
            is_land = column.dimension is Dimension.LAND
            name = f"{column.name.removesuffix('_m2')}_mu" if is_land else column.name
            if name in frame:
                frame[name] = exact.map(mu_from_m2) if is_land else exact
    return frame


def write(frame: gpd.GeoDataFrame, path: Path, **options: object) -> None:
    """Write geodata as areas of several parts, whatever the driver."""
    pyogrio.write_dataframe(frame, path, geometry_type="MultiPolygon", promote_to_multi=True, **options)
