"""Files as offices send them, made for journeys through the way in."""

from pathlib import Path

import geopandas as gpd
import openpyxl
import shapely

#: Ground in EPSG:4549, in 双屿街道, where the demo district has no record, 1,300 m to the east.
CORNER = (554_500.0, 3_100_270.0)
SHAPEFILE = ("shp", "shx", "dbf", "prj", "cpg")


def square(east: float = 0, side: float = 100.0) -> shapely.Polygon:
    """Return a square, its corner so many metres east of the corner."""
    x, y = CORNER[0] + east, CORNER[1]
    return shapely.box(x, y, x + side, y + side)


def bow_tie(east: float = 0) -> shapely.Polygon:
    """Return a ring that crosses itself: two triangles of 2,500 m² each."""
    x, y = CORNER[0] + east, CORNER[1]
    return shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])


def parcels(keys: list[str], shapes: list[shapely.Polygon]) -> gpd.GeoDataFrame:
    """Return parcels as a town writes them."""
    rows = {"地块编号": keys, "地块名称": [f"东垟{key}" for key in keys], "属地": ["双屿街道"] * len(keys)}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4549)


def shapefile_in_gbk(folder: Path, frame: gpd.GeoDataFrame, name: str) -> list[Path]:
    """Write a Shapefile whose texts are GBK and which does not say so."""
    frame.to_file(folder / f"{name}.shp", encoding="GBK")
    (folder / f"{name}.cpg").unlink()
    return [path for path in sorted(folder.glob(f"{name}.*")) if path.suffix[1:] in SHAPEFILE]


def list_with_two_headings(path: Path, rows: list[tuple[str, str, str, object, object]]) -> Path:
    """Write a list with a title, a unit line, headings in two lines with merged cells, and a row of totals."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023年低效工业用地清单"])
    sheet.append(["单位:亩"])
    sheet.append(["地块编号", "地块名称", "属地", "面积", None])
    sheet.append([None, None, None, "证载面积", "批准面积"])
    for row in rows:
        sheet.append(row)
    sheet.append(["合计", None, None, 24.5, 23])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("D3:E3")
    for column in "ABC":
        sheet.merge_cells(f"{column}3:{column}4")
    book.save(path)
    return path


def boundary_points(path: Path, key: str) -> Path:
    """Write 界址点 in GBK: a square of one hectare in zone 40, eastings with the zone's number."""
    east, north = gpd.GeoSeries([square()], crs=4549).to_crs(4528).iloc[0].exterior.coords[0]
    corners = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
    points = [f"J{at % 4 + 1},1,{north + dy:.3f},{east + dx:.3f}" for at, (dx, dy) in enumerate(corners)]
    head = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=40"]
    body = ["[地块坐标]", f"5,1.0000,{key},东垟点,面,,工业用地,,@", *points]
    path.write_text("\r\n".join([*head, *body]) + "\r\n", encoding="gbk")
    return path


def edited(path: Path, key: str, heading: str, value: object) -> Path:
    """Write over one cell of an exported list: the row of a key, the column of a heading."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(str(cell.value or "").startswith(heading) for cell in row))
    column = next(cell.column for cell in head if str(cell.value or "").startswith(heading))
    row = next(cell.row for cell in sheet["A"] if cell.value == key)
    sheet.cell(row, column).value = value
    book.save(path)
    return path
