"""What the ledger says now of the things that a file speaks of, and what it said when the file was printed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from landuse.intake.raw import Returned
from landuse.model import Layer
from landuse.schema import TABLES, Kind
from landuse.store import Store, Tables, edits, series
from landuse.views.same import Flags

#: What stands between the parts of what a revision is of, where it is named as one text.
_BETWEEN = " / "


def series_keys(frame: pd.DataFrame, layer: Layer) -> list[str]:
    """Return what each row of a series' frame is about, as one text."""
    columns = [frame[name] for name in TABLES[layer].series]
    return [
        _BETWEEN.join("" if pd.isna(value) else str(value) for value in values) for values in zip(*columns, strict=True)
    ]


def standing_series(tables: Tables, layer: Layer) -> pd.DataFrame:
    """Return the newest revision of each series that stands, indexed by :func:`series_keys`."""
    frame: pd.DataFrame = getattr(tables, layer)
    if "withdrawn" in frame:
        newest = frame.sort_values("revision", kind="stable").drop_duplicates(list(TABLES[layer].series), keep="last")
        frame = newest.loc[~newest["withdrawn"].astype(bool)]
    return frame.set_index(pd.Index(series_keys(frame, layer), dtype=object))


def record_bases(
    store: Store, layer: Layer, returned: Returned, old: pd.DataFrame, keys: Sequence[str]
) -> tuple[pd.DataFrame, Flags]:
    """
    Return what records said when a workbook was written, and for which of them the audit trail tells.

    Parameters
    ----------
    old : DataFrame
        The records as they are, one a key.
    """
    present = dict(zip(keys, old["row_version"].astype(int).tolist(), strict=True))
    asked = {key: returned.versions[key] for key in keys if key in returned.versions}
    with store.reading() as connection:
        former = edits.former_versions(connection, layer, asked, present)
    traced = np.array([asked.get(key) in {None, present[key]} or key in former for key in keys], dtype=bool)
    return _with_former(old, keys, former, layer), traced


def series_bases(
    store: Store, layer: Layer, returned: Returned, old: pd.DataFrame, keys: Sequence[str]
) -> tuple[pd.DataFrame, Flags]:
    """Return what series said when a workbook was written: the revision that it printed."""
    with store.reading() as connection:
        found = series.revisions(connection, layer)
    printed = {
        _BETWEEN.join("" if part is None else str(part) for part in of): {row["revision"]: row for row in rows}
        for of, rows in found.items()
    }
    present = dict(zip(keys, old["revision"].astype(int).tolist(), strict=True))
    asked = {key: returned.versions[key] for key in keys if returned.versions.get(key, present[key]) != present[key]}
    former = {key: printed[key][revision] for key, revision in asked.items() if revision in printed.get(key, {})}
    traced = np.array([key not in asked or key in former for key in keys], dtype=bool)
    return _with_former(old, keys, former, layer), traced


def _with_former(
    old: pd.DataFrame, keys: Sequence[str], former: Mapping[str, Mapping[str, Any]], layer: Layer
) -> pd.DataFrame:
    """Return *old* with the values that some rows had before."""
    if not former:
        return old
    places = {key: place for place, key in enumerate(keys)}
    base = old.copy()
    for column in TABLES[layer].columns:
        values = base[column.name].astype(object).tolist()
        for key, row in former.items():
            if column.name in row:
                values[places[key]] = _plain(row[column.name], column.kind)
        dtype = float if column.kind in {Kind.AREA, Kind.NUMBER} else object
        base[column.name] = pd.Series(values, index=base.index, dtype=dtype)
    return base


def _plain(value: Any, kind: Kind) -> object:
    if value is None:
        return None
    if kind is Kind.DAY and isinstance(value, str):
        return date.fromisoformat(value[:10])
    return bool(value) if kind is Kind.FLAG else value
