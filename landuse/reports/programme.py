"""The programme that closes a gap in words and as a sheet: what stands in the way, what would help."""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from landuse.core.programme import CONSTRAINTS
from landuse.i18n import Catalogue
from landuse.reports.alerts import Cell, Place, Sheet
from landuse.units import Measure
from landuse.views.programme import LeftOut, Plan, Planned

NOTHING = Decimal("0.00")
#: Of an aim that is in hundredths of the measure.
_CENTS = Decimal("0.01")


def verdict(text: Catalogue, plan: Plan) -> str:
    """Return whether the gap can be closed and by how much; if not, which constraint keeps how much of it open."""
    measure, found = plan.progress.measure, plan.found
    said = {
        "indicator": text.label("indicators", plan.progress.indicator),
        "year": plan.year,
        "need": text.amount(plan.need, measure),
        "planned": text.amount(found.planned, measure),
        "open": text.amount(plan.open, measure),
        "projects": len(plan.rows),
    }
    if found.most is not None and not found.most.proven:
        bound = text.amount(min(found.most.bound * _CENTS, plan.need), measure)
        said["planned"] = text("programme.so_far", planned=said["planned"], bound=bound)
    if plan.status == "reached":
        return text("programme.verdict.reached", **said)
    if plan.status in {"optimal", "feasible"}:
        proof = text("programme.proof.optimal") if found.unproven is None else _unproven(text, plan)
        return text("programme.verdict.closes", proof=proof, **said)
    if plan.status == "undecided":
        return text("programme.verdict.undecided", **said)
    if any(short.constraint == "include" for short in found.shorts):
        return text("programme.verdict.include", shorts=shorts(text, plan), **said)
    kind = "infeasible" if len(found.shorts) == 1 else "infeasible_parts"
    return text(f"programme.verdict.{kind}", shorts=shorts(text, plan), **said)


def shorts(text: Catalogue, plan: Plan) -> str:
    """Return what keeps the gap open, and how much of it each, the largest first."""
    ordered = sorted(plan.found.shorts, key=lambda short: (-short.by, CONSTRAINTS.index(short.constraint)))
    said = [
        text(f"programme.short.{short.constraint}", by=text.amount(short.by, plan.progress.measure))
        for short in ordered
    ]
    return text("programme.joint").join(said)


def _unproven(text: Catalogue, plan: Plan) -> str:
    aim = text.label("programme.aims", plan.found.unproven)
    return text("programme.proof.feasible", aim=aim, gap=text.percent(plan.found.gap))


def advice(text: Catalogue, plan: Plan) -> tuple[str, ...]:
    """Return what would close the gap, each by itself: the least by which a constraint has to give."""
    measure = plan.progress.measure
    lines = []
    projects = {limit.key for limit in plan.limits if limit.of_projects}
    for relief in sorted(plan.found.reliefs, key=lambda one: one.constraint == "target"):
        if relief.least is None or relief.least <= 0:
            continue
        least = text.amount(relief.least, measure)
        if relief.constraint == "ground" and plan.clear_by is not None:
            key = "clear" if plan.as_of < plan.clear_by else "clear_late"
            lines.append(text(f"programme.advice.{key}", least=least, day=text.day(plan.clear_by)))
        elif relief.constraint in {"target", "ground", "excluded", "time", "capacity"}:
            lines.append(text(f"programme.advice.{relief.constraint}", least=least))
        elif relief.constraint in projects:
            count = text.number(relief.least, 0)
            lines.append(
                text("programme.advice.more_projects", limit=limit_words(text, relief.constraint), count=count)
            )
        else:
            key = "more" if relief.proven else "enough"
            lines.append(text(f"programme.advice.{key}", limit=limit_words(text, relief.constraint), least=least))
    return tuple(lines)


def limit_words(text: Catalogue, key: str, units: Mapping[str, str] | None = None) -> str:
    """Return whose monthly capacity a limit is about."""
    name = key.partition(":")[0]
    whole = name == "projects" or name in set(Measure)
    return text("programme.whole") if whole else (units or {}).get(name, name)


def usual_note(text: Catalogue, plan: Plan) -> str | None:
    """Return how much of the programme is lawful in time and would be late by the usual times; None if nothing is."""
    late = plan.after_usual()
    if not late:
        return None
    amount = sum((row.project.amount for row in late), NOTHING)
    return text("programme.usual_late", count=len(late), amount=text.amount(amount, plan.progress.measure))


def left_words(text: Catalogue, plan: Plan) -> str | None:
    """Return what is ready and not in the programme, by reason; None where everything is in it."""
    if not plan.left_out:
        return None
    counts = Counter(one.reason for one in plan.left_out)
    parts = [
        text(
            "programme.left_part",
            reason=text.label("programme.reasons", reason),
            count=count,
            amount=text.amount(_sum(plan.left_out, reason), plan.progress.measure),
        )
        for reason, count in sorted(counts.items())
    ]
    return text("programme.left", parts=text("programme.joint").join(parts))


def _sum(left: tuple[LeftOut, ...], reason: str) -> Decimal:
    return sum((one.project.amount for one in left if one.reason == reason), NOTHING)


def aim_amount(name: str, value: int) -> Decimal | int:
    """Return an aim as it is printed: what goes beyond the need in the measure, the others as whole numbers."""
    return value * _CENTS if name == "surplus" else value


def programme_sheet(plan: Plan, text: Catalogue, place: Place) -> Sheet:
    """Return the programme as a list by month whose amounts add up to its total."""
    unit = text.label("measures", plan.progress.measure)
    names = ("month", "key", "name", "unit", "stage", "amount", "days", "next", "steps", "earliest", "usual", "parcels")
    indicator = text.label("indicators", plan.progress.indicator)
    lines = [verdict(text, plan), *advice(text, plan)]
    lines += [line for line in (usual_note(text, plan), left_words(text, plan)) if line]
    if place.synthetic:
        lines.append(text("common.synthetic"))
    title = text("programme.sheet.title", indicator=indicator, year=plan.year)
    total = (text("programme.sheet.total"), *[None] * 4, plan.found.planned, *[None] * 6)
    stem = text("programme.sheet.file", title=title, place=place.part, day=place.as_of.isoformat())
    return Sheet(
        name=text("programme.sheet.name"),
        title=text("programme.sheet.heading", district=place.district, title=title, day=text.day(plan.as_of)).strip(),
        lines=tuple(lines),
        headings=tuple(text(f"programme.heading.{name}", unit=unit) for name in names),
        rows=(*(_sheet_row(row, text, place) for row in plan.rows), total),
        file_name=re.sub(r'[\x00-\x1f<>:"/\\|?*\s_]+', "_", stem)[:100].strip("._") + ".xlsx",
    )


def _sheet_row(row: Planned, text: Catalogue, place: Place) -> tuple[Cell, ...]:
    one = row.project
    return (
        row.month,
        one.key,
        one.name,
        place.units.get(one.unit or "", one.unit),
        text.label("stages", one.stage),
        one.amount,
        str(one.days),
        text.label("kinds", one.next_kind),
        str(one.steps),
        one.earliest_on,
        one.usual_on,
        parcel_words(text, row),
    )


def parcel_words(text: Catalogue, row: Planned) -> str:
    """Return the parcels that a project lies on, with what it uses of each."""
    parts = [text("programme.parcel", parcel=parcel, amount=text.number(part)) for parcel, part in row.project.parcels]
    return text("programme.joint").join(parts)
