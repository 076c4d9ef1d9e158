"""Make a workspace that holds the demo district."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from landuse.actions.import_layer import import_layer
from landuse.config import CONTEXT, LEDGER_FILE, Settings
from landuse.demo import FILES, LAYER_FILES, make_district, write_district
from landuse.demo.district import REPORT_YEAR, read_table
from landuse.demo.files import CONTEXT_FILES
from landuse.demo.journal import LAST_DAY
from landuse.errors import ConflictError, WorkspaceError
from landuse.store import Store, create_workspace, open_workspace

#: Called before each file is imported with its place from 1, the number of files and its name.
ProgressCall = Callable[[int, int, str], None]
_COMMITTED = Path(__file__).resolve().parents[2] / "data" / "parcels"


def create_demo(folder: Path, *, actor: str, progress: ProgressCall | None = None) -> Store:
    """
    Make a workspace in *folder* and import the demo district into it, by the same way as any office's files.

    The files are those of ``data/parcels``; an installation without them makes them anew. The ledger appears last and
    whole: a making that was interrupted can simply be repeated.

    Raises
    ------
    ConflictError
        ``workspace_exists`` if the folder holds a ledger already.
    WorkspaceError
        ``network_share``, or ``workspace_readonly`` if the folder cannot be written.
    """
    if (folder / LEDGER_FILE).exists():
        raise ConflictError("workspace_exists", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".demo-", dir=folder) as unfinished:
            making = Path(unfinished)
            _fill(making / "workspace", _files(making / "files"), actor, progress)
            _move(making / "workspace", folder)
    except OSError as error:
        raise WorkspaceError("workspace_readonly", path=str(folder), detail=str(error)) from error
    return open_workspace(folder)


def _files(spare: Path) -> Path:
    """Return the folder of the demo district's files: the committed one, or *spare* with newly made ones."""
    if all((_COMMITTED / name).is_file() for name in FILES):
        return _COMMITTED
    spare.mkdir()
    write_district(make_district(), spare)
    return spare


def _fill(workspace: Path, files: Path, actor: str, progress: ProgressCall | None) -> None:
    settings = Settings(name=read_table("names")["district"], synthetic=True, year=REPORT_YEAR, as_of=LAST_DAY)
    store = create_workspace(workspace, settings)
    try:
        for number, (name, layer) in enumerate(LAYER_FILES, start=1):
            if progress is not None:
                progress(number, len(LAYER_FILES), name)
            import_layer(store, files / name, layer=layer, actor=actor, today=LAST_DAY)
    finally:
        store.close()
    (workspace / CONTEXT).mkdir()
    for name in CONTEXT_FILES:
        shutil.copyfile(files / name, workspace / CONTEXT / name)


def _move(workspace: Path, folder: Path) -> None:
    """Move everything into its place, the ledger last."""
    for item in sorted(workspace.iterdir(), key=lambda item: item.name == LEDGER_FILE):
        target = folder / item.name
        if item.is_dir():
            shutil.copytree(item, target, dirs_exist_ok=True)
        else:
            item.replace(target)
