"""A workspace in a notebook: the same views as the app and the command line, as tables."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from landuse.model import Filter, Group, GroupBy, Layer
from landuse.store import Store, open_workspace
from landuse.views.alerts import warnings_on
from landuse.views.clusters import clusters
from landuse.views.coverage import coverage
from landuse.views.enterprises import funnel
from landuse.views.layers import records
from landuse.views.programme import Plan, plan
from landuse.views.provenance import explain
from landuse.views.schedule import schedules
from landuse.views.stocks import stocks
from landuse.views.targets import target_board


class Workspace:
    """
    An open workspace, to be read.

    Tables of layers are GeoDataFrames in the workspace's CRS; ``as_of`` is the last day that counts, by default that of
    ``workspace.toml``.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def zones(self, *, as_of: date | None = None) -> gpd.GeoDataFrame:
        """Return the old industrial zones (老旧工业区) with their stage."""
        return self._layer(Layer.ZONES, as_of)

    def parcels(self, *, as_of: date | None = None) -> gpd.GeoDataFrame:
        """Return the low-efficiency parcels (低效工业用地) with their stage and areas by kind."""
        return self._layer(Layer.PARCELS, as_of)

    def plots(self, *, as_of: date | None = None) -> gpd.GeoDataFrame:
        """Return the supply plots (供地地块) with their stage."""
        return self._layer(Layer.PLOTS, as_of)

    def progress(self, year: int, as_of: date, *, known_at: datetime | None = None) -> pd.DataFrame:
        """Return each indicator against its target; amounts are Decimal in ``measure``."""
        rows = [asdict(row) for row in target_board(self.store, year=year, as_of=as_of, known_at=known_at)]
        board = pd.DataFrame(rows)
        left_out = pd.DataFrame(list(board.pop("uncounted"))).add_prefix("uncounted_")
        return pd.concat([board, left_out], axis=1)

    def explain(self, indicator: str, year: int, as_of: date, *, unit: str | None = None) -> pd.DataFrame:
        """Return the events behind a total; ``counted`` adds up to it, uncounted events follow with their reason."""
        groups = [Group(GroupBy.UNIT, unit)] if unit else []
        found = explain(self.store, indicator, year=year, as_of=as_of, groups=groups)
        return pd.concat([found.contributions, found.uncounted], ignore_index=True)

    def idle(self, as_of: date) -> pd.DataFrame:
        """Return the land that was demolished and not supplied again (拆而未供), the oldest first."""
        return next(row.members for row in stocks(self.store, as_of=as_of) if row.stock == "demolished_not_resupplied")

    def coverage(self, year: int, as_of: date) -> pd.DataFrame:
        """Return the ladder of cover: plots, 亩 and 亩 on cleared ground by rung, nearest to the goal first."""
        found = coverage(self.store, year=year, as_of=as_of)
        columns = (
            "row",
            "plots",
            "amount_mu",
            "on_demolished_mu",
            "can_count_mu",
            "with_done_share",
            "cumulative_share",
        )
        rungs = [{name: getattr(rung, name) for name in columns} for rung in found.rungs]
        return pd.DataFrame(rungs).rename(columns={"row": "rung"})

    def schedule(self, year: int, as_of: date) -> pd.DataFrame:
        """Return by when each step of each plot has to happen to count in a year, a row a plot and step."""
        found = schedules(self.store, year=year, as_of=as_of)
        parts = [one.steps.assign(plot_id=one.plot_id, can_count=one.can_count) for one in found]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def clusters(self, as_of: date, *, layer: Layer = Layer.PARCELS, unit: str | None = None) -> pd.DataFrame:
        """Return the contiguous groups (连片) of a layer, the largest first; 亩 are Decimal, as in lists."""
        found = clusters(self.store, layer, Filter(as_of=as_of, unit=unit))
        columns = ("number", "members", "area_mu", "shared_mu", "units", "zones", "stages", "reaches", "slivers")
        return pd.DataFrame([{name: getattr(one, name) for name in columns} for one in found], columns=list(columns))

    def plan(self, year: int, as_of: date, **asked: Any) -> Plan:
        """Return the programme that closes a gap, or what stands in its way; see :func:`views.programme.plan`."""
        return plan(self.store, year=year, as_of=as_of, **asked)

    def warnings(self, as_of: date) -> pd.DataFrame:
        """Return what is late on a day: rule, level, subject, since, owner, 亩, and its supervision."""
        return pd.DataFrame(
            [
                {
                    "key": item.alert.key,
                    "rule": item.alert.rule,
                    "level": str(item.alert.severity),
                    "subject_kind": item.alert.subject_kind,
                    "subject_id": item.alert.subject_id,
                    "unit": item.alert.unit,
                    "owner": item.alert.owner,
                    "since": item.alert.since,
                    "due_on": item.alert.due_on,
                    "amount_mu": item.alert.amount_mu,
                    "state": str(item.state),
                }
                for item in warnings_on(self.store, as_of=as_of)
            ]
        )

    def funnel(self, as_of: date) -> pd.DataFrame:
        """Return the funnel of data-for-land: firms, plots and 亩 by step."""
        rows = [(row.step, row.firms, len(row.plots), row.amount_mu) for row in funnel(self.store, as_of=as_of)]
        return pd.DataFrame(rows, columns=["step", "firms", "plots", "amount_mu"])

    def _layer(self, layer: Layer, as_of: date | None) -> gpd.GeoDataFrame:
        day = as_of or self.store.settings.as_of or date.max
        return gpd.GeoDataFrame(records(self.store, layer, Filter(as_of=day)))


def open_path(path: str | Path) -> Workspace:
    """
    Open the workspace in a folder.

    Raises
    ------
    WorkspaceError
        If there is none, or it is damaged, newer than this program, or on a network share.
    """
    return Workspace(open_workspace(Path(path)))
