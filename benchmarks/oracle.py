"""Which parcels hold a place, by shapely alone: what the cards of the map's benchmark are compared with."""

import sqlite3
from pathlib import Path

import shapely
from districts import CRS
from pyproj import Transformer

from landuse.store.geometry import decode

#: How far from the middle, in metres, a parcel is surely in the map's view.
_NEAR_M = 180


class Oracle:
    """A district's parcels, read from the GeoPackage with sqlite3 and shapely."""

    def __init__(self, workspace: Path) -> None:
        with sqlite3.connect(workspace / "landuse.gpkg") as ledger:
            rows = ledger.execute("SELECT parcel_id, geometry FROM parcels").fetchall()
        self.keys = [key for key, _ in rows]
        self.shapes = decode([blob for _, blob in rows])
        self.tree = shapely.STRtree(self.shapes)
        self.geometry_mb = sum(len(blob) for _, blob in rows) / 1e6
        west, south, east, north = shapely.total_bounds(self.shapes)
        self._to_degrees = Transformer.from_crs(CRS, 4326, always_xy=True)
        self._to_plane = Transformer.from_crs(4326, CRS, always_xy=True)
        self.middle = self._to_degrees.transform((west + east) / 2, (south + north) / 2)

    def at(self, lng: float, lat: float) -> list[str]:
        """Return the keys of the parcels that hold a place, borders included."""
        point = shapely.Point(*self._to_plane.transform(lng, lat))
        return [self.keys[place] for place in self.tree.query(point, predicate="dwithin", distance=0.01)]

    def near(self) -> list[tuple[float, float, str]]:
        """Return a place (longitude, latitude) inside each parcel near the middle, and the parcel's key."""
        point = shapely.Point(*self._to_plane.transform(*self.middle))
        numbers = self.tree.query(point, predicate="dwithin", distance=_NEAR_M)
        inside = shapely.get_coordinates(shapely.point_on_surface(self.shapes[numbers]))
        lng, lat = self._to_degrees.transform(inside[:, 0], inside[:, 1])
        return list(zip(lng.tolist(), lat.tolist(), [self.keys[number] for number in numbers], strict=True))
