"""Take proposed repairs: shapes as they were proposed, in one batch that can be undone."""

import hashlib
from collections.abc import Mapping, Sequence

import shapely

from landuse.errors import ArgumentsError, ConflictError
from landuse.geo.repair import Repair, RepairKind, repaired
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import Store, batches
from landuse.store.edits import Edit, edit_all

#: What the batch is called, where an import has the name of its file.
NAME = "repair_ground"


def repair_ground(store: Store, *, layer: Layer, repairs: Sequence[Repair], actor: str) -> str:
    """
    Put the shapes of *repairs* in the place of what is there and return the batch.

    Several repairs of one record, or of two that overlap, are done one after the other, each on what the former left;
    one that then has nothing to do is passed over. A shape that is repaired has no fault any more, and counts.

    Raises
    ------
    ArgumentsError
        ``nothing_to_repair`` without repairs.
    ConflictError
        ``changed_meanwhile`` if a shape is not what the proposal was made for.
    """
    if not repairs:
        raise ArgumentsError("nothing_to_repair", layer=layer.value)
    records = getattr(store.tables(), layer).set_index(TABLES[layer].key)
    shapes = records.geometry.to_dict()
    for repair in repairs:
        present = shapes.get(repair.key)
        if present is None or not shapely.equals_exact(present, repair.before):
            raise ConflictError("changed_meanwhile", layer=layer.value, key=repair.key)
    before = dict(shapes)
    for repair in repairs:
        by = repair.gap if repair.kind is RepairKind.GAP else shapes.get(repair.other)
        after = repaired(repair.kind, shapes[repair.key], by=by)
        if after is not None:
            shapes[repair.key] = after
    edits = [
        Edit(key, int(records["row_version"][key]), {"geometry": shapes[key], "geometry_fault": None})
        for key in dict.fromkeys(repair.key for repair in repairs)
        if shapes[key] is not before[key]
    ]
    with store.writing() as tx:
        batch = batches.open_batch(
            tx, layer=layer, file_name=NAME, sha256=_digest(edits, shapes), mapping=_told(repairs), actor=actor
        )
        changed = edit_all(tx, layer, edits, actor=actor, batch_id=batch)
        batches.close_batch(
            tx, batch, read=changed, accepted=changed, refused=0, uncounted=0, issues=(), changed=changed
        )
    return batch


def _told(repairs: Sequence[Repair]) -> dict[str, str]:
    """Return which repairs a batch took, by their ids."""
    return {repair.repair_id: repair.kind.value for repair in repairs}


def _digest(edits: Sequence[Edit], shapes: Mapping[str, shapely.Geometry]) -> str:
    """Return what stands for the file of an import: the same repair of the same version is the same batch."""
    digest = hashlib.sha256()
    for edit in edits:
        digest.update(f"{edit.key}\0{edit.version}\0".encode())
        digest.update(shapely.to_wkb(shapes[edit.key]))
    return digest.hexdigest()
