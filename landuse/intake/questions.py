"""What a reading asks, and the answers it was given: nothing that a file leaves open is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from landuse.errors import ArgumentsError
from landuse.model import Asked, Question

#: Kinds whose answers hold for the next file of the same headings, too; a month or a year is of one file only.
LASTING = frozenset({Asked.COLUMN, Asked.AREA_UNIT, Asked.DAY_ORDER, Asked.DAY_OF_MONTH, Asked.CRS})
#: How many cells a question shows.
SAMPLES = 5


class Asking:
    """
    The questions of one reading.

    Parameters
    ----------
    given : iterable of pairs
        The user's answers: a question's id or its column, and one of its choices.
    remembered : mapping
        Answers of an earlier file of the same headings, by the question's id; the user's come first.
    """

    def __init__(self, given: Iterable[tuple[str, str]] = (), remembered: Mapping[str, str] | None = None) -> None:
        self._given = list(given)
        self._remembered = dict(remembered or {})
        self._asked: dict[str, Question] = {}

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that was asked, in that order, each with its answer."""
        return tuple(self._asked.values())

    @property
    def lasting(self) -> dict[str, str]:
        """The answers in use that hold for the next file, by the question's id."""
        return {
            question.question_id: question.answer
            for question in self._asked.values()
            if question.answer is not None and question.kind in LASTING
        }

    def ask(self, question: Question) -> str | None:
        """
        Note a question and return its answer, None while it is open.

        Raises
        ------
        ArgumentsError
            ``wrong_answer`` if the answer given to it is none of its choices.
        """
        answer = self._answer(question)
        self._asked[question.question_id] = replace(question, answer=answer)
        return answer

    def suggest(self, question: Question, choice: str, why: str) -> None:
        """Propose a choice of an open question for a reason that was found later."""
        self._asked[question.question_id] = replace(question, proposed=choice, why=why)

    def require_asked(self, headings: Iterable[str]) -> None:
        """
        Check that every answer was for something: a question, or a column that asked nothing this time.

        Raises
        ------
        ArgumentsError
            ``unknown_answer`` with the questions there are; ``wrong_answer`` if it is no choice of its column's.
        """
        for column, answer in self._given:
            choices = [choice for asked in self._asked.values() if asked.column == column for choice in asked.choices]
            if choices and answer not in choices:
                raise ArgumentsError("wrong_answer", column=column, answer=answer, known=", ".join(choices))
        known = {*headings, *self._asked, *(question.column for question in self._asked.values())}
        known |= {f"{kind}:{heading}" for kind in Asked for heading in headings}
        for column, answer in self._given:
            if column not in known:
                raise ArgumentsError(
                    "unknown_answer", column=column, answer=answer, known=", ".join(self._asked) or "—"
                )

    def _answer(self, question: Question) -> str | None:
        own = [answer for name, answer in self._given if name == question.question_id]
        if own and own[-1] not in question.choices:
            known = ", ".join(question.choices)
            raise ArgumentsError("wrong_answer", column=question.column, answer=own[-1], known=known)
        own += [answer for name, answer in self._given if name == question.column and answer in question.choices]
        if own:
            return own[-1]
        remembered = self._remembered.get(question.question_id)
        return remembered if remembered in question.choices else None
