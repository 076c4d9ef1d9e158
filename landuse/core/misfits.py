"""What stands between a firm and a plot: pairs that miss by one constraint, and which constraint binds a firm."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.fits import Fits

NEAR_COLUMNS = ["credit_code", "plot_id", "constraint", "required", "required_to", "offered", "short_by", "penalty"]
BINDING_COLUMNS = ["credit_code", "constraints", "opens", "plot_id", "short_by"]


def near_misses(found: Fits) -> pd.DataFrame:
    """
    Return the pairs that fail exactly one constraint, and by how much.

    Parameters
    ----------
    found : Fits

    Returns
    -------
    DataFrame
        ``credit_code``, ``plot_id``, ``constraint``, ``required``, ``required_to``, ``offered``, ``short_by`` (None
        where it cannot be measured), ``penalty``; by firm, constraint, least shortfall, plot.
    """
    failed = _failed(found)
    rows = []
    for place, check in enumerate(found.hard):
        for firm, plot in zip(*np.nonzero(failed == 1 << place), strict=True):
            row = found.statement(check, int(firm), int(plot))
            rows.append((place, row | {"penalty": int(found.penalty[firm, plot])}))
    rows.sort(key=lambda item: (item[1]["credit_code"], item[0], _size(item[1]["short_by"]), item[1]["plot_id"]))
    return pd.DataFrame([row for _, row in rows], columns=NEAR_COLUMNS, dtype=object)


def binding(found: Fits) -> pd.DataFrame:
    """
    Tell each firm that fits nothing which constraint binds it.

    Parameters
    ----------
    found : Fits

    Returns
    -------
    DataFrame
        A row for every firm without a plot that fits: ``constraints`` (tuple: the one constraint whose relaxing opens
        the most plots or, where no single one opens any, the smallest set that does, the one that opens the most of
        that size; empty if there are no plots), ``opens`` (how many), ``plot_id`` and ``short_by`` of the plot that
        misses by least (``short_by`` None for a set, and for what cannot be measured).

    Notes
    -----
    Among sets that open equally many the one of the constraints first in ``Fits.checks`` is named.
    """
    failed = _failed(found)
    rows: list[tuple[object, ...]] = []
    for firm, code in enumerate(found.firms):
        own = failed[firm]
        if not len(own):
            rows.append((code, (), 0, None, None))
            continue
        if (own == 0).any():
            continue
        sets, counts = np.unique(own, return_counts=True)
        _, _, chosen = min(
            (int(one).bit_count(), -int(count), int(one)) for one, count in zip(sets, counts, strict=True)
        )
        members = [check for place, check in enumerate(found.hard) if chosen >> place & 1]
        plots = np.nonzero(own == chosen)[0]
        nearest = min(
            (_size(shortfall), found.plots[plot], shortfall)
            for plot in plots
            for shortfall in [found.statement(members[0], firm, int(plot))["short_by"] if len(members) == 1 else None]
        )
        names = tuple(check.constraint for check in members)
        rows.append((code, names, len(plots), nearest[1], nearest[2]))
    return pd.DataFrame(rows, columns=BINDING_COLUMNS, dtype=object)


def _failed(found: Fits) -> npt.NDArray[np.int64]:
    """Return for each pair the hard constraints it fails, one bit each."""
    failed = np.zeros(found.penalty.shape, dtype=np.int64)
    for place, check in enumerate(found.hard):
        failed |= (~check.holds).astype(np.int64) << place
    return failed


def _size(shortfall: object) -> float:
    """Return a shortfall to sort by, what cannot be measured last."""
    return float("inf") if shortfall is None else float(str(shortfall))
