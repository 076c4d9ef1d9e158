"""
The frame of the command line: verbs that load when they are called, options that every verb takes, help in words.

Help texts stand in ``locale/*/cli.toml`` under the names of verbs and options.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from landuse.cli.session import Session
from landuse.i18n import Catalogue, language_of

F = TypeVar("F", bound=Callable[..., Any])

#: Each verb and the module that holds it, in the order of the help page.
VERBS = {
    "demo": "workspaces",
    "init": "workspaces",
    "inspect": "imports",
    "import": "imports",
    "mappings": "mappings",
    "batches": "batches",
    "problems": "batches",
    "undo": "imports",
    "check": "repairs",
    "repairs": "repairs",
    "record": "events",
    "void": "events",
    "progress": "targets",
    "explain": "targets",
    "board": "board",
    "stock": "stocks",
    "forecast": "forecasts",
    "coverage": "schedule",
    "schedule": "schedule",
    "plan": "programme",
    "advance": "supply",
    "checklist": "supply",
    "due": "supply",
    "reshape": "reshape",
    "attach": "attachments",
    "funnel": "enterprises",
    "score": "enterprises",
    "match": "matching",
    "review": "enterprises",
    "intend": "enterprises",
    "warnings": "alerts",
    "supervise": "alerts",
    "fortnight": "alerts",
    "list": "layers",
    "export": "layers",
    "clusters": "clusters",
    "print": "prints",
    "report": "papers",
    "snapshot": "papers",
    "reconcile": "reconcile",
    "fsck": "safety",
    "backup": "safety",
    "restore": "safety",
    "doctor": "doctor",
    "serve": "serve",
}


def session_of(context: click.Context) -> Session:
    """Return the session of a call."""
    return context.ensure_object(Session)


def common_options() -> list[click.Parameter]:
    """Return the options that stand before any verb and after it."""
    return [
        click.Option(
            ["--workspace"],
            type=click.Path(path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_set_workspace,
        ),
        click.Option(["--lang"], type=click.Choice(["zh", "en"]), expose_value=False, callback=_set_language),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_set_json),
    ]


def _set_workspace(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        session_of(context).workspace = value


def _set_language(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(context).language = language_of(value)


def _set_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        session_of(context).as_json = True


class _Worded(click.Command):
    """A command whose help is made of the catalogue's texts."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{session_of(ctx).text('cli.usage')} ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each with its text ``cli.option.<name>``."""
        text = session_of(ctx).text
        records = [(parameter, parameter.get_help_record(ctx)) for parameter in self.get_params(ctx)]
        rows = [(record[0], _option_text(text, parameter)) for parameter, record in records if record]
        with formatter.section(text("cli.options").rstrip(":")):
            formatter.write_dl(rows)


def _option_text(text: Catalogue, parameter: click.Parameter) -> str:
    name = max(parameter.opts, key=len).lstrip("-").replace("-", "_")
    return text(f"cli.option.{name}")


class Verb(_Worded):
    """A verb: takes the common options, tells what it does and gives an example."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += common_options()

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the verb does, and an example."""
        text = session_of(ctx).text
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(f"cli.verb.{self.name}"))
            formatter.write_paragraph()
            formatter.write(f"{'':>{formatter.current_indent}}{text(f'cli.example.{self.name}')}\n")


class Verbs(_Worded, click.Group):
    """The group of all verbs; a verb's module is imported when it is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a verb."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"landuse.cli.{VERBS[cmd_name]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(session_of(ctx).text("cli.program"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the verbs."""
        super().format_options(ctx, formatter)
        text = session_of(ctx).text
        with formatter.section(text("cli.commands").rstrip(":")):
            formatter.write_dl([(name, text(f"cli.verb.{name}")) for name in VERBS])


def verb(name: str, *parameters: Callable[[F], F]) -> Callable[[Callable[..., int | None]], click.Command]:
    """
    Make a verb of a function that takes the session and the verb's parameters and returns an exit code (None: 0).

    Parameters
    ----------
    name : str
    *parameters
        ``click.option`` and ``click.argument`` in the order of the help page.
    """

    def decorate(function: Callable[..., int | None]) -> click.Command:
        decorated: Callable[..., Any] = click.pass_obj(function)
        for parameter in reversed(parameters):
            decorated = parameter(decorated)
        return click.command(name, cls=Verb)(decorated)

    return decorate


def commands(*verbs: click.Command) -> dict[str, click.Command]:
    """Return a module's verbs by their names."""
    return {str(one.name): one for one in verbs}


ACTOR = click.option("--actor")
