"""A workspace whose list holds what breaks lists: formulas, long codes, halves of a cent, shapes that are none."""

from datetime import date

import pytest

from landuse.config import Settings
from landuse.model import Filter
from tests import builders
from tests.reports.office import office_district

CODE = "330302001001GB00001W00000000"
ALL = Filter(as_of=date(2023, 5, 31))


@pytest.fixture
def store(tmp_path):
    """Return an open workspace of five parcels (one bow-tie, one without a shape), a firm and two events."""
    opened = builders.workspace(
        tmp_path / "workspace",
        settings=Settings(name="示范区", synthetic=True),
        units=[{"code": "U1", "name": "甲街道"}],
        zones=[{"zone_id": "Z1", "name": "甲老旧工业区", "unit": "U1", "book_area_m2": 20_000.0}],
        parcels=[
            builders.parcel(CODE, mu=30, unit="U1", zone_id="Z1", name="甲厂", note="第一行\n第二行"),
            builders.parcel("0012", mu=10, book_mu=10.005, east=400, name='=HYPERLINK("http://x","y")'),
            builders.parcel("P3", mu=10, book_mu=10.005, east=800, name="+1", note="乙" * 200),
            builders.parcel("P4", mu=None, book_mu=0.105, name="http://example.com", floor_area_m2=1234.567),
            builders.parcel("P5", geometry=builders.BOW_TIE, name="<b>&'\x01"),
        ],
        plots=[{"plot_id": "G1", "name": "甲地块", "plan_year": 2023, "data_for_land": True, "far": 2.5}],
        enterprises=[{"credit_code": "91330302145012345X", "name": "甲公司", "tax_wan_yuan": 12.5, "contact": "张"}],
    )
    builders.happen(opened, "demolition", CODE, mu=30)
    builders.happen(opened, "launch", "0012")
    yield opened
    opened.close()


@pytest.fixture
def district(tmp_path):
    """Return an open workspace with something for every table of the office."""
    opened = office_district(tmp_path / "district")
    yield opened
    opened.close()
