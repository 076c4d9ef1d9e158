"""The rules of the forecast: complete, and refused with key and line where they are not."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules import load_rules
from landuse.rules.clocks import load_clocks
from landuse.rules.files import shipped
from landuse.rules.forecast import FILE, load_forecast_rules, read_forecast_rules


def changed(folder, old, new):
    """Copy the shipped rules to *folder* with one text replaced, and read them."""
    shutil.copytree(Path(str(shipped())), folder, dirs_exist_ok=True)
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_forecast_rules(folder, load_rules(), load_clocks())


def test_every_indicator_has_its_ways():
    """Each indicator of the campaign can be forecast, and every step of its ways has its usual days."""
    rules = load_forecast_rules()
    assert set(rules.indicators) == set(load_rules().indicators)
    pairs = {pair for way in rules.ways.values() for pair in pairwise(way)}
    assert pairs <= set(rules.transitions)


def test_the_law_sets_the_least_days():
    """Notice to listing takes 20 days at least, listing to award 10: from clocks.toml."""
    least = {pair: row.least for pair, row in load_forecast_rules().transitions.items() if row.least}
    assert least == {("notice", "listing"): 20, ("listing", "award"): 10}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"vacating", "demolition"]', '"vacating", "demolishing"]', "ways.clearance.steps"),
        (
            'steps = ["scheme_approval", "launch", "remediation"]',
            'steps = ["launch", "demolition"]',
            "ways.upgrade.steps",
        ),
        ('ways = ["supply_again", "cleared"]', 'ways = ["supply_twice"]', "indicators.resupply_area"),
        ('ways = ["supply_again", "cleared"]', 'ways = ["supply_new"]', "indicators.resupply_area.ways"),
        ("days = 25", "days = 20", "transitions.days"),
        ("[indicators.demolition_area]", "[indicators.demolished_area]", "indicators.demolished_area"),
        ("level = 0.80", "level = 1.80", "level"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path, old, new, key):
    """A wrong kind, a step without days, a way that leads elsewhere, days below the law: refused with their key."""
    with pytest.raises(RefusedError) as caught:
        changed(tmp_path, old, new)
    assert caught.value.values["key"] == key
    assert caught.value.values["line"] > 0
