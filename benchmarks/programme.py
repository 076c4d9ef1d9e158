"""Contiguous groups against union and explode; the programme of 3,000 parcels against a greedy pass."""

from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
from districts import CRS, cells
from pairs import compare

from landuse.core.closing import programme
from landuse.core.programme import Limit
from landuse.geo.contiguity import contiguity

PARCELS, PIECES, MONTHS = 20_000, 3_000, 7
NEED = Decimal("192.69")


def main() -> None:
    """Every second parcel of a grid by chance; a gap of 192.69 亩 within limits of 亩, projects and each unit."""
    rng = np.random.default_rng(1)
    kept = np.sort(rng.choice(PARCELS, PARCELS // 2, replace=False))
    ground = gpd.GeoDataFrame({"id": kept.astype(str)}, geometry=cells(kept, 142), crs=CRS)
    compare(
        "contiguous groups, slivers and shared ground told",
        lambda: contiguity(ground, "id", edge_m=1.0, tolerance_m=0.1),
        lambda: gpd.GeoSeries([ground.geometry.union_all()], crs=CRS).explode(),
    )
    work = _work(rng)
    limits = [_limit("mu", None, 40), _limit("projects", None, 3), *(_limit(unit, unit, 15) for unit in "ABCDE")]
    found = programme(work, NEED, limits, months=MONTHS)
    print(f"programme: {found.status}, {found.aims['steps'].reached} steps; greedy: {_greedy(work, limits)} steps")
    compare("programme", lambda: programme(work, NEED, limits, months=MONTHS), lambda: _greedy(work, limits))


def _work(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": [f"P{place:05d}" for place in range(PIECES)],
            "unit": rng.choice(list("ABCDE"), PIECES),
            "amount": [Decimal(int(cents)).scaleb(-2) for cents in rng.integers(300, 2_000, PIECES)],
            "first": 0,
            "days": rng.integers(0, 400, PIECES),
            "steps": rng.choice([1, 1, 2, 3, 4], PIECES),
            "excluded": False,
            "forced": False,
            "group": None,
        }
    )


def _limit(key: str, unit: str | None, amount: int) -> Limit:
    return Limit(key, unit, key == "projects", Decimal(amount), Decimal(amount))


def _greedy(work: pd.DataFrame, limits: list[Limit]) -> int:
    """Take the largest of the fewest steps, each in the first month with room; return the steps that took."""
    room = {(limit.key, month): limit.per_month for limit in limits for month in range(MONTHS)}
    done, steps = Decimal(0), 0
    for row in work.sort_values(["steps", "amount"], ascending=[True, False]).to_dict("records"):
        own = [limit for limit in limits if limit.unit in {None, row["unit"]}]
        for month in range(MONTHS):
            takes = {(limit.key, month): Decimal(1) if limit.of_projects else row["amount"] for limit in own}
            if all(room[key] >= amount for key, amount in takes.items()):
                for key, amount in takes.items():
                    room[key] -= amount
                done, steps = done + row["amount"], steps + row["steps"]
                break
        if done >= NEED:
            break
    return steps


if __name__ == "__main__":
    main()
