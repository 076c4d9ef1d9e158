"""A writer killed at any moment leaves the ledger as it was before or after its transaction; writers wait for each other."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from landuse.store import events, fsck
from tests.store.builders import demolition, rows_of
from tests.store.worker import BATCH, EDITS

ROUNDS = int(os.environ.get("LANDUSE_KILL_ROUNDS", "25"))
ROOT = Path(__file__).parents[2]
WRITERS = 8

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked; this system cannot")


@pytest.fixture
def worker(store):
    """Start a process that forks writers to the workspace."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        yield process
        process.stdin.close()
        process.stdout.read()


def kill_one_writer(worker, wait: float) -> list[str]:
    """Start a writer, kill it some time after its first acknowledgement, and return all it acknowledged."""
    worker.stdin.write("record\n")
    kept, pid = [], None
    for line in worker.stdout:
        word, *rest = line.split()
        if word == "done":
            return kept
        if word == "pid":
            pid = int(rest[0])
        if word == "kept":
            if not kept:
                threading.Timer(wait, os.kill, (pid, signal.SIGKILL)).start()
            kept += rest
    raise AssertionError("the worker ended")


def test_a_killed_writer_loses_nothing_and_leaves_nothing_half(store, worker):
    """Every acknowledged event and batch is there, events are there in pairs, batches whole, and fsck is content."""
    chance = random.Random(2023)
    acknowledged: set[str] = set()
    for _round in range(ROUNDS):
        acknowledged.update(kill_one_writer(worker, chance.uniform(0, 0.06)))
        there = {
            row[0] for row in rows_of(store, "SELECT event_id FROM events UNION SELECT batch_id FROM import_batches")
        }
        assert acknowledged <= there
        assert len(rows_of(store, "SELECT fid FROM events")) % 2 == 0
        sizes = rows_of(store, "SELECT count(*) FROM parcels WHERE batch_id NOTNULL GROUP BY batch_id")
        assert set(sizes) <= {(BATCH,)}
        assert rows_of(store, "SELECT count(*) FROM parcels p JOIN rtree_parcels_geometry r ON r.id = p.fid") == [
            (2 + BATCH * len(sizes),)
        ]
    assert len(acknowledged) >= ROUNDS
    assert fsck.check(store) == []


def test_eight_processes_lose_no_edit(store, worker):
    """Optimistic edits of one row by eight processes all count; the chain of events stays whole."""
    worker.stdin.write("count\n" * WRITERS)
    worker.stdin.close()
    ends = [line.split() for line in worker.stdout if line.startswith("done")]
    assert [end[2] for end in ends] == ["0"] * WRITERS
    parcel = store.tables().parcels.iloc[0]
    assert parcel["floor_area_m2"] == WRITERS * EDITS
    assert parcel["row_version"] == WRITERS * EDITS + 1
    assert len(store.tables().events) == WRITERS * EDITS
    assert fsck.check(store) == []


def test_eight_threads_share_one_store(store):
    """Threads of one process write and read through the same store; each event gets its own id."""
    failures = []

    def write():
        try:
            for _turn in range(15):
                with store.writing() as tx:
                    events.append(tx, [demolition()], actor="thread")
                assert len(store.tables().events) > 0
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=write) for _number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.tables().events["event_id"].nunique() == WRITERS * 15
