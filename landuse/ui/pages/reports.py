"""The office's papers: made, looked at, changed before issue, issued; what was issued, and what others reported."""

from functools import partial

import streamlit as st

from landuse.ui import cards, session
from landuse.ui.reports_history import history
from landuse.ui.reports_plan import plan
from landuse.ui.reports_preview import making
from landuse.ui.reports_reconciling import reconciling
from landuse.ui.session import Context

PARTS = {"make": making, "history": history, "reconcile": reconciling, "plan": plan}
_KEY = "reports_part"


def page(context: Context) -> None:
    """Draw the part that is chosen."""
    text = context.text
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        cards.title(text("reports.title"), text("reports.about_page"))
        part = st.segmented_control(
            text("reports.title"),
            list(PARTS),
            format_func=lambda name: text(f"reports.parts.{name}"),
            required=True,
            key=session.remembered(_KEY, "make", PARTS),
            on_change=partial(session.remember, _KEY),
            label_visibility="collapsed",
        )
    PARTS[str(part)](context)
