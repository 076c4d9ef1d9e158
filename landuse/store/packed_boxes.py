"""
An R-tree filled at once: nodes written as SQLite has them, packed from the leaves up.

SQLite puts box after box into its tree and splits nodes as they fill, which takes as long as writing the rows
themselves. Boxes that come together are laid out in stripes (Leutenegger 1997, sort-tile-recursive) instead, and the
nodes go into the tree's own tables; GDAL fills its GeoPackages alike. A node is its depth (of the root), its number of
cells, and for each cell a row or node and a box of four float32 around the true one, all big-endian. Source: rtree.c of
SQLite, "Database Format of R-Tree Tables".
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Cells = npt.NDArray[np.void]
_ROOT = 1
_HEAD_BYTES = 4
_CELL = np.dtype([("id", ">i8"), ("box", ">f4", 4)])


def put_boxes(connection: sqlite3.Connection, tree: str, numbers: Numbers, boxes: Boxes) -> None:
    """
    Put boxes into an R-tree of two dimensions: at once into an empty one, else one by one.

    Parameters
    ----------
    connection
        In a transaction.
    tree
        The R-tree's name, one of our own.
    numbers
        The rows' numbers, none of them in the tree.
    boxes
        ``minx, maxx, miny, maxy`` of each row, numbers all.
    """
    (root,) = connection.execute(f"SELECT data FROM {tree}_node WHERE nodeno = {_ROOT}").fetchone()
    if any(root[:_HEAD_BYTES]):
        rows = zip(numbers.tolist(), *boxes.T.tolist(), strict=True)
        connection.executemany(f"INSERT INTO {tree} VALUES (?, ?, ?, ?, ?)", rows)
    elif len(numbers):
        _pack(connection, tree, numbers, boxes, len(root))


def _pack(connection: sqlite3.Connection, tree: str, numbers: Numbers, boxes: Boxes, node_bytes: int) -> None:
    capacity = (node_bytes - _HEAD_BYTES) // _CELL.itemsize
    cells = np.empty(len(numbers), dtype=_CELL)
    cells["id"], cells["box"] = numbers, _around(boxes)
    depth, last, below = 0, _ROOT, "rowid"
    while len(cells) > capacity:
        ends = _tiled(cells, capacity)
        nodes = np.arange(last + 1, last + 1 + len(ends))
        written = [blob.ljust(node_bytes, b"\0") for blob in _blobs(cells, ends, 0)]
        _put(connection, f"{tree}_node", zip(nodes.tolist(), written, strict=True))
        _put(connection, f"{tree}_{below}", _places(cells, nodes, ends))
        cells = _parents(cells, nodes, ends)
        depth, last, below = depth + 1, last + len(nodes), "parent"
    (root,) = _blobs(cells, np.array([len(cells)]), depth)
    _put(connection, f"{tree}_node", [(_ROOT, root.ljust(node_bytes, b"\0"))])
    _put(connection, f"{tree}_{below}", _places(cells, np.array([_ROOT]), np.array([len(cells)])))


def _put(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)


def _around(boxes: Boxes) -> npt.NDArray[np.float32]:
    """Return boxes as float32 that hold the true ones."""
    low = np.array([-np.inf, np.inf, -np.inf, np.inf], dtype=np.float32)
    near = boxes.astype(np.float32)
    inside = np.where(low < 0, near > boxes, near < boxes)
    return np.where(inside, np.nextafter(near, low), near)


def _tiled(cells: Cells, capacity: int) -> Numbers:
    """Sort cells so that those of a node lie together, and return where each node ends."""
    nodes = -(-len(cells) // capacity)
    stripes = int(np.ceil(np.sqrt(nodes)))
    box = cells["box"].astype(np.float64)
    across, up = box[:, 0] + box[:, 1], box[:, 2] + box[:, 3]
    place = np.empty(len(cells), dtype=np.int64)
    place[np.argsort(across, kind="stable")] = np.arange(len(cells))
    cells[:] = cells[np.lexsort((up, place * stripes // len(cells)))]
    ends: Numbers = np.arange(1, nodes + 1) * len(cells) // nodes
    return ends


def _parents(cells: Cells, nodes: Numbers, ends: Numbers) -> Cells:
    starts = np.append(0, ends[:-1])
    parents = np.empty(len(nodes), dtype=_CELL)
    parents["id"] = nodes
    for edge, outermost in enumerate((np.minimum, np.maximum, np.minimum, np.maximum)):
        parents["box"][:, edge] = outermost.reduceat(cells["box"][:, edge].astype(np.float32), starts)
    return parents


def _blobs(cells: Cells, ends: Numbers, depth: int) -> Iterator[bytes]:
    """Yield nodes as they are kept."""
    content, size, start = cells.tobytes(), _CELL.itemsize, 0
    for end in ends.tolist():
        yield depth.to_bytes(2, "big") + (end - start).to_bytes(2, "big") + content[start * size : end * size]
        start = end


def _places(cells: Cells, nodes: Numbers, ends: Numbers) -> Iterable[Sequence[object]]:
    """Return rows (or nodes) and the node that each is in, in their order."""
    numbers, order = cells["id"].astype(np.int64), np.argsort(cells["id"])
    held = np.repeat(nodes, np.diff(ends, prepend=0))
    return zip(numbers[order].tolist(), held[order].tolist(), strict=True)
