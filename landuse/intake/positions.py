"""Where the shapes of a file lie: what the file says, what its bringer says, and what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from landuse.config import Settings
from landuse.errors import ArgumentsError, InputError
from landuse.geo.candidates import SWAPPED, District
from landuse.geo.crs import Placement, crs_of, moved
from landuse.geo.local_grids import LocalGrid
from landuse.geo.placing import CrsAsked, place
from landuse.geo.shifted import Shift, Suspicion, suspicion
from landuse.intake.local_grids import local_grids
from landuse.intake.questions import Asking
from landuse.model import Asked, Issue, Question, Severity
from landuse.units import rounded

Shapes = npt.NDArray[np.object_]
#: What a question about coordinates is about, in place of a heading.
COLUMN = "geometry"
#: How many shapes are tried for a shift.
_TRIED = 300


class ShiftAsked(InputError):  # noqa: N818 - it says what is to be done
    """Ground looks as if it had been drawn over a shifted map; whether it was is for its bringer to say."""

    def __init__(self, found: Suspicion, *, file: str) -> None:
        self.suspicion = found
        super().__init__(
            "shift_asked",
            file=file,
            shift=found.shift.value,
            map=found.shift.name,
            metres=str(rounded(found.metres, 0)),
            before=str(rounded(found.before * 100, 0)),
            after=str(rounded(found.after * 100, 0)),
        )


@dataclass(frozen=True, slots=True)
class Said:
    """
    What is said of coordinates: ``crs`` by the file; by its bringer ``word`` and ``shifted``.

    A word is an EPSG code or a local grid's name, with ``/swapped`` behind it where the axes are turned; ``shifted`` is
    one of :class:`~landuse.geo.shifted.Shift`.
    """

    crs: CRS | None = None
    word: str | int | None = None
    shifted: str | None = None


def laid(
    shapes: Shapes, *, said: Said, settings: Settings, known: Shapes | None, asking: Asking, file: str
) -> tuple[Shapes, Placement]:
    """
    Return shapes in the workspace's CRS, and how the file's coordinates lie.

    Parameters
    ----------
    shapes : array of shapely objects or None
        With at least one that is there.
    said : Said
    settings : Settings
    known : array of shapely objects, optional
        Ground of the ledger to compare with.
    asking : Asking
        Takes the question of the coordinates where they are not certain.
    file : str
        For sentences.

    Raises
    ------
    InputError
        ``datum_refused``, :class:`~landuse.geo.placing.CrsAsked`, :class:`ShiftAsked`.
    ArgumentsError
        ``unknown_crs``, ``unknown_shift``.
    """
    workspace = crs_of(settings.crs)
    district = District(workspace, settings.box, known, local_grids(settings))
    placement = None if said.word is None else _by_word(str(said.word), said.crs, district)
    if placement is None:
        sure = said.word is not None
        crs = said.crs if said.word is None else _numbered(said.word)
        placement = _placed(shapes, crs, district, asking=asking, file=file, sure=sure)
    placement = replace(placement, shift=_shift(said.shifted))
    there = moved(shapes, placement, workspace).to_numpy()
    if said.shifted is None and known is not None:
        drawn = there[~shapely.is_missing(there)]
        found = suspicion(drawn[:: max(1, len(drawn) // _TRIED)], known, crs=workspace)
        if found is not None:
            raise ShiftAsked(found, file=file)
    return there, placement


def placement_issues(placement: Placement | None, said: CRS | None) -> list[Issue]:
    """Return notes on the whole file where its coordinates were not what it said."""
    if placement is None:
        return []
    values: dict[str, object] = {"crs": placement.crs.name, "said": said.name if said is not None else "—"}
    found = []
    if placement.recognised:
        code = "axes_swapped" if placement.swapped else "crs_recognised"
        found.append(Issue(0, COLUMN, code, str(values["said"]), Severity.CHANGED, values))
    if placement.grid is not None:
        name: dict[str, object] = {"name": placement.grid.name}
        found.append(Issue(0, COLUMN, "transformed", placement.grid.name, Severity.CHANGED, name))
    if placement.shift is not Shift.NONE:
        shift: dict[str, object] = {"map": placement.shift.name}
        found.append(Issue(0, COLUMN, "shifted_back", placement.shift.value, Severity.CHANGED, shift))
    return found


def _placed(
    shapes: Shapes, said: CRS | None, district: District, *, asking: Asking, file: str, sure: bool
) -> Placement:
    try:
        return place(shapes, said=said, district=district, file=file, sure=sure)
    except CrsAsked as asked:
        named = {one.code: one.placement for one in asked.candidates}
        if not named:
            raise
        question = Question(
            kind=Asked.CRS, column=COLUMN, choices=tuple(named), proposed=next(iter(named)), values=asked.values
        )
        answer = asking.ask(question)
        if answer is None:
            raise
        return named[answer]


def _by_word(word: str, said: CRS | None, district: District) -> Placement | None:
    """Return what a word settles by itself: turned axes, or a local grid."""
    name, swapped, _ = word.partition(SWAPPED)
    grid = _named(name, district.grids)
    if grid is not None:
        return Placement(
            said if grid.datum is not None and said is not None else district.crs, bool(swapped), grid=grid
        )
    return Placement(_numbered(name), swapped=True) if swapped else None


def _named(name: str, grids: Sequence[LocalGrid]) -> LocalGrid | None:
    return next((grid for grid in grids if grid.name == name), None)


def _numbered(word: str | int) -> CRS:
    number = str(word).strip().upper().removeprefix("EPSG:")
    if not number.isascii() or not number.isdigit():
        raise ArgumentsError("unknown_crs", crs=word)
    return crs_of(int(number))


def _shift(word: str | None) -> Shift:
    try:
        return Shift(word or Shift.NONE)
    except ValueError:
        raise ArgumentsError("unknown_shift", shift=word, known=", ".join(Shift)) from None
