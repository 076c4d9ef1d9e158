"""The supervision ledger (预警督办台账) on screen: the office's ten columns, and what was decided about one line."""

import pandas as pd
import streamlit as st

from landuse.core.alerts.supervised import SupervisionState
from landuse.reports.alerts import ledger_sheet, told
from landuse.ui import cards, forms
from landuse.ui.session import Context
from landuse.ui.warning_list import export_button, place
from landuse.ui.warning_panel import act_form, history_list
from landuse.views.supervision import Matter, matters

#: Of the table, in pixels: at most, its head, and a row.
_HEIGHT, _HEAD, _ROW = 388, 37, 33
_DAYS = ("since", "due_on")
#: On the screen, what tells where a line stands comes before what needs room.
_ORDER = ("number", "type", "matter", "level", "closed", "person", "due_on", "progress", "owner", "since")
_NAMES = ("number", "matter", "type", "since", "level", "owner", "person", "due_on", "progress", "closed")


def ledger(context: Context) -> None:
    """Draw the ledger of the day, its export, and what is open of it."""
    text, chosen = context.text, context.selection
    found = matters(context.store, as_of=chosen.as_of, unit=chosen.unit)
    forms.notice("warnings")
    if not found:
        cards.nothing(text("warnings.ledger.nothing"), text("warnings.ledger.nothing_next"))
        return
    sheet = ledger_sheet(found, text, place(context))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        cards.note(text("warnings.ledger.note"))
        export_button(context, sheet, "ledger")
    frame = pd.DataFrame(sheet.rows, columns=list(_NAMES))
    state = st.dataframe(
        frame,
        key=f"ledger_{hash((chosen.as_of, tuple(matter.key for matter in found)))}",
        column_config={
            name: st.column_config.DateColumn(heading, format="YYYY-MM-DD")
            if name in _DAYS
            else st.column_config.TextColumn(heading, width="medium" if name in {"matter", "progress"} else None)
            for name, heading in zip(_NAMES, sheet.headings, strict=True)
        },
        column_order=_ORDER,
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(frame)),
        placeholder=text("common.dash"),
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = [row for row in state.selection.rows if row < len(found)]
    if rows:
        _open(context, found[rows[0]])
    else:
        cards.note(text("warnings.ledger.hint"))


def _open(context: Context, matter: Matter) -> None:
    """Draw a line's decisions, and the way to open again what was closed."""
    text = context.text
    with st.container(border=True, key="ledger_panel"):
        if matter.alert is None:
            cards.note(text("warnings.panel.unknown"))
        else:
            day = context.selection.as_of if matter.stands else matter.entries[-1].stated_on
            said = told(matter.alert, text, as_of=day, units=context.choices.units)
            cards.warning_head(said.level, matter.alert.severity, said.warning, said.subject)
            cards.told([(text("warnings.panel.what"), said.what), (text("warnings.panel.fix"), said.fix)])
            if not matter.stands:
                cards.note(text("warnings.panel.ceased"))
            elif matter.state is SupervisionState.CLOSED:
                act_form(context, matter.alert, "reopened")
        history_list(context, matter.entries)
