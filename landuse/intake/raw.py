"""A file as it was read, before anything is made of it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import CRS


@dataclass(frozen=True, slots=True, eq=False)
class RawLayer:
    """
    Rows of cells under the headings of the file.

    ``numbers`` are the rows' numbers as a user finds them; ``shapes`` (shapely objects or None) and ``faults`` are None
    for tables, which have no ground. ``unit`` is the word for areas of the line above a table (``单位:亩``).
    """

    names: list[str]
    rows: list[dict[str, object]]
    numbers: list[int]
    shapes: npt.NDArray[np.object_] | None = None
    faults: list[str | None] | None = None
    crs: CRS | None = None
    unit: str | None = None
