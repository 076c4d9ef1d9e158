"""Rules as data: the ones that ship are right, a wrong file is refused with its key and line."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules import load_rules, read_rules
from landuse.units import Dimension, Measure


@pytest.fixture
def folder(tmp_path):
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "rules"))


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_four_headline_indicators():
    """Three are land in 亩, nested; the fourth is floor area in m² and stands apart."""
    indicators = load_rules().indicators
    assert list(indicators) == [
        "remediation_area",
        "demolition_area",
        "resupply_area",
        "construction_start_floor_area",
    ]
    assert indicators["resupply_area"].nested_in == "demolition_area"
    assert indicators["construction_start_floor_area"].dimension is Dimension.FLOOR
    assert indicators["construction_start_floor_area"].measure is Measure.M2


def test_owner_led_renewal_has_no_re_supply():
    """企业自主改造 comes back without a new supply, so its land is never idle."""
    assert not load_rules().mode("owner_led").resupplied
    assert "resupplied" not in load_rules().mode("owner_led").way


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("indicators.toml", 'measure = "mu"', 'measure = "acres"', "remediation_area.measure"),
        ("indicators.toml", 'norm = "linear"', 'norm = "wishful"', "remediation_area.norm"),
        ("indicators.toml", 'kinds = ["demolition"]', 'kinds = ["construction_start"]', "demolition_area.kinds"),
        ("norms.toml", "6 = 0.5", "6 = 0.1", "quarterly.nodes"),
        ("stocks.toml", 'left_by = ["listing"', 'left_by = ["lisitng"', "approved_not_listed"),
        ("areas.toml", "yellow = 0.005", "yellow = 5", "difference.yellow"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_key_and_line(folder, name, old, new, key):
    """The error names file, key and a line at or just above the mistake."""
    line = edit(folder, name, old, new)
    with pytest.raises(RefusedError) as refused:
        read_rules(folder)
    assert refused.value.key == "rules_invalid"
    assert refused.value.values["file"] == name
    assert refused.value.values["key"] == key
    assert line - 3 <= refused.value.values["line"] <= line


def test_a_file_that_is_not_toml_is_refused_with_its_line(folder):
    """A missing quote is named by its line."""
    line = edit(folder, "norms.toml", "nodes = { 12 = 1.0 }", "nodes = { 12 = ")
    with pytest.raises(RefusedError) as refused:
        read_rules(folder)
    assert refused.value.values["line"] == line
