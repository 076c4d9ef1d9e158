"""The demo district from the command line: the source document's figures, to the cent."""

import pytest

from landuse.cli.main import run
from landuse.i18n import catalogue

MAY = ("--year", "2023", "--as-of", "2023-05-31")


@pytest.fixture
def demo(call, demo_folder):
    """Return a function that calls a verb on the demo district and returns its JSON."""
    return lambda *words: call(*words, "--json", "--workspace", demo_folder).json


def test_the_board_is_the_source_documents(demo):
    """Done, pace index, gap and speed-up of the four indicators at the end of May 2023."""
    rows = {row["indicator"]: row for row in demo("progress", *MAY)}
    found = {
        name: tuple(row[key] for key in ("unit", "actual", "target", "pace_index", "gap", "speed_up"))
        for name, row in rows.items()
    }
    assert found == {
        "remediation_area": ("mu", 464.35, 800.0, 1.39, 335.65, 0.52),
        "demolition_area": ("mu", 207.31, 400.0, 1.24, 192.69, 0.66),
        "resupply_area": ("mu", 25.0, 300.0, 0.2, 275.0, 7.86),
        "construction_start_floor_area": ("m2", 274_000.0, 400_000.0, 1.64, 126_000.0, 0.33),
    }


def test_nothing_said_is_the_same_question(call, demo_folder):
    """The demo workspace says itself which year and day it is about."""
    asked, unasked = (call("progress", *words, "--workspace", demo_folder) for words in (MAY, ()))
    assert asked == unasked
    assert asked.out.startswith("再供地 25/300 亩,进度指数 0.20,需提速 7.86 倍;182.31 亩拆而未供\n")
    assert catalogue()("common.synthetic") in asked.out


@pytest.mark.parametrize(
    "indicator", ["remediation_area", "demolition_area", "resupply_area", "construction_start_floor_area"]
)
def test_contributions_add_up_to_the_total(demo, indicator):
    """To the cent, and to the board's number."""
    explained = demo("explain", indicator, *MAY)
    board = {row["indicator"]: row for row in demo("progress", *MAY)}
    assert round(sum(row["counted"] for row in explained["contributions"]), 2) == explained["total"]
    assert explained["total"] == board[indicator]["actual"]
    assert len(explained["uncounted"]) == board[indicator]["uncounted"]["count"]


@pytest.mark.parametrize("by", ["unit", "zone", "month"])
def test_groups_add_up_to_the_board(demo, by):
    """By unit, zone and month alike."""
    board = {row["indicator"]: row["actual"] for row in demo("progress", *MAY)}
    groups = demo("progress", *MAY, "--by", by)
    for name, actual in board.items():
        assert round(sum(row["actual"] for row in groups if row["indicator"] == name), 2) == actual


def test_the_stock_that_matters(demo):
    """拆而未供 182.31 亩, whose members add up."""
    stocks = {row["stock"]: row for row in demo("stock", "--as-of", "2023-05-31")}
    idle = stocks["demolished_not_resupplied"]
    assert idle["amount_mu"] == 182.31
    assert round(sum(member["amount_mu"] for member in idle["members"]), 2) == 182.31
    assert stocks["approved_not_listed"]["amount_mu"] == 96.36


def test_a_workspace_is_no_place_for_a_second_demo(call, demo_folder, tmp_path):
    """`demo` never writes over a workspace; in an empty folder it says that all is invented."""
    assert call("demo", "--workspace", demo_folder).code == 6
    assert run(["demo", "--workspace", str(tmp_path / "w")]) == 0
    assert catalogue()("common.synthetic") in call("progress", "--workspace", tmp_path / "w").out
