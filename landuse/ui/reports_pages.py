"""The pages of a document as they will be printed, one at a time, before anybody saves or issues it."""

from dataclasses import replace
from functools import partial

import streamlit as st

from landuse.reports.issue import Document, make
from landuse.reports.kinds import writer_of
from landuse.reports.page_pictures import page_count, page_picture
from landuse.reports.pen import ProgressCall
from landuse.ui import cards, reports_work, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context

_TWIN = "report_twin"
#: Of a page's picture, in pixels: sharp on the office's screens.
_WIDTH = 1400


def has_pages(document: Document) -> bool:
    """Tell whether a document is pages (itself, or its twin as PDF); a workbook is cells."""
    form = document.request.form
    return form in {"pdf", "png"} or (form == "docx" and "pdf" in writer_of(document.request.kind).forms)


def document_pages(context: Context, document: Document) -> None:
    """Draw a document's pages; those of a Word file are the pages of the same document as PDF, and it says so."""
    text, form = context.text, document.request.form
    if form == "png":
        st.image(document.content, width="stretch", alt=document.title)
        return
    if form == "pdf":
        pages(context, document.content, document.title)
        return
    if reports_work.asked_for(_TWIN) is not document:
        with guarded_write(text, _TWIN):
            reports_work.start(_TWIN, document, partial(_twin, context, document))
    twin: Document | None = reports_work.result(context, _TWIN, document)
    if twin is not None:
        cards.note(text("reports.pages.twin"))
        pages(context, twin.content, document.title)


def _twin(context: Context, document: Document, tell: ProgressCall) -> Document:
    request = replace(document.request, form="pdf")
    return make(context.store, request, known_at=document.known_at, edits=document.edits, progress=tell)


def pages(context: Context, content: bytes, title: str) -> None:
    """Draw the pages of a PDF, one at a time."""
    st.fragment(_pager)(context, content, title, page_count(content))


def _pager(context: Context, content: bytes, title: str, count: int) -> None:
    text = context.text
    key = f"report_page_{hash(content)}"
    number = min(max(int(session.field(key) or 1), 1), count)
    if count > 1:
        with st.container(horizontal=True, vertical_alignment="center", key="report_pager"):
            _turn(context, "before", key, number - 1, disabled=number == 1)
            st.number_input(
                text("reports.pages.number"),
                1,
                count,
                key=session.hold(key, number),
                width=120,
                label_visibility="collapsed",
            )
            _turn(context, "after", key, number + 1, disabled=number == count)
            cards.note(text("reports.pages.place", number=number, count=count))
    picture, words = page_picture(content, number, width=_WIDTH)
    said = text("reports.pages.alt", title=title, number=number, count=count, words=words)
    with st.container(key=f"report_picture_{key}"):
        st.image(picture, width="stretch", output_format="PNG", alt=said)


def _turn(context: Context, name: str, key: str, number: int, *, disabled: bool) -> None:
    """Draw the button that turns to a page; the arrow keys do the same."""
    st.button(
        context.text(f"reports.pages.{name}"),
        key=f"report_page_{name}",
        shortcut="Left" if name == "before" else "Right",
        disabled=disabled,
        on_click=_turn_to,
        args=(key, number),
    )


def _turn_to(key: str, number: int) -> None:
    session.hold(key, number)
