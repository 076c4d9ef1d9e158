"""
What one visitor chose, kept in the session and mirrored in the link; nobody else reads or writes either.

The selection is the one truth: widgets are set from it before they are drawn and change it by their callbacks. The link
is read once, when a visit begins; from then on it is written.
"""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from landuse.i18n import Catalogue, language_of
from landuse.model import Layer
from landuse.store import Store
from landuse.ui.selection import Selection, link_of, selection_of
from landuse.views.choices import Choices
from landuse.views.parcels import Hit
from landuse.views.places import find


@dataclass(frozen=True, slots=True)
class Context:
    """What a page is given: the store, what was chosen, its words, what there is to choose, and the way elsewhere."""

    store: Store
    selection: Selection
    text: Catalogue
    choices: Choices
    go: Callable[[str], None]

    @property
    def year(self) -> int:
        """The year of the campaign: the one chosen, else the workspace's, else that of the day."""
        return self.selection.year or self.store.settings.year or self.selection.as_of.year

    def now(self) -> "Context":
        """Return the context with what is chosen now: a fragment is given what was chosen when the page was drawn."""
        return replace(self, selection=selection())


def today() -> date:
    """Return the present day where the server stands."""
    return datetime.now(tz=UTC).astimezone().date()


def begin(store: Store) -> Selection:
    """Return what is chosen: of the link when a visit begins, of the session from then on; the link then says it."""
    if "selection" not in st.session_state:
        st.session_state["selection"] = selection_of(st.query_params.to_dict(), settings=store.settings, today=today())
        _look_at_linked(store)
    chosen = selection()
    _write_link(chosen)
    return chosen


def selection() -> Selection:
    """Return what is chosen now."""
    chosen: Selection = st.session_state["selection"]
    return chosen


def change(**changes: Any) -> None:
    """Choose something else."""
    st.session_state["selection"] = replace(selection(), **changes)
    _write_link(selection())


def link_language() -> str:
    """Return the language to speak before anything is open."""
    chosen = st.session_state.get("selection")
    return chosen.language if chosen else language_of(st.query_params.get("lang"))


def field(key: str, default: Any = None) -> Any:
    """Return what a widget holds."""
    return st.session_state.get(key, default)


def hold(key: str, value: Any) -> str:
    """Set what a widget will hold when it is drawn; returns its key."""
    if st.session_state.get(key) != value or key not in st.session_state:
        st.session_state[key] = value
    return key


def remembered(key: str, default: Any = None, options: Collection[Any] | None = None) -> str:
    """Set a widget to what it held when its page was last left, if that is among *options*; returns its key."""
    value = st.session_state.get(f"kept_{key}", default)
    return hold(key, value if options is None or value in options else default)


def remember(key: str) -> None:
    """Keep what a widget holds: Streamlit forgets it when its page is left."""
    st.session_state[f"kept_{key}"] = st.session_state.get(key)


def pick(hits: Collection[Hit]) -> None:
    """Open the card of the first of *hits* and offer the others; nothing closes the card."""
    st.session_state["hits"] = tuple(hits)
    st.session_state["marked"] = False
    first = next(iter(hits), None)
    change(record=(first.layer, first.key) if first else None)


def pick_record(store: Store, layer: Layer, key: str) -> None:
    """Open the card of one record by its layer and key."""
    pick(find(store, layer, [key]))
    change(record=(layer, key))


def pick_firm(credit_code: str) -> None:
    """Open the card of a firm."""
    change(firm=credit_code)


def hits() -> tuple[Hit, ...]:
    """Return the records that were picked together: one, those of a stack, or those marked in a list."""
    found: tuple[Hit, ...] = st.session_state.get("hits", ())
    return found


def is_marked() -> bool:
    """Whether what is picked was marked together in a list or a card, rather than pressed on the map."""
    marked: bool = st.session_state.get("marked", False)
    return marked


def look_at(found: Collection[Hit]) -> None:
    """Pick records, outline them together, and have the map move to them."""
    pick(found)
    st.session_state["marked"] = True
    send_map(found)


def send_map(found: Collection[Hit]) -> None:
    """Have the map move to records without picking them."""
    st.session_state["looking"] = (tuple(found), looking()[1] + 1)


def place_chosen(store: Store) -> tuple[Hit, ...]:
    """Return the zone that is filtered by, else the reporting unit, else nothing."""
    chosen = selection()
    if chosen.zone is not None:
        return find(store, Layer.ZONES, [chosen.zone])
    return find(store, Layer.UNITS, [chosen.unit]) if chosen.unit is not None else ()


def looking() -> tuple[tuple[Hit, ...], int]:
    """Return where the map was last sent, and how often it was."""
    sent: tuple[tuple[Hit, ...], int] = st.session_state.get("looking", ((), 0))
    return sent


def arrive(page: str) -> None:
    """Note which page is shown; whoever comes back to the map finds what is picked in view."""
    if st.session_state.get("page") not in {None, page} and page == "map" and hits():
        send_map(hits())
    st.session_state["page"] = page


def ask(name: str, *question: Any) -> None:
    """Ask for a dialog, to be opened by the next run."""
    st.session_state["question"] = (name, *question)
    st.session_state["times_asked"] = times_asked() + 1


def times_asked() -> int:
    """Return how often a dialog was asked for: tables that ask start anew, so that the same cell can ask again."""
    times: int = st.session_state.get("times_asked", 0)
    return times


def asked() -> tuple[Any, ...] | None:
    """Return the dialog that was asked for, once."""
    question: tuple[Any, ...] | None = st.session_state.pop("question", None)
    return question


def request_id(form: str) -> str:
    """Return the id of a form's next write: the same until it was written, so that a double click is one write."""
    requests: dict[str, str] = st.session_state.setdefault("requests", {})
    return requests.setdefault(form, secrets.token_hex(8))


def written(form: str, sentence: str) -> None:
    """Note that a form was written: it starts anew, and says so once."""
    st.session_state.setdefault("requests", {}).pop(form, None)
    say(form, sentence)


def say(form: str, sentence: str) -> None:
    """Keep what is to be said of a write that succeeded."""
    st.session_state["notice"] = (form, True, sentence)


def complain(form: str, sentence: str) -> None:
    """Keep what a form's write failed of."""
    st.session_state["notice"] = (form, False, sentence)


def notice(form: str) -> tuple[bool, str] | None:
    """Return whether a form's write succeeded and the sentence to say, once."""
    kept = st.session_state.get("notice")
    if kept is None or kept[0] != form:
        return None
    del st.session_state["notice"]
    return kept[1], kept[2]


def _write_link(chosen: Selection) -> None:
    link = link_of(chosen)
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)


def _look_at_linked(store: Store) -> None:
    record = selection().record
    if record is not None:
        found = find(store, record[0], [record[1]])
        st.session_state["hits"] = found
        send_map(found)
    elif place := place_chosen(store):
        send_map(place)
