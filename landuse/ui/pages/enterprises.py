"""The page of data-for-land."""

from landuse.ui.session import Context


def page(context: Context) -> None:
    """Draw the page."""
