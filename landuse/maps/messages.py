"""What the page tells the map: filter, selection, layers, where to look. Nothing of it may enter the map itself."""

from collections.abc import Collection, Mapping

from folium import FeatureGroup

from landuse.maps.chosen import IN_MESSAGE, offered
from landuse.maps.layers import Message
from landuse.maps.queries import query_of
from landuse.maps.server import TILE_LAYERS
from landuse.model import Filter

Box = tuple[float, float, float, float]


def map_update(
    *,
    filter: Filter,  # noqa: A002 -- the noun of the domain, keyword-only
    revision: int,
    geometry: Mapping[str, int],
    layers: Collection[str] = TILE_LAYERS,
    selected: Mapping[str, Collection[int]] | None = None,
    fit: Box | None = None,
    fit_count: int = 0,
    language: str = "",
    base: Collection[str] = (),
) -> FeatureGroup:
    """
    Return what ``st_folium`` takes as ``feature_group_to_add``: evaluated in the browser without mounting the map anew.

    Parameters
    ----------
    filter : Filter
        Whose day colours the map, and which draws the records it leaves out faint.
    revision : int
        ``store.revision()``: the map asks for colours again at once when it differs; otherwise within a second.
    geometry : mapping
        The revision of each layer's ground; with *revision* what :func:`landuse.maps.server.standing` returns.
    layers : collection of str
        Those shown, of zones, parcels and plots.
    selected : mapping
        Feature ids by layer, outlined in red; many of them are offered by a token that the browser fetches.
    fit : west, south, east, north in degrees, optional
        Where to look. Followed once; given again, only if *fit_count* differs.
    language : str
        In which the map is answered when it asks what lies under the pointer.
    base : collection of str
        Names of the configured base layers that are on.
    """
    outlined = {str(layer): fids for layer, fids in (selected or {}).items() if fids}
    few = {layer: sorted(map(int, fids)) for layer, fids in outlined.items() if len(fids) <= IN_MESSAGE}
    group = FeatureGroup(control=False)
    content = {
        "query": query_of(filter),
        "revision": revision,
        "geometry": dict(geometry),
        "layers": [layer for layer in TILE_LAYERS if layer in layers],
        "selected": few,
        "chosen": {layer: offered(fids) for layer, fids in outlined.items() if layer not in few},
        "fit": None if fit is None else [*fit, fit_count],
        "lang": language,
        "base": list(base),
    }
    group.add_child(Message(content))
    return group
