"""A small workspace: two parcels side by side, a plot without ground."""

from pathlib import Path

import pytest

from landuse.config import Settings
from landuse.model import Layer
from landuse.store import create_workspace, records
from tests.builders import layer_frame
from tests.store.builders import CRS, PARCELS, PLOTS


@pytest.fixture
def store(tmp_path: Path):
    """Return an open workspace with two parcels and a plot."""
    opened = create_workspace(tmp_path / "区 里's", Settings(crs=CRS))
    with opened.writing() as tx:
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, PARCELS), batch_id=None, actor="test")
        records.insert(tx, Layer.PLOTS, layer_frame(Layer.PLOTS, PLOTS), batch_id=None, actor="test")
    yield opened
    opened.close()
