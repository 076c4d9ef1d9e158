"""Which layer a file feeds: told by its headings."""

import csv
import json
from pathlib import Path

import pytest

from landuse.demo.files import LAYER_FILES
from landuse.intake.feeding import layers_for
from landuse.model import Layer

DATA = Path(__file__).parents[2] / "data" / "parcels"


def headings(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as content:
            return next(csv.reader(content))
    return list(json.loads(path.read_text(encoding="utf-8"))["features"][0]["properties"])


@pytest.mark.parametrize(("name", "layer"), LAYER_FILES)
def test_the_demo_s_files_feed_their_layers(name, layer):
    """Each of them by its headings alone."""
    assert layers_for(headings(DATA / name))[0][0] is layer


def test_headings_that_nobody_knows_propose_nothing():
    """A file of another trade is asked about."""
    assert layers_for(["甲", "乙", "丙"]) == ()


def test_of_equals_the_parcels():
    """A list of names and numbers may be anything; most are parcels."""
    assert layers_for(["编号", "名称"])[0][0] is Layer.PARCELS
