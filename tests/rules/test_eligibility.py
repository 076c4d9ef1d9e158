"""Which plots can be matched, as data: complete, and refused where it is wrong."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.rules import load_rules
from landuse.rules.eligibility import load_eligibility, read_eligibility
from landuse.rules.matching import load_matching_rules


def test_every_item_that_binds_can_be_read_of_a_firm():
    """What matching asks for, a firm has an offer for."""
    assert set(load_matching_rules().standards.items) == set(load_eligibility().offers)


def test_no_plot_is_matched_from_its_notice_on():
    """The stages are those before it."""
    order = load_rules().plots["listing"]
    assert all(order.index(stage) < order.index("noticed") for stage in load_eligibility().plots.stages)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"approved"', '"blessed"', "plots.stages"),
        ('unknown = "in"', 'unknown = "perhaps"', "plots.unknown"),
        ('denominator = "demand_mu"', 'denominator = "demand_mu"\nfactor = 2', "offers.investment_intensity.factor"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path, old, new, key):
    """With the file, the key and its line."""
    with resources.as_file(resources.files("landuse") / "rules" / "eligibility.toml") as source:
        shutil.copy(Path(source), tmp_path)
    path = tmp_path / "eligibility.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_eligibility(tmp_path, load_rules())
    assert refused.value.values["key"] == key
