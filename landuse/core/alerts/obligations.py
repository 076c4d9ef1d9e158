"""W09 to W18: what is owed after the supply, and by zones and parcels before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from landuse.core.alerts.clocks import approaching, gone, red_day, waiting
from landuse.core.alerts.facts import Alert, AlertLevel
from landuse.core.alerts.known import Known, Milestone, Subject, amount, missing, rows
from landuse.core.workdays import add_months

#: Causes of a delay that is not the firm's: 闲置土地处置办法(国土资源部令第53号)第八条.
NOT_BY_THE_FIRM = frozenset({"government", "force_majeure"})


def no_permit(known: Known) -> Iterator[Alert]:
    """W09: handed over, and no building permit."""
    for subject in _plots(known):
        yield from waiting(known, "W09", subject, after="handover")


def permit_not_started(known: Known) -> Iterator[Alert]:
    """W10: a building permit, and no start."""
    for subject in _plots(known):
        yield from waiting(known, "W10", subject, after="permit")


def start_overdue(known: Known) -> Iterator[Alert]:
    """W11: the start that was agreed is near or past."""
    rule = known.rules["W11"]
    for subject, start in _starts(known, "W11"):
        reached = known.reached(rule, start.due_on)
        if reached:
            yield _by(start, known.alert("W11", subject, reached=reached, values=start.values, due_on=start.due_on))


def idle_first_year(known: Known) -> Iterator[Alert]:
    """W12: nothing started, and a year after the due start is near or past."""
    yield from _idle(known, "W12")


def idle_second_year(known: Known) -> Iterator[Alert]:
    """W13: nothing started, and two years after the due start are near or past."""
    yield from _idle(known, "W13")


def stopped(known: Known) -> Iterator[Alert]:
    """W14: building stopped with little built or invested; information where the figures to tell are not there."""
    rule = known.rules["W14"]
    shares = {row["plot_id"]: (row["built_share"], row["invested_share"]) for row in rows(known.facts.standards)}
    for subject in _plots(known):
        start = _stopped_since(known, subject)
        built, invested = shares.get(subject[1], (None, None))
        little = _little(known, built, invested)
        reached = known.reached(rule, start) if start is not None and little is not False else None
        if start is not None and reached:
            level = reached[0] if little else AlertLevel.INFO
            values = {
                "start": start,
                "gone": gone(known, rule, start),
                "built": _share(built),
                "invested": _share(invested),
            }
            due_on = red_day(known, rule, start)
            yield known.alert("W14", subject, reached=(level, reached[1]), values=values, due_on=due_on)


def completion_due(known: Known) -> Iterator[Alert]:
    """W15: the agreed completion is near or past."""
    for subject in _plots(known):
        yield from approaching(known, "W15", subject, start=known.first(subject, "construction_start"))


def acceptance_due(known: Known) -> Iterator[Alert]:
    """W16: the agreed capacity review is near or past; a plant that does not even produce is late all the more."""
    for subject in _plots(known):
        yield from approaching(known, "W16", subject, start=known.first(subject, "production_start"))


def demolished_no_path(known: Known) -> Iterator[Alert]:
    """W17: demolished for re-supply and on no plot that is planned for it."""
    rule = known.rules["W17"]
    for row in rows(known.facts.parcels):
        subject, start, idle = ("parcel", row["parcel_id"]), row["demolished_on"], amount(row["idle_mu"])
        lost = row["resupplied"] and not row["has_path"] and not known.is_past(subject, "supply_plan")
        if not lost or missing(start) or idle == 0:
            continue
        reached = known.reached(rule, start)
        if reached:
            values = {"start": start, "gone": gone(known, rule, start)}
            found = known.alert("W17", subject, reached=reached, values=values, due_on=red_day(known, rule, start))
            yield replace(found, amount_mu=idle)


def signing_window(known: Known) -> Iterator[Alert]:
    """W18: the time for signing is nearly over, or over, and not all have signed."""
    shares = {("zone", row["zone_id"]): row["signed_share"] for row in rows(known.facts.zones)}
    for one in known.milestones:
        share = _share(shares.get(one.subject))
        if one.kind == known.rules["W18"].milestone and (share is None or share < 1):
            yield from approaching(known, "W18", one.subject, signed=share)


FINDERS: dict[str, Callable[[Known], Iterator[Alert]]] = {
    "W09": no_permit,
    "W10": permit_not_started,
    "W11": start_overdue,
    "W12": idle_first_year,
    "W13": idle_second_year,
    "W14": stopped,
    "W15": completion_due,
    "W16": acceptance_due,
    "W17": demolished_no_path,
    "W18": signing_window,
}


@dataclass(frozen=True, slots=True)
class _Start:
    """The day by which building had to start: agreed, or a year from the handover (53号令 第二十二条)."""

    due_on: date
    basis: str
    person: str | None = None
    cause: str | None = None

    @property
    def values(self) -> dict[str, object]:
        """What the sentences say of it."""
        return {"start": self.due_on, "basis": self.basis, "cause": self.cause}


def _by(start: _Start, found: Alert) -> Alert:
    """Return the warning with the person whom the milestone names."""
    return replace(found, person=start.person or found.person)


def _plots(known: Known) -> Iterator[Subject]:
    yield from (("plot", plot_id) for plot_id in known.facts.plots["plot_id"])


def _starts(known: Known, rule: str) -> Iterator[tuple[Subject, _Start]]:
    """Yield the plots that have not started, with the day on which they should have."""
    months = known.rules[rule].handover_months
    for subject in _plots(known):
        agreed, handover = known.due.get((subject, "construction_start")), known.last(subject, "handover")
        if known.is_past(subject, "construction_start"):
            continue
        if agreed is not None:
            yield subject, _agreed(agreed)
        elif handover is not None and months is not None:
            yield subject, _Start(due_on=add_months(handover, months), basis="handover")


def _agreed(milestone: Milestone) -> _Start:
    return _Start(due_on=milestone.due_on, basis="agreed", person=milestone.person, cause=milestone.cause)


def _idle(known: Known, rule: str) -> Iterator[Alert]:
    """Count the months since the due start; a delay that is not the firm's is not answered by fee or take-back."""
    of_rule = known.rules[rule]
    for subject, start in _starts(known, rule):
        reached = known.reached(of_rule, start.due_on)
        if reached:
            level = AlertLevel.INFO if start.cause in NOT_BY_THE_FIRM else reached[0]
            values = {**start.values, "gone": gone(known, of_rule, start.due_on)}
            due_on = red_day(known, of_rule, start.due_on)
            yield _by(start, known.alert(rule, subject, reached=(level, reached[1]), values=values, due_on=due_on))


def _stopped_since(known: Known, subject: Subject) -> date | None:
    """Return the day building last stopped, if it neither went on (the same day counts) nor was completed since."""
    stop, again = known.last(subject, "suspension"), known.last(subject, "resumption")
    if stop is None or known.is_past(subject, "completion") or (again is not None and again >= stop):
        return None
    return stop


def _little(known: Known, built: float | None, invested: float | None) -> bool | None:
    """Whether less is built or invested than the law asks for; None if what is not known could make it so."""
    rule = known.rules["W14"]
    pairs = [(_share(built), rule.built_below), (_share(invested), rule.invested_below)]
    if any(share is not None and least is not None and share < least for share, least in pairs):
        return True
    return None if any(share is None for share, _ in pairs) else False


def _share(value: float | None) -> float | None:
    return None if value is None or missing(value) else float(value)
