"""What numbers mean in a word."""

from landuse.model import Progress


def standing(row: Progress) -> str:
    """
    Return how an indicator stands, as the name of its word and colour.

    Returns
    -------
    str
        ``no_target``, ``met``, ``behind``, ``ahead`` or ``unknown`` (before the year began).
    """
    if row.target is None:
        return "no_target"
    if row.pace_index is None:
        return "unknown"
    if row.pace_index < 1:
        return "behind"
    return "ahead" if row.gap else "met"
