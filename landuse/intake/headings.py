"""What offices write above their columns: the data of ``headings.toml``, and a unit of measure behind a heading."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from landuse.intake.values import vocabulary
from landuse.model import Layer
from landuse.schema import TABLES

#: What a column of a sheet of plots tells of an event: the day it happened, the day it is due, its document's number.
#: Fields are called ``on_award``, ``due_construction_start``, ``doc_grant_contract``.
DATED = ("on", "due", "doc")
#: The table of ``headings.toml`` for sheets of plots whose rows are contracts.
_CONTRACTS = "contracts"
_AREA_FIELD = re.compile(r"(.+_area)_(mu|m2|ha|wan_m2|km2)")
_BEFORE_UNIT = " ([/:_-,;"


def normal(heading: str) -> str:
    """Return a heading without spaces, in one form of brackets, letters and digits."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


def plain(heading: str) -> str:
    """
    Return a heading in its normal form without what forms add to it.

    Examples
    --------
    >>> plain("* 地块编号（必填）"), plain("所属 街镇")
    ('地块编号', '所属街镇')
    """
    stripped = normal(heading).strip("*※")
    for words in _headings()["additions"]["ending"]:
        stripped = stripped.removesuffix(f"({words})").removesuffix(f"[{words}]")
    return stripped.strip("*※:")


def split_unit(heading: str) -> tuple[str, str | None]:
    """
    Return a normal heading without the unit of area at its end, and the measure, None if there is none.

    Examples
    --------
    >>> split_unit("面积(亩)"), split_unit("用地面积/公顷"), split_unit("面积亩"), split_unit("area_m2")
    (('面积', 'mu'), ('用地面积', 'ha'), ('面积', 'mu'), ('area', 'm2'))
    >>> split_unit("地块")
    ('地块', None)
    """
    bare = heading.rstrip(")]")
    for word, measure in _units():
        stem = bare.removesuffix(word)
        if stem != bare and (stem[-1:] in _BEFORE_UNIT or not word.isascii()) and stem.rstrip(_BEFORE_UNIT):
            return stem.rstrip(_BEFORE_UNIT), measure
    return heading, None


@cache
def aliases(layer: Layer) -> Mapping[str, str]:
    """Return which normal heading is which field of a layer."""
    names: dict[str, str] = {}
    for field, headings in _headings()[str(layer)].items():
        if field in DATED:
            names |= {normal(heading): f"{field}_{kind}" for kind, words in headings.items() for heading in words}
        else:
            names |= {normal(heading): field for heading in headings}
    return names


@cache
def area_stems(layer: Layer, *, contracts: bool = False) -> Mapping[str, str]:
    """Return which normal heading without its unit is which area: ``面积`` is ``certificate_area`` of a parcel."""
    found: dict[str, str] = {}
    for names in (contract_aliases() if contracts else {}, aliases(layer)):
        for heading, field in names.items():
            stem, measure = split_unit(heading)
            area = _AREA_FIELD.fullmatch(field)
            if measure is not None and area is not None:
                found.setdefault(stem, area.group(1))
    return found


def row_names(layer: Layer) -> list[str]:
    """Return the normal headings that may name the rows of a layer where no column of ids does."""
    return [normal(heading) for heading in _headings()["row_names"].get(str(layer), [])]


def contract_numbers() -> list[str]:
    """Return the normal headings of numbers that only a contract has."""
    return [normal(heading) for heading in _headings()[_CONTRACTS][TABLES[Layer.PLOTS].key]]


@cache
def contract_aliases() -> dict[str, str]:
    """Return what a sheet of contracts calls otherwise, but for the number itself."""
    key = TABLES[Layer.PLOTS].key
    table = _headings()[_CONTRACTS]
    return {normal(heading): field for field, headings in table.items() if field != key for heading in headings}


def wide_affixes(layer: Layer) -> dict[str, list[str]]:
    """Return what stands behind or before an item's name in a heading of a wide sheet, by the column it then fills."""
    affixes: dict[str, list[str]] = _headings()["wide"].get(str(layer), {})
    return affixes


def group_word(heading: str) -> str | None:
    """
    Return what the upper line of a heading in two lines means before the words beneath it, None if nothing of its own.

    Examples
    --------
    >>> group_word("约定时间"), group_word("时间节点")
    ('约定', None)
    """
    groups = _headings()["groups"].items()
    return next((word for word, headings in groups if normal(heading) in map(normal, headings)), None)


def special(what: str, heading: str) -> str | None:
    """
    Return which list of a table of ``headings.toml`` names a heading, None if none does.

    Examples
    --------
    >>> special("codes", "宗地代码"), special("firms", "竞得人"), special("codes", "备注")
    ('cadastral_code', 'firms', None)
    """
    return _special(what).get(normal(heading))


@cache
def _special(what: str) -> dict[str, str]:
    return {normal(heading): name for name, headings in _headings()[what].items() for heading in headings}


@cache
def _units() -> list[tuple[str, str]]:
    """Return the words for units of area, the longest first."""
    words = [
        (normal(word), measure) for measure, listed in vocabulary("measure").items() for word in (measure, *listed)
    ]
    return sorted(words, key=lambda pair: -len(pair[0]))


@cache
def _headings() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("landuse.intake") / "headings.toml").read_text(encoding="utf-8"))
