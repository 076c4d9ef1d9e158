"""When a file says what the ledger says already."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.units import Measure, amount_in, m2_from, rounded
from landuse.views.same import CORNER_M, printed_same, same_cells, same_shapes
from tests.builders import BOW_TIE, square

AREA = TABLES[Layer.PARCELS].column("certificate_area_m2")
TEXT = TABLES[Layer.PARCELS].column("note")
DAY = TABLES[Layer.ENTERPRISES].column("needed_by")
NUMBER = TABLES[Layer.PLOTS].column("far")


def same(column, old, new, measure=None):
    kind = float if column in {AREA, NUMBER} else object
    return bool(same_cells(pd.Series([old], dtype=kind), pd.Series([new], dtype=kind), column, measure)[0])


@given(st.floats(0.01, 1e6), st.sampled_from([Measure.MU, Measure.M2]))
def test_a_printed_area_is_the_one_it_was_rounded_from(area_m2, measure):
    """Whatever the ledger holds, two decimals of it come back as the same."""
    printed = m2_from(rounded(amount_in(area_m2, measure)), measure)
    assert same(AREA, area_m2, printed, measure)
    assert printed_same(area_m2, printed)


@given(st.decimals(1, 1000, places=2), st.decimals("0.01", 100, places=2), st.sampled_from([Measure.MU, Measure.M2]))
def test_another_printed_area_is_another(amount, more, measure):
    """A cent of difference in print is a difference."""
    assert not same(AREA, m2_from(amount, measure), m2_from(amount + more, measure), measure)


def test_more_decimals_than_are_printed_are_meant():
    """12.354 is not 12.35, and hectares, which no list prints, are taken at their word."""
    assert not same(AREA, m2_from(12.35, Measure.MU), m2_from(12.354, Measure.MU), Measure.MU)
    assert not same(AREA, 12_345.0, m2_from(1.23, Measure.HA), Measure.HA)
    assert same(NUMBER, 0.1 + 0.2, 0.3)
    assert not same(NUMBER, 2.5, 2.51)


@pytest.mark.parametrize(
    ("old", "new"),
    [("垟", "垟"), ("=1+1", "'=1+1"), (" a ", "a"), ("a\x0bb", "ab"), (None, None), ("x\ny", "x\ny")],
)
def test_a_text_is_what_a_file_can_hold_of_it(old, new):
    """An apostrophe before a formula, a character that XML cannot hold, blanks around are no change."""
    assert same(TEXT, old, new)


def test_other_values_differ():
    """Texts, days, something and nothing."""
    assert not same(TEXT, "甲", "乙")
    assert not same(TEXT, None, "乙")
    assert not same(DAY, date(2023, 5, 6), date(2023, 5, 7))
    assert same(DAY, date(2023, 5, 6), date(2023, 5, 6))


def one(old, new):
    return bool(same_shapes(np.array([old], dtype=object), np.array([new], dtype=object))[0])


def test_a_shape_is_the_same_ground_however_it_is_written():
    """Another first corner, another winding, one part as several, a corner moved by less than a format keeps."""
    shape = square(mu=5)
    corners = list(shape.exterior.coords)[:-1]
    turned = shapely.Polygon([*corners[2:], *corners[:2]])
    assert one(shape, turned)
    assert one(shape, shapely.reverse(shape))
    assert one(shape, shapely.MultiPolygon([shape]))
    nudged = shapely.transform(turned, lambda xy: xy + np.sin(xy) * CORNER_M / 2)
    assert one(shape, nudged)
    assert one(BOW_TIE, BOW_TIE)
    assert one(None, None)


def test_another_shape_is_another():
    """A corner moved by ten centimetres, a corner more, a hole, nothing."""
    shape = square(mu=5)
    assert not one(shape, square(mu=5, east=0.1))
    assert not one(shape, shapely.segmentize(shape, 10))
    assert not one(shape, shape.difference(shape.centroid.buffer(1)))
    assert not one(shape, None)
    assert not one(None, shape)
