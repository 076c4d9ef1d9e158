"""
The settings of a workspace: ``workspace.toml`` as a frozen record.

Nothing here reads the environment or the clock.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from landuse.errors import WorkspaceError

SETTINGS_FILE = "workspace.toml"
LEDGER_FILE = "landuse.gpkg"
#: Folders of a workspace: what events and imports brought with them, and base layers of the map.
ATTACHMENTS = "attachments"
CONTEXT = "context"
#: ... and imports that are begun and not yet decided; no backup holds them.
DRAFTS = "drafts"
DEFAULT_CRS = 4549
#: The demo district's box in degrees: west, south, east, north (Lucheng's place and size).
DEFAULT_BOX = (120.39, 27.93, 120.81, 28.22)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    How a workspace is configured.

    ``crs`` is the EPSG code of the projected CRS in metres that areas are computed in; ``box`` is the district in
    degrees (west, south, east, north) or None for "no location check" (in the file: empty or left out); ``store`` is a
    database URL or None for the GeoPackage in the folder; ``year`` and ``as_of`` are what the app opens with (None: the
    day of the visit); ``transformations`` is a file of the office's own coordinate transformations, kept elsewhere.
    """

    crs: int = DEFAULT_CRS
    box: tuple[float, float, float, float] | None = DEFAULT_BOX
    store: str | None = None
    name: str = ""
    synthetic: bool = False
    year: int | None = None
    as_of: date | None = None
    transformations: str | None = None


def read_settings(path: Path) -> Settings:
    """
    Read ``workspace.toml``.

    Raises
    ------
    WorkspaceError
        If the file is missing or is not what it should be; names the key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorkspaceError("workspace_missing", path=str(path.parent)) from None
    except (OSError, ValueError) as error:
        raise WorkspaceError("workspace_settings", path=str(path), detail=str(error)) from None
    unknown = set(table) - {"crs", "box", "store", "name", "synthetic", "year", "as_of", "transformations"}
    if unknown:
        raise WorkspaceError("workspace_settings", path=str(path), detail=", ".join(sorted(unknown)))
    box = table.get("box", [])
    try:
        return Settings(
            crs=int(table.get("crs", DEFAULT_CRS)),
            box=None if box == [] else _box(box),
            store=table.get("store"),
            name=str(table.get("name", "")),
            synthetic=bool(table.get("synthetic", False)),
            year=table.get("year"),
            as_of=table.get("as_of"),
            transformations=table.get("transformations"),
        )
    except (TypeError, ValueError) as error:
        raise WorkspaceError("workspace_settings", path=str(path), detail=str(error)) from None


def settings_text(settings: Settings) -> str:
    """Return the text of a ``workspace.toml`` that :func:`read_settings` reads back as *settings*."""
    lines = [f"crs = {settings.crs}"]
    lines.append(f"box = [{', '.join(str(edge) for edge in settings.box or ())}]")
    if settings.store:
        lines.append(f"store = {_quoted(settings.store)}")
    if settings.name:
        lines.append(f"name = {_quoted(settings.name)}")
    if settings.synthetic:
        lines.append("synthetic = true")
    if settings.year is not None:
        lines.append(f"year = {settings.year}")
    if settings.as_of is not None:
        lines.append(f"as_of = {settings.as_of.isoformat()}")
    if settings.transformations:
        lines.append(f"transformations = {_quoted(settings.transformations)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _box(edges: object) -> tuple[float, float, float, float]:
    if not isinstance(edges, list) or len(edges) != 4:
        message = "box = [west, south, east, north]"
        raise ValueError(message)
    west, south, east, north = (float(edge) for edge in edges)
    if not (west < east and south < north):
        message = "box = [west, south, east, north]"
        raise ValueError(message)
    return west, south, east, north
