"""Which firm is meant for which plot: offered, accepted, declined, withdrawn; never who wins it."""

from datetime import date

import pytest

from landuse.actions.advance_subject import advance_subject
from landuse.actions.state_intention import state_intention
from landuse.errors import ArgumentsError, ConflictError, RefusedError
from landuse.model import SubjectKind
from landuse.views.enterprises import funnel, intended
from tests.actions.supplied import FIRM, OTHER, PLOT, TODAY, supplied


@pytest.fixture
def store(tmp_path):
    """Return a small workspace in which both firms' publicity began on 10 May, a Wednesday: it is over on the 17th."""
    opened = supplied(tmp_path / "w")
    for firm in (FIRM, OTHER):
        for kind, day in (("application", 2), ("review_passed", 8), ("publicity", 10)):
            advance_subject(
                opened,
                kind=kind,
                subject_kind=SubjectKind.ENTERPRISE,
                subject_id=firm,
                occurred_on=date(2023, 5, day),
                today=TODAY,
                actor="t",
                doc_no="N",
            )
    yield opened
    opened.close()


def state(store, state="accepted", *, firm=FIRM, day=17, plot=PLOT, **more):
    """State an intention on a day of May."""
    return state_intention(
        store,
        credit_code=firm,
        plot_id=plot,
        state=state,
        stated_on=date(2023, 5, day),
        today=TODAY,
        actor="t",
        **more,
    )


def test_an_accepted_intention_is_the_plot_s_own(store):
    """The office reads the firm's name in the plot; who wins it is left open."""
    state(store)
    plot = store.tables().plots.set_index("plot_id").loc[PLOT]
    assert (plot["intended_enterprise"], bool(plot["data_for_land"]), plot["winning_bidder"]) == ("示例甲", True, None)
    assert intended(store.tables(), date(2023, 5, 17)).to_numpy().tolist() == [[PLOT, FIRM]]
    assert {row.step: row.firms for row in funnel(store, as_of=date(2023, 5, 31))}["matched"] == 1


def test_publicity_must_be_over_and_undisputed(store):
    """The day before it is over is too early; so is a day on which an objection is open."""
    with pytest.raises(RefusedError, match="not_publicised"):
        state(store, day=16)
    dispute = {"subject_kind": SubjectKind.ENTERPRISE, "subject_id": FIRM, "today": TODAY, "actor": "t"}
    advance_subject(store, kind="objection", occurred_on=date(2023, 5, 15), evidence="letter", **dispute)
    with pytest.raises(RefusedError, match="not_publicised"):
        state(store, day=18)
    advance_subject(store, kind="objection_settled", occurred_on=date(2023, 5, 19), doc_no="S-1", **dispute)
    state(store, day=19)


def test_a_plot_is_meant_for_one_firm(store):
    """The second is told who stands there; after a refusal it may have the plot."""
    state(store)
    with pytest.raises(ConflictError, match="plot_taken") as taken:
        state(store, firm=OTHER, day=18)
    assert taken.value.values["firm"] == FIRM
    state(store, "declined", day=19, reason="too small")
    state(store, firm=OTHER, day=20)
    assert intended(store.tables(), date(2023, 5, 20)).to_numpy().tolist() == [[PLOT, OTHER]]
    assert intended(store.tables(), date(2023, 5, 17)).to_numpy().tolist() == [[PLOT, FIRM]]


@pytest.mark.parametrize(
    ("more", "error", "key"),
    [
        ({"state": "declined"}, RefusedError, "declining_needs_reason"),
        ({"state": "maybe"}, ArgumentsError, "unknown_state"),
        ({"firm": "nobody"}, ArgumentsError, "unknown_record"),
        ({"plot": "G9"}, ArgumentsError, "unknown_record"),
    ],
)
def test_what_does_not_fit_is_refused(store, more, error, key):
    """Nothing is written."""
    given = {"state": "accepted"} | more
    with pytest.raises(error, match=key):
        state(store, given.pop("state"), **given)
    assert store.tables().intentions.empty
