"""What the shapes, and the columns among themselves, tell of the unit that a column of areas is in; never applied."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from landuse.intake.mapping import Field
from landuse.intake.questions import Asking
from landuse.intake.raw import Cells, RawLayer
from landuse.intake.rows import Rows
from landuse.intake.values import Unreadable, number_of, without_about
from landuse.model import Asked, Issue, Severity
from landuse.units import Measure, m2_from, rounded

Numbers = npt.NDArray[np.float64]

#: How far the middle row may be from a unit for the column to be in it, as a factor, and from how many rows on shapes
#: may contradict a unit that the heading names.
NEAR, ENOUGH = 1.25, 3
#: Units that are told apart by their size; 万平方米 is as large as 公顷.
_TOLD = (Measure.MU, Measure.M2, Measure.HA, Measure.KM2)
#: What 1 亩 is also taken for, in m², and how far a number of two decimals may be off for its last digit.
ROUNDED_MU, LAST_DIGIT = 666.67, 0.00501
EXACT_MU = m2_from(1, Measure.MU)


def measure_by_shapes(numbers: Numbers, drawn_m2: Numbers) -> Measure | None:
    """
    Return the unit in which numbers are about the areas of the shapes in m², None if in none of them.

    Examples
    --------
    >>> measure_by_shapes(np.array([12.5, 8.0]), np.array([8300.0, 5400.0]))
    <Measure.MU: 'mu'>
    """
    both = _pairs(numbers, drawn_m2)
    if not both.any():
        return None
    m2_of_one = float(np.median(drawn_m2[both] / numbers[both]))
    off = {measure: abs(np.log(m2_of_one / m2_from(1, measure))) for measure in _TOLD}
    nearest = min(off, key=off.__getitem__)
    return nearest if off[nearest] <= np.log(NEAR) else None


def is_by_rounded_mu(mu: Numbers, m2: Numbers) -> bool:
    """
    Tell whether areas in m² were made of those in 亩 with 666.67 m² to the 亩, where 10000/15 would show.

    Examples
    --------
    >>> is_by_rounded_mu(np.array([50.0, 12.5]), np.array([33333.5, 8333.38]))
    True
    """
    both = _pairs(mu, m2)

    def fits(factor: float) -> bool:
        return bool((np.abs(m2[both] - mu[both] * factor) <= LAST_DIGIT).all())

    return bool(both.any()) and fits(ROUNDED_MU) and not fits(EXACT_MU)


def hints(
    raw: RawLayer,
    rows: Rows,
    drawn_m2: Numbers | None,
    mapping: Mapping[str, Field],
    asking: Asking,
    kinds: Sequence[str],
) -> list[Issue]:
    """
    Propose units to the questions about them, and return doubts about units that headings name.

    Parameters
    ----------
    raw, rows : RawLayer, Rows
        The file, and those of its rows that stand.
    drawn_m2 : array, optional
        The area of each row's shape, NaN where there is none that can be measured.
    mapping : mapping of heading to Field
    asking : Asking
        Whose open questions about units get a proposal.
    kinds : sequence of str
        The kinds of area of the layer that are land of the shape's own.
    """
    columns = {f"{kind}_area_m2" for kind in kinds}
    areas = {heading: field for heading, field in mapping.items() if field.column in columns}
    found = _rounded_mu(raw, rows, areas)
    if drawn_m2 is None:
        return found
    for question in asking.questions:
        if question.kind is Asked.AREA_UNIT and question.answer is None and f"{question.values['area']}_m2" in columns:
            likely = measure_by_shapes(_numbers(raw.columns[question.column], rows), drawn_m2)
            if likely is not None:
                asking.suggest(question, str(likely), "geometry")
    for heading, field in areas.items():
        found += _contradicted(heading, field, _numbers(raw.columns[heading], rows), drawn_m2)
    return found


def _contradicted(heading: str, field: Field, numbers: Numbers, drawn_m2: Numbers) -> list[Issue]:
    """Return a doubt where a heading's unit is another than the shapes', by the factor between the two."""
    likely, named = measure_by_shapes(numbers, drawn_m2), field.measure
    if likely is None or named is None or _pairs(numbers, drawn_m2).sum() < ENOUGH:
        return []
    ratio = m2_from(1, named) / m2_from(1, likely)
    if ratio == 1:
        return []
    factor = f"{rounded(max(ratio, 1 / ratio)):f}".rstrip("0").rstrip(".")
    values: dict[str, object] = {"named": str(named), "likely": str(likely), "factor": factor}
    return [Issue(0, heading, "unit_contradicts_shapes", factor, Severity.DOUBTFUL, values)]


def _rounded_mu(raw: RawLayer, rows: Rows, areas: Mapping[str, Field]) -> list[Issue]:
    """Return a note for every area that is there in 亩 and in m², converted with 666.67 m² to the 亩."""
    found = []
    for heading, field in areas.items():
        others = [other for other, its in areas.items() if its.column == field.column and its.measure is Measure.M2]
        if field.measure is not Measure.MU or not others:
            continue
        mu, m2 = (_numbers(raw.columns[name], rows) for name in (heading, others[0]))
        if is_by_rounded_mu(mu, m2):
            both = _pairs(mu, m2)
            off = rounded(abs(float((m2[both] - mu[both] * EXACT_MU).sum())))
            values: dict[str, object] = {"other": others[0], "off": f"{off:,f}"}
            found.append(Issue(0, heading, "mu_of_two_decimals", str(off), Severity.CHANGED, values))
    return found


def _pairs(numbers: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
    """Return where both are there and above 0."""
    return (numbers > 0) & (others > 0)


def _numbers(cells: Cells, rows: Rows) -> Numbers:
    """Return the numbers of a column's cells, NaN for what is no plain number."""
    return np.fromiter(_each(cells.distinct), float, len(cells.distinct))[cells.codes[rows.places]]


def _each(cells: Iterable[object]) -> Iterable[float]:
    for cell in cells:
        try:
            number = number_of(without_about(cell)[0])
        except Unreadable:
            number = None
        yield np.nan if number is None else float(number)
