"""A small map of few shapes, beside the district's units: where a file would lie, where a problem is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import shapely
from folium import FeatureGroup, Map
from folium.elements import JSCSSMixin
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from landuse.i18n import Catalogue
from landuse.maps.layers import Message
from landuse.maps.messages import Box
from landuse.maps.offline import ASSETS_URL, localise

Look = Literal["problem", "before", "after", "chosen", "other", "district"]
#: What the map itself says, by the names its script knows.
TEXTS = {"label": "sketch", "zoom_in": "zoom_in", "zoom_out": "zoom_out"}
#: Decimals of a degree: 1 cm, so that a crossing of two edges is seen where it is.
_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape to draw, in WGS 84 degrees; *title* is shown under the pointer, as text."""

    geometry: BaseGeometry
    look: Look
    title: str = ""


class _SketchLayer(JSCSSMixin):
    """What ``assets/landuse-sketch.js`` draws; the script is the same whatever is drawn."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            landuseSketch.mount({{ this._parent.get_name() }}, {{ this.texts|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SketchLayer"
        self.default_js = [("landuse-sketch", f"{ASSETS_URL}landuse-sketch.js")]
        self.default_css = [("landuse-map-css", f"{ASSETS_URL}landuse-map.css")]
        self.texts = dict(texts)


class _Sketch(Message):
    """What is drawn, as a child of the ``feature_group_to_add`` that streamlit-folium evaluates."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            landuseSketch.show({{ this.content|tojson }});
        {% endmacro %}
        """
    )


def sketch_map(*, bounds: Box, text: Catalogue) -> Map:
    """
    Return the empty map, which loads nothing from elsewhere; what it shows is sent by :func:`sketch_update`.

    Parameters
    ----------
    bounds : west, south, east, north
        In degrees; what the map opens with. The same on each run, or the map is mounted anew.
    text : Catalogue
    """
    west, south, east, north = bounds
    folium_map = Map(location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_control=False)
    folium_map.add_child(_SketchLayer({name: text(f"canvas.{said}") for name, said in TEXTS.items()}))
    folium_map.fit_bounds([[south, west], [north, east]])
    return localise(folium_map)


def sketch_update(shapes: Iterable[Shape], *, fit: Box | None = None) -> FeatureGroup:
    """
    Return what ``st_folium`` takes as ``feature_group_to_add``.

    Parameters
    ----------
    shapes : iterable of Shape
        Few: they are sent as GeoJSON.
    fit : west, south, east, north in degrees, optional
        Where to look; None: around the shapes.
    """
    drawn = [shape for shape in shapes if not shape.geometry.is_empty]
    group = FeatureGroup(control=False)
    group.add_child(
        _Sketch(
            {
                "shapes": [
                    {"look": shape.look, "title": shape.title, "geometry": _geometry(shape.geometry)} for shape in drawn
                ],
                "fit": list(fit or _around(drawn) or ()) or None,
            }
        )
    )
    return group


def _geometry(geometry: BaseGeometry) -> dict[str, object]:
    """Return a shape as GeoJSON; a crossing ring stays as it was drawn."""
    rounded = shapely.transform(geometry, lambda points: points.round(_DECIMALS))
    found: dict[str, object] = shapely.geometry.mapping(rounded)
    return found


def _around(shapes: list[Shape]) -> Box | None:
    if not shapes:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds([shape.geometry for shape in shapes]))
    return west, south, east, north
