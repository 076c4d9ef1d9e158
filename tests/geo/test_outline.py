"""What lies within an outline."""

import geopandas as gpd
import shapely

from landuse.geo.outline import mostly_within
from tests.builders import BOW_TIE, square


def test_most_of_the_ground_decides():
    """Whole, more than half, less than half, outside, and shapes that lie nowhere."""
    shapes = gpd.GeoSeries(
        [square(), square(east=40), square(east=60), square(east=500), BOW_TIE, None, shapely.Polygon()], crs=4549
    )
    assert mostly_within(shapes, square()).tolist() == [True, True, False, False, False, False, False]
