"""The documents keep up with the code."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from landuse.cli.main import landuse
from tests.house.source import PACKAGE, ROOT, modules

README = (ROOT / "README.md").read_text(encoding="utf-8")
REQUIREMENTS = [line for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.parametrize("verb", landuse.list_commands(click.Context(landuse)))
def test_every_verb_is_in_the_readme(verb):
    """Nothing ships undocumented."""
    assert re.search(rf"\blanduse {verb}\b|`[a-z ]*\b{verb}\b[a-z ]*`", README)


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_dependency_is_pinned_and_earns_its_line(requirement):
    """What runs is pinned, and docs/dependencies.md says what for."""
    name, _, version = requirement.partition("==")
    assert version
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert name.split("[")[0] in said


def test_telemetry_is_off_and_the_app_stays_on_this_machine():
    """No statistics are sent, and nobody else can reach the app."""
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["browser"]["gatherUsageStats"] is False
    assert options["server"]["address"] == "127.0.0.1"


@pytest.mark.parametrize("name", ["progress", "map"])
def test_the_readme_s_pictures_are_there(name):
    """The first screen and the map."""
    picture = ROOT / "docs" / "images" / f"{name}.png"
    assert f"docs/images/{name}.png" in README
    assert 10_000 < picture.stat().st_size < 600_000


def _text(path):
    return path.read_text(encoding="utf-8")


def test_every_module_has_a_test_file():
    """A test file bears the name of each module of the centre, speaks to it, or stands in its package's folder."""
    paths = list((ROOT / "tests").rglob("*.py"))
    tests = {path.stem for path in paths}
    spoken = set(re.findall(r"^from (landuse[\w.]+) import", "\n".join(map(_text, paths)), flags=re.MULTILINE))
    quiet = {
        path
        for path in modules()
        if path.parts[:1] == ("landuse",) and path.parts[1] in {"core", "geo", "actions"} and path.stem != "__init__"
        if f"test_{path.stem}" not in tests and ".".join(path.with_suffix("").parts) not in spoken
        if len(path.parts) == 3 or not (ROOT / "tests" / Path(*path.parts[1:-1])).is_dir()
    }
    assert quiet == set()


def test_leaflet_s_licence_comes_with_it():
    """Vendored code keeps its licence."""
    assert (PACKAGE / "maps" / "assets" / "vendor" / "leaflet" / "LICENSE").is_file()
