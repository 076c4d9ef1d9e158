"""Small tables for the accounting tests: defaults for everything, keyword-only."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from landuse.model import SubjectKind, subject_key
from landuse.units import m2_from_mu

NO_OVERLAPS = pd.DataFrame(columns=["a", "b", "share_a", "share_b"])


def event(
    subject_id,
    *,
    kind="demolition",
    on: date | None = date(2023, 3, 1),
    mu: float | None = None,
    floor_m2: float | None = None,
    event_id=None,
    subject_kind=SubjectKind.PARCEL,
    unit=None,
    order=0,
):
    """Return one event row."""
    return {
        "event_id": event_id or f"{subject_id}-{kind}-{order}",
        "subject_kind": str(subject_kind),
        "subject_id": subject_id,
        "kind": kind,
        "occurred_on": on,
        "land_area_m2": np.nan if mu is None else m2_from_mu(mu),
        "floor_area_m2": np.nan if floor_m2 is None else floor_m2,
        "unit": unit,
        "recorded_at": datetime(2023, 6, 1, tzinfo=UTC) + timedelta(seconds=order),
    }


def events(*rows):
    """Return an events table."""
    return pd.DataFrame(list(rows))


def subjects(**areas_mu: float | None):
    """Return parcels with their areas in 亩, indexed as the ledger asks."""
    return pd.DataFrame(
        {
            "area_m2": [np.nan if mu is None else m2_from_mu(mu) for mu in areas_mu.values()],
            "geometry_status": "ok",
            "zone_id": None,
        },
        index=[subject_key("parcel", name) for name in areas_mu],
    )


def overlap(a, b, *, share_a, share_b):
    """Return one pair of parcels that share ground."""
    return pd.DataFrame(
        [{"a": subject_key("parcel", a), "b": subject_key("parcel", b), "share_a": share_a, "share_b": share_b}]
    )
