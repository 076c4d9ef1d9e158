"""Asking for a document: which kind, of which period, about whom, in which format, with what only its kind knows."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.model import Layer
from landuse.periods import Scope, parse_period, period_label, periods_in
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.kinds import KINDS, writer_of
from landuse.reports.office_writer import TEMPLATE
from landuse.ui import cards, session
from landuse.ui.reports_template import template_of
from landuse.ui.session import Context
from landuse.views.choices import named

#: Kinds of periods as they are offered; any other span of days is asked for by the command line.
PERIODS = (
    Scope.HALF_YEAR,
    Scope.MONTH,
    Scope.FORTNIGHT,
    Scope.QUARTER,
    Scope.YEAR,
    Scope.MONTHS,
    Scope.UNTIL,
)
_DISTRICT = "district"
_LAYERS = {"plot": Layer.PLOTS, "parcel": Layer.PARCELS, "firm": Layer.ENTERPRISES}
_SIZES = ("A0", "A1", "A2", "A3", "A4")


def asked(context: Context) -> DocumentRequest | None:
    """Draw what can be chosen and return the request; None, with the next step said, where something is missing."""
    text, day = context.text, context.selection.as_of
    kind = _choice(text("reports.kind"), list(KINDS), "kind", lambda name: text(f"papers.kind.{name}"))
    writer: Writer = writer_of(kind)
    left, right = st.columns([5, 7], gap="small")
    with left:
        scope = _choice(text("reports.scope"), list(PERIODS), "scope", lambda name: text(f"reports.scopes.{name}"))
    codes = [period.code for period in periods_in(Scope(scope), context.year, until=day)]
    if not codes:
        cards.nothing(text("reports.no_period", day=text.day(day), year=context.year), text("reports.no_period_next"))
        return None
    with right:
        code = _choice(
            text("reports.period"),
            codes,
            f"period_{scope}",
            lambda one: period_label(parse_period(one), text),
        )
    of = _about(context, writer, kind)
    form = st.segmented_control(
        text("reports.form"),
        writer.forms,
        format_func=str.upper,
        required=True,
        key=session.remembered(f"reports_form_{kind}", writer.forms[0], writer.forms),
        on_change=partial(session.remember, f"reports_form_{kind}"),
    )
    options = _options(context, writer, kind)
    if TEMPLATE in writer.options and (template := template_of(context, kind)) is not None:
        options = (*options, (TEMPLATE, template))
    if of is None:
        cards.nothing(text("reports.nobody"), text("reports.nobody_next"))
        return None
    period = parse_period(code)
    return DocumentRequest(kind, period, min(period.last, day), text.language, str(form), of, options)


def _about(context: Context, writer: Writer, kind: str) -> tuple[tuple[str, str], ...] | None:
    """Draw whom a document is about; None if nobody is there to choose."""
    text = context.text
    scopes = [*([] if writer.needs_scope else [_DISTRICT]), *writer.of]
    if scopes == [_DISTRICT]:
        return ()
    usual = "unit" if "unit" in scopes and context.selection.unit else scopes[0]
    left, right = st.columns([5, 7], gap="small")
    with left:
        scope = _choice(
            text("reports.about"), scopes, f"about_{kind}", lambda name: text(f"reports.abouts.{name}"), usual=usual
        )
    if scope == _DISTRICT:
        return ()
    names = _names(context, scope)
    if not names:
        return None
    with right:
        key = _choice(
            text(f"reports.abouts.{scope}"),
            list(names),
            f"of_{scope}",
            lambda one: one if names[one] == one else text("reports.named", name=names[one], key=one),
            usual=_open_one(context, scope),
        )
    return ((scope, key),)


def _names(context: Context, scope: str) -> dict[str, str]:
    if scope in _LAYERS:
        return named(context.store, _LAYERS[scope])
    return dict(context.choices.units if scope == "unit" else context.choices.zones)


def _open_one(context: Context, scope: str) -> str | None:
    """Return what is filtered by, or whose card is open, in a scope."""
    chosen = context.selection
    layer, key = chosen.record or (None, None)
    if scope in {"unit", "zone", "firm"}:
        return {"unit": chosen.unit, "zone": chosen.zone, "firm": chosen.firm}[scope]
    return key if layer is _LAYERS[scope] else None


def _options(context: Context, writer: Writer, kind: str) -> tuple[tuple[str, str], ...]:
    """Draw what only a kind knows; what is left empty is not asked for."""
    text = context.text
    offered = [name for name in writer.options if name != TEMPLATE]
    if not offered:
        return ()
    given: dict[str, str] = {}
    with st.expander(text("reports.options")):
        for name in offered:
            label, key = text.label("reports.option", name), f"reports_{kind}_{name}"
            keep = partial(session.remember, key)
            if name == "paper":
                value = st.selectbox(
                    label,
                    ["", *_SIZES],
                    format_func=lambda size: size or text("reports.usual"),
                    key=session.remembered(key, ""),
                    on_change=keep,
                )
            else:
                value = st.text_input(
                    label, placeholder=text("reports.usual"), key=session.remembered(key, ""), on_change=keep
                )
            if value and value.strip():
                given[name] = value.strip()
    return tuple(given.items())


def _choice(label: str, options: list[Any], name: str, words: Any, *, usual: str | None = None) -> str:
    """Draw one choice of several, remembered when the page is left; returns what is chosen."""
    key = f"reports_{name}"
    first = usual if usual in options else options[0]
    held = session.field(session.remembered(key, first, options))
    if held not in options:
        session.hold(key, first)
    chosen = st.selectbox(label, options, format_func=words, key=key, on_change=partial(session.remember, key))
    return str(chosen)
