"""Files to import, made by hand: small, and of every kind that is read."""

import json
import zipfile

import fiona
import geopandas as gpd
import numpy as np
import openpyxl
import shapely

from landuse.config import Settings
from landuse.intake.harmonise import Known
from landuse.intake.read import Request, Setting, read_file
from landuse.model import Layer
from landuse.rules import load_rules
from tests.builders import MAY, square

HEADINGS = ["地块编号", "地块名称", "所属街镇", "证载面积(亩)"]
ROWS = [["LC-1", "大塘垟一号", "双屿", "12.50"], ["LC-2", "德政二号", "藤桥镇", "8"]]


def read(path, layer=Layer.PARCELS, *, settings=None, known=None, name=None, today=MAY, **asked):
    """Read a file as the import does, without a ledger."""
    asked.setdefault("mapping", {})
    setting = Setting(settings or Settings(), load_rules(), known or Known(), today)
    return read_file(path, Request(layer=layer, **asked), setting, name=name)


def table(path, rows, headings=HEADINGS, *, encoding="utf-8", delimiter=","):
    """Write a CSV."""
    lines = [delimiter.join(map(str, row)) for row in [headings, *rows]]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def workbook(path, rows, headings=HEADINGS, *, above=()):
    """Write a workbook with lines above its headings."""
    book = openpyxl.Workbook()
    for row in [*above, headings, *rows]:
        book.active.append(list(row))
    book.save(path)
    return path


def geojson(path, features, *, crs=None):
    """Write GeoJSON in degrees unless *crs* says otherwise; features are (properties, geometry or None or mapping)."""
    document = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": geometry
                if geometry is None or isinstance(geometry, dict)
                else json.loads(shapely.to_geojson(geometry)),
            }
            for properties, geometry in features
        ],
    }
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def degrees(shape):
    """Return a shape of EPSG:4549 in degrees."""
    return gpd.GeoSeries([shape], crs=4549).to_crs(4326).iloc[0]


def shapefile(folder, *, encoding="GBK", cpg=None, name="地块"):
    """Write a Shapefile with Chinese headings and values; no .cpg unless given."""
    path = folder / f"{name}.shp"
    frame = gpd.GeoDataFrame(
        {"宗地号": ["LC-1", "LC-2"], "名称": ["大塘垟", "德政"]}, geometry=[square(), square(east=200)], crs=4549
    )
    schema = {"geometry": "Polygon", "properties": {"宗地号": "str:20", "名称": "str:40"}}
    with fiona.open(path, "w", driver="ESRI Shapefile", schema=schema, crs="EPSG:4549", encoding=encoding) as sink:
        for row in frame.itertuples(index=False):
            geometry = shapely.geometry.mapping(row.geometry)
            sink.write({"geometry": geometry, "properties": {"宗地号": row[0], "名称": row[1]}, "type": "Feature"})
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def zipped(path, *files, arcname=None):
    """Zip files side by side."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            for part in file.parent.glob(f"{file.stem}.*"):
                archive.write(part, arcname or f"数据/{part.name}")
    return path


def codes(found):
    """Return row number and code of every problem."""
    return [(issue.row, issue.code) for issue in found.issues]


def areas(found, column="certificate_area_m2"):
    """Return the 亩 of a column."""
    return (np.asarray(found.frame[column], dtype=float) * 15 / 10000).round(4).tolist()
