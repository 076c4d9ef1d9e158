"""The list of the demo district's parcels as xlsx against pandas and openpyxl."""

import tempfile
from datetime import date
from pathlib import Path

from pairs import compare

from landuse.actions.create_demo import create_demo
from landuse.actions.export_list import export_list
from landuse.model import Filter, Layer
from landuse.views.layers import records


def main() -> None:
    """Write both workbooks."""
    folder = Path(tempfile.mkdtemp())
    store = create_demo(folder / "w", actor="bench")
    chosen = Filter(as_of=date(2023, 5, 31))
    listed = records(store, Layer.PARCELS, chosen).drop(columns=["geometry", "recorded_at"])
    compare(
        "xlsx of 1,014 parcels",
        lambda: export_list(store, Layer.PARCELS, folder / "a.xlsx", filter=chosen, language="zh-CN", actor="bench"),
        lambda: listed.to_excel(folder / "b.xlsx", index=False, engine="openpyxl"),
    )


if __name__ == "__main__":
    main()
