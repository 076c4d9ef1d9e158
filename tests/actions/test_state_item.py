"""Land making item by item, with its history."""

from datetime import date

import pytest

from landuse.actions.state_item import state_item
from landuse.errors import ArgumentsError, RefusedError
from landuse.views.checklists import checklist, settled_items
from tests.actions.supplied import PLOT, TODAY, supplied


@pytest.fixture
def store(tmp_path):
    """Return a small workspace."""
    opened = supplied(tmp_path / "w")
    yield opened
    opened.close()


def state(store, item, state, day, **more):
    """State something on a day of May."""
    fixed = {"plot_id": PLOT, "stated_on": date(2023, 5, day), "today": TODAY, "actor": "t"}
    return state_item(store, item=item, state=state, **(fixed | more))


def of(store, item, day):
    """Return an item as it stood on a day of May."""
    return next(one for one in checklist(store, PLOT, as_of=date(2023, 5, day)) if one.item == item)


def test_an_item_is_open_until_somebody_says_otherwise_and_the_past_stays(store):
    """Twelve items, in the rules' order."""
    state(store, "soil", "in_progress", 3, reason="sampling", owner="A", due_on=date(2023, 5, 20))
    state(store, "soil", "done", 18)
    assert len(checklist(store, PLOT, as_of=date(2023, 5, 31))) == 12
    assert [of(store, "soil", day).state for day in (2, 3, 17, 18)] == ["open", "in_progress", "in_progress", "done"]
    assert of(store, "soil", 17).reason == "sampling"
    assert settled_items(store.tables(), date(2023, 5, 31)) == {PLOT: 1}


def test_an_item_that_is_not_settled_by_its_day_is_late(store):
    """On the day itself it is not."""
    state(store, "soil", "in_progress", 3, due_on=date(2023, 5, 20))
    assert not of(store, "soil", 20).is_late(date(2023, 5, 20))
    assert of(store, "soil", 21).is_late(date(2023, 5, 21))


def test_what_is_not_needed_says_why(store):
    """Without a reason it is refused."""
    with pytest.raises(RefusedError, match="item_needs_reason"):
        state(store, "water", "not_needed", 3)
    state(store, "water", "not_needed", 3, reason="no water")
    assert of(store, "water", 3).is_settled


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"item": "roof"}, "unknown_item"),
        ({"state": "half"}, "unknown_state"),
        ({"plot_id": "G9"}, "unknown_record"),
    ],
)
def test_unknown_names_are_said(store, more, key):
    """And nothing is written."""
    given = {"item": "soil", "state": "done"} | more
    with pytest.raises(ArgumentsError, match=key):
        state(store, given.pop("item"), given.pop("state"), 3, **given)
    assert store.tables().checklist.empty


def test_tomorrow_cannot_be_stated_and_a_double_click_is_one_statement(store):
    """The same request again changes nothing."""
    with pytest.raises(RefusedError, match="future_event"):
        state(store, "soil", "done", 3, stated_on=date(2023, 7, 1))
    assert state(store, "soil", "done", 3, request_id="r") == state(store, "soil", "done", 3, request_id="r")
    assert len(store.tables().checklist) == 1
