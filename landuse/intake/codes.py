"""Codes that can be checked by themselves: of firms (check digit), of land and of contracts (structure)."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

#: 宗地代码: county, cadastral district and sub-district, two letters of the right and its bearer, running number.
_CADASTRAL = re.compile(r"\d{12}[A-Z]{2}\d{5}")
#: 不动产单元号: a cadastral code, what stands on it, its number (of land alone: W00000000).
_UNIT_NO = re.compile(r"\d{12}[A-Z]{2}\d{5}(W0{8}|[FLQ]\d{8})")
#: 电子监管号: county, year, how the land was given, running number; a part of a contract has a number behind it.
_SUPERVISION = re.compile(r"\d{6}(19|20)\d{2}[A-Z]\d{5}(-\d{1,3})?")
#: A long number as a spreadsheet shows it when its digits are gone.
_LOST = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")
#: From here on a spreadsheet's number has lost digits.
EXACT = 10**15


def is_credit_code(text: str) -> bool:
    """
    Tell whether a text has the 18 characters of a code and the right check digit (GB 32100-2015, modulo 31).

    Examples
    --------
    >>> is_credit_code("91330302DEM000014G"), is_credit_code("91330302DEM000014H"), is_credit_code("91330302DEM00001")
    (True, False, False)
    """
    if len(text) != len(_WEIGHTS) + 1 or not set(text) <= set(_DIGITS):
        return False
    total = sum(_DIGITS.index(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return _DIGITS[-total % len(_DIGITS)] == text[-1]


def is_lost(cell: object) -> bool:
    """
    Tell whether a cell held a long code whose last digits a spreadsheet has thrown away.

    Examples
    --------
    >>> is_lost("3.30302E+18"), is_lost(3.30302001002e18), is_lost("330302001002GB00001"), is_lost(330302001002)
    (True, True, False, False)
    """
    if isinstance(cell, float):
        return EXACT <= abs(cell) < float("inf")
    return isinstance(cell, str) and _LOST.fullmatch(cell.strip()) is not None


#: Kinds of codes by the name of their headings' list, and whether a text can be one.
CHECKS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "credit_code": is_credit_code,
        "cadastral_code": _CADASTRAL.fullmatch,
        "unit_no": _UNIT_NO.fullmatch,
        "supervision_no": _SUPERVISION.fullmatch,
    }
)
