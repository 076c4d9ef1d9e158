"""A paper as a Word document: real headings and tables that an office goes on writing in, pictures as pixels."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from landuse.i18n import catalogue
from landuse.reports.blocks import Block, Grid, Heading, PageBreak, Paper, Paragraph, Picture, spans
from landuse.reports.docx_fonts import embed_fonts
from landuse.reports.fixed import fixed_zip, naive_utc
from landuse.reports.paper_pdf import picture_png, style_of
from landuse.reports.sheet_letters import printable

#: Fonts by the names that office programs know them by; where they are missing an open one within the document helps.
_BODY, _HEADING, _LATIN = "FangSong", "SimHei", "Times New Roman"
_SIZES = {"title": 20.0, "body": 12.0, "lead": 12.0, "small": 9.0, "bullet": 12.0, "table": 9.0, "line": 10.5}
_HEADING_SIZES = {1: 15.0, 2: 13.0}
_WIDTH_MM = 162.0
#: Tables with more columns have smaller letters, and every cell little room at its sides (twentieths of a point).
_MANY_COLUMNS, _SMALL_TABLE, _CELL_SIDE = 10, 7.5, 45


def paper_docx(paper: Paper, *, made_at: datetime) -> bytes:
    """
    Return a paper as docx on A4; the same paper and moment give the same bytes.

    Parameters
    ----------
    paper : Paper
    made_at : datetime
        What the file says of its making.
    """
    writing = _Writing(paper)
    for block in paper.blocks:
        writing.write(block)
    embed_fonts(writing.document, (_BODY, _HEADING), writing.words)
    properties = writing.document.core_properties
    properties.title, properties.author = paper.title[:250], ""
    properties.created = properties.modified = naive_utc(made_at)
    properties.last_modified_by, properties.revision = "", 1
    target = io.BytesIO()
    writing.document.save(target)
    return fixed_zip(target.getvalue())


class _Writing:
    """The document while it is written, top to bottom."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Any = Document()
        self.words: list[str] = []
        self.red = RGBColor.from_string(str(style_of(paper.language)["red"]).removeprefix("#").upper())
        self._set_up()
        self._line(paper.title, _SIZES["title"], font=_HEADING, after=6)
        for line in paper.lines:
            self._line(line, _SIZES["line"], after=2)

    def write(self, block: Block) -> None:
        """Write one block."""
        writers: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Grid: self._grid,
            Picture: self._picture,
            PageBreak: self._break,
        }
        writers[type(block)](block)

    def _set_up(self) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(24)
        section.top_margin, section.bottom_margin = Mm(26), Mm(24)
        mark = section.header.paragraphs[0]
        mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._run(mark, self.paper.mark, _SIZES["small"]).font.color.rgb = self.red
        self._page_number(section.footer.paragraphs[0])
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = _LATIN, Pt(_SIZES["body"])
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)

    def _page_number(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, after = catalogue(self.paper.language)("pen.page").partition("{page}")
        self._run(paragraph, before, _SIZES["small"])
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields
        self._run(paragraph, after, _SIZES["small"])

    def _run(self, paragraph: Any, words: str, size: float, *, font: str = _BODY) -> Any:
        run = paragraph.add_run(printable(words))
        self.words.append(run.text)
        run.font.size, run.font.name = Pt(size), _LATIN
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - as above
        return run

    def _line(self, words: str, size: float, *, font: str = _BODY, after: float) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(after)
        self._run(paragraph, words, size, font=font)

    def _heading(self, block: Heading) -> None:
        paragraph = self.document.add_heading("", level=block.level)
        paragraph.paragraph_format.keep_with_next = True
        run = self._run(paragraph, block.words, _HEADING_SIZES[block.level], font=_HEADING)
        run.font.color.rgb, run.font.bold = RGBColor(0, 0, 0), False

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self.document.add_paragraph(style="List Bullet" if block.look == "bullet" else None)
        form, size = paragraph.paragraph_format, _SIZES[block.look]
        form.space_after, form.line_spacing = Pt(6), 1.4
        if block.look == "body" and self.paper.language.startswith("zh"):
            form.first_line_indent = Pt(2 * size)
        run = self._run(paragraph, block.words, size)
        if block.look == "lead":
            run.font.color.rgb = self.red
        for number in block.notes:
            self._run(paragraph, f"[{number}]", size).font.superscript = True

    def _grid(self, block: Grid) -> None:
        if block.title or block.unit:
            caption = self.document.add_paragraph()
            caption.paragraph_format.keep_with_next = True
            caption.paragraph_format.space_after = Pt(2)
            self._run(caption, "  ".join(filter(None, (block.title, block.unit))), _SIZES["line"])
        rows = [*block.rows, *([block.total] if block.total else [])]
        table = self.document.add_table(len(block.headings) + len(rows), len(block.widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        self._tighten(table)
        self._head(table, block)
        for place, words in enumerate(rows, start=len(block.headings)):
            self._row(table, place, words, block)
        for column, share in zip(table.columns, block.widths, strict=True):
            column.width = Mm(_WIDTH_MM * share / sum(block.widths))
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _head(self, table: Any, block: Grid) -> None:
        upper = block.headings[0]
        lower = block.headings[1] if len(block.headings) > 1 else None
        for words, first, count in spans(upper):
            cell = table.cell(0, first)
            if count > 1:
                cell = cell.merge(table.cell(0, first + count - 1))
            elif lower is not None and not lower[first]:
                cell = cell.merge(table.cell(1, first))
            self._cell(cell, words, WD_ALIGN_PARAGRAPH.CENTER, font=_HEADING, size=_size(block))
        for place, below in enumerate(lower or ()):
            if below:
                self._cell(table.cell(1, place), below, WD_ALIGN_PARAGRAPH.CENTER, font=_HEADING, size=_size(block))
        for row in table.rows[: len(block.headings)]:
            repeated = OxmlElement("w:tblHeader")
            row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no repeated headings

    def _row(self, table: Any, place: int, words: Sequence[str], block: Grid) -> None:
        whole = OxmlElement("w:cantSplit")
        table.rows[place]._tr.get_or_add_trPr().append(whole)  # noqa: SLF001 - nor rows that stay whole
        for column, (cell, said) in enumerate(zip(table.rows[place].cells, words, strict=True)):
            side = WD_ALIGN_PARAGRAPH.RIGHT if column in block.numbers else WD_ALIGN_PARAGRAPH.LEFT
            self._cell(cell, said, side, size=_size(block))

    def _tighten(self, table: Any) -> None:
        margins = OxmlElement("w:tblCellMar")
        for name in ("left", "right"):
            side = OxmlElement(f"w:{name}")
            side.set(qn("w:w"), str(_CELL_SIDE))
            side.set(qn("w:type"), "dxa")
            margins.append(side)
        table._tbl.tblPr.append(margins)  # noqa: SLF001 - nor margins of cells

    def _cell(self, cell: Any, words: str, side: Any, *, size: float, font: str = _BODY) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.space_after = Pt(0)
        self._run(paragraph, words, size, font=font)

    def _picture(self, block: Picture) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        pixels = io.BytesIO(picture_png(block, self.paper.language))
        shape = paragraph.add_run().add_picture(pixels, width=Mm(min(block.width, _WIDTH_MM)))
        shape._inline.docPr.set("descr", printable(block.caption))  # noqa: SLF001 - words for who cannot see it
        self._line(block.caption, _SIZES["small"], after=8)

    def _break(self, _block: PageBreak) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _size(block: Grid) -> float:
    return _SMALL_TABLE if len(block.widths) > _MANY_COLUMNS else _SIZES["table"]
