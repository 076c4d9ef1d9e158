"""The lists: parcels, zones, plots and enterprises under the same filter as the map."""

import streamlit as st

from landuse.model import Layer
from landuse.ui.record_list import record_list
from landuse.ui.selection import LIST_LAYERS
from landuse.ui.session import Context


def page(context: Context) -> None:
    """Draw the list that is chosen."""
    text = context.text
    layer = st.segmented_control(
        text("parcels.layer"),
        LIST_LAYERS,
        format_func=lambda layer: text.label("layers", layer),
        default=Layer.PARCELS,
        required=True,
        key="list_layer",
        label_visibility="collapsed",
    )
    record_list(context, Layer(str(layer)))
