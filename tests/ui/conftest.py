"""A small workspace behind the app: two zones' worth of squares, with targets and events."""

from datetime import date
from pathlib import Path

import pytest

from landuse.config import Settings
from landuse.ui import server
from tests.builders import BOW_TIE, goal, happen, parcel, workspace


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a workspace that the app opens."""
    folder = tmp_path / "workspace"
    store = workspace(
        folder,
        settings=Settings(name="T", synthetic=True, year=2023, as_of=date(2023, 5, 31)),
        parcels=[
            parcel("P-1", mu=30, name="甲", unit="U1"),
            parcel("P-2", mu=10, east=1000, name="乙", unit="U2"),
            parcel("P-3", geometry=BOW_TIE, book_mu=5, unit="U1"),
        ],
        units=[{"code": "U1", "name": "一镇"}, {"code": "U2", "name": "二镇"}],
        goals=[goal("demolition_area", 100), goal("demolition_area", 60, unit="U1")],
    )
    happen(store, "demolition", "P-1", mu=10, unit="U1")
    happen(store, "demolition", "P-3", mu=5, unit="U1")
    store.close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(folder))
    yield folder
    server.close_stores()
