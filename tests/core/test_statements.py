"""Of what was said of a thing, the last word up to a day stands."""

from datetime import date

import pandas as pd

from landuse.core.statements import latest_statements

SERIES = ("plot_id", "item")


def said(*rows):
    """Return statements given as (item, state, day of May, revision[, withdrawn])."""
    return pd.DataFrame(
        [
            {
                "plot_id": "G1",
                "item": item,
                "state": state,
                "stated_on": date(2023, 5, day),
                "revision": revision,
                "withdrawn": bool(rest and rest[0]),
            }
            for item, state, day, revision, *rest in rows
        ]
    )


def standing(statements, day):
    """Return item and state of what stands on a day of May."""
    found = latest_statements(statements, SERIES, as_of=date(2023, 5, day))
    return dict(zip(found["item"], found["state"], strict=True))


def test_the_last_word_up_to_the_day_stands():
    """What is said later does not change what stood before."""
    statements = said(("soil", "open", 2, 1), ("soil", "done", 9, 2), ("water", "open", 3, 1))
    assert standing(statements, 1) == {}
    assert standing(statements, 8) == {"soil": "open", "water": "open"}
    assert standing(statements, 9) == {"soil": "done", "water": "open"}


def test_of_two_words_of_one_day_the_later_revision_stands():
    """A slip mended on the same day is mended."""
    assert standing(said(("soil", "done", 2, 1), ("soil", "open", 2, 2)), 5) == {"soil": "open"}


def test_a_word_put_in_late_for_an_early_day_does_not_undo_a_later_one():
    """The day decides, not the order of writing."""
    assert standing(said(("soil", "done", 9, 1), ("soil", "open", 2, 2)), 10) == {"soil": "done"}


def test_what_was_withdrawn_does_not_stand():
    """Nothing is left, not what was said before."""
    assert standing(said(("soil", "open", 2, 1), ("soil", "open", 2, 2, True)), 5) == {}
