"""Progress against the annual targets, and the events behind each number."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day, Moment
from landuse.cli.period import period
from landuse.cli.session import Session
from landuse.i18n import Catalogue
from landuse.model import Group, GroupBy, Progress, SubjectKind
from landuse.units import rounded

if TYPE_CHECKING:
    import pandas as pd

    from landuse.store import Store
    from landuse.views.provenance import Explanation

YEAR = click.option("--year", type=int, metavar="Y")
AS_OF = click.option("--as-of", type=Day(), metavar="DATE")
KNOWN_AT = click.option("--known-at", type=Moment(), metavar="T")
UNIT = click.option("--unit", metavar="U")
_NUMBERS = range(1, 10)


@verb("progress", YEAR, AS_OF, KNOWN_AT, click.option("--by", type=click.Choice(["unit", "zone", "month"])), UNIT)
def progress(
    session: Session,
    *,
    year: int | None,
    as_of: date | None,
    known_at: datetime | None,
    by: Any,
    unit: str | None,
) -> None:
    """Show each indicator against its target."""
    from landuse.cli.filters import unit_code
    from landuse.views.targets import breakdown, target_board

    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        if by is not None:
            groups = breakdown(store, year=year, as_of=as_of, by=GroupBy(by), known_at=known_at)
            rows = [({"by": by, "key": group.key, "name": group.name}, group.progress) for group in groups]
        else:
            code = unit_code(store.tables(), unit)
            board = target_board(store, year=year, as_of=as_of, known_at=known_at, unit=code)
            rows = [({}, row) for row in board]
        if session.as_json:
            print_json([{**group, **progress_record(row)} for group, row in rows])
            return
        _print_head(session.text, store, year, as_of, known_at)
    heads = [str(group["name"] or group["key"] or session.text(f"cli.no_{by}")) if group else "" for group, _ in rows]
    _print_board(session.text, heads, [row for _, row in rows])


def progress_record(row: Progress) -> dict[str, object]:
    """Return an indicator's progress as the contract names it: amounts to 0.01, shares to six places."""
    return {
        "indicator": row.indicator,
        "unit": row.measure,
        "actual": rounded(row.actual),
        "target": _to(row.target, 2),
        "direction": row.direction,
        "share": _to(row.share, 6),
        "elapsed": _to(row.elapsed, 6),
        "pace_index": _to(row.pace_index, 2),
        "gap": _to(row.gap, 2),
        "needed_per_month": _to(row.needed_per_month, 2),
        "speed_up": _to(row.speed_up, 2),
        "run_rate_year_end": _to(row.run_rate_year_end, 2),
        "uncounted": {"count": row.uncounted.count, "declared": rounded(row.uncounted.declared)},
    }


def _to(amount: Any, places: int) -> object:
    return None if amount is None else rounded(amount, places)


def _print_head(text: Catalogue, store: "Store", year: int, as_of: date, known_at: datetime | None) -> None:
    """Say what matters first: the indicator in most trouble and the land that lies idle, then what is shown."""
    from landuse.reports.headline import headline_sentence
    from landuse.views.targets import headline

    worst = headline(store, year=year, as_of=as_of, known_at=known_at)
    say(text("progress.headline.all_well") if worst is None else headline_sentence(text, worst))
    say(text("cli.progress_of", year=year, day=text.day(as_of)))
    if known_at is not None:
        say(text("cli.known_at", moment=known_at.isoformat(sep=" ", timespec="seconds")))
    if store.settings.synthetic:
        say(text("common.synthetic"))


def _print_board(text: Catalogue, heads: list[str], rows: list[Progress]) -> None:
    names = ("indicator", "actual", "target", "share", "elapsed", "pace_index", "gap", "pace", "speed_up", "year_end")
    headings = [text(f"cli.heading.{name}") for name in (*names, "uncounted")]
    grouped = any(heads)
    table = [([head] if grouped else []) + _cells(text, row) for head, row in zip(heads, rows, strict=True)]
    first = [text("cli.heading.group")] if grouped else []
    print_table(first + headings, table, numbers=[place + grouped for place in _NUMBERS])


def _cells(text: Catalogue, row: Progress) -> list[str]:
    amount = row.measure
    declared = text.amount(row.uncounted.declared, amount)
    return [
        text.label("indicators", row.indicator),
        text.amount(row.actual, amount),
        text.amount(row.target, amount),
        text.percent(row.share),
        text.percent(row.elapsed),
        text.number(row.pace_index),
        text.amount(row.gap, amount),
        text("cli.pace", needed=text.number(row.needed_per_month), achieved=text.number(row.achieved_per_month)),
        text.number(row.speed_up),
        text.amount(row.run_rate_year_end, amount),
        text("cli.left_out", count=row.uncounted.count, declared=declared)
        if row.uncounted.count
        else text.number(None),
    ]


@verb("explain", click.argument("indicator"), YEAR, AS_OF, KNOWN_AT, UNIT, click.option("--zone", metavar="Z"))
def explain(
    session: Session,
    *,
    indicator: str,
    year: int | None,
    as_of: date | None,
    known_at: datetime | None,
    unit: str | None,
    zone: str | None,
) -> None:
    """Open a total down to its events."""
    from landuse.cli.filters import unit_code, zone_id
    from landuse.views.provenance import explain as explanation

    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        tables = store.tables()
        groups = [Group(GroupBy.UNIT, unit_code(tables, unit))] if unit is not None else []
        groups += [Group(GroupBy.ZONE, zone_id(tables, zone))] if zone is not None else []
        found = explanation(
            store,
            indicator,
            year=year,
            as_of=as_of,
            known_at=known_at,
            groups=groups,
        )
    if session.as_json:
        print_json(
            {
                "indicator": found.indicator,
                "unit": found.measure,
                "total": found.total,
                "contributions": contribution_records(found.contributions),
                "uncounted": contribution_records(found.uncounted),
            }
        )
        return
    _print_explanation(session.text, found, year, as_of)


def contribution_records(rows: "pd.DataFrame") -> list[dict[str, object]]:
    """Return contributions as the contract names them; ``zone`` only where an event is about a whole zone."""
    columns = ["event_id", "subject_kind", "subject_id", "occurred_on", "counted", "declared", "reason"]
    records: list[dict[str, object]] = []
    for event, subject, key, day, counted, declared, reason in rows[columns].itertuples(index=False, name=None):
        of_zone = {"zone": key} if subject == SubjectKind.ZONE else {}
        records.append(
            {
                "event": event,
                "parcel": key if subject == SubjectKind.PARCEL else None,
                "plot": key if subject == SubjectKind.PLOT else None,
                **of_zone,
                "occurred_on": day,
                "counted": counted,
                "declared": declared,
                "reason": reason,
            }
        )
    return records


def _print_explanation(text: Catalogue, found: "Explanation", year: int, as_of: date) -> None:
    name = text.label("indicators", found.indicator)
    total = text.amount(found.total, found.measure)
    say(text("cli.explained", indicator=name, year=year, day=text.day(as_of), total=total))
    headings = [text(f"cli.heading.{name}") for name in ("event", "subject", "day", "declared", "counted", "reason")]
    print_table(
        headings, [_contribution(text, row) for row in contribution_records(found.contributions)], numbers=(3, 4)
    )
    if len(found.uncounted):
        say(text("cli.uncounted", count=len(found.uncounted)))
        print_table(
            headings, [_contribution(text, row) for row in contribution_records(found.uncounted)], numbers=(3, 4)
        )


def _contribution(text: Catalogue, row: dict[str, Any]) -> list[str]:
    subject = row["parcel"] or row["plot"] or row.get("zone")
    return [
        row["event"],
        str(subject),
        text.day(row["occurred_on"]),
        text.number(row["declared"]),
        text.number(row["counted"]),
        text.label("reasons", row["reason"]),
    ]


COMMANDS = commands(progress, explain)
