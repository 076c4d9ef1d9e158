"""Scoring schemes as versioned data: what ships is never changed, a district adds its own."""

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules.scoring import load_schemes, read_schemes


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the rules that ship."""
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "rules"))


def edit(folder, old, new):
    """Change the file of schemes."""
    path = folder / "scoring.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_version_in_force_is_the_latest_that_has_begun():
    """The demo's second version begins in April 2023."""
    schemes = load_schemes()
    versions = [schemes.valid_on("demo_data_for_land", day) for day in (date(2023, 3, 31), date(2023, 4, 1))]
    assert [found.version for found in versions] == ["v1", "v2"]
    assert schemes.valid_on("demo_data_for_land", date(2021, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight = 30", "weight = 31"),
        ('denominator = "land_area_mu"\n', ""),
        ('missing = "refuse"', 'missing = "guess"'),
        ('version = "v2"', 'version = "v1"'),
        ("valid_from = 2023-04-01", "valid_from = 2022-01-01"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused(folder, old, new):
    """Weights that miss 100, a ratio of nothing, an unknown rule, a version twice, two versions from one day."""
    edit(folder, old, new)
    with pytest.raises(RefusedError, match="rules_invalid"):
        read_schemes(folder)


def test_a_district_adds_a_version_and_never_changes_one(folder):
    """What has been used stays as it was."""
    own = folder / "scoring.toml"
    text = own.read_text(encoding="utf-8")
    with pytest.raises(RefusedError, match="rules_invalid"):
        load_schemes().with_own(read_schemes(folder))
    blocks = text.split("[[schemes]]")
    last = blocks[-1].replace('version = "v2"', 'version = "v3"').replace("2023-04-01", "2024-01-01")
    own.write_text("[[schemes]]" + last, encoding="utf-8")
    joined = load_schemes().with_own(read_schemes(folder))
    assert joined.valid_on("demo_data_for_land", date(2024, 1, 1)).version == "v3"
    assert joined.valid_on("demo_data_for_land", date(2023, 12, 31)).version == "v2"
