"""The rules of matching as data: complete, labelled, and refused where they are wrong."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules.matching import load_matching_rules, read_matching_rules


def changed(folder, old, new):
    """Copy the shipped file with one line changed."""
    with resources.as_file(resources.files("landuse") / "rules" / "matching.toml") as source:
        shutil.copy(Path(source), folder)
    path = folder / "matching.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_most_firms_come_first():
    """The shipped objective serves as many firms as can be before anything else."""
    assert load_matching_rules().priorities.objective == ("served", "score_area", "misfit")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"served", "score_area", "misfit"', '"served", "served"', "priorities.objective"),
        ('"served", "score_area", "misfit"', '"profit"', "priorities.objective"),
        ("below = 0.10", "below = 1.5", "area.below"),
        ("step = 5", "step = 0", "penalty.step"),
        ('unit = "soft"', 'unit = "maybe"', "constraints.unit"),
        ("seconds = 6.0", "seconds = 0.0", "priorities.seconds"),
        ("grace_days = 0", "grace_days = 0\ngrace = 1", "ready.grace"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path, old, new, key):
    """With the file, the key and its line."""
    with pytest.raises(RefusedError) as refused:
        read_matching_rules(changed(tmp_path, old, new))
    assert refused.value.values["file"] == "matching.toml"
    assert refused.value.values["key"] == key


def test_weights_are_needed_where_they_count(tmp_path):
    """A weighted objective without a weight is refused; a lexicographic one does not ask for it."""
    assert read_matching_rules(changed(tmp_path, "misfit = 1\n", "\n")).priorities.weights
    path = tmp_path / "matching.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"lexicographic"\n', '"weighted"\n'), encoding="utf-8")
    with pytest.raises(RefusedError, match="misfit"):
        read_matching_rules(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_items_and_aims_have_labels(language):
    """Whatever the rules name can be said in words."""
    text, rules = catalogue(language), load_matching_rules()
    names = [f"constraints.{item}" for item in rules.standards.items]
    names += [f"aims.{aim}" for aim in rules.priorities.objective]
    names += [f"strengths.{rules.constraints.ready}", f"constraints.{'refusal'}"]
    assert [name for name in names if not text.has(f"matching.{name}")] == []
