"""Where an indicator will stand at the year's end, what that rests on, and how such forecasts held before."""

import pandas as pd
import streamlit as st

from landuse.core.backtest import Backtest
from landuse.core.forecast import Assumption, Forecast, StageShare
from landuse.i18n import Catalogue
from landuse.rules import load_rules
from landuse.rules.calibration import load_calibration
from landuse.ui import cards, forecast_charts
from landuse.ui.session import Context
from landuse.views.forecasts import past_forecasts, year_end

#: Share of the interval's level below which its back-test is a warning.
_CLEARLY_FEWER = 0.75


def forecasts(context: Context) -> None:
    """Draw the forecast of one indicator with its assumptions and its back-test."""
    text, as_of = context.text, context.selection.as_of
    indicator = st.segmented_control(
        text("progress.groups.indicator"),
        list(load_rules().indicators),
        format_func=lambda name: text(f"progress.short.{name}"),
        default="resupply_area",
        required=True,
        key="forecast_indicator",
        label_visibility="collapsed",
    )
    with st.spinner(text("forecast.working")):
        found = year_end(context.store, str(indicator), year=context.year, as_of=as_of)
        tried = past_forecasts(context.store, str(indicator), as_of=as_of)
    unit = text.label("measures", load_rules().indicators[str(indicator)].measure)
    _interval(context, found, unit)
    left, right = st.columns(2, gap="medium")
    with left:
        _stages(text, found, unit)
        _assumptions(text, found)
    with right:
        _backtest(text, str(indicator), tried, found.level, unit)


def said(text: Catalogue, found: Forecast, unit: str) -> tuple[str, ...]:
    """Return the forecast in sentences: the interval, its middle, how it was drawn, what is missing."""
    reasons = tuple(text(f"forecast.reasons.{note}") for note in found.notes)
    if found.low is None:
        return (text("forecast.none", reason=reasons[0] if reasons else ""),)
    level = text.percent(found.level, 0)
    ends = {"low": text.number(found.low), "high": text.number(found.high), "unit": unit, "level": level}
    if found.chance is None:
        first = text("forecast.interval_without_target", **ends)
    else:
        first = text("forecast.interval", share=text.percent(found.chance, 0), **ends)
    middle = text(
        "forecast.middle",
        median=text.number(found.median),
        done=text.number(found.done),
        run_rate=text.number(found.run_rate),
        unit=unit,
    )
    steps = {"steps": text.percent(found.by_steps, 0), "months": text.percent(1 - found.by_steps, 0)}
    method = text("forecast.method", draws=found.draws, seed=found.seed, **steps)
    return (first, middle, method, *reasons)


def _interval(context: Context, found: Forecast, unit: str) -> None:
    text = context.text
    first, *rest = said(text, found, unit)
    cards.note(text("forecast.as_of", day=text.day(found.as_of), until=text.day(found.goal.until)))
    st.markdown(f"**{first}**")
    if found.low is not None:
        st.altair_chart(forecast_charts.interval(text, found, unit), key="forecast_interval", width="stretch")
    for sentence in rest:
        cards.note(sentence)


def _stages(text: Catalogue, found: Forecast, unit: str) -> None:
    if not found.by_stage:
        return
    st.markdown(f"**{text('forecast.stages.title')}**")
    headings = [
        text(f"forecast.stages.{name}", unit=unit) for name in ("kind", "subjects", "planned", "amount", "expected")
    ]
    cards.table(headings, [_stage_row(text, row, unit) for row in found.by_stage])


def _stage_row(text: Catalogue, row: StageShare, unit: str) -> list[tuple[str, str]]:
    if row.kind is None:
        count, amount = text.number(row.subjects, 1), text.number(row.amount)
        name = text("forecast.stages.arrivals", count=count, amount=amount, unit=unit)
        return [(name, ""), ("", ""), ("", ""), ("", ""), (text.number(row.expected), "")]
    return [
        (text.label("kinds", row.kind), ""),
        (text.number(row.subjects, 0), ""),
        (str(row.planned), ""),
        (text.number(row.amount), ""),
        (text.number(row.expected), ""),
    ]


def _assumptions(text: Catalogue, found: Forecast) -> None:
    if not found.assumptions:
        return
    with st.expander(text("forecast.assumptions.title"), key="forecast_assumptions"):
        for one in found.assumptions:
            cards.note(assumption(text, one))


def assumption(text: Catalogue, one: Assumption) -> str:
    """Return what one step was taken to need, in words."""
    agreed = one.from_kind == "agreed"
    key = f"{'agreed' if agreed else 'step'}{'' if one.median_days is not None else '_rarely'}"
    sentence = text(
        f"forecast.assumptions.{key}",
        from_kind=text.label("kinds", one.from_kind),
        to_kind=text.label("kinds", one.to_kind),
        median=text.number(one.median_days, 0),
        finished=one.finished,
        waiting=one.waiting,
        dropped=one.dropped,
        usual=text.number(one.usual_days, 0),
        weight=text.number(one.weight, 0),
        source=one.source,
    )
    least = text("forecast.assumptions.least", days=one.least_days) if one.least_days and not agreed else ""
    return text("lists.separator").join(part for part in (sentence, least) if part)


def _backtest(text: Catalogue, indicator: str, tried: Backtest, level: float, unit: str) -> None:
    st.markdown(f"**{text('forecast.backtest.title')}**")
    said_level = text.percent(level, 0)
    if tried.coverage is None:
        cards.note(text("forecast.backtest.empty"))
    else:
        share = text.percent(tried.coverage, 0)
        cards.note(text("forecast.backtest.line", judged=tried.judged, share=share, level=said_level))
        missed, straight = text.number(tried.missed), text.number(tried.missed_straight)
        cards.note(text("forecast.backtest.missed", missed=missed, straight=straight, unit=unit))
        if tried.coverage < level * _CLEARLY_FEWER:
            st.warning(text("forecast.backtest.warning", level=said_level), icon=":material/warning:")
        st.altair_chart(forecast_charts.past(text, tried.rows, unit), key="forecast_past", width="stretch")
        _rows(text, tried.rows, unit)
        cards.note(text("forecast.backtest.overlap"))
    known = load_calibration().get(indicator)
    if known is not None:
        found = text.percent(known.share, 1)
        cards.note(
            text("forecast.simulated", count=known.districts, inside=known.inside, share=found, level=said_level)
        )


def _rows(text: Catalogue, rows: pd.DataFrame, unit: str) -> None:
    names = ("as_of", "until", "done", "low", "median", "high", "actual", "inside")
    cells = []
    for row in rows.to_dict("records"):
        amounts = [text.number(row[name]) for name in names[2:7]]
        held = row["inside"]
        word = "" if held is None else text("forecast.backtest.yes" if held else "forecast.backtest.no")
        cells.append(
            [(value, "") for value in (row["as_of"].isoformat(), row["until"].isoformat(), *amounts)]
            + [(word, "" if held is None or held else "lu-behind")]
        )
    cards.table([text(f"forecast.backtest.{name}", unit=unit) for name in names], cells)
