"""The monthly circular: rank, shares, lights; the whole is the board."""

from datetime import UTC, datetime
from decimal import Decimal

from landuse.reports.issue import make
from landuse.views.targets import target_board
from tests.builders import MAY
from tests.reports.office import check_golden, sheet_of, table, table_request


def test_the_cells_are_those_of_the_golden_file(district):
    """Cell by cell: values, formulas with their results, formats, merges."""
    check_golden("monthly_ranking", table(district, "monthly_ranking").content)


def test_the_total_is_the_board(district):
    """Units and what is not allotted to any add up to the district's targets and amounts."""
    found = sheet_of(table(district, "monthly_ranking"), values=True)
    total = next(row for row in found.iter_rows(values_only=True) if row[0] == "合计")
    board = {row.indicator: row for row in target_board(district, year=2023, as_of=MAY)}
    place = 2 + 5 * list(board).index("resupply_area")
    assert (total[place], total[place + 2]) == (40, 8)
    assert board["resupply_area"].actual == 8


def test_a_moment_before_the_events_knows_none(district):
    """Known before anything was recorded: every amount is nothing."""
    early = make(district, table_request("monthly_ranking"), known_at=datetime(2001, 1, 1, tzinfo=UTC))
    assert {figure.value for figure in early.figures if figure.figure_id.endswith("_actual@row=U1")} <= {
        None,
        Decimal(0),
    }


def test_what_no_unit_has_is_a_row_of_its_own(district):
    """The district's remediation target of 100 is no unit's: it stands in the remainder, and in the total."""
    rows = {row[1] or row[0]: row for row in sheet_of(table(district, "monthly_ranking"), values=True).values}
    assert (rows["未分解到属地"][2], rows["合计"][2], rows["甲街道"][2]) == (100, 100, None)
