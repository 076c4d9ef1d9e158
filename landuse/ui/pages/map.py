"""The map of the district, with the card of what is picked beside it."""

from landuse.ui.dialogs import open_asked
from landuse.ui.map_view import map_and_card
from landuse.ui.session import Context


def page(context: Context) -> None:
    """Draw filters, totals, map and card."""
    map_and_card(context)
    open_asked(context)
