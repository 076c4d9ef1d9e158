"""The app, on this machine only."""

import os
import socket
from contextlib import closing
from pathlib import Path

import click

import landuse
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, say
from landuse.cli.session import Session
from landuse.config import LEDGER_FILE
from landuse.errors import ArgumentsError, ConflictError

HOST = "127.0.0.1"
PORT = 8501


@verb(
    "serve",
    click.option("--port", type=click.IntRange(1, 65_535), default=PORT),
    click.option("--demo", is_flag=True),
    ACTOR,
)
def serve(session: Session, *, port: int, demo: bool, actor: str | None) -> None:
    """Serve the app; uvicorn rather than ``streamlit run``, which is slow to send tiles (``docs/design/map.md``)."""
    folder = app_folder()
    workspace = session.workspace.resolve()
    _refuse_taken(port)
    if demo and not (workspace / LEDGER_FILE).exists():
        from landuse.actions.create_demo import create_demo

        create_demo(workspace, actor=session.actor(actor)).close()
    with session.opened():
        pass  # a workspace that cannot be opened is said here, not in the browser
    url = f"http://{HOST}:{port}"
    if session.as_json:
        print_json({"url": url, "workspace": workspace})
    else:
        say(session.text("cli.serving", url=url, path=workspace))
    _run(folder, workspace, port)


def app_folder() -> Path:
    """Return the folder of ``app.py``, beside the package."""
    folder = Path(landuse.__file__).parents[1]
    if not (folder / "app.py").is_file():
        raise ArgumentsError("app_missing", path=str(folder))
    return folder


def _refuse_taken(port: int) -> None:
    """Say that a port is taken before anything is started."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise ConflictError("port_taken", port=port) from None


def _run(folder: Path, workspace: Path, port: int) -> None:
    """Run the app until it is interrupted; Streamlit finds its settings in the folder it runs in."""
    import sys

    import uvicorn

    sys.stdout.flush()
    os.environ["LANDUSE_WORKSPACE"] = str(workspace)
    os.chdir(folder)
    uvicorn.run("app:app", app_dir=str(folder), host=HOST, port=port, log_level="warning")


COMMANDS = commands(serve)
