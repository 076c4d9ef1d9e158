"""The figures of firms by year as the departments hand them over: invented, and bound to what the register says."""

from collections.abc import Iterator, Mapping, Sequence

from numpy.random import Generator

from landuse.demo.firms import TIED, WITH_DEMAND, WITHOUT_PLANT, Firm
from landuse.demo.formats import Row
from landuse.demo.parcels import Parcel

#: Years handed over; growth a year, least and most.
YEARS, GROWTH = (2022, 2021, 2020), (0.94, 1.24)
#: Figures are handed over for this many firms without a plant besides those with a demand, and every how-manieth firm
#: has no figure for its emissions.
OTHERS, WITHOUT_EMISSION = 15, 7
#: Shares of output: what is sold, what is taken as main revenue, what is value added.
SOLD, REVENUE, ADDED = (0.93, 1.0), (0.95, 1.02), (0.17, 0.28)
#: Output a 亩 (万元), value added a ton of standard coal, a ton of emissions and a head (万元).
OUTPUT_PER_MU, ADDED_PER_TCE, ADDED_PER_TON, ADDED_PER_HEAD = (320.0, 780.0), (1.5, 3.4), (2600.0, 6200.0), (12.0, 24.0)
#: Tax on each 10,000 kWh (万元).
TAX_PER_KWH = (0.16, 0.34)
#: Honours of a firm (高新技术企业, 专精特新 and the like), least and one more than most.
HONOURS = (0, 4)


def figure_rows(
    firms: Sequence[Firm],
    others: frozenset[str],
    parcels: Mapping[str, Parcel],
    source: str,
    rng: Generator,
) -> list[Row]:
    """
    Return the figures by firm, year and name.

    Firms with a demand, some more without a plant, and those whose code is among *others*; land is what a firm sits on
    (亩), rented where it has none of its own. Electricity is told of firms below designated size (规下) only.
    """
    chosen = [*firms[: WITH_DEMAND + OTHERS], *(firm for firm in firms[WITHOUT_PLANT:] if firm.credit_code in others)]
    known: dict[str, list[tuple[int, str, float]]] = {}
    for place, firm in enumerate(chosen):
        known[firm.credit_code] = list(_of_firm(firm, parcels, rng, hides_emission=place % WITHOUT_EMISSION == 6))
    like, same = (firms[place].credit_code for place in TIED)
    known[same] = known[like]
    return [
        {"credit_code": code, "year": year, "figure": figure, "value": value, "source": source}
        for code, figures in known.items()
        for year, figure, value in figures
    ]


def _of_firm(
    firm: Firm, parcels: Mapping[str, Parcel], rng: Generator, *, hides_emission: bool
) -> Iterator[tuple[int, str, float]]:
    ratios = {name: float(rng.uniform(*least_most)) for name, least_most in _RANGES.items()}
    own = sum(parcels[name].cents for name in firm.parcels) / 100
    land = round(max(firm.output / ratios["per_mu"], own), 2)
    honours = int(rng.integers(*HONOURS))
    scale = 1.0
    for year in YEARS:
        output, wobble = firm.output * scale, float(rng.uniform(0.97, 1.03)) if scale < 1 else 1.0
        added = output * ratios["added"] * wobble
        figures: dict[str, float] = {
            "output_wan_yuan": round(output),
            "sales_wan_yuan": round(output * ratios["sold"]),
            "revenue_wan_yuan": round(output * ratios["revenue"]),
            "evaluated_tax_wan_yuan": round(firm.tax * scale * wobble),
            "land_area_mu": land,
            "value_added_wan_yuan": round(added),
            "energy_tce": round(added / ratios["per_tce"]),
            "emission_t": round(added / ratios["per_ton"], 3),
            "employees": round(added / ratios["per_head"]),
            "rd_wan_yuan": round(firm.research * scale * wobble),
            "honours": honours,
        }
        if not firm.is_designated:
            figures["electricity_wan_kwh"] = round(firm.tax * scale / ratios["tax_per_kwh"], 1)
        if hides_emission:
            del figures["emission_t"]
        yield from ((year, name, value) for name, value in figures.items())
        scale /= float(rng.uniform(*GROWTH))


_RANGES = {
    "sold": SOLD,
    "revenue": REVENUE,
    "added": ADDED,
    "per_mu": OUTPUT_PER_MU,
    "per_tce": ADDED_PER_TCE,
    "per_ton": ADDED_PER_TON,
    "per_head": ADDED_PER_HEAD,
    "tax_per_kwh": TAX_PER_KWH,
}
