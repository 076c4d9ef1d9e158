"""Boundary points (界址点 TXT): the form in which land is reported to the ministry, read in every variant of it."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Return the words of such files."""
    return tomllib.loads((resources.files("landuse.intake") / "boundary.toml").read_text(encoding="utf-8"))


def is_section(line: str) -> bool:
    """Tell whether a line is the heading of a section that only such files have."""
    bare = line.strip("\ufeff \t\r\n")
    return bare[:1] in _OPENING and bare.strip("[]\u3010\u3011 ") in _sections()


_OPENING = frozenset("[\u3010")


@cache
def _sections() -> frozenset[str]:
    return frozenset(name for names in words()["sections"].values() for name in names)
