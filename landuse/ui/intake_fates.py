"""The rows of a change set by what becomes of them, and what the planner decides: conflicts, empty cells, reasons."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from landuse.model import Severity
from landuse.schema import TABLES, Kind
from landuse.ui import cards, intake_cards, intake_drafts, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_reading import Checked
from landuse.ui.intake_values import shown_column, shown_value
from landuse.ui.session import Context
from landuse.views.change_sets import ChangeSet, Fate
from landuse.views.changed_cells import CellState

#: Of what a table shows at most; and of the table of new rows, its height in pixels.
_MOST, _CONFLICTS = 300, 40
#: Looks of the old and the new value by what becomes of a cell.
_OLD = {CellState.EDITED: "old", CellState.EMPTIED: ""}
_NEW = {CellState.EDITED: "new", CellState.EMPTIED: ""}
_HEIGHT, _HEAD, _ROW = 300, 38, 35


def fate_table(context: Context, found: Checked, view: str) -> None:
    """Draw the rows that one thing becomes of."""
    changes = found.prepared.changes
    if view == Fate.CHANGED:
        _changed(context, changes)
    elif view == Fate.NEW:
        _new(context, found)
    elif view == Fate.UNCHANGED:
        _unchanged(context, changes)
    else:
        _reasons(context, changes, Severity.REFUSED if view == Fate.REFUSED else Severity.UNCOUNTED)


def conflicts(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Draw the cells that both the file and the ledger changed, each with both values, and let one be chosen."""
    text = context.text
    found = changes.cells.loc[changes.cells["state"] == CellState.CONFLICT].to_dict("records")
    if not found:
        return
    keys = [(str(cell["key"]), str(cell["column"])) for cell in found]
    with st.container(border=True, key="intake_conflicts"):
        cards.section(text("intake.conflicts.title", count=len(keys)), text("intake.conflicts.detail"))
        for at, cell in enumerate(found[:_CONFLICTS]):
            _conflict(context, draft, changes, cell, at)
        if len(keys) > _CONFLICTS:
            cards.note(text("intake.conflicts.more", count=len(keys) - _CONFLICTS))
        with st.container(horizontal=True):
            for name, taken in (("all_ledger", []), ("all_file", keys)):
                st.button(
                    text(f"intake.conflicts.{name}"),
                    key=f"intake_{name}",
                    on_click=partial(_take, context, draft, taken),
                )


def terms(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Draw what is left to the planner: whether empty cells empty the ledger's, and why events are entered anew."""
    text = context.text
    emptied = int((changes.cells["state"] == CellState.EMPTIED).sum())
    if emptied or draft.clears:
        st.checkbox(
            text("intake.terms.clears", count=emptied),
            key=session.hold(f"intake_clears_{draft.draft_id}", draft.clears),
            on_change=partial(_decide, context, draft, "clears"),
        )
    differing = sum(issue.code == "event_differs" for issue in changes.issues)
    if differing or draft.why:
        st.text_input(
            text("intake.terms.why", count=differing),
            key=session.hold(f"intake_why_{draft.draft_id}", draft.why or ""),
            placeholder=text("intake.terms.why_hint"),
            on_change=partial(_decide, context, draft, "why"),
        )


def _changed(context: Context, changes: ChangeSet) -> None:
    """Draw every changed cell, old and new; those that stay as they are say so."""
    text = context.text
    cells = changes.cells.loc[changes.cells["state"] != CellState.CONFLICT]
    if cells.empty:
        cards.note(text("intake.fates.no_cells"))
        return
    headings = [text(f"intake.fates.{name}") for name in ("row", "key", "column", "old", "file", "state")]
    rows = [
        (
            (str(cell["row"]), "number"),
            (str(cell["key"]), ""),
            (shown_column(context, changes.layer, str(cell["column"])), ""),
            (shown_value(context, changes.layer, str(cell["column"]), cell["old"]), _OLD[cell["state"]]),
            (shown_value(context, changes.layer, str(cell["column"]), cell["new"]), _NEW[cell["state"]]),
            (text(f"intake.fates.states.{cell['state']}"), ""),
        )
        for cell in cells.head(_MOST).to_dict("records")
    ]
    intake_cards.differences(headings, rows)
    _more(context, len(cells))


def _new(context: Context, found: Checked) -> None:
    """Draw the rows that the ledger does not have, with the columns that the file fills."""
    text, changes = context.text, found.prepared.changes
    table = TABLES[changes.layer]
    frame = found.prepared.found.frame.iloc[changes.new]
    if frame.empty:
        cards.note(text("intake.fates.none"))
        return
    filled = [column for column in table.columns if frame[column.name].notna().any()]
    shown = pd.DataFrame(
        {
            column.name: [
                shown_value(context, changes.layer, column.name, value) for value in frame[column.name][:_MOST]
            ]
            for column in filled
        }
    )
    columns: dict[str, Any] = {
        column.name: st.column_config.TextColumn(
            shown_column(context, changes.layer, column.name),
            pinned=column.name == table.key,
            alignment="right" if column.kind in {Kind.AREA, Kind.NUMBER, Kind.WHOLE} else "left",
        )
        for column in filled
    }
    height = min(_HEIGHT, _HEAD + _ROW * len(shown))
    st.dataframe(shown, key="intake_new", column_config=columns, hide_index=True, height=height)
    _more(context, len(frame))


def _unchanged(context: Context, changes: ChangeSet) -> None:
    text = context.text
    rows = changes.rows.loc[changes.rows["fate"] == Fate.UNCHANGED]
    if rows.empty:
        cards.note(text("intake.fates.none"))
        return
    cards.note(text("intake.fates.unchanged_keys", keys=text("lists.separator").join(map(str, rows["key"][:_MOST]))))
    _more(context, len(rows))


def _reasons(context: Context, changes: ChangeSet, severity: Severity) -> None:
    """Draw the rows that are refused, or that cannot be counted, each with its reason."""
    text = context.text
    issues = [issue for issue in changes.issues if issue.severity is severity]
    if not issues:
        cards.note(text("intake.fates.none"))
        return
    keys = dict(zip(changes.rows["row"], changes.rows["key"], strict=True))
    headings = [text(f"intake.fates.{name}") for name in ("row", "key", "reason")]
    rows = [
        ((str(issue.row or ""), "number"), (str(keys.get(issue.row, "")), ""), (text.problem(issue), ""))
        for issue in issues[:_MOST]
    ]
    intake_cards.differences(headings, rows)
    _more(context, len(issues))


def _more(context: Context, count: int) -> None:
    if count > _MOST:
        cards.note(context.text("intake.fates.more", count=count - _MOST))


def _conflict(context: Context, draft: Draft, changes: ChangeSet, cell: dict[Any, Any], at: int) -> None:
    text = context.text
    key, column = str(cell["key"]), str(cell["column"])
    values = {
        name: shown_value(context, changes.layer, column, cell[of])
        for name, of in (("ledger", "old"), ("file", "new"), ("base", "base"))
    }
    is_taken = (key, column) in draft.taken
    st.radio(
        text(
            "intake.conflicts.cell",
            key=cards.plain(key),
            column=shown_column(context, changes.layer, column),
            base=cards.plain(values["base"]),
        ),
        ("ledger", "file"),
        format_func=lambda name: text(f"intake.conflicts.{name}", value=cards.plain(values[name])),
        key=session.hold(f"intake_conflict_{draft.draft_id}_{at}", "file" if is_taken else "ledger"),
        horizontal=True,
        on_change=partial(_choose, context, draft, (key, column), at),
    )


def _choose(context: Context, draft: Draft, cell: tuple[str, str], at: int) -> None:
    others = [one for one in draft.taken if one != cell]
    wants_file = session.field(f"intake_conflict_{draft.draft_id}_{at}") == "file"
    _take(context, draft, [*others, cell] if wants_file else others)


def _take(context: Context, draft: Draft, taken: list[tuple[str, str]]) -> None:
    intake_drafts.decide(context.store.folder, draft.draft_id, taken=taken)


def _decide(context: Context, draft: Draft, name: str) -> None:
    value = session.field(f"intake_{name}_{draft.draft_id}") or None
    intake_drafts.decide(context.store.folder, draft.draft_id, **{name: bool(value) if name == "clears" else value})
