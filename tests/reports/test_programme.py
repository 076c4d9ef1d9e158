"""The programme in words: every constraint has a sentence, in both languages, with its amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from landuse.core.assignment import Aimed
from landuse.core.programme import AIMS, CONSTRAINTS, MONTHS, Limit, Programme, Relief, Short
from landuse.i18n import catalogue
from landuse.model import Direction, Progress, Uncounted
from landuse.reports.alerts import Place
from landuse.reports.programme import advice, aim_amount, left_words, programme_sheet, usual_note, verdict
from landuse.units import Measure
from landuse.views.programme import Plan

MU = Decimal("12.34")
PROGRESS = Progress(
    *("resupply_area", Measure.MU, Decimal(25), Decimal(300), Direction.AT_LEAST, None, 0.4, None, Decimal(275)),
    *(None, None, None, None, Uncounted(0, Decimal(0))),
)


def a_plan(status="infeasible", shorts=(), reliefs=(), aims=None, as_of=date(2023, 5, 31), clear_by=date(2023, 11, 29)):
    found = Programme(status, Decimal(275), Decimal("262.66"), {}, aims or {}, tuple(shorts), tuple(reliefs))
    limits = (Limit("mu", None, False, MU, MU), Limit("U1:projects", "U1", True, Decimal(1), Decimal(1)))
    return Plan(PROGRESS, 2023, as_of, None, Decimal(275), (), limits, found, (), (), clear_by)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_each_constraint_is_said_with_its_amount(language, constraint):
    """In the one sentence that says what binds."""
    said = verdict(catalogue(language), a_plan(shorts=[Short(constraint, MU)]))
    assert said.count("12.34") == 1
    assert ("275.00" in said) == (constraint != "include")
    assert "262.66" in said


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_several_constraints_are_said_with_what_they_come_to(language):
    """The largest first, beside the sum."""
    said = verdict(catalogue(language), a_plan(shorts=[Short("ground", Decimal("2.34")), Short("time", Decimal(10))]))
    assert said.index("12.34") < said.index("10.00") < said.index(" 2.34")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_would_help_is_said_by_how_much(language):
    """Each by itself; what cannot help is left out, the target last."""
    names = ("target", "ground", "excluded", "time", "mu", "capacity")
    reliefs = [Relief(name, MU) for name in names] + [Relief("U1:projects", Decimal(2)), Relief("time", None)]
    lines = advice(catalogue(language), a_plan(reliefs=reliefs))
    assert len(lines) == 7
    assert [line.count("12.34") for line in lines] == [1, 1, 1, 1, 1, 0, 1]
    assert "2023" in lines[0]
    [late] = advice(catalogue(language), a_plan(reliefs=[Relief("ground", MU)], as_of=date(2023, 12, 5)))
    assert late != lines[0]
    [plain] = advice(catalogue(language), a_plan(reliefs=[Relief("ground", MU)], clear_by=None))
    assert "12.34" in plain


def test_what_is_not_proven_is_not_called_so():
    """The aim and how far it may be off."""
    aims = {name: Aimed(18, 17, name != "steps") for name in (*AIMS, MONTHS)}
    said = verdict(catalogue("en"), a_plan("feasible", aims=aims))
    assert '"steps to do" is at most 5.9% above its bound' in said
    assert "not proven" in said
    assert "neither" in verdict(catalogue("en"), a_plan("undecided")) or "no programme" in verdict(
        catalogue("en"), a_plan("undecided")
    )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_most_that_is_not_proven_is_said_with_its_bound(language):
    """What was found, and what it cannot exceed; an amount that is enough is not called the least."""
    plan = a_plan(shorts=[Short("capacity", MU)], reliefs=[Relief("mu", MU, proven=False)])
    found = replace(plan, found=replace(plan.found, most=Aimed(26_266, 27_000, proven=False)))
    assert "270.00" in verdict(catalogue(language), found)
    assert advice(catalogue(language), found) != advice(
        catalogue(language), a_plan(shorts=[Short("capacity", MU)], reliefs=[Relief("mu", MU)])
    )


def test_what_is_beyond_the_gap_is_printed_in_its_measure():
    """The solver's hundredths are nobody's business."""
    assert (aim_amount("surplus", 409), aim_amount("steps", 409)) == (Decimal("4.09"), 409)


def test_an_empty_programme_is_a_sheet_of_its_verdict():
    """Title, sentence, headings and a total of nothing."""
    plan, text = a_plan(shorts=[Short("ground", MU)]), catalogue("en")
    sheet = programme_sheet(plan, text, Place("Demo", "District", {}, date(2023, 5, 31), synthetic=True))
    assert (sheet.lines[0], sheet.rows[-1][0], sheet.file_name[-5:]) == (verdict(text, plan), "Total", ".xlsx")
    assert (usual_note(text, plan), left_words(text, plan)) == (None, None)
