"""
What every record of a layer looks like: one byte a feature id, apart from the geometry.

A changed stage or filter sends these bytes again and no tile. The byte at place ``fid`` is the stage's index in
``symbology.toml``, or :data:`NO_STAGE`; the bit :data:`OUTSIDE` says that the filter leaves the record out (drawn
faint, never hidden: a planner sees what else is there); :data:`NO_RECORD` says that there is no such record.
"""

import numpy as np

from landuse.maps.shapes import Ints
from landuse.model import Filter, Layer
from landuse.store import Store
from landuse.symbology import load_symbology
from landuse.views.roll import roll

NO_STAGE = 0x7E
OUTSIDE = 0x80
NO_RECORD = 0xFF


def states(store: Store, layer: Layer, chosen: Filter) -> bytes:
    """Return the bytes of a layer's records on the filter's day; empty if the layer is."""
    day = Filter(as_of=chosen.as_of)
    everything = roll(store, layer, day)
    if everything.empty:
        return b""
    fids = _fids(everything["fid"])
    indexes = {stage: symbol.index for stage, symbol in load_symbology().stages.items()}
    of_category = [indexes.get(stage, NO_STAGE) for stage in everything["stage"].cat.categories]
    found = np.full(int(fids.max()) + 1, NO_RECORD, dtype=np.uint8)
    found[fids] = np.array(of_category, dtype=np.uint8)[everything["stage"].cat.codes]
    if chosen != day:
        inside = np.zeros(len(found), dtype=bool)
        inside[_fids(roll(store, layer, chosen)["fid"])] = True
        found[~inside & (found != NO_RECORD)] |= OUTSIDE
    return found.tobytes()


def _fids(column: object) -> Ints:
    return np.asarray(column, dtype=np.int64)
