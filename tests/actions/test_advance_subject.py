"""A plot goes step by step, each with its proof; recording history is another thing."""

from datetime import date

import pytest

from landuse.actions.advance_subject import advance_subject
from landuse.actions.record_event import record_event
from landuse.actions.state_item import state_item
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import SubjectKind
from landuse.rules.supply import load_supply_rules
from tests.actions.supplied import FIRM, PLOT, TODAY, supplied


@pytest.fixture
def store(tmp_path):
    """Return a small workspace."""
    opened = supplied(tmp_path / "w")
    yield opened
    opened.close()


def advance(store, kind, day, *, subject=(SubjectKind.PLOT, PLOT), **proof):
    """Take a step on a day of May."""
    return advance_subject(
        store,
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        occurred_on=date(2023, 5, day),
        today=TODAY,
        actor="t",
        **proof,
    )


def settle(store, *, but=()):
    """Settle the items of land making."""
    for item in load_supply_rules().checklist:
        if item not in but:
            state_item(store, plot_id=PLOT, item=item, state="done", stated_on=date(2023, 5, 1), today=TODAY, actor="t")


def test_a_plot_is_taken_from_the_plan_to_the_notice(store):
    """Each step follows the one before, and the events stand in the ledger with their proof."""
    advance(store, "supply_plan", 2, doc_no="P-1")
    advance(store, "approval_meeting", 4, doc_no="M-1")
    advance(store, "site_preparation_start", 4)
    settle(store)
    advance(store, "site_preparation", 8, evidence="photos")
    advance(store, "notice", 9, doc_no="N-1")
    events = store.tables().events
    assert events["kind"].tolist() == [
        "supply_plan",
        "approval_meeting",
        "site_preparation_start",
        "site_preparation",
        "notice",
    ]
    assert events.iloc[3]["evidence"] == "photos"


@pytest.mark.parametrize(
    ("kind", "proof", "key"),
    [
        ("approval_meeting", {"doc_no": "M-1"}, "step_too_early"),
        ("supply_plan", {}, "step_needs"),
        ("listing", {}, "step_too_early"),
    ],
)
def test_a_step_out_of_turn_or_without_proof_is_refused(store, kind, proof, key):
    """The sentence says what is missing; nothing is written."""
    with pytest.raises(RefusedError, match=key):
        advance(store, kind, 9, **proof)
    assert store.tables().events.empty


def test_land_is_not_made_while_an_item_is_open(store):
    """Eleven of twelve are not enough."""
    advance(store, "site_preparation_start", 2)
    settle(store, but=("soil",))
    with pytest.raises(RefusedError, match="checklist_open") as refused:
        advance(store, "site_preparation", 8, evidence="photos")
    assert refused.value.values["count"] == 1


def test_history_is_recorded_as_it_was(store):
    """An office's own past is not always in order; that is for the warnings to say."""
    record_event(
        store,
        kind="listing",
        subject_kind=SubjectKind.PLOT,
        subject_id=PLOT,
        occurred_on=date(2023, 5, 2),
        today=TODAY,
        actor="t",
    )
    assert store.tables().events["kind"].tolist() == ["listing"]


def test_a_firm_is_taken_further_too(store):
    """Publicity follows a passed review."""
    firm = (SubjectKind.ENTERPRISE, FIRM)
    with pytest.raises(RefusedError, match="step_too_early"):
        advance(store, "publicity", 9, subject=firm, doc_no="G-1")
    advance(store, "application", 2, subject=firm)
    advance(store, "review_passed", 5, subject=firm, doc_no="R-1")
    advance(store, "publicity", 9, subject=firm, doc_no="G-1")
    assert store.tables().events["unit"].tolist() == ["tq"] * 3


def test_an_unknown_step_or_subject_is_said(store):
    """Nothing is guessed."""
    with pytest.raises(ArgumentsError, match="unknown_step"):
        advance(store, "dancing", 2)
    with pytest.raises(ArgumentsError, match="unknown_record"):
        advance(store, "application", 2, subject=(SubjectKind.ENTERPRISE, "nobody"))
