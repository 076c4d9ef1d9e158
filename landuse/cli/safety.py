"""Keeping the ledger safe: is it sound, a copy of it, back from a copy."""

from datetime import UTC, datetime
from pathlib import Path

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.session import Session
from landuse.errors import WorkspaceError


@verb("fsck")
def fsck(session: Session) -> int:
    """Check that the ledger is sound."""
    from landuse.store.fsck import check

    with session.opened() as store:
        findings = check(store)
    text = session.text
    messages = [
        text(f"findings.{found.code}", **{"table": found.table, "key": found.key, **found.values}) for found in findings
    ]
    if session.as_json:
        records = [
            {"code": found.code, "table": found.table, "key": found.key, "message": message}
            for found, message in zip(findings, messages, strict=True)
        ]
        print_json({"ok": not findings, "findings": records})
    else:
        say(*(messages or [text("cli.sound")]))
    return WorkspaceError.exit_code if findings else 0


@verb("backup", click.argument("file", type=click.Path(path_type=Path), required=False))
def backup(session: Session, *, file: Path | None) -> None:
    """Write a copy of the whole workspace to a zip."""
    from landuse.store.backup import backup as write_backup

    target = file or Path()
    if target.is_dir():
        moment = datetime.now(tz=UTC).astimezone()
        target /= f"{session.workspace.resolve().name}-{moment:%Y%m%d-%H%M%S}.zip"
    with session.opened() as store:
        path = write_backup(store, target)
    if session.as_json:
        print_json({"path": path, "bytes": path.stat().st_size})
        return
    say(session.text("cli.backed_up", path=path))


@verb("restore", click.argument("file", type=click.Path(path_type=Path)))
def restore(session: Session, *, file: Path) -> None:
    """Make a workspace from a backup."""
    from landuse.store.restore import restore as unpack

    unpack(file, session.workspace).close()
    if session.as_json:
        print_json({"workspace": session.workspace.resolve(), "from": file})
        return
    say(session.text("cli.restored", path=session.workspace, file=file))


COMMANDS = commands(fsck, backup, restore)
