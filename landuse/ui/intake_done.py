"""Step 5: what was written, and what can be done with it: seen, taken back, mended; and the next file."""

from functools import partial

import streamlit as st

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.ui import cards, intake_cards, intake_drafts, session
from landuse.ui.dialogs import show_on_map
from landuse.ui.forms import notice
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_past import FORM, undo_panel
from landuse.ui.intake_repairs import LAYER_KEY
from landuse.ui.intake_repairs import LAYERS as REPAIRABLE
from landuse.ui.intake_steps import PART_KEY, leave
from landuse.ui.selection import LIST_LAYERS
from landuse.ui.session import Context
from landuse.views.ground import SUBJECT_LAYERS
from landuse.views.imports import past_imports


def done_step(context: Context, draft: Draft) -> None:
    """Draw what became of the file, and the ways on."""
    text = context.text
    notice(FORM)
    batch = next((one for one in past_imports(context.store) if one.batch_id == draft.batch), None)
    if batch is None:
        cards.nothing(text("intake.done.gone"), text("intake.done.gone_next"))
        return
    stands = batch.undone_by is None
    cards.headline(
        text,
        text("intake.done.sentence" if stands else "intake.done.undone", file=batch.file_name, batch=batch.batch_id),
        good=stands,
        word=text("intake.done.word" if stands else "intake.done.undone_word"),
    )
    intake_cards.tallies(
        (f"{count:,}", text(f"intake.fates.{name}"), look if count else "plain")
        for name, count, look in (
            ("new", batch.added, "ahead"),
            ("changed", batch.changed, "ahead"),
            ("unchanged", batch.unchanged, "plain"),
            ("refused", batch.refused, "behind"),
            ("uncounted", batch.uncounted, "doubt"),
        )
    )
    _ways(context, draft, Layer(batch.layer), batch.uncounted if stands else 0)
    if stands:
        with st.container(border=True, key="intake_batch"):
            undo_panel(context, batch)


def _ways(context: Context, draft: Draft, layer: Layer, uncounted: int) -> None:
    text = context.text
    waiting = intake_drafts.open_drafts(context.store.folder)
    with st.container(horizontal=True, key="intake_ways"):
        if waiting:
            st.button(
                text("intake.done.next", file=cards.plain(waiting[0].name)),
                key="intake_next",
                type="primary",
                on_click=partial(session.change, draft=waiting[0].draft_id),
            )
        st.button(
            text("intake.done.another"),
            key="intake_another",
            type="secondary" if waiting else "primary",
            on_click=leave,
        )
        keys = (
            _keys(context, draft, layer) if layer in SUBJECT_LAYERS.values() and layer is not Layer.ENTERPRISES else []
        )
        if keys and st.button(text("intake.done.map", count=len(keys)), key="intake_map", icon=":material/map:"):
            show_on_map(context, tuple((layer, key) for key in keys))
        if uncounted and layer in REPAIRABLE:
            st.button(
                text("intake.done.repair"),
                key="intake_to_repairs",
                icon=":material/build:",
                help=text("intake.done.repair_help", count=uncounted),
                on_click=partial(_to_repairs, layer),
            )
        if layer in LIST_LAYERS and st.button(
            text("intake.done.list"), key="intake_list", icon=":material/table_rows:"
        ):
            session.list_selected(None)
            session.hold("list_layer", layer)
            context.go("parcels")


def _to_repairs(layer: Layer) -> None:
    """Turn to the page's part where shapes are mended, at this layer."""
    session.turn_to(PART_KEY, "repairs")
    session.turn_to(LAYER_KEY, layer)


def _keys(context: Context, draft: Draft, layer: Layer) -> list[str]:
    """Return the records that the batch added."""
    table = getattr(context.store.tables(), layer)
    return [str(key) for key in table.loc[table["batch_id"] == draft.batch, TABLES[layer].key]]
