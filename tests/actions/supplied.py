"""A small workspace for the steps of supply: plots in a plan, firms that ask for land."""

from datetime import date

from tests.builders import square, workspace

FIRM, OTHER = "91330302DEM000014G", "91330302DEM000022B"
PLOT = "G1"
TODAY = date(2023, 6, 30)


def supplied(folder, **records):
    """Make a workspace with two plots and two firms without a plant."""
    plots = [
        {"plot_id": PLOT, "name": "甲", "unit": "tq", "plan_year": 2023, "geometry": square(mu=15)},
        {"plot_id": "G2", "name": "乙", "unit": "tq", "plan_year": 2023, "geometry": square(mu=15, east=500)},
    ]
    firms = [
        {"credit_code": FIRM, "name": "示例甲", "unit": "tq", "own_plant": False, "surveyed_demand": True},
        {"credit_code": OTHER, "name": "示例乙", "unit": "tq", "own_plant": False, "surveyed_demand": True},
    ]
    return workspace(folder, plots=plots, enterprises=firms, **records)
