"""A document in the making: asked for, made with a bar, looked at, changed, saved, issued."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from landuse.actions.freeze_snapshot import keep_issue
from landuse.actions.take_request import take_request
from landuse.papers import Edit, Figure
from landuse.reports.issue import Document, DocumentRequest, make
from landuse.ui import cards, forms, reports_work, session
from landuse.ui.forms import actor
from landuse.ui.guard import guarded_write
from landuse.ui.reports_edits import edit_form, edits_of
from landuse.ui.reports_pages import document_pages, has_pages
from landuse.ui.reports_request import asked
from landuse.ui.reports_tables import table
from landuse.ui.reports_wording import figure_name, passage_name, printed
from landuse.ui.session import Context

_WORK, _ISSUED = "report", "report_issued"
_TABLE_HEIGHT = 420


def making(context: Context) -> None:
    """Draw the choices beside the document."""
    left, right = st.columns([3, 8], gap="small")
    with left, st.container(border=True, key="reports_choices"):
        request = asked(context)
        if request is not None:
            _make_button(context, request)
    with right:
        forms.notice(_WORK)
        if request is None:
            return
        document: Document | None = reports_work.result(context, _WORK, request)
        if document is not None:
            _document(context, document)
        elif not reports_work.is_under_way(_WORK):
            cards.nothing(context.text("reports.not_made"), context.text("reports.not_made_next"))


def _make_button(context: Context, request: DocumentRequest) -> None:
    edits = edits_of(request)
    text = context.text
    st.button(
        text("reports.make_edited", count=len(edits)) if edits else text("reports.make"),
        type="primary",
        icon=":material/description:",
        key="report_make",
        width="stretch",
        on_click=partial(_make, context, request, edits),
    )


def _make(context: Context, request: DocumentRequest, edits: tuple[Edit, ...]) -> None:
    with guarded_write(context.text, _WORK):
        take_request(context.store, request, actor=actor())
        reports_work.start(
            _WORK,
            request,
            lambda tell: make(context.store, request, known_at=datetime.now(UTC), edits=edits, progress=tell),
        )


def _document(context: Context, document: Document) -> None:
    """Draw what was made: its name, what can be done with it, its sentences and its numbers."""
    text, request = context.text, document.request
    cards.section(
        document.title,
        text("reports.detail", day=text.day(request.as_of), count=len(document.figures)),
    )
    is_current = set(document.edits) == set(edits_of(request))
    is_issued = session.kept(_ISSUED) is document
    with st.container(horizontal=True, vertical_alignment="center", key="report_actions"):
        st.download_button(
            text("reports.save", form=request.form.upper()),
            document.content,
            file_name=document.file_name,
            help=document.file_name,
            icon=":material/download:",
            key="report_save",
            on_click="ignore",
        )
        st.button(
            text("reports.issue"),
            type="primary",
            icon=":material/approval:",
            help=text("reports.issue_help"),
            key="report_issue",
            disabled=is_issued or not is_current,
            on_click=_issue,
            args=(context, document),
        )
    if not is_current:
        st.warning(text("reports.stale"))
    edit_form(context, document)
    _contents(context, document)


def _contents(context: Context, document: Document) -> None:
    """Draw what a document holds: its pages, its sentences, its numbers."""
    text = context.text
    edits = {edit.target: edit for edit in document.edits}
    draws: dict[str, Callable[[], None]] = {}
    if has_pages(document):
        draws["pages"] = partial(document_pages, context, document)
    if document.passages:
        said = [(passage_name(context, name), _said(context, name, words, edits)) for name, words in document.passages]
        draws["sentences"] = partial(cards.told, said)
    if document.figures:
        draws["figures"] = partial(figures_table, context, document.figures, edits, key="report_figures")
    tabs = st.tabs([text(f"reports.contents.{name}") for name in draws]) if draws else []
    for tab, draw in zip(tabs, draws.values(), strict=True):
        with tab:
            draw()


def _said(context: Context, name: str, words: str, edits: dict[str, Edit]) -> str:
    edit = edits.get(name)
    return words if edit is None else edit.given + context.text("pen.edited")


def figures_table(context: Context, figures: tuple[Figure, ...], edits: dict[str, Edit], *, key: str) -> None:
    """Draw figures: name, the ledger's value, what is printed instead and why, how it is counted, its id."""
    text = context.text
    rows = []
    for figure in figures:
        edit = edits.get(figure.figure_id)
        rows.append(
            {
                "figure": figure_name(context, figure),
                "value": printed(context, figure),
                "given": "" if edit is None else f"{edit.given}{text('pen.edited')}",
                "why": "" if edit is None else edit.why,
                "rule": text.label("counting", figure.rule),
                "as_of": text.day(figure.as_of),
                "source": figure.source,
                "id": figure.figure_id,
            }
        )
    hidden = {*([] if edits else ["given", "why"]), *([] if any(row["source"] for row in rows) else ["source"])}
    shown = [{name: words for name, words in row.items() if name not in hidden} for row in rows]
    table(context, shown, key=key, family="reports.columns", height=_TABLE_HEIGHT)


def _issue(context: Context, document: Document) -> None:
    """Freeze a document; a second press of the same finds it issued."""
    text = context.text
    with guarded_write(text, _WORK):
        if session.kept(_ISSUED) is document:
            return
        kept = keep_issue(context.store, document, actor=forms.actor())
        session.keep(_ISSUED, document)
        session.say(_WORK, text("reports.issued", snapshot=kept.snapshot_id))
