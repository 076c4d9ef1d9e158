"""Past imports, and their problems as a workbook to send back."""

from pathlib import Path

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session
from landuse.model import Batch

_COUNTS = ("read", "accepted", "refused", "uncounted", "new", "changed", "unchanged")


@verb("batches")
def batches(session: Session) -> None:
    """List past imports, the newest first."""
    from landuse.views.imports import past_imports

    with session.opened() as store:
        found = [_record(batch) for batch in past_imports(store)]
    if session.as_json:
        print_json(found)
        return
    text = session.text
    names = ("batch", "file", "layer", *_COUNTS, "at", "by", "state")
    rows = [
        [
            str(one["batch"]),
            str(one["file"]),
            text.label("layers", str(one["layer"])),
            *(str(one[name]) for name in _COUNTS),
            f"{one['at']:%Y-%m-%d %H:%M}",
            str(one["by"]),
            _state(session, one),
        ]
        for one in found
    ]
    print_table([text(f"cli.batch.{name}") for name in names], rows, numbers=range(3, 3 + len(_COUNTS)))


def _record(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.batch_id,
        "file": batch.file_name,
        "layer": batch.layer,
        **{name: getattr(batch, "added" if name == "new" else name) for name in _COUNTS},
        "at": batch.created_at.astimezone(),
        "by": batch.created_by,
        "undoes": batch.undoes,
        "undone_by": batch.undone_by,
    }


def _state(session: Session, one: dict[str, object]) -> str:
    for name in ("undoes", "undone_by"):
        if one[name]:
            return session.text(f"cli.batch.{name}", batch=one[name])
    return ""


@verb(
    "problems",
    click.argument("batch"),
    click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE"),
)
def problems(session: Session, *, batch: str, output: Path) -> None:
    """Write a batch's problems into the table that they are in."""
    from landuse.actions.export_problems import FORM, batch_problems, save_problems

    if output.is_dir():
        output /= f"{batch}{FORM}"
    with session.opened() as store:
        save_problems(store, output, batch_problems(store, batch, language=session.language))
    if session.as_json:
        print_json({"batch": batch, "path": output})
        return
    say(session.text("cli.problems_written", batch=batch, path=output))


COMMANDS = commands(batches, problems)
