"""The legend in words: what each stage on the map looks like and is called."""

from collections.abc import Collection
from dataclasses import dataclass

from landuse.i18n import Catalogue
from landuse.symbology import HATCH_PATHS, Hatch, load_symbology


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One stage of the legend; ``ink`` is the colour of letters and hatch."""

    stage: str
    letter: str
    colour: str
    hatch: Hatch
    label: str
    ink: str


def legend(text: Catalogue, stages_present: Collection[str]) -> tuple[LegendEntry, ...]:
    """Return the entries of the stages that are present, in the order of the way."""
    return tuple(
        LegendEntry(
            stage=symbol.stage,
            letter=symbol.letter,
            colour=symbol.colour,
            hatch=symbol.hatch,
            label=text(f"stages.{symbol.stage}"),
            ink=symbol.ink,
        )
        for symbol in load_symbology().stages.values()
        if symbol.stage in stages_present
    )


def swatch_path(entry: LegendEntry) -> str:
    """Return where the server has the swatch of an entry, as any page says it: cards go out with each click."""
    return f"landuse/swatches/{entry.stage}.svg"


def swatch(entry: LegendEntry, *, width: int = 30, height: int = 18) -> str:
    """Return a swatch of an entry as SVG, in which nothing comes from a user."""
    ink, outline = entry.ink, load_symbology().layers["parcels"].line
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{HATCH_PATHS[entry.hatch]}" stroke="{ink}" stroke-opacity="0.5" stroke-width="1.1" fill="none"/>'
        f'</pattern></defs><rect width="{width}" height="{height}" rx="2" fill="{entry.colour}"/>'
        f'<rect width="{width}" height="{height}" rx="2" fill="url(#hatch)" stroke="{outline}" stroke-width="0.8"/>'
        f'<text x="{width / 2:g}" y="{height * 0.72:g}" font-family="sans-serif" font-size="{height * 0.6:g}" '
        f'font-weight="700" text-anchor="middle" paint-order="stroke" stroke="{entry.colour}" stroke-width="3" '
        f'fill="{ink}">{entry.letter}</text></svg>'
    )
