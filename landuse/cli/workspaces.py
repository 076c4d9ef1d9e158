"""Making a workspace: the demo district, or an empty one."""

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, progress_bar, say
from landuse.cli.parameters import Box
from landuse.cli.session import Session
from landuse.config import DEFAULT_BOX, DEFAULT_CRS, Settings


@verb("demo", ACTOR)
def demo(session: Session, *, actor: str | None) -> None:
    """Make a workspace that holds the demo district."""
    from landuse.actions.create_demo import create_demo

    with progress_bar(shown_at_all=not session.as_json) as told:
        store = create_demo(session.workspace, actor=session.actor(actor), progress=told)
    tables = store.tables()
    store.close()
    counts = {
        name: len(getattr(tables, name)) for name in ("units", "zones", "parcels", "plots", "enterprises", "events")
    }
    if session.as_json:
        print_json({"workspace": session.workspace.resolve(), **counts})
        return
    held = session.text("cli.separator").join(
        session.text("cli.held", layer=session.text.label("layers", name), count=count)
        for name, count in counts.items()
    )
    say(session.text("cli.made", path=session.workspace), held, session.text("common.synthetic"))


@verb(
    "init",
    click.option("--store", metavar="URL"),
    click.option("--crs", type=int, metavar="EPSG"),
    click.option("--box", type=Box(), metavar="W,S,E,N"),
)
def init(
    session: Session, *, store: str | None, crs: int | None, box: tuple[float, float, float, float] | None
) -> None:
    """Make an empty workspace; the demo district's box is meant only where its CRS is."""
    from landuse.store import create_workspace

    own_place = crs is not None and crs != DEFAULT_CRS
    settings = Settings(crs=crs or DEFAULT_CRS, box=box or (None if own_place else DEFAULT_BOX), store=store)
    create_workspace(session.workspace, settings).close()
    if session.as_json:
        print_json({"workspace": session.workspace.resolve(), "crs": settings.crs, "box": settings.box})
        return
    place = session.text("cli.no_box") if settings.box is None else ", ".join(map(str, settings.box))
    say(session.text("cli.made", path=session.workspace), session.text("cli.settings", crs=settings.crs, box=place))


COMMANDS = commands(demo, init)
