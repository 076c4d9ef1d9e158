"""What is changed of a document before its issue: a sentence or a number, each with its reason; the ledger stays."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from landuse.papers import Edit, Figure
from landuse.reports.issue import SCOPES, Document, DocumentRequest
from landuse.reports.pen import edits_by_target
from landuse.ui import cards, forms, session
from landuse.ui.guard import guarded_write
from landuse.ui.reports_wording import figure_name, passage_name, printed, scope_name
from landuse.ui.session import Context

_KEPT = "report_edits"
_FORM = "report_edit"
_PART = "report_part"
#: The part that is the sentences, and the one that is the numbers of no unit or zone.
_SENTENCES, _DISTRICT = "sentences", "district"


def edits_of(request: DocumentRequest) -> tuple[Edit, ...]:
    """Return what a visitor changed of a document."""
    kept: Mapping[DocumentRequest, tuple[Edit, ...]] = session.kept(_KEPT, {})
    return kept.get(request, ())


def edit_form(context: Context, document: Document) -> None:
    """Draw the form that changes a sentence or a number, and what was changed so far."""
    text, request = context.text, document.request
    figures = {figure.figure_id: figure for figure in document.figures}
    passages = dict(document.passages)
    parts = _parts(figures, passages)
    if not parts:
        return
    forms.notice(_FORM)
    with st.expander(text("reports.edit.title"), icon=":material/edit:", expanded=bool(edits_of(request))):
        cards.note(text("reports.edit.about"))
        left, right = st.columns([4, 8], gap="small")
        part = left.selectbox(
            text("reports.edit.part"),
            list(parts),
            format_func=lambda name: _part_words(context, name, len(parts[name])),
            key=session.remembered(_PART, next(iter(parts)), parts),
            on_change=partial(session.remember, _PART),
        )
        target = right.selectbox(
            text("reports.edit.target"),
            parts[part],
            index=None,
            format_func=lambda name: _target_words(context, name, figures, passages),
            placeholder=text("reports.edit.choose"),
            key=f"report_target_{part}_{session.times(_FORM)}",
        )
        if target is not None:
            _fields(context, request, target, figures, passages)
        for edit in edits_of(request):
            _edit_line(context, request, edit, figures, passages)


def _parts(figures: Mapping[str, Figure], passages: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what can be changed in parts short enough to choose from: the sentences, then the numbers of each."""
    parts: dict[str, list[str]] = {_SENTENCES: list(passages)} if passages else {}
    for name in figures:
        of = next((pair for pair in name.partition("@")[2].split(",") if pair.partition("=")[0] in SCOPES), _DISTRICT)
        parts.setdefault(of, []).append(name)
    return parts


def _part_words(context: Context, part: str, count: int) -> str:
    text = context.text
    if part in {_SENTENCES, _DISTRICT}:
        return text(f"reports.edit.part_{part}", count=count)
    return text("reports.edit.part_of", name=scope_name(context, part), count=count)


def _fields(
    context: Context,
    request: DocumentRequest,
    target: str,
    figures: Mapping[str, Figure],
    passages: Mapping[str, str],
) -> None:
    text = context.text
    given, why = f"report_given_{target}", f"report_why_{target}"
    with st.form(f"report_form_{target}", border=False, enter_to_submit=False):
        if target in passages:
            st.text_area(text("reports.edit.words"), passages[target], key=given)
        else:
            st.text_input(text("reports.edit.number"), printed(context, figures[target], marks=False), key=given)
        st.text_input(text("reports.edit.why"), placeholder=text("reports.edit.why_hint"), key=why)
        st.form_submit_button(
            text("reports.edit.keep"),
            key=f"report_keep_{target}",
            on_click=partial(_keep, context, request, target, figures, (given, why)),
        )


def _keep(
    context: Context, request: DocumentRequest, target: str, figures: Mapping[str, Figure], fields: tuple[str, str]
) -> None:
    given, why = (str(session.field(name, "")).strip() for name in fields)
    if target in figures:
        given = given.replace(",", "")
    with guarded_write(context.text, _FORM):
        edit = Edit(target, given, why, forms.actor())
        edits_by_target([edit], figures)
        others = [one for one in edits_of(request) if one.target != target]
        _put(request, (*others, edit))
        session.count(_FORM)
        session.say(_FORM, context.text("reports.edit.kept"))


def _edit_line(
    context: Context,
    request: DocumentRequest,
    edit: Edit,
    figures: Mapping[str, Figure],
    passages: Mapping[str, str],
) -> None:
    """Draw one change with the way to take it back."""
    text = context.text
    if edit.target in figures:
        name = figure_name(context, figures[edit.target])
        before = printed(context, figures[edit.target])
    else:
        name, before = passage_name(context, edit.target), passages.get(edit.target, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.note(text("reports.edit.line", name=name, before=before, given=edit.given, why=edit.why))
        st.button(
            text("reports.edit.drop"),
            key=f"report_drop_{edit.target}",
            type="tertiary",
            on_click=_put,
            args=(request, tuple(one for one in edits_of(request) if one is not edit)),
        )


def _put(request: DocumentRequest, edits: tuple[Edit, ...]) -> None:
    session.keep(_KEPT, {**session.kept(_KEPT, {}), request: edits})


def _target_words(context: Context, name: str, figures: Mapping[str, Figure], passages: Mapping[str, str]) -> str:
    if name in passages:
        return context.text("reports.edit.sentence", name=passage_name(context, name), words=passages[name])
    figure = figures[name]
    return context.text("reports.edit.figure", name=figure_name(context, figure), value=printed(context, figure))
