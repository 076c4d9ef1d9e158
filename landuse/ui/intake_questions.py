"""What a reading must not guess: one question at a time, with the cells it is about, and places on a small map."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from landuse.i18n import Catalogue
from landuse.model import Question
from landuse.ui import cards, intake_cards, intake_drafts, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.session import Context


def open_questions(draft: Draft, questions: tuple[Question, ...]) -> list[Question]:
    """Return the questions that nobody has answered yet, in the order they were asked."""
    return [one for one in questions if one.answer is None and one.question_id not in draft.answers]


def ask(context: Context, draft: Draft, questions: tuple[Question, ...]) -> None:
    """Draw the first open question, and which have been answered before it."""
    text = context.text
    still = open_questions(draft, questions)
    if not still:
        return
    question = still[0]
    answered = len(questions) - len(still)
    with st.container(border=True, key="intake_question"):
        cards.section(
            text("intake.questions.title"),
            text("intake.questions.detail", number=answered + 1, count=len(questions)),
        )
        intake_cards.question(text.question(question))
        if question.samples:
            headings = [text("intake.questions.row"), text("intake.questions.cell")]
            intake_cards.sample(headings, [[str(row), cell] for row, cell in question.samples])
        key = f"intake_answer_{draft.draft_id}_{question.question_id}"
        choose(
            text,
            text("intake.questions.choose"),
            question.choices,
            says=partial(_label, context, question),
            key=key,
            answered=partial(_answer, context, draft, question, key),
        )


def choose(
    text: Catalogue,
    label: str,
    choices: Sequence[str],
    *,
    says: Callable[[str], str],
    key: str,
    answered: Callable[[], None],
) -> str | None:
    """Draw choices of which none is made yet, and the button that answers with the one that is; return it."""
    chosen = st.radio(label, choices, index=None, format_func=says, key=key, label_visibility="collapsed")
    st.button(
        text("intake.questions.answer"),
        key="intake_answer",
        type="primary",
        disabled=chosen is None,
        on_click=answered,
    )
    return chosen


def answers(context: Context, draft: Draft, questions: tuple[Question, ...]) -> None:
    """Draw what was answered, by the planner now or for the same headings before, and the way to change it."""
    text = context.text
    settled = [one for one in questions if one.answer is not None]
    if not settled:
        return
    with st.expander(text("intake.questions.settled", count=len(settled)), key="intake_settled"):
        for question in settled:
            key = f"intake_settled_{draft.draft_id}_{question.question_id}"
            st.selectbox(
                cards.plain(text.question(question)),
                question.choices,
                format_func=partial(_label, context, question),
                key=session.hold(key, question.answer),
                on_change=partial(_answer, context, draft, question, key),
            )
            if question.question_id not in draft.answers:
                cards.note(text("intake.questions.remembered"))


def _label(context: Context, question: Question, choice: str) -> str:
    said = cards.plain(context.text.choice(question, choice))
    return context.text("intake.questions.proposed", choice=said) if choice == question.proposed else said


def _answer(context: Context, draft: Draft, question: Question, key: str) -> None:
    chosen = session.field(key)
    present = intake_drafts.load(context.store.folder, draft.draft_id)
    if chosen is None or present is None:
        return
    intake_drafts.decide(
        context.store.folder, draft.draft_id, answers={**present.answers, question.question_id: chosen}
    )
