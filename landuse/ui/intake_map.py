"""Small maps of the way in: where a file lies, where a problem is, how a shape was and would be, where it could be."""

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry
from streamlit_folium import st_folium

from landuse.geo.display import to_lonlat
from landuse.maps.district_map import district_bounds
from landuse.maps.sketch import Look, Shape, sketch_map, sketch_update
from landuse.model import Issue
from landuse.ui.session import Context

#: In pixels; constant, or the page jumps.
HEIGHT = 330
#: Of a file, so many shapes are drawn; where there are more, every so many-th.
_MOST = 400
#: How far around a place the map looks, in degrees: some 100 m.
_AROUND = 0.001
Box = tuple[float, float, float, float]


def sketch(
    context: Context, shapes: Iterable[Shape], *, key: str, fit: Box | None = None, height: int = HEIGHT
) -> None:
    """Draw a small map; what it shows changes without mounting it anew."""
    with st.container(key=f"sketch_{key}"):
        st_folium(
            sketch_map(bounds=district_bounds(context.store), text=context.text),
            key=f"sketch_map_{key}",
            height=height,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=sketch_update(shapes, fit=fit),
        )


def problem_map(
    context: Context,
    frame: gpd.GeoDataFrame,
    numbers: Sequence[int] | npt.NDArray[Any],
    issue: Issue | None,
    *,
    key: str,
) -> None:
    """Draw where a problem is: its row's shape and its place; without one, where the whole file lies."""
    text = context.text
    row = None if issue is None or issue.row == 0 else frame.loc[np.asarray(numbers) == issue.row]
    place = None if issue is None else issue.place
    if (row is None or row.geometry.isna().all()) and place is None:
        sketch(context, _all(frame), key=key)
        return
    look: Look = "other" if place is not None else "problem"
    shapes = [] if row is None else [Shape(shape, look) for shape in _drawn(row)]
    fit = None
    if place is not None:
        point = shapely.Point(place.lng, place.lat)
        shapes.append(Shape(point, "problem", "" if issue is None else text.problem(issue)))
        fit = (place.lng - _AROUND, place.lat - _AROUND, place.lng + _AROUND, place.lat + _AROUND)
    sketch(context, shapes, key=key, fit=fit if len(shapes) == 1 else None)


def _all(frame: gpd.GeoDataFrame) -> list[Shape]:
    """Return the shapes of a file, or of so many of its rows that a browser draws them at once."""
    step = max(1, -(-len(frame) // _MOST))
    return [Shape(shape, "chosen") for shape in _drawn(frame.iloc[::step])]


def _drawn(frame: gpd.GeoDataFrame) -> list[BaseGeometry]:
    shapes = frame.geometry.loc[frame.geometry.notna()]
    return list(to_lonlat(shapes)) if len(shapes) else []
