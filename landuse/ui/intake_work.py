"""
The long work of an import: looking at a file, checking it, writing it; one piece of each kind for a draft at a time.

A page that is loaded anew, or a second tab, finds the work that is under way by its draft; what was asked otherwise
meanwhile calls the old piece off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

import streamlit as st

from landuse.errors import LanduseError
from landuse.ui import cards, intake_cards
from landuse.ui.guard import guarded
from landuse.ui.jobs import CalledOff, Job, Progress, queue
from landuse.ui.session import Context

Kind = Literal["look", "check", "effects", "apply"]
#: How often the page looks whether work is done, in seconds.
_PACE = 0.7
#: Results that are kept in memory; the oldest are made anew if they are asked for again.
_KEPT = 12
_OVER = {"done", "called_off"}


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of work and what it was asked for."""

    asked: object
    job: Job[Any]

    @property
    def result(self) -> object:
        """What came of it; None if it is not over, or nothing did."""
        if self.job.state != "done":
            return None
        try:
            return self.job.result()
        except Exception:  # noqa: BLE001 - whoever draws the work says what it failed of
            return None


_pieces: dict[tuple[str, Kind], Piece] = {}
_changing = Lock()


def start(draft_id: str, kind: Kind, asked: object, do: Callable[[Progress], Any]) -> Job[Any]:
    """
    Return the piece of work of a kind for a draft: the one that is there if the same was *asked*, else a new one.

    Raises
    ------
    RefusedError
        ``queue_full``.
    """
    with _changing:
        there = _pieces.get((draft_id, kind))
        if there is not None and there.asked == asked and there.job.state != "called_off":
            return there.job
        if there is not None:
            there.job.call_off()
        job: Job[Any] = queue().submit(do)
        _pieces.pop((draft_id, kind), None)
        _pieces[(draft_id, kind)] = Piece(asked, job)
        over = [name for name, piece in _pieces.items() if piece.job.state in _OVER]
        for name in over[: max(0, len(_pieces) - _KEPT)]:
            del _pieces[name]
        return job


def last(draft_id: str, kind: Kind) -> Piece | None:
    """Return the piece of work of a kind that is there for a draft."""
    return _pieces.get((draft_id, kind))


def forget(draft_id: str, *kinds: Kind) -> None:
    """Have work for a draft stop and its results forgotten; what is being written is written."""
    with _changing:
        for kind in kinds or ("look", "check", "effects"):
            there = _pieces.pop((draft_id, kind), None)
            if there is not None:
                there.job.call_off()


def error(job: Job[Any]) -> LanduseError | None:
    """Return what a piece of work that is over failed of, if a user can do something about it."""
    try:
        job.result()
    except LanduseError as failed:
        return failed
    except CalledOff:
        return None
    return None


def said(context: Context, job: Job[Any]) -> str:
    """Return how a piece of work stands, in words."""
    text = context.text
    if job.state == "waiting":
        before = queue().before(job)
        return text("intake.work.waiting", count=before) if before else text("intake.steps.starting")
    if job.state == "running":
        step = text.label("intake.steps", job.progress.step or "starting")
        share = job.progress.share
        return step if share is None else text("intake.work.share", step=step, share=text.percent(share, 0))
    return text(f"intake.work.{job.state}")


def outcome(context: Context, job: Job[Any], words: Callable[[Any], str]) -> str:
    """Return what came of a piece of work that is over in *words*, or the sentence that says why nothing did."""
    try:
        return words(job.result())
    except CalledOff:
        return context.text("intake.work.called_off")
    except LanduseError as error:
        return context.text.sentence(error)


def wait_for(context: Context, job: Job[Any], *, key: str, on_cancel: Callable[[], None] | None) -> bool:
    """Draw how a piece of work goes, with the way to call it off; returns whether it is over."""
    if job.state in _OVER:
        return True
    st.fragment(_waiting, run_every=_PACE)(context, job, key, on_cancel)
    return False


def result(context: Context, job: Job[Any]) -> Any:
    """Return what came of work that is over; None, with the sentence drawn, where nothing did."""
    with guarded(context.text):
        try:
            return job.result()
        except CalledOff:
            cards.nothing(context.text("intake.work.called_off"), context.text("intake.work.called_off_next"))
    return None


def _waiting(context: Context, job: Job[Any], key: str, on_cancel: Callable[[], None] | None) -> None:
    if job.state in _OVER:
        st.rerun()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"intake_waiting_{key}"):
        intake_cards.working(said(context, job))
        if on_cancel is not None:
            st.button(
                context.text("intake.work.cancel"), key=f"intake_cancel_{key}", on_click=_cancel, args=(job, on_cancel)
            )


def _cancel(job: Job[Any], then: Callable[[], None]) -> None:
    job.call_off()
    then()
