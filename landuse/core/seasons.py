"""The season's clock: days that count for more or less, by the month they lie in."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.rules.forecast import MONTHS, Season

Floats = npt.NDArray[np.float64]


def ordinal(days: pd.Series) -> Floats:
    """Return dates as whole numbers of days; infinite where there is none."""
    return np.array([day.toordinal() if isinstance(day, date) else np.inf for day in days], dtype=float)


@dataclass(frozen=True, slots=True)
class SeasonClock:
    """
    Calendar days to days of the clock and back.

    ``starts`` are the first days (ordinal) of months in a row, ``read`` the clock at each, ``speeds`` how fast it runs
    from each on, ``usual`` the speeds of the twelve months before anything was learnt, ``weight`` what that is worth.
    """

    starts: Floats
    read: Floats
    speeds: Floats
    usual: Floats
    weight: float

    def at(self, days: Floats) -> Floats:
        """Return the clock on *days* (ordinal, with fractions)."""
        return np.interp(days, self.starts, self.read)

    def day(self, clock: Floats) -> Floats:
        """Return the day (ordinal, with fractions) at which the clock reads *clock*; its last month if beyond."""
        return np.interp(clock, self.read, self.starts)

    @property
    def months(self) -> npt.NDArray[np.int64]:
        """The month of the year (0 to 11) of each start."""
        return np.array([date.fromordinal(int(start)).month - 1 for start in self.starts])

    def learnt(
        self, since: Floats, until: Floats, finished: npt.NDArray[np.bool_], ages: Floats, rates: Floats
    ) -> "SeasonClock":
        """
        Return the clock whose months run as fast as what was finished in them asks for.

        Parameters
        ----------
        since, until : array, by wait
            When it began and ended (ordinal).
        finished : array of bool, by wait
            Whether it ended because it was done.
        ages, rates : array, waits by ages
            The hazard of each wait's step by its age.

        Notes
        -----
        A month's speed is the usual one times (weight + finished) / (weight + expected at the usual speed).
        """
        marks = np.clip(
            self.at(np.clip(self.starts[None, :], since[:, None], until[:, None])) - self.at(since)[:, None], 0, None
        )
        risen = np.zeros(marks.shape)
        for number in range(ages.shape[1]):
            upper = ages[:, number + 1 : number + 2] if number + 1 < ages.shape[1] else np.inf
            risen += rates[:, number : number + 1] * np.clip(
                np.minimum(marks, upper) - ages[:, number : number + 1], 0, None
            )
        months = self.months[:-1]
        speeds = np.array([self.speeds[:-1][months == month][0] for month in range(MONTHS)])
        expected = (
            np.bincount(months, weights=np.diff(risen, axis=1).sum(axis=0), minlength=MONTHS) / speeds * self.usual
        )
        ended = np.searchsorted(self.starts, until[finished] - 0.5, side="right") - 1
        happened = np.bincount(self.months[ended], minlength=MONTHS)
        return _clock(
            self.starts, self.usual * (self.weight + happened) / (self.weight + expected), self.usual, self.weight
        )


def usual_clock(season: Season, *, first: date, last: date) -> SeasonClock:
    """Return the clock of the *season*'s usual months from the month of *first* to some years after *last*."""
    count = (last.year - first.year + 4) * MONTHS
    months = [
        (first.year + (first.month - 1 + number) // MONTHS, (first.month - 1 + number) % MONTHS + 1)
        for number in range(count)
    ]
    starts = np.array([date(year, month, 1).toordinal() for year, month in months], dtype=float)
    usual = np.array(season.months) / np.mean(season.months)
    return _clock(starts, usual, usual, season.weight)


def _clock(starts: Floats, by_month: Floats, usual: Floats, weight: float) -> SeasonClock:
    even = by_month / by_month.mean()
    speeds = even[[date.fromordinal(int(start)).month - 1 for start in starts]]
    read = np.concatenate([[0.0], np.cumsum(speeds[:-1] * np.diff(starts))])
    return SeasonClock(starts, read, speeds, usual, weight)
