"""The map beside its card: state first, map second, so that nothing that is picked ever mounts the map anew."""

from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from landuse.maps.clicks import clicked
from landuse.maps.district_map import district_bounds, district_map
from landuse.maps.legend import legend
from landuse.maps.messages import map_update
from landuse.model import Layer
from landuse.ui import cards, session
from landuse.ui.guard import guarded, guarded_write
from landuse.ui.record_card import card, choice
from landuse.ui.selection import MAP_LAYERS
from landuse.ui.session import Context
from landuse.views.parcels import Hit, at
from landuse.views.places import extent

MAP_KEY = "district_map"
_SWITCH = "map_layers"
#: The map and its card, in pixels, before the style sheet makes them fill the screen. Constant, or the map jumps.
HEIGHT = 480


@st.fragment
def map_and_card(context: Context) -> None:
    """Draw the map and the card of what is picked; only this runs again at a click."""
    context = context.now()
    with guarded(context.text):
        left, right = st.columns([3, 2], gap="small")
        with left:
            _map(context, layers_shown())
            _layer_switch(context)
            cards.legend(legend(context.text, context.choices.stages))
        with right, st.container(height=HEIGHT, border=True, key="card"):
            choice(context)
            card(context)


def layers_shown() -> tuple[Layer, ...]:
    """Return the layers that the switch below the map leaves on."""
    chosen = session.field(_SWITCH, MAP_LAYERS)
    return tuple(layer for layer in MAP_LAYERS if layer in chosen)


def _layer_switch(context: Context) -> None:
    text = context.text
    st.pills(
        text("map.layers"),
        MAP_LAYERS,
        selection_mode="multi",
        format_func=lambda layer: text.label("layers", layer),
        default=MAP_LAYERS,
        key=_SWITCH,
        label_visibility="collapsed",
    )


def _map(context: Context, shown: tuple[Layer, ...]) -> None:
    looking, count = session.looking()
    picked: dict[str, list[int]] = {}
    for hit in _outlined(context):
        picked.setdefault(hit.layer, []).append(hit.fid)
    st_folium(
        district_map(bounds=district_bounds(context.store), text=context.text),
        key=MAP_KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=map_update(
            filter=context.selection.filter,
            revision=context.store.revision(),
            layers=shown,
            selected=picked,
            fit=extent(context.store, looking),
            fit_count=count,
        ),
        on_change=partial(_picked, context, shown),
    )


def _outlined(context: Context) -> list[Hit]:
    """Return what is outlined: what a list marked, or the one record whose card is open."""
    hits, record = session.hits(), context.selection.record
    if session.is_marked():
        return list(hits)
    return [hit for hit in hits if (hit.layer, hit.key) == record]


def _picked(context: Context, shown: tuple[Layer, ...]) -> None:
    """Take a press on the map: which records lie there is answered here, not in the browser."""
    click = clicked(session.field(MAP_KEY))
    if click is None:
        return
    with guarded_write(context.text, "map"):
        session.pick(at(context.store, lng=click.lng, lat=click.lat, layers=shown))
