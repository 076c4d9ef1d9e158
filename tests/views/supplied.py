"""A small district of land supply: parcels cleared, plots on and off them, at known stages."""

from datetime import date

from tests.builders import goal, happen, parcel, square, workspace

MAY = date(2023, 5, 31)


def plot(plot_id, *, mu=15, east=0, north=0, **fields):
    """Return a plot of 2023: a square of so many 亩."""
    return {
        "plot_id": plot_id,
        "name": f"{plot_id}号",
        "unit": "tq",
        "plan_year": 2023,
        "geometry": square(mu=mu, east=east, north=north),
        **fields,
    }


def district(folder, **records):
    """
    Make the district: 60 亩 to re-supply; P1 (15 亩) cleared in February, P2 (15 亩) not.

    G1 lies on P1 and has passed the meeting; G2 on new land is listed; G3 on P2 is in the plan; G4 is registered.
    """
    store = workspace(
        folder,
        parcels=[parcel("P1", mu=15, unit="tq"), parcel("P2", mu=15, east=1000, unit="tq")],
        plots=[
            plot("G1", source="after_demolition", parcels="P1"),
            plot("G2", east=3000, source="new_land"),
            plot("G3", east=1000, source="after_demolition"),
            plot("G4", east=5000, source="after_demolition"),
        ],
        units=[{"code": "tq", "name": "藤桥镇"}],
        goals=[goal("resupply_area", 60)],
        **records,
    )
    happen(store, "demolition", "P1", mu=15, on=date(2023, 2, 1))
    steps = {
        "G1": (("supply_plan", 3, 29), ("approval_meeting", 5, 9)),
        "G2": (("supply_plan", 3, 29), ("approval_meeting", 4, 4), ("notice", 4, 6), ("listing", 5, 4)),
        "G3": (("supply_plan", 3, 29),),
    }
    for plot_id, taken in steps.items():
        for kind, month, day in taken:
            happen(store, kind, plot_id, subject="plot", on=date(2023, month, day))
    return store
