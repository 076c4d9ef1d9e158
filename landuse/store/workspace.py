"""Making and opening a workspace: a folder with ``landuse.gpkg``, ``attachments/`` and ``workspace.toml``."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from landuse.config import ATTACHMENTS, LEDGER_FILE, SETTINGS_FILE, Settings, read_settings, settings_text
from landuse.errors import ArgumentsError, ConflictError, WorkspaceError
from landuse.store.connection import Store, open_engine
from landuse.store.geopackage import APPLICATION_ID, SpatialReference, create_tables
from landuse.store.migrations import CREATED_FORM, migrate, record_form
from landuse.store.network import on_network_share

_GEOGRAPHIC = 4326


def create_workspace(folder: Path, settings: Settings) -> Store:
    """
    Make an empty workspace in *folder* and open it.

    The ledger appears last and whole: a creation that was interrupted can simply be repeated.

    Raises
    ------
    ConflictError
        ``workspace_exists`` if the folder holds a ledger already.
    WorkspaceError
        ``network_share`` if the folder lies on one, ``workspace_readonly`` if it cannot be written.
    ArgumentsError
        ``store_unavailable`` if the settings ask for a database server, ``unknown_crs`` if there is no such CRS or it
        is not a projected one in metres.
    """
    _refuse_server(settings)
    _refuse_network_share(folder)
    if (folder / LEDGER_FILE).exists():
        raise ConflictError("workspace_exists", path=str(folder))
    references = [_reference(_GEOGRAPHIC), _projected_reference(settings.crs)]
    try:
        (folder / ATTACHMENTS).mkdir(parents=True, exist_ok=True)
        (folder / SETTINGS_FILE).write_text(settings_text(settings), encoding="utf-8")
        _create_ledger(folder / LEDGER_FILE, references, settings.crs)
    except OSError as error:
        raise WorkspaceError("workspace_readonly", path=str(folder), detail=str(error)) from error
    return open_workspace(folder)


def open_workspace(folder: Path) -> Store:
    """
    Open the workspace in *folder*; an older one is brought to the present form first, after a backup.

    Raises
    ------
    WorkspaceError
        ``workspace_missing``, ``workspace_settings``, ``workspace_damaged``, ``workspace_locked``,
        ``workspace_newer`` or ``network_share``.
    """
    if not (folder / LEDGER_FILE).is_file():
        raise WorkspaceError("workspace_missing", path=str(folder))
    _refuse_network_share(folder)
    settings = read_settings(folder / SETTINGS_FILE)
    _refuse_server(settings)
    _refuse_other_files(folder / LEDGER_FILE)
    try:
        return _opened(folder, settings)
    except (DBAPIError, sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes damaged text as it is
        raise WorkspaceError("workspace_damaged", path=str(folder), detail=str(error)) from error


def _opened(folder: Path, settings: Settings) -> Store:
    store = Store(folder, settings)
    try:
        migrate(store)
    except (WorkspaceError, DBAPIError, UnicodeDecodeError):
        store.close()
        raise
    return store


def _create_ledger(ledger: Path, references: list[SpatialReference], srs_id: int) -> None:
    unfinished = ledger.with_name(f".{ledger.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    engine = open_engine(unfinished)
    with engine.connect().execution_options(writing=True) as writer, writer.begin():
        create_tables(writer, references, srs_id)
        record_form(writer, CREATED_FORM, "created")
    engine.dispose()
    unfinished.replace(ledger)


def _projected_reference(code: int) -> SpatialReference:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(code)
    except CRSError:
        raise ArgumentsError("unknown_crs", crs=code) from None
    metres = all(axis.unit_name == "metre" for axis in crs.axis_info)
    if not (crs.is_projected and metres) or code == 3857:
        raise ArgumentsError("unknown_crs", crs=code)
    return _reference(code)


def _reference(code: int) -> SpatialReference:
    from pyproj import CRS
    from pyproj.enums import WktVersion

    crs = CRS.from_epsg(code)
    return SpatialReference(crs.name, code, "EPSG", code, crs.to_wkt(WktVersion.WKT1_GDAL))


def _refuse_server(settings: Settings) -> None:
    if settings.store is not None:
        raise ArgumentsError("store_unavailable", store=settings.store)


def _refuse_network_share(folder: Path) -> None:
    if on_network_share(folder):
        raise WorkspaceError("network_share", path=str(folder))


def _refuse_other_files(ledger: Path) -> None:
    """Refuse a file that is not a GeoPackage before SQLite is let near it."""
    with ledger.open("rb") as file:
        head = file.read(72)
    if not head.startswith(b"SQLite format 3\0") or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise WorkspaceError("workspace_damaged", path=str(ledger.parent), detail=ledger.name)
