"""
Whether a file says the same as the ledger: cell by cell, shape by shape.

What was printed and comes back is no change: an area in 亩 or m² with two decimals is the one it was rounded from, a
text is the one that a workbook or a csv could hold of it.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from landuse.intake.values import text_of
from landuse.schema import Column, Kind
from landuse.units import Measure, m2_from

Flags = npt.NDArray[np.bool_]
#: Share of a number below which two are the same, and metres by which corners of one shape may differ: what a file with
#: seven decimals of a degree keeps of them.
NUMBER, CORNER_M = 1e-9, 0.01
#: Measures that lists print with two decimals.
_PRINTED = frozenset({Measure.MU, Measure.M2})
_HALF = 0.005


def same_cells(old: pd.Series, new: pd.Series, column: Column, measure: Measure | None = None) -> Flags:
    """
    Return which values of a column agree, row by row; nothing agrees with nothing.

    Parameters
    ----------
    old, new : Series
        The ledger's and the file's, in the same order.
    column : Column
    measure : Measure, optional
        That in which the file gives an area; two decimals of it may stand for more.
    """
    empty = old.isna().to_numpy(dtype=bool), new.isna().to_numpy(dtype=bool)
    same: Flags = empty[0] & empty[1]
    both = np.flatnonzero(~empty[0] & ~empty[1])
    if len(both):
        mine, theirs = old.iloc[both], new.iloc[both]
        if column.kind in {Kind.AREA, Kind.NUMBER}:
            same[both] = _same_numbers(mine.to_numpy(dtype=float), theirs.to_numpy(dtype=float), measure)
        else:
            same[both] = _same_objects(mine.astype(object).to_numpy(), theirs.astype(object).to_numpy(), column.kind)
    return same


def _same_numbers(old: npt.NDArray[np.float64], new: npt.NDArray[np.float64], measure: Measure | None) -> Flags:
    same: Flags = np.abs(old - new) <= NUMBER * np.maximum(np.abs(old), np.abs(new))
    if measure in _PRINTED:
        unit_m2 = float(m2_from(1, measure))
        printed = np.round(new / unit_m2, 2)
        has_two_decimals = np.abs(new / unit_m2 - printed) <= NUMBER * np.maximum(np.abs(printed), 1)
        same |= has_two_decimals & (np.abs(old / unit_m2 - printed) <= _HALF + NUMBER * np.abs(printed))
    return same


def printed_same(old_m2: float, new_m2: float) -> bool:
    """Tell whether an area is the other one as a list prints it, in 亩 or in m²."""
    old, new = np.array([old_m2]), np.array([new_m2])
    return any(bool(_same_numbers(old, new, measure)[0]) for measure in _PRINTED)


def _same_objects(old: npt.NDArray[np.object_], new: npt.NDArray[np.object_], kind: Kind) -> Flags:
    same: Flags = np.array(old == new, dtype=bool)
    if kind in {Kind.TEXT, Kind.CODE}:
        for place in np.flatnonzero(~same):
            kept = text_of(old[place])
            same[place] = kept is not None and text_of(new[place]) in _forms(kept)
    return same


def _forms(text: str) -> set[str | None]:
    """Return what becomes of a text on its way through a workbook or a csv, where a formula gets an apostrophe."""
    clean = text_of("".join(sign for sign in text if sign >= " " or sign in "\t\n\r"))
    joined = None if clean is None else " ".join(clean.split())
    return {text, f"'{text}", clean, joined}


def same_shapes(old: npt.NDArray[np.object_], new: npt.NDArray[np.object_]) -> Flags:
    """Return which shapes (or None) are the same ground, whatever corner they begin with, within :data:`CORNER_M`."""
    missing = shapely.is_missing(old), shapely.is_missing(new)
    same: Flags = missing[0] & missing[1]
    both = np.flatnonzero(~missing[0] & ~missing[1])
    if len(both):
        same[both] = shapely.equals_exact(old[both], new[both], CORNER_M)
        left = both[~same[both]]
        mine, theirs = (_whole(shapes[left]) for shapes in (old, new))
        same[left] = shapely.equals_exact(mine, theirs, CORNER_M)
        left = left[~same[left]]
        same[left] = _same_outlines(old[left], new[left])
    return same


def _whole(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return shapes in one form: polygons as multipolygons of two dimensions, corners in one order."""
    flat = shapely.force_2d(shapes)
    single = shapely.get_type_id(flat) == shapely.GeometryType.POLYGON
    if single.any():
        flat[single] = shapely.multipolygons(flat[single], indices=np.arange(int(single.sum())))
    whole: npt.NDArray[np.object_] = shapely.normalize(flat)
    return whole


def _same_outlines(old: npt.NDArray[np.object_], new: npt.NDArray[np.object_]) -> Flags:
    """Compare shapes whose corners come in another order because they moved by next to nothing."""
    if not len(old):
        return np.zeros(0, dtype=bool)
    close = shapely.hausdorff_distance(shapely.boundary(old), shapely.boundary(new)) <= CORNER_M
    counted = shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)
    return np.asarray(close & counted, dtype=bool)
