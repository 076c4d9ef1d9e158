"""The committed demo district, read with plain pandas and geopandas only."""

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest

FOLDER = Path(__file__).parents[2] / "data" / "parcels"


def _shapes(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / name).to_crs(4549)


@pytest.fixture(scope="session")
def files() -> SimpleNamespace:
    """Return the committed files as an office would open them; shapes in EPSG:4549."""
    return SimpleNamespace(
        units=_shapes("units.geojson"),
        zones=_shapes("zones.geojson"),
        parcels=_shapes("parcels.geojson"),
        unmapped=pd.read_csv(FOLDER / "parcels_unmapped.csv"),
        plots=_shapes("plots.geojson"),
        firms=pd.read_csv(FOLDER / "enterprises.csv"),
        targets=pd.read_csv(FOLDER / "targets.csv"),
        events=pd.read_csv(FOLDER / "events.csv", dtype=str),
    )
