"""What could be done about the shapes of a layer: proposals, to be taken one by one or all of a kind."""

from collections.abc import Collection

from landuse.errors import ArgumentsError
from landuse.geo.repair import Repair, RepairKind, proposals
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import Store
from landuse.views.ground_flaws import standing_ground


def repairs(
    store: Store,
    layer: Layer,
    *,
    kinds: Collection[RepairKind] = frozenset(RepairKind),
    keys: Collection[str] | None = None,
) -> list[Repair]:
    """
    Return the repairs that the shapes of a layer of the ledger could have.

    Parameters
    ----------
    layer : Layer
        One with ground.
    kinds : collection of RepairKind
    keys : collection of str, optional
        Only those of these records.

    Raises
    ------
    ArgumentsError
        ``unknown_record``.
    """
    records, key = standing_ground(store, layer), TABLES[layer].key
    missing = sorted(set(keys or ()) - set(records[key]))
    if missing:
        raise ArgumentsError("unknown_record", layer=layer.value, key=missing[0])
    found = proposals(records, key, kinds=frozenset(kinds))
    return [repair for repair in found if keys is None or repair.key in keys]
