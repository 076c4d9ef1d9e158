"""Reviews of firms: decision, minutes, score, and who stood aside."""

from datetime import date

import pytest

from landuse.actions.advance_subject import advance_subject
from landuse.actions.review_enterprise import review_enterprise
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import SubjectKind
from landuse.views.enterprises import latest_reviews
from tests.actions.supplied import FIRM, TODAY, supplied

MAY_10 = date(2023, 5, 10)


@pytest.fixture
def store(tmp_path):
    """Return a small workspace in which one firm has applied."""
    opened = supplied(tmp_path / "w")
    advance_subject(
        opened,
        kind="application",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=FIRM,
        occurred_on=date(2023, 5, 2),
        today=TODAY,
        actor="t",
    )
    yield opened
    opened.close()


def review(store, decision="review_passed", *, firm=FIRM, on=MAY_10, minutes="R-1", **more):
    """Keep a review."""
    return review_enterprise(
        store, credit_code=firm, decision=decision, held_on=on, minutes_no=minutes, today=TODAY, actor="t", **more
    )


def test_a_review_is_kept_with_its_minutes_its_score_and_its_recusals(store):
    """Who stood aside, and why, stands beside the decision, under the same minutes."""
    ids = review(store, recusals=("李某:近亲属", " "), score="92.10 (1)")
    events = store.tables().events.set_index("event_id").loc[ids]
    assert events["kind"].tolist() == ["review_passed", "recusal"]
    assert events["doc_no"].tolist() == ["R-1", "R-1"]
    assert events.iloc[0]["evidence"] == "92.10 (1)"
    assert events.iloc[1]["note"] == "李某:近亲属"


def test_the_latest_decision_stands(store):
    """Deferred in May, passed in June."""
    review(store, "review_deferred")
    review(store, on=date(2023, 6, 7), minutes="R-2")
    assert latest_reviews(store.tables(), date(2023, 5, 31)) == {FIRM: "review_deferred"}
    assert latest_reviews(store.tables(), date(2023, 6, 30)) == {FIRM: "review_passed"}


@pytest.mark.parametrize(
    ("more", "error", "key"),
    [
        ({"minutes": " "}, RefusedError, "step_needs"),
        ({"on": date(2023, 5, 1)}, RefusedError, "step_out_of_order"),
        ({"on": date(2023, 7, 1)}, RefusedError, "future_event"),
        ({"firm": "91330302DEM000022B"}, RefusedError, "step_too_early"),
        ({"firm": "nobody"}, ArgumentsError, "unknown_record"),
        ({"decision": "perhaps"}, ArgumentsError, "unknown_state"),
    ],
)
def test_what_does_not_fit_is_refused(store, more, error, key):
    """Nothing is written."""
    given = {"decision": "review_passed"} | more
    with pytest.raises(error, match=key):
        review(store, given.pop("decision"), **given)
    assert store.tables().events["kind"].tolist() == ["application"]
