"""Whether a step may be taken: what must have happened before, what must be filled in, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from landuse.rules.supply import Step

#: A way: each stage in order with the kinds of event that enter it.
Way = Sequence[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a step may not be taken; ``values`` fill the sentence ``errors.<key>``."""

    key: str
    values: Mapping[str, object]


def expected_before(kind: str, step: Step, way: Way) -> tuple[str, ...]:
    """
    Return the kinds of event of which one must have happened before *kind*.

    Those that the rule names and the way knows; where the way knows none of them (nothing is listed where land is
    supplied by agreement), those that enter the stage before.

    Examples
    --------
    >>> way = (("approved", ("approval_meeting",)), ("contracted", ("grant_contract",)))
    >>> expected_before("grant_contract", Step(after=("award",), needs=()), way)
    ('approval_meeting',)
    """
    if not step.after:
        return ()
    kinds = [set(entered_by) for _, entered_by in way]
    known = tuple(name for name in step.after if any(name in entered_by for entered_by in kinds))
    if known or not way:
        return known or step.after
    place = next((at for at, entered_by in enumerate(kinds) if kind in entered_by), 0)
    return way[place - 1][1] if place else ()


def obstacles(
    kind: str,
    step: Step,
    *,
    way: Way,
    happened: Mapping[str, date],
    occurred_on: date,
    filled: frozenset[str],
    open_items: int = 0,
) -> tuple[Obstacle, ...]:
    """
    Return everything that stands against a step.

    Parameters
    ----------
    kind : str
        The kind of event that the step is.
    step : Step
        Its rule.
    way : sequence of (stage, kinds)
        The subject's way; empty for firms, who have none.
    happened : mapping
        First day of each kind of event that happened to the subject.
    occurred_on : date
        The day of the step; it must not lie before the events it follows.
    filled : frozenset of str
        Which of ``doc_no`` and ``evidence`` are filled in.
    open_items : int
        Items of the checklist that are not settled.
    """
    found = []
    before = expected_before(kind, step, way)
    done = [name for name in before if name in happened]
    if before and not done:
        found.append(Obstacle("step_too_early", {"kind": kind, "before": before[0]}))
    found += [
        Obstacle("step_too_early", {"kind": kind, "before": name}) for name in step.also_after if name not in happened
    ]
    found += [
        Obstacle("step_out_of_order", {"kind": kind, "before": name, "on": happened[name], "given": occurred_on})
        for name in (*done, *step.also_after)
        if name in happened and happened[name] > occurred_on
    ]
    found += [Obstacle("step_needs", {"kind": kind, "field": name}) for name in step.needs if name not in filled]
    if step.checklist_done and open_items:
        found.append(Obstacle("checklist_open", {"count": open_items}))
    return tuple(found)
