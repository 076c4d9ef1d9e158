"""Which records lie within an outline somebody drew or brought."""

import geopandas as gpd
import pandas as pd
import shapely

#: A record lies within an outline if more than this share of its ground does.
MOST = 0.5


def mostly_within(geometry: gpd.GeoSeries, outline: shapely.Geometry) -> pd.Series:
    """
    Tell which shapes have most of their ground within an *outline*.

    Parameters
    ----------
    geometry : GeoSeries
        Shapes in a projected CRS; a missing or invalid one is not within anything.
    outline : shapely Geometry
        A valid (multi)polygon in the same CRS.

    Returns
    -------
    Series of bool named ``within``, same index.

    Examples
    --------
    >>> squares = gpd.GeoSeries([shapely.box(0, 0, 10, 10), shapely.box(8, 0, 18, 10)], crs=4549)
    >>> mostly_within(squares, shapely.box(0, 0, 12, 12)).tolist()
    [True, False]
    """
    shapes = geometry.to_numpy()
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    within = pd.Series(data=False, index=geometry.index, name="within")
    shapely.prepare(outline)
    touched = sound & shapely.intersects(outline, shapes)
    common = shapely.area(shapely.intersection(shapes[touched], outline))
    within.loc[touched] = common > MOST * shapely.area(shapes[touched])
    return within
