"""Pictures of papers: bars to scale, maps of what the filter lets through."""

import io

import numpy as np
import pytest
from PIL import Image

from landuse.i18n import catalogue
from landuse.model import Filter, Layer
from landuse.reports.paper_pdf import picture_png
from landuse.reports.pictures import Bar, bars_picture, map_picture
from landuse.symbology import load_symbology
from tests.builders import MAY, parcel, workspace


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture_png(picture, "zh-CN"))).convert("RGB")).astype(int)


def share_of(found, colour):
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return (np.abs(found - wanted) <= 3).all(axis=-1)


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_bar_is_as_long_as_its_share(share):
    """Of the whole track; the colour says whether it is behind."""
    picture = bars_picture([Bar("甲", share, 0.4, "", behind=True)], caption="", key="")
    found = share_of(pixels(picture), load_symbology().stages["demolished"].colour)
    track = picture.width - picture.values["label"] - picture.values["words"]
    longest = found.sum(axis=1).max() / (200 / 25.4)
    assert longest == pytest.approx(share * track, abs=1.2)


def test_more_than_the_whole_still_fits():
    """A bar of 160 % makes the track stand for 160 %."""
    picture = bars_picture([Bar("甲", 1.6, 0.4, "", behind=False)], caption="", key="")
    assert picture.values["most"] == 1.6


def test_a_map_shows_and_outlines(tmp_path):
    """Its caption, scale and labels are values; what is selected is outlined in red."""
    store = workspace(tmp_path / "workspace", parcels=[parcel("P1", name="甲厂"), parcel("P2", east=200)])
    box = (120.61, 28.01, 120.615, 28.014)
    asked = {"caption": "现状", "text": catalogue(), "language": "zh-CN"}
    plain = map_picture(store, box, Filter(as_of=MAY), **asked)
    marked = map_picture(store, box, Filter(as_of=MAY), selected={Layer.PARCELS: ["P1"]}, **asked)
    assert plain.values["ratio"].startswith("1:")
    assert load_symbology().selected.line in marked.drawing
    assert load_symbology().selected.line not in plain.drawing
    store.close()
