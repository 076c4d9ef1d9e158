"""
The door of the command line: one call, one exit code, one line on stderr if something is wrong.

``landuse --help`` imports neither pandas nor Streamlit nor SQLAlchemy: a verb's module is loaded when it is called.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception

import click
from click.exceptions import MissingParameter

from landuse.cli.frame import Verbs, common_options
from landuse.cli.output import complain, use_utf8
from landuse.cli.session import DEFAULT_WORKSPACE, Session
from landuse.errors import ArgumentsError, InputError, LanduseError
from landuse.i18n import language_of

INTERRUPTED = 130
#: The app's log, too, stands in the workspace under this name.
LOG_FILE = "landuse.log"
landuse = Verbs("landuse", params=common_options())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one call and return its exit code; every error becomes one line on stderr."""
    use_utf8()
    workspace = os.environ.get("LANDUSE_WORKSPACE") or DEFAULT_WORKSPACE
    session = Session(Path(workspace), language_in(arguments))
    try:
        code = landuse.main(args=list(arguments) or ["--help"], prog_name="landuse", obj=session, standalone_mode=False)
        sys.stdout.flush()
    except LanduseError as error:
        return _complain(session, error)
    except click.UsageError as error:
        return _complain(session, _as_arguments(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _leave_broken_pipe()
    except Exception as error:  # noqa: BLE001 - the edge: no traceback reaches a user
        return _complain(session, _unexpected(session, error))
    return int(code or 0)


def language_in(arguments: Sequence[str]) -> str:
    """
    Return the language that arguments ask for, before they are parsed: errors of parsing are said in it, too.

    Examples
    --------
    >>> language_in(["progress", "--lang", "en"]), language_in(["--lang=en"]), language_in([])
    ('en', 'en', 'zh-CN')
    """
    wish = None
    for place, argument in enumerate(arguments):
        if argument == "--lang":
            wish = next(iter(arguments[place + 1 : place + 2]), wish)
        elif argument.startswith("--lang="):
            wish = argument.removeprefix("--lang=")
    return language_of(wish)


def _complain(session: Session, error: LanduseError) -> int:
    if isinstance(error, InputError) and "detail" in error.values:
        _logged(session, f"{error}\n")
    complain(session.text.sentence(error))
    return error.exit_code


def _as_arguments(error: click.UsageError) -> ArgumentsError:
    """Return what click found wrong in our words; click's own are English only."""
    command = error.ctx.command_path if error.ctx else "landuse"
    if isinstance(error, click.NoSuchOption):
        return ArgumentsError("no_such_option", option=error.option_name, command=command)
    if isinstance(error, click.NoSuchCommand):
        return ArgumentsError("no_such_verb", verb=error.command_name)
    if isinstance(error, MissingParameter):
        return ArgumentsError("missing_argument", name=_name(error.param), command=command)
    if isinstance(error, click.BadOptionUsage):
        return ArgumentsError("missing_argument", name=error.option_name, command=command)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _wrong_value(error.param)
    return ArgumentsError("wrong_usage", command=command)


def _wrong_value(parameter: click.Parameter) -> ArgumentsError:
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return ArgumentsError("wrong_choice", name=_name(parameter), known=", ".join(kind.choices))
    return ArgumentsError("wrong_whole", name=_name(parameter))


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.name or "").upper() if parameter else ""


def _unexpected(session: Session, error: Exception) -> LanduseError:
    """Keep the details under a number in the workspace's log (or a temporary one), and return what the user is told."""
    number = secrets.token_hex(3)
    log = _logged(session, f"{number}\n{''.join(format_exception(error))}\n")
    return LanduseError("unexpected", number=number, log=str(log))


def _logged(session: Session, details: str) -> Path:
    """Add to the workspace's log (or a temporary one), and return which."""
    temporary = Path(tempfile.gettempdir())
    for folder in (session.workspace, temporary):
        log = folder / LOG_FILE
        try:
            with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(f"{datetime.now(tz=UTC).isoformat(timespec='seconds')} {details}")
        except OSError:
            continue
        break
    return log


def _leave_broken_pipe() -> int:
    """Whoever read our output has gone; keep Python from saying so at its end. As click does where it notices first."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
