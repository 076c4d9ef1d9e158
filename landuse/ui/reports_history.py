"""What was issued: printed again as it was, made anew as it is now known, and two issues compared."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from landuse.papers import Figure, Snapshot
from landuse.periods import parse_period, period_label
from landuse.reports.reprint import Reprint, as_now_known
from landuse.ui import cards, forms, reports_work, session
from landuse.ui.guard import guarded, guarded_write
from landuse.ui.reports_pages import pages
from landuse.ui.reports_preview import figures_table
from landuse.ui.reports_tables import table
from landuse.ui.reports_wording import figure_name, with_unit
from landuse.ui.session import Context
from landuse.views.snapshots import Difference, all_snapshots, compare_issues, issued_bytes

_WORK = "reprint"


def history(context: Context) -> None:
    """Draw the issues, the latest first, and what can be done with the one that is chosen."""
    text = context.text
    issues = {issue.snapshot_id: issue for issue in reversed(all_snapshots(context.store))}
    if not issues:
        cards.nothing(text("reports.history.empty"), text("reports.history.empty_next"))
        return
    cards.note(text("reports.history.count", count=len(issues)))
    _list(context, issues.values())
    key = "reports_issue"
    chosen = st.selectbox(
        text("reports.history.choose"),
        list(issues),
        format_func=lambda name: _called(context, issues[name]),
        key=session.remembered(key, next(iter(issues)), list(issues)),
        on_change=partial(session.remember, key),
    )
    issue = issues[str(chosen)]
    with guarded(text):
        _issue(context, issue)
        _compared(context, issue, [one for one in issues.values() if one.kind == issue.kind and one is not issue])


def _list(context: Context, issues: Iterable[Snapshot]) -> None:
    text = context.text
    rows = [
        {
            "snapshot": issue.snapshot_id,
            "title": issue.title,
            "form": issue.form,
            "period": period_label(parse_period(issue.period), text, with_year=True),
            "as_of": text.day(issue.as_of),
            "issued": _moment(issue.issued_at),
            "by": issue.issued_by,
            "edited": str(len(issue.edits)),
        }
        for issue in issues
    ]
    table(context, rows, key="issues", family="reports.history.columns")


def _issue(context: Context, issue: Snapshot) -> None:
    """Draw one issue: what it is, its file as it was issued, and the way to make it anew."""
    text = context.text
    cards.told(
        [
            (text("reports.history.known"), _moment(issue.known_at)),
            (text("reports.history.file"), text("reports.history.bytes", name=issue.file_name, size=f"{issue.size:,}")),
            (text("reports.history.sha256"), issue.sha256),
        ]
    )
    content = issued_bytes(context.store, issue)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            text("reports.history.reprint"),
            content,
            file_name=issue.file_name,
            icon=":material/download:",
            key=f"issue_save_{issue.snapshot_id}",
            on_click="ignore",
        )
        st.button(
            text("reports.history.anew"),
            icon=":material/update:",
            help=text("reports.history.anew_help"),
            key=f"issue_anew_{issue.snapshot_id}",
            on_click=_make_anew,
            args=(context, issue),
        )
    forms.notice(_WORK)
    anew: Reprint | None = reports_work.result(context, _WORK, issue.snapshot_id)
    if anew is not None:
        _anew(context, issue, anew)
    if issue.form == "pdf":
        with st.expander(text("reports.history.pages")):
            pages(context, content, issue.title)
    with st.expander(text("reports.history.figures", count=len(issue.figures))):
        edits = {edit.target: edit for edit in issue.edits}
        figures_table(context, issue.figures, edits, key=f"issue_figures_{issue.snapshot_id}")


def _make_anew(context: Context, issue: Snapshot) -> None:
    with guarded_write(context.text, _WORK):
        reports_work.start(
            _WORK,
            issue.snapshot_id,
            lambda tell: as_now_known(context.store, issue, known_at=datetime.now(UTC), progress=tell),
        )


def _anew(context: Context, issue: Snapshot, anew: Reprint) -> None:
    """Draw what a document made anew gives differently, and its file."""
    text, document = context.text, anew.document
    cards.section(text("reports.history.anew_title"), text("reports.history.anew_about"))
    _differences(context, anew.differences, [*document.figures, *issue.figures], key="anew")
    st.download_button(
        text("reports.save", form=document.request.form.upper()),
        document.content,
        file_name=document.file_name,
        icon=":material/download:",
        key="anew_save",
        on_click="ignore",
    )


def _compared(context: Context, issue: Snapshot, others: list[Snapshot]) -> None:
    """Draw the choice of another issue of the same kind, and in what the two differ."""
    text = context.text
    if not others:
        return
    cards.section(text("reports.history.compare"))
    names = {one.snapshot_id: one for one in others}
    chosen = st.selectbox(
        text("reports.history.other"),
        list(names),
        index=None,
        placeholder=text("reports.history.other_choose"),
        format_func=lambda name: _called(context, names[name]),
        key=f"compare_{issue.snapshot_id}",
    )
    if chosen is not None:
        first, second = sorted((issue, names[chosen]), key=lambda one: one.issued_at)
        found = compare_issues(context.store, first.snapshot_id, second.snapshot_id)
        _differences(context, found, [*second.figures, *first.figures], key="compared")


def _differences(context: Context, found: Iterable[Difference], figures: list[Figure], *, key: str) -> None:
    text = context.text
    known = {figure.figure_id: figure for figure in figures}
    rows = []
    for one in found:
        figure = known[one.figure_id]
        before, after, amount = (
            with_unit(context, value, one.measure, figure.places) for value in (one.before, one.after, one.amount)
        )
        name = figure_name(context, figure)
        rows.append({"figure": name, "before": before, "after": after, "difference": amount, "id": one.figure_id})
    if not rows:
        cards.note(text("papers.no_differences"))
        return
    table(context, rows, key=f"differences_{key}", family="reports.columns")


def _called(context: Context, issue: Snapshot) -> str:
    return context.text(
        "reports.history.called", snapshot=issue.snapshot_id, title=issue.title, moment=_moment(issue.issued_at)
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="minutes")[:16]
