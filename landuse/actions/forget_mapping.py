"""Forget a mapping of columns: the next file of such headings is asked about anew."""

from landuse.store import Store, mappings


def forget_mapping(store: Store, mapping_id: str) -> None:
    """
    Forget a mapping.

    Raises
    ------
    ArgumentsError
        ``unknown_mapping``.
    """
    with store.writing() as tx:
        mappings.forget(tx, mapping_id)
