"""The tables of a bulletin: indicators, idle land, reporting units in their rank, the worst warnings."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from landuse.core.alerts.supervised import Supervised
from landuse.i18n import Catalogue
from landuse.model import Progress
from landuse.papers import figure_id
from landuse.reports.alerts import told
from landuse.reports.blocks import Grid
from landuse.reports.bulletin_facts import Facts
from landuse.reports.headline import light
from landuse.reports.pen import Pen
from landuse.units import printed_total

_MOST_PARCELS, _MOST_WARNINGS = 12, 10
_WARNING_COLUMNS = ("level", "warning", "subject", "what", "due", "owner")
_INDICATOR_COLUMNS = ("indicator", "unit", "target", "added", "actual", "share", "elapsed", "ahead", "light")


def indicators(board: Sequence[Progress], pen: Pen, *, unit: str | None) -> Grid:
    """Return every indicator against its target and its norm; the light is a word."""
    text = pen.text
    rows = []
    for row in board:
        ids = {what: figure_id(row.indicator, what, unit=unit) for what in ("actual", "target", "share", "elapsed")}
        added = next(name for name in pen.figures if name.startswith(f"{row.indicator}.added"))
        share, elapsed = pen.value(ids["share"]), pen.value(ids["elapsed"])
        ahead = None if share is None or elapsed is None else share - elapsed
        rows.append(
            (
                text(f"progress.short.{row.indicator}"),
                text.label("measures", pen.figures[ids["actual"]].measure),
                pen.number(ids["target"]),
                pen.number(added),
                pen.number(ids["actual"]),
                pen.number(ids["share"]),
                pen.number(ids["elapsed"]),
                text.number(ahead),
                text(f"bulletin.light.{light(row)}"),
            )
        )
    return Grid(
        headings=(tuple(text(f"bulletin.column.{name}") for name in _INDICATOR_COLUMNS),),
        rows=tuple(rows),
        widths=(14, 16, 16, 15, 16, 15, 14, 16, 12),
        numbers=frozenset(range(2, 8)),
        title=text("bulletin.table.indicators"),
    )


def idle_parcels(members: pd.DataFrame, facts: Facts, text: Catalogue) -> Grid:
    """Return the idle parcels with most land, and what the others hold: the rows add up to the total."""
    zones = {zone.zone_id: zone.name for zone in facts.zones}
    shown, others = members.iloc[:_MOST_PARCELS], members.iloc[_MOST_PARCELS:]
    columns = ["subject_id", "name", "zone_id", "unit", "amount_mu", "days"]
    rows = [
        (
            key,
            name if isinstance(name, str) else "",
            zones.get(zone, zone if isinstance(zone, str) else ""),
            facts.unit_names.get(unit, unit if isinstance(unit, str) else ""),
            text.number(amount),
            f"{days:,}",
        )
        for key, name, zone, unit, amount, days in shown[columns].itertuples(index=False, name=None)
    ]
    if len(others):
        amount = text.number(printed_total(others["amount_mu"]))
        rows.append((text("bulletin.others", count=len(others)), "", "", "", amount, ""))
    return Grid(
        headings=(tuple(text(f"bulletin.idle.{name}") for name in ("key", "name", "zone", "unit", "area", "days")),),
        rows=tuple(rows),
        widths=(13, 30, 20, 15, 12, 10),
        numbers=frozenset({4, 5}),
        total=(text("sheet.total"), "", "", "", text.number(printed_total(members["amount_mu"])), ""),
        title=text("bulletin.table.idle"),
        unit=text("bulletin.unit_mu"),
    )


def ranking_indicator(board: Sequence[Progress]) -> str:
    """Return the indicator that units are ranked by: the one in most trouble of those with targets."""
    with_pace = [row for row in board if row.pace_index is not None]
    worst = min(with_pace or board, key=lambda row: row.pace_index if row.pace_index is not None else 0.0)
    return worst.indicator


def ranking(facts: Facts, pen: Pen, ranked: str) -> Grid:
    """
    Return the reporting units by their share of one indicator's target, all indicators beside it.

    Equal shares have one rank; units without a target of it come last and have none. Amounts stand beside the shares:
    a small target is soon met.
    """
    text, names = pen.text, [row.indicator for row in facts.board]

    def share_of(code: str) -> float | None:
        row = facts.by_unit[code].get(ranked)
        return None if row is None else row.share

    order = sorted(facts.by_unit, key=lambda code: (share_of(code) is None, -(share_of(code) or 0.0), code))
    shares = [share_of(code) for code in order]
    rows = []
    for code, share in zip(order, shares, strict=True):
        rank = "" if share is None else str(1 + sum(other is not None and other > share for other in shares))
        cells = [cell for name in names for cell in _of_unit(facts, pen, code, name)]
        rows.append((rank, facts.unit_names.get(code, code), *cells))
    upper: list[str | None] = [text("bulletin.column.rank"), text("bulletin.column.place")]
    lower: list[str | None] = ["", ""]
    for name in names:
        measure = text.label("measures", pen.figures[figure_id(name, "actual")].measure)
        upper += [text("bulletin.of_measure", indicator=text(f"progress.short.{name}"), unit=measure), None, None]
        lower += [text(f"bulletin.column.{what}") for what in ("target", "actual", "light")]
    return Grid(
        headings=(tuple(upper), tuple(lower)),
        rows=tuple(rows),
        widths=(7, 15, *(10, 11, 8) * len(names)),
        numbers=frozenset(place for place in range(2, 2 + 3 * len(names)) if (place - 2) % 3 < 2),
        title=text("bulletin.table.units"),
    )


def _of_unit(facts: Facts, pen: Pen, code: str, name: str) -> tuple[str, str, str]:
    target, actual = (figure_id(name, what, unit=code) for what in ("target", "actual"))
    row = facts.by_unit[code].get(name)
    shown = pen.number(target) if pen.value(target) is not None else ""
    return shown, pen.number(actual), pen.text(f"bulletin.light.{light(row) if row is not None else 'none'}")


def worst_warnings(warnings: Sequence[Supervised], facts: Facts, as_of: date, text: Catalogue) -> Grid:
    """Return the worst warnings in words: what, why, by when, who."""
    rows = []
    for one in warnings[:_MOST_WARNINGS]:
        said = told(one.alert, text, as_of=as_of, units=facts.unit_names)
        owner = one.owner or said.person or said.owner
        due = text.day(said.due_on) if said.due_on else ""
        rows.append((said.level, said.warning, said.subject, said.what, due, owner))
    return Grid(
        headings=(
            tuple(text(f"bulletin.risk.{name}") for name in ("level", "warning", "subject", "what", "due", "owner")),
        ),
        rows=tuple(rows),
        widths=(8, 18, 22, 34, 18, 20),
        title=text("bulletin.table.warnings", shown=len(rows), count=len(warnings)),
    )
