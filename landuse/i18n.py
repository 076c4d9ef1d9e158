"""
Texts, numbers and dates in the reader's language, from ``locale/<language>/<noun>.toml``.

Keys are ``noun.thing``; values may name fields (``{year}``). A missing key raises: a blank is never shown.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from landuse.errors import LanduseError
from landuse.model import Asked, Issue, Question
from landuse.units import Measure, rounded

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"
#: Values of errors that are names of the rules, and the family of their labels.
_FAMILIES = {
    "layer": "layers",
    "printed": "layers",
    "kind": "kinds",
    "before": "kinds",
    "subject": "subjects",
    "indicator": "indicators",
    "item": "checklist_items",
    "field": "columns",
    "found": "contents",
    "expected": "contents",
}


def language_of(wish: str | None) -> str:
    """
    Return the language that serves a *wish* such as ``zh``, ``zh-CN`` or ``en-GB``.

    Examples
    --------
    >>> language_of("en-GB"), language_of("zh"), language_of(None)
    ('en', 'zh-CN', 'zh-CN')
    """
    return "en" if (wish or "").lower().startswith("en") else DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of *key* with its fields filled; KeyError if there is none."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a text for *key*."""
        return key in self.texts

    def label(self, family: str, name: str | None) -> str:
        """Return the label ``family.name``, or *name* itself where the catalogue has none (an office's own code)."""
        if not name:
            return self.texts["common.none"]
        return self.texts.get(f"{family}.{name}", name)

    def number(self, amount: float | Decimal | None, places: int = 2) -> str:
        """Return *amount* rounded half up with thousands separators; a dash for None."""
        return self.texts["common.dash"] if amount is None else f"{rounded(amount, places):,f}"

    def amount(self, amount: float | Decimal | None, measure: Measure, places: int = 2) -> str:
        """Return *amount* with its unit of measure."""
        if amount is None:
            return self.texts["common.dash"]
        return self("common.amount", number=self.number(amount, places), unit=self.label("measures", measure))

    def percent(self, share: float | None, places: int = 1) -> str:
        """Return a share of 1 as per cent; a dash for None."""
        return self.texts["common.dash"] if share is None else f"{rounded(share * 100, places):f}%"

    def sentence(self, error: LanduseError) -> str:
        """Return what an error says: what is wrong, where, and what to do."""
        values = {
            name: self.label(_FAMILIES[name], str(value)) if name in _FAMILIES else value
            for name, value in error.values.items()
        }
        return self.texts[f"errors.{error.key}"].format(**values)

    def problem(self, issue: Issue) -> str:
        """Return what a problem of a cell says: the row, the column as the file heads it, the value, what to do."""
        column = self.label("columns", issue.column)
        named = {"flaw": self.label("flaws", str(issue.values.get("flaw", "invalid")))}
        named |= {
            name: self.label("measures", str(issue.values[name]))
            for name in ("named", "likely")
            if name in issue.values
        }
        if "field" in issue.values:
            named["field"] = self.label("columns", str(issue.values["field"]))
        return self.texts[f"issues.{issue.code}"].format(
            row=issue.row, column=column, value=issue.value, **issue.values | named
        )

    def question(self, question: Question) -> str:
        """Return what a question of a file's reading asks, and why it proposes what it proposes."""
        values = {"column": self.label("columns", question.column), **question.values}
        asked = self.texts[f"questions.{question.kind}"].format(**values)
        if question.proposed is None or question.why is None:
            return asked
        choice = self.choice(question, question.proposed)
        return asked + self.texts[f"questions.why.{question.why}"].format(choice=choice, **values)

    def choice(self, question: Question, value: str) -> str:
        """Return what a choice of a question means."""
        if question.kind is Asked.COLUMN:
            return self.field(value)
        return self.label(
            "measures" if question.kind is Asked.AREA_UNIT else f"questions.choice.{question.kind}", value
        )

    def field(self, name: str) -> str:
        """
        Return what a field that columns are mapped to is called.

        Examples
        --------
        >>> catalogue().field("certificate_area_mu"), catalogue().field("on_award"), catalogue().field("parcel_id")
        ('证载面积(亩)', '成交日期', '地块编号')
        """
        what, _, kind = name.partition("_")
        if what in {"on", "due", "doc"} and f"kinds.{kind}" in self.texts:
            return self(f"questions.field.{what}", kind=self.label("kinds", kind))
        stem, mark, measure = name.rpartition("_area_")
        if mark:
            named = self.label("columns", f"{stem}_area_m2").partition("(")[0]
            return self("questions.field.area", name=named.strip(), measure=self.label("measures", measure))
        return self.label("questions.choice.column", name) if name == "attribute" else self.label("columns", name)

    def day(self, day: date | None) -> str:
        """Return a day in the form of the language; a dash for None."""
        if day is None:
            return self.texts["common.dash"]
        return self("common.day", year=day.year, month=day.month, day=day.day)


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Load the catalogue of a *language* (one of :data:`LANGUAGES`)."""
    texts: dict[str, str] = {}
    folder = resources.files("landuse") / "locale" / language
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            noun = entry.name.removesuffix(".toml")
            _collect(texts, noun, tomllib.loads(entry.read_text(encoding="utf-8")))
    return Catalogue(language=language, texts=texts)


def _collect(texts: dict[str, str], prefix: str, table: Mapping[str, object]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            _collect(texts, key, value)
        else:
            texts[key] = str(value)
