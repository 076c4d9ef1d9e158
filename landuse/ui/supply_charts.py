"""The Gantt of a plot's steps, and the ladder of cover as a bar."""

from datetime import date

import altair as alt
import pandas as pd

from landuse.i18n import Catalogue
from landuse.views.coverage import Coverage

_PARTS = ("done", "advised", "latest")


def gantt(text: Catalogue, bars: pd.DataFrame, *, as_of: date) -> alt.LayerChart | alt.FacetChart:
    """
    Return the bars of a plot's way: what happened, what is advised, what is possible at the latest.

    Parameters
    ----------
    text : Catalogue
    bars : DataFrame
        ``core.schedule.GANTT_COLUMNS``.
    as_of : date
        Drawn as a line.
    """
    order = list(dict.fromkeys(text.label("kinds", kind) for kind in bars["kind"]))
    frame = pd.DataFrame(
        {
            "step": [text.label("kinds", kind) for kind in bars["kind"]],
            "part": [text.label("schedule.parts", part) for part in bars["part"]],
            "start": pd.to_datetime(bars["start"]),
            "end": pd.to_datetime(bars["end"]) + pd.Timedelta(days=1),
            "said": [day.isoformat() for day in bars["end"]],
        }
    )
    parts = [text.label("schedule.parts", part) for part in _PARTS]
    base = alt.Chart(frame).encode(
        y=alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=160, labelOverlap=False)),
        x=alt.X("start:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount="month", grid=True)),
        x2="end:T",
        yOffset=alt.YOffset("part:N", sort=parts),
        color=alt.Color("part:N", scale=alt.Scale(domain=parts), legend=alt.Legend(orient="top", title=None)),
        tooltip=[
            alt.Tooltip("step:N", title=text("schedule.kind")),
            alt.Tooltip("part:N", title=text("schedule.part")),
            alt.Tooltip("said:N", title=text("schedule.end")),
        ],
    )
    today = alt.Chart(pd.DataFrame({"day": [pd.Timestamp(as_of)]})).mark_rule(strokeDash=[4, 3]).encode(x="day:T")
    about = text("supply.gantt_about", day=text.day(as_of))
    return alt.layer(base.mark_bar(minBandSize=4), today).properties(height=26 * len(order) + 30, description=about)


def ladder(text: Catalogue, found: Coverage) -> alt.LayerChart | alt.FacetChart:
    """Return done and the rungs end to end, against the target."""
    rows = [(text("supply.done"), float(found.done))]
    rows += [(text.label("supply.rungs", rung.row), float(rung.amount_mu)) for rung in found.rungs]
    frame = pd.DataFrame(rows, columns=["rung", "amount"])
    frame["end"] = frame["amount"].cumsum()
    frame["start"] = frame["end"] - frame["amount"]
    frame["place"] = range(len(frame))
    names = frame["rung"].tolist()
    longest = max(float(frame["end"].max()), float(found.target or 0)) * 1.02 or 1.0
    base = alt.Chart(frame).encode(
        y=alt.Y("rung:N", sort=names, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
        x=alt.X("start:Q", title=text("supply.mu"), scale=alt.Scale(domain=[0, longest]), axis=alt.Axis(format=",.0f")),
        x2="end:Q",
        tooltip=[
            alt.Tooltip("rung:N", title=text("supply.columns.rung")),
            alt.Tooltip("amount:Q", title=text("supply.mu"), format=",.2f"),
            alt.Tooltip("end:Q", title=text("supply.columns.cumulative"), format=",.2f"),
        ],
    )
    layers = [base.mark_bar(height=16)]
    if found.target:
        goal = pd.DataFrame({"target": [float(found.target)], "said": [text("supply.target", amount=found.target)]})
        rule = alt.Chart(goal).encode(x="target:Q", tooltip=alt.Tooltip("said:N", title=text("supply.target_name")))
        layers.append(rule.mark_rule(strokeWidth=2, strokeDash=[5, 3]))
    about = text("supply.ladder_about")
    return alt.layer(*layers).properties(height=28 * len(frame) + 30, description=about)
