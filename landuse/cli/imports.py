"""A file in, and a batch taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from landuse.cli.changes import changes_record, print_changes
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, progress_bar, say
from landuse.cli.parameters import Pair
from landuse.cli.session import Session, today
from landuse.errors import InputError
from landuse.i18n import Catalogue
from landuse.model import ImportOutcome, Issue, Layer, Severity
from landuse.units import Measure, mu_from_m2, rounded

if TYPE_CHECKING:
    from landuse.actions.import_layer import Prepared
    from landuse.intake.inspect import Inspection, Part
    from landuse.intake.read import Request
    from landuse.store import Store

SOME_REFUSED = 3
#: How many problems a screen shows, the worst first; ``--json`` holds all, in the order of the rows.
_ON_SCREEN = 50
_WORST = (Severity.REFUSED, Severity.UNCOUNTED, Severity.DOUBTFUL, Severity.CHANGED)
_SAMPLE_ON_SCREEN, _CELL_ON_SCREEN = 5, 24


@verb(
    "inspect",
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--sheet", metavar="S"),
    click.option("--encoding", metavar="E"),
    click.option("--layer", type=click.Choice([layer.value for layer in Layer])),
)
def inspect(session: Session, *, file: Path, sheet: str | None, encoding: str | None, layer: str | None) -> None:
    """Say what a file is, without importing anything of it."""
    from landuse.intake.inspect import inspect_file

    found = inspect_file(file, part=sheet, encoding=encoding, layer=Layer(layer) if layer else None)
    if session.as_json:
        print_json(_inspected(session.text, found))
        return
    text = session.text
    kind = text.label("contents", found.kind)
    say(text("cli.inspected", file=found.file, kind=kind, kilobytes=-(-found.size_bytes // 1024)))
    if found.encodings:
        say(text("cli.inspected_encoding", encoding=found.encoding or "", others=", ".join(found.encodings[1:]) or "-"))
    if found.crs_name:
        say(text("cli.inspected_crs", crs=found.crs_name, code=f"EPSG:{found.epsg}" if found.epsg else "-"))
    headings = [text(f"cli.heading.{name}") for name in ("part", "rows", "geometry")]
    rows = [[part.name, "" if part.rows is None else str(part.rows), _drawn(text, part)] for part in found.parts]
    print_table(headings, rows, numbers=(1,))
    say(*(text.problem(note) for note in found.notes))
    if found.columns:
        print_table(found.columns, [[_cell(cell) for cell in row] for row in found.sample[:_SAMPLE_ON_SCREEN]])


def _drawn(text: Catalogue, part: "Part") -> str:
    if part.hidden:
        return text("contents.hidden")
    return text(f"contents.drawn.{part.geometry}")


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell)[:_CELL_ON_SCREEN]


def _inspected(text: Catalogue, found: "Inspection") -> dict[str, object]:
    notes = [{"code": note.code, "message": text.problem(note)} for note in found.notes]
    return {
        "file": found.file,
        "kind": found.kind,
        "size_bytes": found.size_bytes,
        "sha256": found.sha256,
        "encoding": found.encoding,
        "encodings": found.encodings,
        "parts": [
            {"name": part.name, "rows": part.rows, "geometry": part.geometry, "hidden": part.hidden}
            for part in found.parts
        ],
        "part": found.part,
        "crs": found.crs_name,
        "epsg": found.epsg,
        "columns": found.columns,
        "sample": [dict(zip(found.columns, row, strict=True)) for row in found.sample],
        "notes": notes,
    }


@verb(
    "import",
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--layer", type=click.Choice([layer.value for layer in Layer]), required=True),
    click.option("--crs", metavar="EPSG"),
    click.option("--shifted", type=click.Choice(["none", "gcj02", "bd09"])),
    click.option("--encoding", metavar="E"),
    click.option("--map", "mapping", type=Pair(), multiple=True, metavar="COLUMN=FIELD"),
    click.option("--sheet", metavar="S"),
    click.option("--answer", "answers", type=Pair(), multiple=True, metavar="COLUMN=CHOICE"),
    click.option("--update", is_flag=True),
    click.option("--empty", type=click.Choice(["keeps", "clears"]), default="keeps"),
    click.option("--take", "chosen", type=Pair(), multiple=True, metavar="KEY=COLUMN"),
    click.option("--why", metavar="TEXT"),
    click.option("--dry-run", is_flag=True),
    click.option("--problems", "marked", type=click.Path(path_type=Path), metavar="FILE"),
    ACTOR,
)
def import_file(
    session: Session,
    *,
    file: Path,
    layer: str,
    crs: str | None,
    shifted: str | None,
    encoding: str | None,
    mapping: tuple[tuple[str, str], ...],
    sheet: str | None,
    answers: tuple[tuple[str, str], ...],
    update: bool,
    empty: str,
    chosen: tuple[tuple[str, str], ...],
    why: str | None,
    dry_run: bool,
    marked: Path | None,
    actor: str | None,
) -> int:
    """Read a file, check it, and apply what is right of it."""
    from landuse.actions.import_layer import apply_import, outcome_of, prepare_import
    from landuse.intake.read import Request
    from landuse.views.change_sets import Terms
    from landuse.views.effects import effects

    asked = Request(
        layer=Layer(layer),
        mapping=dict(mapping),
        crs=crs,
        shifted=shifted,
        encoding=encoding,
        sheet=sheet,
        answers=answers,
    )
    terms = Terms(update=update, clears=empty == "clears", why=why)
    taken = frozenset(chosen)
    with session.opened() as store, _steps(session) as say_step:
        prepared = prepare_import(store, file, asked=asked, today=today(), terms=terms, say=say_step)
        if marked is not None:
            _write_problems(store, prepared, asked, marked, language=session.language)
        if dry_run:
            outcome = outcome_of(prepared, chosen=taken)
            totals = effects(store, prepared.found, prepared.changes, as_of=today(), chosen=taken)
        else:
            say_step("writing", None)
            outcome = apply_import(store, prepared, actor=session.actor(actor), chosen=taken)
    shown = changes_record(prepared.changes, totals) if dry_run else {}
    if session.as_json:
        print_json(_record(session.text, outcome, dry_run=dry_run) | shown)
    else:
        _print_outcome(session.text, outcome, dry_run=dry_run or outcome.batch is None)
        if dry_run:
            print_changes(session.text, prepared.changes, totals)
    if not outcome.accepted:
        raise InputError("nothing_accepted", file=file.name, read=outcome.read)
    return SOME_REFUSED if outcome.refused else 0


def _write_problems(store: "Store", prepared: "Prepared", asked: "Request", target: Path, *, language: str) -> None:
    from landuse.actions.export_problems import prepared_problems, save_problems

    save_problems(store, target, prepared_problems(prepared, asked=asked, language=language))


@contextmanager
def _steps(session: Session) -> Iterator[Callable[[str, float | None], None]]:
    """Yield what draws the steps of an import as a bar."""
    from landuse.intake.progress import share_of_all

    with progress_bar(shown_at_all=not session.as_json) as tell:
        yield lambda step, share: tell(
            round(share_of_all(step, share) * 100), 100, session.text.label("intake.steps", step)
        )


def _record(text: Catalogue, outcome: ImportOutcome, *, dry_run: bool) -> dict[str, object]:
    return {
        "batch": outcome.batch,
        "layer": outcome.layer,
        "read": outcome.read,
        "accepted": outcome.accepted,
        "refused": outcome.refused,
        "uncounted": outcome.uncounted,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "declared_mu": rounded(mu_from_m2(outcome.declared_m2)),
        "geometry_mu": rounded(mu_from_m2(outcome.geometry_m2)),
        **({"events": outcome.events, "milestones": outcome.milestones} if outcome.layer is Layer.PLOTS else {}),
        **({"dry_run": True} if dry_run else {}),
        "problems": [
            {
                "row": issue.row,
                "column": issue.column,
                "code": issue.code,
                "value": issue.value,
                "message": text.problem(issue),
                "severity": issue.severity,
                **({} if issue.place is None else {"place": [issue.place.lng, issue.place.lat]}),
            }
            for issue in outcome.issues
        ],
        "questions": [
            {
                "id": question.question_id,
                "kind": question.kind,
                "column": question.column,
                "choices": list(question.choices),
                "proposed": question.proposed,
                "answer": question.answer,
                "message": text.question(question),
                "samples": [{"row": row, "value": value} for row, value in question.samples],
            }
            for question in outcome.questions
        ],
    }


def _print_outcome(text: Catalogue, outcome: ImportOutcome, *, dry_run: bool) -> None:
    counts = {
        "layer": text.label("layers", outcome.layer),
        "read": outcome.read,
        "accepted": outcome.accepted,
        "refused": outcome.refused,
        "uncounted": outcome.uncounted,
    }
    say(text("cli.dry_run", **counts) if dry_run else text("cli.imported", batch=outcome.batch or "", **counts))
    if outcome.changed or outcome.unchanged:
        say(text("cli.imported_kinds", new=outcome.new, changed=outcome.changed, unchanged=outcome.unchanged))
    if outcome.declared_m2 or outcome.geometry_m2:
        declared, drawn = (mu_from_m2(area) for area in (outcome.declared_m2, outcome.geometry_m2))
        amounts = {"declared": text.amount(declared, Measure.MU), "geometry": text.amount(drawn, Measure.MU)}
        say(text("cli.imported_areas", **amounts))
    if outcome.events or outcome.milestones:
        say(text("cli.imported_dates", events=outcome.events, milestones=outcome.milestones))
    if outcome.issues:
        headings = [text(f"cli.heading.{name}") for name in ("row", "column", "value", "severity", "problem")]
        shown = sorted(outcome.issues, key=lambda issue: _WORST.index(issue.severity))[:_ON_SCREEN]
        print_table(headings, [_cells(text, issue) for issue in shown], numbers=(0,))
        if len(outcome.issues) > len(shown):
            say(text("cli.more_problems", count=len(outcome.issues) - len(shown)))
    for question in outcome.questions:
        if question.answer is None:
            choices = ", ".join(f"{choice}({text.choice(question, choice)})" for choice in question.choices)
            say(text("cli.asked", message=text.question(question), column=question.column, choices=choices))


def _cells(text: Catalogue, issue: Issue) -> list[str]:
    severity = text(f"cli.severity.{issue.severity}")
    return [str(issue.row or ""), issue.column, issue.value[:40], severity, text.problem(issue)]


@verb("undo", click.argument("batch"), ACTOR)
def undo(session: Session, *, batch: str, actor: str | None) -> None:
    """Take a batch back."""
    from landuse.actions.undo_import import undo_import

    with session.opened() as store:
        undoing = undo_import(store, batch, actor=session.actor(actor))
    if session.as_json:
        print_json({"batch": undoing, "undoes": batch})
        return
    say(session.text("cli.undone", batch=batch, undoing=undoing))


COMMANDS = commands(inspect, import_file, undo)
