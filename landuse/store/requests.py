"""Answers to requests that were already served: a double click, or a page sent again, is one write."""

import json
from datetime import datetime

from sqlalchemy import Connection, insert, select

from landuse.store.schema import requests


def answered(tx: Connection, request_id: str | None) -> list[str] | None:
    """Return the ids that an earlier request with this id was answered with; None if there was none."""
    if request_id is None:
        return None
    result = tx.execute(select(requests.c.result).where(requests.c.request_id == request_id)).scalar()
    return None if result is None else list(json.loads(result))


def keep_answer(tx: Connection, request_id: str | None, ids: list[str], moment: datetime) -> None:
    """Keep the answer to a request, within the transaction that serves it."""
    if request_id is not None:
        tx.execute(insert(requests).values(request_id=request_id, result=json.dumps(ids), recorded_at=moment))
