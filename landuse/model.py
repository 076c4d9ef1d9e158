"""
The nouns of the business as frozen records and enumerations; standard library only.

One thing is a record from here, many things are a table declared in :mod:`landuse.schema`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from landuse.units import Dimension, Measure


class Layer(StrEnum):
    """What a file or a list is about."""

    UNITS = "units"
    ZONES = "zones"
    PARCELS = "parcels"
    PLOTS = "plots"
    ENTERPRISES = "enterprises"
    EVENTS = "events"
    TARGETS = "targets"
    MILESTONES = "milestones"
    CHECKLIST = "checklist"
    STANDARDS = "standards"
    FIGURES = "figures"
    TENURE = "tenure"
    LINEAGE = "lineage"
    INTENTIONS = "intentions"
    SUPERVISION = "supervision"
    RECORDED = "recorded"
    REPORTED = "reported"


class SubjectKind(StrEnum):
    """What an event can be about."""

    PARCEL = "parcel"
    PLOT = "plot"
    ZONE = "zone"
    ENTERPRISE = "enterprise"


def subject_key(kind: str, subject_id: str) -> str:
    """
    Return the one name of a subject among all kinds of subjects.

    Examples
    --------
    >>> subject_key("parcel", "LC-0001")
    'parcel:LC-0001'
    """
    return f"{kind}:{subject_id}"


class Direction(StrEnum):
    """Whether a target is a lower bound (以上) or an upper bound (以内)."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class GeometryStatus(StrEnum):
    """
    What the ground of a record looks like.

    ``OK`` and ``UNMAPPED`` (未落图: the record came from a table and never had a shape) count by their area;
    ``LOCATION`` is a point with a declared area; the others are faults of a map file and do not count until mended.
    """

    OK = "ok"
    UNMAPPED = "unmapped"
    LOCATION = "location"
    NULL = "null"
    EMPTY = "empty"
    NAN = "nan"
    INVALID = "invalid"
    NOT_AREA = "not_area"

    @property
    def counts(self) -> bool:
        """Whether events on such a record may count."""
        return self in {GeometryStatus.OK, GeometryStatus.UNMAPPED, GeometryStatus.LOCATION}


class Reason(StrEnum):
    """Why an event counts as it does; ``counted`` is the plain case."""

    COUNTED = "counted"
    PARTIAL = "partial"
    CAPPED = "capped"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    MISSING_DATE = "missing_date"
    MISSING_AREA = "missing_area"
    UNKNOWN_SUBJECT = "unknown_subject"
    NULL_GEOMETRY = "null_geometry"
    EMPTY_GEOMETRY = "empty_geometry"
    NAN_GEOMETRY = "nan_geometry"
    INVALID_GEOMETRY = "invalid_geometry"
    NOT_AREA_GEOMETRY = "not_area_geometry"


class GroupBy(StrEnum):
    """What a total is broken down by."""

    UNIT = "unit"
    ZONE = "zone"
    MONTH = "month"


class Severity(StrEnum):
    """What happened to the row of a problem."""

    REFUSED = "refused"
    UNCOUNTED = "uncounted"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies: ``x``, ``y`` in the workspace's CRS, ``lng``, ``lat`` in WGS 84 degrees."""

    x: float
    y: float
    lng: float
    lat: float


@dataclass(frozen=True, slots=True)
class Issue:
    """
    A problem of one cell of an imported file.

    ``row`` is the row in the file as a user finds it: the sheet's row number for tables (headings are row 1), the
    record's number from 1 for map layers; 0 speaks of the whole file. ``values`` fill the sentence ``issues.<code>``;
    ``place`` is where on the ground it lies, if it is about ground.
    """

    row: int
    column: str
    code: str
    value: str
    severity: Severity
    values: dict[str, object] = field(default_factory=dict)
    place: Place | None = None


class Asked(StrEnum):
    """What a file leaves open, and its reading asks."""

    COLUMN = "column"
    AREA_UNIT = "area_unit"
    DAY_ORDER = "day_order"
    MONTH = "month"
    DAY_OF_MONTH = "day_of_month"
    YEAR = "year"
    CRS = "crs"
    ENCODING = "encoding"


@dataclass(frozen=True, slots=True)
class Question:
    """
    What the reading of a file must not guess; until it is answered the cells concerned are refused or left empty.

    ``column`` is the heading (``geometry`` for coordinates, ``encoding`` for all texts), ``choices`` the answers that
    are taken; ``proposed`` is one of them, for the reason ``questions.why.<why>``, and never applied by itself.
    ``samples`` are cells with their rows; ``values`` fill the sentences. ``answer`` is the one in use, None while the
    question is open.
    """

    kind: Asked
    column: str
    choices: tuple[str, ...]
    proposed: str | None = None
    why: str | None = None
    samples: tuple[tuple[int, str], ...] = ()
    values: dict[str, object] = field(default_factory=dict)
    answer: str | None = None

    @property
    def question_id(self) -> str:
        """The same from one reading of a file to the next."""
        return f"{self.kind}:{self.column}"


@dataclass(frozen=True, slots=True)
class Remembered:
    """
    A mapping of columns that an import confirmed, for the next table of such headings.

    ``mapping`` is heading -> field, of those that had one; ``answers`` are those that hold for the next file, by the
    question's id.
    """

    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    layer: Layer
    answers: Mapping[str, str] = field(default_factory=dict)
    mapping_id: str = ""
    file_name: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """
    Something that happened, before it is in the ledger.

    ``land_area_m2`` or ``floor_area_m2`` or neither; ``given`` is the amount as its author wrote it.
    """

    subject_kind: SubjectKind
    subject_id: str
    kind: str
    occurred_on: date | None
    land_area_m2: float | None = None
    floor_area_m2: float | None = None
    unit: str | None = None
    given: str | None = None
    doc_no: str | None = None
    evidence: str | None = None
    note: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm curve: the share of the year's target that is due after each month (12 shares, ending with 1)."""

    norm_id: str
    monthly_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One annual indicator, as ``rules/indicators.toml`` declares it."""

    indicator_id: str
    dimension: Dimension
    measure: Measure
    kinds: tuple[str, ...]
    direction: Direction
    norm: str
    nested_in: str | None = None


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What an indicator leaves out: how many events, and how much they declare (in the indicator's unit)."""

    count: int
    declared: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """
    One indicator against its target on a day; amounts in ``measure``, shares between 0 and 1.

    ``target``, ``share``, ``pace_index`` and the rest are None where there is no target (or no time left, or nothing
    done yet to compare with).
    """

    indicator: str
    measure: Measure
    actual: Decimal
    target: Decimal | None
    direction: Direction
    share: float | None
    elapsed: float
    pace_index: float | None
    gap: Decimal | None
    achieved_per_month: Decimal | None
    needed_per_month: Decimal | None
    speed_up: float | None
    run_rate_year_end: Decimal | None
    uncounted: Uncounted


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a total: a reporting unit, a zone or a month (``2023-05``); ``key`` None is what belongs to none."""

    by: GroupBy
    key: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """
    What a list, a map and an export show alike.

    ``where`` holds further ``column=value`` pairs; ``within`` is an area as WKB in the workspace's CRS; ``among`` are
    the keys of records chosen one by one (None: all).
    """

    as_of: date
    unit: str | None = None
    zone: str | None = None
    stage: str | None = None
    year: int | None = None
    text: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    within: bytes | None = None
    among: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """
    What an import did (or, on a dry run, would do).

    ``events`` and ``milestones`` are those that a sheet of plots told in columns of dates, besides its rows;
    ``questions`` are those the reading had, answered or open. Of the accepted rows ``changed`` speak of records that
    were there and ``unchanged`` say nothing new; the others are new.
    """

    batch: str | None
    layer: Layer
    read: int
    accepted: int
    refused: int
    uncounted: int
    issues: tuple[Issue, ...]
    declared_m2: float
    geometry_m2: float
    events: int = 0
    milestones: int = 0
    questions: tuple[Question, ...] = ()
    changed: int = 0
    unchanged: int = 0

    @property
    def new(self) -> int:
        """Accepted rows that the ledger had not heard of."""
        return self.accepted - self.changed - self.unchanged


@dataclass(frozen=True, slots=True)
class Batch:
    """
    One import, or the undoing of one.

    Of the accepted rows ``changed`` edited records and ``unchanged`` said nothing new.
    """

    batch_id: str
    layer: str
    file_name: str
    sha256: str
    read: int
    accepted: int
    refused: int
    uncounted: int
    changed: int
    unchanged: int
    created_at: datetime
    created_by: str
    undoes: str | None
    undone_by: str | None

    @property
    def added(self) -> int:
        """Of the accepted rows those that became new records, events or statements; an undoing adds none."""
        return 0 if self.undoes is not None else self.accepted - self.changed - self.unchanged
