"""The command line called in this process, and a small workspace to call it on."""

import json
from dataclasses import dataclass
from datetime import date

import pytest

from landuse.cli.main import run
from tests import builders


@dataclass(frozen=True)
class Answer:
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, as JSON."""
        return json.loads(self.out)


@pytest.fixture
def call(capsys, monkeypatch):
    """Return a function that calls the command line with some words and returns its answer."""
    monkeypatch.delenv("LANDUSE_WORKSPACE", raising=False)

    def called(*words):
        capsys.readouterr()
        code = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return called


@pytest.fixture
def place(tmp_path):
    """Return a workspace of three parcels and a plot, 25 of 300 亩 supplied again by the end of May 2023."""
    store = builders.workspace(
        tmp_path / "workspace",
        units=[{"code": "U1", "name": "甲街道", "aliases": "甲街;甲"}, {"code": "U2", "name": "乙镇"}],
        zones=[{"zone_id": "Z1", "name": "甲老旧工业区", "unit": "U1", "mode": "government_requisition"}],
        parcels=[
            builders.parcel("P1", mu=30, unit="U1", zone_id="Z1", name="甲厂"),
            builders.parcel("P2", mu=20, unit="U2", east=400, name="=SUM(A1)"),
            builders.parcel("P3", mu=None, book_mu=12.345, unit="U2", name="乙厂"),
        ],
        enterprises=[{"credit_code": "91330302145012345X", "name": "甲公司", "unit": "U1", "tax_wan_yuan": 12.5}],
        goals=[
            builders.goal("resupply_area", 300),
            builders.goal("demolition_area", 400),
            builders.goal("construction_start_floor_area", 400_000, measure="m2"),
        ],
    )
    builders.happen(store, "demolition", "P1", mu=30, unit="U1")
    builders.happen(store, "resupply", "P1", mu=25, on=date(2023, 4, 1), unit="U1")
    store.close()
    return tmp_path / "workspace"
