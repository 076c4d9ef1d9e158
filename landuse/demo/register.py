"""The supply plots and the enterprises as the district's lists have them."""

import shapely

from landuse.demo.district import District
from landuse.demo.duties import quarter_of, role
from landuse.demo.firms import INVESTED, Firm
from landuse.demo.formats import Row
from landuse.demo.starts import floor_area_ratio
from landuse.demo.supply import Plot, bidders

#: Ratios of plots that nobody has built on yet, in turn.
RATIOS = (1.8, 2.0, 2.2, 2.5)
#: Where in the list of trades the first plot begins: so that of the firms that wait one finds a plot and two do not.
SHIFT = 6
#: Term of industrial and of office land in years; price of the cheapest 亩 (万元) and the step to the dearer ones.
TERMS, PRICE, DEARER = (50, 40), 46, 3


def plot_rows(district: District) -> list[tuple[Row, shapely.Geometry]]:
    """Return the plots with their red lines."""
    found = bidders(district.plots, district.firms)
    industries = _industries(district, found)
    ratios = ratios_of_plots(district)
    rows: list[tuple[Row, shapely.Geometry]] = []
    for place, (plot_id, plot) in enumerate(district.plots.items()):
        intended, winner = found[plot_id]
        kind = "construction_start" if plot.has_reached("contracted") else "site_preparation"
        row: Row = {
            "plot_id": plot_id,
            "name": plot.name,
            "plan_year": plot.plan_year,
            "planned_quarter": quarter_of(plot_id, district.duties),
            "unit": plot.unit,
            "zone_id": plot.zone_id,
            "use": plot.use,
            "source": plot.source,
            "supply_method": district.texts["methods"][plot.method],
            "contract_area_mu": plot.cents / 100 if plot.has_reached("contracted") else None,
            "approved_area_mu": plot.cents / 100 if plot.has_reached("approved") else None,
            "redline_area_mu": plot.cents / 100,
            "far": ratios[plot_id],
            "term_years": TERMS[0] if is_industry(district, plot) else TERMS[1],
            "price_wan_yuan": _price(plot, place) if plot.has_reached("awarded") else None,
            "data_for_land": plot.firm is not None,
            "industries": industries[plot_id],
            "intended_enterprise": intended,
            "winning_bidder": winner,
            "parcels": ";".join(plot.parcels) or None,
            "owner": role(kind, plot.unit, district.texts),
            "note": plot.note,
        }
        rows.append((row, plot.shape))
    return rows


def ratios_of_plots(district: District) -> dict[str, float]:
    """Return the floor area ratio of each plot: what was started, or what is planned."""
    ratios = {}
    for place, (plot_id, plot) in enumerate(district.plots.items()):
        started = floor_area_ratio(district.journal.entries, plot_id, plot.cents)
        ratios[plot_id] = started if started is not None else RATIOS[place % len(RATIOS)]
    return ratios


def is_industry(district: District, plot: Plot) -> bool:
    """Whether a plot is for industry."""
    return plot.use == str(district.texts["plots"]["industry"])


def _price(plot: Plot, place: int) -> int:
    return round(plot.cents / 100 * (PRICE + DEARER * (place % 5)))


def _industries(district: District, found: dict[str, tuple[str | None, str | None]]) -> dict[str, str | None]:
    """Return the trades a plot is open to: that of the firm it is meant for and two or three more; none for offices."""
    trades = list(district.texts["firms"]["trades"].values())
    trade_of = {firm.name: firm.industry for firm in district.firms}
    welcome: dict[str, str | None] = {}
    for place, (plot_id, plot) in enumerate(district.plots.items()):
        intended = found[plot_id][0]
        others = [trades[(3 * place + step + SHIFT) % len(trades)] for step in range(3 + place % 2)]
        first = [trade_of[intended]] if intended is not None else []
        welcome[plot_id] = ";".join(dict.fromkeys([*first, *others])) if is_industry(district, plot) else None
    return welcome


def enterprise_rows(district: District) -> list[Row]:
    """Return the firms of the survey."""
    days = district.reviews["needs"]["days"]
    rows: list[Row] = []
    for place, firm in enumerate(district.firms):
        asks = firm.demand_cents is not None
        rows.append(
            {
                "credit_code": firm.credit_code,
                "name": firm.name,
                "unit": firm.unit,
                "industry": firm.industry,
                "own_plant": str(firm.owns_plant).lower(),
                "surveyed_demand": str(asks).lower(),
                "demand_area_mu": None if firm.demand_cents is None else f"{firm.demand_cents / 100:.2f}",
                "needed_by": days[place].isoformat() if asks else None,
                "investment_wan_yuan": _investment(firm, place),
                "parcels": ";".join(firm.parcels),
                "designated_size": str(firm.is_designated).lower(),
                "output_wan_yuan": firm.output,
                "tax_wan_yuan": firm.tax,
                "rd_wan_yuan": firm.research,
                "contact": firm.contact,
                "note": district.texts["firms"]["note"],
            }
        )
    return rows


def _investment(firm: Firm, place: int) -> int | None:
    """Return what a firm means to invest (万元), in tens."""
    if firm.demand_cents is None:
        return None
    least, most = INVESTED
    return round(firm.demand_cents / 100 * (least + (most - least) * (place * 7 % 15) / 14) / 10) * 10
