"""After supply (履约): what was agreed for each plot, what came of it, and who is between production and acceptance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.core.workdays import add_months
from landuse.model import Layer, SubjectKind
from landuse.rules.alerts import load_alert_rules
from landuse.store import Store, Tables
from landuse.views.enterprises import codes_by_name
from landuse.views.plots import plots_on
from landuse.views.schedule import SUPPLIED
from landuse.views.standing import standing

#: What a contract agrees days for, in order.
AGREED = ("handover", "construction_start", "completion", "production_start", "capacity_acceptance")
#: Months after the agreed start at which land is idle, and may be taken back (闲置土地处置办法 第二条, 第十四条).
IDLE_MONTHS = (12, 24)
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Agreed:
    """
    One agreed day of a plot: what, by when, when it happened; ``delay_cause`` says whose a delay is.

    ``is_passed``: nobody recorded it, but a later step happened, so it is not open.
    """

    kind: str
    due_on: date | None
    done_on: date | None
    delay_cause: str | None
    is_passed: bool = False

    def days_late(self, as_of: date) -> int | None:
        """Return the days it came, or is, late; None where no day is agreed, or none is known on which it came."""
        if self.due_on is None or self.is_passed:
            return None
        return max(((self.done_on or as_of) - self.due_on).days, 0)


@dataclass(frozen=True, slots=True)
class Standard:
    """
    One indicator of the agreement (标准地): ``met`` is None where nothing was measured yet.

    Every item is a least amount: investment, floor area ratio, value added, tax.
    """

    item: str
    agreed: float | None
    actual: float | None
    measured_on: date | None

    @property
    def met(self) -> bool | None:
        """Whether what was found reaches what was agreed."""
        return None if self.agreed is None or self.actual is None else self.actual >= self.agreed


@dataclass(frozen=True, slots=True)
class Obligation:
    """
    One supplied plot and what is owed for it.

    ``idle_on`` are the days on which it becomes idle and may be taken back (12 and 24 months), None once work has begun
    or where no day is known to count from.
    """

    plot_id: str
    name: str | None
    unit: str | None
    firm: str | None
    credit_code: str | None
    area_mu: Decimal
    stage: str
    agreed: tuple[Agreed, ...]
    standards: tuple[Standard, ...]
    idle_on: tuple[date, date] | None


def obligations(
    store: Store, *, as_of: date, known_at: datetime | None = None, with_accepted: bool = False
) -> tuple[Obligation, ...]:
    """
    Return every supplied plot that is not through its capacity acceptance (达产复核), by the next day due.

    *with_accepted* adds those that are through it.
    """
    tables = store.tables(known_at=known_at)
    plots = plots_on(tables, as_of)
    chosen = plots.loc[plots["stage"].isin(SUPPLIED if with_accepted else SUPPLIED - {"capacity_accepted"})]
    happened = _first_days(tables, as_of)
    due = _due(tables)
    standards = _standards(tables)
    codes = codes_by_name(tables)
    found = []
    for row in chosen.to_dict("records"):
        name = str(row["plot_id"])
        days, agreed = happened.get(name, {}), due.get(name, {})
        firm = _text(row["winning_bidder"])
        found.append(
            Obligation(
                plot_id=name,
                name=_text(row["name"]),
                unit=_text(row["unit"]),
                firm=firm,
                credit_code=codes.get(firm) if firm else None,
                area_mu=row["area_mu"],
                stage=str(row["stage"]),
                agreed=tuple(_agreed(kind, agreed.get(kind), days) for kind in AGREED),
                standards=standards.get(name, ()),
                idle_on=_idle_on(days, agreed),
            )
        )
    return tuple(sorted(found, key=lambda one: (_next_due(one) or date.max, one.plot_id)))


def awaiting_acceptance(store: Store, *, as_of: date, known_at: datetime | None = None) -> pd.DataFrame:
    """
    Return the firms that produce and have not been through their capacity acceptance (已投产未达产验收).

    Supplied firms (the plot's winning bidder) and those that build again on their own parcels (二次开发: owner-led
    renewal, the owner by tenure).

    Returns
    -------
    DataFrame, one row a firm and piece of land
        ``firm``, ``credit_code`` (None where the register has none), ``subject_kind``, ``subject_id``, ``name``,
        ``unit``, ``produced_on``, ``due_on`` (agreed day of acceptance, or None), by the day due.
    """
    tables = store.tables(known_at=known_at)
    rows = [*_supplied_firms(tables, as_of), *_rebuilding_firms(tables, as_of)]
    columns = ["firm", "credit_code", "subject_kind", "subject_id", "name", "unit", "produced_on", "due_on"]
    found = pd.DataFrame(rows, columns=columns, dtype=object)
    order = [(day or date.max, key) for day, key in zip(found["due_on"], found["subject_id"], strict=True)]
    return found.iloc[sorted(range(len(order)), key=order.__getitem__)].reset_index(drop=True)


def _supplied_firms(tables: Tables, as_of: date) -> list[tuple[object, ...]]:
    plots = plots_on(tables, as_of)
    days, due, codes = _first_days(tables, as_of), _due(tables), codes_by_name(tables)
    rows: list[tuple[object, ...]] = []
    for row in plots.loc[plots["stage"] == "in_production"].to_dict("records"):
        name, firm = str(row["plot_id"]), _text(row["winning_bidder"])
        agreed = due.get(name, {}).get("capacity_acceptance")
        produced = days.get(name, {}).get("production_start")
        rows.append(
            (
                firm,
                codes.get(firm or ""),
                "plot",
                name,
                row["name"],
                row["unit"],
                produced,
                agreed[0] if agreed else None,
            )
        )
    return rows


def _rebuilding_firms(tables: Tables, as_of: date) -> list[tuple[object, ...]]:
    parcels = tables.parcels.loc[
        (standing(tables, Layer.PARCELS, as_of) == "in_production") & (tables.parcels["mode"] == "owner_led")
    ]
    days = _first_days(tables, as_of, SubjectKind.PARCEL)
    due = _due(tables, SubjectKind.PARCEL)
    owners = tables.tenure.loc[tables.tenure["role"] == OWNER, ["parcel_id", "credit_code"]]
    names = dict(zip(tables.enterprises["credit_code"], tables.enterprises["name"], strict=True))
    rows: list[tuple[object, ...]] = []
    for row in parcels.merge(owners, on="parcel_id", how="left").to_dict("records"):
        name, code = str(row["parcel_id"]), _text(row["credit_code"])
        agreed = due.get(name, {}).get("capacity_acceptance")
        produced = days.get(name, {}).get("production_start")
        rows.append(
            (names.get(code), code, "parcel", name, row["name"], row["unit"], produced, agreed[0] if agreed else None)
        )
    return rows


def _agreed(kind: str, due: tuple[date, str | None] | None, days: Mapping[str, date]) -> Agreed:
    later = AGREED[AGREED.index(kind) + 1 :]
    is_passed = kind not in days and any(step in days for step in later)
    return Agreed(kind, due[0] if due else None, days.get(kind), due[1] if due else None, is_passed)


def _next_due(one: Obligation) -> date | None:
    return min(
        (step.due_on for step in one.agreed if step.due_on and step.done_on is None and not step.is_passed),
        default=None,
    )


def _idle_on(days: Mapping[str, date], agreed: Mapping[str, tuple[date, str | None]]) -> tuple[date, date] | None:
    """
    Return the days on which land is idle for one and for two years.

    They count from the agreed start, or, where none is agreed, from a year after handover (53号令 第二条).
    """
    if "construction_start" in days:
        return None
    months = load_alert_rules()["W12"].handover_months or 0
    start = agreed["construction_start"][0] if "construction_start" in agreed else None
    if start is None and "handover" in days:
        start = add_months(days["handover"], months)
    return None if start is None else (add_months(start, IDLE_MONTHS[0]), add_months(start, IDLE_MONTHS[1]))


def _first_days(tables: Tables, as_of: date, kind: SubjectKind = SubjectKind.PLOT) -> dict[str, dict[str, date]]:
    events = tables.events.loc[tables.events["subject_kind"] == kind]
    events = events.loc[[isinstance(day, date) and day <= as_of for day in events["occurred_on"]]]
    found: dict[str, dict[str, date]] = {}
    first = events.groupby(["subject_id", "kind"])["occurred_on"].min().reset_index()
    for name, what, day in first.itertuples(index=False, name=None):
        found.setdefault(name, {})[what] = day
    return found


def _due(tables: Tables, kind: SubjectKind = SubjectKind.PLOT) -> dict[str, dict[str, tuple[date, str | None]]]:
    own = tables.milestones.loc[tables.milestones["subject_kind"] == kind]
    found: dict[str, dict[str, tuple[date, str | None]]] = {}
    columns = own[["subject_id", "kind", "due_on", "delay_cause"]]
    for name, what, day, cause in columns.itertuples(index=False, name=None):
        found.setdefault(name, {})[what] = (day, _text(cause))
    return found


def _standards(tables: Tables) -> dict[str, tuple[Standard, ...]]:
    columns = tables.standards[["plot_id", "item", "agreed", "actual", "measured_on"]]
    found: dict[str, tuple[Standard, ...]] = {}
    for name, item, agreed, actual, measured in columns.itertuples(index=False, name=None):
        one = Standard(item, _number(agreed), _number(actual), measured if isinstance(measured, date) else None)
        found[name] = (*found.get(name, ()), one)
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) and not pd.isna(value) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
