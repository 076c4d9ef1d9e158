"""The map beside its card: state first, map second, so that nothing that is picked ever mounts the map anew."""

from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from landuse.errors import LanduseError
from landuse.maps.basemaps import basemaps
from landuse.maps.district_map import district_bounds, shown_map
from landuse.maps.gestures import Clear, Drawn, Pick, Print, Step, told
from landuse.maps.legend import legend
from landuse.maps.messages import map_update
from landuse.maps.server import standing
from landuse.model import Layer
from landuse.ui import cards, filters, session
from landuse.ui.forms import notice
from landuse.ui.guard import guarded, guarded_write
from landuse.ui.map_finding import finding_box, found_records
from landuse.ui.map_selection import selection_panel, ways_to_select
from landuse.ui.map_time import PACE, advance, time_bar
from landuse.ui.record_card import card, choice
from landuse.ui.record_list import totals_line
from landuse.ui.selection import MAP_LAYERS
from landuse.ui.server import taking_turns
from landuse.ui.session import Context
from landuse.views.parcels import Hit, at
from landuse.views.places import extent, find_by_fid
from landuse.views.roll import beside
from landuse.views.selecting import combined, fids_of, within_shape

MAP_KEY = "district_map"
_SWITCH, _BASE = "map_layers", "map_base"
#: The map and its card, in pixels, before the style sheet makes them fill the screen. Constant, or the map jumps.
HEIGHT = 480


def map_and_card(context: Context) -> None:
    """Draw the map and all that changes with it; only this runs again at a filter's chip, or each second of a play."""
    pace = None if session.playing_until() is None else PACE
    st.fragment(_drawn, run_every=pace)(context)
    cards.legend(legend(context.text, context.choices.stages))


def _drawn(context: Context) -> None:
    advance()
    if session.wants_refresh():
        st.rerun()
    context = context.now()
    with guarded(context.text):
        with st.container(horizontal=True, vertical_alignment="center", key="map_head"):
            filters.chips(context, totals_line(context, Layer.PARCELS))
            finding_box(context)
        st.fragment(_answered)(context, context.store.revision())
        with st.container(horizontal=True, vertical_alignment="center", key="map_foot"):
            time_bar(context)
            _layer_switch(context)
            _base_switch(context)
            ways_to_select(context)


def _answered(context: Context, revision: int) -> None:
    """Draw the map and its card: only this runs again at a click; what stands around it is as of the *revision*."""
    if session.wants_refresh() or context.store.revision() != revision:
        st.rerun()
    context = context.now()
    left, right = st.columns([3, 2], gap="small")
    # The cards of all who wait come before the message to anybody's map, which has outlined the place by itself.
    with taking_turns(), right, st.container(height=HEIGHT, border=True, key="card"), guarded(context.text):
        notice("map")
        found_records(context)
        selection_panel(context)
        choice(context)
        card(context)
    with taking_turns(late=True), left, guarded(context.text):
        _map(context, layers_shown())


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


def _base_switch(context: Context) -> None:
    """Offer the base layers that the workspace configures, all off; say what is wrong with their file."""
    text = context.text
    try:
        names = [layer.name for layer in basemaps(context.store.folder)]
    except LanduseError as error:
        cards.note(text("map.base_wrong", sentence=text.sentence(error)))
        return
    if names:
        st.pills(text("map.base"), names, selection_mode="multi", key=_BASE, label_visibility="collapsed")


def _map(context: Context, shown: tuple[Layer, ...]) -> None:
    looking, count = session.looking()
    message = map_update(
        filter=context.selection.filter,
        layers=shown,
        selected=_outlined(context),
        fit=extent(context.store, looking),
        fit_count=count,
        language=context.text.language,
        base=session.field(_BASE, ()),
        **standing(context.store),
    )
    with shown_map(bounds=district_bounds(context.store), language=context.text.language) as folium_map:
        st_folium(
            folium_map,
            key=MAP_KEY,
            height=HEIGHT,
            use_container_width=True,
            returned_objects=[],
            feature_group_to_add=message,
            render=False,
            on_change=partial(_heard, context, shown),
        )


def _outlined(context: Context) -> dict[str, list[int]]:
    """Return what is outlined: the selection, else what a list marked, else the one record whose card is open."""
    layer, keys = session.selected()
    if keys:
        return {layer: fids_of(context.store, layer, keys)}
    hits, record = session.hits(), context.selection.record
    chosen = hits if session.is_marked() else [hit for hit in hits if (hit.layer, hit.key) == record]
    picked: dict[str, list[int]] = {}
    for hit in chosen:
        picked.setdefault(hit.layer, []).append(hit.fid)
    return picked


def _heard(context: Context, shown: tuple[Layer, ...]) -> None:
    """Take a gesture on the map: what lies where it says is answered here, not in the browser."""
    context = context.now()
    with guarded_write(context.text, "map"):
        match told(session.field(MAP_KEY)):
            case Pick(lng, lat, how):
                hits = at(context.store, lng=lng, lat=lat, layers=shown)
                if how == "replace":
                    session.pick(hits)
                else:
                    _toggle(hits)
            case Drawn(ring, how):
                layer, keys = session.selected()
                found = within_shape(context.store, layer, ring, context.selection.filter)
                session.select(layer, combined(keys, found, how))
            case Step(by):
                _step(context, by)
            case Clear():
                session.pick(())
                session.select(session.selected()[0], ())
            case Print(box):
                session.ask("print", box, shown)
                session.refresh()


def _toggle(hits: tuple[Hit, ...]) -> None:
    """Add what was pressed to the selection, or take it out; the first press begins with what is picked."""
    layer, keys = session.selected()
    record = session.selection().record
    begun = frozenset([record[1]]) if not keys and record is not None and record[0] == layer else keys
    pressed = frozenset(hit.key for hit in hits if hit.layer == layer)
    session.select(layer, combined(begun, frozenset(sorted(pressed)[:1]), "toggle"))


def _step(context: Context, by: int) -> None:
    """Open the card of the next or previous record that the filter lets through, and have it in view."""
    store, chosen = context.store, context.selection
    layer = chosen.record[0] if chosen.record is not None else session.selected()[0]
    present = next((hit.fid for hit in session.hits() if (hit.layer, hit.key) == chosen.record), None)
    following = beside(store, layer, present, by, chosen.filter)
    if following is not None:
        found = find_by_fid(store, layer, [following])
        session.pick(found)
        session.send_map(found)
