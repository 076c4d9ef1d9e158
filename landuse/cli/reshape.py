"""Records of ground that take the place of others: split, merged, consolidated."""

from datetime import date
from decimal import Decimal, InvalidOperation

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.parameters import Day, Pair
from landuse.cli.session import Session, today
from landuse.errors import ArgumentsError
from landuse.model import SubjectKind
from landuse.units import m2_from_mu


@verb(
    "reshape",
    click.argument("parents", nargs=-1),
    click.option("--into", type=Pair(), multiple=True, metavar="ID=MU"),
    click.option("--plots", is_flag=True),
    click.option("--on", type=Day(), required=True, metavar="DATE"),
    click.option("--doc", metavar="NO"),
    ACTOR,
)
def reshape(
    session: Session,
    *,
    parents: tuple[str, ...],
    into: tuple[tuple[str, str], ...],
    plots: bool,
    on: date,
    doc: str | None,
    actor: str | None,
) -> None:
    """Split, merge or consolidate records of ground."""
    from landuse.actions.reshape_ground import declared_children, reshape_ground

    kind = SubjectKind.PLOT if plots else SubjectKind.PARCEL
    areas = {name: m2_from_mu(float(_mu(amount))) for name, amount in into}
    with session.opened() as store:
        ids = reshape_ground(
            store,
            subject_kind=kind,
            parents=parents,
            children=declared_children(kind, areas),
            occurred_on=on,
            today=today(),
            actor=session.actor(actor),
            doc_no=doc,
        )
    if session.as_json:
        print_json({"lineage": ids, "parents": list(parents), "children": list(areas), "on": on})
        return
    text = session.text
    named = {"parents": ", ".join(parents), "children": ", ".join(areas)}
    say(text("cli.reshaped", day=text.day(on), count=len(ids), **named))


def _mu(amount: str) -> Decimal:
    try:
        found = Decimal(amount)
    except InvalidOperation:
        raise ArgumentsError("wrong_number", value=amount) from None
    if not found.is_finite() or found <= 0:
        raise ArgumentsError("amount_not_positive", amount=amount)
    return found


COMMANDS = commands(reshape)
