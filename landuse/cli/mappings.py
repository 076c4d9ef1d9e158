"""Mappings of columns that are remembered: shown, and forgotten."""

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session
from landuse.i18n import Catalogue
from landuse.model import Remembered


@verb("mappings", click.option("--forget", "mapping_id", metavar="MAPPING"))
def mappings(session: Session, *, mapping_id: str | None) -> None:
    """Show what is remembered of columns, or forget one mapping."""
    from landuse.actions.forget_mapping import forget_mapping
    from landuse.store.mappings import remembered

    with session.opened() as store:
        if mapping_id is not None:
            forget_mapping(store, mapping_id)
        with store.reading() as connection:
            found = remembered(connection)
    if session.as_json:
        print_json([_record(one) for one in found])
        return
    if mapping_id is not None:
        say(session.text("cli.mapping_forgotten", mapping=mapping_id))
        return
    headings = [session.text(f"cli.heading.{name}") for name in ("key", "layer", "file", "day", "columns")]
    print_table(headings, [_cells(session.text, one) for one in found])


def _record(one: Remembered) -> dict[str, object]:
    return {
        "mapping": one.mapping_id,
        "layer": one.layer,
        "file": one.file_name,
        "confirmed_at": one.confirmed_at,
        "confirmed_by": one.confirmed_by,
        "headings": list(one.headings),
        "columns": dict(one.mapping),
        "answers": dict(one.answers),
    }


def _cells(text: Catalogue, one: Remembered) -> list[str]:
    pairs = [f"{heading} = {text.field(field)}" for heading, field in one.mapping.items()]
    pairs += [f"{question} = {answer}" for question, answer in one.answers.items()]
    layer = text.label("layers", one.layer)
    day = None if one.confirmed_at is None else one.confirmed_at.astimezone().date()
    return [one.mapping_id, layer, one.file_name, text.day(day), "; ".join(pairs)]


COMMANDS = commands(mappings)
