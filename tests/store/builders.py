"""Small inputs for the store: squares, parcels, events, and a look into the file."""

from shapely.geometry import box

from landuse.model import NewEvent, SubjectKind
from landuse.store import Store

CRS = 4549


def square(east: float, north: float = 3_100_000.0, side: float = 100.0):
    """Return a square whose south-west corner is given."""
    return box(east, north, east + side, north + side)


PARCELS = [
    {"parcel_id": "P1", "name": "一号", "unit": "tq", "certificate_area_m2": 10_000.0, "geometry": square(550_000)},
    {"parcel_id": "P2", "name": "二号", "unit": "tq", "certificate_area_m2": 10_000.0, "geometry": square(550_100)},
]
PLOTS = [{"plot_id": "G1", "name": "甲地", "unit": "tq", "plan_year": 2023, "data_for_land": True, "far": 2.5}]


def demolition(subject: str = "P1", **values) -> NewEvent:
    """Return a demolition of 5,000 m²."""
    return NewEvent(SubjectKind.PARCEL, subject, "demolition", None, **{"land_area_m2": 5_000.0, **values})


def rows_of(store: Store, statement: str) -> list[tuple]:
    """Return what a query of the ledger gives."""
    with store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]
