"""Whether a unified social credit code (统一社会信用代码) can be one."""

_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


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
