"""The pen: numbers as they are printed and said, edits and differences marked, notes in order."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from landuse.errors import ArgumentsError
from landuse.i18n import catalogue
from landuse.papers import Edit, Figure
from landuse.reports.fixed import fixed_zip, naive_utc
from landuse.reports.pen import Pen, edits_by_target

MAY = date(2023, 5, 31)
NOW = datetime(2023, 6, 5, 8, 0, 0, 5, tzinfo=UTC)


def figure(name, value, rule="resupply_area", places=2):
    """Return a figure in 亩."""
    return Figure(name, None if value is None else Decimal(value), "mu", rule, MAY, places=places)


FIGURES = {
    one.figure_id: one
    for one in (figure("a.actual", "25.00"), figure("b.actual", "1234.5", "remediation_area"), figure("c.actual", None))
}


def pen(**more):
    """Return a pen in Chinese."""
    return Pen(catalogue(), NOW, FIGURES, **more)


def test_a_number_is_printed_and_said():
    """With its decimals in a table, without idle zeros or separators in a sentence."""
    own = pen()
    assert (own.number("a.actual"), own.said("a.actual")) == ("25.00", "25")
    assert (own.number("b.actual"), own.said("b.actual")) == ("1,234.50", "1234.5")
    assert own.said("c.actual") == "—"


def test_rules_are_numbered_in_the_order_of_use():
    """Figures of one rule share the number; rounding comes after the rules."""
    own = pen()
    assert [own.note(name) for name in ("b.actual", "a.actual", "c.actual", "b.actual")] == [1, 2, 2, 1]
    notes = own.notes()
    assert (notes[0][:5], notes[1][:6]) == ("[1] 整", "[2] 再供")
    assert notes[2].startswith("取整")


def test_edits_are_marked_and_told():
    """Number and passage are printed as edited; the ledger's value stands in the note."""
    edits = edits_by_target([Edit("a.actual", "26", "核定", "王"), Edit("opening", "一至五月", "措辞", "王")], FIGURES)
    own = pen(edits=edits)
    assert (own.number("a.actual"), own.said("a.actual"), own.value("a.actual")) == ("26.00(改)", "26(改)", Decimal(26))
    assert own.passage("opening", "1-5月") == "一至五月(改)"
    assert own.passages == {"opening": "1-5月"}
    assert own.is_edited("opening")
    assert any("台账为 25.00,印发为 26.00" in note for note in own.notes())
    assert any("文字 opening" in note for note in own.notes())


def test_differences_from_an_earlier_issue_are_marked():
    """What is the same is not; what was not there is."""
    own = pen(earlier={"a.actual": figure("a.actual", "12.00"), "c.actual": figure("c.actual", None)})
    assert own.number("a.actual") == "25.00(原12.00)"
    assert own.said("b.actual") == "1234.5(原—)"
    assert not own.is_changed("c.actual")
    assert own.changed_from("a.actual") == Decimal("12.00")


def test_the_last_edit_of_a_target_stands_and_has_a_reason():
    """Digits only for a figure."""
    assert edits_by_target([Edit("x", "1", "w"), Edit("x", "2", "w")], {})["x"].given == "2"
    with pytest.raises(ArgumentsError, match="edit_not_a_number"):
        edits_by_target([Edit("a.actual", "NaN", "w")], FIGURES)


def test_an_archive_is_packed_without_its_moment():
    """Two archives of the same members packed at different times become the same bytes, and still open."""
    made = []
    for year in (2001, 2021):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(zipfile.ZipInfo("word/document.xml", (year, 1, 1, 0, 0, 0)), "<正文/>")
        made.append(fixed_zip(target.getvalue()))
    assert made[0] == made[1]
    assert zipfile.ZipFile(io.BytesIO(made[0])).read("word/document.xml").decode() == "<正文/>"
    assert naive_utc(NOW) == datetime(2023, 6, 5, 8)
