"""Which year and day a question is about when it does not say."""

from datetime import date

from landuse.cli.session import today
from landuse.config import Settings


def period(settings: Settings, year: int | None, as_of: date | None) -> tuple[int, date]:
    """
    Return the year and the last day that counts.

    A day alone means its own year. Where nothing is said the workspace's settings speak, then the present day; a day
    after the year's end means the whole year.
    """
    if as_of is None:
        as_of = settings.as_of or today()
        year = year or settings.year
    year = year or as_of.year
    return year, min(as_of, date(year, 12, 31))
