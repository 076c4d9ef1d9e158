"""
The two charts of an indicator: done against target, and the way through the year against its norm.

Colours are the categories of ``.streamlit/config.toml``, so that they follow the theme; shapes differ too (bar, tick,
line, dashes), so that no series is told by colour alone.
"""

import altair as alt
import pandas as pd

from landuse.i18n import Catalogue
from landuse.model import Progress

_PADDING = {"left": 0, "top": 4, "right": 6, "bottom": 0}
_SERIES = ("done", "norm", "target", "today")


def bullet(text: Catalogue, row: Progress) -> alt.LayerChart | alt.FacetChart:
    """Return done as a bar in the bar of the target, with a tick where the norm stands today."""
    target = float(row.target or 0)
    actual = float(row.actual)
    amounts = {"target": target, "done": actual, "norm": target * row.elapsed}
    unit = text.label("measures", row.measure)
    frame = pd.DataFrame(
        {"series": text(f"progress.series.{name}"), "amount": amount, "said": text.amount(amount, row.measure)}
        for name, amount in amounts.items()
        if amount or name == "done"
    )
    longest = max(target, actual) * 1.04 or 1.0
    base = alt.Chart(frame).encode(
        x=alt.X(
            "amount:Q",
            title=None,
            scale=alt.Scale(domain=[0, longest], nice=False),
            axis=alt.Axis(tickCount=4, grid=False, format=",.0f"),
        ),
        color=_colours(text),
        tooltip=[alt.Tooltip("series:N", title=text("progress.series.what")), alt.Tooltip("said:N", title=unit)],
    )
    bars = [
        base.mark_bar(height=height).transform_filter(alt.datum.series == text(f"progress.series.{name}"))
        for name, height in (("target", 22), ("done", 12))
    ]
    tick = base.mark_tick(height=26, thickness=3).transform_filter(alt.datum.series == text("progress.series.norm"))
    said = text.amount(row.target, row.measure)
    about = text("progress.series.bullet", done=text.amount(row.actual, row.measure), target=said)
    return alt.layer(*bars, tick).properties(height=58, description=about, padding=_PADDING)


def curve(text: Catalogue, way: pd.DataFrame, row: Progress) -> alt.LayerChart | alt.FacetChart:
    """
    Return the cumulative curve with its norm line.

    Parameters
    ----------
    text : Catalogue
    way : DataFrame
        ``day``, ``actual``, ``norm`` as :func:`landuse.views.targets.cumulative` returns them.
    row : Progress
        The indicator's, for its unit of measure.
    """
    unit = text.label("measures", row.measure)
    melted = way.rename(columns={"actual": "done"}).melt("day", var_name="name", value_name="amount").dropna()
    year = [pd.Timestamp(day) for day in (way["day"].min(), way["day"].max())]
    melted["day"] = pd.to_datetime(melted["day"])
    melted["series"] = [text(f"progress.series.{name}") for name in melted["name"]]
    base = alt.Chart(melted).encode(
        x=alt.X(
            "day:T",
            title=None,
            scale=alt.Scale(domain=year),
            axis=alt.Axis(format=text("progress.series.month"), tickCount={"interval": "month", "step": 3}, grid=False),
        ),
        y=alt.Y("amount:Q", title=None, axis=alt.Axis(tickCount=3, format=",.0f")),
        color=_colours(
            text,
            legend=alt.Legend(orient="top", title=None, symbolType="stroke", values=_named(text), offset=6, padding=0),
        ),
        tooltip=[
            alt.Tooltip("day:T", title=text("progress.series.day"), format="%Y-%m-%d"),
            alt.Tooltip("series:N", title=text("progress.series.what")),
            alt.Tooltip("amount:Q", title=unit, format=",.2f"),
        ],
    )
    done = base.mark_line(interpolate="step-after", strokeWidth=2.5).transform_filter(alt.datum.name == "done")
    norm = base.mark_line(strokeDash=[5, 4], strokeWidth=1.5).transform_filter(alt.datum.name == "norm")
    about = text("progress.series.curve", indicator=text.label("indicators", row.indicator), unit=unit)
    return alt.layer(norm, done).properties(height=150, description=about, padding=_PADDING)


def _named(text: Catalogue) -> list[str]:
    return [text(f"progress.series.{name}") for name in ("done", "norm")]


def _colours(text: Catalogue, legend: alt.Legend | None = None) -> alt.Color:
    domain = [text(f"progress.series.{name}") for name in _SERIES]
    return alt.Color("series:N", scale=alt.Scale(domain=domain), legend=legend)
