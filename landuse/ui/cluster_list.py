"""The list by contiguous groups (连片): their area, whether they reach a hundred 亩, the slivers in them."""

import pandas as pd
import streamlit as st

from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.reports.clusters import reach_words, sliver_line
from landuse.ui import cards
from landuse.ui.dialogs import show_on_map
from landuse.ui.session import Context
from landuse.ui.tables import Shown
from landuse.units import Measure, printed_total
from landuse.views.clusters import Cluster, clusters

#: Of the grid, in pixels: at most, its head, and a row.
_HEIGHT, _HEAD, _ROW = 420, 38, 35
LAYERS = (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)


def cluster_list(context: Context, layer: Layer) -> None:
    """Draw the contiguous groups of what the filter lets through, the largest first, and the way to the map."""
    text = context.text
    found = clusters(context.store, layer, context.selection.filter)
    if not found:
        cards.nothing(text("parcels.nothing"), text("parcels.nothing_next"))
        return
    cards.total(
        text(
            "clusters.found",
            layer=text.label("layers", layer),
            count=sum(one.number is not None for one in found),
            records=sum(len(one.members) for one in found),
            total=text.amount(printed_total(one.area_mu for one in found), Measure.MU),
            day=text.day(context.selection.as_of),
        )
    )
    shown = _shown(context, found)
    state = st.dataframe(
        shown.frame,
        key=f"clusters_{layer}_{hash(context.selection.filter)}",
        column_config=shown.columns,
        hide_index=True,
        height=min(_HEIGHT, _HEAD + _ROW * len(shown.frame)),
        placeholder=text("common.dash"),
        on_select="rerun",
        selection_mode="multi-row",
    )
    marked = [found[row] for row in state.selection.rows if row < len(found)]
    if not marked:
        cards.note(text("clusters.hint"))
    elif st.button(
        text("app.show_marked", count=sum(len(one.members) for one in marked)),
        key="clusters_map",
        icon=":material/map:",
    ):
        show_on_map(context, tuple((layer, name) for one in marked for name in one.members))
    _slivers(text, marked or found)


def _slivers(text: Catalogue, found: "tuple[Cluster, ...] | list[Cluster]") -> None:
    """Draw what the tolerance bridged in these groups."""
    lines = [sliver_line(text, sliver) for one in found for sliver in one.slivers]
    if lines:
        with st.expander(text("clusters.slivers", count=len(lines)), key="clusters_slivers"), cards.one_piece():
            for line in lines:
                cards.note(line)


def _shown(context: Context, found: tuple[Cluster, ...]) -> Shown:
    text, choices = context.text, context.choices
    joint = text("clusters.joint")
    frame = pd.DataFrame(
        {
            "number": [text("clusters.unplaced") if one.number is None else f"{one.number}" for one in found],
            "records": [len(one.members) for one in found],
            "area": [float(one.area_mu) for one in found],
            "reaches": [reach_words(text, one) for one in found],
            "units": [joint.join(choices.units.get(code, code) for code in one.units) for one in found],
            "zones": [joint.join(choices.zones.get(code, code) for code in one.zones) for one in found],
            "stages": [
                joint.join(
                    text("clusters.stage", stage=text.label("stages", stage), count=count, area=text.number(area))
                    for stage, (count, area) in one.stages.items()
                )
                for one in found
            ],
            "slivers": [len(one.slivers) for one in found],
            "members": [joint.join(one.members) for one in found],
        }
    )
    columns: dict[str, object] = {
        name: st.column_config.TextColumn(text(f"clusters.heading.{name}")) for name in frame.columns
    }
    columns["area"] = st.column_config.NumberColumn(text("clusters.heading.area_mu"), format="%,.2f")
    columns |= {
        name: st.column_config.NumberColumn(text(f"clusters.heading.{name}"), format="%d")
        for name in ("records", "slivers")
    }
    return Shown(frame, columns)
