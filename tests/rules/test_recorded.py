"""The rules of the plan's board: every indicator has a name, wrong ones are refused with their line."""

import shutil
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules.files import rules_digest, shipped
from landuse.rules.recorded import load_plan_rules, read_plan_rules


def test_every_recorded_indicator_and_unit_has_words():
    """In both languages: the indicator, its unit and its group."""
    for language in LANGUAGES:
        text = catalogue(language)
        for name, rule in load_plan_rules().recorded.items():
            assert text.has(f"indicators.{name}"), name
            assert text.has(f"measures.{rule.unit}"), rule.unit
            assert text.has(f"board.group.{rule.group}"), rule.group


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the rules."""
    return Path(shutil.copytree(str(shipped()), tmp_path / "rules"))


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("recorded.toml", 'part_of = "stations_built"', 'part_of = "masts"', "stations_opened.part_of"),
        ("recorded.toml", 'group = "digital"', 'colour = "red"', "digital_talks.group"),
        ("contradictions.toml", 'target = "step_up_firms"', 'target = "nobody"', "renamed"),
    ],
)
def test_a_wrong_rule_is_refused(folder, name, old, new, key):
    """The sentence names file and key."""
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError, match="rules_invalid") as refused:
        read_plan_rules(folder)
    assert (refused.value.values["file"], refused.value.values["key"]) == (name, key)


def test_the_digest_of_the_rules_is_one_and_the_same():
    """A document names the version of the rules by it."""
    assert len(rules_digest()) == 64
    assert rules_digest() == rules_digest()
