"""
What one visitor chose, kept in the session and mirrored in the link; nobody else reads or writes either.

The selection is the one truth: widgets are set from it before they are drawn and change it by their callbacks. The link
is read once, when a visit begins; from then on it is written.
"""

import secrets
import time
from collections.abc import Callable, Collection, Sequence
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

#: Changes of the selection that can be taken back.
_UNDONE = 20
#: A run that another overtakes has said what it had to say to nobody: the one that follows so soon says it again.
_AT_ONCE_S = 1.5


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
        st.session_state["opened"] = 0
    st.session_state["opened"] += 1
    chosen = selection()
    _write_link(chosen)
    return chosen


def is_opening() -> bool:
    """Whether this is the first run of a visit: what is seen first comes first."""
    first: bool = st.session_state["opened"] == 1
    return first


def has_waited() -> bool:
    """Whether what waits for its turn was asked before: each asking is one wait."""
    asked_before: bool = st.session_state.get("waited", False)
    st.session_state["waited"] = True
    return asked_before


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


def forget(*keys: str) -> None:
    """Have widgets start anew when they are drawn next."""
    for key in keys:
        st.session_state.pop(key, None)


def remembered(key: str, default: Any = None, options: Collection[Any] | None = None) -> str:
    """Set a widget to what it held when its page was last left, if that is among *options*; returns its key."""
    value = st.session_state.get(f"kept_{key}", default)
    return hold(key, value if options is None or value in options else default)


def remember(key: str) -> None:
    """Keep what a widget holds: Streamlit forgets it when its page is left."""
    st.session_state[f"kept_{key}"] = st.session_state.get(key)


def turn_to(key: str, value: Any) -> None:
    """Have a remembered widget hold something when it is drawn next; to be called before it is drawn."""
    st.session_state[f"kept_{key}"] = value


def keep(name: str, value: Any) -> None:
    """Keep what no widget holds: a document that was made, edits that are not printed yet."""
    st.session_state[f"own_{name}"] = value


def kept(name: str, default: Any = None) -> Any:
    """Return what was kept under a name."""
    return st.session_state.get(f"own_{name}", default)


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


def select(layer: Layer, keys: Collection[str]) -> None:
    """Select records of one layer; what was selected before can be had back by :func:`unselect`."""
    past = st.session_state.setdefault("selected_before", [])
    past.append(selected())
    del past[:-_UNDONE]
    st.session_state["selected"] = (layer, frozenset(keys))


def selected() -> tuple[Layer, frozenset[str]]:
    """Return which records of which layer are selected; parcels are the layer to begin with."""
    found: tuple[Layer, frozenset[str]] = st.session_state.get("selected", (Layer.PARCELS, frozenset()))
    return found


def list_selected(layer: Layer | None) -> None:
    """Have the list of a layer show only what is selected, or (None) all again."""
    st.session_state["listed"] = layer
    if layer is not None:
        st.session_state["list_layer"] = layer


def listed_selection(layer: Layer) -> frozenset[str] | None:
    """Return the selected keys that the list of a layer is narrowed to, or None if it is not."""
    return selected()[1] if st.session_state.get("listed") == layer == selected()[0] else None


def unselect() -> None:
    """Take the last change of the selection back."""
    if past := st.session_state.get("selected_before"):
        st.session_state["selected"] = past.pop()


def can_unselect() -> bool:
    """Whether there is a change of the selection to take back."""
    return bool(st.session_state.get("selected_before"))


def keep_batch(batch: str | None, refused: Sequence[tuple[str, str]]) -> None:
    """Keep what became of a batch of events: its id, and which records were refused with the sentence that says why."""
    st.session_state["batch"] = (batch, tuple(refused))


def kept_batch() -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Return what became of the last batch of events."""
    kept: tuple[str | None, tuple[tuple[str, str], ...]] = st.session_state.get("batch", (None, ()))
    return kept


def play(until: date | None) -> None:
    """Begin to play the days up to one, or (None) stop."""
    st.session_state["playing"] = until


def playing_until() -> date | None:
    """Return the day that a play goes to, or None if none is on."""
    until: date | None = st.session_state.get("playing")
    return until


def refresh() -> None:
    """Have the whole page drawn anew after the part that is being drawn: what lies outside it has changed too."""
    st.session_state["whole_page"] = True


def wants_refresh() -> bool:
    """Whether the whole page is to be drawn anew; said once."""
    return bool(st.session_state.pop("whole_page", False))


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


def times(name: str) -> int:
    """Return how often something was counted: a widget whose key bears it starts anew."""
    return int(st.session_state.get(f"times_{name}", 0))


def count(name: str) -> None:
    """Count something once more."""
    st.session_state[f"times_{name}"] = times(name) + 1


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
    st.session_state["notice"] = (form, True, sentence, None)


def complain(form: str, sentence: str) -> None:
    """Keep what a form's write failed of."""
    st.session_state["notice"] = (form, False, sentence, None)


def notice(form: str) -> tuple[bool, str] | None:
    """Return whether a form's write succeeded and the sentence to say: once, and in runs that follow at once."""
    kept = st.session_state.get("notice")
    if kept is None or kept[0] != form:
        return None
    _, good, sentence, first = kept
    now = time.monotonic()
    if first is None:
        st.session_state["notice"] = (form, good, sentence, now)
    elif now - first > _AT_ONCE_S:
        del st.session_state["notice"]
        return None
    return good, sentence


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
