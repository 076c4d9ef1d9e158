"""The rules of contiguity, as data."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules.contiguity import load_contiguity_rules, read_contiguity_rules


def test_the_rule_of_a_hundred_mu_has_its_source():
    """What a planner is asked for can be read up."""
    least = load_contiguity_rules().least
    assert (least.mu, "100亩" in least.source) == (100, True)


@pytest.mark.parametrize(
    ("old", "new", "key"), [("mu = 100", "mu = 0", "least.mu"), ('"zones"', '"firms"', "least.layers")]
)
def test_a_wrong_rule_is_refused_with_its_key(tmp_path, old, new, key):
    """No district is planned by a rule that cannot be."""
    shutil.copytree(Path(str(resources.files("landuse") / "rules")), tmp_path / "rules")
    path = tmp_path / "rules" / "contiguity.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_contiguity_rules(tmp_path / "rules")
    assert caught.value.values["key"] == key
