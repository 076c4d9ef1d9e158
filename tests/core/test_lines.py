"""Many texts as one: what is found in a scan is what is found line by line."""

import re

from hypothesis import given
from hypothesis import strategies as st

from landuse.core.lines import Lines, folded

texts = st.lists(st.none() | st.text(alphabet="ab号\n 😀[", max_size=6), max_size=8)
wishes = st.text(alphabet="ab号😀[", min_size=1, max_size=3)


@given(texts, wishes)
def test_a_scan_finds_what_looking_at_each_finds(lines, wish):
    """Beginning, middle and whole of a line; missing ones are never found."""
    said = [folded(line) if line else "" for line in lines]
    scanned, plain = Lines(lines), re.escape(wish)
    assert len(scanned) == len(lines)
    assert list(scanned.having(plain)) == [place for place, line in enumerate(said) if wish in line]
    assert list(scanned.having(f"\n{plain}")) == [place for place, line in enumerate(said) if line.startswith(wish)]
    assert list(scanned.having(f"\n{plain}\n")) == [place for place, line in enumerate(said) if line == wish]


def test_width_and_case_make_no_difference():
    """Full-width letters from an input method, capitals, a line feed within a name."""
    assert folded(" ＬＣ-0001\n（东） ") == "lc-0001 (东)"
    assert list(Lines(["LC-1\nP-2"]).having("\np-2")) == []


def test_the_characters_are_those_that_occur():
    """ASCII is left out."""
    assert Lines(["大A1", None, "垟大"]).characters == {"大", "垟"}
