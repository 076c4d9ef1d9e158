"""Shapes of the district as files hold them: in any system, turned, shifted."""

import numpy as np
import shapely
from pyproj import Transformer

from landuse.geo.shifted import Shift, shifted


def shapes(*geometry):
    """Return shapes as an array."""
    drawn = np.empty(len(geometry), dtype=object)
    drawn[:] = geometry
    return drawn


def written(drawn, code, *, swapped=False, shift=Shift.NONE, prefix=0):
    """Return shapes of EPSG:4549 in another system, the easting after a zone's number (millions) if *prefix* says so."""
    to_degrees = Transformer.from_crs(4549, 4326, always_xy=True)
    from_degrees = Transformer.from_crs(4326, code, always_xy=True)

    def carried(points):
        degrees = shifted(np.column_stack(to_degrees.transform(*points.T)), shift)
        there = np.column_stack(from_degrees.transform(*degrees.T)) + np.array([prefix * 1e6, 0])
        return there[:, ::-1] if swapped else there

    return shapely.transform(drawn, carried)
