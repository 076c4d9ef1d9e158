"""The board of the whole plan: computed beside recorded, each by its own period, contradictions flagged and kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landuse.i18n import catalogue
from landuse.model import Direction, Layer
from landuse.periods import period_label
from landuse.schema import TABLES
from landuse.store import open_workspace, series
from landuse.views.plan_board import EXCEEDS, RENAMED, plan_board
from tests.builders import MAY, goal, workspace

JUNE = date(2023, 6, 30)
H1 = {"first_on": date(2023, 1, 1), "last_on": JUNE}


@pytest.fixture(scope="module")
def demo_board(demo_folder):
    """Return the demo's board: land to the end of May, recorded numbers to the end of June."""
    store = open_workspace(demo_folder)
    yield plan_board(store, year=2023, as_of=MAY, recorded_by=JUNE)
    store.close()


def row(board, indicator):
    """Return one row."""
    return next(one for one in board.rows if one.indicator == indicator)


@pytest.mark.parametrize(
    ("indicator", "period", "actual", "target", "direction"),
    [
        ("remediation_area", "1-5月", "464.35", "800", "at_least"),
        ("resupply_area", "1-5月", "25", "300", "at_least"),
        ("plots_in_plan_area", "1-5月", "64.67", None, "at_least"),
        ("plots_listed_area", "1-5月", "58.33", None, "at_least"),
        ("plots_passed_area", "1-5月", "96.36", None, "at_least"),
        ("firms_unaccepted", "1-5月", "16", None, "at_least"),
        ("gross_output", "1-5月", "118.24", None, "at_least"),
        ("tax_per_mu", "1-4月", "22.3", None, "at_least"),
        ("digital_coverage", "5月", "74.74", None, "at_least"),
        ("expansion_planned", "截至6月14日", "27", None, "at_least"),
        ("specialised_firms", "一季度", "6", "10", "at_least"),
        ("step_down_risks", None, None, "20", "at_most"),
        ("appeals_resolved", None, None, "95", "at_least"),
    ],
)
def test_the_demo_holds_the_whole_plan(demo_board, indicator, period, actual, target, direction):
    """Each number of the source document with the period it is written with, its target and its direction."""
    found = row(demo_board, indicator)
    label = None if found.period is None else period_label(found.period, catalogue())
    assert (label, found.direction) == (period, Direction(direction))
    assert (found.actual, found.target) == tuple(None if one is None else Decimal(one) for one in (actual, target))


def test_growth_and_ranks_stand_as_they_were_given(demo_board):
    """Tax per mu: growth and its rank, not annualised; of a share, points on the month."""
    tax = row(demo_board, "tax_per_mu")
    assert (tax.growth, dict(tax.ranks)) == (
        Decimal("87.4"),
        {"rank_city": 3, "rank_province": 10, "growth_rank_city": 2, "growth_rank_province": 14},
    )
    assert row(demo_board, "strategic_share").growth_basis == "points_on_month"
    assert "公开" in tax.source


def test_elapsed_goes_by_the_period_of_each(demo_board):
    """A quarter's number is set against a quarter of the year, a number to the end of May against five months."""
    firms, land = row(demo_board, "specialised_firms"), row(demo_board, "resupply_area")
    assert (firms.share, firms.elapsed, round(firms.pace_index, 2)) == (0.6, 0.25, 2.4)
    assert round(land.elapsed, 4) == 0.4167


def test_contradictions_are_flagged_and_nothing_is_corrected(demo_board):
    """5G built and opened, answered and closed, and what is called otherwise in the target."""
    found = {
        (one.kind, one.first, one.second): (one.first_value, one.second_value) for one in demo_board.contradictions
    }
    assert found[EXCEEDS, "stations_opened", "stations_built"] == (4000, 1050)
    assert found[EXCEEDS, "appeals_closed", "appeals_answered"] == (100, 99)
    assert {key[1] for key in found if key[0] == RENAMED} == {
        *("demolition_area", "resupply_area", "little_giants_recommended", "step_up_candidates", "appeals_closed"),
    }
    assert row(demo_board, "appeals_closed").contradictions == (EXCEEDS, RENAMED)
    assert row(demo_board, "stations_opened").actual == 4000


def test_what_ends_later_is_ahead(demo_board):
    """A number of the second half-year is there and is not taken for done."""
    tracked = row(demo_board, "firms_tracked")
    assert (tracked.ahead, tracked.actual, tracked.share, tracked.elapsed) == (True, 68, None, None)


def test_a_part_over_its_whole_counts_in_one_period_only(tmp_path):
    """Numbers of different periods are not set against each other; a revision is what stands."""
    store = workspace(tmp_path / "w", goals=[goal("step_down_risks", 20, measure=None) | {"direction": "at_most"}])
    rows = [
        {"indicator": "stations_built", "amount": 10.0, **H1},
        {"indicator": "stations_opened", "amount": 20.0, **H1, "first_on": date(2023, 4, 1)},
    ]
    with store.writing() as tx:
        series.append(tx, Layer.RECORDED, rows, actor="t")
    assert plan_board(store, year=2023, as_of=JUNE).contradictions == ()
    before = datetime.now(UTC)
    with store.writing() as tx:
        series.append(tx, Layer.RECORDED, [{"indicator": "stations_opened", "amount": 12.0, **H1}], actor="t")
        series.append(tx, Layer.RECORDED, [{"indicator": "step_down_risks", "amount": 25.0, **H1}], actor="t")
    board = plan_board(store, year=2023, as_of=JUNE)
    assert [one.kind for one in board.contradictions] == [EXCEEDS]
    risks = row(board, "step_down_risks")
    assert (risks.direction, risks.share, risks.pace_index) == (Direction.AT_MOST, 1.25, None)
    earlier = plan_board(store, year=2023, as_of=JUNE, known_at=before)
    assert row(earlier, "stations_opened").actual == 20
    with store.writing() as tx:
        gone = dict.fromkeys(TABLES[Layer.RECORDED].names) | rows[0] | {"withdrawn": True}
        series.append_rows(tx, Layer.RECORDED, [gone], batch_id=None, actor="t")
    assert all(one.indicator != "stations_built" for one in plan_board(store, year=2023, as_of=JUNE).rows)
    store.close()
