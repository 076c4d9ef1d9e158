"""What the way in draws that no other page does, as HTML whose every value is escaped here."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

Cell = tuple[str, str]


def steps(names: Sequence[str], present: int) -> None:
    """Draw the steps of an import: those done, the present one, those to come."""
    items = "".join(
        f'<li class="lu-{"done" if at < present else "present" if at == present else "coming"}"'
        f"{' aria-current=step' if at == present else ''}><b>{'✓' if at < present else at + 1}</b>"
        f"<span>{escape(name)}</span></li>"
        for at, name in enumerate(names)
    )
    st.html(f'<ol class="lu-steps">{items}</ol>')


def working(words: str) -> None:
    """Say what is being done, with something that moves (where the visitor's system lets things move)."""
    st.html(f'<p class="lu-working" role="status"><i aria-hidden="true"></i>{escape(words)}</p>')


def file_head(name: str, detail: str) -> None:
    """Draw which file this is about."""
    st.html(f'<div class="lu-file"><b>{escape(name)}</b><span>{escape(detail)}</span></div>')


def uploader_words(words: Mapping[str, str]) -> None:
    """
    Have Streamlit's uploader, whose own words are English, say ours.

    Parameters
    ----------
    words : mapping
        ``drop``, ``limit``, ``browse`` and ``wrong``: texts of the catalogue.
    """
    rules = "".join(f"--lu-upload-{name}:{_css_text(said)};" for name, said in words.items())
    st.html(f"<style>:root{{{rules}}}</style>")


def tallies(numbers: Iterable[tuple[str, str, str]]) -> None:
    """Draw numbers side by side, each with what it counts and the name of its look."""
    items = "".join(
        f'<li class="lu-{escape(look)}"><b>{escape(number)}</b><span>{escape(words)}</span></li>'
        for number, words, look in numbers
    )
    st.html(f'<ul class="lu-tallies">{items}</ul>')


def sample(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Draw the first rows of a table as they stand in the file, in a frame that scrolls."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    st.html(
        f'<div class="lu-sample" tabindex="0" role="region"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def differences(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Draw what changes: a cell is a text and its look (``old``, ``new``, ``conflict``, ``number`` or none)."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headings)
    body = "".join(
        "<tr>" + "".join(f'<td class="lu-{escape(look)}">{escape(value)}</td>' for value, look in row) + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="lu-sample lu-differences" tabindex="0" role="region"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _css_text(words: str) -> str:
    r"""
    Return a string of CSS that says *words*, whatever they hold.

    Examples
    --------
    >>> _css_text('"</')
    '"\\000022\\00003c\\00002f"'
    """
    return '"' + "".join(f"\\{ord(letter):06x}" for letter in words) + '"'


def column_head(heading: str, samples: str) -> None:
    """Draw a column of the file: its heading, and some of what it holds."""
    st.html(f'<div class="lu-column"><b>{escape(heading)}</b><span>{escape(samples)}</span></div>')


def problem(word: str, look: str, sentence: str, where: str) -> None:
    """Draw one problem: how grave it is, what it says, and where it is."""
    st.html(
        f'<div class="lu-problem" role="status"><b class="lu-level lu-{escape(look)}">{escape(word)}</b>'
        f"<span>{escape(sentence)}</span><small>{escape(where)}</small></div>"
    )


def question(words: str) -> None:
    """Draw what is asked."""
    st.html(f'<p class="lu-question">{escape(words)}</p>')
