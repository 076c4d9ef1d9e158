"""Long reading says what it does, and ends when nobody waits for it any more."""

import subprocess

import geopandas as gpd
import pytest

from landuse.config import Settings
from landuse.intake import sandbox
from landuse.intake.harmonise import Known
from landuse.intake.progress import quiet
from landuse.intake.read import Request, Setting, read_file
from landuse.model import Layer
from landuse.rules import load_rules
from tests.builders import MAY, square


class CalledOff(Exception):  # noqa: N818 - it says what became of the wait
    """What whoever waits may raise."""


@pytest.fixture
def parcels(tmp_path):
    """Return a file of one parcel."""
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"parcel_id": ["A"]}, geometry=[square()], crs=4549).to_file(path, driver="GPKG")
    return path


def read(path, say):
    return read_file(path, Request(Layer.PARCELS, {}), Setting(Settings(), load_rules(), Known(), MAY), say=say)


def test_the_steps_come_in_order(parcels):
    """Reading, checking, placing, comparing; saying nothing is as good."""
    steps = []
    found = read(parcels, lambda step, _share: steps.append(step))
    assert list(dict.fromkeys(steps)) == ["reading", "checking", "placing", "comparing"]
    assert read(parcels, quiet).read == found.read == 1


def test_a_child_that_nobody_waits_for_is_ended(parcels, monkeypatch):
    """What the caller raises while the child runs comes through, and the child is gone."""
    started = []

    class Watched(subprocess.Popen):
        """A child that is remembered."""

        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)

    def say(_step, _share):
        if started:
            raise CalledOff

    monkeypatch.setattr(sandbox.subprocess, "Popen", Watched)
    with pytest.raises(CalledOff):
        read(parcels, say)
    assert [child.poll() is not None for child in started] == [True]
