"""Every warning can be said in words, in both languages, with its numbers."""

from dataclasses import fields, replace
from datetime import date

import pytest

from landuse.core.alerts import AlertLevel, alerts
from landuse.core.alerts.supervised import SupervisionState
from landuse.core.alerts.wording import wording
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules.alerts import OwnerRole
from tests.core.alerts.builders import RULES, event, fired, milestone, plot
from tests.core.alerts.everything import DAY, everything

ALL = alerts(everything(), RULES)
ZH, EN = (catalogue(language) for language in LANGUAGES)


def say(alert, text=ZH, as_of=DAY):
    return wording(alert, RULES, text, as_of=as_of)


@pytest.mark.parametrize("text", [ZH, EN], ids=LANGUAGES)
@pytest.mark.parametrize("alert", ALL, ids=lambda one: one.key)
def test_every_warning_fills_its_sentences(alert, text):
    """Nothing is blank, no field is left open, no code or None stands in a sentence."""
    said = say(alert, text)
    sentences = {field.name: getattr(said, field.name) for field in fields(said)}
    assert all(sentences.values())
    written = " ".join(sentences.values())
    assert not any(sign in written for sign in ("{", "}", "None", "nan", "datetime", "_"))
    assert alert.rule in said.rule


@pytest.mark.parametrize("text", [ZH, EN], ids=LANGUAGES)
def test_levels_owners_and_states_have_words(text):
    """No colour stands alone."""
    assert all(text.has(f"alerts.level.{level}") for level in AlertLevel)
    assert all(text.has(f"alerts.owner.{role}") for role in OwnerRole)
    assert all(text.has(f"alerts.state.{state}") for state in SupervisionState)


def test_a_due_day_is_said_as_left_today_or_overdue():
    """做地 by the end of June, seen thirty days before, on the day and nine days after."""
    given = {"plots": [plot()], "milestones": [milestone("site_preparation", date(2023, 6, 30))]}
    said = []
    for day in (date(2023, 5, 31), date(2023, 6, 30), date(2023, 7, 9)):
        (found,) = fired("W03", day, **given)
        said.append(say(found, as_of=day))
    assert [one.level for one in said] == ["黄色预警", "黄色预警", "红色预警"]
    assert said[0].what == "plot G1应于 2023年6月30日 前完成“做地完成”,还有 30 天。"
    assert "今天到期" in said[1].what
    assert "已逾期 9 天" in said[2].what


def test_a_clock_is_said_in_the_unit_of_its_rule():
    """Working days for the contract, months for idle land, days for the notice."""
    by_rule = {one.rule: one for one in ALL if one.subject_id != "G5"}
    assert "12 个工作日" in say(by_rule["W07"]).what
    assert "24 个月" in say(by_rule["W13"]).what
    assert "58 天" in say(by_rule["W05"]).what


def test_the_threshold_is_the_rules_and_so_is_the_source():
    """A law is named, a proposal is called one; a moved threshold is said as moved."""
    by_rule = {one.rule: one for one in ALL}
    assert "国土资源部令第39号" in say(by_rule["W06"]).rule
    assert "本区建议值" in say(by_rule["W05"]).rule
    assert "满 30 天为黄色,满 60 天为红色" in say(by_rule["W05"]).rule
    moved = RULES.model_copy(update={"rules": {**RULES.rules, "W05": RULES["W05"].model_copy(update={"red": 45.0})}})
    assert "满 45 天为红色" in wording(by_rule["W05"], moved, ZH, as_of=DAY).rule
    assert "到期前 60 天起黄色,到期当天起红色" in say(by_rule["W11"]).rule


def test_a_delay_that_is_not_the_firms_says_so():
    """The government's delay of G5 is information, with its cause and article; the firm's own is not excused."""
    excused = next(one for one in ALL if one.key == "W12:plot:G5")
    assert say(excused).level == "提示"
    assert "政府原因" in say(excused).why
    assert "第八条" in say(excused).why
    due = milestone("construction_start", date(2021, 5, 4), delay_cause="enterprise")
    (own,) = fired("W12", DAY, plots=[plot()], milestones=[due])
    assert "企业原因" in say(own).why
    assert "第八条" not in say(own).why


def test_a_figure_that_is_not_there_is_a_dash():
    """Nobody measured what is built: said as such, not as zero."""
    (found,) = fired("W14", DAY, plots=[plot()], events=[event("suspension", date(2022, 4, 1))])
    assert "已建面积占比 —" in say(found).what
    assert say(replace(found, amount_mu=None)).level == "提示"
