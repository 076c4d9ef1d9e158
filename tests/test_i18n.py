"""Texts, numbers and days in the reader's language."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.errors import RefusedError
from landuse.i18n import catalogue
from landuse.units import Measure

ZH, EN = catalogue("zh-CN"), catalogue("en")


def test_amounts_carry_their_unit():
    """No number without its unit, rounded half up, with thousands separators."""
    assert ZH.amount(182.305, Measure.MU) == "182.31 亩"
    assert ZH.amount(Decimal(274000), Measure.M2) == "274,000.00 平方米"
    assert EN.amount(None, Measure.MU) == "—"


def test_days_and_shares():
    """Days as the language writes them; shares as per cent."""
    assert ZH.day(date(2023, 5, 31)) == "2023年5月31日"
    assert EN.day(date(2023, 5, 31)) == "2023-05-31"
    assert ZH.percent(25 / 300) == "8.3%"


def test_a_missing_text_raises():
    """A blank is never shown."""
    with pytest.raises(KeyError):
        ZH("nowhere.nothing")


def test_an_office_s_own_code_stands_for_itself():
    """A mode the catalogue does not know is shown as it is written; none is said."""
    assert ZH.label("modes", "joint") == "企业联合改造"
    assert ZH.label("modes", "聚") == "聚"
    assert ZH.label("modes", None) == "未填"


def test_errors_become_sentences_in_words():
    """An error's values that are names of the rules are said in words."""
    error = RefusedError("kind_not_of_subject", kind="listing", subject="parcel")
    assert ZH.sentence(error) == "“挂牌”不能登记在地块上。"
    assert EN.sentence(error) == '"Listed" cannot happen to a parcel.'
