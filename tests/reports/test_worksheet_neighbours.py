"""What points into a sheet from beside it: moved with the rows, or left alone byte for byte."""

from landuse.reports.worksheet_neighbours import move_neighbours
from tests.reports.excel_template import excel_template

SHEET = "xl/worksheets/sheet1.xml"
CHART = b"<c:chart xmlns:c=\"x\"><c:f>'A &amp; B'!$D$8:$D$9</c:f><c:f>other!$D$9</c:f></c:chart>"


def test_a_chart_follows_the_numbers_that_it_draws():
    """Its ranges on this sheet move, those on another stay."""
    parts = excel_template() | {"xl/charts/chart1.xml": CHART}
    move_neighbours(parts, SHEET, "A & B", 7, 2)
    assert parts["xl/charts/chart1.xml"] == CHART.replace(b"$D$8:$D$9", b"$D$10:$D$11")


def test_what_lies_above_is_not_written_anew():
    """Rows added below everything: no byte of drawing, remarks or boxes differs."""
    parts = excel_template()
    move_neighbours(parts, SHEET, "x", 50, 3)
    assert parts == excel_template()


def test_a_picture_that_is_pinned_to_the_paper_stays():
    """And one that hangs on its first cell alone does not grow when rows come in between."""
    for pinned, rows in (("absolute", [0, 1, 8, 11]), ("oneCell", [0, 1, 8, 11]), ("twoCell", [0, 1, 8, 13])):
        parts = excel_template()
        name = "xl/drawings/drawing1.xml"
        parts[name] = parts[name].replace(b"<xdr:twoCellAnchor>", f'<xdr:twoCellAnchor editAs="{pinned}">'.encode())
        move_neighbours(parts, SHEET, "x", 10, 2)
        pieces = parts[name].decode().split("<xdr:row>")[1:]
        assert [int(piece.partition("<")[0]) for piece in pieces] == rows
