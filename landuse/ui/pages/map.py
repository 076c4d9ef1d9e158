"""The map of the district, with the card of what is picked beside it."""

from landuse.model import Layer
from landuse.ui import filters
from landuse.ui.map_view import map_and_card
from landuse.ui.record_list import totals_line
from landuse.ui.session import Context


def page(context: Context) -> None:
    """Draw filters, totals, map and card."""
    filters.chips(context, totals_line(context, Layer.PARCELS))
    map_and_card(context)
