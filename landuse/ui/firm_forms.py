"""Writing on a firm: application, review, publicity, objections, and what became of the match with a plot."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from landuse.actions.advance_subject import advance_subject
from landuse.actions.review_enterprise import review_enterprise
from landuse.actions.state_intention import STATES, state_intention
from landuse.model import SubjectKind
from landuse.rules.supply import load_supply_rules
from landuse.ui import cards, forms, session
from landuse.ui.guard import guarded_write
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.enterprises import REVIEWS
from landuse.views.firm_files import FirmFile, next_step
from landuse.views.matches import matching

#: Steps that are events of one kind.
_EVENTS = ("application", "publicity", "objection", "objection_settled")
STEPS = ("application", "review", "publicity", "objection", "objection_settled", "intention")


def step_form(context: Context, file: FirmFile) -> None:
    """Draw the form of a firm's next step; another step can be chosen."""
    text, code = context.text, str(file.record["credit_code"])
    form = forms.form(f"firm_{code}")
    forms.notice(form.name)
    draw: dict[str, Callable[[Context, FirmFile, forms.Form], None]] = {
        **dict.fromkeys(_EVENTS, _event_fields),
        "review": _review_fields,
        "intention": _intention_fields,
    }
    with st.expander(text("enterprises.forms.title"), icon=":material/step:", expanded=True, key=f"{form.name}_box"):
        step = st.selectbox(
            text("enterprises.forms.step"),
            STEPS,
            index=STEPS.index(next_step(file)),
            format_func=lambda name: text(f"enterprises.forms.{name}"),
            key=form.key("step"),
        )
        with st.form(form.key(f"form_{step}"), border=False, enter_to_submit=False):
            draw[step](context, file, form)


def accept_form(context: Context, credit_code: str, name: str, plot_id: str, *, is_ready: bool) -> None:
    """Draw the button that accepts a match; before publicity is over it says so instead."""
    text = context.text
    form = forms.form(f"accept_{credit_code}_{plot_id}")
    forms.notice(form.name)
    if not is_ready:
        cards.note(text("enterprises.matching.accept_early"))
        return
    st.button(
        text("enterprises.matching.accept", firm=name, plot=plot_id),
        key=form.key("submit"),
        type="primary",
        icon=":material/handshake:",
        on_click=partial(_accept, context, credit_code, name, plot_id, form),
    )


def _day_field(context: Context, form: forms.Form) -> None:
    st.date_input(
        context.text("card.record.on"),
        value=min(context.selection.as_of, session.today()),
        max_value=session.today(),
        format="YYYY-MM-DD",
        key=form.key("on"),
    )


def _event_fields(context: Context, file: FirmFile, form: forms.Form) -> None:
    text = context.text
    kind = str(session.field(form.key("step")))
    needs = load_supply_rules().steps[kind].needs
    left, right = st.columns(2)
    with left:
        _day_field(context, form)
    for place, name in ((right, "doc_no"), (left, "evidence")):
        label = text(f"columns.{name}")
        needed = text("supply.advance.needed", field=label) if name in needs else label
        place.text_input(needed, key=form.key(name))
    right.text_input(text("card.record.note"), key=form.key("note"))
    _submit(context, form, partial(_advance, context, file, form))


def _review_fields(context: Context, file: FirmFile, form: forms.Form) -> None:
    text = context.text
    left, right = st.columns(2)
    left.selectbox(
        text("enterprises.forms.decision"),
        REVIEWS,
        format_func=lambda name: text.label("kinds", name),
        key=form.key("decision"),
    )
    with right:
        _day_field(context, form)
    st.text_input(text("enterprises.forms.minutes"), key=form.key("minutes"))
    st.text_area(
        text("enterprises.forms.recusals"),
        placeholder=text("enterprises.forms.recusals_hint"),
        height=80,
        key=form.key("recusals"),
    )
    st.text_input(text("card.record.note"), key=form.key("note"))
    seen = _score_seen(context, file)
    cards.note(text("enterprises.forms.seen_none") if seen is None else text("enterprises.forms.seen", score=seen))
    _submit(context, form, partial(_review, context, file, form))


def _intention_fields(context: Context, file: FirmFile, form: forms.Form) -> None:
    text = context.text
    plots = _plots(context, file)
    if not plots:
        cards.note(text("enterprises.forms.plot_none"))
    st.selectbox(
        text("enterprises.forms.plot"), list(plots), format_func=lambda name: plots[name], key=form.key("plot")
    )
    left, right = st.columns(2)
    left.selectbox(
        text("enterprises.forms.state"),
        STATES,
        format_func=lambda name: text.label("intention_states", name),
        key=form.key("state"),
    )
    with right:
        _day_field(context, form)
    left.text_input(text("enterprises.forms.reason"), key=form.key("reason"))
    right.text_input(text("columns.doc_no"), key=form.key("doc_no"))
    _submit(context, form, partial(_intend, context, file, form), disabled=not plots)


def _submit(context: Context, form: forms.Form, write: Callable[[], None], *, disabled: bool = False) -> None:
    st.form_submit_button(
        context.text("enterprises.forms.submit"),
        type="primary",
        key=form.key("submit"),
        on_click=write,
        disabled=disabled,
    )


def _plots(context: Context, file: FirmFile) -> dict[str, str]:
    """Return the plots that an intention may be about: the firm's own, then the one it is matched to, then others."""
    text = context.text
    found = matching(context.store, as_of=context.selection.as_of)
    best = found.found.plot_of.get(str(file.record["credit_code"]))
    free = sorted(found.plots.to_dict("records"), key=lambda row: row["plot_id"] != best)
    rows = [file.plot, *free] if file.plot else free
    return {
        str(row["plot_id"]): " ".join([str(row["plot_id"]), row["name"] or "", text.amount(row["area_mu"], Measure.MU)])
        for row in rows
    }


def _score_seen(context: Context, file: FirmFile) -> str | None:
    """Return the score as the review sees it: scheme, version, points, rank."""
    score = file.score
    if score is None or score.score is None:
        return None
    named = {"title": score.title, "version": score.version, "score": score.score, "rank": score.district_rank}
    return context.text("enterprises.forms.score_seen", **named)


def _day(context: Context, form: forms.Form) -> date:
    on = session.field(form.key("on"))
    return on if isinstance(on, date) else min(context.selection.as_of, session.today())


def _advance(context: Context, file: FirmFile, form: forms.Form) -> None:
    text, kind = context.text, str(session.field(form.key("step")))
    with guarded_write(text, form.name):
        event = advance_subject(
            context.store,
            kind=kind,
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=str(file.record["credit_code"]),
            occurred_on=_day(context, form),
            today=session.today(),
            actor=forms.actor(),
            doc_no=session.field(form.key("doc_no")),
            evidence=session.field(form.key("evidence")),
            note=session.field(form.key("note")),
            request_id=form.request_id,
        )
        session.written(form.name, text("card.record.done", event=event, kind=text.label("kinds", kind)))


def _review(context: Context, file: FirmFile, form: forms.Form) -> None:
    text, decision = context.text, str(session.field(form.key("decision")))
    with guarded_write(text, form.name):
        ids = review_enterprise(
            context.store,
            credit_code=str(file.record["credit_code"]),
            decision=decision,
            held_on=_day(context, form),
            minutes_no=session.field(form.key("minutes"), ""),
            today=session.today(),
            actor=forms.actor(),
            recusals=session.field(form.key("recusals"), "").splitlines(),
            score=_score_seen(context, file),
            note=session.field(form.key("note")),
            request_id=form.request_id,
        )
        said = {"event": ids[0], "decision": text.label("kinds", decision), "count": len(ids) - 1}
        session.written(form.name, text("enterprises.forms.reviewed", **said))


def _intend(context: Context, file: FirmFile, form: forms.Form) -> None:
    text = context.text
    plot_id, state = str(session.field(form.key("plot"))), str(session.field(form.key("state")))
    with guarded_write(text, form.name):
        state_intention(
            context.store,
            credit_code=str(file.record["credit_code"]),
            plot_id=plot_id,
            state=state,
            stated_on=_day(context, form),
            today=session.today(),
            actor=forms.actor(),
            reason=session.field(form.key("reason")),
            doc_no=session.field(form.key("doc_no")),
            request_id=form.request_id,
        )
        said = {"plot": plot_id, "state": text.label("intention_states", state)}
        session.written(form.name, text("enterprises.forms.intended", **said))


def _accept(context: Context, credit_code: str, name: str, plot_id: str, form: forms.Form) -> None:
    text = context.text
    with guarded_write(text, form.name):
        state_intention(
            context.store,
            credit_code=credit_code,
            plot_id=plot_id,
            state="accepted",
            stated_on=min(context.selection.as_of, session.today()),
            today=session.today(),
            actor=forms.actor(),
            request_id=form.request_id,
        )
        session.written(form.name, "")
        session.say(f"firm_{credit_code}", text("enterprises.matching.accepted", firm=name, plot=plot_id))
