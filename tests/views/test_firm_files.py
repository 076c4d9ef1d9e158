"""The file of a firm: its steps, score and plot without anything restricted; intended against winning bidder."""

from datetime import date

import pytest

from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.store import records
from landuse.views.firm_files import bidders, firm_file, next_step
from tests.builders import MAY, happen
from tests.views.waiting import SECRETS, A, C, D, waiting


@pytest.fixture
def store(tmp_path):
    """Return the small district of firms that wait."""
    opened = waiting(tmp_path / "w")
    yield opened
    opened.close()


def test_a_firm_s_steps_have_their_days(store):
    """Publicity is from 10 to 17 May."""
    file = firm_file(store, A, as_of=MAY)
    assert file.events["kind"].tolist() == ["application", "review_passed", "publicity"]
    assert file.events["until"].tolist() == [None, None, date(2023, 5, 17)]
    assert file.score is not None
    assert file.plot is None
    assert not [secret for secret in SECRETS if secret in str(file.record) + file.events.to_string()]


def test_the_day_cuts(store):
    """On 9 May the review had been and publicity had not."""
    file = firm_file(store, A, as_of=date(2023, 5, 9))
    assert (file.review, next_step(file)) == ("review_passed", "publicity")


def test_what_comes_next(store):
    """An applied firm is reviewed; one through publicity gets an intention, unless somebody objects."""
    assert next_step(firm_file(store, C, as_of=MAY)) == "review"
    assert next_step(firm_file(store, D, as_of=MAY)) == "application"
    assert next_step(firm_file(store, A, as_of=MAY)) == "intention"
    happen(store, "objection", A, subject="enterprise", on=date(2023, 5, 12))
    assert next_step(firm_file(store, A, as_of=MAY)) == "objection_settled"


def test_an_unknown_firm_is_refused(store):
    """By its code."""
    with pytest.raises(ArgumentsError, match="unknown_record"):
        firm_file(store, "nobody", as_of=MAY)


def test_another_winner_is_flagged_once_it_won(store):
    """G5 is meant for D; before the award nothing is said, afterwards whether it is the same."""
    with store.writing() as tx:
        records.update(tx, Layer.PLOTS, "G5", {"winning_bidder": "甲厂"}, expected_version=1, actor="t")
    (row,) = bidders(store, as_of=MAY).to_dict("records")
    assert (row["intended_name"], row["winning_bidder"], row["agrees"]) == ("丁厂", None, None)
    for kind, day in (("supply_plan", 1), ("approval_meeting", 2), ("notice", 3), ("listing", 24), ("award", 30)):
        happen(store, kind, "G5", subject="plot", on=date(2023, 5, day))
    (row,) = bidders(store, as_of=MAY).to_dict("records")
    assert (row["winning_bidder"], row["agrees"]) == ("甲厂", False)
    with store.writing() as tx:
        records.update(tx, Layer.PLOTS, "G5", {"winning_bidder": D}, expected_version=2, actor="t")
    assert bidders(store, as_of=MAY)["agrees"].tolist() == [True]
