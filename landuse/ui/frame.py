"""The frame around every page: the look, the filters, the banner, the way from page to page."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from landuse.errors import WorkspaceError
from landuse.i18n import Catalogue, catalogue
from landuse.ui import cards, filters, session
from landuse.ui.guard import guarded
from landuse.ui.pages import enterprises, intake, parcels, progress, reports, supply
from landuse.ui.pages import map as map_page
from landuse.ui.pages import warnings as warnings_page
from landuse.ui.server import open_store
from landuse.ui.session import Context
from landuse.views.choices import choices

ICON = Path(__file__).with_name("icon.svg")
Page = Callable[[Context], None]
PAGES: dict[str, tuple[Page, str]] = {
    "progress": (progress.page, ":material/flag:"),
    "map": (map_page.page, ":material/map:"),
    "supply": (supply.page, ":material/conversion_path:"),
    "enterprises": (enterprises.page, ":material/factory:"),
    "warnings": (warnings_page.page, ":material/notifications:"),
    "parcels": (parcels.page, ":material/table_rows:"),
    "reports": (reports.page, ":material/print:"),
    "intake": (intake.page, ":material/upload_file:"),
}


def main(opening: str = "progress") -> None:
    """Draw the app; *opening* is the page at the bare address."""
    text = catalogue(session.link_language())
    # Without an icon of our own, Streamlit has the browser fetch the page's from Google.
    st.set_page_config(
        page_title=text("common.product"), page_icon=str(ICON), layout="wide", initial_sidebar_state="expanded"
    )
    cards.dress()
    with guarded(text):
        _open(text, opening)


def _open(text: Catalogue, opening: str) -> None:
    try:
        store = open_store()
    except WorkspaceError as error:
        cards.no_workspace(text, text.sentence(error))
        return
    chosen = session.begin(store)
    text = catalogue(chosen.language)
    offered = choices(store, as_of=chosen.as_of)
    pages: dict[str, Any] = {}
    context = Context(store, chosen, text, offered, partial(_go, pages))
    for name, (page, icon) in PAGES.items():
        pages[name] = st.Page(
            partial(_draw, page, context),
            title=text(f"app.pages.{name}"),
            icon=icon,
            url_path=name,
            default=name == opening,
        )
    shown = st.navigation(list(pages.values()), position="top")
    name = next(name for name, page in pages.items() if page is shown or page.title == shown.title)
    session.arrive(name)
    if name == "map" and session.is_opening():
        filters.sidebar_later()
    else:
        filters.sidebar(context, whole=name not in {"progress", "warnings", "intake", "reports"})
    shown.run()


def _go(pages: dict[str, Any], name: str) -> NoReturn:
    st.switch_page(pages[name])


def _draw(page: Page, context: Context) -> None:
    """Draw a page below what every screen says."""
    settings = context.store.settings
    cards.heading(context.text, settings.name, synthetic=settings.synthetic)
    with guarded(context.text):
        page(context)
