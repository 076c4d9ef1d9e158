"""Documents: made, issued, printed again, compared."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, progress_bar, say
from landuse.cli.parameters import Day, EditPair, Moment, Pair
from landuse.cli.session import Session, today
from landuse.errors import ArgumentsError
from landuse.papers import Edit, Figure, Snapshot
from landuse.reports.kinds import KINDS

if TYPE_CHECKING:
    from landuse.reports.issue import Document, DocumentRequest
    from landuse.store import Store
    from landuse.views.snapshots import Difference

SCOPES = ("unit", "zone", "plot", "parcel", "firm")
_ASKED = (
    click.option("--period", metavar="P"),
    click.option("--as-of", type=Day(), metavar="DATE"),
    click.option("--known-at", type=Moment(), metavar="T"),
    *(click.option(f"--{scope}", metavar="ID") for scope in SCOPES),
    click.option("--option", type=Pair(), multiple=True, metavar="NAME=VALUE"),
    click.option("--edit", type=EditPair(), multiple=True, metavar="ID:=TEXT"),
    click.option("--why", metavar="TEXT"),
)
_ACTIONS = ("freeze", "list", "reprint", "compare")


@verb(
    "report",
    click.argument("kind", metavar="KIND", required=False),
    click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE"),
    *_ASKED,
    click.option("--issue", is_flag=True),
    ACTOR,
)
def report(
    session: Session, *, kind: str | None, output: Path | None, issue: bool, actor: str | None, **asked: Any
) -> None:
    """Make a document; without a kind, say which there are."""
    if kind is None:
        _print_kinds(session)
        return
    if output is None:
        raise ArgumentsError("missing_argument", name="--output", command="report")
    from landuse.actions.freeze_snapshot import keep_issue
    from landuse.actions.outgoing import refuse_workspace, write_whole

    with session.opened() as store:
        target, document = _made(session, store, kind, output, asked, actor)
        refuse_workspace(target, store)
        kept = keep_issue(store, document, actor=session.actor(actor)) if issue else None
        write_whole(target, document.content)
    if session.as_json:
        print_json({"path": target, "issue": kept.snapshot_id if kept else None, **document_record(document)})
        return
    say(session.text("papers.written", path=target, figures=len(document.figures)))
    if kept is not None:
        say(session.text("papers.issued", snapshot=kept.snapshot_id, sha256=kept.sha256))


@verb(
    "snapshot",
    click.argument("action", type=click.Choice(_ACTIONS), metavar="|".join(_ACTIONS)),
    click.argument("names", nargs=-1, metavar="[KIND|ID…]"),
    click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE"),
    click.option("--form", metavar="FORM"),
    *_ASKED,
    click.option("--as-now-known", is_flag=True),
    ACTOR,
)
def snapshot(session: Session, *, action: str, names: tuple[str, ...], **asked: Any) -> None:
    """Freeze, list, reprint and compare issues."""
    wanted = {"freeze": 1, "list": 0, "reprint": 1, "compare": 2}[action]
    if len(names) != wanted:
        raise ArgumentsError("wrong_usage", command=f"landuse snapshot {action}")
    with session.opened() as store:
        if action == "freeze":
            _freeze(session, store, names[0], **asked)
        elif action == "reprint":
            _reprint(session, store, names[0], **asked)
        elif action == "compare":
            _compare(session, store, *names)
        else:
            _list(session, store)


def _freeze(session: Session, store: "Store", kind: str, **asked: Any) -> None:
    from landuse.actions.freeze_snapshot import keep_issue

    output, actor = asked.pop("output"), asked.pop("actor")
    form = asked.pop("form")
    asked.pop("as_now_known")
    path = output or Path(f"issue.{form or _usual_form(kind)}")
    target, document = _made(session, store, kind, path, asked, actor)
    kept = keep_issue(store, document, actor=session.actor(actor))
    if output is not None:
        _write(store, target, document.content)
    if session.as_json:
        print_json(issue_record(kept))
        return
    say(session.text("papers.issued", snapshot=kept.snapshot_id, sha256=kept.sha256))


def _list(session: Session, store: "Store") -> None:
    from landuse.views.snapshots import all_snapshots

    issues = all_snapshots(store)
    if session.as_json:
        print_json([issue_record(issue) for issue in issues])
        return
    text = session.text
    headings = [text(f"papers.heading.{name}") for name in ("snapshot", "title", "period", "as_of", "issued", "by")]
    rows = [
        [
            issue.snapshot_id,
            issue.title,
            issue.period,
            text.day(issue.as_of),
            issue.issued_at.astimezone().isoformat(sep=" ", timespec="minutes"),
            issue.issued_by,
        ]
        for issue in issues
    ]
    print_table(headings, rows)


def _reprint(session: Session, store: "Store", name: str, **asked: Any) -> None:
    from landuse.reports.issue import file_name, request_of
    from landuse.reports.reprint import as_now_known
    from landuse.views.snapshots import issued_bytes, snapshot_of

    issue = snapshot_of(store, name)
    output: Path | None = asked["output"]
    if output is None:
        raise ArgumentsError("missing_argument", name="--output", command="snapshot reprint")
    target = output / file_name(issue.title, request_of(issue)) if output.is_dir() else output
    found: tuple[Difference, ...] = ()
    if asked["as_now_known"]:
        with progress_bar() as tell:
            known_at = asked["known_at"] or datetime.now(UTC)
            reprint = as_now_known(store, issue, known_at=known_at, progress=tell)
        content, found = reprint.document.content, reprint.differences
    else:
        content = issued_bytes(store, issue)
    _write(store, target, content)
    if session.as_json:
        differing = {"differences": difference_records(found)} if asked["as_now_known"] else {}
        print_json({"path": target, **issue_record(issue), **differing})
        return
    say(session.text("papers.reprinted", path=target, snapshot=issue.snapshot_id))
    if asked["as_now_known"]:
        _print_differences(session, found)


def _compare(session: Session, store: "Store", first: str, second: str) -> None:
    from landuse.views.snapshots import compare_issues

    found = compare_issues(store, first, second)
    if session.as_json:
        print_json(difference_records(found))
        return
    _print_differences(session, found)


def _made(
    session: Session, store: "Store", kind: str, output: Path, asked: dict[str, Any], actor: str | None
) -> tuple[Path, "Document"]:
    """Return where a document goes and the document itself."""
    from landuse.actions.take_request import take_request
    from landuse.reports.issue import make

    request = take_request(store, _request(session, store, kind, output, asked), actor=session.actor(actor))
    edits = [Edit(name, words, asked["why"] or "", session.actor(actor)) for name, words in asked["edit"]]
    with progress_bar() as tell:
        known_at = asked["known_at"] or datetime.now(UTC)
        document = make(store, request, known_at=known_at, edits=edits, progress=tell)
    return (output / document.file_name if output.is_dir() else output), document


def _request(session: Session, store: "Store", kind: str, output: Path, asked: dict[str, Any]) -> "DocumentRequest":
    from landuse.cli.filters import unit_code, zone_id
    from landuse.periods import months_until, parse_period
    from landuse.reports.issue import DocumentRequest

    settings, tables = store.settings, store.tables()
    day: date = asked["as_of"] or settings.as_of or today()
    period = parse_period(asked["period"]) if asked["period"] else months_until(day)
    as_of = asked["as_of"] or min(period.last, day)
    of = {scope: asked[scope] for scope in SCOPES if asked[scope] is not None}
    if "unit" in of:
        of["unit"] = unit_code(tables, of["unit"])
    if "zone" in of:
        of["zone"] = zone_id(tables, of["zone"])
    form = _usual_form(kind) if output.is_dir() or not output.suffix else output.suffix.lower().removeprefix(".")
    options = tuple((name, value) for name, value in asked["option"])
    return DocumentRequest(kind, period, as_of, session.language, form, tuple(of.items()), options)


def _usual_form(kind: str) -> str:
    from landuse.reports.kinds import writer_of

    if kind not in KINDS:
        raise ArgumentsError("unknown_report", kind=kind, known=" ".join(KINDS))
    return str(writer_of(kind).forms[0])


def _write(store: "Store", target: Path, content: bytes) -> None:
    from landuse.actions.outgoing import refuse_workspace, write_whole

    refuse_workspace(target, store)
    write_whole(target, content)


def _print_kinds(session: Session) -> None:
    from landuse.reports.kinds import writer_of

    records = [
        {
            "kind": kind,
            "name": session.text(f"papers.kind.{kind}"),
            "forms": list(writer_of(kind).forms),
            "of": list(writer_of(kind).of),
            "options": list(writer_of(kind).options),
        }
        for kind in KINDS
    ]
    if session.as_json:
        print_json(records)
        return
    headings = [session.text(f"papers.heading.{name}") for name in ("kind", "name", "forms", "of", "options")]
    print_table(
        headings,
        [[" ".join(cell) if isinstance(cell, list) else str(cell) for cell in row.values()] for row in records],
    )


def document_record(document: "Document") -> dict[str, object]:
    """Return what a document says, for programs."""
    request = document.request
    return {
        "kind": request.kind,
        "title": document.title,
        "period": request.period.code,
        "as_of": request.as_of,
        "known_at": document.known_at,
        "figures": [figure_record(figure) for figure in document.figures],
        "passages": [{"id": name, "text": words} for name, words in document.passages],
        "edits": [_edit_record(edit) for edit in document.edits],
    }


def issue_record(issue: Snapshot) -> dict[str, object]:
    """Return an issue, for programs."""
    return {
        "snapshot": issue.snapshot_id,
        "kind": issue.kind,
        "title": issue.title,
        "form": issue.form,
        "period": issue.period,
        "as_of": issue.as_of,
        "known_at": issue.known_at,
        "language": issue.language,
        "of": dict(issue.of),
        "options": dict(issue.options),
        "rules": issue.rules,
        "inputs": issue.inputs,
        "sha256": issue.sha256,
        "bytes": issue.size,
        "issued_at": issue.issued_at,
        "issued_by": issue.issued_by,
        "figures": [figure_record(figure) for figure in issue.figures],
        "edits": [_edit_record(edit) for edit in issue.edits],
    }


def figure_record(figure: Figure) -> dict[str, object]:
    """Return a figure, for programs."""
    return {
        "id": figure.figure_id,
        "value": figure.value,
        "unit": figure.measure,
        "rule": figure.rule,
        "as_of": figure.as_of,
        "source": figure.source or None,
    }


def _edit_record(edit: Edit) -> dict[str, object]:
    return {"id": edit.target, "given": edit.given, "why": edit.why, "by": edit.by}


def difference_records(found: "tuple[Difference, ...]") -> list[dict[str, object]]:
    """Return differences, for programs."""
    return [
        {"id": one.figure_id, "unit": one.measure, "before": one.before, "after": one.after, "difference": one.amount}
        for one in found
    ]


def _print_differences(session: Session, found: "tuple[Difference, ...]") -> None:
    text = session.text
    if not found:
        say(text("papers.no_differences"))
        return
    headings = [text(f"papers.heading.{name}") for name in ("figure", "unit", "before", "after", "difference")]
    rows = [
        [one.figure_id, text.label("measures", one.measure), *map(text.number, (one.before, one.after, one.amount))]
        for one in found
    ]
    print_table(headings, rows, numbers=(2, 3, 4))


COMMANDS = commands(report, snapshot)
