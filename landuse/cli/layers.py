"""The records of a layer: listed, and exported to a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.filters import FILTERS, LAYER, chosen_filter
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session
from landuse.model import Filter, Layer
from landuse.schema import TABLES, Kind
from landuse.units import Measure

if TYPE_CHECKING:
    from landuse.actions.export_list import ExportOutcome
    from landuse.reports.listing import Listing

#: The columns that a screen has room for, if the layer has them.
_ON_SCREEN = (
    *("name", "unit", "zone_id", "subject_kind", "subject_id", "kind", "year", "indicator", "amount", "measure"),
    *("mode", "stage", "occurred_on", "area_mu", "geometry_area_mu", "geometry_status", "land_area_mu"),
    *("floor_area_m2", "industry", "demand_area_mu"),
)
_NUMBERS = {Kind.AREA, Kind.NUMBER, Kind.WHOLE}


@verb("list", LAYER, *FILTERS, ACTOR)
def list_records(session: Session, *, layer: str, restricted: bool, actor: str | None, **asked: Any) -> None:
    """List the records that a filter lets through."""
    from landuse.reports.listing import listing

    with session.opened() as store:
        chosen = chosen_filter(store, **asked)
        found = listing(store, Layer(layer), chosen, language=session.language, restricted=restricted)
        if any(column.restricted for column in found.columns):
            from landuse.actions.export_list import note_restricted

            facts = found.facts()
            note_restricted(store, found.layer, actor=session.actor(actor), action="list_restricted", of=facts)
    if session.as_json:
        names = [column.name for column in found.columns]
        print_json(found.frame[names].to_dict("records"))
        return
    _print_listing(found)


def _print_listing(found: "Listing") -> None:
    from landuse.reports.lists import cell_text

    say(found.title, *found.lines())
    key = TABLES[found.layer].key
    on_screen = [column for column in found.columns if column.name in {key, *_ON_SCREEN}]
    cells = [[cell_text(found, column, value) for value in found.frame[column.name]] for column in on_screen]
    right = [place for place, column in enumerate(on_screen) if column.kind in _NUMBERS]
    print_table([found.heading(column) for column in on_screen], list(zip(*cells, strict=True)), numbers=right)


@verb(
    "export",
    LAYER,
    click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE"),
    click.option("--encoding", type=click.Choice(["utf-8", "gbk"])),
    *FILTERS,
    ACTOR,
)
def export(
    session: Session,
    *,
    layer: str,
    output: Path,
    encoding: str | None,
    restricted: bool,
    actor: str | None,
    **asked: Any,
) -> None:
    """Write a list to a file."""
    from landuse.actions.export_list import export_list

    with session.opened() as store:
        chosen = chosen_filter(store, **asked)
        outcome = export_list(
            store,
            Layer(layer),
            output,
            filter=chosen,
            language=session.language,
            actor=session.actor(actor),
            include_restricted=restricted,
            encoding=encoding,
        )
    if session.as_json:
        print_json(_record(outcome, chosen, restricted=restricted))
        return
    text = session.text
    total = text.amount(outcome.total_mu, Measure.MU)
    say(text("cli.exported", path=outcome.path, rows=outcome.rows, total=total))
    say(text("lists.chosen", filter=outcome.filter_words, day=text.day(chosen.as_of)))
    if outcome.altered:
        say(text("cli.altered", count=outcome.altered))
    if outcome.left_out:
        say(text("cli.without_ground", count=outcome.left_out))


def _record(outcome: "ExportOutcome", chosen: Filter, *, restricted: bool) -> dict[str, object]:
    asked = {name: getattr(chosen, name) for name in ("unit", "zone", "stage", "year", "text")}
    return {
        "path": outcome.path,
        "layer": outcome.layer,
        "rows": outcome.rows,
        "total_mu": outcome.total_mu,
        "as_of": chosen.as_of,
        "filter": {
            **{name: value for name, value in asked.items() if value is not None},
            **({"where": dict(chosen.where)} if chosen.where else {}),
            **({"within": True} if chosen.within else {}),
        },
        "filter_words": outcome.filter_words,
        "restricted": restricted,
        "altered": outcome.altered,
        "left_out": outcome.left_out,
    }


COMMANDS = commands(list_records, export)
