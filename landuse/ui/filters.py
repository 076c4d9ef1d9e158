"""The filters, and the chips that say which are on: they drive list, map, totals and export alike."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.i18n import LANGUAGES
from landuse.ui import cards, session
from landuse.ui.session import Context

_NAMES = ("year", "unit", "zone", "stage", "search")
#: Seconds in which a page with a map has come.
_LATER = 0.8


def sidebar(context: Context, *, whole: bool) -> None:
    """Draw the filters beside the page; *whole*: also those that only lists and the map know."""
    text, chosen, offered = context.text, context.selection, context.choices
    with st.sidebar:
        _language(context)
        st.date_input(
            text("app.filters.as_of"),
            key=session.hold("filter_as_of", chosen.as_of),
            format="YYYY-MM-DD",
            help=text("app.filters.as_of_help"),
            on_change=partial(_adopt, context, "as_of"),
        )
        _choice(context, "year", offered.years, {}, text("app.filters.year_any", year=context.year))
        _choice(context, "unit", tuple(offered.units), offered.units, text("app.filters.unit_any"))
        if not whole:
            return
        _choice(context, "zone", offered.zones_in(chosen.unit), offered.zones, text("app.filters.zone_any"))
        labels = {stage: text.label("stages", stage) for stage in offered.stages}
        _choice(context, "stage", offered.stages, labels, text("app.filters.stage_any"))
        st.text_input(
            text("app.filters.search"),
            key=session.hold("filter_search", chosen.search or ""),
            placeholder=text("app.filters.search_hint"),
            on_change=partial(_adopt, context, "search"),
        )


def sidebar_later() -> None:
    """Keep the place of the filters, and draw them when the page that was opened has come: they are as much to load."""
    with st.sidebar:
        st.fragment(_coming, run_every=_LATER)()


def _coming() -> None:
    if session.has_waited():
        st.rerun()
    cards.coming()


def chips(context: Context, shown: str) -> None:
    """Draw one chip for each filter that is on (pressing it takes the filter off), then what is *shown*."""
    text, chosen = context.text, context.selection
    on = [name for name in _NAMES if getattr(chosen, name) is not None]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="chips"):
        st.badge(text("app.chips.as_of", day=text.day(chosen.as_of)), color="gray")
        for name in on:
            st.button(
                text("app.chips.chip", filter=text(f"app.filters.{name}"), value=_said(context, name)),
                key=f"chip_{name}",
                icon=":material/close:",
                icon_position="right",
                help=text("app.chips.remove"),
                on_click=partial(session.change, **{name: None}),
            )
        cards.note(shown)


def _said(context: Context, name: str) -> str:
    value = getattr(context.selection, name)
    if name == "stage":
        return context.text.label("stages", value)
    names = {"unit": context.choices.units, "zone": context.choices.zones}.get(name, {})
    return str(names.get(value, value))


def _language(context: Context) -> None:
    st.segmented_control(
        context.text("app.filters.language"),
        LANGUAGES,
        format_func=lambda language: context.text(f"app.languages.{language}"),
        key=session.hold("filter_language", context.selection.language),
        label_visibility="collapsed",
        required=True,
        width="stretch",
        on_change=partial(_adopt, context, "language"),
    )


def _choice(context: Context, name: str, options: tuple[Any, ...], labels: Any, nothing: str) -> None:
    """Draw a select box with nothing chosen as its first state; a link's value that is not offered is still shown."""
    value = getattr(context.selection, name)
    if value is not None and value not in options:
        options = (value, *options)
    st.selectbox(
        context.text(f"app.filters.{name}"),
        options,
        format_func=lambda option: str(labels.get(option, option)),
        key=session.hold(f"filter_{name}", value),
        index=None,
        placeholder=nothing,
        on_change=partial(_adopt, context, name),
    )


def _adopt(context: Context, name: str) -> None:
    """Take over what a filter holds; a place that is chosen comes into view on the map."""
    value = session.field(f"filter_{name}")
    if name in {"as_of", "language"} and value is None:
        return
    session.change(**{name: value or None})
    if name == "unit":
        session.change(zone=None)
    if name in {"unit", "zone"} and value is not None:
        session.send_map(session.place_chosen(context.store))
