"""Shapes looked through, and repairs proposed and taken."""

from typing import TYPE_CHECKING

import click

from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.session import Session
from landuse.i18n import Catalogue
from landuse.model import Layer, Place
from landuse.units import Measure, mu_from_m2, rounded

if TYPE_CHECKING:
    from landuse.geo.repair import Repair

#: The values of landuse.geo.repair.RepairKind, which is heavy to load for a page of help.
_KINDS = (
    *("make_valid_structure", "make_valid_linework", "drop_repeated_points", "drop_spikes", "drop_slivers"),
    *("close_gap", "cut_overlap"),
)
_LAYER = click.argument("layer", type=click.Choice([str(one) for one in (Layer.ZONES, Layer.PARCELS, Layer.PLOTS)]))


@verb("check", _LAYER, click.option("--no-gaps", is_flag=True))
def check(session: Session, *, layer: str, no_gaps: bool) -> None:
    """List what is wrong or odd about the shapes of a layer."""
    from landuse.views.ground_flaws import ground_flaws

    with session.opened() as store:
        found = ground_flaws(store, Layer(layer), with_gaps=not no_gaps)
    if session.as_json:
        print_json(
            [
                {
                    "flaw": flaw.flaw,
                    "keys": list(flaw.keys),
                    "place": _degrees(flaw.place),
                    "m2": flaw.m2,
                    "mu": None if flaw.m2 is None else rounded(mu_from_m2(flaw.m2)),
                    "share": flaw.share,
                    "width_m": flaw.width_m,
                }
                for flaw in found
            ]
        )
        return
    text = session.text
    rows = [
        [
            text.label("flaws", flaw.flaw),
            ", ".join(flaw.keys),
            text.amount(None if flaw.m2 is None else mu_from_m2(flaw.m2), Measure.MU),
            text.percent(flaw.share),
            _point(text, flaw.place),
        ]
        for flaw in found
    ]
    headings = [text(f"cli.heading.{name}") for name in ("flaw", "keys", "area", "ground_share", "place")]
    print_table(headings, rows, numbers=(2, 3))
    say(text("cli.checked", layer=text.label("layers", layer), count=len(found)))


@verb(
    "repairs",
    _LAYER,
    click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True),
    click.option("--id", "keys", multiple=True, metavar="ID"),
    click.option("--apply", "is_applied", is_flag=True),
    ACTOR,
)
def repairs(
    session: Session, *, layer: str, kinds: tuple[str, ...], keys: tuple[str, ...], is_applied: bool, actor: str | None
) -> None:
    """List repairs of shapes that are proposed, or take those that are chosen."""
    from landuse.actions.repair_ground import repair_ground
    from landuse.geo.repair import RepairKind
    from landuse.views.repairs import repairs as proposed

    with session.opened() as store:
        found = proposed(store, Layer(layer), kinds=[RepairKind(kind) for kind in kinds or _KINDS], keys=keys or None)
        batch = None
        if is_applied:
            taken = [repair for repair in found if not repair.alternative or _is_meant(repair, found)]
            batch = repair_ground(store, layer=Layer(layer), repairs=taken, actor=session.actor(actor))
            found = taken
    if session.as_json:
        listed = [_record(repair, store.settings.crs) for repair in found]
        print_json({"batch": batch, "repairs": listed} if is_applied else listed)
        return
    _print(session.text, found)
    if batch is not None:
        say(session.text("cli.repaired", count=len(found), batch=batch))


def _is_meant(repair: "Repair", found: "list[Repair]") -> bool:
    """Tell whether an alternative is taken after all: it is all that was asked for."""
    return all(other.alternative for other in found if repair.key in {other.key, other.other})


def _record(repair: "Repair", crs: int) -> dict[str, object]:
    return {
        "id": repair.repair_id,
        "kind": repair.kind,
        "key": repair.key,
        "other": repair.other,
        "alternative": repair.alternative,
        "before_mu": rounded(mu_from_m2(repair.before_m2)),
        "after_mu": rounded(mu_from_m2(repair.after_m2)),
        "before_m2": repair.before_m2,
        "after_m2": repair.after_m2,
        "share": repair.share,
        "place": _degrees(_place(repair, crs)),
    }


def _print(text: Catalogue, found: "list[Repair]") -> None:
    headings = [text(f"cli.heading.{name}") for name in ("repair", "key", "other", "before", "after", "changed_share")]
    rows = [
        [
            text.label("repairs", repair.kind) + (text("cli.alternative") if repair.alternative else ""),
            repair.key,
            repair.other or "",
            text.amount(mu_from_m2(repair.before_m2), Measure.MU),
            text.amount(mu_from_m2(repair.after_m2), Measure.MU),
            text.percent(repair.share, 2),
        ]
        for repair in found
    ]
    print_table(headings, rows, numbers=(3, 4, 5))


def _place(repair: "Repair", crs: int) -> Place | None:
    import numpy as np

    from landuse.geo.display import places

    x, y = repair.place
    return places(np.array([x]), np.array([y]), crs=crs)[0]


def _degrees(place: Place | None) -> list[float] | None:
    return None if place is None else [place.lng, place.lat]


def _point(text: Catalogue, place: Place | None) -> str:
    return text("common.dash") if place is None else f"{place.lng:.6f}, {place.lat:.6f}"


COMMANDS = commands(check, repairs)
