"""The monthly circular of towns and streets (街镇月度通报): ranked, every indicator against target and norm, lights."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from landuse.i18n import catalogue
from landuse.model import GroupBy, Progress
from landuse.reports.bulletin_tables import ranking_indicator
from landuse.reports.headline import light, light_limits
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row, blank
from landuse.reports.office_writer import office_writer
from landuse.rules import load_rules
from landuse.store import Store
from landuse.units import rounded
from landuse.views.figures import added_figures, in_print, printed_measure, share_percent
from landuse.views.targets import breakdown, target_board

KIND = "monthly_ranking"
#: Lights from the worst to none.
_LIGHTS = ("red", "yellow", "green", "none")


def _columns() -> tuple[Column, ...]:
    columns = [Column("rank", 6, Look.WHOLE), Column("place", 13)]
    for name, indicator in load_rules().indicators.items():
        measure = str(printed_measure(indicator.measure))

        def number(what: str, rule: str, group: str = name, unit: str = measure) -> Column:
            return Column(what, 10, Look.NUMBER, group, unit, rule, adds_up=True)

        columns += [
            number("target", "target"),
            number("added_month", "added"),
            number("actual", name),
            Column("share", 8, Look.NUMBER, name, "percent", "share", share_of=(f"{name}_actual", f"{name}_target")),
            Column("ahead", 8, Look.NUMBER, name, "points", "ahead"),
        ]
    return (*columns, Column("light", 7, Look.LIGHT), blank("note", 12))


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: units by their share of the indicator in most trouble, what belongs to no unit last."""
    text, asked = catalogue(request.language), {"year": request.year, "as_of": request.as_of, "known_at": known_at}
    board = target_board(store, **asked)  # type: ignore[arg-type]
    ranked = ranking_indicator(board)
    places: dict[str | None, dict[str, Progress]] = {}
    names: dict[str | None, str] = {None: text("office.remainder")}
    for group in breakdown(store, by=GroupBy.UNIT, **asked):  # type: ignore[arg-type]
        places.setdefault(group.key, {})[group.progress.indicator] = group.progress
        names.setdefault(group.key, group.name or group.key or "")
    shares = {key: found[ranked].share if ranked in found else None for key, found in places.items() if key is not None}
    order = sorted(shares, key=lambda key: (shares[key] is None, -(shares[key] or 0.0), key or ""))
    added = _added(store, request, known_at, list(shares))
    cells = {key: _cells(places[key], added[key]) for key in order}
    whole = _cells({row.indicator: row for row in board}, added[None])
    rest = _rest(whole, list(cells.values()))
    rows = [Row(key, "", own | {"rank": _rank(key, shares), "place": names[key]}) for key, own in cells.items()]
    if any(rest.values()):
        rows.append(Row("remainder", "", rest | {"light": "none", "place": names[None]}))
    short = text(f"progress.short.{ranked}")
    return OfficeTable(
        kind=KIND,
        columns=_columns(),
        rows=tuple(rows),
        notes=(text("office.note.monthly_ranking", indicator=short), text("office.note.lights", **light_limits(text))),
        unit_line="mu_and_wan_m2",
        total=whole,
        is_numbered=False,
        frozen=2,
    )


def _rank(key: str | None, shares: Mapping[str, float | None]) -> int | None:
    """Return the place of a unit; equal shares have one."""
    own = shares.get(key) if key is not None else None
    return None if own is None else 1 + sum(other is not None and other > own for other in shares.values())


def _cells(found: Mapping[str, Progress], added: Mapping[str, Decimal]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {f"{name}_actual": Decimal("0.00") for name in load_rules().indicators}
    for name, row in found.items():
        share, elapsed = share_percent(row.actual, row.target), rounded(row.elapsed * 100)
        cells[f"{name}_target"] = None if row.target is None else in_print(row.target, row.measure)
        cells[f"{name}_actual"] = in_print(row.actual, row.measure)
        cells[f"{name}_share"] = share
        cells[f"{name}_ahead"] = None if share is None else share - elapsed
    cells |= {f"{name}_added_month": amount for name, amount in added.items()}
    cells["light"] = min((light(row) for row in found.values()), key=_LIGHTS.index, default="none")
    return cells


def _rest(whole: Mapping[str, Cell], units: Sequence[Mapping[str, Cell]]) -> dict[str, Cell]:
    """Return what of the district's amounts is no unit's (less than nothing: units have more than the district)."""
    rest: dict[str, Cell] = {}
    for name, amount in whole.items():
        if isinstance(amount, Decimal) and name.endswith(("_target", "_actual", "_added_month")):
            parts = (own.get(name) for own in units)
            rest[name] = amount - sum((part for part in parts if isinstance(part, Decimal)), Decimal(0))
    return rest


def _added(
    store: Store, request: DocumentRequest, known_at: datetime, units: Sequence[str]
) -> dict[str | None, dict[str, Decimal]]:
    """Return what each unit gained within the period, and the district (None)."""
    found: dict[str | None, dict[str, Decimal]] = {}
    for unit in (None, *units):
        figures = added_figures(store, period=request.period, known_at=known_at, unit=unit)
        found[unit] = {figure.figure_id.partition(".")[0]: figure.value or Decimal(0) for figure in figures}
    return found


WRITER = office_writer(KIND, build, of=())
