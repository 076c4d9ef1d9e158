"""What a file would change, for programs and for people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from landuse.cli.output import print_table, say
from landuse.i18n import Catalogue
from landuse.units import Measure

if TYPE_CHECKING:
    from landuse.views.change_sets import ChangeSet
    from landuse.views.effects import Effects, IndicatorEffect, SumEffect

#: How many changed cells a screen shows; ``--json`` holds all.
_ON_SCREEN, _CELL = 50, 40


def changes_record(changes: "ChangeSet", totals: "Effects") -> dict[str, object]:
    """Return the changed cells, and the totals before and after, as JSON holds them."""
    names = ["row", "key", "column", "state", "old", "new", "base"]
    cells = changes.cells[names].itertuples(index=False, name=None)
    return {
        "changes": [dict(zip(names, cell, strict=True)) for cell in cells],
        "missing": list(changes.missing),
        "totals": {
            "indicators": [
                {
                    "indicator": effect.indicator,
                    "year": effect.year,
                    "unit": effect.after.measure,
                    "before": effect.before.actual,
                    "after": effect.after.actual,
                    "target_before": effect.before.target,
                    "target_after": effect.after.target,
                    "uncounted_before": effect.before.uncounted.count,
                    "uncounted_after": effect.after.uncounted.count,
                }
                for effect in totals.indicators
            ],
            "sums": [{"name": effect.name, "before": effect.before, "after": effect.after} for effect in totals.sums],
        },
    }


def print_changes(text: Catalogue, changes: "ChangeSet", totals: "Effects") -> None:
    """Print the changed cells, and the totals before and after."""
    if len(changes.cells):
        headings = [text(f"cli.heading.{name}") for name in ("row", "key", "column", "before", "after", "change")]
        columns = ["row", "key", "column", "old", "new", "state"]
        shown = changes.cells[columns].head(_ON_SCREEN).itertuples(index=False, name=None)
        print_table(headings, _rows(text, shown), numbers=(0,))
        if len(changes.cells) > _ON_SCREEN:
            say(text("cli.more_changes", count=len(changes.cells) - _ON_SCREEN))
    headings = [text(f"cli.heading.{name}") for name in ("total", "before", "after")]
    rows = [_indicator(text, effect) for effect in totals.indicators]
    rows += [_sum(text, effect) for effect in totals.sums]
    print_table(headings, rows, numbers=(1, 2))


def _rows(text: Catalogue, cells: Iterable[tuple[object, ...]]) -> list[list[str]]:
    return [
        [
            str(row),
            str(key),
            text.label("columns", str(column)),
            _said(old),
            _said(new),
            text(f"cli.cell_state.{state}"),
        ]
        for row, key, column, old, new, state in cells
    ]


def _said(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:.12g}" if isinstance(value, float) else str(value)[:_CELL]


def _indicator(text: Catalogue, effect: "IndicatorEffect") -> list[str]:
    name = text("cli.indicator_in", indicator=text.label("indicators", effect.indicator), year=effect.year)
    amounts = [text.amount(one.actual, one.measure) for one in (effect.before, effect.after)]
    return [name, *amounts]


def _sum(text: Catalogue, effect: "SumEffect") -> list[str]:
    name = text(f"cli.sum.{effect.name}")
    if effect.name == "records":
        return [name, f"{effect.before}", f"{effect.after}"]
    return [name, text.amount(effect.before, Measure.MU), text.amount(effect.after, Measure.MU)]
