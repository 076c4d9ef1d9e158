"""The list, the map's twin: what is shown is what is exported and what the map shows."""

import tempfile
import zipfile
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import streamlit as st

from landuse.actions.export_list import WITH_LIST, WRITERS, default_name, export_list
from landuse.core.printed import printed_sum
from landuse.model import Filter, Layer
from landuse.reports.listing import Listing, listing
from landuse.ui import cards, filters, session, tables
from landuse.ui.dialogs import show_on_map
from landuse.ui.forms import actor
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.units import Measure, printed_total
from landuse.views.roll import roll

#: Of the grid, in pixels: at most, its head, and a row.
_HEIGHT, _HEAD, _ROW = 520, 38, 35
_TABLE_FORMATS = (".xlsx", ".csv")
_GROUND_FORMATS = tuple(suffix for suffix in WRITERS if suffix != ".shp")


def totals_line(context: Context, layer: Layer) -> str:
    """Return how many records of a layer with ground are shown, and their area."""
    found = roll(context.store, layer, context.selection.filter)
    return _count(context, layer, len(found), printed_sum(found["area_mu"].to_numpy()))


def record_list(context: Context, layer: Layer) -> None:
    """Draw the list of a layer, what is marked in it, and the ways out: to the map and to a file."""
    text = context.text
    chosen = _chosen(context, layer)
    found = listing(context.store, layer, chosen, language=context.text.language)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        filters.chips(context, _count(context, layer, len(found.frame), found.total_mu))
        if chosen.among is not None:
            st.button(
                text("parcels.among", count=len(chosen.among)),
                key="chip_among",
                icon=":material/close:",
                icon_position="right",
                help=text("app.chips.remove"),
                on_click=session.list_selected,
                args=(None,),
            )
        exports(context, layer, chosen)
    if found.frame.empty:
        cards.nothing(text("parcels.nothing"), text("parcels.nothing_next"))
        return
    shown = tables.listed(context, found)
    state = st.dataframe(
        shown.frame,
        key=f"list_{layer}_{hash(chosen)}",
        column_config=shown.columns,
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(shown.frame)),
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default=_marked_on_map(shown),
    )
    _marked(context, layer, found, shown, list(state.selection.rows))


def _chosen(context: Context, layer: Layer) -> Filter:
    """Return what is listed: what the filter lets through, or of it what is selected on the map."""
    keys = session.listed_selection(layer)
    return context.selection.filter if keys is None else replace(context.selection.filter, among=tuple(sorted(keys)))


def _marked(context: Context, layer: Layer, found: Listing, shown: Shown, rows: list[int]) -> None:
    """Draw count and area of what is marked, and the way to the map."""
    text = context.text
    rows = [row for row in rows if row < len(shown.frame)]
    with st.container(horizontal=True, vertical_alignment="center", key="list_marked"):
        if not rows:
            cards.note(text("parcels.mark_hint"))
            return
        areas = found.frame["area_mu"].iloc[rows].dropna() if "area_mu" in found.frame else None
        total = None if areas is None else printed_total(areas)
        cards.note(text("parcels.marked", said=_count(context, layer, len(rows), total)))
        if any(shown.records) and st.button(
            text("app.show_marked", count=len(rows)), key="list_map", icon=":material/map:"
        ):
            show_on_map(context, shown.chosen(rows))


def _marked_on_map(shown: Shown) -> Any:
    """Return the selection a list starts with: what is picked on the map."""
    picked = {(hit.layer, hit.key) for hit in session.hits()}
    return {"selection": {"rows": [row for row, record in enumerate(shown.records) if record in picked]}}


def exports(context: Context, layer: Layer, chosen: Filter, *, key: str = "export") -> None:
    """Draw the ways to have what a filter lets through as a file."""
    text = context.text
    formats = _TABLE_FORMATS if layer is Layer.ENTERPRISES else _GROUND_FORMATS
    with st.popover(text("parcels.export.open"), icon=":material/download:"):
        st.caption(text("parcels.export.hint"))
        restricted = layer is Layer.ENTERPRISES and st.checkbox(text("parcels.export.restricted"), key="restricted")
        for suffix in formats:
            name = default_name(context.store, layer, filter=chosen, language=context.text.language, suffix=suffix)
            st.download_button(
                text(f"parcels.export.formats.{suffix[1:].replace('.', '_')}"),
                data=partial(_bytes, context, layer, chosen, name, restricted),
                file_name=f"{name}.zip" if suffix in WITH_LIST else name,
                mime="application/octet-stream",
                key=f"{key}_{suffix[1:]}",
                on_click="ignore",
                width="stretch",
            )


def _bytes(context: Context, layer: Layer, chosen: Filter, name: str, restricted: bool) -> bytes:  # noqa: FBT001 - a partial's argument
    """Return the file of exactly what is shown, zipped with the list it cannot hold; made when it is asked for."""
    with tempfile.TemporaryDirectory(prefix="landuse-export") as folder:
        target = Path(folder) / name
        export_list(
            context.store,
            layer,
            target,
            filter=chosen,
            language=context.text.language,
            actor=actor(),
            include_restricted=restricted,
        )
        if target.suffix not in WITH_LIST:
            return target.read_bytes()
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
        return packed.getvalue()


def _count(context: Context, layer: Layer, count: int, total: Any) -> str:
    text = context.text
    label = text.label("layers", layer)
    if total is None:
        return text("parcels.count", layer=label, count=count)
    return text("parcels.count_and_area", layer=label, count=count, area=text.amount(total, Measure.MU))
