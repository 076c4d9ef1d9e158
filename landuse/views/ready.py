"""Ground that is ready to be pushed for an indicator: how much of it, since when, how far it still has to go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd

from landuse.core.ledger import contributions
from landuse.core.schedule import RESUPPLY
from landuse.geo.overlay import zones_of
from landuse.model import GeometryStatus, Indicator, Layer, SubjectKind
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.store import Store, Tables
from landuse.units import Dimension, m2_from, mu_from_m2, rounded
from landuse.views.accounts import account
from landuse.views.ground import ground, plot_parcels, shared_ground, subjects
from landuse.views.lineage import retired_on
from landuse.views.plots import plots_on
from landuse.views.schedule import SUPPLIED, PlotSchedule, cleared_ground, schedules, steps_left
from landuse.views.standing import latest_entries, standing, ways_of
from landuse.views.stocks import IDLE, stocks

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Ready:
    """
    A project: a plot or a parcel that can be pushed.

    ``amount`` is what it would add to the indicator, in its measure (0: no known area, or a faulty shape); ``since``
    and ``days`` say how long it has waited where it stands; ``steps`` are still to do, ``next_kind`` the first of them
    (an event kind); ``earliest_on`` is the first day that the law's shortest periods leave, ``usual_on`` the one of
    practice (None where no rule says: any day). ``parcels`` are the parcels it lies on, with what of each it uses
    (re-supply).
    """

    key: str
    subject: SubjectKind
    name: str | None
    unit: str | None
    zone_id: str | None
    stage: str
    amount: Decimal
    since: date | None
    days: int
    steps: int
    next_kind: str | None
    earliest_on: date | None
    usual_on: date | None
    parcels: tuple[tuple[str, Decimal], ...] = field(default=())


def ready(store: Store, indicator: str, *, year: int, as_of: date, unit: str | None = None) -> tuple[Ready, ...]:
    """
    Return what is ready for an indicator of ``rules/indicators.toml`` on a day, of one reporting unit or all, by key.

    For re-supply it is the stock of idle ground (拆而未供), each 亩 of it once: by the plots that wait on it (the
    nearest to its contract first), and by parcel what no plot lies on. For floor area to be started it is the supplied
    plots; for the other land indicators the parcels whose way still leads there.
    """
    found = load_rules().indicators[indicator]
    if indicator == load_supply_rules().coverage.goal:
        rows: Iterable[Ready] = _idle(store, year, as_of)
    elif found.dimension is Dimension.FLOOR:
        rows = _supplied(store, as_of)
    else:
        rows = _ahead(store, indicator, as_of)
    pieces = sorted((row for row in rows if unit in {None, row.unit}), key=lambda row: row.key)
    return _as_counted(store.tables(), found, pieces, as_of)


def _as_counted(tables: Tables, indicator: Indicator, pieces: Sequence[Ready], as_of: date) -> tuple[Ready, ...]:
    """
    Return projects with what the ledger would count of each if all were done: the real accounting on events to come.

    Ground that counted before, or that two of them share, counts once; a faulty shape counts for nothing.
    """
    day = as_of + timedelta(days=1)
    events = tables.events.loc[[isinstance(on, date) and on <= as_of for on in tables.events["occurred_on"]]]
    column = "land_area_m2" if indicator.dimension is Dimension.LAND else "floor_area_m2"
    rows = [
        {
            "event_id": f"+{place:09d}",
            "subject_kind": str(piece.subject),
            "subject_id": piece.key,
            "kind": indicator.kinds[0],
            "occurred_on": day,
            "recorded_at": datetime.max.replace(tzinfo=UTC),
            column: m2_from(piece.amount, indicator.measure),
        }
        # Plots first: what is left of their parcels is other ground.
        for place, piece in enumerate(sorted(pieces, key=lambda piece: piece.subject is SubjectKind.PARCEL))
        if piece.amount > 0
    ]
    if not rows:
        return tuple(pieces)
    coming = pd.DataFrame(rows).reindex(columns=events.columns).astype(object)
    would_be = replace(tables, events=pd.concat([events.astype(object), coming], ignore_index=True))
    counted = contributions(
        would_be.events, subjects(tables), indicator, overlaps=shared_ground(would_be, indicator.kinds)
    )
    own = counted.loc[counted["event_id"].str.startswith("+")]
    amounts = dict(zip(own["subject_id"], own["counted"], strict=True))
    return tuple(_no_more_than(piece, amounts.get(piece.key, NOTHING)) for piece in pieces)


def _no_more_than(piece: Ready, amount: Decimal) -> Ready:
    """Return a project with at most this amount; what is taken off comes off its parcels, the last first."""
    if amount >= piece.amount:
        return piece
    parcels: list[tuple[str, Decimal]] = []
    left = amount
    for parcel, part in piece.parcels:
        parcels.append((parcel, min(part, left)))
        left -= parcels[-1][1]
    return replace(piece, amount=amount, parcels=tuple(one for one in parcels if one[1] > 0))


def _idle(store: Store, year: int, as_of: date) -> Iterator[Ready]:
    """Yield the idle ground by the plots that wait on it, then what is left by parcel."""
    tables = store.tables()
    members = next(row for row in stocks(store, as_of=as_of) if row.stock == IDLE).members
    idle = dict(zip(members["subject_id"], members["amount_mu"], strict=True))
    since = dict(zip(members["subject_id"], members["since"], strict=True))
    lies_on = _parcels_under(tables, members["subject_id"].tolist())
    for plot in _waiting(store, year, as_of):
        used: list[tuple[str, Decimal]] = []
        left = plot.area_mu
        for parcel in sorted(lies_on.get(plot.plot_id, ()), key=lambda name: (since[name], name)):
            part = min(left, idle[parcel])
            if part > 0:
                used.append((parcel, part))
                idle[parcel] -= part
                left -= part
        if used:
            yield _of_plot(plot, as_of, min(since[name] for name, _ in used), tuple(used))
    ahead = cleared_ground(tables, year=year, as_of=as_of)
    stages = dict(zip(tables.parcels["parcel_id"], standing(tables, Layer.PARCELS, as_of), strict=True))
    for row in members.to_dict("records"):
        name = str(row["subject_id"])
        if idle[name] > 0:
            steps, soonest, usual = ahead[name]
            yield Ready(
                key=name,
                subject=SubjectKind.PARCEL,
                name=_text(row["name"]),
                unit=_text(row["unit"]),
                zone_id=_text(row["zone_id"]),
                stage=stages[name],
                amount=idle[name],
                since=row["since"],
                days=int(row["days"]),
                steps=max(steps, 1),
                next_kind=soonest.binds,
                earliest_on=soonest.reached_on,
                usual_on=usual.reached_on,
                parcels=((name, idle[name]),),
            )


def _waiting(store: Store, year: int, as_of: date) -> tuple[PlotSchedule, ...]:
    """Return the plots that come back through supply and are not supplied, the nearest to its contract first."""
    rules, tables = load_rules(), store.tables()
    methods = dict(zip(tables.plots["plot_id"], tables.plots["supply_method"], strict=True))
    gone = retired_on(tables, Layer.PLOTS, as_of)
    return tuple(
        one
        for one in schedules(store, year=year, as_of=as_of)
        if one.plot_id not in gone
        and one.area_mu > 0
        and "resupplied" in rules.plots[rules.plot_way(one.source, _text(methods[one.plot_id]))]
    )


def _of_plot(plot: PlotSchedule, as_of: date, since: date, used: tuple[tuple[str, Decimal], ...]) -> Ready:
    return Ready(
        key=plot.plot_id,
        subject=SubjectKind.PLOT,
        name=plot.name,
        unit=plot.unit,
        zone_id=plot.zone_id,
        stage=plot.stage,
        amount=sum((part for _, part in used), NOTHING),
        since=since,
        days=(as_of - since).days,
        steps=max(steps_left(plot.soonest), 1),
        next_kind=plot.next_kind,
        earliest_on=plot.soonest.reached_on,
        usual_on=plot.usual.reached_on,
        parcels=used,
    )


def _parcels_under(tables: Tables, idle: list[str]) -> dict[str, set[str]]:
    """Return which idle parcels each plot lies on: as the office says, else as they are drawn."""
    links = plot_parcels(tables)
    said = set(links["plot_id"])
    found: dict[str, set[str]] = {}
    for plot, parcel in links.loc[links["parcel_id"].isin(idle)].itertuples(index=False, name=None):
        found.setdefault(plot, set()).add(parcel)
    plots, parcels = ground(tables, Layer.PLOTS), ground(tables, Layer.PARCELS)
    drawn = plots.loc[~plots["plot_id"].isin(said) & (plots["geometry_status"] == GeometryStatus.OK)]
    under = parcels.loc[parcels["parcel_id"].isin(idle) & (parcels["geometry_status"] == GeometryStatus.OK)]
    if len(drawn) and len(under):
        pairs = zones_of(drawn, under, key="plot_id", zone_key="parcel_id")
        for plot, parcel in pairs[["plot_id", "parcel_id"]].itertuples(index=False, name=None):
            found.setdefault(plot, set()).add(parcel)
    return found


def _supplied(store: Store, as_of: date) -> Iterator[Ready]:
    """Yield the plots that are supplied and not started, with the floor area that their ground and FAR allow."""
    tables, rules = store.tables(), load_rules()
    plots = plots_on(tables, as_of)
    gone = retired_on(tables, Layer.PLOTS, as_of)
    ways = ways_of(tables, Layer.PLOTS)
    goal = next(stage for stage, kinds in rules.stages.items() if kinds == ("construction_start",))
    for row in plots.loc[plots["stage"].isin(SUPPLIED) & ~plots["plot_id"].isin(gone)].to_dict("records"):
        names = [stage for stage, _ in ways[row["plot_id"]]]
        ahead = names[names.index(row["stage"]) + 1 : names.index(goal) + 1] if goal in names else []
        if not ahead:
            continue
        floor_m2 = (
            NOTHING if pd.isna(row["area_m2"]) or pd.isna(row["far"]) else rounded(row["area_m2"] * row["far"], 0)
        )
        # A re-supply counts on the day of its contract: it is a record, no step.
        steps = [kind for kind in (rules.stages[stage][0] for stage in ahead) if kind != RESUPPLY]
        yield Ready(
            key=str(row["plot_id"]),
            subject=SubjectKind.PLOT,
            name=_text(row["name"]),
            unit=_text(row["unit"]),
            zone_id=_text(row["zone_id"]),
            stage=str(row["stage"]),
            amount=rounded(floor_m2),
            since=row["entered_on"],
            days=0 if pd.isna(row["days"]) else int(row["days"]),
            steps=len(steps),
            next_kind=steps[0],
            earliest_on=None,
            usual_on=None,
        )


def _ahead(store: Store, indicator: str, as_of: date) -> Iterator[Ready]:
    """Yield the parcels whose way still leads to a stage that counts, with what has not counted of them."""
    tables, rules = store.tables(), load_rules()
    nested = [one.kinds for one in rules.indicators.values() if one.nested_in == indicator]
    counting = {*rules.indicators[indicator].kinds, *(kind for kinds in nested for kind in kinds)}
    counted, _ = account(store, indicator, as_of=as_of)
    done = counted.loc[counted["subject_kind"] == SubjectKind.PARCEL].groupby("subject_id")["counted"].sum().to_dict()
    ways = ways_of(tables, Layer.PARCELS)
    records = pd.DataFrame(ground(tables, Layer.PARCELS))[["parcel_id", "name", "unit", "zone_id", "area_m2"]]
    records = records.assign(
        stage=standing(tables, Layer.PARCELS, as_of), since=latest_entries(tables, Layer.PARCELS, as_of)
    )
    gone = retired_on(tables, Layer.PARCELS, as_of)
    for row in records.loc[~records["parcel_id"].isin(gone)].to_dict("records"):
        names = [stage for stage, _ in ways[row["parcel_id"]]]
        goal = next((place for place, stage in enumerate(names) if counting & set(rules.stages[stage])), None)
        part = done.get(row["parcel_id"], NOTHING)
        whole = NOTHING if pd.isna(row["area_m2"]) else rounded(mu_from_m2(row["area_m2"]))
        at = names.index(row["stage"]) if row["stage"] in names else 0
        if goal is None or at > goal or (at == goal and not part) or (part and whole <= part):
            continue
        ahead = names[at + 1 : goal + 1] or [names[goal]]
        since = row["since"] if isinstance(row["since"], date) else None
        yield Ready(
            key=str(row["parcel_id"]),
            subject=SubjectKind.PARCEL,
            name=_text(row["name"]),
            unit=_text(row["unit"]),
            zone_id=_text(row["zone_id"]),
            stage=str(row["stage"]),
            amount=max(whole - part, NOTHING),
            since=since,
            days=(as_of - since).days if since else 0,
            steps=len(ahead),
            next_kind=rules.stages[ahead[0]][0],
            earliest_on=None,
            usual_on=None,
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
