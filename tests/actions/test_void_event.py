"""Voiding: with a reason, once, and on record."""

import pytest

from landuse.actions.void_event import void_event
from landuse.errors import ArgumentsError, RefusedError
from tests.builders import happen, parcel, workspace


@pytest.fixture
def store(tmp_path):
    made = workspace(tmp_path / "w", parcels=[parcel("A")])
    yield made
    made.close()


def test_a_voided_event_stays_in_the_history_with_its_reason(store):
    """Taken out of the account, not out of the ledger."""
    event_id = happen(store, "demolition", "A", mu=5)
    void_event(store, event_id, why=" typed twice ", actor="test")
    tables = store.tables()
    assert tables.events.empty
    voided = tables.history.set_index("event_id").loc[event_id]
    assert voided["void_reason"] == "typed twice"


def test_a_void_needs_a_reason(store):
    """Blank is none."""
    event_id = happen(store, "demolition", "A", mu=5)
    with pytest.raises(RefusedError, match="void_needs_reason"):
        void_event(store, event_id, why="  ", actor="test")


def test_an_event_is_voided_once(store):
    """Not twice, and not where there is none."""
    event_id = happen(store, "demolition", "A", mu=5)
    void_event(store, event_id, why="typed twice", actor="test")
    with pytest.raises(RefusedError, match="already_voided"):
        void_event(store, event_id, why="again", actor="test")
    with pytest.raises(ArgumentsError, match="unknown_event"):
        void_event(store, "E999999", why="none", actor="test")
