"""The steps of a plot: take one, say how far land making is, set a day by which something is due."""

from datetime import date
from decimal import Decimal

import click

from landuse.cli.events import REQUEST, named_subject
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.parameters import Amount, Day
from landuse.cli.session import Session, today

_SUBJECTS = (
    click.option("--parcel", metavar="ID"),
    click.option("--plot", metavar="ID"),
    click.option("--zone", metavar="ID"),
    click.option("--enterprise", metavar="CODE"),
)


@verb(
    "advance",
    click.argument("kind"),
    click.option("--plot", metavar="ID"),
    click.option("--enterprise", metavar="CODE"),
    click.option("--on", type=Day(), required=True, metavar="DATE"),
    click.option("--doc", metavar="NO"),
    click.option("--evidence", metavar="TEXT"),
    click.option("--mu", type=Amount(), metavar="A"),
    click.option("--floor-m2", type=Amount(), metavar="F"),
    click.option("--note"),
    REQUEST,
    ACTOR,
)
def advance(
    session: Session,
    *,
    kind: str,
    plot: str | None,
    enterprise: str | None,
    on: date,
    doc: str | None,
    evidence: str | None,
    mu: Decimal | None,
    floor_m2: Decimal | None,
    note: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Take a plot or a firm a step further, by the rules."""
    from landuse.actions.advance_subject import advance_subject

    subject, key = named_subject(plot=plot, enterprise=enterprise)
    with session.opened() as store:
        event = advance_subject(
            store,
            kind=kind,
            subject_kind=subject,
            subject_id=key,
            occurred_on=on,
            today=today(),
            actor=session.actor(actor),
            doc_no=doc,
            evidence=evidence,
            note=note,
            land_mu=mu,
            floor_m2=floor_m2,
            request_id=request_id,
        )
    if session.as_json:
        print_json({"event": event, "kind": kind, subject.value: key, "occurred_on": on})
        return
    text = session.text
    labels = {"kind": text.label("kinds", kind), "subject": text.label("subjects", subject)}
    say(text("cli.recorded", event=event, key=key, day=text.day(on), **labels))


@verb(
    "checklist",
    click.argument("plot"),
    click.option("--item", metavar="ITEM"),
    click.option("--state", metavar="S"),
    click.option("--on", type=Day(), metavar="DATE"),
    click.option("--due", type=Day(), metavar="DATE"),
    click.option("--owner", metavar="TEXT"),
    click.option("--why", metavar="TEXT"),
    REQUEST,
    ACTOR,
)
def checklist(
    session: Session,
    *,
    plot: str,
    item: str | None,
    state: str | None,
    on: date | None,
    due: date | None,
    owner: str | None,
    why: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Show the twelve items of land making of a plot, or say how far one has come."""
    from landuse.actions.state_item import state_item
    from landuse.views.checklists import checklist as items_of

    with session.opened() as store:
        if item is not None:
            state_item(
                store,
                plot_id=plot,
                item=item,
                state=state or "",
                stated_on=on or today(),
                today=today(),
                actor=session.actor(actor),
                reason=why,
                owner=owner,
                due_on=due,
                request_id=request_id,
            )
        found = items_of(store, plot, as_of=on or store.settings.as_of or today())
    names = ("item", "state", "reason", "owner", "due_on", "stated_on")
    if session.as_json:
        print_json([{name: getattr(one, name) for name in names} for one in found])
        return
    text = session.text
    settled = sum(one.is_settled for one in found)
    say(text("supply.checklist_of", plot=plot, done=settled, count=len(found)))
    for one in found:
        parts = [text.label("checklist_items", one.item), text.label("checklist_states", one.state)]
        parts += [part for part in (one.reason, one.owner, text.day(one.due_on) if one.due_on else None) if part]
        say("  " + " · ".join(parts))


@verb(
    "due",
    click.argument("kind"),
    *_SUBJECTS,
    click.option("--on", type=Day(), required=True, metavar="DATE"),
    click.option("--owner", metavar="TEXT"),
    click.option("--cause", metavar="C"),
    click.option("--source", metavar="TEXT"),
    click.option("--note"),
    REQUEST,
    ACTOR,
)
def due(
    session: Session,
    *,
    kind: str,
    parcel: str | None,
    plot: str | None,
    zone: str | None,
    enterprise: str | None,
    on: date,
    owner: str | None,
    cause: str | None,
    source: str | None,
    note: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Set, or move, the day by which something is due."""
    from landuse.actions.set_milestone import set_milestone

    subject, key = named_subject(parcel=parcel, plot=plot, zone=zone, enterprise=enterprise)
    with session.opened() as store:
        milestone = set_milestone(
            store,
            subject_kind=subject,
            subject_id=key,
            kind=kind,
            due_on=on,
            actor=session.actor(actor),
            owner=owner,
            delay_cause=cause,
            source=source,
            note=note,
            request_id=request_id,
        )
    if session.as_json:
        print_json({"milestone": milestone, "kind": kind, subject.value: key, "due_on": on})
        return
    text = session.text
    labels = {"kind": text.label("kinds", kind), "subject": text.label("subjects", subject)}
    say(text("cli.due_set", milestone=milestone, key=key, day=text.day(on), **labels))


COMMANDS = commands(advance, checklist, due)
