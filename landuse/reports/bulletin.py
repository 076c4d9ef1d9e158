"""
The bulletin (通报): of a fortnight, a month, a half-year, a year; its sentences are the office's own, made from data.

Every number goes through the pen: it has its rule among the notes and a traceable id, and may be edited before issue.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from landuse.i18n import catalogue
from landuse.model import Filter, Layer
from landuse.papers import figure_id
from landuse.periods import Scope, months_until, period_label
from landuse.reports import bulletin_tables as tables
from landuse.reports.blocks import Block, Heading, PageBreak, Paper, Paragraph, Picture
from landuse.reports.bulletin_facts import LEVELS, Facts, bulletin_figures, facts_of, idle_members
from landuse.reports.campaign_map import district_box, zone_boxes
from landuse.reports.headline import standing
from landuse.reports.issue import DocumentRequest, Writer
from landuse.reports.paper_docx import paper_docx
from landuse.reports.paper_pdf import paper_pdf
from landuse.reports.pen import Pen
from landuse.reports.pictures import Bar, bars_picture, map_picture
from landuse.store import Store
from landuse.views.milestones import OpenStep

LAND = ("remediation_area", "demolition_area", "resupply_area", "construction_start_floor_area")
#: How many maps of zones a bulletin has unless it is asked for more.
_MAPS = 5
#: How far ahead the next steps look, and how many of them are printed.
_AHEAD, _MOST_STEPS = timedelta(days=45), 8
_SUPPLY = ("firms_in_plan", "plots_in_plan_area", "plots_listed", "plots_listed_area")
_PASSED = ("plots_passed", "plots_passed_area")
_SURVEY = ("firms_surveyed", "firms_no_own_plant", "firms_demand")


def bulletin_title(store: Store, request: DocumentRequest) -> str:
    """Return the title: the district (or the unit), the period, and what kind of bulletin it is."""
    text = catalogue(request.language)
    unit = request.about("unit")
    names = dict(store.tables().units[["code", "name"]].itertuples(index=False, name=None))
    district = store.settings.name or text("common.district")
    place = names.get(unit, unit) if unit else district
    period = period_label(request.period, text, with_year=True)
    kind = "half_year" if request.period.scope is Scope.HALF_YEAR else "usual"
    return text(f"bulletin.title.{kind}", place=place, period=period)


def write_bulletin(store: Store, request: DocumentRequest, pen: Pen) -> bytes:
    """Return the bulletin as docx or PDF."""
    paper = _Bulletin(store, request, pen).paper()
    if request.form == "docx":
        return paper_docx(paper, made_at=pen.known_at)
    return paper_pdf(paper, made_at=int(pen.known_at.timestamp()))


class _Bulletin:
    """A bulletin on its way: what is reported, and whom it is written with."""

    def __init__(self, store: Store, request: DocumentRequest, pen: Pen) -> None:
        self.store, self.request, self.pen, self.text = store, request, pen, pen.text
        self.unit = request.about("unit")
        self.facts: Facts = facts_of(store, request, pen.known_at)

    def paper(self) -> Paper:
        """Return the whole paper."""
        blocks = tuple(self._blocks())
        text, day = self.text, self.text.day(self.request.as_of)
        lines = [text("bulletin.as_of", day=day)]
        if self.store.settings.synthetic:
            lines.append(text("common.synthetic"))
        return Paper(
            title=bulletin_title(self.store, self.request),
            lines=tuple(lines),
            blocks=blocks,
            mark=text("common.internal"),
            language=self.request.language,
        )

    def _blocks(self) -> Iterator[Block]:
        """Yield the blocks; each section and each map is a step, and setting it all is the last."""
        sections = (self._progress, self._supply, self._units, self._risks, self._next, self._notes)
        maps = self._maps()
        steps = len(sections) + len(maps) + 1
        for step, section in enumerate(sections, start=1):
            self.pen.tell(step, steps, self.text(f"bulletin.section.{section.__name__.strip('_')}"))
            yield from section()
        if maps:
            yield PageBreak()
            yield self._heading("maps")
        for step, (box, chosen, caption, height) in enumerate(maps, start=len(sections) + 1):
            self.pen.tell(step, steps, caption)
            yield self._map(box, chosen, caption, height=height)
        self.pen.tell(steps, steps, self.text("sheet.step.typesetting"))

    def _heading(self, name: str) -> Heading:
        return Heading(self.text(f"bulletin.section.{name}"))

    def _said(
        self, name: str, *ids: str, look: str = "body", passage: str | None = None, **values: object
    ) -> Paragraph:
        """Return a sentence that may be edited, by its name or as *passage*; the rules of its figures are its notes."""
        words = self.pen.passage(passage or name, self.text(f"bulletin.{name}", **values))
        notes = tuple(dict.fromkeys(self.pen.note(one) for one in ids))
        return Paragraph(words, notes, look)  # type: ignore[arg-type]

    def _id(self, noun: str, what: str) -> str:
        return figure_id(noun, what, unit=self.unit)

    def _progress(self) -> Iterator[Block]:
        """Say what was done, against targets, norm and the issue before, with the bars of it."""
        pen, text = self.pen, self.text
        yield self._heading("progress")
        actual = {name: self._id(name, "actual") for name in LAND}
        period = period_label(months_until(self.request.as_of), text)
        said = {name: pen.said(one) for name, one in actual.items()}
        yield self._said("land.done", *actual.values(), look="lead", period=period, **said)
        with_target = [row for row in self.facts.board if row.target is not None]
        for row in with_target:
            share, elapsed = (self._id(row.indicator, what) for what in ("share", "elapsed"))
            points = (pen.value(share) or Decimal(0)) - (pen.value(elapsed) or Decimal(0))
            yield self._said(
                f"land.norm.{'above' if points >= 0 else 'below'}",
                share,
                elapsed,
                passage=f"land.norm.{row.indicator}",
                indicator=text(f"progress.short.{row.indicator}"),
                share=pen.said(share),
                points=text.number(abs(points)),
                needed=pen.said(self._id(row.indicator, "needed")),
                unit=text.label("measures", pen.figures[actual[row.indicator]].measure),
            )
        yield from self._since_last()
        yield tables.indicators(self.facts.board, pen, unit=self.unit)
        yield self._bars()

    def _since_last(self) -> Iterator[Block]:
        """Say what each indicator gained since the issue before this one."""
        last = self.facts.last
        if last is None:
            return
        before = {figure.figure_id: figure.value for figure in last.figures}
        gains = []
        for name in LAND:
            one = self._id(name, "actual")
            gained = (self.pen.value(one) or Decimal(0)) - (before.get(one) or Decimal(0))
            unit = self.text.label("measures", self.pen.figures[one].measure)
            short = self.text(f"progress.short.{name}")
            gains.append(self.text("bulletin.land.gain", indicator=short, amount=self.text.number(gained), unit=unit))
        day = self.text.day(last.as_of)
        joined = self.text("bulletin.joint").join(gains)
        yield self._said("land.since", day=day, snapshot=last.snapshot_id, gains=joined)

    def _bars(self) -> Picture:
        text = self.text
        bars = [
            Bar(
                label=text(f"progress.short.{row.indicator}"),
                share=row.share,
                due=row.elapsed if row.target is not None else None,
                words=text(
                    "bulletin.bar",
                    share=text.percent(row.share),
                    word=text(f"progress.pace.{standing(row)}"),
                ),
                behind=standing(row) == "behind",
            )
            for row in self.facts.board
        ]
        return bars_picture(bars, caption=text("bulletin.bars"), key=text("bulletin.bars_key"))

    def _supply(self) -> Iterator[Block]:
        """Say how far land supply and data-for-land have come, and what lies idle."""
        pen = self.pen
        yield self._heading("supply")
        if self.unit is None:
            for name, counts in (("supply.survey", _SURVEY), ("supply.plan", _SUPPLY), ("supply.passed", _PASSED)):
                ids = {count: figure_id(count, "actual") for count in counts}
                yield self._said(name, *ids.values(), **{count: pen.said(one) for count, one in ids.items()})
        area, parcels = self._id("idle", "area"), self._id("idle", "parcels")
        yield self._said("supply.idle", area, area=pen.said(area), parcels=pen.said(parcels))
        members = idle_members(self.facts, self.unit)
        if len(members):
            yield tables.idle_parcels(members, self.facts, self.text)

    def _units(self) -> Iterator[Block]:
        """Rank the reporting units by the indicator in most trouble."""
        if self.unit is not None or not self.facts.by_unit:
            return
        yield self._heading("units")
        ranked = tables.ranking_indicator(self.facts.board)
        yield self._said("units.ranked", indicator=self.text(f"progress.short.{ranked}"))
        yield tables.ranking(self.facts, self.pen, ranked)

    def _risks(self) -> Iterator[Block]:
        """Say what is late, how many of each level, and the worst of them."""
        yield self._heading("risks")
        ids = {level: self._id("warnings", level) for level in LEVELS}
        counts = {str(level): self.pen.said(one) for level, one in ids.items()}
        yield self._said("risks.counts", *ids.values(), **counts)
        open_ones = [one for one in self.facts.warnings if one.is_open]
        if open_ones:
            yield tables.worst_warnings(open_ones, self.facts, self.request.as_of, self.text)

    def _next(self) -> Iterator[Block]:
        """Say what the year still asks for, and what is due next, by whom."""
        pen = self.pen
        yield self._heading("next")
        goals = {row.indicator: self._id(row.indicator, "target") for row in self.facts.board if row.target is not None}
        if goals:
            parts = [self.text(f"bulletin.next.goal.{name}", amount=pen.said(one)) for name, one in goals.items()]
            yield self._said("next.goals", *goals.values(), goals=self.text("bulletin.joint").join(parts))
        last = self.request.as_of + _AHEAD
        due = [step for step in self.facts.steps if self.request.as_of < step.due_on <= last]
        for number, step in enumerate(self._own(due)[:_MOST_STEPS], start=1):
            words = self.text(
                "bulletin.next.step",
                day=self.text.day(step.due_on),
                subject=step.subject_id,
                step=self.text.label("kinds", step.kind),
                owner=step.owner or self.text("common.dash"),
            )
            yield Paragraph(pen.passage(f"next.step.{number}", words), look="bullet")

    def _own(self, steps: list[OpenStep]) -> list[OpenStep]:
        if self.unit is None:
            return steps
        known = self.store.tables(known_at=self.pen.known_at)
        own = {
            *known.plots.loc[known.plots["unit"] == self.unit, "plot_id"],
            *known.parcels.loc[known.parcels["unit"] == self.unit, "parcel_id"],
            *known.zones.loc[known.zones["unit"] == self.unit, "zone_id"],
        }
        return [step for step in steps if step.subject_id in own]

    def _notes(self) -> Iterator[Block]:
        """Say how each number is counted and rounded, and what was edited."""
        yield self._heading("notes")
        for note in self.pen.notes():
            yield Paragraph(note, look="small")

    def _maps(self) -> list[tuple[tuple[float, float, float, float], Filter, str, float]]:
        """Return box, records, caption and height of each map: the district, and the zones that matter most."""
        box = district_box(self.store)
        if box is None:
            return []
        chosen = Filter(as_of=self.request.as_of, unit=self.unit)
        maps = [(box, chosen, self.text("bulletin.map.district"), 110.0)]
        wished = self.request.option("maps", str(_MAPS))
        most = int(wished) if wished.isdigit() else _MAPS
        boxes = zone_boxes(self.store, self.facts.zones, known_at=self.pen.known_at)
        for zone in [zone for zone in self.facts.zones if zone.zone_id in boxes][:most]:
            caption = self.text("bulletin.map.zone", name=zone.name, idle=self.text.number(zone.idle_mu))
            maps.append((boxes[zone.zone_id], Filter(as_of=self.request.as_of, zone=zone.zone_id), caption, 95.0))
        return maps

    def _map(self, box: tuple[float, float, float, float], chosen: Filter, caption: str, *, height: float) -> Picture:
        idle = list(idle_members(self.facts, self.unit)["subject_id"])
        return map_picture(
            self.store,
            box,
            chosen,
            caption=caption,
            text=self.text,
            language=self.request.language,
            known_at=self.pen.known_at,
            height=height,
            selected={Layer.PARCELS: idle},
        )


WRITER = Writer(
    forms=("docx", "pdf"),
    title=bulletin_title,
    figures=bulletin_figures,
    write=write_bulletin,
    of=("unit",),
    options=("maps",),
)
