"""Between two days every plot leaves one stage and enters one; opening, entries and departures make the closing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.views.movements import movements
from tests.builders import happen
from tests.views.supplied import MAY, district


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return the small district."""
    opened = district(tmp_path_factory.mktemp("m") / "w")
    yield opened
    opened.close()


def test_what_moved_since_april(store):
    """G1 passed the meeting, G2 was listed; the other two stand where they stood."""
    found = movements(store, since=date(2023, 4, 30), as_of=MAY)
    assert found.moves.to_numpy().tolist() == [
        ["in_supply_plan", "approved", 1, Decimal("15.00")],
        ["noticed", "listed", 1, Decimal("15.00")],
    ]
    listed = next(row for row in found.balances if row.stage == "listed")
    assert (listed.opening_mu, listed.entered_mu, listed.left_mu, listed.closing_mu) == (
        Decimal("0.00"),
        Decimal("15.00"),
        Decimal("0.00"),
        Decimal("15.00"),
    )


@given(st.integers(0, 150), st.integers(0, 150))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_land_is_lost_between_any_two_days(store, first, second):
    """Whatever the days, in whatever order."""
    days = sorted((date(2023, 1, 1) + timedelta(days=first), date(2023, 1, 1) + timedelta(days=second)))
    found = movements(store, since=days[0], as_of=days[1])
    assert found.is_conserved
    assert sum(row.closing for row in found.balances) == 4


def test_a_day_against_itself_moves_nothing(store):
    """Everything stands."""
    found = movements(store, since=MAY, as_of=MAY)
    assert found.moves.empty
    assert found.is_conserved


def test_an_event_moves_the_balance(tmp_path):
    """A new notice leaves one stage and enters the next."""
    opened = district(tmp_path / "w")
    happen(opened, "notice", "G1", subject="plot", on=date(2023, 5, 20))
    found = movements(opened, since=date(2023, 5, 10), as_of=MAY)
    assert found.moves[["from_stage", "to_stage"]].to_numpy().tolist() == [["approved", "noticed"]]
    opened.close()
