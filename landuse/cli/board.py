"""The board of the whole plan: computed and recorded indicators, each by its own period, contradictions flagged."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day
from landuse.cli.period import period
from landuse.cli.session import Session
from landuse.cli.targets import AS_OF, KNOWN_AT, YEAR
from landuse.periods import period_label
from landuse.units import rounded

if TYPE_CHECKING:
    from landuse.i18n import Catalogue
    from landuse.views.plan_board import Contradiction, PlanBoard, PlanRow

_HEADINGS = ("indicator", "unit", "period", "actual", "target", "share", "elapsed", "growth", "flags")


@verb("board", YEAR, AS_OF, KNOWN_AT, click.option("--recorded-by", type=Day(), metavar="DATE"))
def board(
    session: Session,
    *,
    year: int | None,
    as_of: date | None,
    known_at: datetime | None,
    recorded_by: date | None,
) -> None:
    """Show the whole plan."""
    from landuse.views.plan_board import plan_board

    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        found = plan_board(store, year=year, as_of=as_of, recorded_by=recorded_by, known_at=known_at)
    if session.as_json:
        print_json(
            {
                "year": found.year,
                "as_of": found.as_of,
                "rows": [_record(session.text, row) for row in found.rows],
                "contradictions": [_contradiction(session.text, one, found) for one in found.contradictions],
            }
        )
        return
    _print_board(session.text, found)


def _record(text: "Catalogue", row: "PlanRow") -> dict[str, object]:
    return {
        "indicator": row.indicator,
        "group": row.group,
        "computed": row.computed,
        "unit": row.measure,
        "period": None if row.period is None else period_label(row.period, text),
        "first": None if row.period is None else row.period.first,
        "last": None if row.period is None else row.period.last,
        "actual": row.actual,
        "target": row.target,
        "direction": row.direction,
        "share": None if row.share is None else rounded(row.share, 6),
        "elapsed": None if row.elapsed is None else rounded(row.elapsed, 6),
        "pace_index": None if row.pace_index is None else rounded(row.pace_index),
        "growth": row.growth,
        "growth_basis": row.growth_basis,
        "ranks": dict(row.ranks),
        "source": row.source,
        "target_source": row.target_source,
        "ahead": row.ahead,
        "contradictions": list(row.contradictions),
    }


def _contradiction(text: "Catalogue", one: "Contradiction", found: "PlanBoard") -> dict[str, object]:
    from landuse.reports.plan_sheet import contradiction_sentence

    return {
        "kind": one.kind,
        "first": one.first,
        "second": one.second,
        "first_value": one.first_value,
        "second_value": one.second_value,
        "message": contradiction_sentence(text, one, found),
    }


def _print_board(text: "Catalogue", found: "PlanBoard") -> None:
    from landuse.reports.plan_sheet import contradiction_sentence

    rows = []
    for row in found.rows:
        label = "" if row.period is None else period_label(row.period, text)
        goal = text(f"board.direction.{row.direction}") + text.number(row.target, row.places)
        rows.append(
            [
                text.label("indicators", row.indicator),
                text.label("measures", row.measure),
                text("board.ahead", period=label) if row.ahead else label,
                text.number(row.actual, row.places),
                text("common.dash") if row.target is None else goal,
                text.percent(row.share),
                text.percent(row.elapsed),
                _growth(text, row),
                text("board.flag_joint").join(text(f"board.flag.{kind}") for kind in row.contradictions),
            ]
        )
    print_table([text(f"board.heading.{name}") for name in _HEADINGS], rows, numbers=(3, 4, 5, 6, 7))
    if found.contradictions:
        say(text("board.contradictions"))
        say(*(contradiction_sentence(text, one, found) for one in found.contradictions))


def _growth(text: "Catalogue", row: "PlanRow") -> str:
    if row.growth is None:
        return text("common.dash")
    behind = text("board.points") if row.growth_basis == "points_on_month" else "%"
    return f"{text.number(row.growth)}{behind}"


COMMANDS = commands(board)
