"""The list of warnings: how many of each level, filters, the table, and what is open below it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

import pandas as pd
import streamlit as st

from landuse.core.alerts.facts import AlertLevel
from landuse.core.alerts.supervised import Supervised, SupervisionState
from landuse.i18n import Catalogue
from landuse.model import Layer, SubjectKind
from landuse.reports.alerts import Place, Sheet, state_words, told, warnings_sheet, write_sheet
from landuse.ui import cards, forms, session
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.ui.warning_panel import advance_notice, panel
from landuse.views.alerts import warnings_on
from landuse.views.ground import SUBJECT_LAYERS

#: Worst first, each with a mark of its own beside its colour, for whom colours say nothing.
LEVELS = (AlertLevel.RED, AlertLevel.YELLOW, AlertLevel.INFO)
_MARKS = {AlertLevel.RED: ":red[■]", AlertLevel.YELLOW: ":orange[▲]", AlertLevel.INFO: ":blue[●]"}
_CHIPS = ("red", "orange", "blue")
#: Of the table, in pixels: at most, its head, and a row.
_HEIGHT, _HEAD, _ROW = 318, 37, 33
_DAY = "YYYY-MM-DD"
#: Which warnings stand under each choice of the supervision filter.
_STATES: dict[str, Callable[[Supervised], bool]] = {
    "standing": lambda item: item.is_open,
    "open": lambda item: item.is_open and item.state is not SupervisionState.ASSIGNED,
    "assigned": lambda item: item.state is SupervisionState.ASSIGNED,
    "overdue": lambda item: item.overdue,
    "closed": lambda item: not item.is_open,
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the filters of a list hold."""

    levels: tuple[AlertLevel, ...]
    state: str
    rule: str | None

    def lets(self, item: Supervised, *, but: str = "") -> bool:
        """Whether a warning passes all filters, *but* one left out."""
        return (
            (but == "level" or not self.levels or item.alert.severity in self.levels)
            and (but == "state" or _STATES[self.state](item))
            and (but == "rule" or self.rule is None or item.alert.rule == self.rule)
        )


def place(context: Context) -> Place:
    """Return whose warnings are shown."""
    settings, chosen, units = context.store.settings, context.selection, context.choices.units
    part = units.get(chosen.unit, chosen.unit) if chosen.unit else context.text("common.district")
    return Place(settings.name, part, units, chosen.as_of, settings.synthetic)


def count_button(context: Context) -> None:
    """Draw how many warnings are not closed, as the way to their page."""
    found = warnings_on(context.store, as_of=context.selection.as_of, unit=context.selection.unit)
    counts = Counter(item.alert.severity for item in found if item.is_open)
    label = context.text("warnings.on_progress", red=counts[AlertLevel.RED], yellow=counts[AlertLevel.YELLOW])
    if st.button(label, key="open_warnings", icon=":material/notifications:"):
        context.go("warnings")


def warning_list(context: Context, items: Sequence[Supervised], name: str, *, whose: str = "") -> None:
    """Draw *items* (those of *whose*, in words) under the filters of the list *name*, and what is open of them."""
    text = context.text
    chosen = _filters(context, items, name)
    found = [item for item in items if chosen.lets(item)]
    forms.notice("warnings")
    above = st.container()
    if not found:
        cards.nothing(text("warnings.nothing"), text("warnings.nothing_next"))
        advance_notice()
        return
    shown = _shown(context, found)
    keys = tuple(item.alert.key for item in found)
    state = st.dataframe(
        shown.frame,
        key=f"warnings_{name}_{hash((keys, context.selection.as_of))}",
        column_config=shown.columns,
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(found)),
        placeholder=text("common.dash"),
        on_select="rerun",
        selection_mode="single-row",
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        cards.note(text("warnings.hint"))
        whole = place(context)
        parts = [whole.part, whose, *_said(text, chosen)]
        cut = replace(whole, part=text("lists.separator").join(part for part in parts if part))
        export_button(context, warnings_sheet(found, text, cut), "list")
    rows = [row for row in state.selection.rows if row < len(found)]
    if rows:
        panel(context, found[rows[0]], shown.records[rows[0]])
        return
    with above:
        advance_notice()


def export_button(context: Context, sheet: Sheet, name: str) -> None:
    """Draw the button that hands out a sheet as a workbook, made when it is asked for."""
    st.download_button(
        context.text(f"warnings.export.{name}"),
        data=partial(_bytes, sheet),
        file_name=sheet.file_name,
        mime="application/octet-stream",
        key=f"export_warnings_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _bytes(sheet: Sheet) -> bytes:
    target = BytesIO()
    write_sheet(sheet, target)
    return target.getvalue()


def _filters(context: Context, items: Sequence[Supervised], name: str) -> _Chosen:
    """Draw the filters, each choice with how many warnings it would show; returns what they hold."""
    keys = {what: f"warnings_{name}_{what}" for what in ("level", "state", "rule")}
    chosen = _held(keys)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _level_filter(context, items, chosen, keys["level"])
        _state_filter(context, items, chosen, keys["state"])
        _rule_filter(context, items, chosen, keys["rule"])
    return _held(keys)


def _said(text: Catalogue, chosen: _Chosen) -> list[str]:
    """Return what the filters hold, in words: a file says what it was cut to."""
    said = [text.label("alerts.level", level) for level in LEVELS if level in chosen.levels]
    return [*said, text(f"warnings.states.{chosen.state}"), *([chosen.rule] if chosen.rule else [])]


def _held(keys: dict[str, str]) -> _Chosen:
    levels = session.field(session.remembered(keys["level"], []))
    state = session.field(session.remembered(keys["state"], "standing", _STATES))
    return _Chosen(tuple(levels or ()), str(state), session.field(session.remembered(keys["rule"])))


def _level_filter(context: Context, items: Sequence[Supervised], chosen: _Chosen, key: str) -> None:
    text = context.text
    counts = Counter(item.alert.severity for item in items if chosen.lets(item, but="level"))
    labels = {
        level: f"{_MARKS[level]} "
        + text("warnings.number", word=text.label("alerts.level", level), count=counts[level])
        for level in LEVELS
    }
    st.pills(
        text("warnings.filters.level"),
        LEVELS,
        format_func=lambda level: labels[level],
        selection_mode="multi",
        key=key,
        label_visibility="collapsed",
        on_change=partial(session.remember, key),
    )


def _state_filter(context: Context, items: Sequence[Supervised], chosen: _Chosen, key: str) -> None:
    text = context.text
    others = [item for item in items if chosen.lets(item, but="state")]
    labels = {
        state: f"{text(f'warnings.states.{state}')} {sum(passes(item) for item in others)}"
        for state, passes in _STATES.items()
    }
    st.segmented_control(
        text("warnings.filters.state"),
        list(_STATES),
        format_func=lambda state: labels[state],
        required=True,
        key=key,
        label_visibility="collapsed",
        on_change=partial(session.remember, key),
    )


def _rule_filter(context: Context, items: Sequence[Supervised], chosen: _Chosen, key: str) -> None:
    """Draw the choice of a rule. Its labels bear no counts: a select box forgets an option whose label changed."""
    text = context.text
    rules = {item.alert.rule for item in items} | ({chosen.rule} if chosen.rule else set())
    st.selectbox(
        text("warnings.filters.rule"),
        sorted(rules),
        format_func=lambda rule: text("warnings.rule_option", rule=rule, title=text(f"alerts.{rule}.title")),
        index=None,
        placeholder=text("warnings.rule_any"),
        key=key,
        width=200,
        label_visibility="collapsed",
        on_change=partial(session.remember, key),
    )


def _shown(context: Context, items: Sequence[Supervised]) -> Shown:
    """Return the table of warnings: what decides first, the sentences last."""
    text, as_of, units = context.text, context.selection.as_of, context.choices.units
    rows = []
    for item in items:
        said = told(item.alert, text, as_of=as_of, units=units)
        rows.append(
            {
                "level": [said.level],
                "warning": said.warning,
                "subject": said.subject,
                "late": said.late,
                "due_on": said.due_on,
                "owner": said.owner,
                "person": item.owner or said.person,
                "amount": None if said.amount_mu is None else float(said.amount_mu),
                "state": state_words(item, text),
                "unit": said.unit,
                "what": said.what,
                "since": said.since,
            }
        )
    frame = pd.DataFrame(rows)
    headings = {name: text(f"warnings.columns.{name}") for name in frame.columns}
    columns = {name: st.column_config.TextColumn(heading) for name, heading in headings.items()}
    words = [text.label("alerts.level", level) for level in LEVELS]
    columns |= {
        "level": st.column_config.MultiselectColumn(headings["level"], options=words, color=_CHIPS, pinned=True),
        "amount": st.column_config.NumberColumn(headings["amount"], format="%,.2f"),
        "due_on": st.column_config.DateColumn(headings["due_on"], format=_DAY),
        "since": st.column_config.DateColumn(headings["since"], format=_DAY),
        "what": st.column_config.TextColumn(headings["what"], width="large"),
    }
    return Shown(frame, columns, tuple(record_of(item) for item in items))


def record_of(item: Supervised) -> tuple[Layer, str] | None:
    """Return the record with ground that a warning is about, or None."""
    kind = item.alert.subject_kind
    layer = SUBJECT_LAYERS.get(SubjectKind(kind)) if kind in set(SubjectKind) else None
    return None if layer is None else (layer, item.alert.subject_id)
