"""Step 3: what is wrong with the file, row by row, each problem with its place; what the reading must not guess."""

from functools import partial

import pandas as pd
import streamlit as st

from landuse.actions.export_problems import prepared_problems
from landuse.model import Issue, Severity
from landuse.ui import cards, intake_cards, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_map import problem_map
from landuse.ui.intake_questions import answers, ask, open_questions
from landuse.ui.intake_reading import Checked, asked_of, checked
from landuse.ui.intake_steps import foot
from landuse.ui.intake_wording import LOOKS, mu
from landuse.ui.session import Context

#: Of the table of problems: rows at most, and its height in pixels.
_MOST, _HEIGHT, _HEAD, _ROW = 2_000, 250, 38, 35
_WIDTHS = {"problem": 380, "place": 70}


def checks_step(context: Context, draft: Draft) -> None:
    """Draw the questions that are open; once there are none, what was found."""
    text = context.text
    found = checked(context, draft, fresh=False)
    if found is None:
        return
    if open_questions(draft, found.questions):
        ask(context, draft, found.questions)
        foot(context, draft)
        return
    _tallies(context, found)
    answers(context, draft, found.questions)
    _problems(context, draft, found)
    accepted = found.prepared.found.accepted
    foot(context, draft, following=text("intake.foot.changes"), ready=accepted > 0, why=text("intake.checks.none_good"))


def _tallies(context: Context, found: Checked) -> None:
    text, read = context.text, found.prepared.found
    intake_cards.tallies(
        [
            (f"{read.read:,}", text("intake.checks.read"), "plain"),
            (f"{read.accepted:,}", text("intake.checks.accepted"), "ahead"),
            (f"{read.refused:,}", text("intake.checks.refused"), "behind" if read.refused else "plain"),
            (f"{read.uncounted:,}", text("intake.checks.uncounted"), "doubt" if read.uncounted else "plain"),
        ]
    )
    areas = {"declared": read.declared_m2, "drawn": read.geometry_m2}
    said = [text(f"intake.checks.{name}", area=mu(text, area)) for name, area in areas.items() if area]
    if said:
        cards.note(text("intake.checks.areas", areas=text("lists.separator").join(said)))


def _problems(context: Context, draft: Draft, found: Checked) -> None:
    text = context.text
    issues = found.prepared.changes.issues
    if not issues:
        cards.note(text("intake.checks.all_good"))
        _map(context, draft, found, None)
        return
    counts = {severity: sum(issue.severity is severity for issue in issues) for severity in Severity}
    with st.container(horizontal=True, vertical_alignment="center", key="intake_problems_head"):
        chosen = st.pills(
            text("intake.checks.kinds"),
            [severity for severity in Severity if counts[severity]],
            format_func=lambda severity: text(
                "intake.checks.kind", kind=text(f"intake.severity.{severity}"), count=counts[severity]
            ),
            key=f"intake_severity_{draft.draft_id}",
            label_visibility="collapsed",
        )
        st.download_button(
            text("intake.checks.download"),
            data=partial(prepared_problems, found.prepared, asked=asked_of(draft).request, language=text.language),
            file_name=text("intake.checks.download_name", file=draft.name) + ".xlsx",
            mime="application/octet-stream",
            icon=":material/download:",
            key=f"intake_problems_{draft.draft_id}",
            on_click="ignore",
            help=text("intake.checks.download_help"),
        )
    shown = [issue for issue in issues if chosen is None or issue.severity is chosen]
    _explorer(context, draft, found, shown[:_MOST])
    if len(shown) > _MOST:
        cards.note(text("intake.checks.more", count=len(shown) - _MOST))


def _explorer(context: Context, draft: Draft, found: Checked, shown: list[Issue]) -> None:
    """Draw the problems beside the map, on which the one that is picked is shown; without ground there is no map."""
    key = f"intake_problem_{draft.draft_id}"
    left, right = st.columns([3, 2], gap="small") if _has_ground(found) else (st.container(), None)
    with left:
        _table(context, shown, key, with_place=right is not None)
        at = min(int(session.field(key, 0)), len(shown) - 1)
        _walk(context, shown, at, key)
    if right is not None:
        with right:
            _map(context, draft, found, shown[at])


def _has_ground(found: Checked) -> bool:
    frame = found.prepared.found.frame
    issues = found.prepared.changes.issues
    return "geometry" in frame and bool(frame["geometry"].notna().any() or any(issue.place for issue in issues))


def _table(context: Context, shown: list[Issue], key: str, *, with_place: bool) -> None:
    text = context.text
    frame = pd.DataFrame(
        {
            "severity": [text(f"intake.severity.{issue.severity}") for issue in shown],
            "row": pd.array([issue.row or None for issue in shown], dtype="Int64"),
            "problem": [text.problem(issue) for issue in shown],
            "column": [text.label("columns", issue.column) if issue.column else "" for issue in shown],
            "value": [issue.value for issue in shown],
            "place": [text("intake.checks.has_place" if issue.place else "common.dash") for issue in shown],
        }
    )
    if not with_place:
        frame = frame.drop(columns="place")
    columns = {
        name: st.column_config.TextColumn(text(f"intake.checks.columns.{name}"), width=_WIDTHS.get(name, "small"))
        for name in frame.columns
    }
    columns["row"] = st.column_config.NumberColumn(text("intake.checks.columns.row"), format="%d", width=60)
    grid = f"{key}_grid_{len(shown)}"
    st.dataframe(
        frame,
        key=grid,
        column_config=columns,
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(frame)),
        on_select=partial(_pick, grid, key),
        selection_mode="single-row",
        placeholder="",
    )


def _show(key: str, at: int) -> None:
    session.hold(key, at)


def _pick(grid: str, key: str) -> None:
    rows = session.field(grid)["selection"]["rows"]
    if rows:
        session.hold(key, rows[0])


def _walk(context: Context, shown: list[Issue], at: int, key: str) -> None:
    """Draw the problem that is shown, and the ways to the one before it and the next."""
    text, issue = context.text, shown[at]
    intake_cards.problem(
        text(f"intake.severity.{issue.severity}"),
        LOOKS[issue.severity],
        text.problem(issue),
        text("intake.checks.nowhere")
        if issue.place is None
        else text("intake.checks.at", lng=f"{issue.place.lng:.6f}", lat=f"{issue.place.lat:.6f}"),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, step in (("before", -1), ("after", 1)):
            st.button(
                text(f"intake.checks.{name}"),
                key=f"{key}_{name}",
                disabled=not 0 <= at + step < len(shown),
                on_click=partial(_show, key, at + step),
            )
        cards.note(text("intake.checks.of", number=at + 1, count=len(shown)))


def _map(context: Context, draft: Draft, found: Checked, issue: Issue | None) -> None:
    read = found.prepared.found
    if _has_ground(found):
        problem_map(context, read.frame, read.numbers, issue, key=draft.draft_id)
