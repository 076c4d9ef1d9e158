"""The panel of a campaign map: the year's indicators, and the list of zones that the map's numbers point to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from landuse.i18n import Catalogue
from landuse.model import Progress
from landuse.papers import figure_id
from landuse.reports.headline import plain, standing
from landuse.reports.sheet_letters import cut, printable
from landuse.units import Measure, amount_in
from landuse.views.zones import NextStep, ZoneStanding

#: Columns of the list and their widths, in shares of the panel.
ZONE_COLUMNS: dict[str, float] = {
    "number": 5,
    "name": 17,
    "unit": 11,
    "parcels": 6,
    "area": 11,
    "remediation_area": 10,
    "demolition_area": 10,
    "resupply_area": 10,
    "idle": 12,
    "next_step": 20,
    "owner": 22,
}
_LEFT = ("name", "unit", "next_step", "owner")
BOARD_COLUMNS = ("indicator", "target", "actual", "share", "elapsed", "gap", "needed", "standing")
_LAND = ("remediation_area", "demolition_area", "resupply_area")
_NOTHING = Decimal("0.00")
#: What is printed for a figure: (its id, its plain words) -> with the marks of edits and differences.
Printed = Callable[[str, str], str]
#: Millimetres between two columns.
_GUTTER = 1.6


def as_it_is(_figure_id: str, words: str) -> str:
    """Print a figure as the ledger gives it."""
    return words


def board_table(
    board: Sequence[Progress], text: Catalogue, *, unit: str | None = None, printed: Printed = as_it_is
) -> dict[str, object]:
    """Return the headings and rows of the year's indicators; how each stands is said in a word."""
    return {
        "headings": [text(f"campaign.board.{name}") for name in BOARD_COLUMNS],
        "rows": [_board_row(row, text, unit, printed) for row in board],
        "behind": [standing(row) == "behind" for row in board],
    }


def _board_row(row: Progress, text: Catalogue, unit: str | None, printed: Printed) -> list[str]:
    """Return an indicator in words: land in 亩, floor area in 万㎡ as targets say it."""
    measure = Measure.WAN_M2 if row.measure is Measure.M2 else row.measure

    def said(what: str, amount: Decimal | None) -> str:
        own = amount if amount is None or measure is row.measure else amount_in(float(amount), measure)
        return printed(figure_id(row.indicator, what, unit=unit), plain(text, own))

    return [
        f"{text(f'progress.short.{row.indicator}')}({text.label('measures', measure)})",
        said("target", row.target),
        said("actual", row.actual),
        text.percent(row.share),
        text.percent(row.elapsed),
        said("gap", row.gap),
        said("needed", row.needed_per_month),
        text(f"progress.pace.{standing(row)}"),
    ]


def zone_table(
    zones: Sequence[ZoneStanding],
    units: Mapping[str, str],
    text: Catalogue,
    *,
    room: float,
    points: float,
    printed: Printed = as_it_is,
) -> dict[str, object]:
    """
    Return the list of zones with its totals; what is too long for its column ends in an ellipsis.

    Parameters
    ----------
    zones : sequence of ZoneStanding
    units : mapping
        Names of reporting units by code.
    text : Catalogue
    room : float
        Width of the whole table in mm.
    points : float
        Size of its letters.
    printed : callable
        What is printed for a figure of :func:`zone_figures`.
    """
    widths = {name: room * share / sum(ZONE_COLUMNS.values()) for name, share in ZONE_COLUMNS.items()}
    rows = [
        [
            cut(printable(said), points, room=widths[name] - _GUTTER)
            for name, said in zip(ZONE_COLUMNS, _zone_row(zone, units, text, printed), strict=True)
        ]
        for zone in zones
    ]
    return {
        "headings": [text(f"campaign.zones.{name}") for name in ZONE_COLUMNS],
        "widths": list(widths.values()),
        "left": [name in _LEFT for name in ZONE_COLUMNS],
        "rows": rows,
        "total": _total(zones, text),
    }


def zone_figures(zone: ZoneStanding) -> dict[str, tuple[str, Decimal]]:
    """Return the amounts of a zone, in 亩, by the column they stand in, with the id of each as a figure."""
    key = zone.zone_id
    return {
        "area": (figure_id("area", "counting", zone=key), zone.area_mu or _NOTHING),
        **{name: (figure_id(name, "actual", zone=key), zone.done.get(name, _NOTHING)) for name in _LAND},
        "idle": (figure_id("idle", "area", zone=key), zone.idle_mu),
    }


def _zone_row(zone: ZoneStanding, units: Mapping[str, str], text: Catalogue, printed: Printed) -> Iterable[str]:
    step = zone.next_step
    return (
        str(zone.number),
        zone.name,
        units.get(zone.unit or "", zone.unit or ""),
        f"{zone.parcels:,}",
        *(printed(name, _amount(amount, text)) for name, amount in zone_figures(zone).values()),
        "" if step is None else _due(step, text),
        (step.owner or "") if step is not None else "",
    )


def _due(step: NextStep, text: Catalogue) -> str:
    day = text("campaign.day", month=step.due_on.month, day=step.due_on.day)
    return text("campaign.step", step=text.label("kinds", step.kind), day=day)


def _total(zones: Sequence[ZoneStanding], text: Catalogue) -> list[str]:
    areas = sum((zone.area_mu for zone in zones if zone.area_mu is not None), _NOTHING)
    done = [sum((zone.done.get(name, _NOTHING) for zone in zones), _NOTHING) for name in _LAND]
    idle = sum((zone.idle_mu for zone in zones), _NOTHING)
    return [
        "",
        text("sheet.total"),
        "",
        f"{sum(zone.parcels for zone in zones):,}",
        text.number(areas),
        *(_amount(amount, text) for amount in (*done, idle)),
        "",
        "",
    ]


def _amount(amount: Decimal, text: Catalogue) -> str:
    return text.number(amount) if amount else ""
