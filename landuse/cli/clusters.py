"""Contiguous groups (连片) of the records of a layer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.filters import FILTERS, chosen_filter
from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Amount
from landuse.cli.session import Session
from landuse.errors import ArgumentsError
from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.units import Measure, printed_total, rounded

if TYPE_CHECKING:
    from landuse.views.clusters import Cluster, Sliver

_ON = click.Choice(["zones", "parcels", "plots"])
_LAYERS = click.argument("layer", type=_ON, default="parcels", metavar="[LAYER]")
#: Filters of ``list``; no restricted column is shown here.
_FILTERS = tuple(option for option in FILTERS if option is not FILTERS[-1])
#: Rows and members that a screen has room for.
_MOST_ROWS, _MOST_NAMES = 50, 6


@verb(
    "clusters",
    _LAYERS,
    *_FILTERS,
    click.option("--tolerance-m", type=Amount(), metavar="M"),
    click.option("--edge-m", type=Amount(), metavar="M"),
    click.option("--at-least", type=Amount(), metavar="MU"),
)
def clusters(
    session: Session,
    *,
    layer: str,
    tolerance_m: Decimal | None,
    edge_m: Decimal | None,
    at_least: Decimal | None,
    **asked: Any,
) -> None:
    """Show which records lie side by side."""
    from landuse.reports.listing import unit_names
    from landuse.views.clusters import clusters as contiguous

    for length in (tolerance_m, edge_m, at_least):
        if length is not None and not (length.is_finite() and length >= 0):
            raise ArgumentsError("wrong_length", value=length)
    with session.opened() as store:
        chosen = chosen_filter(store, **asked)
        found = contiguous(
            store,
            Layer(layer),
            chosen,
            edge_m=None if edge_m is None else float(edge_m),
            tolerance_m=None if tolerance_m is None else float(tolerance_m),
            at_least_mu=at_least,
        )
        synthetic, units = store.settings.synthetic, unit_names(store.tables())
    if session.as_json:
        print_json([_record(one) for one in found])
        return
    text = session.text
    total = text.amount(printed_total(one.area_mu for one in found), Measure.MU)
    said = {"layer": text.label("layers", layer), "day": text.day(chosen.as_of), "total": total}
    records = sum(len(one.members) for one in found)
    say(text("clusters.found", count=sum(one.number is not None for one in found), records=records, **said))
    if synthetic:
        say(text("common.synthetic"))
    _print_clusters(text, found, units)
    _print_slivers(text, found)


def _record(one: "Cluster") -> dict[str, object]:
    return {
        "number": one.number,
        "records": len(one.members),
        "area_mu": one.area_mu,
        "shared_mu": one.shared_mu,
        "unmeasured": one.unmeasured,
        "least_mu": one.least_mu,
        "reaches": one.reaches,
        "units": list(one.units),
        "zones": list(one.zones),
        "stages": {stage: {"records": count, "area_mu": area} for stage, (count, area) in one.stages.items()},
        "members": list(one.members),
        "gaps": [_sliver_record(sliver) for sliver in one.slivers],
    }


def _sliver_record(sliver: "Sliver") -> dict[str, object]:
    place = sliver.place
    return {
        "kind": sliver.kind,
        "a": sliver.a,
        "b": sliver.b,
        "width_m": rounded(sliver.width_m, 3),
        "length_m": rounded(sliver.length_m),
        "m2": rounded(sliver.m2),
        "place": None if place is None else {"x": place.x, "y": place.y, "lng": place.lng, "lat": place.lat},
    }


def _print_clusters(text: Catalogue, found: "tuple[Cluster, ...]", units: Mapping[str, str]) -> None:
    from landuse.reports.clusters import reach_words

    names = ("number", "records", "area", "reaches", "units", "stages", "members")
    joint = text("clusters.joint")
    rows = [
        [
            text("clusters.unplaced") if one.number is None else str(one.number),
            str(len(one.members)),
            text.amount(one.area_mu, Measure.MU),
            reach_words(text, one),
            joint.join(units.get(code, code) for code in one.units),
            joint.join(
                text("clusters.stage", stage=text.label("stages", stage), count=count, area=text.number(area))
                for stage, (count, area) in one.stages.items()
            ),
            joint.join(one.members[:_MOST_NAMES]) + ("…" if len(one.members) > _MOST_NAMES else ""),
        ]
        for one in found
    ]
    if rows:
        print_table([text(f"clusters.heading.{name}") for name in names], rows[:_MOST_ROWS], numbers=(0, 1, 2))
    if len(rows) > _MOST_ROWS:
        say(text("clusters.more", count=len(rows) - _MOST_ROWS))


def _print_slivers(text: Catalogue, found: "tuple[Cluster, ...]") -> None:
    from landuse.reports.clusters import sliver_words

    slivers = [(one, sliver) for one in found for sliver in one.slivers]
    if not slivers:
        return
    say(text("clusters.slivers", count=len(slivers)))
    names = ("number", "kind", "neighbours", "width", "length", "place")
    rows = [
        [
            str(one.number),
            *sliver_words(text, sliver),
        ]
        for one, sliver in slivers[:_MOST_ROWS]
    ]
    print_table([text(f"clusters.heading.{name}") for name in names], rows, numbers=(0, 3, 4))
    if len(slivers) > _MOST_ROWS:
        say(text("clusters.more", count=len(slivers) - _MOST_ROWS))


COMMANDS = commands(clusters)
