"""Periods as data: the ones that ship are the law's, a wrong file is refused with its key and line."""

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from landuse.errors import RefusedError
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules import load_rules
from landuse.rules.clocks import Bound, Strength, Unit, load_clocks, plot_steps, read_clocks

CLOCKS = load_clocks().clocks


@pytest.mark.parametrize(
    ("name", "from_kind", "to_kind", "bound", "length", "unit", "strength", "source"),
    [
        ("notice_period", "notice", "listing", "at_least", 20, "days", "statutory", "39号)第8条"),
        ("listing_period", "listing", "award", "at_least", 10, "days", "statutory", "39号)第18条"),
        ("contract_signing", "award", "grant_contract", "at_most", 10, "workdays", "policy", "151号"),
        ("permit_after_contract", "grant_contract", "permit", "at_most", 100, "days", "policy", "标准地"),
        ("permit_after_handover", "handover", "permit", "at_most", 100, "days", "policy", "标准地"),
        ("start_after_permit", "permit", "construction_start", "at_most", 3, "months", "statutory", "建筑法 第9条"),
        ("start_after_handover", "handover", "construction_start", "at_most", 1, "years", "contract", "合同"),
        ("completion", "construction_start", "completion", "at_most", 3, "years", "contract", "合同"),
        ("production", "completion", "production_start", "at_most", 6, "months", "contract", "协议"),
        ("capacity_acceptance", "production_start", "capacity_acceptance", "at_most", 3, "years", "contract", "协议"),
        ("idle_fee", "construction_start", "construction_start", "at_most", 12, "months", "statutory", "53号"),
        ("idle_take_back", "construction_start", "construction_start", "at_most", 24, "months", "statutory", "53号"),
        ("idle_suspension", "suspension", "resumption", "at_most", 12, "months", "statutory", "53号"),
        ("usual_notice", "approval_meeting", "notice", "at_least", 30, "days", "practice", "建议值"),
    ],
)
def test_the_periods_of_the_domain(name, from_kind, to_kind, bound, length, unit, strength, source):
    """Each period has its ends, its length and what stands behind it."""
    clock = CLOCKS[name]
    assert (clock.from_kind, clock.to_kind, clock.bound, clock.length, clock.unit, clock.strength) == (
        from_kind,
        to_kind,
        Bound(bound),
        length,
        Unit(unit),
        Strength(strength),
    )
    assert source in clock.source


def test_the_supply_plan_is_published_by_the_end_of_march():
    """A day of every year, not a period."""
    assert load_clocks().fixed["supply_plan_publication"].of(2023) == date(2023, 3, 31)


def test_what_has_no_law_is_a_proposal():
    """Every usual time says in its source that it is a proposal, and only those of practice do not bind."""
    usual = {name for name in CLOCKS if name.startswith("usual_")}
    assert {name for name in CLOCKS if "建议值" in CLOCKS[name].source} == usual
    assert {name for name in CLOCKS if not CLOCKS[name].binds} == {*usual, "handover"}


def test_usual_times_are_no_shorter_than_the_law_s():
    """Where practice and law speak of the same two steps, the advice leaves at least what the law asks."""
    shortest = {
        (clock.from_kind, clock.to_kind): clock.length
        for clock in CLOCKS.values()
        if clock.bound is Bound.AT_LEAST and clock.binds
    }
    advised = {
        (clock.from_kind, clock.to_kind): clock.length
        for clock in CLOCKS.values()
        if clock.bound is Bound.AT_LEAST and not clock.binds
    }
    assert {ends for ends in shortest if advised[ends] < shortest[ends]} == set()


def test_only_clocks_with_an_unrecorded_end_name_other_kinds():
    """Publishing the result is no event of the ledger, so nothing can be said to be due of it."""
    kinds = load_rules().kinds
    strangers = {name for name, clock in CLOCKS.items() if not {clock.from_kind, clock.to_kind} <= set(kinds)}
    assert strangers == {name for name, clock in CLOCKS.items() if not clock.recorded}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clock_has_its_words(language):
    """Ids, fixed days, strengths, bounds and units are said in words."""
    texts = catalogue(language)
    names = {*CLOCKS, *load_clocks().fixed}
    families = {"clocks": names, "clocks.strengths": Strength, "clocks.bounds": Bound, "clocks.units": Unit}
    assert [
        f"{family}.{name}" for family in families for name in families[family] if not texts.has(f"{family}.{name}")
    ] == []


def test_the_steps_of_a_way():
    """Land supplied by agreement has no listing and no award; new land is not supplied again."""
    rules = load_rules()
    agreement = plot_steps(rules, "agreement")
    assert agreement.index("grant_contract") == agreement.index("notice") + 1
    assert "resupply" not in plot_steps(rules, "listing_new_land")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('to_kind = "listing"', 'to_kind = "lisitng"', "clocks.notice_period.to_kind"),
        ('until = "handover"', 'until = "hand"', "clocks.permit_after_contract.until"),
        ("length = 20", "length = 0", "clocks.notice_period.length"),
        ('unit = "days"', 'unit = "weeks"', "clocks.notice_period.unit"),
        ('strength = "statutory"', 'strength = "firm"', "clocks.notice_period.strength"),
        ("day = 31", "day = 32", "fixed.supply_plan_publication.day"),
        ("month = 3", "month = 6", "fixed.supply_plan_publication.day"),
        ('kind = "supply_plan"', 'kind = "plan"', "fixed.supply_plan_publication.kind"),
        ('office_acts = ["supply_plan"', 'office_acts = ["plan"', "office_acts"),
        ('from_kind = "notice"', 'from_kind = "award"', "clocks.notice_period.to_kind"),
    ],
)
def test_a_wrong_clock_is_refused_with_its_key_and_line(tmp_path, old, new, key):
    """Kinds that are not declared, days that do not exist, periods that run backwards: named with a line."""
    with resources.as_file(resources.files("landuse") / "rules") as shipped:
        folder = Path(shutil.copytree(shipped, tmp_path / "rules"))
    path = folder / "clocks.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_clocks(folder, load_rules())
    values = caught.value.values
    assert (caught.value.key, values["file"], values["key"]) == ("rules_invalid", "clocks.toml", key)
    at = text[: text.index(old)].count("\n") + 1
    assert abs(values["line"] - at) <= 4
