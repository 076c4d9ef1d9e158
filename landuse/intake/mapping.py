"""Which column of a file is which field: by the user's word, what was confirmed, its heading; else asked."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache

from landuse.errors import ArgumentsError
from landuse.intake import headings as words
from landuse.intake.headings import DATED, normal
from landuse.intake.questions import Asking
from landuse.intake.values import word_of
from landuse.model import Asked, Layer, Question, Remembered, SubjectKind
from landuse.rules import load_rules
from landuse.schema import TABLES, Kind
from landuse.units import Measure

#: Columns that name what an event or a milestone is about, and of which kind it is then.
SUBJECT_FIELDS = {
    "parcel_id": SubjectKind.PARCEL,
    "plot_id": SubjectKind.PLOT,
    "zone_id": SubjectKind.ZONE,
    "credit_code": SubjectKind.ENTERPRISE,
}
SUBJECT_FIELD_LAYERS = frozenset({Layer.EVENTS, Layer.MILESTONES})
#: ... and the columns that say both by themselves.
SUBJECT = frozenset({"subject_kind", "subject_id"})
#: The choice of a column that is no field: it stays with the attributes.
ATTRIBUTE = "attribute"
#: How alike a heading and a known one must be for a proposal, and how many proposals there are at most.
ALIKE, MOST = 0.7, 4
#: How much of a remembered file's headings must be there for it to be the same table with some columns renamed.
SAME_TABLE = 0.5


@dataclass(frozen=True, slots=True)
class Field:
    """
    What a source column can be mapped to.

    A column of the table and, for areas, the measure it is given in; or one of :data:`DATED` (then ``column``) of an
    event of ``kind``.
    """

    name: str
    column: str
    measure: Measure | None = None
    kind: str | None = None


class Why(StrEnum):
    """Why a column is taken for a field, or for none."""

    WISHED = "wished"
    REMEMBERED = "remembered"
    ANSWERED = "answered"
    OWN_NAME = "own_name"
    ALIAS = "alias"
    UNIT_LINE = "unit_line"
    ASKED = "asked"
    LEFT_OVER = "left_over"


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    What one column is taken for: a field's name or None, and why.

    A column that is ``ASKED`` about has no field until its question is answered; ``candidates`` are the fields that it
    may be, the likeliest first, with how alike they are (0 to 1).
    """

    heading: str
    field: str | None
    why: Why
    candidates: tuple[tuple[str, float], ...] = ()


@cache
def fields_of(layer: Layer) -> dict[str, Field]:
    """
    Return the fields of a layer by name.

    Areas are there once per measure (``certificate_area_mu``, ``…_ha``, ``…_m2``); plots have the dated fields.
    """
    found: dict[str, Field] = {}
    for column in TABLES[layer].columns:
        if column.kind is Kind.AREA:
            stem = column.name.removesuffix("_m2")
            found |= {f"{stem}_{measure}": Field(f"{stem}_{measure}", column.name, measure) for measure in Measure}
        else:
            found[column.name] = Field(column.name, column.name)
    if layer in SUBJECT_FIELD_LAYERS:
        found |= {name: Field(name, name) for name in SUBJECT_FIELDS}
    if layer is Layer.PLOTS:
        kinds = [name for name, rule in load_rules().kinds.items() if SubjectKind.PLOT in rule.subjects]
        found |= {f"{what}_{kind}": Field(f"{what}_{kind}", what, kind=kind) for what in DATED for kind in kinds}
    return found


def recognises(layer: Layer, heading: str) -> bool:
    """Tell whether a heading is one the layer knows."""
    heading = words.plain(heading)
    known = [_known(layer), words.area_stems(layer)]
    if layer is Layer.PLOTS:
        known += [words.contract_aliases(), words.area_stems(layer, contracts=True)]
    return any(heading in names or words.split_unit(heading)[0] in names for names in known)


def propose(
    layer: Layer,
    headings: Iterable[str],
    wishes: Mapping[str, str],
    *,
    unit: str | None = None,
    remembered: Sequence[Remembered] = (),
    asking: Asking | None = None,
) -> dict[str, Field]:
    """Return which heading is which field as :func:`proposals` has it, of those that are one."""
    fields = fields_of(layer)
    made = proposals(layer, headings, wishes, unit=unit, remembered=remembered, asking=asking)
    return {proposal.heading: fields[proposal.field] for proposal in made if proposal.field is not None}


def proposals(
    layer: Layer,
    headings: Iterable[str],
    wishes: Mapping[str, str],
    *,
    unit: str | None = None,
    remembered: Sequence[Remembered] = (),
    asking: Asking | None = None,
) -> tuple[Proposal, ...]:
    """
    Return what each heading is taken for.

    A field is given to one heading only: the one the user wishes for, else the one that had it when the same table was
    confirmed, else the one called like the field itself, else the first that is known for it.

    Parameters
    ----------
    layer : Layer
    headings : iterable of str
    wishes : mapping
        Heading -> field, or :data:`ATTRIBUTE` for none, the user's word.
    unit : str, optional
        The word for areas of the line above the table (``单位:亩``), for headings that name none.
    remembered : sequence of Remembered
        What was confirmed for the layer before, the newest first.
    asking : Asking, optional
        Takes the questions about columns that are known by words only, were renamed, or name no unit of area.

    Raises
    ------
    ArgumentsError
        ``unknown_heading`` or ``unknown_field`` in the wishes, with those there are.
    """
    at_work = _Work(layer, list(headings))
    at_work.wish(wishes)
    former = closest(remembered, at_work.headings)
    if former is not None:
        at_work.remember(former)
    at_work.know(unit)
    at_work.ask(asking or Asking(), former)
    return tuple(at_work.found[heading] for heading in at_work.headings)


def fingerprint(headings: Iterable[str]) -> str:
    """Return what tells a table by its headings, whatever their order and spacing."""
    return hashlib.sha256("\n".join(sorted(map(normal, headings))).encode()).hexdigest()[:16]


def closest(remembered: Sequence[Remembered], headings: Sequence[str]) -> Remembered | None:
    """Return what was confirmed for the same headings, else for the most of them, None if for too few."""
    here = set(map(normal, headings))

    def common(one: Remembered) -> float:
        there = set(map(normal, one.headings))
        return len(here & there) / max(len(here | there), 1)

    best = max(remembered, key=common, default=None)
    return best if best is not None and common(best) >= SAME_TABLE else None


def is_by_contract(mapping: Mapping[str, Field]) -> bool:
    """Tell whether the rows of a sheet of plots go by a number that only a contract has."""
    key = TABLES[Layer.PLOTS].key
    numbers = words.contract_numbers()
    return any(target.name == key and normal(heading) in numbers for heading, target in mapping.items())


class _Work:
    """Headings being given their fields, the surest first."""

    def __init__(self, layer: Layer, headings: list[str]) -> None:
        self.layer = layer
        self.headings = headings
        self.fields = fields_of(layer)
        self.found = {heading: Proposal(heading, None, Why.LEFT_OVER) for heading in headings}
        self.taken: set[str] = set()

    def free(self) -> list[str]:
        """Return the headings that have no field yet."""
        return [heading for heading, proposal in self.found.items() if proposal.why is Why.LEFT_OVER]

    def give(self, heading: str, name: str | None, why: Why) -> None:
        """Give a heading a field that no other has."""
        if name is not None and name in self.fields and name not in self.taken:
            self.found[heading] = Proposal(heading, name, why)
            self.taken.add(name)

    def wish(self, wishes: Mapping[str, str]) -> None:
        """Give what the user wishes for."""
        for heading, wish in wishes.items():
            if heading not in self.found:
                raise ArgumentsError("unknown_heading", heading=heading, known=", ".join(self.headings))
            if wish == ATTRIBUTE:
                self.found[heading] = Proposal(heading, None, Why.WISHED)
                continue
            if wish not in self.fields:
                raise ArgumentsError("unknown_field", field=wish, layer=str(self.layer), known=", ".join(self.fields))
            self.found[heading] = Proposal(heading, wish, Why.WISHED)
            self.taken.add(wish)

    def remember(self, former: Remembered) -> None:
        """Give what was confirmed before."""
        confirmed = {normal(heading): name for heading, name in former.mapping.items()}
        for heading in self.free():
            self.give(heading, confirmed.get(normal(heading)), Why.REMEMBERED)

    def know(self, unit: str | None) -> None:
        """Give what the headings themselves say."""
        known = _known(self.layer)
        number = _contract_number(self.headings, self._given()) if self.layer is Layer.PLOTS else None
        if number is not None:
            known = {**known, **words.contract_aliases(), normal(number): TABLES[self.layer].key}
        stems = words.area_stems(self.layer, contracts=number is not None)
        measure = None if unit is None else word_of(unit, "measure")
        for heading in sorted(self.free(), key=lambda heading: normal(heading) not in self.fields):
            own = normal(heading)
            if own in self.fields:
                self.give(heading, own, Why.OWN_NAME)
                continue
            plain = words.plain(heading)
            stem, said = words.split_unit(plain)
            self.give(heading, known.get(own) or known.get(plain), Why.ALIAS)
            if heading in self.free() and said is not None and stem in stems:
                self.give(heading, f"{stems[stem]}_{said}", Why.ALIAS)
            elif heading in self.free() and measure is not None and plain in stems:
                self.give(heading, f"{stems[plain]}_{measure}", Why.UNIT_LINE)
        self._leave_context()

    def _leave_context(self) -> None:
        """Where columns of their own say what a row is about, one of its zone, say, tells only where that lies."""
        if self.layer not in SUBJECT_FIELD_LAYERS or not SUBJECT.issubset(self.taken):
            return
        for heading, one in self.found.items():
            if one.field in SUBJECT_FIELDS and one.why in {Why.ALIAS, Why.OWN_NAME}:
                self.found[heading] = Proposal(heading, None, Why.LEFT_OVER)
        self.taken |= SUBJECT_FIELDS.keys()

    def ask(self, asking: Asking, former: Remembered | None) -> None:
        """Ask about what is left, as far as there is something to ask."""
        for heading in self.free():
            question = self._about_unit(heading) or self._about_key(heading) or self._about_words(heading, former)
            if question is None:
                continue
            answer = asking.ask(question)
            is_unit = question.kind is Asked.AREA_UNIT
            likely = tuple((name, score) for name, score in self._alike(heading) if name not in self.taken)[:MOST]
            self.found[heading] = Proposal(heading, None, Why.ASKED, likely)
            if answer is not None and answer != ATTRIBUTE:
                self.found[heading] = Proposal(heading, None, Why.LEFT_OVER)
                self.give(heading, f"{question.values['area']}_{answer}" if is_unit else answer, Why.ANSWERED)
            elif answer == ATTRIBUTE:
                self.found[heading] = Proposal(heading, None, Why.ANSWERED, likely)

    def _given(self) -> dict[str, Field]:
        return {heading: self.fields[one.field] for heading, one in self.found.items() if one.field is not None}

    def _has(self, column: str) -> bool:
        return any(self.fields[name].column == column for name in self.taken)

    def _about_unit(self, heading: str) -> Question | None:
        """Return the question about an area whose heading names no unit."""
        numbers = words.contract_numbers()
        contracts = any(normal(other) in numbers for other in self.headings) and not self._keyed_by_plot()
        area = words.area_stems(self.layer, contracts=contracts).get(words.plain(heading))
        if area is None or self._has(f"{area}_m2"):
            return None
        return Question(Asked.AREA_UNIT, heading, tuple(map(str, Measure)), values={"area": area})

    def _keyed_by_plot(self) -> bool:
        key = TABLES[self.layer].key
        return any(
            one.field == key and normal(one.heading) not in words.contract_numbers() for one in self.found.values()
        )

    def _about_key(self, heading: str) -> Question | None:
        """Return the question whether a name may stand for the id that no column has."""
        key = TABLES[self.layer].key
        names = words.row_names(self.layer)
        if key in self.taken or key not in self.fields or normal(heading) not in names:
            return None
        return Question(Asked.COLUMN, heading, (key, ATTRIBUTE), proposed=key, why="key")

    def _about_words(self, heading: str, former: Remembered | None) -> Question | None:
        """Return the question about a column that is known by its words only, or was called otherwise before."""
        if former is not None and normal(heading) in map(normal, former.headings):
            return None
        likely = [(name, score) for name, score in self._alike(heading) if name not in self.taken]
        gone = _renamed(former, self.headings, self.taken)
        names = list(dict.fromkeys([*(name for name, _ in likely if name in gone), *(name for name, _ in likely)]))
        if not names and gone:
            names = list(gone)
        if not names:
            return None
        choices = (*names[:MOST], ATTRIBUTE)
        if names[0] in gone:
            values: dict[str, object] = {"former": gone[names[0]]}
            return Question(Asked.COLUMN, heading, choices, proposed=names[0], why="renamed", values=values)
        return Question(Asked.COLUMN, heading, choices, proposed=names[0], why="words")

    def _alike(self, heading: str) -> list[tuple[str, float]]:
        return _alike(self.layer, heading)


def _renamed(former: Remembered | None, headings: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Return the fields that a remembered file had under headings that are gone, with those headings."""
    if former is None:
        return {}
    here = set(map(normal, headings))
    gone = {name: heading for heading, name in former.mapping.items() if normal(heading) not in here}
    return {name: heading for name, heading in gone.items() if name not in taken}


@cache
def _alike(layer: Layer, heading: str) -> list[tuple[str, float]]:
    """Return the fields whose headings are like this one, the likeliest first, with how alike they are."""
    best: dict[str, float] = {}
    stem, measure = words.split_unit(words.plain(heading))
    for known, name in _known(layer).items():
        other, its = words.split_unit(known)
        if measure is None or its == measure:
            score = _likeness(stem, other)
            if score >= ALIKE and not (name.startswith("on_") and _is_planned(stem)):
                best[name] = max(score, best.get(name, 0))
    return sorted(best.items(), key=lambda pair: -pair[1])


def _likeness(heading: str, known: str) -> float:
    """Return how alike two headings are: one within the other, or letter by letter."""
    short, long = sorted((heading, known), key=len)
    if len(short) >= 2 and short in long:
        return 0.4 + 0.6 * len(short) / len(long)
    return SequenceMatcher(None, heading, known, autojunk=False).ratio() if len(short) >= 4 else 0.0


def _is_planned(heading: str) -> bool:
    return any(words.group_word(heading[:length]) is not None for length in (1, 2))


def _contract_number(headings: list[str], mapping: Mapping[str, Field]) -> str | None:
    """Return the heading of the contract's number where it names the rows: the user says so, or nothing else does."""
    key = TABLES[Layer.PLOTS].key
    naming = [heading for heading, target in mapping.items() if target.name == key]
    naming = naming or [heading for heading in headings if words.aliases(Layer.PLOTS).get(normal(heading)) == key]
    numbers = words.contract_numbers()
    if naming:
        return naming[0] if normal(naming[0]) in numbers else None
    there = {normal(heading): heading for heading in reversed(headings) if heading not in mapping}
    return next((there[number] for number in numbers if number in there), None)


@cache
def _known(layer: Layer) -> dict[str, str]:
    return {**words.aliases(layer), **{normal(name): name for name in fields_of(layer)}}
