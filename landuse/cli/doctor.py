"""Is the installation sound? Each check is tried, not believed."""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module, metadata, resources
from pathlib import Path

import landuse
from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session
from landuse.config import LEDGER_FILE, Settings
from landuse.errors import LanduseError, WorkspaceError
from landuse.i18n import LANGUAGES, Catalogue, catalogue

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 37)
_ASSETS = ("leaflet.js", "leaflet.css")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: its name (``cli.check.<name>``), whether it is well, and what was seen."""

    name: str
    ok: bool
    seen: str


@verb("doctor")
def doctor(session: Session) -> int:
    """Check the installation."""
    checks = [check for group in CHECKS for check in group(session)]
    sound = all(check.ok for check in checks)
    text = session.text
    if session.as_json:
        print_json({"ok": sound, "checks": [{**asdict(check), "label": _label(text, check)} for check in checks]})
    else:
        marks = {True: text("cli.fine"), False: text("cli.faulty")}
        headings = [text(f"cli.heading.{name}") for name in ("check", "state", "seen")]
        print_table(headings, [[_label(text, check), marks[check.ok], check.seen] for check in checks])
        say(text("cli.healthy" if sound else "cli.ill"))
    return 0 if sound else WorkspaceError.exit_code


def _label(text: Catalogue, check: Check) -> str:
    return text(f"cli.check.{check.name}")


def _python(_session: Session) -> Iterator[Check]:
    seen = ".".join(map(str, sys.version_info[:3]))
    yield Check("python", sys.version_info >= OLDEST_PYTHON, f"{seen} {sys.executable}")


def _packages(_session: Session) -> Iterator[Check]:
    """Compare what is installed with what is required; another version than the tested one is only said."""
    wanted = [re.match(r"([\w.-]+)[^=<>!~]*(?:==([\w.]+))?", line) for line in _requirements()]
    missing, others = [], []
    for name, version in (found.groups() for found in wanted if found):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if version and installed != version:
            others.append(f"{name} {installed} ({version})")
    yield Check("packages", not missing, ", ".join(f"- {name}" for name in missing) or str(len(wanted)))
    if others:
        yield Check("other_versions", ok=True, seen=", ".join(others))


def _requirements() -> list[str]:
    """Return what the package requires, from its installation or from the file beside it."""
    try:
        lines = metadata.requires("landuse") or []
    except metadata.PackageNotFoundError:
        lines = (Path(landuse.__file__).parents[1] / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and "extra ==" not in line]


def _geodata(_session: Session) -> Iterator[Check]:
    """Load the libraries that read and write maps; each brings its own GDAL."""
    versions: dict[str, Callable[[], str]] = {
        "gdal_reading": lambda: str(import_module("landuse.intake.versions").gdal_version()),
        "gdal_writing": lambda: str(import_module("pyogrio").__gdal_version_string__),
        "proj": lambda: str(import_module("pyproj").proj_version_str),
        "geos": lambda: str(import_module("shapely").geos_version_string),
    }
    for name, version in versions.items():
        try:
            yield Check(name, ok=True, seen=version())
        except (ImportError, OSError, AttributeError) as error:
            yield Check(name, ok=False, seen=str(error))


def _sqlite(_session: Session) -> Iterator[Check]:
    from landuse.store.versions import has_rtree, sqlite_version

    seen = sqlite_version()
    new_enough = tuple(int(part) for part in seen.split(".")[:2]) >= OLDEST_SQLITE
    yield Check("sqlite", new_enough and has_rtree(), seen)


def _own_files(_session: Session) -> Iterator[Check]:
    """Look for what is part of the package: the map's assets, texts in both languages, rules, the app."""
    from landuse.rules import load_rules

    vendored = resources.files("landuse") / "maps" / "assets" / "vendor" / "leaflet"
    missing = [name for name in _ASSETS if not (vendored / name).is_file()]
    yield Check("assets", not missing, ", ".join(missing or _ASSETS))
    yield Check("texts", ok=True, seen=", ".join(f"{name} {len(catalogue(name).texts)}" for name in LANGUAGES))
    yield Check("rules", ok=True, seen=", ".join(load_rules().indicators))
    app = Path(landuse.__file__).parents[1] / "app.py"
    yield Check("app", app.is_file(), str(app))


def _attack(session: Session) -> Iterator[Check]:
    """Try a map file that is none: a VRT document that would read another file of this machine."""
    from landuse.intake.outline import read_outline

    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret.csv"
        secret.write_text("id,WKT\n1,POINT (1 1)\n", encoding="utf-8")
        disguised = Path(folder) / "parcels.geojson"
        disguised.write_text(
            f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
            "</OGRVRTLayer></OGRVRTDataSource>",
            encoding="utf-8",
        )
        try:
            read_outline(disguised, settings=Settings())
        except LanduseError as error:
            yield Check("attack", ok=True, seen=session.text.sentence(error))
        else:
            yield Check("attack", ok=False, seen=disguised.name)


def _workspace(session: Session) -> Iterator[Check]:
    """Look where the workspace lies, and open it if there is one."""
    from landuse.store.network import on_network_share

    folder = session.workspace.resolve()
    yield Check("local_disk", not on_network_share(folder), str(folder))
    if not (folder / LEDGER_FILE).exists():
        yield Check("workspace", ok=True, seen=session.text("cli.no_workspace"))
        return
    try:
        with session.opened() as store:
            yield Check("workspace", ok=True, seen=f"EPSG:{store.settings.crs}")
    except LanduseError as error:
        yield Check("workspace", ok=False, seen=session.text.sentence(error))


CHECKS: tuple[Callable[[Session], Iterator[Check]], ...] = (
    _python,
    _packages,
    _geodata,
    _sqlite,
    _own_files,
    _attack,
    _workspace,
)
COMMANDS = commands(doctor)
