"""The enterprises of data-for-land: invented, with registration codes whose check digits are right (GB 32100)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.random import Generator

from landuse.demo.parcels import Parcel

#: Funnel: surveyed, without own plant, with a demand (the first of these get a plot of the plan).
FIRMS, WITHOUT_PLANT, WITH_DEMAND = 116, 39, 15
#: Two firms that are the same in every figure, the second like the first; they tie in every ranking.
TIED = (12, 13)
#: Where, among the firms with a plant, those begin that build their own plants again.
REBUILDING = 40
#: What a firm means to invest on an asked 亩 (万元), least and most.
INVESTED = (360, 480)
#: Output (万元) below which the demo's firms are not entered among those of designated size (规上) yet.
DESIGNATED = 5040
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
#: Registering office and kind of body of a firm of the district.
_PREFIX = "91330302"


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented enterprise; ``demand_cents`` in hundredths of a 亩, money in 万元."""

    credit_code: str
    name: str
    unit: str
    industry: str
    owns_plant: bool
    demand_cents: int | None
    parcels: tuple[str, ...]
    output: int
    tax: int
    research: int
    contact: str

    @property
    def is_designated(self) -> bool:
        """Whether it is counted among those of designated size (规上)."""
        return self.output >= DESIGNATED or self.demand_cents is not None


def credit_code(number: int) -> str:
    """
    Return the 18-character code of an invented body; its middle, ``DEM0…``, is given to nobody.

    Source: GB 32100-2015 (check digit modulo 31), GB 11714 (check digit of the body modulo 11).

    Examples
    --------
    >>> credit_code(1)
    '91330302DEM000014G'
    """
    body = f"DEM0{number:04d}"
    rest = 11 - sum(int(digit, 36) * weight for digit, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    code = _PREFIX + body + {10: "X", 11: "0"}.get(rest, str(rest))
    return (
        code + _DIGITS[-sum(_DIGITS.index(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True)) % 31]
    )


def make_firms(
    parcels: Sequence[Parcel], demands: Sequence[int], names: Mapping[str, Any], rng: Generator
) -> list[Firm]:
    """
    Invent the enterprises; those with an own plant sit on *parcels*.

    *demands* are the areas of the first plots meant for a firm, so that demand and plot agree.
    """
    texts = names["firms"]
    trades = list(texts["trades"].items())
    pairs = [(first, second) for first in texts["first"] for second in texts["second"]]
    chosen = rng.permutation(len(pairs))[:FIRMS]
    seats = rng.choice(len(parcels), FIRMS, replace=False)
    units = ["SY", "FM", "YY", "TQ", "QG", "SF", "NJ", "BJ", "QD"]
    firms = []
    for number in range(FIRMS):
        owns = number >= WITHOUT_PLANT
        seat = parcels[int(seats[number])]
        trade, industry = trades[int(rng.integers(len(trades)))]
        first, second = pairs[int(chosen[number])]
        output = round(5000 * (1 + float(rng.pareto(1.6))))
        demand = demands[number] if number < len(demands) else int(rng.integers(500, 2600))
        firms.append(
            Firm(
                credit_code=credit_code(number + 1),
                name=texts["name"].format(first=first, second=second, trade=trade),
                unit=seat.unit if owns else str(rng.choice(units)),
                industry=industry,
                owns_plant=owns,
                demand_cents=demand if number < WITH_DEMAND else None,
                parcels=(seat.parcel_id,) if owns else (),
                output=output,
                tax=round(output * float(rng.uniform(0.012, 0.06))),
                research=round(output * float(rng.uniform(0.008, 0.045))),
                contact=texts["contact"].format(number=number + 1),
            )
        )
    return firms


def with_rebuilding(firms: Sequence[Firm], rebuilt: Sequence[Parcel]) -> list[Firm]:
    """Seat firms with a plant on the parcels that their owners built again, and make the tied firms alike."""
    changed = list(firms)
    for place, parcel in enumerate(rebuilt, start=WITHOUT_PLANT + REBUILDING):
        changed[place] = replace(changed[place], unit=parcel.unit, parcels=(parcel.parcel_id,))
    like = changed[TIED[0]]
    changed[TIED[1]] = replace(changed[TIED[1]], output=like.output, tax=like.tax, research=like.research)
    return changed
