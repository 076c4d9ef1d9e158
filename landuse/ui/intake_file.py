"""Step 1: what the file is. Encoding, layer or sheet, coordinate system, first rows; and which layer it feeds."""

from functools import partial
from typing import Any

import streamlit as st

from landuse.geo.candidates import systems
from landuse.geo.crs import crs_of
from landuse.intake.feeding import layers_for
from landuse.intake.inspect import Inspection
from landuse.model import Layer
from landuse.ui import cards, intake_cards, intake_drafts, intake_work, session
from landuse.ui.intake_desk import look, throw_away
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_steps import foot
from landuse.ui.intake_wording import cell_text, part_of, size_of
from landuse.ui.session import Context

#: What a choice is called where that is not its own name.
_LABELS = {"crs": "intake.file.system"}
#: A part of a file, or a layer, that is chosen anew makes these worthless.
_OF_A_PART: dict[str, Any] = {"layer": None, "mapping": {}, "answers": {}, "taken": ()}


def file_step(context: Context, draft: Draft) -> None:
    """Draw what the file is, and let encoding, part and layer be chosen."""
    text = context.text
    found = inspected(context, draft)
    if found is None:
        return
    for note in found.notes:
        cards.note(text.problem(note))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _facts(context, draft, found)
        _choices(context, draft, found)
    with right:
        _sample(context, found)
    layer = layer_of(draft, found)
    foot(
        context,
        draft,
        following=text("intake.foot.mapping"),
        ready=bool(found.columns) and layer is not None,
        why=None if found.columns else text("intake.file.choose_part"),
        decided={"layer": layer},
    )


def inspected(context: Context, draft: Draft) -> Inspection | None:
    """Return what the file is; None while that is being found out, or where it cannot be read (both are drawn)."""
    job = look(context, draft)
    if not intake_work.wait_for(context, job, key="look", on_cancel=partial(throw_away, context, draft)):
        return None
    found: Inspection | None = intake_work.result(context, job)
    if found is None:
        foot(context, draft)
    return found


def layer_of(draft: Draft, found: Inspection) -> Layer | None:
    """Return which layer the file feeds: as decided, else as its headings propose."""
    if draft.layer is not None:
        return Layer(draft.layer)
    proposed = layers_for(found.columns)
    return proposed[0][0] if proposed else None


def _facts(context: Context, draft: Draft, found: Inspection) -> None:
    text = context.text
    part = part_of(found)
    pairs = [
        (text("intake.file.kind"), text.label("contents", found.kind)),
        (text("intake.file.size"), size_of(text, draft.size)),
        (text("intake.file.rows"), text("common.dash") if part is None or part.rows is None else f"{part.rows:,}"),
        (text("intake.file.columns"), str(len(found.columns))),
    ]
    if part is not None:
        pairs.append((text("intake.file.geometry"), text.label("contents.drawn", part.geometry)))
    if part is not None and part.geometry != "none":
        pairs.append((text("intake.file.crs"), found.crs_name or text("intake.file.crs_unsaid")))
    cards.facts(pairs)


def _choices(context: Context, draft: Draft, found: Inspection) -> None:
    """Draw what may be chosen: the part, the encoding, and the layer that is fed."""
    text = context.text
    if len(found.parts) > 1:
        labels = {part.name: _part_label(context, part) for part in found.parts}
        _select(context, draft, "part", labels, found.part, placeholder=text("intake.file.choose_part"))
    if len(found.encodings) > 1:
        _select(context, draft, "encoding", {name: name for name in found.encodings}, found.encoding)
    if not found.columns:
        return
    part = part_of(found)
    if part is not None and part.geometry != "none":
        _select(context, draft, "crs", {None: text("intake.file.system_own"), **_systems(context)}, draft.crs)
    proposed = [layer for layer, _ in layers_for(found.columns)]
    offered = [*proposed, *(layer for layer in Layer if layer not in proposed)]
    labels = {layer: text.label("layers", layer) for layer in offered}
    hint = text("intake.file.choose_layer")
    _select(context, draft, "layer", labels, layer_of(draft, found), placeholder=hint)
    if draft.layer is None and proposed:
        cards.note(text("intake.file.layer_proposed"))


def _select(
    context: Context, draft: Draft, name: str, labels: dict[Any, str], value: Any, *, placeholder: str = ""
) -> None:
    st.selectbox(
        context.text(_LABELS.get(name, f"intake.file.{name}")),
        list(labels),
        format_func=lambda option: labels.get(option, option),
        key=session.hold(f"intake_{name}_{draft.draft_id}", value),
        index=None,
        placeholder=placeholder,
        on_change=partial(_decide, context, draft, name),
    )


def _decide(context: Context, draft: Draft, name: str) -> None:
    value = session.field(f"intake_{name}_{draft.draft_id}")
    undone = {} if name == "encoding" else _OF_A_PART
    intake_drafts.decide(context.store.folder, draft.draft_id, **{**undone, name: value})


def _systems(context: Context) -> dict[str | None, str]:
    """Return the systems that files of the district come in, by their codes."""
    settings = context.store.settings
    own = crs_of(settings.crs)
    found = systems(own, settings.box) if settings.box is not None else [own]
    codes = {str(crs.to_epsg()): crs.name for crs in found}
    return {code: context.text("intake.file.system_named", code=code, name=name) for code, name in codes.items()}


def _part_label(context: Context, part: Any) -> str:
    text = context.text
    words = [part.name]
    if part.rows is not None:
        words.append(text("intake.file.rows_count", count=part.rows))
    if part.hidden:
        words.append(text("contents.hidden"))
    return text("lists.separator").join(words)


def _sample(context: Context, found: Inspection) -> None:
    text = context.text
    if not found.columns:
        cards.nothing(text("intake.file.several"), text("intake.file.choose_part"))
        return
    cards.note(text("intake.file.sample", count=len(found.sample)))
    intake_cards.sample(found.columns, [[cell_text(text, cell) for cell in row] for row in found.sample])
