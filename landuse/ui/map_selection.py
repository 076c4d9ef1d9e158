"""What is selected on the map: how many, how much 亩 by stage, and what can be done with all of it."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import streamlit as st

from landuse.intake.outline import read_outline
from landuse.model import Filter, Layer
from landuse.ui import cards, session
from landuse.ui.guard import guarded_write
from landuse.ui.map_batch import batch_form
from landuse.ui.record_list import exports
from landuse.ui.selection import MAP_LAYERS
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.places import find
from landuse.views.selecting import inverted, outlined, passing, summary

_LAYER = "selection_layer"
#: A selection of more records is zoomed to by its first ones: enough to see where it lies.
_MOST_ZOOMED = 5_000
#: An outline is a few areas, not a register.
_OUTLINE_MB = 20


def selection_panel(context: Context) -> None:
    """Draw what is selected, added up, with the ways to change it and to go on with it; nothing if nothing is."""
    text = context.text
    layer, keys = session.selected()
    if not keys:
        return
    found = summary(context.store, layer, keys, as_of=context.selection.as_of)
    total = sum(found["area_mu"], Decimal(0))
    with st.container(border=True, key="selection"):
        name = text.label("layers", layer)
        count = int(found["count"].sum())
        cards.total(text("map.selection.total", layer=name, count=count, area=text.amount(total, Measure.MU)))
        rows = [
            ((text.label("stages", stage), ""), (str(number), ""), (text.number(area), ""))
            for stage, number, area in found.itertuples(index=False, name=None)
        ]
        cards.table([text(f"map.selection.{column}") for column in ("stage", "count", "area")], rows)
        _changes(context)
        with st.container(horizontal=True, gap="small"):
            exports(context, layer, _among(context), key="selection_export")
            if st.button(text("map.selection.list"), key="selection_list", icon=":material/table_rows:"):
                session.list_selected(layer)
                context.go("parcels")
        batch_form(context, layer, keys)


def ways_to_select(context: Context) -> None:
    """Draw the layer that is selected in, and selecting by place: all that lies in a zone, a unit, or the filter."""
    text = context.text
    popover = st.popover(
        text("map.selection.open"), icon=":material/select_all:", key="selection_ways", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        layer = st.segmented_control(
            text("map.selection.layer"),
            MAP_LAYERS,
            format_func=lambda one: text.label("layers", one),
            key=session.hold(_LAYER, session.selected()[0]),
            required=True,
            on_change=_change_layer,
        )
        layer = Layer(str(layer))
        day = Filter(as_of=context.selection.as_of)
        _by(context, "filter", partial(passing, context.store, layer, context.selection.filter))
        if (zone := _place(context, "zone", context.choices.zones)) is not None:
            _by(context, "zone", partial(passing, context.store, layer, replace(day, zone=zone)))
        if (unit := _place(context, "unit", context.choices.units)) is not None:
            _by(context, "unit", partial(passing, context.store, layer, replace(day, unit=unit)))
        _by_outline(context, layer)
        if session.can_unselect():
            st.button(text("map.selection.undo"), key="selection_undo_here", on_click=session.unselect)


def _by_outline(context: Context, layer: Layer) -> None:
    """Take a map file whose areas are the outline; it is read as every file from outside is."""
    text = context.text
    brought = st.file_uploader(text("map.selection.outline"), key="selection_outline", max_upload_size=_OUTLINE_MB)
    if brought is None:
        return
    st.button(
        text("map.selection.by.outline"),
        key="select_by_outline",
        on_click=partial(_select_within, context, layer, brought.name, brought.getvalue()),
        width="stretch",
    )


def _select_within(context: Context, layer: Layer, name: str, content: bytes) -> None:
    with guarded_write(context.text, "map"), tempfile.TemporaryDirectory(prefix="landuse-outline") as folder:
        path = Path(folder) / f"outline{Path(name).suffix.lower()}"
        path.write_bytes(content)
        area = read_outline(path, settings=context.store.settings)
        session.select(layer, passing(context.store, layer, outlined(context.selection.filter, area)))


def _place(context: Context, name: str, offered: Mapping[str, str]) -> str | None:
    return st.selectbox(
        context.text(f"app.filters.{name}"),
        list(offered),
        index=None,
        format_func=lambda code: offered.get(code, code),
        placeholder=context.text("map.selection.choose"),
        key=f"selection_{name}",
    )


def _by(context: Context, name: str, keys: Callable[[], frozenset[str]]) -> None:
    st.button(
        context.text(f"map.selection.by.{name}"),
        key=f"select_by_{name}",
        on_click=lambda: session.select(Layer(str(session.field(_LAYER))), keys()),
        width="stretch",
    )


def _change_layer() -> None:
    session.select(Layer(str(session.field(_LAYER))), ())


def _changes(context: Context) -> None:
    text, store = context.text, context.store
    layer, keys = session.selected()
    changes: dict[str, tuple[str, Callable[[], None]]] = {
        "zoom": (":material/zoom_in_map:", lambda: session.send_map(find(store, layer, sorted(keys)[:_MOST_ZOOMED]))),
        "invert": (
            ":material/invert_colors:",
            lambda: session.select(layer, inverted(store, layer, keys, context.selection.filter)),
        ),
        "undo": (":material/undo:", session.unselect),
        "clear": (":material/deselect:", lambda: session.select(layer, ())),
    }
    with st.container(horizontal=True, gap="small"):
        for name, (icon, change) in changes.items():
            st.button(text(f"map.selection.{name}"), key=f"selection_{name}", icon=icon, on_click=change)


def _among(context: Context) -> Filter:
    _, keys = session.selected()
    return Filter(as_of=context.selection.as_of, among=tuple(sorted(keys)))
