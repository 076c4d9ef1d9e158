"""Land that stands between two stages, and for how long."""

from datetime import date
from typing import TYPE_CHECKING

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session, today
from landuse.cli.targets import AS_OF, KNOWN_AT
from landuse.i18n import Catalogue
from landuse.units import Measure

if TYPE_CHECKING:
    from datetime import datetime

    from landuse.views.stocks import StockRow


@verb("stock", AS_OF, KNOWN_AT)
def stock(session: Session, *, as_of: date | None, known_at: "datetime | None") -> None:
    """Show the stocks between stages with their ageing."""
    from landuse.views.stocks import stocks

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
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
