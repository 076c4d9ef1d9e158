"""Land that stands between two stages, and for how long."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day
from landuse.cli.session import Session, today
from landuse.cli.targets import AS_OF, KNOWN_AT
from landuse.i18n import Catalogue
from landuse.units import Measure

if TYPE_CHECKING:
    from datetime import datetime

    from landuse.views.movements import Movements
    from landuse.views.stocks import StockRow


@verb("stock", AS_OF, KNOWN_AT, click.option("--since", type=Day(), metavar="DATE"))
def stock(session: Session, *, as_of: date | None, known_at: "datetime | None", since: date | None) -> None:
    """Show the stocks between stages with their ageing; with --since, what moved between the stages of plots."""
    from landuse.views.movements import movements
    from landuse.views.stocks import stocks

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        if since is not None:
            _answer_movements(session, movements(store, since=since, as_of=day))
            return
        rows = stocks(store, as_of=day, known_at=known_at)
        synthetic = store.settings.synthetic
    if session.as_json:
        print_json([_record(row) for row in rows])
        return
    text = session.text
    say(text("cli.stocks", day=text.day(day)))
    if synthetic:
        say(text("common.synthetic"))
    _print_stocks(text, rows)


def _answer_movements(session: Session, found: "Movements") -> None:
    if session.as_json:
        print_json(
            {
                "since": found.since,
                "as_of": found.as_of,
                "conserved": found.is_conserved,
                "moves": found.moves.to_dict("records"),
                "balances": [asdict(row) for row in found.balances],
            }
        )
        return
    text = session.text
    say(text("cli.movements", since=text.day(found.since), day=text.day(found.as_of)))
    columns = ("stage", "opening", "entered", "left_stage", "closing")
    rows = [
        [
            text.label("stages", row.stage),
            *(
                text("cli.stage_amount", count=count, amount=text.amount(amount, Measure.MU))
                for count, amount in (
                    (row.opening, row.opening_mu),
                    (row.entered, row.entered_mu),
                    (row.left, row.left_mu),
                    (row.closing, row.closing_mu),
                )
            ),
        ]
        for row in found.balances
    ]
    print_table([text(f"cli.heading.{name}") for name in columns], rows, numbers=range(1, len(columns)))


def _record(row: "StockRow") -> dict[str, object]:
    return {
        "stock": row.stock,
        "subject": row.subject,
        "amount_mu": row.amount_mu,
        "count": row.count,
        "unmeasured": row.unmeasured,
        "ageing": [
            {"from_days": first, "to_days": last, "amount_mu": amount, "count": count}
            for first, last, amount, count in row.ageing
        ],
        "members": [
            {row.subject.value: member.pop("subject_id"), **member} for member in row.members.to_dict("records")
        ],
    }


def _print_stocks(text: Catalogue, rows: "tuple[StockRow, ...]") -> None:
    spans = [(first, last) for first, last, _, _ in rows[0].ageing] if rows else []
    headings = [
        text("cli.heading.stock"),
        text("cli.heading.count"),
        text("cli.heading.amount"),
        *(text("cli.days" if last is not None else "cli.days_on", first=first, last=last) for first, last in spans),
    ]
    table = [
        [
            text.label("stocks", row.stock),
            str(row.count),
            text.amount(row.amount_mu, Measure.MU),
            *(text.number(amount) for _, _, amount, _ in row.ageing),
        ]
        for row in rows
    ]
    print_table(headings, table, numbers=range(1, len(headings)))


COMMANDS = commands(stock)
