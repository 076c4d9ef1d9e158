"""What all visitors share: the open workspace, the map's routes, the log."""

import gc
import heapq
import itertools
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route
from streamlit import config

from landuse.maps.server import routes
from landuse.store import Store, open_workspace
from landuse.ui.kept_files import KeptFiles
from landuse.ui.opening import Opening

#: Not beside ``pages``: Streamlit runs such a folder by its own, older rules.
SCRIPT = Path(__file__).parent / "entry" / "main.py"
LOG_FILE = "landuse.log"
#: Addresses of pages other than the first screen.
PAGES_BESIDE = ("map", "supply", "enterprises", "warnings", "parcels", "intake", "reports")

_opened: dict[Path, Store] = {}
_opening = threading.Lock()
_turns = threading.Lock()
_taken = threading.Event()
_tickets = itertools.count()
_waiting: list[tuple[bool, int, threading.Event]] = []
#: Seconds after which a thread that computes lets another have its turn: what is drawn is to be sent meanwhile.
_SWITCH = 0.001


def workspace_folder() -> Path:
    """Return the workspace's folder: LANDUSE_WORKSPACE, or ``workspace`` where the app was started."""
    return Path(os.environ.get("LANDUSE_WORKSPACE") or "workspace").resolve()


def open_store() -> Store:
    """
    Return the workspace of this process, opened once and shared by pages and routes.

    Raises
    ------
    WorkspaceError
        If there is none, or it is damaged, newer than this program, or on a network share; asked again, it tries again.
    """
    folder = workspace_folder()
    with _opening:
        if folder not in _opened:
            _opened[folder] = open_workspace(folder)
            _keep_log(folder)
            _settle()
        return _opened[folder]


def close_stores() -> None:
    """Close every workspace that this process opened."""
    with _opening:
        for store in _opened.values():
            store.close()
        _opened.clear()


@contextmanager
def taking_turns(*, late: bool = False) -> Iterator[None]:
    """
    Draw for one visitor after another: Python computes for one at a time, and all at once would all be last.

    What is *late* has its turn when nobody waits for anything else.
    """
    own = threading.Event()
    with _turns:
        if _waiting or _taken.is_set():
            heapq.heappush(_waiting, (late, next(_tickets), own))
        else:
            _taken.set()
            own.set()
    own.wait()
    try:
        yield
    finally:
        with _turns:
            if _waiting:
                heapq.heappop(_waiting)[2].set()
            else:
                _taken.clear()


def app_routes() -> list[BaseRoute]:
    """Return the routes that stand beside the pages; the first screen is also called by its name."""
    first = Route("/progress", _first_screen)
    return [first, *routes(open_store, base_url=config.get_option("server.baseUrlPath"))]


def app_middleware() -> list[Middleware]:
    """Return what stands before pages and routes."""
    base_url = config.get_option("server.baseUrlPath")
    return [Middleware(KeptFiles), Middleware(Opening, pages=PAGES_BESIDE, base_url=base_url)]


def _first_screen(request: Request) -> RedirectResponse:
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def _settle() -> None:
    """Have the collector of garbage pass over what is loaded by now and stays: it holds all visitors up meanwhile."""
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH)


def _keep_log(folder: Path) -> None:
    """Write what went wrong beside the ledger, where whoever is asked for help finds it."""
    handler = logging.FileHandler(folder / LOG_FILE, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("landuse")
    for old in [kept for kept in logger.handlers if isinstance(kept, logging.FileHandler)]:
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
