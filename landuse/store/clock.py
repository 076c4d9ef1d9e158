"""
Moments: how they are written, and a clock whose ticks tell "recorded before" from "recorded after".

The ledger keeps milliseconds (as GeoPackage does). A moment rounded down could look earlier than a question asked just
before it, so :func:`tick` returns the *next* millisecond and comes back once it has begun: whoever asks afterwards sees
the row, whoever asked before does not.
"""

import time
from datetime import UTC, datetime, timedelta

_MILLISECOND = timedelta(milliseconds=1)


def instant_text(moment: datetime) -> str:
    """
    Return *moment* as the ledger writes it.

    Raises
    ------
    ValueError
        If *moment* has no time zone.

    Examples
    --------
    >>> instant_text(datetime(2023, 5, 31, 8, 30, tzinfo=UTC))
    '2023-05-31T08:30:00.000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(written: str) -> datetime:
    """
    Return the moment of a text of the ledger.

    Examples
    --------
    >>> parse_instant("2023-05-31T08:30:00.000Z") == datetime(2023, 5, 31, 8, 30, tzinfo=UTC)
    True
    """
    return datetime.fromisoformat(written).astimezone(UTC)


def floored(moment: datetime) -> datetime:
    """Return *moment* in UTC, cut to whole milliseconds."""
    exact = moment.astimezone(UTC)
    return exact.replace(microsecond=exact.microsecond // 1000 * 1000)


def tick() -> datetime:
    """Return the next millisecond, once it has begun."""
    moment = floored(datetime.now(UTC)) + _MILLISECOND
    while (left := (moment - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(left)
    return moment
