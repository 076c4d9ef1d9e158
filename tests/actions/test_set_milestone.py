"""Days by which something is due: set, moved, owned."""

from datetime import date

import pytest

from landuse.actions.set_milestone import set_milestone
from landuse.errors import ArgumentsError, RefusedError
from landuse.model import SubjectKind
from tests.actions.supplied import FIRM, PLOT, supplied


@pytest.fixture
def store(tmp_path):
    """Return a small workspace."""
    opened = supplied(tmp_path / "w")
    yield opened
    opened.close()


def due(store, day=date(2023, 6, 30), **more):
    """Set the day by which land is to be made."""
    given = {"subject_kind": SubjectKind.PLOT, "subject_id": PLOT, "kind": "site_preparation"} | more
    return set_milestone(store, due_on=day, actor="t", **given)


def test_a_day_that_was_moved_stands_where_it_is_now(store):
    """With its owner and the cause of the delay."""
    due(store, owner="A")
    due(store, date(2023, 7, 31), owner="B", delay_cause="government")
    standing = store.tables().milestones
    assert standing[["due_on", "owner", "delay_cause", "revision"]].to_numpy().tolist() == [
        [date(2023, 7, 31), "B", "government", 2]
    ]


@pytest.mark.parametrize(
    ("more", "error", "key"),
    [
        ({"kind": "dancing"}, ArgumentsError, "unknown_kind"),
        ({"kind": "signing"}, RefusedError, "kind_not_of_subject"),
        ({"subject_id": "G9"}, ArgumentsError, "unknown_record"),
        ({"delay_cause": "weather"}, ArgumentsError, "unknown_cause"),
    ],
)
def test_what_does_not_fit_is_refused(store, more, error, key):
    """Nothing is written."""
    with pytest.raises(error, match=key):
        due(store, **more)
    assert store.tables().milestones.empty


def test_firms_have_days_too(store):
    """A review that is due by a day."""
    due(store, subject_kind=SubjectKind.ENTERPRISE, subject_id=FIRM, kind="review_passed")
    assert store.tables().milestones["subject_kind"].tolist() == ["enterprise"]
