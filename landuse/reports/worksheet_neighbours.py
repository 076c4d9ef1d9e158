"""What stands beside a sheet and points into it: pictures, remarks, charts; they move when its rows do."""

import posixpath
import re
from xml.sax.saxutils import escape, unescape

from landuse.reports.cell_references import shift
from landuse.reports.workbook_xml import parsed, written

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_VML_EXCEL = "urn:schemas-microsoft-com:office:excel"
#: Where in a remark's place (eight numbers: column and offset, row and offset, twice) its rows stand.
_VML_ROWS = (2, 6)


def move_neighbours(parts: dict[str, bytes], path: str, name: str, last: int, count: int) -> None:
    """
    Move what points at rows of a sheet below the row *last*.

    Parameters
    ----------
    parts : dict
        All parts of the workbook by their paths; those that move are replaced.
    path, name : str
        The sheet's part, and what it is called.
    last, count : int
        Behind which row how many were added.
    """
    for kind, target in _related(parts, path):
        if kind == "drawing":
            parts[target] = _moved_drawing(parts[target], last, count)
        elif kind == "comments":
            parts[target] = _moved_remarks(parts[target], last, count)
        elif kind == "vmlDrawing":
            parts[target] = _moved_boxes(parts[target], last, count)
    for chart in [one for one in parts if re.fullmatch(r"xl/charts/chart[^/]*\.xml", one)]:
        parts[chart] = _moved_chart(parts[chart], name, last, count)


def _related(parts: dict[str, bytes], path: str) -> list[tuple[str, str]]:
    """Return kind and path of the parts that a sheet names and the workbook has."""
    folder, _, own = path.rpartition("/")
    content = parts.get(f"{folder}/_rels/{own}.rels")
    found = []
    for node in [] if content is None else parsed(content):
        target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).removeprefix("/")
        if node.get("TargetMode") != "External" and target in parts:
            found.append((node.get("Type", "").rpartition("/")[2], target))
    return found


def _moved_drawing(content: bytes, last: int, count: int) -> bytes:
    """Move pictures and shapes that hang on rows below; one that spans the added rows grows, as Excel has it."""
    root = parsed(content)
    moved = False
    for anchor in root:
        if anchor.get("editAs") == "absolute":
            continue
        for row in anchor.iterfind(f"{{{_DRAWING}}}from/{{{_DRAWING}}}row"):
            stays = int(row.text or 0) < last
            if stays and anchor.get("editAs") == "oneCell":
                break
            ends = [] if stays else [row]
            ends += [
                end for end in anchor.iterfind(f"{{{_DRAWING}}}to/{{{_DRAWING}}}row") if int(end.text or 0) >= last
            ]
            for end in ends:
                end.text, moved = str(int(end.text or 0) + count), True
    return written(root) if moved else content


def _moved_remarks(content: bytes, last: int, count: int) -> bytes:
    root = parsed(content)
    moved = False
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.endswith("}comment") and node.get("ref"):
            after = shift(node.get("ref"), last, count, lambda owner: not owner)
            moved |= after != node.get("ref")
            node.set("ref", after)
    return written(root) if moved else content


def _moved_boxes(content: bytes, last: int, count: int) -> bytes:
    """Move the boxes of remarks: the row that each belongs to, and where it is drawn."""
    root = parsed(content)
    moved = False
    for data in root.iter(f"{{{_VML_EXCEL}}}ClientData"):
        row, place = (data.find(f"{{{_VML_EXCEL}}}{name}") for name in ("Row", "Anchor"))
        if row is None or int(row.text or 0) < last:
            continue
        row.text, moved = str(int(row.text or 0) + count), True
        numbers = (place.text or "").split(",") if place is not None else []
        if len(numbers) == 8 and all(number.strip().isdecimal() for number in numbers):
            for one in _VML_ROWS:
                numbers[one] = f" {int(numbers[one]) + count}"
            place.text = ",".join(numbers)
    return written(root) if moved else content


def _moved_chart(content: bytes, name: str, last: int, count: int) -> bytes:
    def moved(found: re.Match[bytes]) -> bytes:
        words = shift(unescape(found[2].decode()), last, count, lambda owner: owner == name)
        return found[1] + escape(words).encode() + found[3]

    return re.sub(rb"(<(?:\w+:)?f>)([^<]*)(</(?:\w+:)?f>)", moved, content)
