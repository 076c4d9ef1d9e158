"""A filter as the query part of a URL and back: what the page chose is what the map asks for."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

import shapely

from landuse.model import Filter


def query_of(chosen: Filter) -> str:
    """
    Return the query that :func:`filter_of` reads back as *chosen*.

    Records chosen one by one are left out: what is selected has a way of its own to the map.

    Examples
    --------
    >>> query_of(Filter(as_of=date(2023, 5, 31), stage="demolished"))
    'as_of=2023-05-31&stage=demolished'
    """
    given: list[tuple[str, str | None]] = [
        ("as_of", chosen.as_of.isoformat()),
        ("unit", chosen.unit),
        ("zone", chosen.zone),
        ("stage", chosen.stage),
        ("year", None if chosen.year is None else str(chosen.year)),
        ("q", chosen.text),
        ("within", None if chosen.within is None else chosen.within.hex()),
    ]
    pairs = [(name, value) for name, value in given if value is not None]
    pairs += [("where", f"{column}={value}") for column, value in chosen.where]
    return urlencode(pairs)


def filter_of(pairs: Iterable[tuple[str, str]]) -> Filter:
    """
    Return the filter of a query's (name, value) pairs; names it does not know are left alone.

    Raises
    ------
    ValueError
        If ``as_of`` is missing, or a day, a year or an area is not one.
    """
    given = list(pairs)
    single = dict(given)
    if "as_of" not in single:
        raise ValueError("as_of is missing")
    conditions = [value.partition("=") for name, value in given if name == "where"]
    return Filter(
        as_of=date.fromisoformat(single["as_of"]),
        unit=single.get("unit"),
        zone=single.get("zone"),
        stage=single.get("stage"),
        year=int(single["year"]) if "year" in single else None,
        text=single.get("q"),
        where=tuple((column, value) for column, _, value in conditions),
        within=_area(single["within"]) if "within" in single else None,
    )


def _area(text: str) -> bytes:
    wkb = bytes.fromhex(text)
    try:
        shapely.from_wkb(wkb)
    except (shapely.errors.ShapelyError, NotImplementedError) as error:  # the last: of arcs
        raise ValueError(str(error)) from None
    return wkb
