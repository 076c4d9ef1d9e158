"""
The office's own transformations, read from a file outside the project and outside the workspace.

``workspace.toml`` names it (``transformations = "path"``), or the environment does (``LANDUSE_TRANSFORMATIONS``, which
comes first). Each table of it is a transformation under a name; what it holds is secret and appears nowhere else::

    [city]                      # a city's own grid
    pipeline = "+proj=pipeline …"
    target = 4549

    [office]                    # Xi'an 80 by the survey's grid file
    datum = 4610
    grid = "/secret/xian80.gsb"
    target = 4490
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.geo.crs import crs_of
from landuse.geo.local_grids import LocalGrid

VARIABLE = "LANDUSE_TRANSFORMATIONS"
_DEGREES = "+proj=unitconvert +xy_in={} +xy_out={}"
_KEYS = frozenset({"pipeline", "operation", "grid", "target", "datum"})


def local_grids(settings: Settings) -> tuple[LocalGrid, ...]:
    """
    Return the transformations that the office has given; none if no file is named.

    Raises
    ------
    InputError
        ``transformations_unreadable`` for the file as a whole, ``transformation_unusable`` with the name of one.
    """
    path = os.environ.get(VARIABLE) or settings.transformations
    if not path:
        return ()
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError("transformations_unreadable") from None
    return tuple(_grid(name, table, Path(path).parent) for name, table in tables.items())


def _grid(name: str, table: Any, folder: Path) -> LocalGrid:
    """Return one transformation; what is wrong with it is told by its name alone."""
    try:
        if set(table) - _KEYS or len(set(table) & {"pipeline", "operation", "grid"}) != 1:
            raise InputError("transformation_unusable", name=name)
        datum = table.get("datum")
        for code in (table["target"], *([] if datum is None else [datum])):
            crs_of(code)
        if "grid" in table:
            operation = _by_grid(folder / table["grid"])
        elif "operation" in table:
            operation = (folder / table["operation"]).read_text(encoding="utf-8")
        else:
            operation = str(table["pipeline"])
    except (ArgumentsError, OSError, TypeError, KeyError, ValueError, AttributeError):
        raise InputError("transformation_unusable", name=name) from None
    return LocalGrid(name, operation, int(table["target"]), datum)


def _by_grid(path: Path) -> str:
    """Return the pipeline for a grid of shifts (``.gsb``, ``.tif``) between degrees."""
    if not path.is_file():
        raise FileNotFoundError
    there, back = _DEGREES.format("deg", "rad"), _DEGREES.format("rad", "deg")
    return f'+proj=pipeline +step {there} +step +proj=hgridshift +grids="{path}" +step {back}'
