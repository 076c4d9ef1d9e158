"""Scoring schemes as data: the published one to the letter, and a wrong one refused."""

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules.scoring import load_schemes, read_schemes

SCHEMES = load_schemes()


def own_folder(folder, text):
    """Write a scheme file of a district."""
    (folder / "scoring.toml").write_text(text, encoding="utf-8")
    return folder


SMALL = """
[[schemes]]
scheme_id = "{name}"
version = "{version}"
title = "own"
valid_from = {day}
source = "test"
group = "all"
decimals = 2
ranking = "unit"
ties = []
[schemes.items.output]
measure = "figure"
numerator = "output_wan_yuan"
weight = 100
benchmark = 1000
missing = "zero"
"""


def small(name="own", version="1", day="2023-01-01"):
    return SMALL.format(name=name, version=version, day=day)


def test_the_published_formula_above_designated_size():
    """Domain study 5.1: six items, their weights and benchmarks, no cap."""
    scheme = SCHEMES.of("huangyan_above", "2022")
    assert {name: (item.weight, item.benchmark, item.cap) for name, item in scheme.items.items()} == {
        "tax_per_mu": (30, 24.097, None),
        "value_added_per_mu": (20, 136.16, None),
        "energy_value_added": (20, 2.694, None),
        "emission_value_added": (10, 4929.81, None),
        "labour_productivity": (10, 18.14, None),
        "rd_share": (10, 0.0302, None),
    }
    assert scheme.items["emission_value_added"].missing == "mean_of_others"
    assert scheme.group == "above"


def test_the_published_formula_below_designated_size():
    """Tax per mu and tax per electricity, fifty each."""
    items = SCHEMES.of("huangyan_below", "2022").items
    assert [(item.weight, item.benchmark, item.cap) for item in items.values()] == [
        (50, 11.5932, None),
        (50, 0.2352, None),
    ]


@pytest.mark.parametrize("scheme", SCHEMES.schemes.values(), ids=lambda scheme: "-".join(scheme.key))
def test_weights_add_up(scheme):
    """Every scheme is out of 100."""
    assert sum(item.weight for item in scheme.items.values()) == 100


def test_what_is_invented_says_so():
    """Only the demo's own schemes are marked as invented, and they are two versions of one."""
    invented = {scheme.key for scheme in SCHEMES.schemes.values() if scheme.invented}
    assert invented == {("demo_data_for_land", "v1"), ("demo_data_for_land", "v2")}


@pytest.mark.parametrize(
    ("day", "version"),
    [(date(2021, 12, 31), None), (date(2022, 1, 1), "v1"), (date(2023, 3, 31), "v1"), (date(2023, 4, 1), "v2")],
)
def test_the_version_in_force_is_the_last_begun(day, version):
    """The new version counts from its first day."""
    scheme = SCHEMES.valid_on("demo_data_for_land", day)
    assert (scheme and scheme.version) == version


def test_a_district_adds_its_own(tmp_path):
    """Own schemes stand beside those of the package."""
    joined = SCHEMES.with_own(read_schemes(own_folder(tmp_path, small())))
    assert joined.of("own", "1").ranking == "unit"
    assert len(joined.schemes) == len(SCHEMES.schemes) + 1


def test_a_used_version_is_never_changed(tmp_path):
    """A district cannot give a version of the package again."""
    own = read_schemes(own_folder(tmp_path, small("demo_data_for_land", "v1", "2030-01-01")))
    with pytest.raises(RefusedError, match="rules_invalid"):
        SCHEMES.with_own(own)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (small().replace("weight = 100", "weight = 90"), "weight"),
        (small().replace("weight = 100", "weight = -1"), "schemes.items.output.weight"),
        (small().replace("benchmark = 1000", "benchmark = 0"), "schemes.items.output.benchmark"),
        (small().replace('"figure"', '"ratio"'), "output.denominator"),
        (small().replace('"figure"', '"growth"'), "output.years"),
        (small().replace("benchmark = 1000", 'benchmark = "overall"'), "output.benchmark"),
        (small().replace('missing = "zero"', 'missing = "guess"'), "schemes.items.output.missing"),
        (small() + small(), "version"),
        (small() + small(version="2"), "valid_from"),
        (small().replace("group", "grupo"), "schemes.group"),
    ],
)
def test_a_wrong_scheme_is_refused(tmp_path, text, key):
    """With the file, the key and its line."""
    with pytest.raises(RefusedError) as refused:
        read_schemes(own_folder(tmp_path, text))
    assert refused.value.values["file"] == "scoring.toml"
    assert str(refused.value.values["key"]).startswith(key)
    assert refused.value.values["line"] >= 1


def test_the_shipped_file_can_be_copied_and_read(tmp_path):
    """A district begins with a copy of it."""
    with resources.as_file(resources.files("landuse") / "rules" / "scoring.toml") as source:
        shutil.copy(Path(source), tmp_path)
    assert read_schemes(tmp_path) == SCHEMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_schemes_items_and_figures_have_labels(language):
    """Whatever the shipped schemes name can be said in words."""
    text = catalogue(language)
    for scheme in SCHEMES.schemes.values():
        names = [f"schemes.{scheme.scheme_id}", f"groups.{scheme.group}", f"rankings.{scheme.ranking}"]
        names += [f"items.{name}" for name in scheme.items] + [f"figures.{name}" for name in scheme.figures]
        names += [f"rules.{item.missing}" for item in scheme.items.values()]
        assert [name for name in names if not text.has(f"scoring.{name}")] == []
