"""Writing a change set: once, whatever is pressed twice, loaded anew or opened in two tabs."""

from functools import partial

import streamlit as st

from landuse.actions.import_layer import apply_import
from landuse.errors import ConflictError
from landuse.model import ImportOutcome
from landuse.store import Store
from landuse.ui import cards, intake_drafts, intake_work
from landuse.ui.forms import actor
from landuse.ui.guard import guarded_write
from landuse.ui.intake_desk import NOTICE
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_reading import Checked, taken_of
from landuse.ui.jobs import Progress
from landuse.ui.session import Context


def apply(context: Context, draft: Draft, found: Checked) -> None:
    """Have a change set written; the draft's id is the id of the write, so that it is one however often it is asked."""
    present = intake_drafts.load(context.store.folder, draft.draft_id)
    if present is None or present.batch is not None:
        return
    with guarded_write(context.text, NOTICE):
        intake_work.start(
            draft.draft_id, "apply", found.revision, partial(_written, context.store, present, found, actor())
        )


def applying(context: Context, draft: Draft) -> bool:
    """Draw how a write goes; returns whether one is under way. One that failed says why, once, and may be repeated."""
    piece = intake_work.last(draft.draft_id, "apply")
    if piece is None:
        return False
    if not intake_work.wait_for(context, piece.job, key="apply", on_cancel=None):
        return True
    intake_work.forget(draft.draft_id, "apply")
    failed = intake_work.error(piece.job)
    if failed is None:
        st.rerun()
    if isinstance(failed, ConflictError):
        intake_work.forget(draft.draft_id, "check", "effects")
    st.error(cards.plain(context.text.sentence(failed)))
    return False


def _written(store: Store, draft: Draft, found: Checked, by: str, progress: Progress) -> ImportOutcome:
    progress.say("writing")
    outcome = apply_import(
        store,
        found.prepared,
        actor=by,
        chosen=taken_of(draft),
        request_id=draft.draft_id,
    )
    intake_drafts.decide(store.folder, draft.draft_id, batch=outcome.batch, step="done")
    return outcome
