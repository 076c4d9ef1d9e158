"""The interval of a forecast against its target, and past intervals against what came."""

import altair as alt
import pandas as pd

from landuse.core.forecast import Forecast
from landuse.i18n import Catalogue


def interval(text: Catalogue, found: Forecast, unit: str) -> alt.LayerChart | alt.FacetChart:
    """Return done, the interval with its middle, and the target, on one line."""
    names = {name: text(f"forecast.chart.{name}") for name in ("done", "interval", "median", "target")}
    low, median, high = (float(value or 0) for value in (found.low, found.median, found.high))
    order = [names["done"], names["interval"]]
    target = [(names["target"], float(found.goal.target))] if found.goal.target else []
    longest = max(high, *(amount for _, amount in target), float(found.done)) * 1.04 or 1.0
    domain = [names["done"], names["interval"], names["median"], names["target"]]
    colour = alt.Color(
        "series:N", scale=alt.Scale(domain=domain), legend=alt.Legend(orient="top", title=None, symbolType="square")
    )
    x = alt.X(
        "start:Q",
        title=unit,
        scale=alt.Scale(domain=[0, longest], nice=False),
        axis=alt.Axis(format=",.0f", grid=False, tickCount=8),
    )
    y = alt.Y("row:N", title=None, sort=order, axis=alt.Axis(labelLimit=140, labelOverlap=False))
    tips = [alt.Tooltip("series:N", title=text("forecast.chart.what")), alt.Tooltip("said:N", title=unit)]
    spans = pd.DataFrame(
        [
            (names["done"], names["done"], 0.0, float(found.done), text.number(found.done)),
            (names["interval"], names["interval"], low, high, f"{text.number(low)} – {text.number(high)}"),
        ],
        columns=["row", "series", "start", "end", "said"],
    )
    marks = pd.DataFrame(
        [
            (names["interval"], name, amount, text.number(amount))
            for name, amount in ((names["median"], median), *target)
        ],
        columns=["row", "series", "start", "said"],
    )
    bars = alt.Chart(spans).mark_bar(height=18).encode(x=x, x2="end:Q", y=y, color=colour, tooltip=tips)
    ticks = alt.Chart(marks).mark_tick(thickness=4, size=34).encode(x=x, y=y, color=colour, tooltip=tips)
    return alt.layer(bars, ticks).properties(height=200, description=text("forecast.chart.about"))


def past(text: Catalogue, rows: pd.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """Return past intervals at the month ends they were made, with what came as a point."""
    known = rows.loc[rows["low"].notna()]
    named = {name: text(f"forecast.chart.{name}") for name in ("interval", "actual", "median")}
    colour = alt.Color("series:N", scale=alt.Scale(domain=list(named.values())), legend=alt.Legend(title=None))
    frame = pd.DataFrame(
        {
            "then": [day.strftime("%Y-%m") for day in known["as_of"]],
            "low": known["low"].astype(float),
            "high": known["high"].astype(float),
            "median": known["median"].astype(float),
            "actual": known["actual"].astype(float),
        }
    )
    x = alt.X("then:N", title=text("forecast.backtest.as_of"), axis=alt.Axis(labelAngle=-45))
    y = alt.Y("low:Q", title=unit, axis=alt.Axis(format=",.0f"))
    tips = [
        alt.Tooltip("then:N", title=text("forecast.backtest.as_of")),
        *(
            alt.Tooltip(f"{name}:Q", title=text(f"forecast.backtest.{name}", unit=unit), format=",.2f")
            for name in ("low", "median", "high", "actual")
        ),
    ]
    layer = {name: alt.Chart(frame.assign(series=label)) for name, label in named.items()}
    bars = layer["interval"].mark_bar(size=8).encode(x=x, y=y, y2="high:Q", color=colour, tooltip=tips)
    middle = layer["median"].mark_tick(thickness=2, size=14).encode(x=x, y="median:Q", color=colour)
    came = (
        layer["actual"]
        .mark_point(shape="diamond", filled=True, size=70, opacity=1)
        .encode(x=x, y="actual:Q", color=colour, tooltip=tips)
    )
    about = text("forecast.chart.past_about")
    return alt.layer(bars, middle, came).properties(height=240, description=about)
