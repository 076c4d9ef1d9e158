"""What the warning rules look at, and what they say: frozen records between the views and the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from landuse.model import Norm, Progress
from landuse.rules.calendar import Calendar
from landuse.units import Measure


class AlertLevel(StrEnum):
    """How serious a warning is; red is the worst."""

    INFO = "info"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for information, 1 for yellow, 2 for red."""
        return list(AlertLevel).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """
    How far the pipeline covers what is missing of one indicator, in its ``measure``.

    ``done`` and ``target`` are the year's; ``pipeline`` is the sum of the plots that stand at ``from_stage`` or further
    and are not yet done; ``since`` is the day from which the cover has been as thin as it is (the level of the day).
    """

    indicator: str
    measure: Measure
    done: Decimal
    target: Decimal
    pipeline: Decimal
    from_stage: str
    since: date


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    All that the rules look at on one day. Frames may hold more columns than these; a day is a ``date`` or None.

    Parameters
    ----------
    as_of : date
        The last day that counts.
    calendar : Calendar
        Working days.
    progress : tuple of Progress
        The district's annual indicators on the day (W01).
    norms : mapping of indicator to Norm
        Their norm curves: since when what is done has been too little (W01).
    coverage : tuple of Coverage
        Pipeline against what is missing (W02).
    plots : DataFrame
        ``plot_id``, ``name``, ``unit``, ``owner`` (责任人 or None), ``plan_year``, ``planned_quarter`` (1 to 4, or
        none), ``area_mu`` (亩, NaN unknown), ``intended_enterprise``, ``winning_bidder`` (names, or None) and
        ``needs_notice`` (bool: its way of supply goes through a public notice; 划拨 does not).
    parcels : DataFrame
        ``parcel_id``, ``name``, ``unit``, ``area_mu``, ``resupplied`` (bool: the mode comes back through supply),
        ``idle_mu`` (what stands demolished and not supplied, 亩), ``demolished_on``, ``has_path`` (bool: lies on a plot
        in the supply plan or further).
    zones : DataFrame
        ``zone_id``, ``name``, ``unit``, ``area_mu``, ``signed_share`` (0 to 1 of what is to be signed; NaN unknown).
    enterprises : DataFrame
        ``credit_code``, ``name``, ``unit``: for milestones of firms.
    events : DataFrame
        Live events: ``event_id``, ``subject_kind``, ``subject_id``, ``kind``, ``occurred_on``, ``recorded_at`` (aware
        datetime or missing). Those dated after ``as_of`` may be there: they close nothing, but a date that had not come
        when it was entered is an error (W22).
    milestones : DataFrame
        One row a (``subject_kind``, ``subject_id``, ``kind``), the revision that stands: ``due_on``, ``owner``,
        ``delay_cause`` (government, force_majeure, enterprise or None).
    standards : DataFrame
        ``plot_id``, ``built_share``, ``invested_share``: what is built and invested, 0 to 1, NaN unknown (W14).
    differences : DataFrame
        ``subject_kind``, ``subject_id``, ``share`` (|geometry - book| of the book area), ``book_mu``, ``geometry_mu``,
        ``recorded_on`` (day of the shape that stands) (W19).
    updates : DataFrame
        ``subject_kind``, ``subject_id``, ``last_update``: a row a subject between launch and end; the last day of an
        event, a checklist line or a supervision entry (W20).
    totals : DataFrame
        The same total as it was known and as it is known: ``indicator``, ``unit`` (None: district), ``day`` (the last
        day the total counts), ``former``, ``present`` (Decimal), ``measure``, ``known_on`` (day of the former) (W22).
    """

    as_of: date
    calendar: Calendar
    progress: tuple[Progress, ...] = ()
    norms: Mapping[str, Norm] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    plots: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "plot_id",
            "name",
            "unit",
            "owner",
            "plan_year",
            "planned_quarter",
            "area_mu",
            "intended_enterprise",
            "winning_bidder",
            "needs_notice",
        )
    )
    parcels: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "parcel_id", "name", "unit", "area_mu", "resupplied", "idle_mu", "demolished_on", "has_path"
        )
    )
    zones: pd.DataFrame = field(default_factory=lambda: _empty("zone_id", "name", "unit", "area_mu", "signed_share"))
    enterprises: pd.DataFrame = field(default_factory=lambda: _empty("credit_code", "name", "unit"))
    events: pd.DataFrame = field(
        default_factory=lambda: _empty("event_id", "subject_kind", "subject_id", "kind", "occurred_on", "recorded_at")
    )
    milestones: pd.DataFrame = field(
        default_factory=lambda: _empty("subject_kind", "subject_id", "kind", "due_on", "owner", "delay_cause")
    )
    standards: pd.DataFrame = field(default_factory=lambda: _empty("plot_id", "built_share", "invested_share"))
    differences: pd.DataFrame = field(
        default_factory=lambda: _empty("subject_kind", "subject_id", "share", "book_mu", "geometry_mu", "recorded_on")
    )
    updates: pd.DataFrame = field(default_factory=lambda: _empty("subject_kind", "subject_id", "last_update"))
    totals: pd.DataFrame = field(
        default_factory=lambda: _empty("indicator", "unit", "day", "former", "present", "measure", "known_on")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """
    One warning.

    Parameters
    ----------
    rule : str
        ``W01`` to ``W22``.
    severity : AlertLevel
    subject_kind, subject_id, name : str
        What it is about: parcel, plot, zone, enterprise or indicator.
    part : str
        Which of several things of the subject, where a rule can fire more than once for it: the kind of milestone
        (W03), the span (W06), the fault (W22); empty otherwise.
    unit : str or None
        The reporting unit; None is the district, or unknown.
    owner : str
        The role that has to act (``rules.alerts.OwnerRole``).
    person : str or None
        Who is named in the records for it: of the milestone, else of the plot.
    since : date
        The day the present level began.
    due_on : date or None
        The day by which it is to be done: the agreed day, or the day red begins.
    amount_mu : Decimal or None
        The land at stake, 亩.
    values : mapping
        Fields of the sentences ``alerts.<rule>.*``: days, Decimals, shares, counts and codes.
    closes_by : str or None
        The kind of event that ends it.
    """

    rule: str
    severity: AlertLevel
    subject_kind: str
    subject_id: str
    part: str = ""
    name: str
    unit: str | None
    owner: str
    person: str | None = None
    since: date
    due_on: date | None = None
    amount_mu: Decimal | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    closes_by: str | None = None

    @property
    def key(self) -> str:
        """
        The name of the warning, the same every day it stands: rule, subject and, where there is one, the part.

        ``W05:plot:G-01``; ``W03:plot:G-01:site_preparation``.
        """
        return ":".join(piece for piece in (self.rule, self.subject_kind, self.subject_id, self.part) if piece)

    def days_late(self, as_of: date) -> int:
        """Return the days since it was due (negative: days left), or since the level began where nothing is due."""
        return (as_of - (self.due_on or self.since)).days
