"""An outline that somebody brings in a map file, to select what lies within."""

from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from landuse.config import Settings
from landuse.errors import InputError
from landuse.geo.candidates import District
from landuse.geo.crs import crs_of, moved
from landuse.geo.placing import place
from landuse.intake.read import Request, read_raw
from landuse.intake.upload import receive
from landuse.model import Layer


def read_outline(path: Path, *, settings: Settings) -> BaseGeometry:
    """
    Return the union of the areas in a map file, in the workspace's CRS.

    Raises
    ------
    InputError
        If the file cannot be read (see :mod:`landuse.intake`), or ``outline_empty`` if it holds no sound area.
    """
    upload = receive(path)
    raw = read_raw(upload, Request(layer=Layer.UNITS, mapping={}))
    if raw.shapes is None:
        raise InputError("outline_empty", file=upload.name)
    areas = raw.shapes[np.isin(shapely.get_type_id(raw.shapes), (3, 6)) & shapely.is_valid(raw.shapes)]
    if not len(areas):
        raise InputError("outline_empty", file=upload.name)
    workspace: CRS = crs_of(settings.crs)
    placement = place(areas, said=raw.crs, district=District(workspace, settings.box), file=upload.name)
    union: BaseGeometry = shapely.union_all(moved(areas, placement, workspace).to_numpy())
    return union
