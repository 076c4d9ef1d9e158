"""Step 4: the change set. What is new, what changes from what to what, what the totals become; apply, or walk away."""

from decimal import Decimal
from functools import partial

import streamlit as st

from landuse.ui import cards, intake_cards
from landuse.ui.forms import notice
from landuse.ui.intake_applying import apply, applying
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_fates import conflicts, fate_table, terms
from landuse.ui.intake_reading import MOVED, Checked, checked, effect
from landuse.ui.intake_steps import back
from landuse.ui.session import Context
from landuse.units import Measure
from landuse.views.change_sets import ChangeSet, Fate
from landuse.views.effects import Effects, SumEffect

#: Of the rows and of the totals beside them, in pixels; constant, or the page jumps when the totals are there.
_HEIGHT = 360
_VIEWS = (Fate.NEW, Fate.CHANGED, Fate.UNCHANGED, Fate.REFUSED, "uncounted")


def changes_step(context: Context, draft: Draft) -> None:
    """Draw what would change, and the way to have it changed."""
    if applying(context, draft):
        return
    found = checked(context, draft, fresh=True)
    if found is None:
        return
    notice(MOVED)
    changes = found.prepared.changes
    _tallies(context, changes)
    conflicts(context, draft, changes)
    terms(context, draft, changes)
    left, right = st.columns([5, 3], gap="small")
    with left, st.container(height=_HEIGHT, border=False, key="intake_rows"):
        fate_table(context, found, _view(context, draft, changes))
    with right, st.container(height=_HEIGHT, border=True, key="intake_totals"):
        _totals(context, draft, found)
    _foot(context, draft, found)


def _view(context: Context, draft: Draft, changes: ChangeSet) -> str:
    """Draw the choice of what rows are shown and return it; what changes comes first."""
    text = context.text
    first = next((name for name in (Fate.CHANGED, Fate.NEW, Fate.REFUSED) if changes.count(name)), Fate.UNCHANGED)
    view = st.segmented_control(
        text("intake.changes.view"),
        _VIEWS,
        format_func=lambda name: text(
            "intake.changes.view_count", view=text(f"intake.fates.{name}"), count=_count(changes, name)
        ),
        default=first,
        required=True,
        key=f"intake_fate_{draft.draft_id}",
        label_visibility="collapsed",
    )
    return str(view)


def _tallies(context: Context, changes: ChangeSet) -> None:
    text = context.text
    looks = {Fate.NEW: "ahead", Fate.CHANGED: "ahead", Fate.REFUSED: "behind", "uncounted": "doubt"}
    counts = [(name, _count(changes, name)) for name in _VIEWS]
    intake_cards.tallies(
        (f"{count:,}", text(f"intake.fates.{name}"), looks.get(name, "plain") if count else "plain")
        for name, count in counts
    )


def _count(changes: ChangeSet, name: str) -> int:
    return changes.uncounted if name == "uncounted" else changes.count(Fate(name))


def _totals(context: Context, draft: Draft, found: Checked) -> None:
    """Draw the totals before and after, of each indicator and of the layer."""
    text = context.text
    worked_out = effect(context, draft, found)
    if worked_out is None:
        return
    headings = [text(f"intake.totals.{name}") for name in ("what", "before", "after", "difference")]
    rows = [*_indicator_rows(context, worked_out), *(_sum_row(context, one) for one in worked_out.sums)]
    cards.section(text("intake.totals.title"), text("intake.totals.detail", day=text.day(context.selection.as_of)))
    cards.table(headings, rows)


def _indicator_rows(context: Context, worked_out: Effects) -> list[list[tuple[str, str]]]:
    text = context.text
    return [
        _row(
            context,
            text("intake.totals.indicator", indicator=text.label("indicators", one.indicator), year=one.year),
            (one.before.actual, one.after.actual),
            one.before.measure,
        )
        for one in worked_out.indicators
    ]


def _sum_row(context: Context, one: SumEffect) -> list[tuple[str, str]]:
    measure = Measure.MU if one.name.endswith("_mu") else None
    return _row(context, context.text(f"intake.totals.sums.{one.name}"), (one.before, one.after), measure)


def _row(
    context: Context, name: str, amounts: tuple[Decimal, Decimal], measure: Measure | None
) -> list[tuple[str, str]]:
    text = context.text
    before, after = amounts
    difference = after - before
    places = 2 if measure is Measure.MU else 0
    named = name if measure is None else text("intake.totals.unit", name=name, unit=text.label("measures", measure))
    sign, look = "+" if difference > 0 else "", "lu-differs" if difference else ""
    said = [text.number(amount, places) for amount in (before, after, difference)]
    return [(named, ""), (said[0], ""), (said[1], look), (f"{sign}{said[2]}", look)]


def _foot(context: Context, draft: Draft, found: Checked) -> None:
    """Draw the way back, and the button that writes."""
    text, changes = context.text, found.prepared.changes
    new, changed = changes.count(Fate.NEW), changes.count(Fate.CHANGED) - changes.left(draft.taken)
    with st.container(horizontal=True, vertical_alignment="center", key="intake_foot"):
        back(context, draft)
        st.button(
            text("intake.changes.apply", new=new, changed=changed),
            key="intake_apply",
            type="primary",
            icon=":material/save:",
            disabled=new + changed == 0,
            on_click=partial(apply, context, draft, found),
        )
        cards.note(text("intake.changes.apply_note" if new + changed else "intake.changes.nothing"))
