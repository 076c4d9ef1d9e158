"""The way in: what a file is, what it feeds, what is wrong, what would change; applied or left, and undone later."""

from functools import partial

import streamlit as st

from landuse.ui import cards, intake_drafts, session
from landuse.ui.intake_changes import changes_step
from landuse.ui.intake_checks import checks_step
from landuse.ui.intake_desk import desk
from landuse.ui.intake_done import done_step
from landuse.ui.intake_file import file_step
from landuse.ui.intake_mapping import mapping_step
from landuse.ui.intake_past import past
from landuse.ui.intake_repairs import repairs_page
from landuse.ui.intake_steps import PART_KEY, head
from landuse.ui.session import Context

_PARTS = ("files", "repairs", "past")
_STEPS = {
    "file": file_step,
    "mapping": mapping_step,
    "checks": checks_step,
    "changes": changes_step,
    "done": done_step,
}


def page(context: Context) -> None:
    """Draw the part that is chosen; of the import that is under way, the step where it stands."""
    text = context.text
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        cards.title(text("intake.title"), text("intake.detail"))
        part = st.segmented_control(
            text("intake.title"),
            _PARTS,
            format_func=lambda name: text(f"intake.parts.{name}"),
            required=True,
            key=session.remembered(PART_KEY, "files", _PARTS),
            on_change=partial(session.remember, PART_KEY),
            label_visibility="collapsed",
        )
    if part != "files":
        {"repairs": repairs_page, "past": past}[str(part)](context)
        return
    draft = intake_drafts.load(context.store.folder, context.selection.draft)
    head(context, draft)
    if draft is not None:
        _STEPS[draft.step](context, draft)
        return
    if context.selection.draft is not None:
        cards.note(text("intake.lost"))
    intake_drafts.clean_up(context.store.folder)
    desk(context)
