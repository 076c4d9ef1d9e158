"""What is said of cells whatever their column holds: hidden characters, codes that cannot be right, several firms."""

import json
import re
import unicodedata
from collections.abc import Mapping

from landuse.intake.codes import CHECKS, is_lost
from landuse.intake.headings import special
from landuse.intake.mapping import Field
from landuse.intake.raw import Cells, RawLayer
from landuse.intake.rows import Rows
from landuse.intake.values import has_hidden, text_of, vocabulary
from landuse.model import Layer, Severity

#: A firm's name has at least so many characters.
FIRM_LETTERS = 4
_ENDING = re.compile(r"\d*[^\W\d]?$")


def check_cells(rows: Rows, raw: RawLayer, mapping: Mapping[str, Field], layer: Layer) -> None:
    """
    Note what is suspicious about cells; each different one is looked at once.

    Codes of firms are looked at where they come in, not where they refer to a firm that must be there anyway. The
    original of a text with hidden characters, and the list of several firms, are kept with the row's attributes.
    """
    for heading, cells in raw.columns.items():
        _note_hidden(rows, heading, cells, _hidden(cells))
        kind = special("codes", heading)
        is_reference = kind == "credit_code" and heading in mapping and layer is not Layer.ENTERPRISES
        if kind is not None and not is_reference:
            _note_codes(rows, heading, cells, kind, is_mapped=heading in mapping)
        if special("firms", heading) is not None:
            _note_firms(rows, heading, cells)


def firms_in(text: str) -> list[str]:
    """
    Return the firms that a cell names.

    Examples
    --------
    >>> firms_in("甲鞋业有限公司、乙印务有限公司"), firms_in("丙汽配有限公司等3家"), firms_in("Acme Co., Ltd")
    (['甲鞋业有限公司', '乙印务有限公司'], ['丙汽配有限公司'], ['Acme Co., Ltd'])
    """
    plain = text.strip()
    for mark in vocabulary("firms")["and_others"]:
        head, found, rest = plain.rpartition(mark)
        if found and head and _ENDING.fullmatch(rest):
            plain = head
            break
    parting = "|".join(map(re.escape, vocabulary("firms")["parting"]))
    parts = [part.strip() for part in re.split(parting, plain) if part.strip()]
    are_firms = all(len(part) >= FIRM_LETTERS and not part.isascii() for part in parts)
    return parts if are_firms else [plain]


def visible(text: str) -> str:
    r"""
    Return a text with its hidden characters spelled out.

    Examples
    --------
    >>> visible("甲\u202e乙\x00")
    '甲\\u202e乙\\u0000'
    """
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) in {"Cc", "Cf"} and letter not in "\n\t" else letter
        for letter in text
    )


def _hidden(cells: Cells) -> set[int]:
    """Return which of the different cells have hidden characters: most columns have none, which is told at once."""
    texts = {code: cell for code, cell in enumerate(cells.distinct) if isinstance(cell, str)}
    if not has_hidden("".join(texts.values())):
        return set()
    return {code for code, cell in texts.items() if has_hidden(cell)}


def _note_hidden(rows: Rows, heading: str, cells: Cells, hidden: set[int]) -> None:
    for at, code in enumerate(cells.codes.tolist()) if hidden else ():
        if code in hidden:
            shown = visible(str(cells.distinct[code]))
            rows.complain(heading, "hidden_characters", shown, Severity.CHANGED, at)
            _keep(rows, at, heading, shown)


def _note_codes(rows: Rows, heading: str, cells: Cells, kind: str, *, is_mapped: bool) -> None:
    """Doubt codes that cannot be right; a lost one is told here only where no reader of the column tells it."""
    wrong = {}
    for code, cell in enumerate(cells.distinct):
        text = text_of(cell)
        if text is not None and is_lost(cell):
            wrong[code] = "" if is_mapped else "code_lost"
        elif text is not None and not CHECKS[kind](text):
            wrong[code] = f"{kind}_digit" if kind == "credit_code" else f"{kind}_form"
    for at, code in enumerate(cells.codes.tolist()) if wrong else ():
        if wrong.get(code):
            text = str(text_of(cells.distinct[code]))
            rows.complain(heading, wrong[code], text, Severity.DOUBTFUL, at, length=len(text))


def _note_firms(rows: Rows, heading: str, cells: Cells) -> None:
    several = {}
    for code, cell in enumerate(cells.distinct):
        text = text_of(cell)
        firms = firms_in(text) if text is not None and isinstance(cell, str) else []
        if firms and (len(firms) > 1 or firms[0] != text):
            several[code] = firms
    for at, code in enumerate(cells.codes.tolist()) if several else ():
        if code in several:
            firms = several[code]
            shown = str(cells.distinct[code])
            listed = ";".join(firms)
            rows.complain(heading, "several_firms", shown, Severity.DOUBTFUL, at, count=len(firms), firms=listed)
            _keep(rows, at, heading, firms)


def _keep(rows: Rows, at: int, heading: str, value: object) -> None:
    """Keep something with the attributes of a row that has any."""
    if "attributes" in rows.columns:
        kept = json.loads(str(rows["attributes"][at] or "{}"))
        rows["attributes"][at] = json.dumps({**kept, heading: value}, ensure_ascii=False)
