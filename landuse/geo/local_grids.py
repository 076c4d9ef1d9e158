"""
Grids that no register knows — a city's own, Xi'an 80, Beijing 54 — by a transformation that the office keeps elsewhere.

Its parameters are secret: they stand in no message, no representation and no file of ours; a grid is known by its name.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from landuse.errors import InputError

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class LocalGrid:
    """
    A transformation under a name.

    ``operation`` is a PROJ pipeline (or PROJ JSON) from what files hold, east or longitude first, to ``target`` (an
    EPSG code, x and y likewise). With ``datum``, the EPSG code of a geographic system (4610: Xi'an 80, 4214:
    Beijing 54), it takes that system's degrees and serves every file in it or in a projection of it.
    """

    name: str
    operation: str
    target: int
    datum: int | None = None

    def __repr__(self) -> str:
        """Return the name alone: the operation is not to be shown."""
        return f"LocalGrid({self.name!r})"

    def serves(self, crs: CRS) -> bool:
        """Tell whether files of a coordinate system come by this transformation."""
        geographic = crs.geodetic_crs
        if self.datum is None or geographic is None:
            return False
        return geographic.to_epsg(min_confidence=20) == self.datum or geographic.name == CRS.from_epsg(self.datum).name

    def applied(self, points: Points, crs: CRS | None) -> Points:
        """
        Return coordinates in ``target``; those beyond a grid file are infinite, never what they were.

        Parameters
        ----------
        points : array of shape (n, 2)
        crs : CRS or None
            What they are in, where ``datum`` is set; else they are in the grid itself.

        Raises
        ------
        InputError
            ``transformation_unusable`` with the name alone.
        """
        if self.datum is not None and crs is not None and crs.is_projected and crs.geodetic_crs is not None:
            to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
            points = np.column_stack(to_degrees.transform(points[:, 0], points[:, 1]))
        try:
            return np.column_stack(self._transformer.transform(points[:, 0], points[:, 1]))
        except ProjError:
            raise InputError("transformation_unusable", name=self.name) from None

    @cached_property
    def _transformer(self) -> Transformer:
        try:
            return Transformer.from_pipeline(self.operation)
        except (ProjError, CRSError):
            raise InputError("transformation_unusable", name=self.name) from None
