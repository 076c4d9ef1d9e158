"""A small district with firms that wait for land, plots nobody is meant for, and figures that can be recognised."""

from datetime import date

from landuse.config import Settings
from landuse.model import Layer
from landuse.store import series
from landuse.units import m2_from_mu
from tests.builders import MAY, happen, layer_frame, square, workspace

A, B, C, D = (f"91330302WAIT0000{number}A" for number in range(1, 5))
#: Restricted values of firm A that nothing else has: output, tax, contact, figures, and what follows from them.
SECRETS = ("7654321", "7,654,321", "864209", "864,209", "13912345678", "97531", "97,531", "97.53", "2.469", "2.47")
YEAR = 2022


def plot(plot_id, mu, east, **fields):
    """Return an industrial plot."""
    row = {"plot_id": plot_id, "name": f"{plot_id}号", "unit": "tq", "use": "工业用地", "plan_year": 2023}
    return row | {"geometry": square(mu=mu, east=east)} | fields


def firm(code, name, mu, **fields):
    """Return a firm without a plant that asks for so many 亩."""
    row = {"credit_code": code, "name": name, "unit": "tq", "industry": "制鞋", "own_plant": False}
    return row | {"surveyed_demand": True, "demand_area_m2": m2_from_mu(mu), "designated_size": True} | fields


def through(store, code, day=2):
    """Take a firm through review and publicity in May 2023."""
    for kind, later in (("application", 0), ("review_passed", 6), ("publicity", 8)):
        happen(store, kind, code, subject="enterprise", on=date(2023, 5, day + later))


def figures(code, output, tax):
    """Return a firm's figures of two years that the demo scheme asks for."""
    named = {"output_wan_yuan": output, "evaluated_tax_wan_yuan": tax, "land_area_mu": 1000.0}
    named |= {"rd_wan_yuan": 300.0, "revenue_wan_yuan": 10_000.0, "value_added_wan_yuan": 2_000.0, "employees": 100.0}
    rows = [(YEAR, name, value) for name, value in named.items()]
    rows += [(YEAR - 2, "output_wan_yuan", output / 2), (YEAR, "honours", 1.0)]
    return [{"credit_code": code, "year": year, "figure": name, "value": value} for year, name, value in rows]


def waiting(folder):
    """
    Make the district: A (20 亩) and B (30 亩) have passed publicity, C (20 亩) has only applied, D has G5.

    G1 (20 亩) and G2 (30 亩, asks for 100 万元 of tax a 亩) are free; G3 is listed, G4 commercial, G5 meant for D. A
    pays 97.531 万元 a 亩, B 200; B ranks before A, and C last.
    """
    secret = {"output_wan_yuan": 7_654_321.0, "tax_wan_yuan": 864_209.0, "contact": "13912345678"}
    store = workspace(
        folder,
        settings=Settings(name="T", synthetic=True, year=2023, as_of=MAY),
        units=[{"code": "tq", "name": "藤桥镇"}],
        zones=[{"zone_id": "Z1", "name": "老区", "unit": "tq"}],
        plots=[
            plot("G1", 20, 0),
            plot("G2", 30, 500, zone_id="Z1"),
            plot("G3", 20, 1000),
            plot("G4", 20, 1500, use="商务金融用地"),
            plot("G5", 10, 2000, intended_enterprise="丁厂", data_for_land=True),
        ],
        enterprises=[firm(A, "甲厂", 20, **secret), firm(B, "乙厂", 30), firm(C, "丙厂", 20), firm(D, "丁厂", 10)],
    )
    for kind, day in (("supply_plan", 1), ("approval_meeting", 9), ("notice", 10), ("listing", 30)):
        happen(store, kind, "G3", subject="plot", on=date(2023, 5, day))
    through(store, A)
    through(store, B)
    happen(store, "application", C, subject="enterprise", on=date(2023, 5, 2))
    rows = [*figures(A, 7_654_321.0, 97_531.0), *figures(B, 9_000_000.0, 200_000.0), *figures(C, 5_000.0, 20_000.0)]
    standards = [{"plot_id": "G2", "item": "tax_per_mu", "agreed": 100.0}]
    with store.writing() as tx:
        series.append_frame(tx, Layer.FIGURES, layer_frame(Layer.FIGURES, rows), batch_id=None, actor="t")
        series.append_frame(tx, Layer.STANDARDS, layer_frame(Layer.STANDARDS, standards), batch_id=None, actor="t")
    return store
