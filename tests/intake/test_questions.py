"""What a reading asks, and which answers it takes."""

import pytest

from landuse.errors import ArgumentsError
from landuse.i18n import LANGUAGES, catalogue
from landuse.intake.questions import Asking
from landuse.model import Asked, Question

UNIT = Question(Asked.AREA_UNIT, "面积", ("mu", "m2"), proposed="mu", why="geometry")
ORDER = Question(Asked.DAY_ORDER, "日期", ("dmy", "mdy"), values={"value": "03/04/2023"})


def test_a_question_without_an_answer_stays_open():
    """Nothing is proposed into an answer."""
    asking = Asking()
    assert asking.ask(UNIT) is None
    assert [question.answer for question in asking.questions] == [None]


@pytest.mark.parametrize("name", ["面积", "area_unit:面积"])
def test_a_question_is_answered_by_its_column_or_its_id(name):
    """What the command line and what the app say are alike."""
    asking = Asking([(name, "m2")])
    assert asking.ask(UNIT) == "m2"
    assert asking.questions[0].answer == "m2"


def test_the_user_s_word_comes_before_what_is_remembered():
    """A remembered answer serves where nothing is said, if it is still a choice."""
    remembered = {"area_unit:面积": "mu", "day_order:日期": "ymd"}
    assert Asking([("面积", "m2")], remembered).ask(UNIT) == "m2"
    assert Asking([], remembered).ask(UNIT) == "mu"
    assert Asking([], remembered).ask(ORDER) is None


@pytest.mark.parametrize("given", [("面积", "acre"), ("area_unit:面积", "acre")])
def test_an_answer_that_is_no_choice_is_refused(given):
    """A slip of the pen is said, with the choices."""
    asking = Asking([given])

    def asked():
        asking.ask(UNIT)
        asking.require_asked(["面积"])

    with pytest.raises(ArgumentsError, match="wrong_answer"):
        asked()


def test_an_answer_for_a_column_that_is_not_there_is_refused():
    """... while one for a column that asked nothing this time is let pass."""
    asking = Asking([("面积", "mu"), ("日期", "dmy"), ("day_order:日期", "dmy")])
    asking.ask(UNIT)
    asking.require_asked(["面积", "日期"])
    with pytest.raises(ArgumentsError, match="unknown_answer"):
        Asking([("没有", "mu")]).require_asked(["面积"])


def test_only_what_holds_for_the_next_file_lasts():
    """A month that was meant is of this file."""
    asking = Asking([("面积", "mu"), ("月份", "10")])
    asking.ask(UNIT)
    asking.ask(Question(Asked.MONTH, "月份", ("1", "10"), values={"value": "2023.1", "year": 2023}))
    assert asking.lasting == {"area_unit:面积": "mu"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Asked))
def test_every_question_can_be_said(language, kind):
    """Each kind has its sentence and words for its choices."""
    choices = {
        "day_order": ("ymd", "dmy"),
        "month": ("1", "10"),
        "day_of_month": ("first", "last"),
        "column": ("attribute",),
    }
    readings = {"found": "gb18030", "words": "甲厂", "claimed": "cp949", "as_claimed": "솝"}
    question = Question(kind, "甲", choices.get(kind, ("mu",)), values={"value": "x", "year": 2023, **readings})
    text = catalogue(language)
    assert "甲" in text.question(question) or kind is Asked.CRS
    assert [text.choice(question, choice) for choice in question.choices if kind in choices] != list(question.choices)
