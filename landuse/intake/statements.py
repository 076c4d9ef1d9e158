"""What is checked of series (milestones, checklists, figures …), row by row, against the rules and the ledger."""

from collections.abc import Mapping
from datetime import date

from landuse.intake.harmonise import Known
from landuse.intake.rows import Row, Rows
from landuse.intake.written_periods import period_written, without_year
from landuse.model import Layer, Severity, SubjectKind, subject_key
from landuse.rules import Rules
from landuse.schema import TABLES
from landuse.units import mu_from_m2, rounded

#: Columns that name a record, and the kind of record it must be.
_REFERENCES: dict[Layer, dict[str, SubjectKind]] = {
    Layer.CHECKLIST: {"plot_id": SubjectKind.PLOT},
    Layer.STANDARDS: {"plot_id": SubjectKind.PLOT},
    Layer.FIGURES: {"credit_code": SubjectKind.ENTERPRISE},
    Layer.TENURE: {"parcel_id": SubjectKind.PARCEL, "credit_code": SubjectKind.ENTERPRISE},
    Layer.INTENTIONS: {"credit_code": SubjectKind.ENTERPRISE, "plot_id": SubjectKind.PLOT},
}
#: Layers that say what kind of record they are about.
_KIND_OF_SUBJECT = frozenset({Layer.MILESTONES, Layer.LINEAGE})
#: What can be split and merged.
_DIVISIBLE = (SubjectKind.PARCEL, SubjectKind.PLOT)
#: Days of what happened, which cannot lie ahead.
_PAST_DAYS = ("stated_on", "occurred_on", "measured_on", "reported_on")
#: Standards and figures that are shares of 1.
_SHARES = frozenset({"rd_share", "built_share", "invested_share"})


def fill_in(rows: Rows, layer: Layer, *, known: Known, today: date) -> None:
    """
    Fill what the office leaves out.

    The day of a statement is the day it is handed in; what a milestone is about is a parcel (as with events); a
    lineage is between the kind of records that know both its ids.
    """
    names = TABLES[layer].names
    if layer not in _KIND_OF_SUBJECT and not {"stated_on", "last_on"}.intersection(names):
        return
    for row in rows:
        if "stated_on" in names and row.cells["stated_on"] is None:
            row.cells["stated_on"] = today
        if layer is Layer.MILESTONES and row.cells["subject_kind"] is None:
            row.cells["subject_kind"] = str(SubjectKind.PARCEL)
        if layer is Layer.LINEAGE and row.cells["subject_kind"] is None:
            row.cells["subject_kind"] = _kind_of_both(row, known)
        if "last_on" in names:
            _fill_in_period(row)


def _fill_in_period(row: Row) -> None:
    """Fill the days of a period from its words (2023年1-5月); one that has a last day alone begins with the year."""
    words, last = row.cells["period"], row.cells["last_on"]
    period = period_written(str(words)) if words is not None else None
    if period is not None:
        row.cells["first_on"] = row.cells["first_on"] or period.first
        row.cells["last_on"] = last = last or period.last
        row.cells["period"] = None if str(words).isascii() else without_year(str(words))
    if isinstance(last, date) and row.cells["first_on"] is None:
        row.cells["first_on"] = date(last.year, 1, 1)
    if last is None and words is not None:
        row.complain("period", "unknown_period", words, Severity.REFUSED)


def _kind_of_both(row: Row, known: Known) -> str:
    ids = (row.cells["parent_id"], row.cells["child_id"])
    found = (kind for kind in _DIVISIBLE if all(subject_key(kind, str(name)) in known.subjects for name in ids))
    return str(next(found, SubjectKind.PARCEL))


def check_series(rows: Rows, layer: Layer, *, rules: Rules, known: Known, today: date) -> None:
    """
    Check rows of a series: what they name must be there, what happened lies behind, and a repetition is told.

    Rows that agree in the series (and in the day of the statement) are revisions of one another: the later one stands.
    """
    standing: dict[tuple[object, ...], int] = {}
    for row in rows:
        if not row.refused:
            _check_days(row, today)
            _check_references(row, _references(row, layer), known.subjects)
        if row.refused:
            continue
        if layer is Layer.MILESTONES:
            _check_milestone(row, rules)
        elif layer is Layer.LINEAGE:
            _check_passed(row, known.subjects, rules.event_tolerance)
        elif layer in {Layer.STANDARDS, Layer.FIGURES}:
            _check_amounts(row, layer)
        elif layer in {Layer.RECORDED, Layer.REPORTED}:
            _check_period(row, layer, rules)
        if not row.refused:
            of = (*(row.cells[name] for name in TABLES[layer].series), row.cells.get("stated_on"))
            if of in standing:
                row.complain("", "repeated_series", str(standing[of]), Severity.DOUBTFUL, earlier=standing[of])
            standing[of] = row.number


def _check_days(row: Row, today: date) -> None:
    for name in _PAST_DAYS:
        day = row.cells.get(name)
        if isinstance(day, date) and day > today:
            row.complain(name, "future_day", day.isoformat(), Severity.REFUSED)


def _references(row: Row, layer: Layer) -> Mapping[str, str]:
    """Return which columns name a record of which kind."""
    if layer is Layer.MILESTONES:
        return {"subject_id": str(row.cells["subject_kind"])}
    if layer is Layer.LINEAGE:
        return dict.fromkeys(("parent_id", "child_id"), str(row.cells["subject_kind"]))
    return {name: str(kind) for name, kind in _REFERENCES.get(layer, {}).items()}


def _check_references(
    row: Row, references: Mapping[str, str], subjects: Mapping[str, tuple[str | None, float | None]]
) -> None:
    for name, kind in references.items():
        if subject_key(kind, str(row.cells[name])) not in subjects:
            row.complain(name, "unknown_subject", row.cells[name], Severity.REFUSED)


def _check_milestone(row: Row, rules: Rules) -> None:
    if row.cells["subject_kind"] not in rules.kinds[str(row.cells["kind"])].subjects:
        row.complain(
            "kind", "kind_not_of_subject", row.cells["kind"], Severity.REFUSED, subject=row.cells["subject_kind"]
        )


def _check_passed(row: Row, subjects: Mapping[str, tuple[str | None, float | None]], tolerance: float) -> None:
    """Refuse what cannot be split or merged, and more ground than the one had or the other has."""
    kind = str(row.cells["subject_kind"])
    if kind not in _DIVISIBLE:
        row.complain("subject_kind", "not_divisible", kind, Severity.REFUSED)
        return
    passed = float(str(row.cells["passed_area_m2"]))
    for name in ("parent_id", "child_id"):
        _, area = subjects[subject_key(kind, str(row.cells[name]))]
        if area is not None and passed > area * (1 + tolerance):
            row.complain(
                "passed_area_m2",
                "more_than_area",
                rounded(mu_from_m2(passed)),
                Severity.REFUSED,
                declared_mu=str(rounded(mu_from_m2(passed))),
                area_mu=str(rounded(mu_from_m2(area))),
            )
            return


def _check_period(row: Row, layer: Layer, rules: Rules) -> None:
    """Refuse a period that ends before it begins, and a number handed over for what the ledger computes itself."""
    first, last = row.cells["first_on"], row.cells["last_on"]
    if isinstance(first, date) and isinstance(last, date) and first > last:
        row.complain("first_on", "period_backwards", first.isoformat(), Severity.REFUSED)
    elif layer is Layer.RECORDED and row.cells["indicator"] in rules.indicators:
        row.complain("indicator", "computed_indicator", row.cells["indicator"], Severity.REFUSED)


def _check_amounts(row: Row, layer: Layer) -> None:
    """Refuse a standard that says nothing; doubt a share that is more than the whole."""
    item, amounts = ("item", ("agreed", "actual")) if layer is Layer.STANDARDS else ("figure", ("value",))
    if all(row.cells[name] is None for name in amounts):
        row.complain(amounts[0], "missing_value", None, Severity.REFUSED)
    if row.cells[item] in _SHARES:
        for name in amounts:
            amount = row.cells[name]
            if isinstance(amount, float) and amount > 1:
                row.complain(name, "share_over_one", f"{amount:g}", Severity.DOUBTFUL)
