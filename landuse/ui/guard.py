"""The edge where errors become sentences: no traceback reaches a planner."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from landuse.errors import LanduseError
from landuse.i18n import Catalogue, catalogue
from landuse.ui import cards, session
from landuse.ui.server import LOG_FILE, workspace_folder

_log = logging.getLogger("landuse.ui")


@contextmanager
def guarded(text: Catalogue) -> Iterator[None]:
    """Draw an error in place of what could not be drawn; what nobody foresaw gets a number that the log knows."""
    try:
        yield
    except LanduseError as error:
        if "detail" in error.values:
            _log.warning("%s", error)
        st.error(cards.plain(text.sentence(error)))
    except Exception as error:  # noqa: BLE001 - the edge: number and log, never a traceback
        st.error(cards.plain(_unexpected(text, error)))


@contextmanager
def guarded_write(text: Catalogue, form: str) -> Iterator[None]:
    """Keep an error of a callback for the form that asked; the form draws it (:func:`session.complaint`)."""
    try:
        yield
    except LanduseError as error:
        session.complain(form, text.sentence(error))
    except Exception as error:  # noqa: BLE001 - the edge: number and log, never a traceback
        session.complain(form, _unexpected(text, error))


def report(error: Exception) -> bool:
    """Say what went wrong where no page could catch it (in a callback); returns that it was said."""
    text = catalogue(session.link_language())
    said = text.sentence(error) if isinstance(error, LanduseError) else _unexpected(text, error)
    st.error(cards.plain(said))
    return True


def _unexpected(text: Catalogue, error: Exception) -> str:
    number = secrets.token_hex(3)
    _log.error("%s", number, exc_info=error)
    return text("errors.unexpected", number=number, log=str(workspace_folder() / LOG_FILE))
