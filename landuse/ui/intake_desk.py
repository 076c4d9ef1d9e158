"""Where files come in: the place to drop them, and those that wait for a decision."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from landuse.errors import RefusedError
from landuse.intake.inspect import Inspection, inspect_file
from landuse.intake.upload import MAX_BYTES
from landuse.ui import cards, intake_cards, intake_drafts, intake_work, session
from landuse.ui.forms import notice
from landuse.ui.guard import guarded_write
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_wording import moment, size_of, what_it_is
from landuse.ui.jobs import Job, Progress
from landuse.ui.session import Context

NOTICE = "intake"
_UPLOAD, _REFUSED = "intake_upload", "intake_refused"
#: How often the list looks how its files go, in seconds.
_PACE = 1.0


def desk(context: Context) -> None:
    """Draw the place to drop files, and those that wait."""
    text = context.text
    notice(NOTICE)
    _refused(context)
    intake_cards.uploader_words(
        {
            "drop": text("intake.desk.drop"),
            "limit": text("intake.desk.limit", limit=MAX_BYTES // 1024 // 1024),
            "browse": text("intake.desk.browse"),
            "wrong": text("intake.desk.wrong", limit=MAX_BYTES // 1024 // 1024),
        }
    )
    key = f"{_UPLOAD}_{session.times(_UPLOAD)}"
    st.file_uploader(
        text("intake.desk.label"),
        accept_multiple_files=True,
        key=key,
        on_change=partial(_take, context, key),
        label_visibility="collapsed",
    )
    cards.note(text("intake.desk.kinds"))
    drafts = intake_drafts.open_drafts(context.store.folder)
    if not drafts:
        cards.nothing(text("intake.desk.nothing"), text("intake.desk.nothing_next"))
        return
    cards.section(text("intake.desk.waiting", count=len(drafts)))
    busy = any(job is None or job.state in {"waiting", "running"} for job in _looked_at(context, drafts))
    st.fragment(_waiting, run_every=_PACE if busy else None)(context, busy)


def _refused(context: Context) -> None:
    """Say what is wrong with the files that the gate let not through, until that is read."""
    sentences = session.field(_REFUSED)
    if not sentences:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="intake_refused_box"):
        st.error("\n\n".join(cards.plain(sentence) for sentence in sentences))
        st.button(
            context.text("intake.desk.read"), key="intake_refused_read", on_click=session.forget, args=(_REFUSED,)
        )


def look(context: Context, draft: Draft) -> Job[Inspection]:
    """Return the work of finding out what a draft's file is; RefusedError ``queue_full``."""
    path, name = draft.file(context.store.folder), draft.name

    def do(progress: Progress) -> Inspection:
        progress.say("looking")
        return inspect_file(path, name=name, part=draft.part, encoding=draft.encoding)

    return intake_work.start(draft.draft_id, "look", (draft.part, draft.encoding), do)


def _looked_at(context: Context, drafts: list[Draft]) -> list[Job[Inspection] | None]:
    """Have all files looked at that the queue has room for; None for those that must wait."""
    jobs: list[Job[Inspection] | None] = []
    for draft in drafts:
        try:
            jobs.append(look(context, draft))
        except RefusedError:
            jobs.append(None)
    return jobs


def _waiting(context: Context, was_busy: bool) -> None:  # noqa: FBT001 - a fragment's argument
    """Draw the files that wait, each with how it goes, the way into it and out of it."""
    if session.wants_refresh():
        st.rerun()
    text = context.text
    drafts = intake_drafts.open_drafts(context.store.folder)
    jobs = _looked_at(context, drafts)
    for draft, job in zip(drafts, jobs, strict=True):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"draft_{draft.draft_id}"):
            intake_cards.file_head(draft.name, _state(context, draft, job))
            st.button(
                text("intake.desk.go_on"),
                key=f"open_{draft.draft_id}",
                type="primary",
                disabled=job is None or job.state != "done",
                on_click=partial(_open, draft.draft_id),
            )
            st.button(
                text("intake.desk.drop_it"), key=f"drop_{draft.draft_id}", on_click=partial(throw_away, context, draft)
            )
    busy = any(job is None or job.state in {"waiting", "running"} for job in jobs)
    if was_busy and not busy:
        st.rerun()


def _state(context: Context, draft: Draft, job: Job[Inspection] | None) -> str:
    """Return what a file is, or how far finding out has come, or what is wrong with it."""
    text = context.text
    brought = moment(text, datetime.fromtimestamp(draft.begun_at, tz=UTC))
    size = text("intake.desk.brought", size=size_of(text, draft.size), when=brought)
    if job is None:
        return text("intake.desk.state", size=size, state=text("intake.work.full"))
    if job.state != "done":
        return text("intake.desk.state", size=size, state=intake_work.said(context, job))
    return text("intake.desk.state", size=size, state=intake_work.outcome(context, job, partial(what_it_is, text)))


def _open(draft_id: str) -> None:
    session.change(draft=draft_id)
    session.refresh()


def throw_away(context: Context, draft: Draft) -> None:
    """Walk away from an import: nothing of it was in the ledger, and nothing is."""
    intake_work.forget(draft.draft_id)
    intake_drafts.throw_away(context.store.folder, draft.draft_id)
    session.change(draft=None)
    session.say(NOTICE, context.text("intake.desk.dropped", file=draft.name))
    session.refresh()


def _take(context: Context, key: str) -> None:
    """Keep what was dropped; a single file is opened, several wait in the list."""
    with guarded_write(context.text, NOTICE):
        brought = session.field(key) or []
        drafts, errors = intake_drafts.begin_drafts(context.store.folder, [(file.name, file) for file in brought])
        session.count(_UPLOAD)
        session.hold(_REFUSED, [context.text.sentence(error) for error in errors])
        if len(drafts) == 1 and not errors:
            session.change(draft=drafts[0].draft_id)
