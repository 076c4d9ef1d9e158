"""
What reports cost: 100,000 rows as xlsx against pandas and openpyxl, the memory they take, a bulletin with maps.

``python benchmarks/reports.py [list|memory|bulletin]``; the memory is that of what is written, not of the rows.
"""

import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from landuse.actions.create_demo import create_demo
from landuse.model import Filter, Layer
from landuse.periods import parse_period
from landuse.reports.issue import DocumentRequest, make
from landuse.reports.listing import Listing, listing
from landuse.reports.lists import write_xlsx
from landuse.store import Store

ROWS, FEWER, MAPS = 100_000, 10_000, 15
DAY = date(2023, 5, 31)


def long_list(store: Store, rows: int) -> Listing:
    """Return the list of the demo district's parcels, over and over until it has so many rows."""
    found = listing(store, Layer.PARCELS, Filter(as_of=DAY), language="zh-CN")
    plain = pd.DataFrame(found.frame.drop(columns="geometry"))
    times = -(-rows // len(plain))
    frame = pd.concat([plain] * times, ignore_index=True).iloc[:rows]
    return replace(found, frame=frame, versions=tuple((f"{row}", 1) for row in range(rows)))


def compare_lists(store: Store, folder: Path) -> None:
    """Write the same rows once each way, after a warm-up of a tenth; print the ratio of processor time."""
    few, many = long_list(store, FEWER), long_list(store, ROWS)
    write_xlsx(few, folder / "a.xlsx")
    few.frame.to_excel(folder / "b.xlsx", index=False, engine="openpyxl")
    start = time.process_time()
    write_xlsx(many, folder / "a.xlsx")
    between = time.process_time()
    many.frame.to_excel(folder / "b.xlsx", index=False, engine="openpyxl")
    ours, theirs = between - start, time.process_time() - between
    columns = len(many.columns)
    print(f"xlsx of {ROWS:,} rows of {columns} columns: {ours:.1f} s against {theirs:.1f} s, ratio {ours / theirs:.2f}")


def memory(store: Store, folder: Path) -> None:
    """Print the peak of what writing allocates, for a list and one of ten times its rows."""
    peaks = []
    for rows in (FEWER, ROWS):
        found = long_list(store, rows)
        tracemalloc.start()
        write_xlsx(found, folder / "a.xlsx")
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    print(f"peak of writing {FEWER:,} and {ROWS:,} rows: {peaks[0]:.0f} MB and {peaks[1]:.0f} MB")


def bulletin(store: Store, _folder: Path) -> None:
    """Print how long a bulletin with maps takes as docx and as PDF."""
    period = parse_period("2023H1")
    for form in ("docx", "pdf"):
        request = DocumentRequest("bulletin", period, DAY, form=form, options=(("maps", str(MAPS)),))
        start = time.perf_counter()
        made = make(store, request, known_at=datetime.now(UTC))
        took = time.perf_counter() - start
        print(f"bulletin with {MAPS} maps as {form}: {took:.1f} s, {len(made.content) / 1e6:.1f} MB")


PARTS = {"list": compare_lists, "memory": memory, "bulletin": bulletin}


def main() -> None:
    """Run the parts that are named, or all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = create_demo(folder / "w", actor="bench")
        for part in sys.argv[1:] or PARTS:
            PARTS[part](store, folder)
        store.close()


if __name__ == "__main__":
    main()
