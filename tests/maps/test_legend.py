"""The legend says in words what the map says in colour, letters and hatch."""

from xml.etree.ElementTree import fromstring

import pytest

from landuse.i18n import catalogue
from landuse.maps.legend import legend, swatch
from landuse.symbology import load_symbology


def test_the_legend_holds_what_is_there_in_the_order_of_the_way():
    """Only stages on the map, registered first, closed out last."""
    entries = legend(catalogue("en"), {"closed_out", "registered", "demolished"})
    assert [(entry.letter, entry.label) for entry in entries] == [
        ("R", "Registered"),
        ("D", "Demolished"),
        ("X", "Closed out"),
    ]


@pytest.mark.parametrize("stage", list(load_symbology().stages))
def test_a_swatch_is_an_image_of_colour_hatch_and_letters(stage):
    """Each swatch is well-formed SVG that names the colour and the letters."""
    (entry,) = legend(catalogue("zh-CN"), {stage})
    svg = swatch(entry)
    assert "".join(fromstring(svg).itertext()) == entry.letter
    assert entry.colour in svg
