"""The year's supply of plots (供地清单): each plot with its steps, days, buyer and what holds it up."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from landuse.i18n import Catalogue, catalogue
from landuse.model import Layer
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, amount, known, words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, area, blank
from landuse.reports.office_writer import office_writer
from landuse.rules.supply import load_supply_rules
from landuse.store import Store
from landuse.views.checklists import SETTLED, standing_items
from landuse.views.enterprises import intended
from landuse.views.lineage import retired_on
from landuse.views.plots import plots_on

KIND = "supply_list"
COLUMNS = (
    Column("plot_no", 13),
    Column("plot", 15),
    Column("unit", 10),
    Column("address", 10),
    area(rule="plot_area", width=10),
    Column("use", 9),
    Column("far", 7, Look.NUMBER, "", "ratio", "far"),
    Column("source", 9),
    Column("old_zone", 12),
    Column("data_for_land", 7),
    Column("intended_firm", 14),
    Column("due_on", 11, Look.DAY, "preparation"),
    Column("is_done", 6, group="preparation"),
    Column("stuck_at", 20, group="preparation"),
    Column("meeting", 11, Look.DAY, "supply"),
    Column("notice", 11, Look.DAY, "supply"),
    Column("listing", 11, Look.DAY, "supply"),
    Column("award", 11, Look.DAY, "supply"),
    Column("winner", 14, group="supply"),
    Column("price", 11, Look.NUMBER, "supply", "wan_yuan", "price", adds_up=True),
    Column("contract_no", 12, group="supply"),
    Column("handover", 11, Look.DAY, "after_supply"),
    Column("start_due", 11, Look.DAY, "after_supply"),
    Column("started", 11, Look.DAY, "after_supply"),
    Column("completion_due", 11, Look.DAY, "after_supply"),
    blank("owner_office", 9),
    Column("owner", 11),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: plots of the year's plan and those without a year, by reporting unit."""
    found = known(store, request, known_at)
    text, unit = catalogue(request.language), request.about("unit")
    plots = plots_on(found.tables, request.as_of)
    own = plots["plan_year"].isna() | (plots["plan_year"] == request.year)
    own &= ~plots["plot_id"].isin(retired_on(found.tables, Layer.PLOTS, request.as_of))
    if unit is not None:
        own &= plots["unit"] == unit
    recorded = found.tables.plots.set_index("plot_id")
    chosen = plots.loc[own].sort_values(["unit", "plot_id"])
    more = recorded.loc[chosen["plot_id"], ["address", "price_wan_yuan"]]
    chosen = chosen.assign(address=list(more["address"]), price_wan_yuan=list(more["price_wan_yuan"]))
    stuck = _stuck(found, request, text)
    meant = dict(intended(found.tables, request.as_of).itertuples(index=False, name=None))
    rows = []
    for row in chosen.to_dict("records"):
        key = str(row["plot_id"])
        cells = _cells(row, found, text) | {"preparation_stuck_at": stuck.get(key)}
        cells["intended_firm"] = found.firms.get(meant.get(key, ""), words(row["intended_enterprise"]) or "")
        rows.append(Row(key, found.unit(row["unit"]) or text("common.unknown_unit"), cells))
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(text("office.note.supply_list", year=request.year, count=len(rows)),),
        unit_line="mu_and_wan_yuan",
        has_subtotals=unit is None,
    )


def _cells(row: Mapping[Hashable, Any], found: Known, text: Catalogue) -> dict[str, Cell]:
    key = str(row["plot_id"])
    zones = dict(zip(found.tables.zones["zone_id"], found.tables.zones["name"], strict=True))
    zone = words(row["zone_id"])
    contract = found.event("plot", key, "grant_contract")
    days = {
        "preparation_due_on": found.due("plot", key, "site_preparation"),
        "supply_meeting": found.on("plot", key, "approval_meeting"),
        "supply_notice": found.on("plot", key, "notice"),
        "supply_listing": found.on("plot", key, "listing"),
        "supply_award": found.on("plot", key, "award"),
        "after_supply_handover": found.on("plot", key, "handover"),
        "after_supply_start_due": found.due("plot", key, "construction_start"),
        "after_supply_started": found.on("plot", key, "construction_start"),
        "after_supply_completion_due": found.due("plot", key, "completion"),
    }
    return {
        "plot_no": key,
        "plot": words(row["name"]),
        "unit": found.unit(row["unit"]),
        "address": words(row["address"]),
        "area": row["area_mu"] if not pd.isna(row["area_m2"]) else None,
        "use": words(row["use"]),
        "far": amount(row["far"]),
        "source": text.label("plot_sources", str(row["source"])) if words(row["source"]) else None,
        "old_zone": words(zones.get(zone)) or zone if zone else None,
        "data_for_land": text("lists.yes" if row["data_for_land"] is True else "lists.no"),
        "preparation_is_done": text("lists.yes" if found.on("plot", key, "site_preparation") else "lists.no"),
        "supply_winner": words(row["winning_bidder"]),
        "supply_price": amount(row["price_wan_yuan"]),
        "supply_contract_no": contract.doc_no if contract else None,
        "owner": words(row["owner"]),
        **days,
    }


def _stuck(found: Known, request: DocumentRequest, text: Catalogue) -> dict[str, str]:
    """Return what holds each plot up: its first item that is not settled, with the reason that was given."""
    stated = standing_items(found.tables, request.as_of)
    stated = stated.loc[~stated["state"].isin(SETTLED)]
    order = {item: place for place, item in enumerate(load_supply_rules().checklist)}
    held: dict[str, tuple[int, str]] = {}
    for plot, item, reason in stated[["plot_id", "item", "reason"]].itertuples(index=False, name=None):
        said = text.label("checklist_items", item)
        if words(reason):
            said = text("office.because", what=said, why=words(reason))
        held[plot] = min(held.get(plot, (len(order), said)), (order.get(item, len(order)), said))
    return {plot: said for plot, (_, said) in held.items()}


WRITER = office_writer(KIND, build)
