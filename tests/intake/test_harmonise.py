"""Columns of a file become columns of a table, each different cell read once."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.blank_cells import is_error
from landuse.intake.codes import is_lost
from landuse.intake.harmonise import Known, read_rows
from landuse.intake.mapping import propose
from landuse.intake.questions import Asking
from landuse.intake.raw import RawLayer
from landuse.intake.readers import Reading
from landuse.intake.values import Unreadable, key_text, number_of, text_of, without_about
from landuse.model import Layer
from landuse.units import Measure, m2_from
from tests.builders import MAY

HEADINGS = {"地块编号": "parcel_id", "地块名称": "name", "证载面积(亩)": "certificate_area_mu", "备注栏": None}
WORDS = st.sampled_from(
    [
        "",
        " ",
        "/",
        "无",
        "—",
        "甲",
        " 甲 ",
        "甲\u200b",
        "#REF!",
        "#N/A",
        "12",
        "１２",
        "12.5亩",
        "约12亩",
        "12亩左右",
        "-3",
        "0",
        "0.0",
        "1,234.5",
        "3.30302E+18",
        "12公顷",
        "十二",
        "垟𠮷",
        'a"b',
        "a\nb",
        "1e3",
        "nan",
        "inf",
        "_x000D_",
    ]
)
CELLS = st.none() | st.booleans() | st.integers(-3, 10**16) | st.floats(width=32) | WORDS | st.text(max_size=4)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=12)


@dataclass
class Plain:
    """One row as a plain loop reads it."""

    parcel_id: object = None
    name: object = None
    area: object = None
    refused: bool = False
    codes: tuple[str, ...] = ()


def read_plainly(row):
    """Read a row cell by cell with the parsers of single cells alone."""
    key, name, area, _ = row
    plain, codes = Plain(), []
    if is_error(key) or is_lost(key):
        codes.append("cell_error" if is_error(key) else "code_lost")
        plain.refused = True
    else:
        plain.parcel_id = key_text(key)
    if is_error(name):
        codes.append("cell_error")
    else:
        plain.name = text_of(name)
    try:
        if is_error(area):
            raise Unreadable("cell_error")
        exact, is_about = without_about(area)
        number = number_of(exact, measures=frozenset({Measure.MU}))
        written = None if number is None else m2_from(number, Measure.MU)
        if written is not None and written < 0:
            raise Unreadable("area_negative")
        if written == 0:
            codes.append("area_zero")
        elif written is not None:
            plain.area = written
            codes += ["about_number"] if is_about else []
    except Unreadable as error:
        codes.append(error.code)
        plain.refused = True
    plain.codes = tuple(sorted(codes))
    return plain


@given(ROWS)
def test_columns_say_what_a_plain_reading_row_by_row_says(table):
    """Whatever the cells: values, refusals and problems of every row are those of reading each cell by itself."""
    raw = RawLayer.of_rows(list(HEADINGS), table, list(range(2, len(table) + 2)))
    asking = Asking(())
    named = {heading: field for heading, field in HEADINGS.items() if field}
    mapping = propose(Layer.PARCELS, raw.names, named, asking=asking)
    mapping = {heading: mapping[heading] for heading in named}
    rows = read_rows(Reading(raw, asking, MAY), mapping, Layer.PARCELS, Known())
    wanted = [read_plainly(row) for row in table]
    assert rows["parcel_id"].tolist() == [row.parcel_id for row in wanted]
    assert rows["name"].tolist() == [row.name for row in wanted]
    assert rows["certificate_area_m2"].tolist() == [row.area for row in wanted]
    assert rows.refused.tolist() == [row.refused for row in wanted]
    found = [tuple(sorted(issue.code for issue in rows.issues if issue.row == number)) for number in rows.numbers]
    assert found == [row.codes for row in wanted]
    assert np.array_equal(rows.numbers, raw.numbers)
