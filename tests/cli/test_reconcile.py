"""reconcile: reported against ledger, by parcel; a reported figure recorded by hand."""

import pytest

from landuse.core.reconcile import Cause
from landuse.i18n import LANGUAGES, catalogue
from landuse.rules.reconcile import load_other_rules

ADD = ("--period", "2023-01..2023-05", "--reported-on", "2023-06-05")


@pytest.mark.parametrize("language", LANGUAGES)
def test_causes_and_rules_have_words(language):
    """In both languages."""
    keys = [f"reconcile.cause.{cause}" for cause in Cause] + [f"reconcile.rule.{name}" for name in load_other_rules()]
    assert [key for key in keys if not catalogue(language).has(key)] == []


def test_a_reported_figure_is_recorded_and_reconciled(call, place):
    """25.4 亩 were told in whole numbers; what nothing explains is said; a revision stands for the earlier one."""
    answer = call("reconcile", "--add", "resupply_area=28", *ADD, "--source", "通报5号", "--json", "--workspace", place)
    (row,) = answer.json
    assert (row["reported"], row["ledger"], row["difference"], row["period"]) == (28.0, 25.0, -3.0, "1-5月")
    assert [(part["cause"], part["amount"]) for part in row["parts"]] == [("unexplained", -3.0)]
    answer = call("reconcile", "--add", "resupply_area=25", *ADD, "--json", "--workspace", place)
    assert [(row["reported"], row["difference"], row["parts"]) for row in answer.json] == [(25.0, 0.0, [])]


def test_an_issue_is_reconciled_by_parcel(call, place, tmp_path):
    """A void after the issue is told with its parcel and event, in JSON and in words."""
    call("report", "plan_board", "-o", tmp_path / "p.xlsx", "--as-of", "2023-05-31", "--issue", "--workspace", place)
    events = call("explain", "resupply_area", "--year", "2023", "--as-of", "2023-05-31", "--json", "--workspace", place)
    event = events.json["contributions"][0]["event"]
    assert call("void", event, "--why", "错", "--workspace", place).code == 0
    asked = ("reconcile", "--indicator", "resupply_area", "--snapshot", "B0001", "--workspace", place)
    (row,) = call(*asked, "--json").json
    assert (row["reported"], row["ledger"], row["unexplained"]) == (25.0, 0.0, 0.0)
    assert row["parts"] == [
        {"cause": "voided", "amount": -25.0, "subject_kind": "parcel", "subject": "P1", "events": [event], "rule": None}
    ]
    said = call(*asked).out
    assert "通报 25.00 亩,台账 0.00 亩,相差 -25.00 亩" in said
    assert "通报后作废" in said


@pytest.mark.parametrize(
    "words",
    [
        ("--add", "happiness=3"),
        ("--add", "resupply_area=many"),
        ("--add", "resupply_area=3", "--measure", "wan_m2"),
        ("--add", "resupply_area=3", "--measure", "acres"),
        ("--add", "resupply_area=3", "--basis", "guess"),
        ("--add", "resupply_area=3", "--period", "soon"),
    ],
)
def test_what_cannot_be_recorded_is_refused(call, place, words):
    """One sentence, code 2, nothing recorded."""
    answer = call("reconcile", *words, "--workspace", place)
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert call("reconcile", "--json", "--workspace", place).json == []


def test_nothing_reported_is_said(call, place):
    """With what to do about it."""
    assert "--add" in call("reconcile", "--workspace", place).out
