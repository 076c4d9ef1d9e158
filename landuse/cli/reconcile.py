"""Reported figures against the ledger's, the difference explained by parcel; and a reported figure recorded by hand."""

from datetime import date
from typing import TYPE_CHECKING

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day, Pair
from landuse.cli.session import Session, today
from landuse.cli.targets import UNIT
from landuse.errors import ArgumentsError
from landuse.periods import months_until, parse_period, period_label
from landuse.units import Measure

if TYPE_CHECKING:
    from landuse.core.reconcile import Part
    from landuse.i18n import Catalogue
    from landuse.store import Store
    from landuse.views.reconcile import ReconciledRow


@verb(
    "reconcile",
    click.option("--indicator", metavar="INDICATOR"),
    UNIT,
    click.option("--year", type=int, metavar="Y"),
    click.option("--snapshot", metavar="ID"),
    click.option("--add", type=Pair(), metavar="INDICATOR=AMOUNT"),
    click.option("--measure", metavar="mu|m2|ha|wan_m2"),
    click.option("--period", metavar="P"),
    click.option("--reported-on", type=Day(), metavar="DATE"),
    click.option("--basis", metavar="RULE"),
    click.option("--source", metavar="TEXT"),
    ACTOR,
)
def reconcile(
    session: Session,
    *,
    indicator: str | None,
    unit: str | None,
    year: int | None,
    snapshot: str | None,
    add: tuple[str, str] | None,
    actor: str | None,
    **given: object,
) -> None:
    """Reconcile what was reported with the ledger."""
    from landuse.cli.filters import unit_code
    from landuse.views.reconcile import reconcile as reconciled

    with session.opened() as store:
        code = unit_code(store.tables(), unit)
        if add is not None:
            _add(store, add, code, session.actor(actor), given)
            indicator = add[0]
        rows = reconciled(store, indicator=indicator, unit=code, year=year, snapshot=snapshot)
    if session.as_json:
        print_json([_record(session.text, row) for row in rows])
        return
    for row in rows:
        _print_row(session.text, row)
    if not rows:
        say(session.text("reconcile.nothing"))


def _add(store: "Store", add: tuple[str, str], unit: str | None, actor: str, given: dict[str, object]) -> None:
    from landuse.actions.report_figure import report_figure
    from landuse.cli.parameters import Amount

    reported_on = given["reported_on"] or store.settings.as_of or today()
    assert isinstance(reported_on, date)
    period = parse_period(str(given["period"])) if given["period"] else months_until(reported_on)
    measure = given["measure"]
    if measure is not None and measure not in set(Measure):
        raise ArgumentsError("wrong_choice", name="--measure", known=", ".join(Measure))
    report_figure(
        store,
        add[0],
        Amount().convert(add[1], None, None),
        period=period,
        reported_on=reported_on,
        actor=actor,
        measure=None if measure is None else str(measure),
        unit=unit,
        basis=None if given["basis"] is None else str(given["basis"]),
        source=None if given["source"] is None else str(given["source"]),
    )


def _record(text: "Catalogue", row: "ReconciledRow") -> dict[str, object]:
    from landuse.rules import load_rules

    said, result = row.statement, row.result
    return {
        "indicator": said.indicator,
        "reporting_unit": said.unit,
        "unit": load_rules().indicators[said.indicator].measure,
        "period": period_label(said.period, text),
        "first": said.period.first,
        "last": said.period.last,
        "source": said.source or None,
        "snapshot": said.snapshot,
        "known_at": said.known_at,
        "basis": said.basis,
        "ledger_was_begun": row.dated,
        "reported": result.reported,
        "then": result.then,
        "ledger": result.ledger,
        "difference": result.difference,
        "unexplained": result.unexplained,
        "parts": [_part(part) for part in result.parts],
    }


def _part(part: "Part") -> dict[str, object]:
    kind, _, name = (part.subject or "").partition(":")
    return {
        "cause": part.cause,
        "amount": part.amount,
        "subject_kind": kind or None,
        "subject": name or None,
        "events": list(part.events),
        "rule": part.rule,
    }


def _print_row(text: "Catalogue", row: "ReconciledRow") -> None:
    from landuse.rules import load_rules

    said, result = row.statement, row.result
    measure = load_rules().indicators[said.indicator].measure
    shown = {name: text.amount(getattr(result, name), measure) for name in ("reported", "ledger", "difference")}
    of = said.unit or text("common.district")
    period = period_label(said.period, text, with_year=True)
    name = text.label("indicators", said.indicator)
    say(text("reconcile.line", indicator=name, of=of, period=period, source=said.snapshot or said.source, **shown))
    if not row.dated and result.parts:
        say(text("reconcile.undated"))
    if result.parts:
        headings = [text(f"reconcile.heading.{heading}") for heading in ("cause", "subject", "amount", "events")]
        print_table(headings, [_cells(text, part) for part in result.parts], numbers=(2,))


def _cells(text: "Catalogue", part: "Part") -> list[str]:
    cause = text(f"reconcile.cause.{part.cause}")
    if part.rule is not None:
        cause = text("reconcile.by_rule", rule=text.label("reconcile.rule", part.rule))
    subject = (part.subject or "").partition(":")[2]
    return [cause, subject or text("common.dash"), text.number(part.amount), " ".join(part.events)]


COMMANDS = commands(reconcile)
