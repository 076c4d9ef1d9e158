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
        milestones=pd.read_csv(FOLDER / "milestones.csv", dtype=str),
        checklist=pd.read_csv(FOLDER / "checklist.csv", dtype=str),
        standards=pd.read_csv(FOLDER / "standards.csv"),
        figures=pd.read_csv(FOLDER / "figures.csv"),
        tenure=pd.read_csv(FOLDER / "tenure.csv"),
        intentions=pd.read_csv(FOLDER / "intentions.csv", dtype=str),
        supervision=pd.read_csv(FOLDER / "supervision.csv", dtype=str),
        recorded=pd.read_csv(FOLDER / "recorded.csv"),
        recorded_targets=pd.read_csv(FOLDER / "recorded_targets.csv"),
    )
