"""Files as intake hands them over, without a file: for comparing with a small ledger."""

from dataclasses import replace

import pandas as pd
import shapely

from landuse.actions.import_layer import Prepared
from landuse.intake.read import Harmonised
from landuse.intake.upload import Upload
from landuse.model import Layer
from landuse.schema import TABLES
from landuse.units import Measure
from landuse.views.change_sets import Terms
from landuse.views.changes import change_set
from tests.builders import layer_frame

UPDATE = Terms(update=True)
_EMPTY_EVENTS, _EMPTY_DAYS = (layer_frame(layer, []) for layer in (Layer.EVENTS, Layer.MILESTONES))


def file_of(layer: Layer, rows, *, sha256="0" * 64, path=None, **more) -> Harmonised:
    """Return rows as a file of a layer; its columns are those that any row names."""
    frame = layer_frame(layer, list(rows)).assign()
    named = dict.fromkeys(name for row in rows for name in row if name in TABLES[layer].names)
    fields = {name: f"{name.removesuffix('_m2')}_{Measure.M2}" if name.endswith("_m2") else name for name in named}
    found = Harmonised(
        upload=Upload(path=path, name="表.csv", suffix=".csv", sha256=sha256),
        layer=layer,
        mapping=fields,
        frame=frame,
        issues=(),
        read=len(frame),
        refused=0,
        uncounted=0,
        declared_m2=0.0,
        geometry_m2=0.0,
        events=_EMPTY_EVENTS,
        milestones=_EMPTY_DAYS,
        numbers=tuple(range(2, 2 + len(frame))),
    )
    return replace(found, **more)


def prepared(store, found: Harmonised, terms: Terms = UPDATE) -> Prepared:
    """Return a file compared with the ledger."""
    return Prepared(found, change_set(store, found, terms))


def told(changes) -> list[tuple]:
    """Return the changed cells: key, column, state, old, new."""
    columns = ["key", "column", "state", "old", "new"]
    return [tuple(row) for row in changes.cells[columns].itertuples(index=False)]


def fates(changes) -> list[tuple[str, str]]:
    """Return key and fate of every row."""
    return [(key, str(fate)) for key, fate in changes.rows[["key", "fate"]].itertuples(index=False)]


def office(frame: pd.DataFrame, layer: Layer) -> pd.DataFrame:
    """Return what the office wrote of a layer's table, in one order."""
    names = [name for name in TABLES[layer].names if name != "event_id"]
    shown = pd.DataFrame(frame[names]).astype(object).where(frame[names].notna(), None)
    if "geometry" in frame:
        shown["geometry"] = [
            None if shape is None else shapely.force_2d(_parts(shape)).wkt for shape in frame["geometry"]
        ]
    return shown.sort_values(names[:4], key=lambda column: column.astype(str), kind="stable", ignore_index=True)


def _parts(shape):
    return shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape
