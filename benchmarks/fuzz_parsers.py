"""
Feed the parsers of strangers' texts with whatever libFuzzer finds: boundary points, headings, days, numbers, encodings.

It needs atheris, which the project does not: ``pip install atheris``, then ``python benchmarks/fuzz_parsers.py numbers
-max_total_time=60`` from the project's folder. Ends with the input that broke a parser, else silently.
"""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["landuse"]):
    from landuse.intake.boundary_txt import parse
    from landuse.intake.days import day_reader
    from landuse.intake.encodings import encodings_of, text_encoding
    from landuse.intake.grid import table_of
    from landuse.intake.mapping import recognises
    from landuse.intake.questions import Asking
    from landuse.intake.values import Unreadable, number_of, wan_yuan_of, whole_of
    from landuse.model import Layer

#: Pieces that texts are made of besides what the fuzzer finds itself.
PIECES = [
    "亩",
    "年",
    "月",
    "日",
    "[地块坐标]",
    "@",
    ",",
    "J1,1,3100803.286,40559006.828",
    "单位:亩",
    "合计",
    "地块编号",
]


def _text(found: atheris.FuzzedDataProvider, length: int) -> str:
    """Return a text of found letters and known pieces."""
    parts = []
    while found.remaining_bytes() and len(parts) < length:
        piece = found.ConsumeIntInRange(0, 2 * len(PIECES))
        parts.append(PIECES[piece] if piece < len(PIECES) else found.ConsumeUnicodeNoSurrogates(12))
    return "".join(parts)


def boundaries(data: bytes) -> None:
    """Any text ends in rows, each with a shape or a reason."""
    found = atheris.FuzzedDataProvider(data)
    made = parse("\n".join(_text(found, 4) for _ in range(12)))
    assert all((shape is None) == (fault is not None) for shape, fault in zip(made.shapes, made.faults, strict=True))


def headings(data: bytes) -> None:
    """Any cells end in a table whose columns are equally long, or in none."""
    found = atheris.FuzzedDataProvider(data)
    rows = [[_text(found, 2) or None for _ in range(found.ConsumeIntInRange(0, 5))] for _ in range(8)]
    table = table_of(rows, lambda heading: recognises(Layer.PARCELS, heading))
    assert table is None or {len(cells) for cells in table.columns.values()} <= {len(table.numbers)}


def days(data: bytes) -> None:
    """Any cells are days, empty or unreadable with a reason."""
    found = atheris.FuzzedDataProvider(data)
    cells = list(dict.fromkeys(_text(found, 6) for _ in range(4)))
    read = day_reader("日期", cells, list(range(1, len(cells) + 1)), Asking(), today=date(2023, 6, 1))
    for cell in cells:
        with suppress(Unreadable):
            day = read(cell)
            assert day is None or isinstance(day, date)


def numbers(data: bytes) -> None:
    """Any cell is a finite number, empty or unreadable with a reason."""
    cell = _text(atheris.FuzzedDataProvider(data), 6)
    for read in (number_of, whole_of, wan_yuan_of):
        with suppress(Unreadable):
            number = read(cell)
            assert number is None or abs(float(number)) < float("inf")


def encodings(data: bytes) -> None:
    """Any bytes have an encoding that Python knows, and the first that is offered is that one."""
    assert encodings_of(data)[0] == text_encoding(data)
    data.decode(text_encoding(data), errors="replace")


PARSERS = {parser.__name__: parser for parser in (boundaries, headings, days, numbers, encodings)}

if __name__ == "__main__":
    parser = PARSERS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, parser)
    atheris.Fuzz()
