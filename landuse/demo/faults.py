"""Wrong geometry planted on purpose, in zones where nothing has been counted: every office's files hold some."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely.affinity import translate

from landuse.demo.parcels import Parcel
from landuse.demo.sketch import polygon

#: Which of the untouched parcels are broken, in the order of the faults.
PLACES = (2, 5, 9, 13, 17)
#: Metres by which one parcel was drawn over its neighbours.
SHIFT = (2.4, 1.5)


@dataclass(frozen=True, slots=True)
class Planted:
    """The parcels with the faults in them, and the ids of those whose shape is no shape (their events cannot count)."""

    parcels: list[Parcel]
    broken: tuple[str, ...]


def plant(parcels: list[Parcel], zone_ids: list[str], texts: Mapping[str, Any]) -> Planted:
    """
    Break some parcels of the zones named: a ring that crosses itself, two without shape, one twice, one shifted.

    The double gets an id of its own, after the last one.
    """
    untouched = [parcel for parcel in parcels if parcel.zone_id in zone_ids]
    bow_tie, missing, lost, shifted, twice = (untouched[place] for place in PLACES)
    changed = {
        bow_tie.parcel_id: replace(bow_tie, shape=_crossed(_drawn(bow_tie)), note=texts["bow_tie"]),
        missing.parcel_id: replace(missing, shape=None, note=texts["missing"]),
        lost.parcel_id: replace(lost, shape=None, note=texts["missing"]),
        shifted.parcel_id: replace(shifted, shape=translate(_drawn(shifted), *SHIFT), note=texts["shifted"]),
    }
    last = int(parcels[-1].parcel_id.split("-")[1])
    double = replace(twice, parcel_id=f"LC-{last + 1:04d}", note=texts["double"].format(of=twice.parcel_id))
    kept = [changed.get(parcel.parcel_id, parcel) for parcel in parcels]
    return Planted(parcels=[*kept, double], broken=(bow_tie.parcel_id, missing.parcel_id))


def _drawn(parcel: Parcel) -> shapely.Polygon:
    assert parcel.shape is not None
    return parcel.shape


def _crossed(shape: shapely.Polygon) -> shapely.Polygon:
    """Return a ring whose second and third corners were typed in the wrong order."""
    first, second, third, fourth = polygon(shapely.oriented_envelope(shape)).exterior.coords[:4]
    return shapely.Polygon([first, third, second, fourth])
