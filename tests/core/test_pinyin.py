"""Names by their sound: initials, syllables, readings of every kind."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.core.pinyin import LONGEST, spelled

NAMES = ("大塘垟工业区", "厦门路1号", "西安", "闲置地", "绿地", "重庆", "A区", "𬒗村")
CHARACTERS = frozenset("".join(NAMES))


def found(wish, names=NAMES):
    pattern = spelled(wish, frozenset("".join(names)))
    return None if pattern is None else [name for name in names if re.search(pattern, name.casefold())]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("dty", ["大塘垟工业区"]),
        ("datangyang", ["大塘垟工业区"]),
        ("datyang", ["大塘垟工业区"]),
        ("datangya", ["大塘垟工业区"]),
        ("da tang yang", ["大塘垟工业区"]),
        ("大ty", ["大塘垟工业区"]),
        ("xml1", ["厦门路1号"]),
        ("sml", ["厦门路1号"]),
        ("xian", ["西安", "闲置地"]),
        ("xi'an", ["西安"]),
        ("ld", ["绿地"]),
        ("lvdi", ["绿地"]),
        ("ludi", ["绿地"]),
        ("chongq", ["重庆"]),
        ("zhongq", ["重庆"]),
        ("zhq", ["重庆"]),
        ("aq", ["A区"]),
        ("lc", ["𬒗村"]),
        ("bb", []),
    ],
)
def test_a_name_is_found_by_its_sound(wish, expected):
    """Initials, whole syllables, both mixed, any reading of a character, characters that few machines can show."""
    assert found(wish) == expected


def test_what_is_no_sound_has_no_pattern():
    """Numbers, Chinese, and a page of letters."""
    for wish in ("123", "大塘垟", "", "[(*", "q" * (LONGEST + 1)):
        assert spelled(wish, CHARACTERS) is None


@given(st.text(alphabet="abdghinoqtuyz' 1[]()*大垟😀\\^-", max_size=60))
def test_any_text_makes_a_pattern_that_compiles(wish):
    """Whatever is typed between the letters stands for itself."""
    pattern = spelled(wish, CHARACTERS)
    assert pattern is None or re.compile(pattern)


@given(st.text(alphabet=sorted(CHARACTERS - set("A1号")), min_size=1, max_size=8), st.data())
def test_initials_of_any_reading_find_the_name(name, data):
    """Whichever reading of each character somebody has in mind."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - the oracle, character by character

    wish = "".join(
        data.draw(st.sampled_from(pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0])) for character in name
    )
    assert found(wish, (name,)) == [name]
