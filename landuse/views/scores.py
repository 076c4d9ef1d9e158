"""Scores of the firms that ask for land, by a version of a scheme; the lines behind a score hold restricted figures."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from landuse.core.scoring import Scores, compare, score
from landuse.errors import ArgumentsError
from landuse.rules.scoring import FILE, Scheme, Schemes, load_schemes, read_schemes
from landuse.store import Store
from landuse.views.enterprises import firms_of

#: The scheme a district scores by if it names no other.
DATA_FOR_LAND = "demo_data_for_land"
#: Steps of the funnel whose firms can be scored together; None is every firm in the register.
ASKING = "demand"


def schemes_of(store: Store) -> Schemes:
    """
    Return the schemes that ship and those of the workspace's own ``scoring.toml``, if there is one.

    Raises
    ------
    RefusedError
        ``rules_invalid`` if the workspace's file is not what it should be, or changes a version that ships.
    """
    shipped = load_schemes()
    own = Path(store.folder) / FILE
    return shipped.with_own(read_schemes(store.folder)) if own.is_file() else shipped


def scheme_of(store: Store, scheme_id: str | None, version: str | None, *, as_of: date) -> Scheme:
    """
    Return a version of a scheme; None: the data-for-land scheme, in the version that is in force on the day.

    Raises
    ------
    ArgumentsError
        ``unknown_scheme`` with those there are.
    """
    schemes = schemes_of(store)
    wish = scheme_id or DATA_FOR_LAND
    found = schemes.valid_on(wish, as_of) if version is None else schemes.schemes.get((wish, version))
    if found is None:
        known = ", ".join(f"{name} {of}" for name, of in schemes.schemes)
        raise ArgumentsError("unknown_scheme", scheme=f"{wish} {version or ''}".strip(), known=known)
    return found


def scores(
    store: Store,
    scheme: Scheme,
    *,
    as_of: date,
    step: str | None = ASKING,
    year: int | None = None,
    known_at: datetime | None = None,
) -> Scores:
    """
    Return the scores of the firms of a step of the funnel (None: of all) with the figures of the year before the day.

    Firms outside the scheme's group (规上, 规下) are left out. The lines hold figures of firms: they are restricted.
    """
    tables = store.tables(known_at=known_at)
    firms = tables.enterprises[["credit_code", "unit", "designated_size"]]
    if step is not None:
        firms = firms.loc[firms["credit_code"].isin(firms_of(tables, step, as_of))]
    if scheme.group != "all":
        is_above = firms["designated_size"].fillna(value=False).astype(bool)
        firms = firms.loc[is_above if scheme.group == "above" else ~is_above]
    figures = tables.figures[["credit_code", "year", "figure", "value"]]
    own = figures.loc[figures["credit_code"].isin(firms["credit_code"])]
    return score(own, firms, scheme, year=year or as_of.year - 1)


def side_by_side(
    store: Store, first: Scheme, second: Scheme, *, as_of: date, step: str | None = ASKING
) -> pd.DataFrame:
    """Return two versions side by side (``core.scoring.compare``), with the firms' names."""
    found = compare(scores(store, first, as_of=as_of, step=step), scores(store, second, as_of=as_of, step=step))
    names = dict(zip(store.tables().enterprises["credit_code"], store.tables().enterprises["name"], strict=True))
    found.insert(1, "name", found["credit_code"].map(names))
    return found
