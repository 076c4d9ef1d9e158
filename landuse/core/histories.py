"""What a forecast starts from: who entered which step when, what each would count for, and what was agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from landuse.core.durations import AGREED, WAIT_COLUMNS, entered_days
from landuse.core.seasons import ordinal
from landuse.model import SubjectKind, subject_key

Floats = npt.NDArray[np.float64]

ENTRY_COLUMNS = ["subject_id", "kind", "entered_on"]
SUBJECT_COLUMNS = ["subject_id", "way", "amount", "joined_on", "dropped_on", "follows"]
COUNTED_COLUMNS = ["subject_id", "occurred_on", "counted"]
MILESTONE_COLUMNS = ["subject_id", "kind", "due_on", "stated_on"]


@dataclass(frozen=True, slots=True)
class History:
    """
    Everything that is on record about the subjects of one indicator; days are ``datetime.date`` or None.

    ``subject_id`` names a subject among all kinds (:func:`landuse.model.subject_key`): parcels and plots meet here.

    Parameters
    ----------
    entries : DataFrame
        ``subject_id``, ``kind`` (event kind), ``entered_on`` (date): the first day of each kind of event of a subject.
        Optional ``known_on`` (date): the day it was recorded; where given, it is not known before.
    subjects : DataFrame
        ``subject_id`` (unique); ``way`` (a name of ``rules.forecast``'s ways of the indicator); ``amount``: what it
        would count for when it is through, in the indicator's measure (0: it only shows how long steps take);
        ``joined_on``: the day another subject (its plot) took it over, from which its amount is the other's, else None
        (:func:`carried_on` fills it); ``dropped_on``: the day it was withdrawn, else None; ``follows`` (bool): it took
        over others, so it is no new arrival.
        Subjects without any entry are not under way; they come in as arrivals do.
    counted : DataFrame
        ``subject_id``, ``occurred_on``, ``counted`` (Decimal, in the indicator's measure): the contributions.
    milestones : DataFrame
        ``subject_id``, ``kind``, ``due_on``, ``stated_on`` (date or None: always known): agreed days, one a subject and
        kind.
    """

    entries: pd.DataFrame
    subjects: pd.DataFrame
    counted: pd.DataFrame
    milestones: pd.DataFrame

    def known(self, as_of: date) -> "History":
        """Return what was on record at the end of *as_of*; what happened later had not."""
        entries = _until(self.entries, "entered_on", as_of)
        if "known_on" in entries:
            entries = _until(entries, "known_on", as_of)
        here = self.subjects.loc[self.subjects["subject_id"].isin(set(entries["subject_id"]))]
        later = {
            name: [day if isinstance(day, date) and day <= as_of else None for day in here[name]]
            for name in ("joined_on", "dropped_on")
        }
        stated = [not isinstance(day, date) or day <= as_of for day in self.milestones["stated_on"]]
        return History(
            entries=entries.reset_index(drop=True),
            subjects=here.assign(
                **{k: pd.Series(v, index=here.index, dtype=object) for k, v in later.items()}
            ).reset_index(drop=True),
            counted=_until(self.counted, "occurred_on", as_of).reset_index(drop=True),
            milestones=self.milestones.loc[stated].reset_index(drop=True),
        )


def entries_of(events: pd.DataFrame) -> pd.DataFrame:
    """
    Return ``subject_id`` (the subject's key), ``kind``, ``entered_on``: the first day of each kind of each subject.

    Parameters
    ----------
    events : DataFrame
        Live events: ``subject_kind``, ``subject_id``, ``kind``, ``occurred_on``; those without a day are left out.
    """
    dated = events.loc[events["occurred_on"].notna()]
    keys = [subject_key(*names) for names in dated[["subject_kind", "subject_id"]].itertuples(index=False, name=None)]
    first = dated.assign(subject_id=keys).groupby(["subject_id", "kind"], sort=False)["occurred_on"].min()
    return first.rename("entered_on").reset_index()


def carried_on(entries: pd.DataFrame, subjects: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Let plots take over the parcels they lie on, so that no ground is expected twice.

    Parameters
    ----------
    entries, subjects : DataFrame
        As in :class:`History`; ``joined_on`` and ``follows`` of *subjects* are filled here.
    links : DataFrame
        ``plot_id``, ``parcel_id``. Only pairs that are both among *subjects* count.

    Returns
    -------
    entries, subjects
        From the first entry of its plot (the first of several) a parcel's amount is the plot's; the plot's entries are
        the parcel's too, which is how the parcel's wait for supply ends. A part of a parcel that its plot leaves out
        has to come as a subject of its own.
    """
    first = entries.groupby("subject_id")["entered_on"].min()
    pairs = pd.DataFrame(
        {
            "parcel": [subject_key(SubjectKind.PARCEL, name) for name in links["parcel_id"]],
            "plot": [subject_key(SubjectKind.PLOT, name) for name in links["plot_id"]],
        }
    )
    here = set(subjects["subject_id"])
    pairs = pairs.loc[pairs["parcel"].isin(here) & pairs["plot"].isin(here) & pairs["plot"].isin(first.index)]
    pairs = pairs.assign(joined=pairs["plot"].map(first)).sort_values(["joined", "plot"]).drop_duplicates("parcel")
    joined = pairs.set_index("parcel")["joined"].to_dict()
    inherited = pairs.merge(entries, left_on="plot", right_on="subject_id").drop(
        columns=["plot", "joined", "subject_id"]
    )
    together = pd.concat([entries, inherited.rename(columns={"parcel": "subject_id"})], ignore_index=True)
    filled = subjects.assign(
        joined_on=pd.Series([joined.get(name) for name in subjects["subject_id"]], index=subjects.index, dtype=object),
        follows=subjects["subject_id"].isin(set(pairs["plot"])),
    )
    return together, filled


def positions(history: History, ways: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """
    Return where each subject stands.

    Returns
    -------
    DataFrame
        ``subject_id``, ``way``, ``amount``, ``counted``, ``follows``, ``rank`` (the furthest step of its way),
        ``since`` (ordinal day of that step), ``first`` and ``first_rank`` (its first day and how far it came on it),
        ``open`` (not through, not taken over, not withdrawn), ``left`` (what it would still count for, as a float).
    """
    done = history.counted.groupby("subject_id")["counted"].sum()
    found = []
    for name, members in history.subjects.groupby("way", sort=True):
        days = entered_days(history.entries, pd.Index(members["subject_id"]), ways[str(name)])
        seen = np.isfinite(days)
        here = np.flatnonzero(seen.any(axis=1))
        members, days, seen = members.iloc[here], days[here], seen[here]  # noqa: PLW2901 - those that have begun
        last = seen.shape[1] - 1
        rank = last - np.argmax(seen[:, ::-1], axis=1)
        first = days.min(axis=1)
        reached = days == first[:, None]
        gone = [isinstance(a, date) or isinstance(b, date) for a, b in members[["joined_on", "dropped_on"]].to_numpy()]
        amount = members["amount"].astype(float).to_numpy()
        counted = members["subject_id"].map(done).fillna(0).astype(float).to_numpy()
        found.append(
            pd.DataFrame(
                {
                    "subject_id": members["subject_id"].to_numpy(),
                    "way": str(name),
                    "amount": amount,
                    "counted": counted,
                    "follows": members["follows"].astype(bool).to_numpy(),
                    "rank": rank,
                    "since": days[np.arange(len(rank)), rank],
                    "first": first,
                    "first_rank": last - np.argmax(reached[:, ::-1], axis=1),
                    "open": (rank < last) & ~np.array(gone, dtype=bool),
                    "left": np.clip(amount - counted, 0, None),
                }
            )
        )
    columns = [
        "subject_id",
        "way",
        "amount",
        "counted",
        "follows",
        "rank",
        "since",
        "first",
        "first_rank",
        "open",
        "left",
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def agreed_waits(
    history: History, standing: pd.DataFrame, ways: Mapping[str, tuple[str, ...]], *, lead: int, as_of: date
) -> pd.DataFrame:
    """
    Return how agreed days were kept: waits (see ``durations.waits``) of the step ``AGREED``.

    Each begins *lead* days before the day agreed, or when it was agreed if that is later, and ends with the event;
    agreed days still open wait until *as_of*. A step that was passed without its event tells nothing.
    """
    rows: list[tuple[object, ...]] = []
    named = set(history.milestones["subject_id"])
    of_named = history.entries.loc[history.entries["subject_id"].isin(named)].sort_values("entered_on", ascending=False)
    entered = dict(zip(zip(of_named["subject_id"], of_named["kind"], strict=True), of_named["entered_on"], strict=True))
    columns = ["subject_id", "way", "rank", "open"]
    at = {name: place for name, *place in standing[columns].itertuples(index=False, name=None) if name in named}
    today = as_of.toordinal()
    for subject_id, kind, due_on, stated_on in history.milestones[MILESTONE_COLUMNS].itertuples(index=False, name=None):
        if subject_id not in at:
            continue
        way, rank, is_open = at[subject_id]
        stated = stated_on.toordinal() if isinstance(stated_on, date) else 0
        since = max(due_on.toordinal() - lead, stated)
        done = entered.get((subject_id, kind))
        if done is not None:
            rows.append((subject_id, *AGREED, since, max(done.toordinal(), since), "finished"))
        elif is_open and kind in ways[way][rank + 1 :] and since < today:
            rows.append((subject_id, *AGREED, since, today, "waiting"))
    return pd.DataFrame(rows, columns=WAIT_COLUMNS)


def plans(history: History, standing: pd.DataFrame, ways: Mapping[str, tuple[str, ...]]) -> dict[str, dict[int, float]]:
    """Return, by open subject, the agreed day (ordinal) of each step (rank) that is still ahead of it."""
    at = {
        subject_id: (way, rank)
        for subject_id, way, rank, is_open in standing[["subject_id", "way", "rank", "open"]].itertuples(
            index=False, name=None
        )
        if is_open
    }
    found: dict[str, dict[int, float]] = {}
    for subject_id, kind, due_on in history.milestones[["subject_id", "kind", "due_on"]].itertuples(
        index=False, name=None
    ):
        if subject_id in at:
            way, rank = at[subject_id]
            if kind in ways[way][rank + 1 :]:
                found.setdefault(subject_id, {})[ways[way].index(kind)] = float(due_on.toordinal())
    return found


def _until(rows: pd.DataFrame, column: str, as_of: date) -> pd.DataFrame:
    return rows.loc[ordinal(rows[column]) <= as_of.toordinal()]
