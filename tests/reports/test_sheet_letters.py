"""Letters of printed maps: nothing in command, nothing too wide."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from landuse.reports.sheet_letters import cut, lines_of, printable, text_width

TEXTS = st.text(max_size=60)


@given(TEXTS)
def test_what_is_printed_turns_and_hides_nothing(text):
    """No format, control or unassigned character is left, and printing twice changes nothing."""
    said = printable(text)
    assert not {unicodedata.category(sign) for sign in said} & {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert printable(said) == said


def test_plain_names_stay_as_they_are():
    """Chinese, Latin with accents, Cyrillic, brackets of any kind."""
    for name in ("大塘垟工业区1-101号地块", "<b>Ünïté</b> ${x}", "Завод", "亩㎡", "a'\"`\\#[]"):
        assert printable(name) == name


@given(TEXTS, st.floats(1, 40))
def test_a_cut_text_fits_its_room(text, room):
    """... and begins as the whole does."""
    said = printable(text)
    short = cut(said, 6.5, room=room + 3)
    assert text_width(short, 6.5) <= room + 3 + 1e-9
    assert said.startswith(short.removesuffix("…"))


@given(TEXTS.filter(lambda text: len(text) < 30), st.integers(1, 3))
def test_a_broken_text_is_whole(text, count):
    """No letter is lost between lines, and there are no more lines than asked for."""
    said = " ".join(printable(text).split())
    lines = lines_of(said, count)
    assert len(lines) <= count
    assert "".join("".join(lines).split()) == "".join(said.split())


def test_chinese_is_one_em_wide():
    """Ten characters of 10 points: 100 points, 35.28 mm."""
    assert round(text_width("低效工业用地地块图号", 10), 2) == 35.28
