"""Land that stands between two stages on a day, with its ageing and its members."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from landuse.core.stocks import ageing, idle_after_demolition, standing_between
from landuse.model import SubjectKind
from landuse.rules import Stock, load_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import mu_from_m2, printed_total, rounded
from landuse.views.accounts import account
from landuse.views.ground import SUBJECT_LAYERS, ground, plot_parcels
from landuse.views.lineage import forebears

IDLE = "demolished_not_resupplied"
MEMBER_COLUMNS = ("subject_id", "name", "unit", "zone_id", "since", "days", "amount_mu")


@dataclass(frozen=True, slots=True, eq=False)
class StockRow:
    """
    One stock: its amount is the sum of its members' printed 亩.

    ``ageing`` holds (from day, to day or None, 亩, count); ``members`` has :data:`MEMBER_COLUMNS`, the oldest first;
    ``unmeasured`` counts members without any area.
    """

    stock: str
    subject: SubjectKind
    amount_mu: Decimal
    count: int
    unmeasured: int
    ageing: tuple[tuple[int, int | None, Decimal, int], ...]
    members: pd.DataFrame


def stocks(store: Store, *, as_of: date, known_at: datetime | None = None) -> tuple[StockRow, ...]:
    """Return every stock of ``rules/stocks.toml`` on a day, in the rules' order."""
    tables = store.tables(known_at=known_at)
    return tuple(
        _row(name, stock, tables, _idle(store, tables, as_of, known_at) if name == IDLE else None, as_of)
        for name, stock in load_rules().stocks.items()
    )


def _row(name: str, stock: Stock, tables: Tables, idle: pd.DataFrame | None, as_of: date) -> StockRow:
    layer = SUBJECT_LAYERS[stock.subject]
    key = TABLES[layer].key
    standing = idle
    if standing is None:
        standing = standing_between(
            tables.events, subject_kind=stock.subject, entered_by=stock.entered_by, left_by=stock.left_by, as_of=as_of
        )
    records = ground(tables, layer)[[key, "name", "unit", "zone_id", "area_m2"]].rename(columns={key: "subject_id"})
    members = standing.merge(records, on="subject_id").sort_values(["since", "subject_id"], ignore_index=True)
    if "amount" in members:
        members["amount_mu"] = members["amount"]
    else:
        printed = [Decimal("0.00") if pd.isna(area) else rounded(mu_from_m2(area)) for area in members["area_m2"]]
        members["amount_mu"] = pd.Series(printed, index=members.index, dtype=object)
    members["days"] = [(as_of - since).days for since in members["since"]]
    return StockRow(
        stock=name,
        subject=stock.subject,
        amount_mu=printed_total(members["amount_mu"]),
        count=len(members),
        unmeasured=int(members["area_m2"].isna().sum()),
        ageing=tuple(ageing(members["days"], members["amount_mu"], load_rules().ageing_days)),
        members=members[list(MEMBER_COLUMNS)],
    )


def _idle(store: Store, tables: Tables, as_of: date, known_at: datetime | None) -> pd.DataFrame:
    """Return idle demolished land of modes that come back through supply, from the indicators' own accounts."""
    rules = load_rules()
    demolished, _ = account(store, "demolition_area", as_of=as_of, known_at=known_at)
    resupplied, _ = account(store, "resupply_area", as_of=as_of, known_at=known_at)
    modes = dict(zip(tables.parcels["parcel_id"], tables.parcels["mode"], strict=True))
    returns = [rules.mode(modes.get(name)).resupplied for name in demolished["subject_id"]]
    older = forebears(tables)
    return idle_after_demolition(demolished.loc[returns], resupplied, plot_parcels(tables), forebears=older)
