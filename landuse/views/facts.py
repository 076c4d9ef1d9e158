"""What the warning rules look at, filled from the ledger: one record of facts a day."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import pandas as pd

from landuse.core.alerts.facts import Coverage, Facts
from landuse.core.ledger import total
from landuse.core.statements import latest_statements
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.rules.calendar import load_calendar
from landuse.rules.supply import load_supply_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import Measure, mu_from_m2, rounded
from landuse.views.accounts import account
from landuse.views.checklists import standing_items
from landuse.views.coverage import coverage
from landuse.views.ground import SUBJECT_LAYERS, ground, plot_parcels
from landuse.views.plots import plots_on
from landuse.views.standing import standing, ways_of
from landuse.views.stocks import IDLE, stocks
from landuse.views.targets import target_board

#: Days between two coordination meetings (双周协调).
ROUND_DAYS = 14
#: Stages between launch and end, in which silence means that nobody has looked (W20).
_PLOTS_AT_WORK = (
    "site_preparing",
    "site_prepared",
    "in_supply_plan",
    "approved",
    "noticed",
    "listed",
    "awarded",
    "contracted",
)
_PARCELS_AT_WORK = ("launched", "signed", "vacated")
_SIGNED = "signed"


@lru_cache(maxsize=16)
def facts_on(store: Store, tables: Tables, as_of: date, known_at: datetime | None = None) -> Facts:
    """Return everything the rules look at on a day; *tables* are the store's, as known at the moment asked about."""
    rules = load_rules()
    return Facts(
        as_of=as_of,
        calendar=load_calendar(),
        progress=target_board(store, year=as_of.year, as_of=as_of, known_at=known_at),
        norms={name: rules.norms[indicator.norm] for name, indicator in rules.indicators.items()},
        coverage=_coverage(store, tables, as_of, known_at),
        plots=_plots(tables, as_of),
        parcels=_parcels(store, tables, as_of, known_at),
        zones=_zones(tables, as_of),
        enterprises=tables.enterprises[["credit_code", "name", "unit"]],
        events=tables.events,
        milestones=tables.milestones,
        standards=_standards(tables),
        differences=_differences(tables),
        updates=_updates(tables, as_of),
        totals=_totals(store, as_of, known_at),
    )


def _coverage(store: Store, tables: Tables, as_of: date, known_at: datetime | None) -> tuple[Coverage, ...]:
    found = coverage(store, year=as_of.year, as_of=as_of, known_at=known_at)
    if found.target is None:
        return ()
    rules = load_supply_rules().coverage
    nearest = [row for row in rules.rows if row.row in rules.pipeline.rows]
    kinds = {kind for row in nearest for stage in row.stages for kind in load_rules().stages[stage]}
    days = tables.events.loc[tables.events["kind"].isin({*kinds, *rules.goal_kinds}), "occurred_on"].dropna()
    year = date(as_of.year, 1, 1)
    return (
        Coverage(
            indicator=found.indicator,
            measure=Measure.MU,
            done=found.done,
            target=found.target,
            pipeline=found.pipeline_mu,
            from_stage=nearest[-1].stages[0],
            since=max((day for day in days if year <= day <= as_of), default=year),
        ),
    )


def _plots(tables: Tables, as_of: date) -> pd.DataFrame:
    plots = plots_on(tables, as_of)
    of_plots = ways_of(tables, Layer.PLOTS)
    ways = [{stage for stage, _ in of_plots[name]} for name in plots["plot_id"]]
    return plots.assign(needs_notice=["noticed" in way for way in ways])


def _parcels(store: Store, tables: Tables, as_of: date, known_at: datetime | None) -> pd.DataFrame:
    parcels = pd.DataFrame(ground(tables, Layer.PARCELS))[["parcel_id", "name", "unit", "zone_id", "mode", "area_mu"]]
    found = stocks(store, as_of=as_of, known_at=known_at)
    idle = next(row for row in found if row.stock == IDLE).members.set_index("subject_id")
    links = plot_parcels(tables).merge(plots_on(tables, as_of)[["plot_id", "stage"]], on="plot_id")
    way = load_rules().plots["listing"]
    planned = way[way.index("in_supply_plan") :]
    on_its_way = set(links.loc[links["stage"].isin(planned), "parcel_id"])
    return parcels.assign(
        resupplied=[load_rules().mode(mode).resupplied for mode in parcels["mode"]],
        idle_mu=parcels["parcel_id"].map(idle["amount_mu"]),
        demolished_on=parcels["parcel_id"].map(idle["since"]).astype(object),
        has_path=parcels["parcel_id"].isin(on_its_way),
    )


def _zones(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the zones with the share of their parcels' area that is signed, of what is to be signed."""
    zones = pd.DataFrame(ground(tables, Layer.ZONES))[["zone_id", "name", "unit", "area_mu"]]
    parcels = pd.DataFrame(ground(tables, Layer.PARCELS))[["zone_id", "mode", "area_m2"]]
    modes = [load_rules().mode(mode).way for mode in parcels["mode"]]
    stages = standing(tables, Layer.PARCELS, as_of)
    to_sign = pd.Series([_SIGNED in way for way in modes], index=parcels.index)
    reached = [
        _SIGNED in way and stage in way and way.index(stage) >= way.index(_SIGNED)
        for way, stage in zip(modes, stages, strict=True)
    ]
    signed = to_sign & pd.Series(reached, index=parcels.index)
    areas = parcels["area_m2"].fillna(0.0)
    whole = areas.where(to_sign, 0.0).groupby(parcels["zone_id"]).sum()
    done = areas.where(signed, 0.0).groupby(parcels["zone_id"]).sum()
    return zones.assign(signed_share=zones["zone_id"].map((done / whole.where(whole > 0)).astype(float)))


def _standards(tables: Tables) -> pd.DataFrame:
    """Return what is built and invested of each plot (shares), as last found."""
    shares = tables.standards.loc[tables.standards["item"].isin(["built_share", "invested_share"])]
    wide = shares.pivot_table(index="plot_id", columns="item", values="actual")
    return wide.reindex(columns=["built_share", "invested_share"]).reset_index()


def _differences(tables: Tables) -> pd.DataFrame:
    frames = []
    for kind, layer in SUBJECT_LAYERS.items():
        records = ground(tables, layer)
        known = records.loc[records["difference_share"].notna()]
        frames.append(
            pd.DataFrame(
                {
                    "subject_kind": str(kind),
                    "subject_id": known[TABLES[layer].key],
                    "share": known["difference_share"].abs(),
                    "book_mu": [rounded(mu_from_m2(area)) for area in known["book_area_m2"]],
                    "geometry_mu": [rounded(mu_from_m2(area)) for area in known["geometry_area_m2"]],
                    "recorded_on": [moment.date() for moment in known["recorded_at"]],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _updates(tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the last word on each plot and each zone that is at work."""
    plots = plots_on(tables, as_of)
    at_work = plots.loc[plots["stage"].isin(_PLOTS_AT_WORK), "plot_id"]
    events = tables.events.loc[[isinstance(day, date) and day <= as_of for day in tables.events["occurred_on"]]]
    told = {
        SubjectKind.PLOT: events.loc[events["subject_kind"] == SubjectKind.PLOT, ["subject_id", "occurred_on"]],
        SubjectKind.ZONE: _told_of_zones(tables, events),
    }
    items = standing_items(tables, as_of)[["plot_id", "stated_on"]].set_axis(["subject_id", "occurred_on"], axis=1)
    told[SubjectKind.PLOT] = pd.concat([told[SubjectKind.PLOT], items, _supervised(tables, as_of, "plot")])
    told[SubjectKind.ZONE] = pd.concat([told[SubjectKind.ZONE], _supervised(tables, as_of, "zone")])
    wanted = {SubjectKind.PLOT: list(at_work), SubjectKind.ZONE: _zones_at_work(tables, as_of)}
    rows = []
    for kind, names in wanted.items():
        last = told[kind].groupby("subject_id")["occurred_on"].max()
        rows += [(str(kind), name, last[name]) for name in names if name in last.index]
    return pd.DataFrame(rows, columns=["subject_kind", "subject_id", "last_update"])


def _told_of_zones(tables: Tables, events: pd.DataFrame) -> pd.DataFrame:
    """Return what happened to zones: their own events, and those of their parcels."""
    zone_of = dict(zip(tables.parcels["parcel_id"], tables.parcels["zone_id"], strict=True))
    own = events.loc[events["subject_kind"] == SubjectKind.ZONE, ["subject_id", "occurred_on"]]
    of_parcels = events.loc[events["subject_kind"] == SubjectKind.PARCEL, ["subject_id", "occurred_on"]]
    zones = of_parcels.assign(subject_id=of_parcels["subject_id"].map(zone_of)).dropna(subset=["subject_id"])
    return pd.concat([own, zones])


def _zones_at_work(tables: Tables, as_of: date) -> list[str]:
    stages = standing(tables, Layer.PARCELS, as_of)
    return sorted(set(tables.parcels.loc[stages.isin(_PARCELS_AT_WORK), "zone_id"].dropna()))


def _supervised(tables: Tables, as_of: date, kind: str) -> pd.DataFrame:
    """Return the days on which somebody dealt with a warning about a plot or a zone."""
    stated = latest_statements(tables.supervision, TABLES[Layer.SUPERVISION].series, as_of=as_of)
    keys = [key.split(":") for key in stated["alert_key"]]
    rows = [
        (key[2], day) for key, day in zip(keys, stated["stated_on"], strict=True) if len(key) > 2 and key[1] == kind
    ]
    return pd.DataFrame(rows, columns=["subject_id", "occurred_on"])


def _totals(store: Store, as_of: date, now: datetime | None) -> pd.DataFrame:
    """Return the totals of the day of the last meeting, as they were known then and as they are known now."""
    day = as_of - timedelta(days=ROUND_DAYS)
    then = datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
    rows = []
    for name, indicator in load_rules().indicators.items():
        sums = []
        for known_at in (then, now):
            counted, _ = account(store, name, as_of=day, year=day.year, known_at=known_at)
            sums.append(total(counted))
        rows.append((name, None, day, *sums, indicator.measure, day))
    return pd.DataFrame(rows, columns=["indicator", "unit", "day", "former", "present", "measure", "known_on"])
