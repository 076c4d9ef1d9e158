"""A programme that closes a gap, as it is asked for and answered: limits, what was reached, what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from landuse.core.assignment import Aimed

#: What is preferred first; the other aims follow in the order of :data:`AIMS`. They decide what is done; ``MONTHS``
#: decides when, once that is settled.
PREFERENCES = {"effort": "steps", "fewest": "projects", "oldest": "younger_days"}
AIMS = ("steps", "projects", "younger_days", "surplus")
MONTHS = "months"
#: What can stand in the way, in the order in which it is asked.
CONSTRAINTS = ("ground", "excluded", "time", "capacity", "contiguity", "include")


@dataclass(frozen=True, slots=True)
class Limit:
    """
    What can be done in a month.

    ``key`` as it was asked for; ``unit`` is whose work it limits (None: all of it); ``of_projects`` says that projects
    are counted, amounts in the indicator's measure otherwise; ``in_first_month`` is what is left of the running one.
    """

    key: str
    unit: str | None
    of_projects: bool
    per_month: Decimal
    in_first_month: Decimal


@dataclass(frozen=True, slots=True)
class Short:
    """A constraint (:data:`CONSTRAINTS`) and the part of the gap that it keeps open."""

    constraint: str
    by: Decimal


@dataclass(frozen=True, slots=True)
class Relief:
    """
    By how much a constraint alone has to give, at least, for the gap to be closed; None: it cannot, or nobody knows.

    ``target``, ``ground``, ``excluded`` and ``time`` give amounts (ground that is sooner ready, or taken in again); a
    limit (its key, or ``capacity`` for all that limit amounts) gives so much more in every month. What is not
    ``proven`` is enough, and less may be.
    """

    constraint: str
    least: Decimal | None
    proven: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """
    Which work in which month.

    ``status`` is ``optimal`` (proven for every aim), ``feasible`` (closes the gap; the solver ran out of time: ``aims``
    says of each aim what was reached and the least there could be, ``gap`` is the difference of the first that is not
    proven), ``infeasible`` (proven: ``shorts`` add up to what stays open, and the programme is the most that can be
    done) or ``undecided`` (neither found nor refuted in time). ``month_of`` is the place of the month by key;
    ``planned`` what they come to, ``need`` what was asked for; where it is not reached, ``most`` is the most that can
    be done, in hundredths, and whether that is proven.
    """

    status: str
    need: Decimal
    planned: Decimal
    month_of: Mapping[str, int]
    aims: Mapping[str, Aimed]
    shorts: tuple[Short, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    most: Aimed | None = None

    @property
    def unproven(self) -> str | None:
        """The first aim that is not proven; None if all are."""
        return next((name for name, aim in self.aims.items() if not aim.proven), None)

    @property
    def gap(self) -> float | None:
        """How far the first aim that is not proven may be off, as a share of the least it could be."""
        if self.unproven is None:
            return None
        aim = self.aims[self.unproven]
        return (aim.reached - aim.bound) / max(abs(aim.bound), 1)

    @property
    def binding(self) -> Short | None:
        """The constraint that keeps most of the gap open; None where it is closed."""
        return max(self.shorts, key=lambda short: (short.by, -CONSTRAINTS.index(short.constraint)), default=None)
