"""Where indicators will stand at the year's end, as intervals, and how such forecasts held before."""

from datetime import date
from typing import TYPE_CHECKING

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.period import period
from landuse.cli.session import Session
from landuse.cli.targets import AS_OF, YEAR
from landuse.i18n import Catalogue

if TYPE_CHECKING:
    from landuse.core.backtest import Backtest
    from landuse.core.forecast import Forecast


@verb("forecast", YEAR, AS_OF, click.option("--indicator", metavar="I"), click.option("--backtest", is_flag=True))
def forecast(session: Session, *, year: int | None, as_of: date | None, indicator: str | None, backtest: bool) -> None:
    """Forecast the year's end as an interval; with --backtest, what past forecasts said against what came."""
    from landuse.rules import load_rules
    from landuse.views.accounts import indicator_of
    from landuse.views.forecasts import past_forecasts, year_end

    names = list(load_rules().indicators) if indicator is None else [indicator_of(indicator).indicator_id]
    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        if backtest:
            _answer_past(session, {name: past_forecasts(store, name, as_of=as_of) for name in names})
        else:
            _answer(session, {name: year_end(store, name, year=year, as_of=as_of) for name in names})


def _answer(session: Session, found: "dict[str, Forecast]") -> None:
    if session.as_json:
        print_json([_record(one) for one in found.values()])
        return
    text = session.text
    first = next(iter(found.values()))
    say(text("forecast.as_of", day=text.day(first.as_of), until=text.day(first.goal.until)))
    heads = ("indicator", "actual", "target", "low", "median", "high", "chance")
    rows = [
        [
            text.label("indicators", name),
            *(text.number(value) for value in (one.done, one.goal.target, one.low, one.median, one.high)),
            text.percent(one.chance, 0),
        ]
        for name, one in found.items()
    ]
    print_table([text(f"cli.heading.{name}") for name in heads], rows, numbers=range(1, len(heads)))


def _record(one: "Forecast") -> dict[str, object]:
    from landuse.rules import load_rules

    return {
        "indicator": one.goal.indicator,
        "unit": load_rules().indicators[one.goal.indicator].measure,
        "target": one.goal.target,
        "done": one.done,
        "low": one.low,
        "median": one.median,
        "high": one.high,
        "level": one.level,
        "chance": one.chance,
        "run_rate_year_end": one.run_rate,
        "notes": one.notes,
        "assumptions": [
            {
                "from": step.from_kind,
                "to": step.to_kind,
                "median_days": step.median_days,
                "finished": step.finished,
                "waiting": step.waiting,
                "usual_days": step.usual_days,
                "source": step.source,
            }
            for step in one.assumptions
        ],
    }


def _answer_past(session: Session, tried: "dict[str, Backtest]") -> None:
    if session.as_json:
        print_json([_past_record(name, one) for name, one in tried.items()])
        return
    text = session.text
    for name, one in tried.items():
        say(text.label("indicators", name), _past_line(text, one))


def _past_record(indicator: str, one: "Backtest") -> dict[str, object]:
    return {
        "indicator": indicator,
        "judged": one.judged,
        "coverage": one.coverage,
        "missed": one.missed,
        "missed_straight": one.missed_straight,
        "rows": one.rows.astype(object).where(one.rows.notna(), None).to_dict("records"),
    }


def _past_line(text: Catalogue, one: "Backtest") -> str:
    from landuse.rules.forecast import load_forecast_rules

    if one.coverage is None:
        return text("forecast.backtest.empty")
    level = text.percent(load_forecast_rules().level, 0)
    return text("forecast.backtest.line", judged=one.judged, share=text.percent(one.coverage, 0), level=level)


COMMANDS = commands(forecast)
