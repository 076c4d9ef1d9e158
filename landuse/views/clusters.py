"""Contiguous groups (连片) of the records that a filter lets through, with what bridges or breaks them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd

from landuse.geo.contiguity import Contiguity, contiguity
from landuse.geo.display import places
from landuse.model import Filter, Layer, Place
from landuse.rules.contiguity import Least, load_contiguity_rules
from landuse.schema import TABLES
from landuse.store import Store
from landuse.units import mu_from_m2, printed_total, rounded
from landuse.views.layers import records

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Sliver:
    """A place where two neighbours meet only within the tolerance: ``kind`` is ``gap`` or ``overlap``."""

    kind: str
    a: str
    b: str
    m2: float
    width_m: float
    length_m: float
    place: Place | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """
    Records that lie side by side.

    ``number`` counts from 1, the largest first; None are the records without a sound shape, of which nobody can tell.
    ``area_mu`` is the sum of the members' printed 亩, ``shared_mu`` ground of it that members share; ``unmeasured``
    counts members without any area. ``units`` and ``zones`` are named in order of their 亩, ``stages`` is (records, 亩)
    by stage. ``reaches`` says whether the ground, shared ground once, is as large as the rule asks (``least_mu``); both
    are None where the rule does not apply.
    """

    number: int | None
    members: tuple[str, ...]
    area_mu: Decimal
    shared_mu: Decimal
    unmeasured: int
    units: tuple[str, ...]
    zones: tuple[str, ...]
    stages: Mapping[str, tuple[int, Decimal]]
    least_mu: int | None
    reaches: bool | None
    slivers: tuple[Sliver, ...]


def clusters(
    store: Store,
    layer: Layer,
    chosen: Filter,
    *,
    edge_m: float | None = None,
    tolerance_m: float | None = None,
    at_least_mu: Decimal | None = None,
) -> tuple[Cluster, ...]:
    """
    Return the contiguous groups of a layer, the largest first; last, if there are any, the records without a shape.

    Parameters
    ----------
    store : Store
    layer : Layer
        Zones, parcels or plots.
    chosen : Filter
        Only ground of records that it lets through joins.
    edge_m, tolerance_m : float, optional
        When two records are neighbours (:func:`landuse.geo.contiguity.contiguity`); by default as the rules say.
    at_least_mu : Decimal, optional
        Smaller groups, and what has no shape, are left out.
    """
    rules = load_contiguity_rules()
    found = gpd.GeoDataFrame(records(store, layer, chosen)).reset_index(drop=True)
    key = TABLES[layer].key
    beside = contiguity(
        found,
        key,
        edge_m=rules.neighbours.edge_m if edge_m is None else edge_m,
        tolerance_m=rules.neighbours.tolerance_m if tolerance_m is None else tolerance_m,
    )
    slivers, shared = _by_group(found[key], beside, store.settings.crs)
    order = np.argsort(beside.group, kind="stable")
    parts = np.split(order, np.searchsorted(beside.group[order], range(int(beside.group.max(initial=-1)) + 1)))
    made = [
        _cluster(own, key, slivers.get(number, ()), shared.get(number, NOTHING), _rule(own, layer, rules.least))
        for number, own in enumerate(found.iloc[rows] for rows in parts[1:])
    ]
    made = [one for one in made if at_least_mu is None or one.area_mu >= at_least_mu]
    made.sort(key=lambda one: (-one.area_mu, one.members[0]))
    numbered = [replace(one, number=number) for number, one in enumerate(made, start=1)]
    unplaced = found.iloc[parts[0]]
    if len(unplaced) and at_least_mu is None:
        numbered.append(_cluster(unplaced, key, (), NOTHING, None))
    return tuple(numbered)


def _cluster(
    own: pd.DataFrame, key: str, slivers: tuple[Sliver, ...], shared_mu: Decimal, least: Least | None
) -> Cluster:
    areas = [NOTHING if pd.isna(area) else rounded(mu_from_m2(area)) for area in own["area_m2"]]
    printed = pd.Series(areas, index=own.index, dtype=object)
    area_mu = printed_total(printed)
    stages = {str(stage): (len(part), printed_total(printed.loc[part.index])) for stage, part in own.groupby("stage")}
    return Cluster(
        number=None,
        members=tuple(sorted(own[key])),
        area_mu=area_mu,
        shared_mu=shared_mu,
        unmeasured=int(own["area_m2"].isna().sum()),
        units=_in_order(own["unit"], printed),
        zones=_in_order(own["zone_id"], printed) if key != "zone_id" else tuple(sorted(own[key])),
        stages=dict(sorted(stages.items(), key=lambda item: (-item[1][1], item[0]))),
        least_mu=None if least is None else least.mu,
        reaches=None if least is None else area_mu - shared_mu >= least.mu,
        slivers=slivers,
    )


def _in_order(names: pd.Series, printed: pd.Series) -> tuple[str, ...]:
    """Return the names that stand with records, the one with most 亩 first."""
    sums = {str(name): printed_total(printed.loc[part.index]) for name, part in names.dropna().groupby(names.dropna())}
    return tuple(sorted(sums, key=lambda name: (-sums[name], name)))


def _by_group(
    keys: pd.Series, beside: Contiguity, crs: int
) -> tuple[dict[int, tuple[Sliver, ...]], dict[int, Decimal]]:
    """Return the slivers of each group, and the ground in 亩 that its members share."""
    group_of = dict(zip(keys, beside.group.tolist(), strict=True))
    found = beside.slivers
    there = places(found["x"].to_numpy(dtype=float), found["y"].to_numpy(dtype=float), crs=crs)
    slivers: dict[int, tuple[Sliver, ...]] = {}
    for row, place in zip(found.to_dict("records"), there, strict=True):
        sliver = Sliver(place=place, **{str(name): value for name, value in row.items() if name not in {"x", "y"}})
        slivers[group_of[sliver.a]] = (*slivers.get(group_of[sliver.a], ()), sliver)
    groups = beside.overlaps["a"].map(group_of)
    twice = beside.overlaps.groupby(groups)["overlap_m2"].sum()
    areas = zip(twice.index.tolist(), twice.tolist(), strict=True)
    return slivers, {group: rounded(mu_from_m2(area)) for group, area in areas}


def _rule(own: pd.DataFrame, layer: Layer, least: Least) -> Least | None:
    """Return the rule of the least contiguous area where it applies: to industrial ground."""
    if layer not in least.layers:
        return None
    if "use" not in own:
        return least
    uses = own["use"].astype(object)
    industrial = uses.isna() | uses.map(lambda use: isinstance(use, str) and any(word in use for word in least.uses))
    return least if bool(np.all(industrial)) else None
