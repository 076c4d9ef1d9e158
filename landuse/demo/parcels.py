"""The old zones and the low-efficiency parcels: the ground of the campaign and what the books say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.random import Generator

from landuse.demo.blocks import Cluster, Lot, Plan, make_cluster
from landuse.demo.sketch import beside
from landuse.demo.terrain import Terrain
from landuse.units import mu_from_m2

#: Metres between the middle of a road and the ground beside it.
ROADSIDE = 30.0
#: Share of a zone's lots that are on the list of low-efficiency land.
LISTED = 0.93
#: Blocks of a clearing zone that keep the zone's own mode, beyond those that are cleared; others may be upgraded.
OWN_MODE = 0.75
UPGRADE = "comprehensive_upgrade"
#: Renewal modes of lots outside the zones, with their shares.
OUTSIDE_MODES = (UPGRADE, "owner_led", "undecided", "exit")
OUTSIDE_SHARES = (0.62, 0.16, 0.18, 0.04)
#: How far the books stray from the ground: nearly all by rounding, every so-manieth by one to three per cent.
STRAY, FAR_OFF = 0.0011, 131


@dataclass(frozen=True, slots=True)
class Zone:
    """An old zone of batch 2: its ground, and the part it plays in the campaign."""

    zone_id: str
    name: str
    unit: str
    mode: str
    use: str
    phase: str
    cleared: int
    cluster: Cluster
    cents: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A low-efficiency parcel; ``cents`` is its certificate area in hundredths of a 亩."""

    parcel_id: str
    name: str
    unit: str
    zone_id: str | None
    neighbourhood: str
    block: int
    row: int
    place: int
    mode: str
    low_efficiency: str
    cents: int
    floor_m2: int
    shape: shapely.Polygon | None
    note: str | None = None


def make_zones(layout: Mapping[str, Any], terrain: Terrain, names: Mapping[str, Any], rng: Generator) -> list[Zone]:
    """Lay the zones of a layout beside their roads."""
    zones = []
    for number, row in enumerate(layout["zones"], start=1):
        cluster = _cluster(row, terrain, rng)
        zones.append(
            Zone(
                zone_id=f"Z2-{number:02d}",
                name=names["parcels"]["zone_name"].format(zone=names["zones"][row["name"]]),
                unit=row["unit"],
                mode=row["mode"],
                use=names["use_changes"][row["use"]],
                phase=row["phase"],
                cleared=row["cleared"],
                cluster=cluster,
                cents=round(mu_from_m2(cluster.outline.area) * 100),
            )
        )
    return zones


def make_parcels(
    layout: Mapping[str, Any], zones: list[Zone], terrain: Terrain, names: Mapping[str, Any], rng: Generator
) -> list[Parcel]:
    """List the lots of the zones and those of the small groups outside them, in order of their ids."""
    drafts: list[dict[str, Any]] = []
    for zone, row in zip(zones, layout["zones"], strict=True):
        drafts += _zone_lots(zone, names["zones"][row["name"]], names, rng)
    for number, row in enumerate(layout["clusters"], start=1):
        drafts += _outside_lots(number, row, terrain, names, rng)
    books = _books([draft["shape"] for draft in drafts], rng)
    types = rng.choice(names["low_efficiency"]["types"], len(drafts), p=names["low_efficiency"]["shares"])
    ratios = rng.uniform(0.45, 1.5, len(drafts))
    return [
        Parcel(
            parcel_id=f"LC-{number:04d}",
            low_efficiency=str(kind),
            cents=cents,
            floor_m2=round(draft["shape"].area * ratio / 10) * 10,
            **draft,
        )
        for number, (draft, cents, kind, ratio) in enumerate(zip(drafts, books, types, ratios, strict=True), start=1)
    ]


def _cluster(row: Mapping[str, Any], terrain: Terrain, rng: Generator) -> Cluster:
    (columns, rows), (width, depth) = row["blocks"], row["size"]
    road = terrain.roads[row["road"]].line
    frame = beside(road, at=row["at"], side=row["side"], width=columns * width, gap=ROADSIDE)
    return make_cluster(frame, Plan(columns, rows, width, depth, row["lot"]), rng)


def _zone_lots(zone: Zone, short: str, names: Mapping[str, Any], rng: Generator) -> list[dict[str, Any]]:
    """Return the listed lots of a zone; the blocks to be cleared are listed whole."""
    blocks = max(lot.block for lot in zone.cluster.lots) + 1
    kept = rng.random(len(zone.cluster.lots)) < LISTED
    own = rng.random(blocks) < OWN_MODE
    whole = zone.cleared + 1 if zone.cleared else 0
    own[: max(whole, 1)] = True
    drafts = []
    for lot, is_kept in zip(zone.cluster.lots, kept, strict=True):
        if lot.block >= whole and not is_kept:
            continue
        name = names["parcels"]["in_zone"].format(zone=short, block=lot.block + 1, number=_number(lot))
        mode = zone.mode if own[lot.block] else UPGRADE
        drafts.append(_draft(lot, name=name, unit=zone.unit, zone_id=zone.zone_id, neighbourhood=short, mode=mode))
    return drafts


def _outside_lots(
    number: int, row: Mapping[str, Any], terrain: Terrain, names: Mapping[str, Any], rng: Generator
) -> list[dict[str, Any]]:
    lots = _cluster(row, terrain, rng).lots
    kept = rng.random(len(lots)) < row["share"]
    modes = rng.choice(OUTSIDE_MODES, len(lots), p=OUTSIDE_SHARES)
    neighbourhood = names["units"][row["unit"]]["aliases"].split(";")[0]
    note = names["parcels"]["group"].format(number=number)
    return [
        _draft(
            lot,
            name=names["parcels"]["outside"].format(
                unit=neighbourhood,
                cluster=number,
                block=lot.block + 1,
                number=_number(lot),
            ),
            unit=row["unit"],
            zone_id=None,
            neighbourhood=neighbourhood,
            mode=str(mode),
            note=note,
        )
        for lot, is_kept, mode in zip(lots, kept, modes, strict=True)
        if is_kept
    ]


def _number(lot: Lot) -> str:
    return f"{lot.row + 1}{lot.place + 1:02d}"


def _draft(lot: Lot, **known: Any) -> dict[str, Any]:
    return {"shape": lot.shape, "block": lot.block, "row": lot.row, "place": lot.place, **known}


def _books(shapes: list[shapely.Polygon], rng: Generator) -> list[int]:
    """Return certificate areas in hundredths of a 亩: near the ground's area, a few of them far off."""
    shares = np.clip(rng.normal(0.0, STRAY, len(shapes)), -0.0029, 0.0029)
    far = np.arange(len(shapes)) % FAR_OFF == FAR_OFF // 2
    shares[far] = rng.choice([-1.0, 1.0], far.sum()) * rng.uniform(0.01, 0.03, far.sum())
    return [round(mu_from_m2(shape.area * (1 + share)) * 100) for shape, share in zip(shapes, shares, strict=True)]
