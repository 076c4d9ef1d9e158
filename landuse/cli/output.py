"""What a verb answers: JSON for programs, tables and sentences for people; UTF-8 wherever it goes."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TextIO

#: Wide enough that nothing is folded where no screen sets the width.
_PIPE_WIDTH = 2_000


def use_utf8() -> None:
    """Write UTF-8 on a pipe and on a console of any code page; what cannot be written at all is spelled out."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: amounts as numbers, days as ISO text, nothing known as null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat() if value == value else None  # noqa: PLR0124 - NaT is the one that is not
    return _number(value)


def _number(value: Any) -> Any:
    """Return a number of any library; NaN, NA and other blanks are null."""
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Decimal | Real):
        number = float(value)
        return number if number == number and abs(number) != float("inf") else None  # noqa: PLR0124
    return bool(value) if type(value).__name__ == "bool" else None


def say(*lines: str) -> None:
    """Print sentences."""
    for line in lines:
        sys.stdout.write(shown(line) + "\n")


def complain(line: str) -> None:
    """Print one line to the error stream."""
    sys.stderr.write(" ".join(shown(line).split()) + "\n")


def shown(text: str) -> str:
    """Return *text* without characters that would command a terminal (a name in a file may hold any)."""
    return "".join(" " if unicodedata.category(sign) == "Cc" and sign != "\n" else sign for sign in text)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> None:
    """Print a table; the columns *numbers* stand to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    right = set(numbers)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    console = Console(file=sys.stdout, width=_width(sys.stdout), highlight=False)
    console.print(table)


@contextmanager
def progress_bar(*, shown_at_all: bool = True) -> Iterator[Callable[[int, int, str], None]]:
    """Yield what is told of progress: steps done, steps in all, and what is under way; drawn on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(
        console=Console(file=sys.stderr), transient=True, disable=not (shown_at_all and sys.stderr.isatty())
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=shown(name))


def _width(stream: TextIO) -> int | None:
    return None if stream.isatty() else _PIPE_WIDTH
