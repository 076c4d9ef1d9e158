"""Past imports, and what taking one back would do."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from landuse.errors import RefusedError
from landuse.model import Batch
from landuse.store import Store, batches
from landuse.store.batches import UndoEffect


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What undoing a batch does; or, with a ``refusal``, why it cannot be undone."""

    effect: UndoEffect | None
    refusal: RefusedError | None = None


def past_imports(store: Store) -> tuple[Batch, ...]:
    """Return the batches of the ledger, the newest first, those that undid others among them."""
    found = store.tables().batches.sort_values("fid", ascending=False)
    names = [field.name for field in fields(Batch)]
    return tuple(_batch({name: _plain(row[name]) for name in names}) for row in found.to_dict("records"))


def undo_preview(store: Store, batch_id: str) -> UndoPreview:
    """
    Return what undoing a batch would do now.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    """
    with store.reading() as connection:
        try:
            return UndoPreview(batches.undo_effect(connection, batch_id))
        except RefusedError as refusal:
            return UndoPreview(None, refusal)


def _batch(values: Mapping[str, Any]) -> Batch:
    return Batch(**values)


def _plain(value: object) -> object:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
