"""What is checked of events and targets, row by row, against the rules and the ledger."""

from collections.abc import Mapping
from datetime import date

from landuse.intake.harmonise import Known
from landuse.intake.rows import Row, Rows
from landuse.model import Severity, subject_key
from landuse.rules import Rules
from landuse.units import Dimension, Measure, mu_from_m2, rounded

_AMOUNTS = {"land": "land_area_m2", "floor": "floor_area_m2"}


def check_events(rows: Rows, *, rules: Rules, known: Known, today: date) -> None:
    """
    Check events: the subject must be there and of a kind this can happen to, the day not in the future.

    A missing day, or a missing amount of a kind that needs one, is accepted and uncounted; an amount beyond the
    subject's area (and ``rules.event_tolerance``) is refused with both numbers. The unit is the subject's where the
    file names none.
    """
    for row in rows:
        if not row.refused:
            _check_event(row, rules, known.subjects, today)


def _check_event(row: Row, rules: Rules, subjects: Mapping[str, tuple[str | None, float | None]], today: date) -> None:
    values = row.cells
    values["subject_kind"] = values["subject_kind"] or "parcel"
    key = subject_key(str(values["subject_kind"]), str(values["subject_id"]))
    rule = rules.kinds[str(values["kind"])]
    if key not in subjects:
        row.complain("subject_id", "unknown_subject", values["subject_id"], Severity.REFUSED)
        return
    if values["subject_kind"] not in rule.subjects:
        row.complain("kind", "kind_not_of_subject", values["kind"], Severity.REFUSED, subject=values["subject_kind"])
        return
    unit, area_m2 = subjects[key]
    values["unit"] = values["unit"] or unit
    day = values["occurred_on"]
    if day is None:
        row.complain("occurred_on", "missing_day", None, Severity.UNCOUNTED)
    elif isinstance(day, date) and day > today:
        row.complain("occurred_on", "future_day", day.isoformat(), Severity.REFUSED)
    _check_amount(row, rule.amount, area_m2, rules.event_tolerance)


def _check_amount(row: Row, amount: str, area_m2: float | None, tolerance: float) -> None:
    for kind, column in _AMOUNTS.items():
        declared = row.cells[column]
        if kind != amount:
            if declared is not None:
                row.complain(column, "amount_not_of_kind", row.cells["given"], Severity.DOUBTFUL)
                row.cells[column] = None
        elif declared is None:
            row.complain(column, "missing_amount", None, Severity.UNCOUNTED)
        elif kind == "land" and area_m2 is not None and _beyond(declared, area_m2, tolerance):
            declared_mu = rounded(mu_from_m2(float(str(declared))))
            row.complain(
                column,
                "more_than_area",
                row.cells["given"],
                Severity.REFUSED,
                declared_mu=str(declared_mu),
                area_mu=str(rounded(mu_from_m2(area_m2))),
            )


def _beyond(declared: object, area_m2: float, tolerance: float) -> bool:
    return isinstance(declared, float) and declared > area_m2 * (1 + tolerance)


def check_targets(rows: Rows, *, rules: Rules) -> None:
    """Fill what a target leaves out by its indicator: 亩 for land, m² for floor area, the indicator's direction."""
    for row in rows:
        indicator = rules.indicators.get(str(row.cells["indicator"]))
        if row.refused or indicator is None:
            continue
        row.cells["measure"] = row.cells["measure"] or str(indicator.measure)
        row.cells["direction"] = row.cells["direction"] or str(indicator.direction)
        if indicator.dimension is Dimension.FLOOR and row.cells["measure"] in {Measure.MU, Measure.HA}:
            row.complain("measure", "floor_is_not_land", row.cells["measure"], Severity.REFUSED)
