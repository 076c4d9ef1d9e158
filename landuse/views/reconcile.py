"""Reconciliation: what reports and issued documents said, against what the ledger says for the same period now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import pandas as pd

from landuse.core.ledger import NOTHING
from landuse.core.reconcile import Reconciliation, Reported, reconciled
from landuse.model import Indicator, subject_key
from landuse.papers import Snapshot, figure_id
from landuse.periods import Period, months_until, period_of
from landuse.rules import load_rules
from landuse.rules.reconcile import OtherRule, load_other_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import Measure, amount_in, mu_from_m2, rounded
from landuse.views.accounts import account
from landuse.views.ground import SUBJECT_LAYERS, ground
from landuse.views.snapshots import all_snapshots

#: The rule by which the ledger itself counts, as a report names it.
LEDGER = "ledger"
_OF_WAN, _WAN_PLACES = Decimal(10_000), 4


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One reported figure: of what, of whom (None: the district), for which period, known when, by which rule.

    ``snapshot`` is the issue that said so, None for one that was recorded; amounts are in the indicator's measure.
    """

    indicator: str
    unit: str | None
    period: Period
    reported: Reported
    known_at: datetime
    basis: str | None
    source: str
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """A statement and its reconciliation; ``dated`` is False where the ledger was begun after the report."""

    statement: Statement
    result: Reconciliation
    dated: bool


def reconcile(
    store: Store,
    *,
    indicator: str | None = None,
    unit: str | None = None,
    year: int | None = None,
    snapshot: str | None = None,
) -> tuple[ReconciledRow, ...]:
    """
    Set every reported figure of the annual indicators against the ledger, the difference explained by parcel.

    Parameters
    ----------
    store : Store
    indicator, unit, snapshot : str, optional
        Only statements of that indicator, reporting unit, issue.
    year : int, optional
        Only periods that end in that year.
    """
    chosen = [
        one
        for one in (*_recorded(store.tables()), *_issued(store))
        if (indicator is None or one.indicator == indicator)
        and (unit is None or one.unit == unit)
        and (year is None or one.period.year == year)
        and (snapshot is None or one.snapshot == snapshot)
    ]
    return tuple(_reconciled(store, one) for one in chosen)


def _reconciled(store: Store, statement: Statement) -> ReconciledRow:
    indicator = load_rules().indicators[statement.indicator]
    history = store.tables().history
    dated = bool((history["recorded_at"] <= pd.Timestamp(statement.known_at)).any())
    known_at = statement.known_at if dated else None
    then, now = _rows(store, statement, known_at), _rows(store, statement, None)
    tables = store.tables(known_at=known_at)
    result = reconciled(
        statement.reported,
        then,
        now,
        exact=_exact(tables, indicator, then),
        others=_others(store, tables, statement, known_at),
    )
    return ReconciledRow(statement, result, dated)


def _recorded(tables: Tables) -> Iterator[Statement]:
    """Yield the statements that were recorded by hand or by import."""
    for row in tables.reported.to_dict("records"):
        indicator = load_rules().indicators.get(row["indicator"])
        if indicator is None:
            continue
        measure = Measure(row["measure"]) if isinstance(row["measure"], str) else indicator.measure
        written = row["period"] if isinstance(row["period"], str) else None
        yield Statement(
            indicator=row["indicator"],
            unit=row["unit"] if isinstance(row["unit"], str) else None,
            period=period_of(row["first_on"], row["last_on"], written),
            reported=_in_measure(Decimal(repr(row["amount"])), measure, indicator.measure),
            known_at=datetime.combine(row["reported_on"], time.max).astimezone(),
            basis=row["basis"] if isinstance(row["basis"], str) else None,
            source=row["source"] if isinstance(row["source"], str) else "",
        )


def _in_measure(amount: Decimal, given: Measure, wanted: Measure) -> Reported:
    """Return an amount in the indicator's measure, and to which decimals it was told there."""
    places = max(0, -int(amount.normalize().as_tuple().exponent))
    if given is Measure.WAN_M2 and wanted is Measure.M2:
        return Reported(amount * _OF_WAN, places - _WAN_PLACES)
    if given is wanted:
        return Reported(amount, places)
    exact = rounded(amount_in(float(amount) * {Measure.HA: 10_000.0}.get(given, 1.0), wanted))
    return Reported(exact, 2)


def _issued(store: Store) -> Iterator[Statement]:
    """Yield what issued documents said of the annual indicators, of the district and of units."""
    units = [None, *store.tables().units["code"]]
    for issue in all_snapshots(store):
        given = {figure.figure_id: figure for figure in issue.figures}
        edits = {edit.target: Decimal(edit.given) for edit in issue.edits if edit.target in given}
        for name, indicator in load_rules().indicators.items():
            for unit in units:
                figure = given.get(figure_id(name, "actual", unit=unit))
                if figure is None or figure.value is None:
                    continue
                measure = Measure(figure.measure)
                printed = rounded(edits.get(figure.figure_id, figure.value), figure.places)
                said = _in_measure(printed, measure, indicator.measure)
                ledger = _in_measure(figure.value, measure, indicator.measure).amount
                edited = ledger if figure.figure_id in edits else None
                yield _statement(issue, name, unit, Reported(said.amount, said.places, edited))


def _statement(issue: Snapshot, indicator: str, unit: str | None, reported: Reported) -> Statement:
    period = months_until(issue.as_of)
    return Statement(indicator, unit, period, reported, issue.known_at, LEDGER, issue.title, issue.snapshot_id)


def _rows(store: Store, statement: Statement, known_at: datetime | None) -> pd.DataFrame:
    """Return the contributions to a statement's indicator in its period, of its unit."""
    last = statement.period.last
    rows, _ = account(store, statement.indicator, as_of=last, year=last.year, known_at=known_at)
    return _of_statement(rows, statement)


def _of_statement(rows: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    within = [day >= statement.period.first for day in rows["occurred_on"]]
    rows = rows.loc[pd.Series(within, index=rows.index, dtype=bool)]
    return rows if statement.unit is None else rows.loc[rows["unit"] == statement.unit]


def _exact(tables: Tables, indicator: Indicator, rows: pd.DataFrame) -> Decimal:
    """Return the sum of contributions before their amounts were rounded (those that were cut stay as they are)."""
    column = f"{indicator.dimension}_area_m2"
    areas = dict(zip(tables.events["event_id"], tables.events[column], strict=True))
    found = NOTHING
    for event, declared, counted in rows[["event_id", "declared", "counted"]].itertuples(index=False, name=None):
        whole = counted == declared and not pd.isna(areas.get(event))
        found += Decimal(repr(amount_in(float(areas[event]), indicator.measure))) if whole else counted
    return found


def _others(
    store: Store, tables: Tables, statement: Statement, known_at: datetime | None
) -> dict[str, dict[str, Decimal]]:
    """Return by rule and subject what other rules would have counted: the one that the report names, or all."""
    rules = {
        name: rule
        for name, rule in load_other_rules().items()
        if statement.indicator in rule.indicators and statement.basis in {None, name}
    }
    whole, _ = account(store, statement.indicator, as_of=date.max, known_at=known_at)
    return {name: _amounts(tables, statement, whole, rule) for name, rule in rules.items()}


def _amounts(tables: Tables, statement: Statement, whole: pd.DataFrame, rule: OtherRule) -> dict[str, Decimal]:
    """Return what one other rule counts in a statement's period, by subject."""
    keys = [subject_key(kind, name) for kind, name in zip(whole["subject_kind"], whole["subject_id"], strict=True)]
    days: list[date | None] = list(whole["occurred_on"])
    amounts: list[Decimal | None] = list(whole["declared" if rule.area == "declared" else "counted"])
    if rule.date is not None:
        first_days = _days_of(tables, rule.date)
        days = [first_days.get(key) for key in keys]
    elif rule.area == "geometry":
        amounts = _by_geometry(tables, keys, whole)
    found: dict[str, Decimal] = {}
    first, last = statement.period.first, statement.period.last
    for key, day, amount, unit in zip(keys, days, amounts, whole["unit"], strict=True):
        own = statement.unit is None or unit == statement.unit
        if own and amount is not None and isinstance(day, date) and first <= day <= last and day.year == last.year:
            found[key] = found.get(key, NOTHING) + amount
    return found


def _days_of(tables: Tables, kind: str) -> dict[str, date]:
    """Return the first day of an event of a kind by subject."""
    events = tables.events.loc[(tables.events["kind"] == kind) & tables.events["occurred_on"].notna()]
    days: dict[str, date] = {}
    for subject, name, day in events[["subject_kind", "subject_id", "occurred_on"]].itertuples(index=False, name=None):
        key = subject_key(subject, name)
        days[key] = min(day, days.get(key, day))
    return days


def _by_geometry(tables: Tables, keys: list[str], whole: pd.DataFrame) -> list[Decimal | None]:
    """Return the area of the shape where a record counted with all of its written area, else what counted."""
    areas: dict[str, tuple[Decimal, Decimal]] = {}
    for kind, layer in SUBJECT_LAYERS.items():
        columns = [TABLES[layer].key, "area_m2", "geometry_area_m2"]
        for name, book, drawn in ground(tables, layer)[columns].itertuples(index=False, name=None):
            if not pd.isna(book) and not pd.isna(drawn):
                areas[subject_key(kind, name)] = rounded(mu_from_m2(book)), rounded(mu_from_m2(drawn))
    found: list[Decimal | None] = []
    for key, counted in zip(keys, whole["counted"], strict=True):
        book_mu, drawn_mu = areas.get(key, (None, counted))
        found.append(drawn_mu if counted == book_mu else counted)
    return found
