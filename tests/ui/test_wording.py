"""What numbers mean in a word."""

from decimal import Decimal

from landuse.i18n import catalogue
from landuse.ui.wording import amount_of
from landuse.units import Measure


def test_floor_area_is_printed_in_whole_square_metres():
    """Land has hundredths of a 亩, floor area none."""
    text = catalogue()
    assert amount_of(text, Decimal("39.285"), Measure.MU) == "39.29 亩"
    assert amount_of(text, Decimal(126000), Measure.M2) == "126,000 平方米"
