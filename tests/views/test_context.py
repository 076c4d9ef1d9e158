"""Base layers in the workspace's own coordinates."""

import json

import pytest
import shapely

from landuse.config import CONTEXT
from landuse.errors import InputError
from landuse.views.context import context_file, context_shapes
from tests.builders import square, workspace


@pytest.fixture
def store(tmp_path):
    """Return an open workspace of one unit with an outline and one without."""
    units = [{"code": "A", "name": "甲镇", "geometry": square(mu=15)}, {"code": "B", "name": "乙镇"}]
    opened = workspace(tmp_path / "w", units=units)
    (opened.folder / CONTEXT).mkdir()
    yield opened
    opened.close()


def lay(store, name, content):
    (store.folder / CONTEXT / name).write_text(content, encoding="utf-8")


def road(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_units_come_from_the_ledger(store):
    """Those that have an outline."""
    found = context_shapes(store, "units")
    assert found["name"].tolist() == ["甲镇"]
    assert round(found.area.iloc[0]) == 10_000


def test_roads_come_from_a_file(store):
    """In degrees there, in metres here; what has no shape or no name is left out or nameless."""
    line = {"type": "LineString", "coordinates": [[120.0, 28.0], [120.0, 28.001]]}
    features = [road(line, name="中山路"), road(None, name="无"), road(line, name=7)]
    lay(store, "roads.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    found = context_shapes(store, "roads")
    assert found["name"].tolist() == ["中山路", None]
    assert found.crs.to_epsg() == 4549
    assert shapely.get_coordinates(found.geometry.iloc[0])[0].round().tolist() == [500_000, 3_098_442]


def test_a_workspace_without_a_file_has_an_empty_layer(store):
    """No file, no features."""
    assert context_file(store, "water") is None
    assert context_shapes(store, "water").empty


@pytest.mark.parametrize("content", ["{", "[]", '{"features": [1]}', '{"features": [{"geometry": {"type": "X"}}]}'])
def test_a_file_that_is_not_geojson_is_named(store, content):
    """One error, with the file's name."""
    lay(store, "water.geojson", content)
    with pytest.raises(InputError) as caught:
        context_shapes(store, "water")
    assert caught.value.values["file"] == "water.geojson"


def test_there_are_no_other_base_layers(store):
    """No path is made of a name."""
    with pytest.raises(KeyError):
        context_shapes(store, "../landuse")
