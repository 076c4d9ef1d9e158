"""The funnel of data-for-land as bars, one a step."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from landuse.i18n import Catalogue
from landuse.views.enterprises import FunnelRow


def funnel(text: Catalogue, rows: Sequence[FunnelRow]) -> alt.LayerChart | alt.FacetChart:
    """Return how many firms came to each step, each bar with its number."""
    frame = pd.DataFrame(
        {
            "step": [text.label("enterprises.steps", row.step) for row in rows],
            "firms": [row.firms for row in rows],
            "area": [None if row.amount_mu is None else text.number(row.amount_mu) for row in rows],
        }
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "step:N",
            sort=frame["step"].tolist(),
            title=None,
            axis=alt.Axis(labelLimit=180, labelOverlap=False, labelFlush=False),
        ),
        x=alt.X("firms:Q", title=text("enterprises.firms"), axis=None),
        tooltip=[
            alt.Tooltip("step:N", title=text("enterprises.columns.step")),
            alt.Tooltip("firms:Q", title=text("enterprises.firms")),
            alt.Tooltip("area:N", title=text("enterprises.area")),
        ],
    )
    numbers = base.mark_text(align="left", dx=5).encode(text="firms:Q")
    about = text("enterprises.bar_about")
    layers = alt.layer(base.mark_bar(height=13), numbers)
    return layers.properties(
        height=20 * len(frame), description=about, padding={"left": 0, "top": 8, "right": 30, "bottom": 0}
    )
