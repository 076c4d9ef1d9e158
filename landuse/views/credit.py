"""拆后再供地 by ground: the part of each plot that lies on demolished parcels, beside what was declared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import geopandas as gpd
import pandas as pd

from landuse.geo.credit import Credit, ground_under, resupply_credit
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules
from landuse.store import Store, Tables
from landuse.units import mu_from_m2, printed_total, rounded
from landuse.views.accounts import account
from landuse.views.ground import ground, plot_parcels

#: Parts of a plot's ground as ``geo.credit`` names them, with the reason they stand for.
PARTS = ("credit", "used", "partial", "late", "other")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CreditRow:
    """
    One supplied plot: what was declared and counted as re-supplied, and what its ground says (all 亩).

    ``parts`` are the plot's ground by :data:`PARTS`; ``by_link_mu`` is the demolished area of the parcels the office
    names, for plots without a sound shape (``fault``). ``difference_mu`` is declared less by ground.
    """

    plot_id: str
    name: str | None
    unit: str | None
    supplied_on: date
    declared_mu: Decimal
    counted_mu: Decimal
    by_ground_mu: Decimal | None
    by_link_mu: Decimal | None
    parts: tuple[tuple[str, Decimal], ...]
    fault: str | None

    @property
    def difference_mu(self) -> Decimal | None:
        """What was declared less what the ground (or, without a shape, the link) says."""
        known = self.by_ground_mu if self.by_ground_mu is not None else self.by_link_mu
        return None if known is None else self.declared_mu - known


def credit_rows(store: Store, *, year: int, as_of: date) -> tuple[CreditRow, ...]:
    """Return the plots supplied again in a year, up to a day, with what the overlay says of each, by day."""
    tables = store.tables()
    counted, _ = account(store, load_supply_rules().coverage.goal, as_of=as_of, year=year)
    of_plots = counted.loc[counted["subject_kind"] == SubjectKind.PLOT]
    overlay = {row["plot_id"]: row for row in supplied_credit(tables, as_of).plots.to_dict("records")}
    linked = _linked_mu(store, tables, as_of)
    plots = tables.plots.set_index("plot_id")
    rows = []
    for name, events in of_plots.groupby("subject_id", sort=False):
        found = overlay[name]
        is_sound = found["fault"] is None
        rows.append(
            CreditRow(
                plot_id=str(name),
                name=plots["name"].get(name),
                unit=plots["unit"].get(name),
                supplied_on=events["occurred_on"].min(),
                declared_mu=printed_total(amount for amount in events["declared"] if amount is not None),
                counted_mu=printed_total(events["counted"]),
                by_ground_mu=rounded(mu_from_m2(found["credit_m2"])) if is_sound else None,
                by_link_mu=None if is_sound else linked.get(str(name), NOTHING),
                parts=tuple((part, rounded(mu_from_m2(found[f"{part}_m2"]))) for part in PARTS) if is_sound else (),
                fault=found["fault"],
            )
        )
    return tuple(rows)


@lru_cache(maxsize=8)
def supplied_credit(tables: Tables, as_of: date) -> Credit:
    """Return what the plots supplied again up to a day take of the ground demolished up to then."""
    kinds = load_supply_rules().coverage.goal_kinds
    events = tables.events.loc[(tables.events["subject_kind"] == SubjectKind.PLOT) & tables.events["kind"].isin(kinds)]
    first = _first_days(events, as_of)
    plots = ground(tables, Layer.PLOTS)
    supplied = plots.loc[plots["plot_id"].isin(first.index)]
    return resupply_credit(
        supplied.assign(supplied_on=supplied["plot_id"].map(first))[["plot_id", "supplied_on", "geometry"]],
        demolished(tables, as_of),
    )


@lru_cache(maxsize=8)
def on_demolished_m2(tables: Tables, as_of: date) -> dict[str, float]:
    """
    Return how much of each plot's ground, not yet supplied, lies on demolished ground that no supplied plot has taken.

    Each plot is asked by itself, as if it were supplied next: two plots on the same ground both name it here.
    """
    plots = ground(tables, Layer.PLOTS)
    supplied = supplied_credit(tables, as_of)
    is_done = plots["plot_id"].isin(supplied.plots["plot_id"])
    given = supplied.pairs.groupby("parcel_id")["credit_m2"].sum()
    parcels = demolished(tables, as_of)
    left = parcels["demolished_m2"] - parcels["parcel_id"].map(given).astype(float).fillna(0.0)
    waiting = plots.loc[~is_done]
    areas = ground_under(waiting, parcels.assign(left_m2=left.clip(lower=0.0)), taken=plots.loc[is_done].geometry)
    return dict(zip(waiting["plot_id"], areas, strict=True))


def demolished(tables: Tables, as_of: date) -> gpd.GeoDataFrame:
    """Return the parcels demolished up to a day: ``parcel_id``, ``demolished_on``, ``demolished_m2``, ``geometry``."""
    events = tables.events
    own = events.loc[(events["subject_kind"] == SubjectKind.PARCEL) & (events["kind"] == "demolition")]
    own = own.loc[[isinstance(day, date) and day <= as_of for day in own["occurred_on"]]]
    days, areas = own.groupby("subject_id")["occurred_on"].min(), own.groupby("subject_id")["land_area_m2"].sum()
    parcels = ground(tables, Layer.PARCELS)
    cleared = parcels.loc[parcels["parcel_id"].isin(days.index)]
    declared = cleared["parcel_id"].map(areas).astype(float)
    # Where the whole book area was demolished the whole ground was, though it is drawn a little larger or smaller.
    whole = declared >= cleared["area_m2"] * (1 - load_rules().event_tolerance)
    found: gpd.GeoDataFrame = cleared.assign(
        demolished_on=cleared["parcel_id"].map(days), demolished_m2=declared.where(~whole, cleared["geometry_area_m2"])
    )[["parcel_id", "demolished_on", "demolished_m2", "geometry"]]
    return found


def _linked_mu(store: Store, tables: Tables, as_of: date) -> dict[str, Decimal]:
    """Return the demolished area of the parcels that the office names for each plot."""
    counted, _ = account(store, "demolition_area", as_of=as_of)
    of_parcels = counted.loc[counted["subject_kind"] == SubjectKind.PARCEL].groupby("subject_id")["counted"].sum()
    links = plot_parcels(tables)
    found: dict[str, Decimal] = {}
    for plot, parcel in links.itertuples(index=False, name=None):
        found[plot] = found.get(plot, NOTHING) + of_parcels.get(parcel, NOTHING)
    return found


def _first_days(events: pd.DataFrame, as_of: date) -> pd.Series:
    until = events.loc[[isinstance(day, date) and day <= as_of for day in events["occurred_on"]]]
    days: pd.Series = until.groupby("subject_id")["occurred_on"].min()
    return days
