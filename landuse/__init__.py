"""
landuse: a district's yearly industrial-land campaign on a map, against its targets, from dated events.

``landuse.open(path)`` opens a workspace for a notebook; heavy libraries are loaded only then.
"""

import os
from typing import TYPE_CHECKING

from landuse.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from landuse.workspace import Workspace

__all__ = ["VERSION", "open"]

# PROJ fetches grids of shifts from a server where it may; nothing of an office's coordinates leaves the house.
os.environ["PROJ_NETWORK"] = "OFF"


def open(path: "str | Path") -> "Workspace":  # noqa: A001 - landuse.open reads as it should
    """Open the workspace in a folder; see :class:`landuse.workspace.Workspace`."""
    from landuse.workspace import open_path  # noqa: PLC0415 - keeps `landuse --help` light

    return open_path(path)
