"""Transformations of the office: used, and never shown."""

import os

import numpy as np
import pyproj.network
import pytest

from landuse.errors import InputError
from landuse.geo.crs import crs_of
from landuse.geo.local_grids import LocalGrid

SECRET = "+proj=affine +xoff=123456.789"


def test_a_grid_shows_its_name_only():
    """Not in its representation, not in the message of a transformation that does not work."""
    assert "123456" not in repr(LocalGrid("city", SECRET, 4549))
    with pytest.raises(InputError) as error:
        LocalGrid("city", "+proj=nonsense +xoff=123456.789", 4549).applied(np.zeros((1, 2)), None)
    assert (error.value.key, error.value.values) == ("transformation_unusable", {"name": "city"})
    assert "123456" not in str(error.value)
    assert error.value.__suppress_context__


def test_a_grid_serves_its_datum_and_what_is_drawn_in_it():
    """Xi'an 80 in degrees and in its zones, nothing of Beijing 54."""
    grid = LocalGrid("office", SECRET, 4490, datum=4610)
    assert [grid.serves(crs_of(code)) for code in (4610, 2364, 2385, 4214, 2437, 4490)] == [True] * 3 + [False] * 3
    assert not LocalGrid("city", SECRET, 4549).serves(crs_of(4549))


def test_what_lies_beyond_a_grid_file_is_not_passed_through(tmp_path):
    """A grid that is not there is an error, and its path is not said."""
    grid = LocalGrid("office", f"+proj=hgridshift +grids={tmp_path / 'secret.gsb'}", 4490, datum=4610)
    with pytest.raises(InputError, match="transformation_unusable") as error:
        grid.applied(np.array([[120.6, 28.0]]), crs_of(4610))
    assert "secret" not in str(error.value)


def test_proj_asks_no_server():
    """Whatever the environment of the house says."""
    assert os.environ["PROJ_NETWORK"] == "OFF"
    assert not pyproj.network.is_network_enabled()
