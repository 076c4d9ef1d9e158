"""Step 2: which column of the file is which field: proposed, shown with the reason, corrected by the planner."""

from functools import partial

import streamlit as st

from landuse.i18n import Catalogue
from landuse.intake.inspect import Inspection
from landuse.intake.mapping import ATTRIBUTE, Proposal, Why, fields_of, proposals
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import mappings
from landuse.ui import cards, intake_cards, intake_drafts, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_file import inspected, layer_of
from landuse.ui.intake_steps import foot
from landuse.ui.intake_wording import samples
from landuse.ui.session import Context

#: Names of columns that a line lists at most.
_NAMED = 12


def mapping_step(context: Context, draft: Draft) -> None:
    """Draw the columns with what they were taken for."""
    text = context.text
    found = inspected(context, draft)
    layer = None if found is None else layer_of(draft, found)
    if found is None or layer is None:
        return
    rows = _proposed(context, draft, found, layer)
    mapped = [row for row in rows if row.field is not None]
    shown = [row for row in rows if row.field is not None or row.why is Why.ASKED or row.heading in draft.mapping]
    cards.section(
        text("intake.mapping.title", layer=text.label("layers", layer)),
        text("intake.mapping.detail", mapped=len(mapped), count=len(rows)),
    )
    missing = _missing(text, layer, mapped)
    if missing:
        cards.headline(text, missing, good=False, word=text("intake.mapping.missing_word"))
    with st.container(key="intake_columns"):
        for row in shown:
            _column(context, draft, found, row, [name for name in fields_of(layer) if _is_free(name, row, mapped)])
    _rest(context, draft, layer, [row for row in rows if row not in shown])
    foot(context, draft, following=text("intake.foot.checks"), ready=bool(mapped), why=text("intake.mapping.none"))


def _proposed(context: Context, draft: Draft, found: Inspection, layer: Layer) -> tuple[Proposal, ...]:
    """Return what every column of the file is taken for: as decided, else as remembered, else by its heading."""
    with context.store.reading() as connection:
        remembered = mappings.remembered(connection, layer)
    wishes = {heading: name for heading, name in draft.mapping.items() if heading in found.columns}
    return proposals(layer, found.columns, wishes, unit=found.unit, remembered=remembered)


def _is_free(name: str, row: Proposal, mapped: list[Proposal]) -> bool:
    return name == row.field or all(name != other.field for other in mapped)


def _missing(text: Catalogue, layer: Layer, mapped: list[Proposal]) -> str | None:
    """Return what is missing without which no row can be taken."""
    fields = fields_of(layer)
    there = {fields[row.field].column for row in mapped if row.field}
    absent = [column.name for column in TABLES[layer].columns if column.required and column.name not in there]
    if not absent:
        return None
    return text("intake.mapping.missing", names=text("lists.separator").join(map(text.field, absent)))


def _column(context: Context, draft: Draft, found: Inspection, row: Proposal, fields: list[str]) -> None:
    """Draw one column: its heading and some of its cells, what it is taken for, and why."""
    text = context.text
    at = found.columns.index(row.heading)
    key = f"intake_map_{draft.draft_id}_{at}"
    likely = [name for name, _ in row.candidates if name in fields]
    left, middle, right = st.columns([4, 4, 3], gap="small", vertical_alignment="center")
    with left:
        intake_cards.column_head(row.heading, samples(text, [cells[at] for cells in found.sample]))
    with middle:
        st.selectbox(
            cards.plain(row.heading),
            [*likely, ATTRIBUTE, *(name for name in fields if name not in likely)],
            index=None,
            format_func=text.field,
            key=session.hold(key, None if row.why is Why.ASKED else row.field or ATTRIBUTE),
            placeholder=text("intake.mapping.as_hint"),
            on_change=partial(_decide, context, draft, row.heading, key),
            label_visibility="collapsed",
        )
    with right:
        cards.note(text(f"intake.mapping.why.{row.why}"))


def _rest(context: Context, draft: Draft, layer: Layer, rest: list[Proposal]) -> None:
    """Draw the columns that are kept as they are, and the way to take one of them for a field."""
    text = context.text
    if not rest:
        return
    headings = [row.heading for row in rest]
    names = text("lists.separator").join(headings[:_NAMED])
    cards.note(
        text("intake.mapping.rest" if len(rest) <= _NAMED else "intake.mapping.rest_more", count=len(rest), names=names)
    )
    key = f"intake_add_{draft.draft_id}"
    left, middle, _ = st.columns([4, 4, 3], gap="small")
    heading = left.selectbox(
        text("intake.mapping.add"), headings, index=None, placeholder=text("intake.mapping.add_hint"), key=key
    )
    if heading is None:
        return
    middle.selectbox(
        text("intake.mapping.as"),
        list(fields_of(layer)),
        index=None,
        format_func=text.field,
        placeholder=text("intake.mapping.as_hint"),
        key=f"{key}_as",
        on_change=partial(_add, context, draft, heading, key),
    )


def _decide(context: Context, draft: Draft, heading: str, key: str) -> None:
    _map(context, draft, heading, session.field(key) or ATTRIBUTE)


def _add(context: Context, draft: Draft, heading: str, key: str) -> None:
    name = session.field(f"{key}_as")
    if name:
        _map(context, draft, heading, name)
        session.forget(key, f"{key}_as")


def _map(context: Context, draft: Draft, heading: str, name: str) -> None:
    """Take a column for a field (or for none); another column that had that field by decision gives it up."""
    present = intake_drafts.load(context.store.folder, draft.draft_id)
    if present is None:
        return
    others = {other: field for other, field in present.mapping.items() if field != name or name == ATTRIBUTE}
    intake_drafts.decide(context.store.folder, draft.draft_id, mapping={**others, heading: name}, answers={}, taken=())
