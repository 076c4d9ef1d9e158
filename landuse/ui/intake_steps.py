"""The five steps of an import, and the way from one to the next."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.ui import cards, intake_cards, intake_drafts, session
from landuse.ui.forms import notice
from landuse.ui.intake_desk import NOTICE, throw_away
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_wording import size_of
from landuse.ui.session import Context

#: Which part of the page is shown.
PART_KEY = "intake_part"
STEPS = ("file", "mapping", "checks", "changes", "done")


def head(context: Context, draft: Draft | None) -> None:
    """Draw the steps, and which file they are about, with the ways out of it."""
    text = context.text
    present = 0 if draft is None else STEPS.index(draft.step)
    intake_cards.steps([text(f"intake.steps_of.{step}") for step in STEPS], present)
    if draft is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="intake_head"):
        intake_cards.file_head(draft.name, size_of(text, draft.size))
        if draft.batch is None:
            st.button(
                text("intake.foot.later"), key="intake_later", on_click=leave, help=text("intake.foot.later_help")
            )
            with st.popover(text("intake.foot.drop"), key="intake_drop"):
                cards.note(text("intake.foot.drop_note"))
                st.button(
                    text("intake.foot.drop_it"),
                    key="intake_drop_it",
                    type="primary",
                    on_click=partial(throw_away, context, draft),
                )
    notice(NOTICE)


def foot(
    context: Context,
    draft: Draft,
    *,
    following: str | None = None,
    ready: bool = True,
    why: str | None = None,
    decided: dict[str, Any] | None = None,
) -> None:
    """
    Draw the ways back and on.

    Parameters
    ----------
    following : str, optional
        What the way on is called; None: there is none.
    ready : bool
        Whether it is open; *why* says why it is not.
    decided : dict, optional
        What going on decides: what was proposed and not changed.
    """
    at = STEPS.index(draft.step)
    with st.container(horizontal=True, vertical_alignment="center", key="intake_foot"):
        back(context, draft)
        if following is not None:
            st.button(
                following,
                key=f"intake_on_{draft.step}",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                disabled=not ready,
                on_click=partial(go, context, draft, STEPS[at + 1], decided),
            )
        if not ready and why:
            cards.note(why)


def back(context: Context, draft: Draft) -> None:
    """Draw the way to the step before, if there is one."""
    at = STEPS.index(draft.step)
    if at > 0:
        st.button(
            context.text("intake.foot.back"),
            key=f"intake_back_{draft.step}",
            icon=":material/arrow_back:",
            on_click=partial(go, context, draft, STEPS[at - 1]),
        )


def go(context: Context, draft: Draft, step: str, decided: dict[str, Any] | None = None) -> None:
    """Go to a step, deciding what going there decides."""
    intake_drafts.decide(context.store.folder, draft.draft_id, step=step, **(decided or {}))


def leave() -> None:
    """Leave an import where it is; it waits in the list."""
    session.change(draft=None)
