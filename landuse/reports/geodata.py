"""
Geodata for other programs: GeoPackage, GeoJSON and Shapefile, written anew from the views.

GDAL writes new files only; it never opens the live ledger (``docs/design/geopackage-without-gdal.md``). Columns keep
their names of the data (``parcel_id``, ``area_mu``), codes stay codes; each file says its filter, day and total.
"""

import json
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from landuse.errors import ArgumentsError
from landuse.reports.columns import PrintedColumn
from landuse.reports.listing import Listing
from landuse.schema import TABLES, Kind

#: Names for DBF, which takes ten ASCII characters; columns that are not here keep their own.
SHORT_NAMES = {
    "approved_area_mu": "appr_mu",
    "book_area_kind": "book_kind",
    "book_area_mu": "book_mu",
    "certificate_area_mu": "cert_mu",
    "contract_area_mu": "contr_mu",
    "data_for_land": "data4land",
    "difference_share": "diff_share",
    "floor_area_m2": "floor_m2",
    "geometry_area_mu": "geom_mu",
    "geometry_status": "geom_state",
    "intended_enterprise": "intended",
    "low_efficiency_type": "lowefftype",
    "planned_quarter": "quarter",
    "price_wan_yuan": "price_wan",
    "redline_area_mu": "redline_mu",
    "supply_method": "method",
    "winning_bidder": "winner",
}
#: Bytes of a DBF text field.
DBF_TEXT = 254
_TEXTS = frozenset({Kind.TEXT, Kind.CODE})


def write_gpkg(listing: Listing, path: Path) -> int:
    """Write a list as a GeoPackage in the workspace's CRS; its facts stand in ``gpkg_metadata``. Return 0."""
    _write(_ground(listing), path, driver="GPKG", layer=listing.layer.value, layer_metadata=listing.facts())
    return 0


def write_geojson(listing: Listing, path: Path) -> int:
    """
    Write a list as GeoJSON (RFC 7946: longitude and latitude in WGS 84, outer rings anticlockwise); return 0.

    Its facts stand in the foreign member ``landuse``.
    """
    facts = json.dumps({"landuse": listing.facts()}, ensure_ascii=False)
    ground = _ground(listing).to_crs(4326)
    options = {"RFC7946": "YES", "FOREIGN_MEMBERS_COLLECTION": facts}
    _write(ground, path, driver="GeoJSON", layer=listing.layer.value, **options)
    return 0


def write_shp(listing: Listing, path: Path) -> int:
    """
    Write a list as a Shapefile in the workspace's CRS, in UTF-8 with its ``.cpg``, and beside it a data dictionary.

    Returns
    -------
    int
        How many texts were cut to the 254 bytes of a DBF field.
    """
    ground = _ground(listing)
    altered = 0
    for column in listing.columns:
        if column.kind in _TEXTS:
            cut = [_cut(value) for value in ground[column.name]]
            altered += sum(
                isinstance(value, str) and value != short for value, short in zip(ground[column.name], cut, strict=True)
            )
            ground[column.name] = pd.Series(cut, index=ground.index, dtype=object)
        elif column.kind is Kind.FLAG:
            ground[column.name] = ground[column.name].astype("Int64")
    short = ground.rename(columns={column.name: short_name(column) for column in listing.columns})
    _write(short, path, driver="ESRI Shapefile", layer=path.stem, ENCODING="UTF-8")
    path.with_suffix(".txt").write_text(_dictionary(listing), encoding="utf-8-sig")
    return altered


def write_shp_zip(listing: Listing, path: Path) -> int:
    """Write a list as a zipped Shapefile, as :func:`write_shp` does."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        altered = write_shp(listing, Path(folder) / f"{path.stem}.shp")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(Path(folder).iterdir()):
                archive.write(member, member.name)
    return altered


def short_name(column: PrintedColumn) -> str:
    """Return the name of a column in a Shapefile."""
    return SHORT_NAMES.get(column.name, column.name)


def _ground(listing: Listing) -> gpd.GeoDataFrame:
    """Return the rows as geodata; refuse a layer that has no ground."""
    if not TABLES[listing.layer].has_geometry:
        raise ArgumentsError("no_ground", layer=str(listing.layer))
    return gpd.GeoDataFrame(listing.frame)


def _write(ground: gpd.GeoDataFrame, path: Path, **options: object) -> None:
    pyogrio.write_dataframe(ground, path, geometry_type="MultiPolygon", promote_to_multi=True, **options)


def _cut(value: object) -> object:
    """Return a text cut to what a DBF field holds, between characters."""
    if not isinstance(value, str):
        return value
    return value.encode()[:DBF_TEXT].decode(errors="ignore")


def _dictionary(listing: Listing) -> str:
    """Return the data dictionary: what the list is, then field, column and meaning of each."""
    rows = [f"{short_name(column)}\t{column.name}\t{listing.heading(column)}" for column in listing.columns]
    return "\r\n".join([listing.title, *listing.lines(), "", *rows, ""])
