"""Photos and papers of records."""

from pathlib import Path

import click

from landuse.cli.events import named_subject
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.session import Session


@verb(
    "attach",
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--parcel", metavar="ID"),
    click.option("--plot", metavar="ID"),
    click.option("--zone", metavar="ID"),
    click.option("--enterprise", metavar="CODE"),
    click.option("--note"),
    ACTOR,
)
def attach(session: Session, *, file: Path, note: str | None, actor: str | None, **named: str | None) -> None:
    """Keep a file with a record."""
    from landuse.actions.attach_file import attach_file

    kind, key = named_subject(**named)
    with session.opened() as store:
        sha256 = attach_file(store, file, subject_kind=kind, subject_id=key, actor=session.actor(actor), note=note)
    if session.as_json:
        print_json({"subject_kind": kind, "subject_id": key, "file": file.name, "sha256": sha256})
        return
    say(session.text("cli.attached", key=key, file=file.name, sha256=sha256))


COMMANDS = commands(attach)
