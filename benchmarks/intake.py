"""
The way of a file in, against bare reads of the same file: ratios within one run (README.md says how).

``python benchmarks/intake.py`` runs all; ``parcels``, ``preview``, ``sheet`` or ``memory`` behind it runs one.
"""

import re
import resource
import subprocess
import sys
import tempfile
from datetime import date
from itertools import count
from pathlib import Path

import districts
import fiona
import geopandas as gpd
import numpy as np
import pyogrio
import shapely
import xlsxwriter
from pairs import compare
from python_calamine import CalamineWorkbook

from landuse.actions.import_layer import import_layer
from landuse.config import Settings
from landuse.intake.harmonise import Known
from landuse.intake.inspect import inspect_file
from landuse.intake.read import Request, Setting, read_file, read_raw
from landuse.intake.upload import receive
from landuse.model import Layer
from landuse.rules import load_rules
from landuse.store import create_workspace
from landuse.units import mu_from_m2

PARCELS, ROWS = 100_000, 200_000
#: Enough for a median, and all of it within five minutes.
ROUNDS = 3
DAY = date(2023, 5, 31)
ASKED = Request(layer=Layer.PARCELS, mapping={})
SETTINGS = Settings(crs=districts.CRS, box=(120.1, 27.7, 120.6, 28.1))


def main() -> None:
    """Make the files and run what is asked for."""
    wanted = sys.argv[1:] or ["parcels", "preview", "sheet", "memory"]
    if len(wanted) == 2:
        measure_memory(wanted[0], Path(wanted[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            {"parcels": parcels, "preview": preview, "sheet": sheet, "memory": memory}[name](Path(folder))


def drawn(folder: Path, size: int = PARCELS) -> Path:
    """Write parcels of :mod:`districts` as a GeoPackage with headings of an office, and return it."""
    path = folder / f"parcels_{size}.gpkg"
    if not path.exists():
        numbers, across = np.arange(size), int(np.ceil(np.sqrt(size)))
        shapes = districts.cells(numbers, across)
        areas = shapely.area(shapes)
        columns = {
            "地块编号": [f"P{number:07d}" for number in numbers],
            "地块名称": [f"示例{number}号地块" for number in numbers],
            "所属街镇": [districts.UNITS[number % len(districts.UNITS)] for number in numbers],
            "证载面积(亩)": np.round(mu_from_m2(areas), 2),
            "图斑面积": np.round(areas, 2),
            "年度": 2023,
        }
        gpd.GeoDataFrame(columns, geometry=shapes, crs=districts.CRS).to_file(path, driver="GPKG")
    return path


def parcels(folder: Path) -> None:
    """From a GeoPackage to the commit: gate, child process, every check, overlaps, one transaction."""
    path, rounds = drawn(folder), count()

    def ours() -> None:
        taken_in(path, folder / f"w{next(rounds)}")

    def bare() -> None:
        pyogrio.write_dataframe(pyogrio.read_dataframe(path), folder / f"b{next(rounds)}.gpkg")

    compare(f"import of {PARCELS:,} parcels against pyogrio's read and write", ours, bare, rounds=ROUNDS)


def taken_in(path: Path, workspace: Path) -> None:
    """Import a file of parcels into a new workspace."""
    store = create_workspace(workspace, SETTINGS)
    outcome = import_layer(store, path, layer=Layer.PARCELS, actor="bench", today=DAY)
    store.close()
    assert outcome.accepted == outcome.read
    assert outcome.uncounted == 0


def preview(folder: Path) -> None:
    """From the gate to what the file is with its first rows, and to every row and shape in memory."""
    path = drawn(folder)

    def sniffed() -> None:
        assert inspect_file(path).sample

    def ours() -> None:
        assert len(read_raw(receive(path), ASKED)) == PARCELS

    def bare() -> None:
        with fiona.open(path) as source:
            assert sum(1 for _ in source) == PARCELS

    compare(f"gate to preview of {PARCELS:,} parcels against fiona's reading", sniffed, bare, rounds=ROUNDS)
    compare(f"gate to all rows of {PARCELS:,} parcels against fiona's reading", ours, bare, rounds=ROUNDS)


def sheet(folder: Path) -> None:
    """From the gate to all cells of a workbook, and to its checked rows."""
    path = folder / "sheet.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["地块编号", "地块名称", "所属街镇", "证载面积(亩)", "合同面积(亩)", "备注"])
    for number in range(ROWS):
        area = round(10 + number % 977 / 7, 2)
        unit = districts.UNITS[number % len(districts.UNITS)]
        page.write_row(number + 1, 0, [f"P{number:07d}", f"示例{number}号地块", unit, area, f"{area}亩", "无"])
    book.close()
    setting = Setting(SETTINGS, load_rules(), Known(), DAY)

    def raw() -> None:
        assert len(read_raw(receive(path), ASKED)) == ROWS

    def ours() -> None:
        assert read_file(path, ASKED, setting).accepted == ROWS

    def bare() -> None:
        assert len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()) == ROWS + 1

    compare(f"{ROWS:,} rows of a workbook against calamine's reading", raw, bare, rounds=ROUNDS)
    compare(f"{ROWS:,} rows of a workbook, checked, against calamine's reading", ours, bare, rounds=ROUNDS)


def memory(folder: Path) -> None:
    """Peak of the import and of its child process, each above what a small file takes, against a frame in memory."""
    small, large = drawn(folder, 100), drawn(folder)
    grown = {}
    for kind in ("held", "import"):
        peaks = [
            np.array([int(part) for part in subprocess.check_output([sys.executable, __file__, kind, path]).split()])
            for path in (small, large)
        ]
        grown[kind] = peaks[1] - peaks[0]
    held, (own, child) = grown["held"][0], grown["import"]
    megabytes = f"{own / 1024:.0f} MB and {child / 1024:.0f} MB in the child against {held / 1024:.0f} MB"
    print(f"memory of the import: {megabytes}, ratio {(own + child) / held:.2f}")


def measure_memory(kind: str, path: Path) -> None:
    """Print the peak of this process and of its children in kB; ``held`` prints what a frame in memory takes."""
    if kind == "held":
        frame = pyogrio.read_dataframe(path)
        shapely.prepare(frame.geometry.to_numpy()[:1])
        print(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024, 0)
        return
    with tempfile.TemporaryDirectory() as folder:
        taken_in(path, Path(folder) / "w")
    # The peak that the system keeps of a process is at least that of the one that started it; this is its own.
    own = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert own is not None
    print(own.group(1), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


if __name__ == "__main__":
    main()
