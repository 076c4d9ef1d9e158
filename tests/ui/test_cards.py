"""Pieces of HTML: nothing that a user wrote becomes markup."""

import pytest

from landuse.ui import cards

ATTACK = "<img src=x onerror=alert(1)>"


@pytest.fixture
def drawn(monkeypatch):
    pieces = []
    monkeypatch.setattr(cards.st, "html", pieces.append)
    return pieces


@pytest.mark.parametrize(
    "draw",
    [
        lambda: cards.title(ATTACK, ATTACK),
        lambda: cards.pace(ATTACK, ATTACK, "behind"),
        lambda: cards.facts([(ATTACK, ATTACK)]),
        lambda: cards.table([ATTACK], [[(ATTACK, "lu-behind")]]),
        lambda: cards.record_head(ATTACK, ATTACK, ATTACK, None),
        lambda: cards.event(ATTACK, ATTACK, ATTACK, [ATTACK], ATTACK),
        lambda: cards.stage_strip([], [ATTACK], ATTACK),
        lambda: cards.note(ATTACK),
        lambda: cards.part(ATTACK),
        lambda: cards.nothing(ATTACK, ATTACK),
    ],
)
def test_what_users_wrote_is_shown_and_not_run(drawn, draw):
    """Every value is escaped."""
    draw()
    assert "<img src=x" not in drawn[0]
    assert "&lt;img src=x" in drawn[0]


def test_what_is_drawn_as_one_piece_is_one_element(drawn):
    """Each element is a message to the browser; nothing is sent where nothing is drawn."""
    with cards.one_piece():
        cards.part("甲")
        cards.note("乙")
    with cards.one_piece():
        pass
    cards.note("丙")
    assert len(drawn) == 2
    assert drawn[0].index("甲") < drawn[0].index("乙")
    assert "甲" not in drawn[1]
