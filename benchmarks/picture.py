"""
Draw what ``map.py --json`` measured: ``python benchmarks/picture.py RESULTS.json docs/images/map-benchmark.png``.

Ours beside the beginner's map, first paint and click, on a logarithmic scale, with the seconds written on the bars.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

OURS, PEER = "#1b6f8a", "#c8a15a"


def main() -> None:
    """Draw, and write the picture."""
    results, picture = (Path(argument) for argument in sys.argv[1:3])
    measured = json.loads(results.read_text())
    mpl.use("Agg")
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained")
    _bars(axes[0], measured, "paint_s", "First paint on a warm server, seconds")
    _bars(axes[1], measured, "click_s", "From a click to its card, seconds (median)")
    axes[0].legend(loc="upper left", frameon=False)
    figure.savefig(picture, dpi=110)


def _bars(axes: Axes, measured: dict[str, dict[str, Any]], what: str, title: str) -> None:
    sizes = list(measured["ours"])
    for shift, (who, label, colour) in enumerate(
        (("ours", "landuse", OURS), ("peer", "st_folium + folium.GeoJson", PEER))
    ):
        runs = [measured[who].get(size, {}).get(what) for size in sizes]
        heights = [statistics.median(run) if run else None for run in runs]
        places = [place + 0.4 * (shift - 0.5) for place, height in enumerate(heights) if height is not None]
        shown = [height for height in heights if height is not None]
        bars = axes.bar(places, shown, width=0.38, color=colour, label=label)
        axes.bar_label(bars, labels=[f"{height:.2f}" for height in shown], padding=2, fontsize=9)
    axes.set_yscale("log")
    axes.margins(y=0.15)
    axes.set_xticks(range(len(sizes)), [f"{int(size):,} parcels" for size in sizes])
    axes.set_title(title, fontsize=11, loc="left")
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    main()
