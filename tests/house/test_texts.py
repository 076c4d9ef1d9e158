"""Every text in every language, every key used has a text, every error has a sentence."""

import string

import pytest

from landuse.i18n import LANGUAGES, catalogue
from landuse.model import GeometryStatus, Reason
from landuse.rules import load_rules
from landuse.schema import TABLES
from landuse.units import Measure
from tests.house.source import called, first_text, modules

ZH, EN = (catalogue(language) for language in LANGUAGES)
ERRORS = {"LanduseError", "ArgumentsError", "InputError", "WorkspaceError", "ConflictError", "RefusedError"}


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_keys():
    """zh-CN and en are both complete."""
    assert set(ZH.texts) == set(EN.texts)


@pytest.mark.parametrize("key", sorted(set(ZH.texts) & set(EN.texts)))
def test_languages_fill_the_same_fields(key):
    """A text names only fields that its code fills: one language may leave one out, none may invent one."""
    zh, en = fields(ZH.texts[key]), fields(EN.texts[key])
    assert zh <= en or en <= zh


def test_no_chinese_is_missing_from_the_chinese():
    """No text is blank."""
    assert [key for texts in (ZH, EN) for key, text in texts.texts.items() if not text.strip()] == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_every_text_asked_for_is_there(path):
    """text("noun.thing") names a text of the catalogue."""
    asked = [first_text(call) for call in called(modules()[path], {"text"})]
    assert [key for key in asked if key and "." in key and not ZH.has(key)] == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_every_error_raised_has_a_sentence(path):
    """An error's key has its sentence in the catalogue."""
    keys = [first_text(call) for call in called(modules()[path], ERRORS)]
    assert [key for key in keys if key and not ZH.has(f"errors.{key}")] == []


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("indicators", list(load_rules().indicators)),
        ("kinds", [*load_rules().kinds, "void"]),
        ("stages", list(load_rules().stages)),
        ("modes", list(load_rules().modes)),
        ("stocks", list(load_rules().stocks)),
        ("reasons", [str(reason) for reason in Reason]),
        ("geometry", [str(status) for status in GeometryStatus]),
        ("measures", [str(measure) for measure in Measure]),
        ("columns", sorted({name for table in TABLES.values() for name in table.names})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_name_of_the_rules_has_a_label(family, names):
    """What rules and schema name can be said in words."""
    assert [name for name in names if not ZH.has(f"{family}.{name}")] == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_every_error_raised_fills_its_sentence(path):
    """Every field of an error's sentence is a keyword of the call that raises it."""
    unfilled = {}
    for call in called(modules()[path], ERRORS):
        key = first_text(call)
        spread = any(keyword.arg is None for keyword in call.keywords)
        if key and not spread and ZH.has(f"errors.{key}"):
            given = {keyword.arg for keyword in call.keywords}
            missing = (fields(ZH.texts[f"errors.{key}"]) | fields(EN.texts[f"errors.{key}"])) - given
            if missing:
                unfilled[f"{key}:{call.lineno}"] = missing
    assert unfilled == {}
