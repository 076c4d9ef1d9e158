"""The pictures of papers: a place on the map by stage, indicators against what was due, photos."""

import base64
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from PIL import Image, ImageOps

from landuse.i18n import Catalogue
from landuse.model import Filter, Layer
from landuse.reports.blocks import Picture
from landuse.reports.map_drawing import map_svg
from landuse.reports.sheet_contents import SHEET_LAYERS, SheetRequest, contents_of
from landuse.reports.sheet_frame import FINE_RATIOS, Box, frame_in
from landuse.reports.sheet_labels import labels_of
from landuse.store import Store
from landuse.symbology import load_symbology

#: The widest a picture may be on A4, in mm.
WIDTH_MM = 160.0
#: A photo: the most it takes of a page in mm, the longer side in pixels that is printed.
_PHOTO_MM, _PHOTO_PIXELS = (130.0, 95.0), 1200
_BAR_MM, _LABEL_MM, _WORDS_MM = 9.0, 30.0, 42.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how much of 1 is done, what share was due, and both in words."""

    label: str
    share: float | None
    due: float | None
    words: str
    behind: bool


def map_picture(
    store: Store,
    box: Box,
    chosen: Filter,
    *,
    caption: str,
    text: Catalogue,
    language: str,
    known_at: datetime | None = None,
    height: float = 100.0,
    selected: dict[Layer, list[str]] | None = None,
) -> Picture:
    """
    Return the map of a box (WGS 84 degrees): what the filter lets through in full, the rest faint.

    Names stand where they fit; *selected* records are outlined in red.
    """
    frame = frame_in(box, crs=store.settings.crs, window=(WIDTH_MM, height), ratios=FINE_RATIOS)
    request = SheetRequest(
        box=box,
        chosen=chosen,
        layers=SHEET_LAYERS,
        language=language,
        selected=dict(selected or {}),
        known_at=known_at,
    )
    contents = contents_of(store, request, frame)
    labels = [asdict(label) for label in labels_of(contents, frame, text=text, type_scale=1.0)]
    values = {"labels": labels, "ratio": text("sheet.ratio", ratio=f"{frame.ratio:,}")}
    return Picture("map", values, WIDTH_MM, height, caption, map_svg(contents, frame))


def bars_picture(bars: Sequence[Bar], *, caption: str, key: str) -> Picture:
    """Return bars with a mark where they should be; *key* says what the mark is."""
    symbology = load_symbology()
    behind, well = symbology.stages["demolished"].colour, symbology.stages["resupplied"].colour
    rows = [
        {
            "label": bar.label,
            "share": bar.share,
            "due": bar.due,
            "words": bar.words,
            "colour": behind if bar.behind else well,
        }
        for bar in bars
    ]
    most = max([1.0, *(bar.share or 0.0 for bar in bars), *(bar.due or 0.0 for bar in bars)])
    values = {
        "rows": rows,
        "label": _LABEL_MM,
        "words": _WORDS_MM,
        "most": most,
        "track": symbology.stages["registered"].colour,
        "key": key,
    }
    return Picture("bars", values, WIDTH_MM, _BAR_MM * (len(bars) + 0.9), caption)


def photo_picture(content: bytes, *, caption: str) -> Picture:
    """Return a photo (JPEG or PNG) upright and small enough to print, without what the camera wrote into it."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as photo:
        upright = ImageOps.exif_transpose(photo).convert("RGB")
    upright.thumbnail((_PHOTO_PIXELS, _PHOTO_PIXELS))
    upright.save(target, "JPEG", quality=85)
    width, height = upright.size
    scale = min(_PHOTO_MM[0] / width, _PHOTO_MM[1] / height)
    encoded = base64.b64encode(target.getvalue()).decode("ascii")
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{encoded}"/></svg>'
    )
    return Picture("photo", {}, width * scale, height * scale, caption, drawing)
