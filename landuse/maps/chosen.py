"""Selections too large for a message: the browser is told a token and fetches the feature ids once."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Collection
from threading import Lock

import numpy as np

#: So many ids still travel in the message itself.
IN_MESSAGE = 500
#: Selections kept for browsers that are about to fetch them.
_KEPT = 32

_chosen: OrderedDict[str, bytes] = OrderedDict()
_touching = Lock()


def offered(fids: Collection[int]) -> str:
    """Keep feature ids (below 2**32) to be fetched, and return the token they are fetched by."""
    content = np.sort(np.fromiter(fids, dtype="<u4", count=len(fids))).tobytes()
    token = hashlib.sha256(content).hexdigest()[:32]
    with _touching:
        if token not in _chosen:
            _chosen[token] = gzip.compress(content, 1, mtime=0)
        _chosen.move_to_end(token)
        while len(_chosen) > _KEPT:
            _chosen.popitem(last=False)
    return token


def chosen_ids(token: str) -> bytes | None:
    """Return the ids of a token as gzipped little-endian 32-bit numbers, or None if nobody offered them lately."""
    with _touching:
        return _chosen.get(token)
