"""
Connections to the ledger: how they are opened, how a transaction begins, and what a database error means to a user.

Writers take SQLite's write lock at once (``BEGIN IMMEDIATE``) and wait up to ten seconds for it: a deferred ``BEGIN``
fails with "locked" as soon as two writers meet, however long it may wait. No transaction is kept open while a user
thinks.
"""

import itertools
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from landuse.config import LEDGER_FILE, Settings
from landuse.errors import WorkspaceError
from landuse.store.clock import floored
from landuse.store.geometry import register_functions
from landuse.store.geopackage import refresh_extents
from landuse.store.tables import Tables, read_tables

BUSY_SECONDS = 10.0
#: How many moments of knowledge are kept in memory beside "now".
_KEPT_TABLES = 4
_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON", "journal_mode = WAL")
_stores = itertools.count(1)

#: Parts of SQLite's messages and the sentence they become.
_MEANINGS = (
    ("is locked", "workspace_locked"),
    ("is full", "workspace_full"),
    ("readonly", "workspace_readonly"),
    ("unable to open", "workspace_readonly"),
    ("disk i/o", "workspace_damaged"),
    ("could not decode", "workspace_damaged"),
    ("malformed", "workspace_damaged"),
    ("not a database", "workspace_damaged"),
)


def connect(ledger: Path) -> sqlite3.Connection:
    """
    Open *ledger*, which must exist, the way every connection to a ledger is opened.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened.
    """
    connection = sqlite3.connect(
        f"{ledger.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        register_functions(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_engine(ledger: Path) -> Engine:
    """Return an engine on *ledger*; a connection with the execution option ``writing`` takes the write lock."""
    engine = create_engine(
        "sqlite://", creator=lambda: connect(ledger), poolclass=QueuePool, pool_size=4, max_overflow=-1
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def explained(ledger: Path) -> Iterator[None]:
    """
    Turn a database error that a user can do something about into a :class:`~landuse.errors.WorkspaceError`.

    A broken constraint is not among them: it is a fault of the program and stays what it is.
    """
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        message = str(error.orig if isinstance(error, DBAPIError) else error)
        for part, key in _MEANINGS:
            if part in message.lower():
                raise WorkspaceError(key, path=str(ledger.parent), detail=message) from error
        raise


class Store:
    """
    An open workspace. Safe to share between threads; close it when done.

    ``folder`` holds ``landuse.gpkg``, ``attachments/`` and ``workspace.toml``; ``settings`` are what the latter says.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.ledger = folder / LEDGER_FILE
        self._engine = open_engine(self.ledger)
        with explained(self.ledger):
            self._watcher = connect(self.ledger)
        self._watching = threading.Lock()
        # data_version starts anew with each connection: stores of one process must not share revisions
        self._first_revision = next(_stores) << 32
        self._loading = threading.Lock()
        self._loaded: OrderedDict[datetime | None, Tables] = OrderedDict()

    def revision(self) -> int:
        """Return a number that changes whenever anyone (this process, another one, QGIS) commits to the ledger."""
        with self._watching, explained(self.ledger):
            version: int = self._watcher.execute("PRAGMA data_version").fetchone()[0]
        return self._first_revision + version

    def born(self) -> str:
        """Return when the ledger was made, by which one ledger is told from another (a copy has the same)."""
        with self.reading() as connection:
            made: str = connection.exec_driver_sql("SELECT MIN(applied_at) FROM ledger_forms").scalar_one()
        return made

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Read within one transaction: everything is seen as of its first statement.

        Raises
        ------
        WorkspaceError
            If the ledger is damaged.
        """
        with explained(self.ledger), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        Write within one transaction: all of it is kept when the block ends, nothing of it when the block raises.

        Raises
        ------
        WorkspaceError
            ``workspace_locked`` if another writer holds the ledger for ten seconds; also if the disk is full, the
            folder read-only or the ledger damaged.
        """
        with explained(self.ledger), self._engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                yield connection
                refresh_extents(connection)

    def tables(self, *, known_at: datetime | None = None) -> Tables:
        """
        Return the ledger's tables as known at *known_at* (None: now); kept in memory until anyone commits.

        The frames are shared by all callers and must not be changed.
        """
        moment = None if known_at is None else floored(known_at)
        with self._loading:
            revision = self.revision()
            kept = self._loaded.get(moment)
            if kept is None or kept.revision != revision:
                kept = self._read_tables(revision, moment)
                self._loaded[moment] = kept
            self._loaded.move_to_end(moment)
            while len(self._loaded) > _KEPT_TABLES + 1:
                self._loaded.popitem(last=False)
            return kept

    def _read_tables(self, revision: int, moment: datetime | None) -> Tables:
        try:
            with self.reading() as connection:
                return read_tables(connection, self.settings.crs, revision=revision, known_at=moment)
        except ValueError as error:  # a day or a moment that is none: only a damaged or tampered file holds one
            raise WorkspaceError("workspace_damaged", path=str(self.folder), detail=str(error)) from error

    def close(self) -> None:
        """Close all connections; the ledger's write-ahead log is folded in by the last one."""
        self._watcher.close()
        self._engine.dispose()
