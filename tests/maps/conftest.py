"""A workspace with ground: three parcels in a row, one without a shape, a zone around them, a plot, a unit."""

from datetime import date
from pathlib import Path

import pytest
import shapely

from landuse.model import NewEvent, SubjectKind
from landuse.store import events
from tests.builders import ORIGIN, parcel, workspace

AROUND = shapely.box(ORIGIN[0] - 50, ORIGIN[1] - 50, ORIGIN[0] + 400, ORIGIN[1] + 200)


@pytest.fixture
def store(tmp_path: Path):
    """Return an open workspace; P2 was demolished in March 2023."""
    opened = workspace(
        tmp_path / "区 里's",
        units=[{"code": "tq", "name": "<b>藤桥镇</b>", "geometry": AROUND.buffer(500)}],
        zones=[{"zone_id": "Z1", "name": "甲", "unit": "tq", "geometry": AROUND}],
        parcels=[
            parcel("P1", unit="tq", zone_id="Z1"),
            parcel("P2", unit="tq", zone_id="Z1", east=100),
            parcel("P3", unit="other", east=200),
            parcel("P4", mu=None, book_mu=3, unit="tq"),
        ],
        plots=[{"plot_id": "G1", "unit": "tq", "plan_year": 2023, "geometry": AROUND.buffer(-60)}],
    )
    with opened.writing() as tx:
        events.append(
            tx,
            [NewEvent(SubjectKind.PARCEL, "P2", "demolition", date(2023, 3, 1), land_area_m2=10_000.0)],
            actor="test",
        )
    yield opened
    opened.close()
