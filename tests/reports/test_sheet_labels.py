"""Labels of printed maps: within their ground, never one over another, the fullest wording that fits."""

from decimal import Decimal

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.i18n import catalogue
from landuse.model import Layer
from landuse.reports.sheet_contents import Amount, Contents, ShownLayer
from landuse.reports.sheet_frame import Frame
from landuse.reports.sheet_labels import labels_of

#: A window of 200 × 150 mm where a millimetre is a metre.
FRAME = Frame(west=0, north=150, width=200, height=150, ratio=1000)
NOTHING = Amount(0, Decimal(0))
NO_UNITS = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4549)


def shown(layer, shapes, **columns):
    count = len(shapes)
    rows = {
        "key": [f"{layer}-{place}" for place in range(count)],
        "name": ["大塘垟工业区1-101号地块"] * count,
        "stage": ["registered"] * count,
        "area_mu": [12.34] * count,
        "inside": [True] * count,
        "selected": [False] * count,
        **columns,
    }
    return ShownLayer(layer, gpd.GeoDataFrame(rows, geometry=shapes, crs=4549), {}, NOTHING, NOTHING, NOTHING)


def labels(*layers, units=NO_UNITS):
    return labels_of(Contents(layers, {"units": units}), FRAME, text=catalogue(), type_scale=1.0)


def said(label):
    return [line for line, _ in label.lines]


RECTANGLES = st.lists(
    st.builds(
        lambda x, y, w, h: shapely.box(x / 10, y / 10, (x + w) / 10, (y + h) / 10),
        *(st.integers(-200, 1900), st.integers(-200, 1400), st.integers(1, 800), st.integers(1, 600)),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(RECTANGLES, RECTANGLES, RECTANGLES)
def test_no_label_lies_over_another_or_outside(parcels, plots, zones):
    """Whatever lies over what, labels are apart and in the window."""
    units = gpd.GeoDataFrame({"name": ["甲街道"]}, geometry=[shapely.box(-50, -50, 250, 200)], crs=4549)
    layers = [shown(*one) for one in ((Layer.ZONES, zones), (Layer.PARCELS, parcels), (Layer.PLOTS, plots))]
    fields = [shapely.box(*label.rectangle) for label in labels(*layers, units=units)]
    window = shapely.box(0, 0, 200, 150)
    assert all(window.covers(field) for field in fields)
    for place, field in enumerate(fields):
        assert all(shapely.area(shapely.intersection(field, fields[:place])) < 1e-9)


@settings(max_examples=40)
@given(RECTANGLES)
def test_a_parcel_s_label_lies_in_its_ground(parcels):
    """None reaches over the border of all parcels."""
    ground = shapely.transform(shapely.union_all(np.array(parcels, dtype=object)), FRAME.on_paper)
    for label in labels(shown(Layer.PARCELS, parcels)):
        assert ground.buffer(1e-6).covers(shapely.box(*label.rectangle))


def test_the_fullest_wording_that_fits():
    """A wide parcel bears name and 亩, a low one 亩 alone, a small one its stage's letter, a speck nothing."""
    wide, low = shapely.box(10, 10, 80, 60), shapely.box(100, 10, 120, 14)
    small, speck = shapely.box(10, 100, 14, 104), shapely.box(100, 100, 102, 102)
    found = [said(label) for label in labels(shown(Layer.PARCELS, [wide, low, small, speck]))]
    assert found == [["大塘垟工业区1-101号地块", "R 12.34 亩"], ["R 12.34 亩"], ["R"]]


def test_a_record_without_a_name_bears_its_key():
    """Its 亩 are left out where nobody knows them."""
    layer = shown(Layer.PARCELS, [shapely.box(10, 10, 80, 60)], name=[None], area_mu=[np.nan])
    assert [said(label) for label in labels(layer)] == [["parcels-0", "R"]]


def test_a_parcel_under_a_plot_is_written_beside_it():
    """... and not at all where the plot leaves it no room, unless somebody selected it."""
    parcel, plot = shapely.box(10, 10, 110, 60), shapely.box(10, 10, 60, 60)
    layers = shown(Layer.PARCELS, [parcel]), shown(Layer.PLOTS, [plot])
    of_plot, of_parcel = labels(*layers)
    assert of_plot.rectangle[2] <= 60 <= of_parcel.rectangle[0]
    assert len(labels(shown(Layer.PARCELS, [plot]), shown(Layer.PLOTS, [plot]))) == 1
    assert len(labels(shown(Layer.PARCELS, [plot], selected=[True]), shown(Layer.PLOTS, [plot]))) == 2


def test_what_the_filter_leaves_out_bears_no_label():
    """Unless it is selected."""
    shapes = [shapely.box(10, 10, 80, 60)]
    assert labels(shown(Layer.PARCELS, shapes, inside=[False])) == ()
    assert len(labels(shown(Layer.PARCELS, shapes, inside=[False], selected=[True]))) == 1
