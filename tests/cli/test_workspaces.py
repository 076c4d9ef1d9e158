"""init and demo."""

from landuse.config import DEFAULT_BOX, read_settings


def settings(folder):
    return read_settings(folder / "workspace.toml")


def test_init_takes_the_defaults(call, tmp_path):
    """Nothing said: EPSG:4549 and the demo district's box."""
    answer = call("init", "--json", "--workspace", tmp_path / "w")
    assert answer.json == {"workspace": str(tmp_path / "w"), "crs": 4549, "box": list(DEFAULT_BOX)}
    assert settings(tmp_path / "w").box == DEFAULT_BOX


def test_another_crs_has_no_box_of_its_own(call, tmp_path):
    """The demo's box would refuse everything elsewhere."""
    call("init", "--crs", "4547", "--workspace", tmp_path / "w")
    assert (settings(tmp_path / "w").crs, settings(tmp_path / "w").box) == (4547, None)
    call("init", "--crs", "4547", "--box", "113,22,115,24", "--workspace", tmp_path / "v")
    assert settings(tmp_path / "v").box == (113.0, 22.0, 115.0, 24.0)


def test_areas_are_never_in_degrees_or_web_mercator(call, tmp_path):
    """A geographic CRS, EPSG:3857 and an unknown code are refused; nothing is made."""
    for code in ("4490", "4326", "3857", "999999"):
        answer = call("init", "--crs", code, "--workspace", tmp_path / "w")
        assert (answer.code, code in answer.err) == (2, True)
    assert not (tmp_path / "w").exists()


def test_a_workspace_is_not_made_twice(call, tmp_path):
    """A second init is a conflict."""
    call("init", "--workspace", tmp_path / "w")
    assert call("init", "--workspace", tmp_path / "w").code == 6
