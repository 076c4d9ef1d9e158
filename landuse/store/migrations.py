"""
The form of the ledger: numbered steps from the first one on, each applied once, with a backup beforehand.

A released step is never changed; a change of the schema is a new step at the end of :data:`STEPS`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from landuse.errors import WorkspaceError
from landuse.store.connection import Store
from landuse.store.form2 import add_land_supply
from landuse.store.form3 import count_changes
from landuse.store.form4 import keep_issues
from landuse.store.form5 import count_kinds_of_rows
from landuse.store.form6 import remember_mappings
from landuse.store.schema import ledger_forms
from landuse.version import VERSION

#: The form that :func:`landuse.store.geopackage.create_tables` makes: the newest.
CREATED_FORM = 6


class Step(NamedTuple):
    """One change of the ledger's form."""

    name: str
    apply: Callable[[Connection], None]


#: Steps by the number of the form they lead to, beginning after the first.
STEPS: Mapping[int, Step] = MappingProxyType(
    {
        2: Step("land_supply", add_land_supply),
        3: Step("changes_counted", count_changes),
        4: Step("issues_kept", keep_issues),
        5: Step("kinds_of_rows_counted", count_kinds_of_rows),
        6: Step("mappings_remembered", remember_mappings),
    }
)


def record_form(connection: Connection, number: int, name: str) -> None:
    """Note that the ledger has the form *number* from now on."""
    connection.execute(
        insert(ledger_forms).values(number=number, name=name, applied_at=datetime.now(UTC), version=VERSION)
    )


def migrate(store: Store, steps: Mapping[int, Step] = STEPS) -> list[int]:
    """
    Bring the ledger to the newest form and return the numbers of the steps that were applied.

    Raises
    ------
    WorkspaceError
        ``workspace_newer`` if a newer version of the program wrote it, naming that version.
    """
    newest = max(steps, default=CREATED_FORM)
    number, version = _present_form(store)
    if number > newest:
        raise WorkspaceError("workspace_newer", path=str(store.folder), version=version, supported=VERSION)
    due = [step for step in sorted(steps) if step > number]
    if due:
        _back_up(store, number)
        with store.writing() as connection:
            for step in due:
                steps[step].apply(connection)
                record_form(connection, step, steps[step].name)
    return due


def _present_form(store: Store) -> tuple[int, str]:
    with store.reading() as connection:
        row = connection.execute(
            select(ledger_forms.c.number, ledger_forms.c.version).order_by(ledger_forms.c.number.desc())
        ).first()
    if row is None:
        raise WorkspaceError("workspace_damaged", path=str(store.folder), detail="ledger_forms")
    return row.number, row.version


def _back_up(store: Store, number: int) -> None:
    from landuse.store.backup import backup

    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = store.folder / "backups"
    folder.mkdir(exist_ok=True)
    backup(store, folder / f"form-{number}-{moment}.zip")
