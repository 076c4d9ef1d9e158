"""What stands against a step: too early, out of order, not proved, land not made."""

from datetime import date

import pytest

from landuse.core.steps import expected_before, obstacles
from landuse.rules.supply import Step

WAY = (
    ("registered", ()),
    ("approved", ("approval_meeting",)),
    ("noticed", ("notice",)),
    ("contracted", ("grant_contract", "resupply")),
)
NOTICE = Step(after=("approval_meeting",), also_after=("site_preparation",), needs=("doc_no",))
MAY_2, MAY_9 = date(2023, 5, 2), date(2023, 5, 9)
READY = {"approval_meeting": MAY_2, "site_preparation": MAY_2}


def against(kind="notice", step=NOTICE, *, happened=READY, on=MAY_9, filled=("doc_no",), open_items=0):
    """Return the keys of what stands against a step."""
    found = obstacles(
        kind, step, way=WAY, happened=happened, occurred_on=on, filled=frozenset(filled), open_items=open_items
    )
    return [obstacle.key for obstacle in found]


def test_a_step_whose_turn_it_is_may_be_taken():
    """The meeting passed it, the land is made, the notice has its number."""
    assert against() == []


@pytest.mark.parametrize("missing", READY)
def test_what_comes_before_must_have_happened(missing):
    """Both what leads to the step and what must be there besides."""
    assert against(happened={kind: day for kind, day in READY.items() if kind != missing}) == ["step_too_early"]


def test_a_step_is_not_dated_before_what_it_follows():
    """On the same day it may be; the day before it may not."""
    assert against(on=MAY_2) == []
    assert against(on=date(2023, 5, 1)) == ["step_out_of_order", "step_out_of_order"]


def test_what_proves_a_step_must_be_filled_in():
    """A notice without a number is none."""
    assert against(filled=()) == ["step_needs"]


def test_land_is_made_when_every_item_is_settled():
    """One item open is enough against it."""
    made = Step(after=(), needs=(), checklist_done=True)
    assert against("site_preparation", made, open_items=1) == ["checklist_open"]
    assert against("site_preparation", made) == []


def test_where_nothing_is_listed_the_contract_follows_the_stage_before():
    """By agreement there is no award: the notice comes before the contract."""
    contract = Step(after=("award",), needs=())
    assert expected_before("grant_contract", contract, WAY) == ("notice",)
    assert expected_before("grant_contract", Step(after=("notice", "award"), needs=()), WAY) == ("notice",)


def test_a_firm_has_no_way_and_its_rule_stands_as_it_is():
    """A review follows the application."""
    assert expected_before("review_passed", Step(after=("application",), needs=()), ()) == ("application",)
