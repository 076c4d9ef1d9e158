"""The registration codes of invented firms."""

from types import SimpleNamespace

from landuse.demo.firms import credit_code

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def passes(code: str) -> bool:
    """GB 32100: 17 digits weighed by powers of 3 and the check digit add up to nothing modulo 31."""
    weighed = sum(DIGITS.index(digit) * pow(3, place, 31) for place, digit in enumerate(code[:17]))
    return len(code) == 18 and (weighed + DIGITS.index(code[17])) % 31 == 0


def test_a_code_of_a_known_body_passes() -> None:
    """The check of this test is right: it lets a published code pass and no neighbour of it."""
    assert passes("91110000600037341L")
    assert not passes("91110000600037314L")


def test_all_codes_pass_the_check_of_the_standard(files: SimpleNamespace) -> None:
    """The 116 codes are different, pass GB 32100 as a whole and GB 11714 for the body in their middle."""
    codes = files.firms["credit_code"].tolist()
    assert codes == [credit_code(number) for number in range(1, 117)]
    assert len(set(codes)) == 116
    for code in codes:
        assert passes(code)
        weighed = sum(int(digit, 36) * weight for digit, weight in zip(code[8:16], BODY_WEIGHTS, strict=True))
        assert "0123456789X".index(code[16]) == (11 - weighed % 11) % 11
