"""The warnings of one office, one person or one reporting unit: the list cut to its owner."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from landuse.core.alerts.supervised import Supervised
from landuse.rules.alerts import OwnerRole
from landuse.ui import cards, session
from landuse.ui.session import Context
from landuse.ui.warning_list import warning_list

_KEY = "warnings_who"


def my_warnings(context: Context, items: Sequence[Supervised]) -> None:
    """Draw what is owned by whoever was chosen; *items* are cut to the reporting unit already."""
    text = context.text
    people = sorted({name for item in items for name in _people(item)})
    options = [f"role:{role}" for role in OwnerRole] + [f"person:{name}" for name in people]
    who = st.selectbox(
        text("warnings.mine.who"),
        options,
        format_func=partial(_said, context),
        index=None,
        placeholder=text("warnings.mine.who_hint"),
        key=session.remembered(_KEY, None, [None, *options]),
        on_change=partial(session.remember, _KEY),
        width=420,
    )
    if who is None and context.selection.unit is None:
        cards.nothing(text("warnings.mine.choose"), text("warnings.mine.choose_next"))
        return
    mine = [item for item in items if who is None or _owns(who, item)]
    warning_list(context, mine, "mine", whose=_said(context, who) if who else "")


def _said(context: Context, option: str) -> str:
    what, _, name = option.partition(":")
    if what == "role":
        return context.text("warnings.mine.role", name=context.text.label("alerts.owner", name))
    return context.text("warnings.mine.person", name=name)


def _people(item: Supervised) -> set[str]:
    """Return who is named for a warning: by the records, and by whoever assigned it."""
    return {name for name in (item.alert.person, item.owner) if name}


def _owns(who: str, item: Supervised) -> bool:
    what, _, name = who.partition(":")
    return item.alert.owner == name if what == "role" else name in _people(item)
