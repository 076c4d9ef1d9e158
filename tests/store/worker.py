"""
Writers in processes of their own, forked from one that has imported everything already.

``python -m tests.store.worker FOLDER`` reads a line for each writer to start (``record``, ``count`` or ``die``), answers
``pid N``, and ``done N`` when it has ended. A writer says ``kept ...`` after each commit.
"""

import os
import sys
from itertools import count
from pathlib import Path

import landuse.store.tables  # noqa: F401 - imported before forking: it is slow
from landuse.errors import ConflictError
from landuse.model import Layer
from landuse.store import batches, events, open_workspace, records
from tests.builders import layer_frame
from tests.store.builders import demolition, square

EDITS = 25
BATCH = 20


def say(line: str) -> None:
    """Write one line at once: pipes keep lines this short whole."""
    os.write(1, f"{line}\n".encode())


def record_for_ever(folder: Path) -> None:
    """Record pairs of events with a moved parcel, and every third time import a batch of parcels."""
    store = open_workspace(folder)
    for number in count():
        if number % 3 == 2:
            say(f"kept {_import_parcels(store)}")
            continue
        with store.writing() as tx:
            ids = events.append(tx, [demolition("P1"), demolition("P2")], actor="worker")
            version = tx.exec_driver_sql("SELECT row_version FROM parcels WHERE parcel_id = 'P1'").scalar_one()
            shape = square(550_000 + version)
            records.update(tx, Layer.PARCELS, "P1", {"geometry": shape}, expected_version=version, actor="worker")
        say(f"kept {' '.join(ids)}")


def _import_parcels(store) -> str:
    with store.writing() as tx:
        name = f"{tx.exec_driver_sql('SELECT count(*) FROM import_batches').scalar_one():04d}"
        batch = batches.open_batch(tx, layer=Layer.PARCELS, file_name=name, sha256=name, mapping={}, actor="worker")
        rows = [{"parcel_id": f"{batch}-{row}", "geometry": square(560_000 + 200 * row)} for row in range(BATCH)]
        records.insert(tx, Layer.PARCELS, layer_frame(Layer.PARCELS, rows), batch_id=batch, actor="worker")
        batches.close_batch(tx, batch, read=BATCH, accepted=BATCH, refused=0, uncounted=0, issues=[])
    return batch


def count_up(folder: Path) -> None:
    """Add 1 to a parcel's floor area again and again, reading first and writing later, as people do."""
    store = open_workspace(folder)
    done = 0
    while done < EDITS:
        with store.reading() as reader:
            query = "SELECT floor_area_m2, row_version FROM parcels WHERE parcel_id = 'P1'"
            area, version = reader.exec_driver_sql(query).one()
        try:
            with store.writing() as tx:
                changes = {"floor_area_m2": (area or 0) + 1, "note": f"{os.getpid()}-{done}"}
                if records.update(tx, Layer.PARCELS, "P1", changes, expected_version=version, actor="w") == version + 1:
                    events.append(tx, [demolition()], actor="worker")
                    done += 1
        except ConflictError:
            continue


def main(folder: Path) -> None:
    """Fork a writer for each line; wait for all of them at the end of input."""
    running = set()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            {"record": record_for_ever, "count": count_up}[line.strip()](folder)
            os._exit(0)
        say(f"pid {pid}")
        running.add(pid)
        if line.strip() == "record":
            os.waitpid(pid, 0)
            running.discard(pid)
            say(f"done {pid}")
    for pid in running:
        _pid, status = os.waitpid(pid, 0)
        say(f"done {pid} {status}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
