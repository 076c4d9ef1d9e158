"""Mending shapes: each proposal with its area before and after, one press each or all of a kind; undone as a batch."""

from functools import partial

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from landuse.actions.repair_ground import repair_ground
from landuse.geo.display import to_lonlat
from landuse.geo.repair import Repair
from landuse.maps.sketch import Shape
from landuse.model import Layer
from landuse.ui import cards, intake_work, session
from landuse.ui.forms import actor, notice
from landuse.ui.guard import guarded_write
from landuse.ui.intake_map import sketch
from landuse.ui.intake_past import FORM, undo
from landuse.ui.intake_wording import mu
from landuse.ui.jobs import Job, Progress
from landuse.ui.session import Context
from landuse.views.imports import past_imports
from landuse.views.repairs import repairs

LAYERS = (Layer.PARCELS, Layer.PLOTS, Layer.ZONES)
LAYER_KEY, _MOST = "intake_repair_layer", 500
_HEIGHT, _HEAD, _ROW = 330, 38, 35


def repairs_page(context: Context) -> None:
    """Draw what could be mended of a layer."""
    text = context.text
    notice(FORM)
    layer = Layer(
        str(
            st.segmented_control(
                text("intake.repairs.layer"),
                LAYERS,
                format_func=lambda layer: text.label("layers", layer),
                required=True,
                key=session.remembered(LAYER_KEY, Layer.PARCELS, LAYERS),
                on_change=partial(session.remember, LAYER_KEY),
                label_visibility="collapsed",
            )
        )
    )
    _last(context)
    job: Job[list[Repair]] = intake_work.start(
        f"repairs-{layer}", "check", context.store.revision(), partial(_found, context, layer)
    )
    if not intake_work.wait_for(context, job, key="repairs", on_cancel=None):
        return
    found = intake_work.result(context, job)
    if not found:
        cards.nothing(text("intake.repairs.nothing"), text("intake.repairs.nothing_next"))
        return
    _kinds(context, layer, found)


def _found(context: Context, layer: Layer, progress: Progress) -> list[Repair]:
    progress.say("repairs")
    return sorted(repairs(context.store, layer), key=lambda one: -abs(one.after_m2 - one.before_m2))


def _kinds(context: Context, layer: Layer, found: list[Repair]) -> None:
    """Draw the kinds of repairs, and the proposals of the one that is chosen."""
    text = context.text
    counts = {kind: sum(one.kind == kind for one in found) for kind in dict.fromkeys(one.kind for one in found)}
    kind = st.pills(
        text("intake.repairs.kind"),
        list(counts),
        format_func=lambda name: text("intake.checks.kind", kind=text.label("repairs", name), count=counts[name]),
        default=next(iter(counts)),
        required=True,
        key=f"intake_repair_kind_{layer}_{'_'.join(counts)}",
        label_visibility="collapsed",
    )
    shown = [one for one in found if one.kind == kind]
    first = [one for one in shown if not one.alternative]
    with st.container(horizontal=True, vertical_alignment="center", key="intake_repair_all"):
        st.button(
            text("intake.repairs.all", count=len(first)),
            key=f"intake_repair_all_{layer}_{kind}",
            icon=":material/auto_fix_high:",
            disabled=not first,
            on_click=partial(_mend, context, layer, first),
        )
        cards.note(text("intake.repairs.note"))
    left, right = st.columns([3, 2], gap="small")
    with left:
        at = _table(context, shown[:_MOST], f"intake_repairs_{layer}_{kind}")
    with right:
        _one(context, layer, shown[at])


def _table(context: Context, shown: list[Repair], key: str) -> int:
    """Draw the proposals; returns which of them is picked, the first if none is."""
    text = context.text
    frame = pd.DataFrame(
        {
            "key": [one.key for one in shown],
            "before": [mu(text, one.before_m2) for one in shown],
            "after": [mu(text, one.after_m2) for one in shown],
            "share": [_share(context, one) for one in shown],
        }
    )
    picked = st.dataframe(
        frame,
        key=f"{key}_{len(shown)}",
        column_config={
            name: st.column_config.TextColumn(
                text(f"intake.repairs.columns.{name}"), alignment="left" if name == "key" else "right"
            )
            for name in frame.columns
        },
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(frame)),
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
    )
    rows = picked.selection.rows
    return rows[0] if rows and rows[0] < len(shown) else 0


def _one(context: Context, layer: Layer, repair: Repair) -> None:
    """Draw a shape as it is and as it would be, with its areas, and the button that mends it."""
    text = context.text
    before = [
        Shape(shape, "before", text("intake.repairs.before", area=mu(text, repair.before_m2)))
        for shape in to_lonlat(_series(context, repair.before))
    ]
    after = [
        Shape(shape, "after", text("intake.repairs.after", area=mu(text, repair.after_m2)))
        for shape in to_lonlat(_series(context, repair.after))
    ]
    sketch(context, [*before, *after], key=f"repair_{layer}")
    cards.facts(
        [
            (text("intake.repairs.columns.key"), repair.key),
            (text("intake.repairs.columns.before"), mu(text, repair.before_m2)),
            (text("intake.repairs.columns.after"), mu(text, repair.after_m2)),
            (text("intake.repairs.columns.share"), _share(context, repair)),
        ]
    )
    st.button(
        text("intake.repairs.one", key=cards.plain(repair.key)),
        key=f"intake_repair_{layer}",
        type="primary",
        icon=":material/build:",
        on_click=partial(_mend, context, layer, [repair]),
    )


def _last(context: Context) -> None:
    """Draw the way to take the last repair back, while it stands."""
    text = context.text
    repaired = session.field("intake_repaired")
    batch = next((one for one in past_imports(context.store) if one.batch_id == repaired), None)
    if batch is not None and batch.undone_by is None:
        st.button(
            text("intake.repairs.undo", batch=batch.batch_id),
            key="intake_repair_undo",
            icon=":material/undo:",
            on_click=partial(undo, context, batch),
        )


def _mend(context: Context, layer: Layer, chosen: list[Repair]) -> None:
    """Mend shapes as proposed: one batch, which can be taken back."""
    with guarded_write(context.text, FORM):
        batch = repair_ground(context.store, layer=layer, repairs=chosen, actor=actor())
        session.hold("intake_repaired", batch)
        session.say(FORM, context.text("intake.repairs.done", count=len(chosen), batch=batch))


def _share(context: Context, repair: Repair) -> str:
    """Return what a repair adds or takes, in 亩, and in per cent where there was an area to speak of."""
    text = context.text
    difference = mu(text, repair.after_m2 - repair.before_m2)
    said = f"+{difference}" if repair.after_m2 > repair.before_m2 else difference
    if repair.share is None or abs(repair.share) > 1:
        return said
    return text("intake.repairs.share", difference=said, share=text.percent(repair.share, 2))


def _series(context: Context, geometry: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries([geometry], crs=context.store.settings.crs)
