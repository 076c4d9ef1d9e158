"""The page of warnings: all of them, one's own, the coordination meeting's, and the supervision ledger."""

from functools import partial

import streamlit as st

from landuse.ui import cards, dialogs, session
from landuse.ui.fortnight import fortnight_page
from landuse.ui.my_warnings import my_warnings
from landuse.ui.session import Context
from landuse.ui.warning_ledger import ledger
from landuse.ui.warning_list import warning_list
from landuse.views.alerts import warnings_on

_PARTS = ("list", "mine", "fortnight", "ledger")
_KEY = "warnings_part"


def page(context: Context) -> None:
    """Draw the part that is chosen."""
    text, chosen = context.text, context.selection
    dialogs.open_asked(context)
    place = context.choices.units.get(chosen.unit, chosen.unit) if chosen.unit else text("common.district")
    with st.container(key="noprint_warnings"):
        cards.title(text("warnings.title"), text("warnings.detail", place=place, day=text.day(chosen.as_of)))
        part = st.segmented_control(
            text("warnings.title"),
            _PARTS,
            format_func=lambda name: text(f"warnings.parts.{name}"),
            required=True,
            key=session.remembered(_KEY, "list", _PARTS),
            on_change=partial(session.remember, _KEY),
            label_visibility="collapsed",
        )
    if part == "fortnight":
        fortnight_page(context)
    elif part == "ledger":
        ledger(context)
    else:
        items = warnings_on(context.store, as_of=chosen.as_of, unit=chosen.unit)
        if part == "mine":
            my_warnings(context, items)
        else:
            warning_list(context, items, "list")
