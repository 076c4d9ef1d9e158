"""The search box of the map: a code, a name, a firm or the first letters of pinyin, and the map goes there."""

from functools import partial

import streamlit as st

from landuse.ui import cards, session
from landuse.ui.session import Context
from landuse.views.finding import Finding, find_records
from landuse.views.parcels import Hit

_WISH = "map_find"
#: Results offered; more words find fewer.
_MOST = 8


def finding_box(context: Context) -> None:
    """Draw the box that takes what somebody remembers."""
    text = context.text
    st.text_input(
        text("map.find.label"),
        key=session.hold(_WISH, session.field(_WISH, "")),
        placeholder=text("map.find.hint"),
        label_visibility="collapsed",
        icon=":material/search:",
        width=320,
    )


def found_records(context: Context) -> None:
    """Draw a button for each record found, or say that there is none; nothing while nothing is looked for."""
    text, wish = context.text, str(session.field(_WISH, ""))
    if not wish.strip():
        return
    found = find_records(context.store, wish, as_of=context.selection.as_of, limit=_MOST)
    with st.container(border=True, gap="xsmall", key="map_found"):
        if not found.rows:
            cards.note(text("map.find.nothing"))
        for result in found.rows:
            st.button(
                _said(context, result),
                key=f"found_{result.layer}_{result.key}",
                type="tertiary",
                icon=":material/pin_drop:",
                on_click=partial(_go, result),
            )
        if found.more:
            cards.note(text("map.find.more"))


def _said(context: Context, result: Finding) -> str:
    text = context.text
    name = result.name or result.key
    layer = text.label("layers", result.layer)
    said = f"{layer} {result.key}" if name == result.key else f"{name} {result.key} · {layer}"
    return text("map.find.by_firm", record=said, firm=result.firm) if result.firm else said


def _go(result: Finding) -> None:
    found = [Hit(result.layer, result.key, result.name, result.fid)]
    session.pick(found)
    session.send_map(found)
    session.hold(_WISH, "")
    session.refresh()
