"""The rules of land making and of the steps of supply."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules import load_rules
from landuse.rules.supply import load_supply_rules, read_supply_rules


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the rules that ship."""
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "rules"))


def test_land_making_has_twelve_items():
    """As many as the district's own land map keeps."""
    items = load_supply_rules().checklist
    assert len(items) == len(set(items)) == 12


def test_every_step_of_a_plot_has_its_rule():
    """Whatever brings a plot further says what it asks for."""
    rules = load_rules()
    stages = {stage for way in rules.plots.values() for stage in way}
    kinds = {kind for stage in stages for kind in rules.stages[stage]}
    assert kinds <= set(load_supply_rules().steps)


def test_the_ladder_covers_each_stage_before_the_goal_once():
    """No plot stands on two rungs."""
    stages = [stage for row in load_supply_rules().coverage.rows for stage in row.stages]
    assert len(stages) == len(set(stages))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('after = ["listing"]', 'after = ["listening"]', "steps.award"),
        ('stages = ["listed"]', 'stages = ["lasted"]', "coverage.rows.stages"),
        ('goal = "resupply_area"', 'goal = "supply"', "coverage.goal"),
        ('rows = ["awarded",', 'rows = ["handshake",', "coverage.pipeline.rows"),
        ("workdays = 5", "workdays = 0", "publicity.workdays"),
    ],
)
def test_a_name_that_is_not_declared_is_refused(folder, old, new, key):
    """The sentence names the key."""
    path = folder / "supply.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError, match="rules_invalid") as refused:
        read_supply_rules(folder, load_rules())
    assert refused.value.values["key"] == key
