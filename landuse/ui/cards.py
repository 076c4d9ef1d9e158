"""
Shared drawing: everything that Streamlit has no widget for, as HTML whose every value is escaped here.

Colours and shapes of these pieces stand in ``style.css``; words stand beside every colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from pathlib import Path

import streamlit as st

from landuse.i18n import Catalogue
from landuse.maps.legend import LegendEntry, swatch_path

#: What Streamlit's Markdown makes something of: links, pictures, emphasis, formulas, colours and icons.
_MARKS = frozenset("\\`*_[]<>~$#|")
_STYLE = Path(__file__).with_name("style.css")
_pieces: ContextVar[list[str] | None] = ContextVar("pieces", default=None)


def plain(words: str) -> str:
    r"""
    Return words so that Streamlit, which takes labels and messages for Markdown, shows them as they are.

    Examples
    --------
    >>> plain("![a](b) :red[c]")
    '!\\[a\\](b) :red\\[c\\]'
    """
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in words)


@contextmanager
def one_piece() -> Iterator[None]:
    """Draw the facts, tables, notes and heads within as one element: each of its own is a message to the browser."""
    pieces: list[str] = []
    token = _pieces.set(pieces)
    try:
        yield
    finally:
        _pieces.reset(token)
    if pieces:
        st.html(f'<div class="lu-pieces">{"".join(pieces)}</div>')


def _put(piece: str) -> None:
    """Draw a piece, or lay it to the others of :func:`one_piece`."""
    pieces = _pieces.get()
    if pieces is None:
        st.html(piece)
    else:
        pieces.append(f"<div>{piece}</div>")


def part(words: str) -> None:
    """Draw the heading of a part of a card."""
    _put(f'<p class="lu-part">{escape(words)}</p>')


def dress() -> None:
    """Load the style sheet."""
    st.html(_STYLE)


def heading(text: Catalogue, district: str, *, synthetic: bool) -> None:
    """Say whose ledger this is, and that it is synthetic where it is."""
    name = text("app.title", district=district) if district else text("common.product")
    notice = f'<span class="lu-synthetic" role="note">{escape(text("common.synthetic"))}</span>' if synthetic else ""
    st.html(f'<div class="lu-heading"><span class="lu-district">{escape(name)}</span>{notice}</div>')


def coming(bars: int = 6) -> None:
    """Draw the places of what is about to come."""
    st.html(f'<div class="lu-coming" aria-hidden="true">{"<i></i>" * bars}</div>')


def title(words: str, detail: str) -> None:
    """Draw the title of a page with what it is about beside it."""
    st.html(f'<h1 class="lu-title">{escape(words)}<small>{escape(detail)}</small></h1>')


def no_workspace(text: Catalogue, sentence: str) -> None:
    """Say how to make a workspace where there is none."""
    title(text("common.product"), text("app.no_workspace.title"))
    st.error(sentence)
    st.write(text("app.no_workspace.how"))
    st.code("landuse demo\nlanduse init", language=None)
    st.caption(text("app.no_workspace.then"))


def headline(text: Catalogue, sentence: str, *, good: bool, word: str | None = None) -> None:
    """Draw the sentence that matters, after a word for how it stands."""
    word = word or text("progress.headline.good" if good else "progress.headline.trouble")
    look = "lu-ahead" if good else "lu-behind"
    st.html(
        f'<div class="lu-headline {look}" role="status"><b class="lu-word">{escape(word)}</b>'
        f"<span>{escape(sentence)}</span></div>"
    )


def pace(name: str, word: str, standing: str) -> None:
    """Draw an indicator's name and how it stands, in words and colour."""
    st.html(
        f'<div class="lu-card-head"><h2>{escape(name)}</h2>'
        f'<span class="lu-pace lu-{escape(standing)}">{escape(word)}</span></div>'
    )


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Draw pairs of a name and what it is."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    _put(f'<dl class="lu-facts">{rows}</dl>')


def table(headings: Sequence[str], rows: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Draw a small table; a cell is a text and the name of its look (or none), the first column is text."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(
        "<tr>" + "".join(f'<td class="{escape(look)}">{escape(value)}</td>' for value, look in row) + "</tr>"
        for row in rows
    )
    _put(f'<table class="lu-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def legend(entries: Iterable[LegendEntry]) -> None:
    """Draw the legend of the map in words, with the letters that stand on the map."""
    items = "".join(
        f'<li><img src="{swatch_path(entry)}" alt="{escape(entry.letter)}" width="30" height="18">'
        f"{escape(entry.label)}</li>"
        for entry in entries
    )
    st.html(f'<ul class="lu-legend">{items}</ul>')


def record_head(kind: str, name: str, key: str, stage: LegendEntry | None) -> None:
    """Draw whose card this is and where it stands."""
    badge = (
        f'<span class="lu-stage"><img src="{swatch_path(stage)}" alt="" width="30" height="18">'
        f"{escape(stage.label)}</span>"
        if stage
        else ""
    )
    _put(
        f'<div class="lu-record"><span class="lu-kind">{escape(kind)}</span>'
        f"<h2>{escape(name)}</h2><code>{escape(key)}</code>{badge}</div>"
    )


def stage_strip(reached: Iterable[tuple[LegendEntry, str]], ahead: Sequence[str], next_word: str) -> None:
    """Draw the way of a record: each stage reached with its day, then what comes."""
    steps = "".join(
        f'<li><img src="{swatch_path(entry)}" alt="{escape(entry.letter)}" width="30" height="18">'
        f"<span>{escape(entry.label)}</span><time>{escape(day)}</time></li>"
        for entry, day in reached
    )
    rest = f'<p class="lu-ahead-way"><b>{escape(next_word)}</b> {escape(" → ".join(ahead))}</p>' if ahead else ""
    _put(f'<ol class="lu-strip">{steps}</ol>{rest}')


def event(day: str, kind: str, amount: str, details: Iterable[str], voided: str | None) -> None:
    """Draw one event; a voided one is struck through and says why."""
    notes = "".join(f"<span>{escape(detail)}</span>" for detail in details)
    look = "lu-event lu-voided" if voided else "lu-event"
    reason = f'<span class="lu-void-reason">{escape(voided)}</span>' if voided else ""
    _put(
        f'<div class="{look}"><time>{escape(day)}</time><b>{escape(kind)}</b><i>{escape(amount)}</i>'
        f"<small>{notes}</small>{reason}</div>"
    )


def note(words: str) -> None:
    """Draw a quiet remark."""
    _put(f'<p class="lu-note">{escape(words)}</p>')


def total(words: str) -> None:
    """Draw what something adds up to."""
    st.html(f'<p class="lu-total" role="status">{escape(words)}</p>')


def nothing(words: str, next_step: str) -> None:
    """Say that there is nothing to show, and what to do next."""
    st.html(f'<div class="lu-nothing"><b>{escape(words)}</b><span>{escape(next_step)}</span></div>')


def warning_head(level: str, look: str, title: str, subject: str) -> None:
    """Draw which warning is open: its level in a word and a colour, its rule and title, and whom it is about."""
    st.html(
        f'<div class="lu-record lu-warning"><b class="lu-level lu-{escape(look)}">{escape(level)}</b>'
        f"<h2>{escape(title)}</h2><span>{escape(subject)}</span></div>"
    )


def told(pairs: Iterable[tuple[str, str]]) -> None:
    """Draw pairs of a name and the sentences that belong to it."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    st.html(f'<dl class="lu-told">{rows}</dl>')


def section(words: str, detail: str = "") -> None:
    """Draw the heading of a part of a printed page, with a remark beside it."""
    remark = f"<small>{escape(detail)}</small>" if detail else ""
    st.html(f'<h2 class="lu-section">{escape(words)}{remark}</h2>')


def printed(headings: Sequence[str], rows: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Draw a table for paper: a cell is a text and its look (``number``, the name of a level, or none)."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(
        "<tr>" + "".join(f'<td class="lu-{escape(look)}">{escape(value)}</td>' for value, look in row) + "</tr>"
        for row in rows
    )
    st.html(f'<table class="lu-printed"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')
