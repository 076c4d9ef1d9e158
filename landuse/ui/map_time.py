"""The day the map shows: a slider through the year, and a play of the year so far, a week at a time."""

from datetime import date, timedelta

import streamlit as st

from landuse.ui import session
from landuse.ui.session import Context

#: How long a week is shown while playing, in seconds, and how far a step goes.
PACE, STEP = 1.0, timedelta(days=7)
_SLIDER = "map_day"


def advance() -> None:
    """Take the next step of a play that is on; at the day where it was begun it ends."""
    until = session.playing_until()
    if until is None:
        return
    following = session.selection().as_of + STEP
    session.change(as_of=min(following, until))
    if following >= until:
        session.play(None)
        session.refresh()


def time_bar(context: Context) -> None:
    """Draw the slider of days and the button that plays them."""
    text, as_of = context.text, context.selection.as_of
    year = context.year
    first, last = min(date(year, 1, 1), as_of), max(date(year, 12, 31), as_of)
    playing = session.playing_until() is not None
    st.button(
        text("map.time.stop" if playing else "map.time.play"),
        key="map_play",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=_toggle,
        args=(first,),
        help=text("map.time.help"),
    )
    st.slider(
        text("map.time.day"),
        min_value=first,
        max_value=last,
        key=session.hold(_SLIDER, as_of),
        format="YYYY-MM-DD",
        on_change=_adopt,
        label_visibility="collapsed",
    )


def _adopt() -> None:
    session.play(None)
    session.change(as_of=session.field(_SLIDER))
    session.refresh()


def _toggle(first: date) -> None:
    """Play from the first day to the present one, or stop where the play is."""
    as_of = session.selection().as_of
    if session.playing_until() is None and as_of > first:
        session.play(as_of)
        session.change(as_of=first)
    else:
        session.play(None)
    session.refresh()
