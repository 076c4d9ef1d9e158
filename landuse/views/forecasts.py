"""Where each indicator will stand at the year's end, as an interval, and how such forecasts held before."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import pandas as pd

from landuse.core.backtest import Backtest, backtest
from landuse.core.forecast import Forecast, Goal, forecast, year_goal
from landuse.core.histories import MILESTONE_COLUMNS, SUBJECT_COLUMNS, History, carried_on, entries_of
from landuse.core.ledger import contributions
from landuse.model import Layer, SubjectKind, subject_key
from landuse.rules import load_rules
from landuse.rules.forecast import load_forecast_rules
from landuse.store import Store, Tables
from landuse.units import amount_in
from landuse.views.ground import ground, plot_parcels, shared_ground, subjects
from landuse.views.targets import target_board

#: A subject, its way, and what it would count for.
_Row = tuple[str, str, float]
#: Ways of ``rules/forecast.toml`` by the parcel's renewal mode, for the indicators that parcels lead to.
_BY_OWNER, _UPGRADE = "owner_led", "comprehensive_upgrade"
#: Floor area ratio of a plot that names none, where no plot names one.
_USUAL_FAR = 1.5


def year_end(store: Store, indicator: str, *, year: int, as_of: date) -> Forecast:
    """Return where an indicator will stand at the end of a year, from what is known on a day."""
    row = next(row for row in target_board(store, year=year, as_of=as_of) if row.indicator == indicator)
    goal = year_goal(indicator, year, target=row.target, direction=row.direction)
    return _forecast(store.tables(), goal, as_of)


@lru_cache(maxsize=32)
def _forecast(tables: Tables, goal: Goal, as_of: date) -> Forecast:
    return forecast(history(tables, goal.indicator, as_of), goal, as_of=as_of, rules=load_forecast_rules())


def past_forecasts(store: Store, indicator: str, *, as_of: date) -> Backtest:
    """Return what the forecast of an indicator would have said at past month ends, against what came."""
    return _backtest(store.tables(), indicator, as_of)


@lru_cache(maxsize=16)
def _backtest(tables: Tables, indicator: str, as_of: date) -> Backtest:
    return backtest(history(tables, indicator, as_of), indicator, as_of=as_of, rules=load_forecast_rules())


@lru_cache(maxsize=16)
def history(tables: Tables, indicator: str, as_of: date) -> History:
    """
    Return what a forecast of an indicator starts from (``core.histories.History``), up to a day.

    A plot on land that was never cleared shows how long steps take and counts for nothing as re-supply. A building is
    expected to have the plot's floor area ratio, or the median one; one rebuilt by its owner the floor area it had. A
    milestone that was recorded after *as_of* (a whole ledger entered later) is taken as always known.
    """
    found = load_rules().indicators[indicator]
    rows = contributions(tables.events, subjects(tables), found, overlaps=shared_ground(tables, found.kinds))
    counted = rows.loc[(rows["counted"] > 0) & rows["occurred_on"].notna(), ["subject_kind", "subject_id"]].assign(
        occurred_on=rows["occurred_on"], counted=rows["counted"]
    )
    counted["subject_id"] = _keys(counted["subject_kind"], counted["subject_id"])
    entries, named = carried_on(entries_of(tables.events), _subjects(tables, indicator), plot_parcels(tables))
    return History(
        entries=entries,
        subjects=named,
        counted=counted[["subject_id", "occurred_on", "counted"]],
        milestones=_milestones(tables, as_of),
    ).known(as_of)


def _subjects(tables: Tables, indicator: str) -> pd.DataFrame:
    """Return who leads to an indicator: subject, way, what it would count for."""
    rows: list[_Row] = []
    if indicator == "resupply_area":
        rows = [*_supplied(tables), *_cleared(tables)]
    elif indicator == "construction_start_floor_area":
        rows = [*_built(tables), *_rebuilt(tables)]
    elif indicator in {"demolition_area", "remediation_area"}:
        rows = _renewed(tables, upgrades=indicator == "remediation_area")
    return pd.DataFrame([(*row, None, None, False) for row in rows], columns=SUBJECT_COLUMNS)


def _supplied(tables: Tables) -> list[_Row]:
    plots = pd.DataFrame(ground(tables, Layer.PLOTS))
    again = ["resupplied" in way for way in _plot_ways(plots)]
    return [
        (subject_key(SubjectKind.PLOT, name), "supply_again" if counts else "supply_new", area if counts else 0.0)
        for name, area, counts in zip(plots["plot_id"], _mu(plots["area_m2"]), again, strict=True)
    ]


def _cleared(tables: Tables) -> list[_Row]:
    parcels = pd.DataFrame(ground(tables, Layer.PARCELS))
    returns = [load_rules().mode(mode).resupplied for mode in parcels["mode"]]
    return [
        (subject_key(SubjectKind.PARCEL, name), "cleared", area)
        for name, area, comes in zip(parcels["parcel_id"], _mu(parcels["area_m2"]), returns, strict=True)
        if comes
    ]


def _renewed(tables: Tables, *, upgrades: bool) -> list[_Row]:
    parcels = pd.DataFrame(ground(tables, Layer.PARCELS))
    rows: list[_Row] = []
    for name, mode, area in zip(parcels["parcel_id"], parcels["mode"], _mu(parcels["area_m2"]), strict=True):
        way = "clearance_by_owner" if mode == _BY_OWNER else "upgrade" if mode == _UPGRADE else "clearance"
        if upgrades or way != "upgrade":
            rows.append((subject_key(SubjectKind.PARCEL, name), way, area))
    return rows


def _built(tables: Tables) -> list[_Row]:
    plots = pd.DataFrame(ground(tables, Layer.PLOTS))
    named = plots["far"].fillna(plots["far_min"])
    usual = named.median() if named.notna().any() else _USUAL_FAR
    floors = (plots["area_m2"].fillna(0.0) * named.fillna(usual)).tolist()
    return [
        (subject_key(SubjectKind.PLOT, name), "building", float(floor))
        for name, floor in zip(plots["plot_id"], floors, strict=True)
    ]


def _rebuilt(tables: Tables) -> list[_Row]:
    parcels = pd.DataFrame(ground(tables, Layer.PARCELS))
    own = parcels.loc[parcels["mode"] == _BY_OWNER]
    floors = own["floor_area_m2"].fillna(own["area_m2"]).fillna(0.0)
    return [
        (subject_key(SubjectKind.PARCEL, name), "rebuilding", float(floor))
        for name, floor in zip(own["parcel_id"], floors, strict=True)
    ]


def _plot_ways(plots: pd.DataFrame) -> list[tuple[str, ...]]:
    rules = load_rules()
    given = plots[["source", "supply_method"]].astype(object)
    known = given.where(given.notna(), None).itertuples(index=False, name=None)
    return [rules.plots[rules.plot_way(*row)] for row in known]


def _milestones(tables: Tables, as_of: date) -> pd.DataFrame:
    rows = tables.milestones
    stated = [moment.date() if moment.date() <= as_of else None for moment in rows["recorded_at"]]
    keys = _keys(rows["subject_kind"], rows["subject_id"])
    columns = {"subject_id": keys, "kind": rows["kind"], "due_on": rows["due_on"]}
    return pd.DataFrame(columns | {"stated_on": pd.Series(stated, index=rows.index, dtype=object)})[MILESTONE_COLUMNS]


def _keys(kinds: Iterable[str], names: Iterable[str]) -> list[str]:
    return [subject_key(kind, name) for kind, name in zip(kinds, names, strict=True)]


def _mu(areas_m2: pd.Series) -> list[float]:
    measure = load_rules().indicators["resupply_area"].measure
    return [0.0 if pd.isna(area) else amount_in(float(area), measure) for area in areas_m2]
