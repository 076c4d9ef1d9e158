"""The register of data-for-land (数据得地企业台账): firms that ask for land, their review, plot and steps."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from landuse.i18n import Catalogue, catalogue
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_facts import Known, amount, known, words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, blank
from landuse.reports.office_writer import RESTRICTED, office_writer
from landuse.store import Store
from landuse.units import mu_from_m2
from landuse.views.enterprises import firms_of, intended, latest_reviews
from landuse.views.plots import plots_on
from landuse.views.scores import scheme_of, scores

KIND = "firm_register"
#: Columns that hold restricted figures of firms; empty unless they are asked for.
RESTRICTED_COLUMNS = ("output_last", "output_three", "tax_per_mu", "rd_share", "productivity", "investment")
COLUMNS = (
    Column("firm", 28),
    Column("credit_code", 21),
    Column("unit", 11),
    Column("industry", 14),
    Column("output_last", 11, Look.NUMBER, "economy", "wan_yuan", "firm_figure"),
    Column("output_three", 11, Look.NUMBER, "economy", "wan_yuan", "firm_figure"),
    Column("tax_per_mu", 10, Look.NUMBER, "economy", "wan_yuan_per_mu", "firm_ratio"),
    Column("rd_share", 9, Look.NUMBER, "economy", "percent", "firm_ratio"),
    Column("productivity", 10, Look.NUMBER, "economy", "wan_yuan_per_head", "firm_ratio"),
    blank("honours", 9, "economy"),
    Column("own_plant", 7, group="demand"),
    blank("rented_floor", 9, "demand"),
    Column("demand", 10, Look.NUMBER, "demand", "mu", "demand_area", adds_up=True),
    Column("investment", 11, Look.NUMBER, "demand", "wan_yuan", "firm_figure"),
    Column("score", 8, Look.NUMBER, "review", "points", "score"),
    Column("score_rank", 6, Look.WHOLE, "review"),
    Column("decision", 10, group="review"),
    Column("plot_no", 13, group="land"),
    Column("in_plan_on", 11, Look.DAY, "land"),
    Column("listing", 11, Look.DAY, "land"),
    Column("award", 11, Look.DAY, "land"),
    Column("plot_area", 10, Look.NUMBER, "land", "mu", "plot_area", adds_up=True),
)
_HUNDRED = Decimal(100)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: firms without a plant that ask for land, by reporting unit."""
    found = known(store, request, known_at)
    text, unit = catalogue(request.language), request.about("unit")
    open_figures = request.option(RESTRICTED) == "yes"
    firms = found.tables.enterprises
    asking = firms["credit_code"].isin(firms_of(found.tables, "demand", request.as_of))
    if unit is not None:
        asking &= firms["unit"] == unit
    ledger = _Firms(store, found, request, known_at)
    rows = []
    for row in firms.loc[asking].sort_values(["unit", "credit_code"]).to_dict("records"):
        code = str(row["credit_code"])
        cells = ledger.plain(row, text) | (ledger.restricted(row) if open_figures else {})
        rows.append(Row(code, found.unit(row["unit"]) or text("common.unknown_unit"), cells))
    note = "restricted_filled" if open_figures else "restricted_blank"
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            text("office.note.firm_register", count=len(rows)),
            text(f"office.note.{note}"),
            text("office.note.scheme", scheme=ledger.scheme, year=request.as_of.year - 1),
        ),
        unit_line="mu_and_wan_yuan",
        has_subtotals=unit is None,
    )


class _Firms:
    """What is known of firms: their figures by year, scores, reviews and the plot each is meant for."""

    def __init__(self, store: Store, found: Known, request: DocumentRequest, known_at: datetime) -> None:
        self.found, self.year = found, request.as_of.year
        scheme = scheme_of(store, None, None, as_of=request.as_of)
        ranking = scores(store, scheme, as_of=request.as_of, known_at=known_at).ranking
        self.scheme = f"{scheme.title} {scheme.version}"
        self.scores = {row[0]: row[1:] for row in ranking[["credit_code", "score", "rank"]].itertuples(index=False)}
        self.reviews = latest_reviews(found.tables, request.as_of)
        meant = intended(found.tables, request.as_of).drop_duplicates("credit_code")
        self.plots = dict(zip(meant["credit_code"], meant["plot_id"], strict=True))
        plots = plots_on(found.tables, request.as_of)
        self.areas = dict(zip(plots["plot_id"], plots["area_mu"], strict=True))
        columns = ["credit_code", "year", "figure", "value"]
        self.figures = {
            (code, int(year), figure): Decimal(repr(float(value)))
            for code, year, figure, value in found.tables.figures[columns].itertuples(index=False)
        }

    def plain(self, row: Mapping[Hashable, Any], text: Catalogue) -> dict[str, Cell]:
        """Return the cells that everybody may see."""
        code = str(row["credit_code"])
        plot = self.plots.get(code)
        score, rank = self.scores.get(code, (None, None))
        review = self.reviews.get(code)
        days: dict[str, date | None] = {}
        if plot is not None:
            for name, kind in {"in_plan_on": "supply_plan", "listing": "listing", "award": "award"}.items():
                days[f"land_{name}"] = self.found.on("plot", plot, kind)
        demand = amount(row["demand_area_m2"])
        return {
            "firm": str(row["name"]),
            "credit_code": code,
            "unit": self.found.unit(row["unit"]),
            "industry": words(row["industry"]),
            "demand_own_plant": text("lists.yes" if row["own_plant"] is True else "lists.no"),
            "demand_demand": None if demand is None else amount(mu_from_m2(float(str(row["demand_area_m2"])))),
            "review_score": amount(score),
            "review_score_rank": None if rank is None else int(rank),
            "review_decision": text.label("kinds", review) if review else None,
            "land_plot_no": plot,
            "land_plot_area": self.areas.get(plot) if plot else None,
            **days,
        }

    def restricted(self, row: Mapping[Hashable, Any]) -> dict[str, Cell]:
        """Return the cells of output, tax, research and investment; the last full year is the one before the day."""
        code, last = str(row["credit_code"]), self.year - 1
        three = [self.figures.get((code, year, "output_wan_yuan")) for year in range(last - 2, last + 1)]
        output = self.figures.get((code, last, "output_wan_yuan"))
        known_years = [value for value in three if value is not None]
        return {
            "economy_output_last": amount(output if output is not None else row["output_wan_yuan"]),
            "economy_output_three": amount(sum(known_years, Decimal(0))) if len(known_years) == len(three) else None,
            "economy_tax_per_mu": self._ratio(code, "evaluated_tax_wan_yuan", "land_area_mu"),
            "economy_rd_share": self._ratio(code, "rd_wan_yuan", "revenue_wan_yuan", _HUNDRED),
            "economy_productivity": self._ratio(code, "value_added_wan_yuan", "employees"),
            "demand_investment": amount(row["investment_wan_yuan"]),
        }

    def _ratio(self, code: str, part: str, whole: str, times: Decimal = Decimal(1)) -> Decimal | None:
        above, below = (self.figures.get((code, self.year - 1, name)) for name in (part, whole))
        return amount(above / below * times) if above is not None and below else None


WRITER = office_writer(KIND, build, options=(RESTRICTED,))
