"""The warning rules as data: all 22, each with its source; a wrong file is refused with its key and line."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules import load_rules
from landuse.rules.alerts import RULE_IDS, Counted, load_alert_rules, read_alert_rules

RULES = load_alert_rules()

#: The table of the domain study, 6.5: unit, yellow, red.
TABLE = {
    "W01": ("share", 1.0, 0.8),
    "W02": ("share", 1.2, 1.0),
    "W03": ("days", 30, -1),
    "W04": ("none", None, None),
    "W05": ("days", 30, 60),
    "W06": ("days", None, 20),
    "W07": ("workdays", 7, 10),
    "W08": ("days", 30, 0),
    "W09": ("days", 60, 100),
    "W10": ("days", 60, 90),
    "W11": ("days", 60, 0),
    "W12": ("months", 9, 12),
    "W13": ("months", 18, 24),
    "W14": ("months", 6, 12),
    "W15": ("days", 90, 0),
    "W16": ("days", 90, 0),
    "W17": ("months", 6, 12),
    "W18": ("days", 14, -1),
    "W19": ("share", 0.005, 0.02),
    "W20": ("days", 14, 31),
    "W21": ("none", None, None),
    "W22": ("none", None, None),
}


@pytest.fixture
def folder(tmp_path):
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "rules"))


def test_all_22_rules_are_there_in_order():
    """W01 to W22, each with a name of its own."""
    assert tuple(RULES.rules) == RULE_IDS == tuple(TABLE)
    assert len({rule.name for rule in RULES.rules.values()}) == 22


@pytest.mark.parametrize("rule", RULE_IDS)
def test_a_rule_has_the_thresholds_of_the_table(rule):
    """Unit, yellow and red are the ones of the domain study."""
    found = RULES[rule]
    assert (found.unit, found.yellow, found.red) == TABLE[rule]


@pytest.mark.parametrize("rule", RULE_IDS)
def test_a_rule_says_where_it_comes_from(rule):
    """A law is named with its article or number; everything else is called a proposal."""
    source = RULES[rule].source
    assert source == "proposal" or any(sign in source for sign in ("令", "法", "〔", "合同", "标准地"))


def test_what_the_law_asks_for_is_not_called_a_proposal():
    """Notice, contract, handover, permits, start and idle land have laws behind them."""
    lawful = {"W06", "W07", "W08", "W09", "W10", "W11", "W12", "W13", "W14"}
    assert {rule for rule in RULE_IDS if RULES[rule].source != "proposal"} >= lawful
    assert "53号" in RULES["W12"].source


def test_the_area_difference_is_that_of_the_area_rules():
    """One pair of shares in two files: they agree."""
    difference = load_rules().difference
    assert (RULES["W19"].yellow, RULES["W19"].red) == (difference.yellow, difference.red)


def test_each_milestone_is_watched_by_one_rule():
    """Two rules on one due day would warn twice; W11's clock goes on in W12 and W13 without one."""
    watched = [rule.milestone for rule in RULES.rules.values() if rule.milestone]
    assert len(set(watched)) == len(watched) == len(RULES.watched)


def test_what_follows_a_step_is_found_over_several_ways():
    """Whoever completed a building has passed the notice; a plan says nothing about the land being made."""
    assert {"notice", "listing", "completion"} <= RULES.later("notice")
    assert "approval_meeting" not in RULES.later("notice")
    assert "supply_plan" not in RULES.later("site_preparation")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_rule_has_its_sentences(rule, language):
    """Title, what would close it and the threshold, in both languages."""
    text = catalogue(language)
    assert all(text.has(f"alerts.{rule}.{piece}") for piece in ("title", "fix", "threshold"))


def edit(folder, old, new):
    path = folder / "alerts.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "behind_norm"\n', 'name = "behind_norm"\ncolour = "red"\n', "rules.W01.colour"),
        ('name = "thin_pipeline"\n', "", "rules.W02.name"),
        ('unit = "workdays"', 'unit = "weeks"', "rules.W07.unit"),
        ('counted = "quarter"', 'counted = "month"', "rules.W04.counted"),
        ('owner = "task_force"', 'owner = "nobody"', "rules.W21.owner"),
        ('closes_by = "notice"', 'closes_by = "notcie"', "rules.W05.closes_by"),
        ('milestone = "signing"', 'milestone = "sining"', "rules.W18.milestone"),
        ("yellow = 60\nred = 100", "yellow = 60\nred = 50", "rules.W09.red"),
        ("yellow = 14\nred = -1", "yellow = 14\nred = 20", "rules.W18.red"),
        ("listing_days = 10\n", "", "rules.W06.listing_days"),
        ("yellow = 7\n", "", "rules.W07.yellow"),
        ("built_below = 0.3333333333", "built_below = 33", "rules.W14.built_below"),
        ('source = "建筑法 第九条"', 'source = ""', "rules.W10.source"),
        ("[rules.W20]", "[rules.W23]", "rules.W23"),
        ('again = ["demolition", "resupply"]', 'again = ["demolition", "resuply"]', "order.again"),
        ("[order]", "[disorder]", "order"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_key_and_line(folder, old, new, key):
    """Unknown keys, units, owners and kinds, numbers missing or the wrong way round: file, key and a line near it."""
    line = edit(folder, old, new)
    with pytest.raises(RefusedError) as refused:
        read_alert_rules(folder)
    assert (refused.value.key, refused.value.values["file"]) == ("rules_invalid", "alerts.toml")
    assert refused.value.values["key"] == key
    if new and key != "order":  # of a key that is not there, no line can be named
        assert line - 14 <= refused.value.values["line"] <= line + 2


def test_a_rule_that_is_missing_is_refused(folder):
    """All 22 are asked for; the one that is not there is named."""
    text = (folder / "alerts.toml").read_text(encoding="utf-8")
    start, end = text.index("[rules.W20]"), text.index("# 意向企业与竞得人不一致")
    (folder / "alerts.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_alert_rules(folder)
    assert refused.value.values["detail"] == "W20"


def test_a_clock_counts_in_days_workdays_or_months():
    """What is counted as gone or left has a unit to count in."""
    for rule in RULES.rules.values():
        if rule.counted in {Counted.GONE, Counted.LEFT}:
            assert rule.unit in {"days", "workdays", "months"}
