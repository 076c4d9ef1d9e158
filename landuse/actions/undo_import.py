"""Take an import back: a new batch that voids it."""

from landuse.store import Store, batches


def undo_import(store: Store, batch_id: str, *, actor: str) -> str:
    """
    Undo a batch and return the id of the batch that does it.

    Raises
    ------
    ArgumentsError
        ``unknown_batch``.
    RefusedError
        ``already_undone``, ``undo_is_final``, ``batch_in_use``.
    """
    with store.writing() as tx:
        return batches.undo(tx, batch_id, actor=actor)
