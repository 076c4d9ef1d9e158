"""An R-tree filled at once."""

import sqlite3

import numpy as np
import pytest

from landuse.store.packed_boxes import put_boxes


def tree() -> sqlite3.Connection:
    """Return a database with an empty R-tree."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, minx, maxx, miny, maxy)")
    return connection


def drawn(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers and boxes of a district's size and place."""
    chance = np.random.default_rng(seed)
    west, south = chance.uniform(520_000, 580_000, count), chance.uniform(3_090_000, 3_120_000, count)
    boxes = np.column_stack([west, west + chance.uniform(0, 90, count), south, south + chance.uniform(0, 90, count)])
    return chance.permutation(np.arange(1, count + 1)), boxes


@pytest.mark.parametrize("count", [1, 2, 51, 52, 53, 103, 2_601, 2_700, 20_000])
def test_a_tree_filled_at_once_is_sound_and_finds_what_one_filled_singly_finds(count: int) -> None:
    """SQLite's own check finds nothing, and any window finds the rows that it finds among boxes put in one by one."""
    numbers, boxes = drawn(count, count)
    packed, single = tree(), tree()
    put_boxes(packed, "boxes", numbers, boxes)
    rows = zip(numbers.tolist(), *boxes.T.tolist(), strict=True)
    single.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?, ?)", rows)
    assert packed.execute("SELECT rtreecheck('boxes')").fetchone() == ("ok",)
    assert packed.execute("SELECT count(*) FROM boxes").fetchone() == (count,)
    window = "SELECT id FROM boxes WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? ORDER BY id"
    for west, east, south, north in boxes[:: max(count // 40, 1)]:
        sought = (east + 500, west - 500, north + 500, south - 500)
        found = packed.execute(window, sought).fetchall()
        assert found == single.execute(window, sought).fetchall()
        assert found


def test_every_box_holds_the_true_one() -> None:
    """Boxes are kept as float32 and never become smaller by it."""
    numbers, boxes = drawn(3_000, 7)
    packed = tree()
    put_boxes(packed, "boxes", numbers, boxes)
    kept = np.array(packed.execute("SELECT * FROM boxes ORDER BY id").fetchall())
    true = boxes[np.argsort(numbers)]
    assert (kept[:, [1, 3]] <= true[:, [0, 2]]).all()
    assert (kept[:, [2, 4]] >= true[:, [1, 3]]).all()
    assert np.abs(kept[:, 1:] - true).max() <= 0.5


def test_rows_are_put_in_and_taken_out_afterwards() -> None:
    """A tree filled at once is one like any other: more boxes come, also many together, and others go."""
    numbers, boxes = drawn(5_000, 3)
    packed = tree()
    packed.execute("BEGIN")
    put_boxes(packed, "boxes", numbers[:3_000], boxes[:3_000])
    put_boxes(packed, "boxes", numbers[3_000:], boxes[3_000:])
    packed.execute("COMMIT")
    packed.executemany("DELETE FROM boxes WHERE id = ?", [(int(number),) for number in numbers[::2]])
    packed.execute("UPDATE boxes SET maxx = maxx + 5 WHERE id = ?", (int(numbers[1]),))
    assert packed.execute("SELECT rtreecheck('boxes')").fetchone() == ("ok",)
    assert packed.execute("SELECT count(*) FROM boxes").fetchone() == (2_500,)


def test_taken_back_with_its_transaction() -> None:
    """What was put in goes with the transaction, and the empty tree can be filled again."""
    numbers, boxes = drawn(500, 5)
    packed = tree()
    packed.execute("BEGIN")
    put_boxes(packed, "boxes", numbers, boxes)
    packed.execute("ROLLBACK")
    assert packed.execute("SELECT count(*) FROM boxes").fetchone() == (0,)
    put_boxes(packed, "boxes", numbers, boxes)
    put_boxes(packed, "boxes", numbers[:0], boxes[:0])
    assert packed.execute("SELECT rtreecheck('boxes'), count(*) FROM boxes").fetchone() == ("ok", 500)
