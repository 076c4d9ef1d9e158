"""Import 5,000 parcels against a bare read and write of the same file."""

import tempfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
from pairs import compare

from landuse.actions.import_layer import import_layer
from landuse.config import Settings
from landuse.model import Layer
from landuse.store import create_workspace

COUNT, SIDE = 5_000, 71


def main() -> None:
    """Make a grid of parcels and import it both ways."""
    folder = Path(tempfile.mkdtemp())
    source = folder / "parcels.gpkg"
    corners = [(545_000 + 100 * (n % SIDE), 3_095_000 + 100 * (n // SIDE)) for n in range(COUNT)]
    shapes = [shapely.box(x, y, x + 90, y + 90) for x, y in corners]
    names = [f"P{number}" for number in range(COUNT)]
    gpd.GeoDataFrame({"parcel_id": names}, geometry=shapes, crs=4549).to_file(source, driver="GPKG")
    rounds = iter(range(1_000))

    def ours() -> None:
        store = create_workspace(folder / f"w{next(rounds)}", Settings())
        import_layer(store, source, layer=Layer.PARCELS, actor="bench", today=date(2023, 5, 31))
        store.close()

    def bare() -> None:
        pyogrio.write_dataframe(pyogrio.read_dataframe(source), folder / f"b{next(rounds)}.gpkg")

    compare("import of 5,000 parcels", ours, bare)


if __name__ == "__main__":
    main()
