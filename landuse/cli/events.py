"""What happened: record it, void it."""

from datetime import date
from decimal import Decimal

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.parameters import Amount, Day
from landuse.cli.session import Session, today
from landuse.errors import ArgumentsError
from landuse.model import SubjectKind

REQUEST = click.option("--request-id")


@verb(
    "record",
    click.argument("kind"),
    click.option("--parcel", metavar="ID"),
    click.option("--plot", metavar="ID"),
    click.option("--zone", metavar="ID"),
    click.option("--enterprise", metavar="CODE"),
    click.option("--on", type=Day(), required=True, metavar="DATE"),
    click.option("--mu", type=Amount(), metavar="A"),
    click.option("--floor-m2", type=Amount(), metavar="F"),
    click.option("--doc", metavar="NO"),
    click.option("--evidence", metavar="TEXT"),
    click.option("--note"),
    REQUEST,
    ACTOR,
)
def record(
    session: Session,
    *,
    kind: str,
    parcel: str | None,
    plot: str | None,
    zone: str | None,
    enterprise: str | None,
    on: date,
    mu: Decimal | None,
    floor_m2: Decimal | None,
    doc: str | None,
    evidence: str | None,
    note: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Append an event."""
    from landuse.actions.record_event import record_event

    subject, key = named_subject(parcel=parcel, plot=plot, zone=zone, enterprise=enterprise)
    with session.opened() as store:
        event = record_event(
            store,
            kind=kind,
            subject_kind=subject,
            subject_id=key,
            occurred_on=on,
            today=today(),
            actor=session.actor(actor),
            land_mu=mu,
            floor_m2=floor_m2,
            doc_no=doc,
            evidence=evidence,
            note=note,
            request_id=request_id,
        )
    if session.as_json:
        print_json({"event": event, "kind": kind, subject.value: key, "occurred_on": on})
        return
    text = session.text
    labels = {"kind": text.label("kinds", kind), "subject": text.label("subjects", subject)}
    say(text("cli.recorded", event=event, key=key, day=text.day(on), **labels))


def named_subject(**named: str | None) -> tuple[SubjectKind, str]:
    """Return the one subject that was named, by the kind of its option."""
    given = [(SubjectKind(kind), key) for kind, key in named.items() if key is not None]
    if len(given) != 1:
        raise ArgumentsError("one_subject")
    return given[0]


@verb("void", click.argument("event"), click.option("--why", required=True, metavar="TEXT"), REQUEST, ACTOR)
def void(session: Session, *, event: str, why: str, request_id: str | None, actor: str | None) -> None:
    """Void an event, with a reason."""
    from landuse.actions.void_event import void_event

    with session.opened() as store:
        voiding = void_event(store, event, why=why, actor=session.actor(actor), request_id=request_id)
    if session.as_json:
        print_json({"event": voiding, "voids": event})
        return
    say(session.text("cli.voided", event=event, voiding=voiding))


COMMANDS = commands(record, void)
