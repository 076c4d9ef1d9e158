"""The lists: parcels, zones, plots and enterprises under the same filter as the map."""

import streamlit as st

from landuse.model import Layer
from landuse.ui.cluster_list import LAYERS, cluster_list
from landuse.ui.record_list import record_list
from landuse.ui.selection import LIST_LAYERS
from landuse.ui.session import Context


def page(context: Context) -> None:
    """Draw the list that is chosen, record by record or by contiguous groups."""
    text = context.text
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            text("parcels.layer"),
            LIST_LAYERS,
            format_func=lambda layer: text.label("layers", layer),
            default=Layer.PARCELS,
            required=True,
            key="list_layer",
            label_visibility="collapsed",
        )
        layer = Layer(str(chosen))
        in_groups = layer in LAYERS and st.toggle(text("clusters.show"), key="list_clusters")
    (cluster_list if in_groups else record_list)(context, layer)
