"""The programme that closes a gap by the year's end, or the constraint that keeps it open."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import complain, print_json, print_table, say
from landuse.cli.parameters import Amount
from landuse.cli.period import period
from landuse.cli.session import Session
from landuse.cli.targets import AS_OF, UNIT, YEAR
from landuse.errors import ArgumentsError, RefusedError
from landuse.i18n import Catalogue
from landuse.units import rounded

if TYPE_CHECKING:
    from landuse.core.assignment import Aimed
    from landuse.reports.alerts import Place
    from landuse.store import Store, Tables
    from landuse.views.programme import Plan, Planned
    from landuse.views.ready import Ready

_CLOSED = frozenset({"reached", "optimal", "feasible"})


@verb(
    "plan",
    YEAR,
    AS_OF,
    click.option("--indicator", metavar="NAME"),
    UNIT,
    click.option("--capacity", multiple=True, metavar="[KEY=]NUMBER"),
    click.option("--include", multiple=True, metavar="ID"),
    click.option("--exclude", multiple=True, metavar="ID"),
    click.option("--contiguous", is_flag=True),
    click.option("--prefer", type=click.Choice(["effort", "fewest", "oldest"]), default="effort"),
    click.option("--pace", type=click.Choice(["law", "usual"]), default="law"),
    click.option("--amount", type=Amount(), metavar="NUMBER"),
    click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE"),
)
def plan(
    session: Session,
    *,
    year: int | None,
    as_of: date | None,
    unit: str | None,
    capacity: tuple[str, ...],
    amount: Decimal | None,
    output: Path | None,
    **asked: Any,
) -> int:
    """Show what to push in which month; leave with 7 where the gap cannot be closed."""
    from landuse.cli.filters import unit_code
    from landuse.reports.programme import verdict
    from landuse.views.programme import plan as planned

    if amount is not None and not (amount.is_finite() and amount > 0):
        raise ArgumentsError("wrong_number", value=amount)
    with session.opened() as store:
        year, as_of = period(store.settings, year, as_of)
        tables = store.tables()
        found = planned(
            store,
            year=year,
            as_of=as_of,
            unit=unit_code(tables, unit),
            capacity=[_capacity(tables, one) for one in capacity],
            need=None if amount is None else rounded(amount),
            **asked,
        )
        place = _place(session.text, store, found)
        if output is not None:
            _write(found, session.text, place, output, store)
    sentence = verdict(session.text, found)
    if session.as_json:
        print_json(_record(session.text, found))
    else:
        _print(session.text, found, place, output)
    if found.status in _CLOSED:
        return 0
    complain(sentence)
    return RefusedError.exit_code


def _capacity(tables: "Tables", given: str) -> tuple[str, Decimal]:
    """Return a capacity, its unit by code, whatever name or alias it was given by; a mere number is of the whole."""
    from landuse.cli.filters import unit_code
    from landuse.units import Measure
    from landuse.views.programme import EACH, PROJECTS

    key, _, number = given.rpartition("=")
    name, mark, counted = key.strip().partition(":")
    if name not in {"", EACH, PROJECTS, *map(str, Measure)}:
        name = str(unit_code(tables, name))
    return f"{name}{mark}{counted}", Amount().convert(number.strip(), None, None)


def _place(text: Catalogue, store: "Store", found: "Plan") -> "Place":
    from landuse.reports.alerts import Place
    from landuse.reports.listing import unit_names

    units = unit_names(store.tables())
    part = units.get(found.unit, found.unit) if found.unit else text("common.district")
    return Place(store.settings.name, part, units, found.as_of, store.settings.synthetic)


def _write(found: "Plan", text: Catalogue, place: "Place", output: Path, store: "Store") -> None:
    from io import BytesIO

    from landuse.actions.outgoing import refuse_workspace, write_whole
    from landuse.reports.alerts import write_sheet
    from landuse.reports.programme import programme_sheet

    sheet = programme_sheet(found, text, place)
    target = output / sheet.file_name if output.is_dir() else output
    if target.suffix.lower() != ".xlsx":
        raise ArgumentsError("unknown_format", path=str(target), known=".xlsx")
    refuse_workspace(target, store)
    made = BytesIO()
    write_sheet(sheet, made)
    write_whole(target, made.getvalue())


def _record(text: Catalogue, found: "Plan") -> dict[str, object]:
    from landuse.reports.programme import verdict

    done, row = found.found, found.progress
    binding = done.binding if found.status == "infeasible" else None
    infeasible = {
        "constraint": None if binding is None else binding.constraint,
        "short_by": None if binding is None else binding.by,
        "constraints": [{"constraint": one.constraint, "short_by": one.by} for one in done.shorts],
        "relief": [{"constraint": one.constraint, "least": one.least, "proven": one.proven} for one in done.reliefs],
        "clear_by": found.clear_by,
        "most": None if done.most is None else _aim(done.most, "surplus"),
    }
    return {
        "status": found.status,
        **({} if found.status in _CLOSED else infeasible),
        "message": verdict(text, found),
        "indicator": row.indicator,
        "unit": row.measure,
        "reporting_unit": found.unit,
        "year": found.year,
        "as_of": found.as_of,
        "target": row.target,
        "actual": rounded(row.actual),
        "gap": row.gap,
        "need": found.need,
        "planned": done.planned,
        "left": found.open,
        "objective": {name: _aim(aim, name) for name, aim in done.aims.items()},
        "proof_gap": done.gap,
        "months": _months(found),
        "programme": [_planned_record(one) for one in found.rows],
        "left_out": [{**_ready_record(one.project), "reason": one.reason} for one in found.left_out],
    }


def _aim(aim: "Aimed", name: str) -> dict[str, object]:
    from landuse.reports.programme import aim_amount

    return {
        "reached": aim_amount(name, aim.reached),
        "bound": aim_amount(name, aim.bound),
        "proven": aim.proven,
    }


def _months(found: "Plan") -> list[dict[str, Any]]:
    rows = []
    running = Decimal("0.00")
    for month in found.months:
        own = found.of_month(month)
        amount = sum((one.project.amount for one in own), Decimal("0.00"))
        running += amount
        rows.append({"month": month, "projects": len(own), "amount": amount, "cumulative": running})
    return rows


def _planned_record(row: "Planned") -> dict[str, object]:
    return {"month": row.month, "from": row.day, **_ready_record(row.project)}


def _ready_record(one: "Ready") -> dict[str, object]:
    return {
        one.subject.value: one.key,
        "name": one.name,
        "unit": one.unit,
        "zone": one.zone_id,
        "stage": one.stage,
        "amount": one.amount,
        "since": one.since,
        "days": one.days,
        "next": one.next_kind,
        "steps": one.steps,
        "earliest": one.earliest_on,
        "usual": one.usual_on,
        "parcels": [{"parcel": parcel, "amount": amount} for parcel, amount in one.parcels],
    }


def _print(text: Catalogue, found: "Plan", place: "Place", output: Path | None) -> None:
    from landuse.reports.programme import advice, left_words, usual_note, verdict

    head = {"indicator": text.label("indicators", found.progress.indicator), "year": found.year}
    say(text("programme.head", day=text.day(found.as_of), place=place.part, **head))
    if place.synthetic:
        say(text("common.synthetic"))
    if found.status in _CLOSED:
        say(verdict(text, found))
    say(*advice(text, found))
    measure = found.progress.measure
    names = ("month", "key", "name", "unit", "stage", "amount", "days", "next", "steps", "earliest", "usual")
    unit = text.label("measures", measure)
    rows = [
        [
            row.month,
            row.project.key,
            row.project.name or "",
            place.units.get(row.project.unit or "", row.project.unit or ""),
            text.label("stages", row.project.stage),
            text.number(row.project.amount),
            str(row.project.days),
            text.label("kinds", row.project.next_kind),
            str(row.project.steps),
            text.day(row.project.earliest_on),
            text.day(row.project.usual_on),
        ]
        for row in found.rows
    ]
    if rows:
        print_table([text(f"programme.heading.{name}", unit=unit) for name in names], rows, numbers=(5, 6, 8))
        months = [
            text(
                "programme.month",
                month=row["month"],
                projects=row["projects"],
                amount=text.amount(row["amount"], measure),
            )
            for row in _months(found)
            if row["projects"]
        ]
        say(text("programme.by_month", months=text("programme.joint").join(months)))
    say(*(line for line in (usual_note(text, found), left_words(text, found)) if line))
    if output is not None:
        say(text("programme.written", path=output))


COMMANDS = commands(plan)
