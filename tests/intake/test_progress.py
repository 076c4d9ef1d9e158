"""Long reading says what it does, and ends when nobody waits for it any more."""

import os
import subprocess
import sys
import tempfile

import geopandas as gpd
import pytest

from landuse.config import Settings
from landuse.i18n import LANGUAGES, catalogue
from landuse.intake import sandbox
from landuse.intake.harmonise import Known
from landuse.intake.progress import STEPS, quiet, share_of_all
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
    assert (*dict.fromkeys(steps), "writing") == STEPS
    assert read(parcels, quiet).read == found.read == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_its_words(language):
    """What is said is shown in words, in both languages."""
    assert not [step for step in STEPS if catalogue(language).label("intake.steps", step) == step]


def test_the_share_grows_from_step_to_step():
    """A bar of the whole import never runs backwards, and ends with the writing."""
    shares = [share_of_all(step, share) for step in STEPS for share in (None, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_the_rows_that_the_child_has_read_are_told(tmp_path, monkeypatch):
    """While a larger file is read, its share is a number between nothing and all, and grows."""
    path = tmp_path / "a.gpkg"
    count = 30_000
    frame = {"parcel_id": [f"P{number}" for number in range(count)]}
    gpd.GeoDataFrame(frame, geometry=[square()] * count, crs=4549).to_file(path, driver="GPKG")
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.001)
    shares = []
    sandbox.read_layer(path, "geopackage", name="a.gpkg", say=lambda _step, share: shares.append(share))
    known = [share for share in shares if share is not None]
    assert known == sorted(known)
    assert known
    assert 0 < known[-1] <= 1


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX")
def test_what_the_child_started_ends_with_it():
    """A child that is ended takes its own children with it: nobody holds the pipe they wrote to any more."""
    start = "import subprocess, sys; subprocess.Popen(['sleep', '600']); print('started', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", start]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout.readline() == b"started\n"
        sandbox._end(child)
        assert child.communicate(timeout=60)[0] == b""


def test_folders_left_behind_are_swept_after_a_day(parcels, tmp_path, monkeypatch):
    """What an ended program left is removed at the next reading, once a day old; younger ones and others stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young, other = (tmp_path / name for name in ("landuse-old", "landuse-young", "else"))
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "copy.gpkg").write_bytes(b"GP")
    for folder in (old, other):
        os.utime(folder, (0, 0))
    assert read(parcels, quiet).read == 1
    assert [folder.exists() for folder in (old, young, other)] == [False, True, True]


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
