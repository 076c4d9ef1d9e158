"""What a verb is asked with: which workspace, which language, for people or for programs."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from landuse.i18n import DEFAULT_LANGUAGE, Catalogue, catalogue

if TYPE_CHECKING:
    from landuse.store import Store

DEFAULT_WORKSPACE = "workspace"


@dataclass(slots=True)
class Session:
    """One call of the command line; its options may stand before the verb or after it, the later one wins."""

    workspace: Path = Path(DEFAULT_WORKSPACE)
    language: str = DEFAULT_LANGUAGE
    as_json: bool = False

    @property
    def text(self) -> Catalogue:
        """The texts of the language asked for."""
        return catalogue(self.language)

    @contextmanager
    def opened(self) -> "Iterator[Store]":
        """Open the workspace for the time of a verb."""
        from landuse.store import open_workspace

        store = open_workspace(self.workspace)
        try:
            yield store
        finally:
            store.close()

    def actor(self, wish: str | None) -> str:
        """Return who acts: the name given, else the system's user."""
        if wish:
            return wish
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "cli"


def today() -> date:
    """Return the present day where the user is."""
    return datetime.now(tz=UTC).astimezone().date()
