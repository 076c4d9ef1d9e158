"""The reading of a draft against the ledger in the background, made anew when what was asked or the ledger moves."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from landuse.actions.import_layer import Prepared, prepare_import
from landuse.errors import LanduseError
from landuse.geo.placing import CrsAsked
from landuse.intake.contents import EncodingAsked
from landuse.intake.positions import ShiftAsked
from landuse.intake.read import Request
from landuse.model import Layer, Question
from landuse.store import Store
from landuse.ui import intake_work, session
from landuse.ui.intake_drafts import Draft
from landuse.ui.intake_places import ask_encoding, ask_place, ask_shift
from landuse.ui.intake_questions import open_questions
from landuse.ui.intake_steps import foot, go
from landuse.ui.jobs import Job, Progress
from landuse.ui.session import Context
from landuse.views.change_sets import Terms
from landuse.views.effects import Effects, effects

#: Whose notice says that the ledger moved.
MOVED = "intake_moved"


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file read against the ledger; ``revision`` is the ledger's when that was begun."""

    prepared: Prepared
    revision: int

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the reading asks."""
        return self.prepared.found.questions


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reading was asked for, and how the file is taken."""

    request: Request
    terms: Terms


def asked_of(draft: Draft) -> Asked:
    """Return what the reader is asked for, as it was decided."""
    request = Request(
        layer=Layer(str(draft.layer)),
        mapping=dict(draft.mapping),
        crs=int(draft.crs) if draft.crs and draft.crs.isdecimal() else draft.crs,
        encoding=draft.encoding,
        sheet=draft.part,
        answers=tuple(draft.answers.items()),
        shifted=draft.shifted,
    )
    return Asked(request, Terms(update=True, clears=draft.clears, why=draft.why))


def taken_of(draft: Draft) -> frozenset[tuple[str, str]]:
    """Return the cells in conflict (key, column) that are to have the file's value."""
    return frozenset(draft.taken)


def checked(context: Context, draft: Draft, *, fresh: bool) -> Checked | None:
    """
    Return the reading of a draft; None while it is made, or where it cannot be (both are drawn).

    A reading that still asks something stands until all of it is answered: then the file is read once more.

    Parameters
    ----------
    fresh : bool
        Whether it must be of the ledger as it is now: a change set that somebody is about to apply.
    """
    asked = asked_of(draft)
    last = intake_work.last(draft.draft_id, "check")
    if last is not None and isinstance(last.result, Checked) and isinstance(last.asked, Asked):
        if open_questions(draft, last.result.questions) and _but_answers(last.asked) == _but_answers(asked):
            return last.result
        if fresh and last.asked == asked and last.result.revision != context.store.revision():
            intake_work.forget(draft.draft_id, "check")
            session.say(MOVED, context.text("intake.changes.moved"))
    work = partial(_read, context.store, draft, asked, session.today())
    job: Job[Checked] = intake_work.start(draft.draft_id, "check", asked, work)
    if not intake_work.wait_for(context, job, key="check", on_cancel=partial(go, context, draft, "mapping")):
        return None
    failed = intake_work.error(job)
    if _asks(context, draft, failed):
        foot(context, draft)
        return None
    found: Checked | None = intake_work.result(context, job)
    if found is None:
        foot(context, draft)
    return found


def _asks(context: Context, draft: Draft, failed: LanduseError | None) -> bool:
    """Draw what a reading that failed asks; returns whether it asks anything."""
    if isinstance(failed, ShiftAsked):
        ask_shift(context, draft, failed)
    elif isinstance(failed, EncodingAsked):
        ask_encoding(context, draft, failed)
    elif isinstance(failed, CrsAsked) and failed.candidates:
        ask_place(context, draft, failed)
    else:
        return False
    return True


def effect(context: Context, draft: Draft, found: Checked) -> Effects | None:
    """Return what applying would do to the totals; None while that is worked out (which is drawn)."""
    as_of, chosen = context.selection.as_of, taken_of(draft)
    work = partial(_effects, context.store, found, as_of, chosen)
    asked = (asked_of(draft), found.revision, as_of, chosen)
    job: Job[Effects] = intake_work.start(draft.draft_id, "effects", asked, work)
    if not intake_work.wait_for(context, job, key="effects", on_cancel=None):
        return None
    worked_out: Effects | None = intake_work.result(context, job)
    return worked_out


def _read(store: Store, draft: Draft, asked: Asked, today: date, progress: Progress) -> Checked:
    revision = store.revision()
    prepared = prepare_import(
        store,
        draft.file(store.folder),
        asked=asked.request,
        today=today,
        name=draft.name,
        terms=asked.terms,
        say=progress.say,
    )
    return Checked(prepared, revision)


def _effects(
    store: Store, found: Checked, as_of: date, chosen: frozenset[tuple[str, str]], progress: Progress
) -> Effects:
    progress.say("effects")
    prepared = found.prepared
    return effects(store, prepared.found, prepared.changes, as_of=as_of, chosen=chosen)


def _but_answers(asked: Asked) -> Asked:
    return replace(asked, request=replace(asked.request, answers=()))
