"""Documents in the making: one piece of work of a name for each visitor, with a bar that says how far it is."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from landuse.reports.pen import ProgressCall
from landuse.ui import session
from landuse.ui.guard import guarded
from landuse.ui.jobs import CalledOff, Job, Progress, queue
from landuse.ui.session import Context

#: How often the page looks whether work is done, in seconds.
_PACE = 0.7
_UNDER_WAY = {"waiting", "running"}


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A piece of work and what it was asked for."""

    asked: object
    job: Job[Any]


def start(name: str, asked: object, do: Callable[[ProgressCall], Any]) -> None:
    """
    Have something made; what was being made under the same name is called off.

    Raises
    ------
    RefusedError
        ``queue_full``.
    """
    there: Work | None = session.kept(name)
    if there is not None:
        there.job.call_off()

    def work(progress: Progress) -> Any:
        def tell(done: int, total: int, words: str) -> None:
            progress.say(words, min(1.0, done / total) if total else None)

        return do(tell)

    session.keep(name, Work(asked, queue().submit(work)))


def asked_for(name: str) -> object:
    """Return what was asked for last under a name, made or not."""
    there: Work | None = session.kept(name)
    return None if there is None else there.asked


def is_under_way(name: str) -> bool:
    """Tell whether something of that name is being made."""
    there: Work | None = session.kept(name)
    return there is not None and there.job.state in _UNDER_WAY


def result(context: Context, name: str, asked: object) -> Any:
    """Return what was made for *asked*; None while it is made (the bar is drawn), or if it was not or could not be."""
    there: Work | None = session.kept(name)
    if there is None or there.asked != asked or there.job.state == "called_off":
        return None
    if there.job.state in _UNDER_WAY:
        st.fragment(_waiting, run_every=_PACE)(context, there.job, name)
        return None
    with guarded(context.text), suppress(CalledOff):
        return there.job.result()
    return None


def _waiting(context: Context, job: Job[Any], name: str) -> None:
    if job.state not in _UNDER_WAY:
        st.rerun()
    text = context.text
    before = queue().before(job)
    words = job.progress.step or text("reports.making")
    if job.state == "waiting" and before:
        words = text("reports.waiting", count=before)
    with st.container(border=True, key=f"{name}_waiting"):
        st.progress(job.progress.share or 0.0, words)
        if st.button(text("reports.cancel"), key=f"{name}_cancel"):
            job.call_off()
            st.rerun()
