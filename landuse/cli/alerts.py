"""Warnings: what is late, why, who owns it, what would fix it; and what is done about them."""

from datetime import date
from typing import TYPE_CHECKING

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day
from landuse.cli.session import Session, today
from landuse.cli.targets import AS_OF, UNIT
from landuse.i18n import Catalogue

if TYPE_CHECKING:
    from landuse.core.alerts.facts import Alert
    from landuse.core.alerts.supervised import Supervised

LEVEL = click.option("--level", type=click.Choice(["red", "yellow", "info"]))


@verb("warnings", AS_OF, UNIT, LEVEL, click.option("--rule", metavar="W05"))
def warnings(session: Session, *, as_of: date | None, unit: str | None, level: str | None, rule: str | None) -> None:
    """Show what is late, why, who owns it and what would fix it."""
    from landuse.cli.filters import unit_code
    from landuse.views.alerts import warnings_on

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        found = warnings_on(store, as_of=day, unit=unit_code(store.tables(), unit))
        synthetic = store.settings.synthetic
    chosen = [
        item
        for item in found
        if (level is None or item.alert.severity == level) and (rule is None or item.alert.rule == rule)
    ]
    text = session.text
    if session.as_json:
        print_json([warning_record(text, item, day) for item in chosen])
        return
    if not chosen:
        say(text("alerts.none", day=text.day(day)))
        return
    counts = {name: sum(item.alert.severity == name for item in chosen) for name in ("red", "yellow", "info")}
    say(text("cli.warnings_of", day=text.day(day), **counts))
    if synthetic:
        say(text("common.synthetic"))
    _print_warnings(text, chosen, day)


def warning_record(text: Catalogue, item: "Supervised", as_of: date) -> dict[str, object]:
    """Return a warning with its sentences and its supervision, for programs."""
    from landuse.core.alerts.wording import wording
    from landuse.rules.alerts import load_alert_rules

    alert = item.alert
    said = wording(alert, load_alert_rules(), text, as_of=as_of)
    return {
        "key": alert.key,
        "rule": alert.rule,
        "level": alert.severity,
        "subject_kind": alert.subject_kind,
        "subject": alert.subject_id,
        "name": alert.name,
        "unit": alert.unit,
        "owner": alert.owner,
        "person": alert.person,
        "since": alert.since,
        "due_on": alert.due_on,
        "amount_mu": alert.amount_mu,
        "title": said.title,
        "what": said.what,
        "why": said.why,
        "fix": said.fix,
        "based_on": said.rule,
        "closes_by": alert.closes_by,
        "supervision": {
            "state": item.state,
            "owner": item.owner,
            "due_on": item.due_on,
            "reason": item.reason,
            "stated_on": item.stated_on,
            "overdue": item.overdue,
        },
    }


def _print_warnings(text: Catalogue, items: "list[Supervised]", as_of: date) -> None:
    from landuse.core.alerts.wording import wording
    from landuse.rules.alerts import load_alert_rules

    rules = load_alert_rules()
    names = ("level", "warning", "subject_name", "what", "since", "owner", "fix", "state", "key")
    rows = []
    for item in items:
        alert = item.alert
        said = wording(alert, rules, text, as_of=as_of)
        rows.append(
            [
                said.level,
                said.title,
                said.name,
                said.what,
                text.day(alert.since),
                alert.person or said.owner,
                said.fix,
                text.label("alerts.state", item.state),
                alert.key,
            ]
        )
    print_table([text(f"cli.heading.{name}") for name in names], rows)


@verb(
    "supervise",
    click.argument("alert"),
    click.argument("state"),
    click.option("--owner", metavar="TEXT"),
    click.option("--due", type=Day(), metavar="DATE"),
    click.option("--why", metavar="TEXT"),
    click.option("--on", type=Day(), metavar="DATE"),
    ACTOR,
)
def supervise(
    session: Session,
    *,
    alert: str,
    state: str,
    owner: str | None,
    due: date | None,
    why: str | None,
    on: date | None,
    actor: str | None,
) -> None:
    """Acknowledge, assign, close or reopen a warning."""
    from landuse.actions.supervise_alert import supervise_alert

    with session.opened() as store:
        day = on or store.settings.as_of or today()
        entry = supervise_alert(
            store,
            alert_key=alert,
            state=state,
            stated_on=day,
            actor=session.actor(actor),
            owner=owner,
            due_on=due,
            reason=why,
        )
    if session.as_json:
        print_json({"supervision": entry, "alert": alert, "state": state, "stated_on": day})
        return
    text = session.text
    say(text("cli.supervised", entry=entry, alert=alert, state=text.label("alerts.state", state)))


@verb("fortnight", AS_OF, click.option("--since", type=Day(), metavar="DATE"))
def fortnight(session: Session, *, as_of: date | None, since: date | None) -> None:
    """Show what the coordination meeting needs: what moved, what is stuck, what waits for a decision."""
    from landuse.views.alerts import fortnight as page_of

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        page = page_of(store, as_of=day, previous=since)
    text = session.text
    parts: dict[str, list[Alert]] = {
        "new": list(page.changes.new),
        "risen": [change.alert for change in page.changes.risen],
        "fallen": [change.alert for change in page.changes.fallen],
        "gone": list(page.changes.gone),
        "stuck": [one.item.alert for one in page.stuck],
        "decisions": [item.alert for item in page.decisions],
    }
    if session.as_json:
        keys = {name: [alert.key for alert in alerts] for name, alerts in parts.items()}
        events = page.events.astype(object).where(page.events.notna(), None).to_dict("records")
        print_json({"as_of": day, "previous": page.previous, **keys, "events": events})
        return
    say(text("cli.fortnight_of", day=text.day(day), previous=text.day(page.previous), events=len(page.events)))
    for name, alerts in parts.items():
        say(text(f"cli.fortnight.{name}", count=len(alerts)))
        for alert in alerts:
            say("  " + _line(text, alert))


def _line(text: Catalogue, alert: "Alert") -> str:
    from landuse.core.alerts.wording import wording
    from landuse.rules.alerts import load_alert_rules

    said = wording(alert, load_alert_rules(), text, as_of=alert.since)
    return text("alerts.line", level=said.level, title=said.title, name=said.name)


COMMANDS = commands(warnings, supervise, fortnight)
