"""Which coordinate system or encoding a file is in, where that cannot be told: every reading shown, and asked."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.geo.candidates import Candidate
from landuse.geo.placing import CrsAsked
from landuse.geo.shifted import Shift
from landuse.intake.contents import EncodingAsked
from landuse.intake.positions import ShiftAsked
from landuse.maps.sketch import Shape
from landuse.ui import cards, intake_drafts, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_map import sketch
from landuse.ui.intake_questions import choose
from landuse.ui.session import Context


def ask_place(context: Context, draft: Draft, asked: CrsAsked) -> None:
    """Draw the systems that a file may be in, each where it would lie, and let one be chosen."""
    text = context.text
    names = [one.code for one in asked.candidates]
    by_name = dict(zip(names, asked.candidates, strict=True))
    with st.container(border=True, key="intake_question"):
        cards.section(text("intake.places.title"), text("intake.places.said", said=asked.values["said"]))
        cards.note(text("intake.places.note"))
        left, right = st.columns([2, 3], gap="small")
        key = f"intake_place_{draft.draft_id}"
        with left:
            chosen = choose(
                text,
                text("intake.places.title"),
                names,
                says=lambda name: _label(context, by_name[name]),
                key=key,
                answered=partial(_choose, context, draft, key, "crs"),
            )
        with right:
            sketch(context, _drawn(asked, names, chosen), key=f"places_{draft.draft_id}")


def ask_shift(context: Context, draft: Draft, asked: ShiftAsked) -> None:
    """Ask whether a file was drawn over a shifted map, as it looks."""
    text, key = context.text, f"intake_shift_{draft.draft_id}"
    with st.container(border=True, key="intake_question"):
        cards.section(text("intake.places.shift"))
        cards.note(text("intake.places.shift_note", **asked.values))
        choose(
            text,
            text("intake.places.shift"),
            (asked.suspicion.shift.value, Shift.NONE.value),
            says=lambda name: text(f"intake.places.shifts.{name}"),
            key=key,
            answered=partial(_choose, context, draft, key, "shifted"),
        )


def ask_encoding(context: Context, draft: Draft, asked: EncodingAsked) -> None:
    """Show how words of a file read in either encoding, and let one be chosen."""
    text, key = context.text, f"intake_encoding_asked_{draft.draft_id}"
    with st.container(border=True, key="intake_question"):
        cards.section(text("intake.places.encoding"))
        cards.note(text("intake.places.encoding_note"))
        choose(
            text,
            text("intake.places.encoding"),
            list(asked.readings),
            says=lambda name: cards.plain(text("intake.places.reading", encoding=name, words=asked.readings[name])),
            key=key,
            answered=partial(_choose, context, draft, key, "encoding"),
        )


def _drawn(asked: CrsAsked, names: list[str], chosen: str | None) -> list[Shape]:
    """Return the file's shapes in each system; those of the chosen one stand out."""
    return [
        Shape(shape, "chosen" if name == chosen else "other", one.label)
        for name, one, outlines in zip(names, asked.candidates, asked.outlines, strict=True)
        for shape in outlines
    ]


def _label(context: Context, one: Candidate) -> str:
    text = context.text
    said = text("intake.places.inside", system=cards.plain(one.label), share=text.percent(one.inside_share, 0))
    if one.agreement is None:
        return said
    return text("intake.places.agrees", said=said, share=text.percent(one.agreement, 0))


def _choose(context: Context, draft: Draft, key: str, of: str) -> None:
    chosen = session.field(key)
    if chosen:
        undone: dict[str, Any] = {"mapping": {}} if of == "encoding" else {}  # headings read otherwise are others
        intake_drafts.decide(context.store.folder, draft.draft_id, **undone, **{of: chosen})
