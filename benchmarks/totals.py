"""The board's total over 20,000 events against the same sum in DuckDB."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
from pairs import compare

from landuse.core.ledger import contributions, total
from landuse.model import subject_key
from landuse.rules import load_rules

PARCELS, EVENTS = 10_000, 20_000


def main() -> None:
    """Count demolition of 10,000 parcels, some of them reported twice."""
    rng = np.random.default_rng(1)
    area = rng.uniform(3_000, 20_000, PARCELS)
    chosen = rng.integers(0, PARCELS, EVENTS)
    events = pd.DataFrame(
        {
            "event_id": [f"E{number}" for number in range(EVENTS)],
            "subject_kind": "parcel",
            "subject_id": [f"P{number}" for number in chosen],
            "kind": "demolition",
            "occurred_on": [date(2023, 1, 1) + timedelta(days=int(day)) for day in rng.integers(0, 150, EVENTS)],
            "land_area_m2": area[chosen],
            "floor_area_m2": np.nan,
            "unit": None,
            "recorded_at": datetime(2023, 6, 1, tzinfo=UTC),
        }
    )
    subjects = pd.DataFrame(
        {"area_m2": area, "geometry_status": "ok", "zone_id": None},
        index=[subject_key("parcel", f"P{number}") for number in range(PARCELS)],
    )
    overlaps = pd.DataFrame(columns=["a", "b", "share_a", "share_b"])
    indicator = load_rules().indicators["demolition_area"]
    database = duckdb.connect()
    database.register("events", events[["subject_id", "occurred_on", "land_area_m2"]])
    query = (
        "select sum(counted) from (select least(sum(round(land_area_m2 * 15 / 10000, 2)), "
        "max(round(land_area_m2 * 15 / 10000, 2))) as counted from events where occurred_on <= date '2023-05-31' "
        "group by subject_id)"
    )
    ours = total(contributions(events, subjects, indicator, overlaps=overlaps))
    theirs = database.sql(query).fetchall()[0]
    print(f"both count {ours} and {theirs[0]:.2f}")
    compare(
        "total of 20,000 events",
        lambda: contributions(events, subjects, indicator, overlaps=overlaps),
        lambda: database.sql(query).fetchall()[0],
    )


if __name__ == "__main__":
    main()
