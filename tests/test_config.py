"""A workspace's settings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.config import Settings, read_settings, settings_text
from landuse.errors import WorkspaceError

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
edges = st.floats(-180, 180, allow_nan=False)


@given(
    settings_given=st.builds(
        Settings,
        crs=st.integers(1000, 99999),
        box=st.none() | st.tuples(edges, edges, edges, edges).filter(lambda box: box[0] < box[2] and box[1] < box[3]),
        name=texts,
        synthetic=st.booleans(),
        year=st.none() | st.integers(1990, 2100),
        as_of=st.none() | st.dates(),
    )
)
def test_settings_come_back_as_they_were(tmp_path_factory, settings_given):
    """What is written is what is read."""
    path = tmp_path_factory.mktemp("settings") / "workspace.toml"
    path.write_text(settings_text(settings_given), encoding="utf-8")
    assert read_settings(path) == settings_given


def test_no_box_means_no_location_check(tmp_path):
    """A workspace without a box is one without a location check, also after it was written."""
    path = tmp_path / "workspace.toml"
    path.write_text(settings_text(Settings(crs=26986, box=None)), encoding="utf-8")
    assert read_settings(path).box is None


@pytest.mark.parametrize(
    "text", ["crs = 'four'", "box = [1, 2, 3]", "box = [2, 0, 1, 1]", "colour = 1", "crs = ", "as_of = 5 ="], ids=str
)
def test_wrong_settings_are_refused(tmp_path, text):
    """A misspelt or mistyped setting is named, not ignored."""
    path = tmp_path / "workspace.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="workspace_settings"):
        read_settings(path)


def test_a_day_is_a_day(tmp_path):
    """as_of is a TOML date."""
    path = tmp_path / "workspace.toml"
    path.write_text("as_of = 2023-05-31\nyear = 2023\n", encoding="utf-8")
    assert read_settings(path).as_of == date(2023, 5, 31)
