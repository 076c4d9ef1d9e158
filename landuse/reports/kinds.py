"""The kinds of documents that can be made; a module is loaded when its kind is asked for."""

from importlib import import_module
from typing import Any

#: Each kind and the module of ``landuse.reports`` that holds its ``WRITER``, in the order they are offered.
KINDS = {
    "bulletin": "bulletin",
    "dossier": "dossier",
    "campaign_map": "campaign_paper",
    "map_book": "book_paper",
    "plan_board": "plan_sheet",
    "zone_progress": "zone_progress",
    "zone_register": "zone_register",
    "monthly_ranking": "monthly_ranking",
    "supply_list": "supply_list",
    "firm_register": "firm_register",
    "remediation_list": "remediation_list",
    "supervision_sheet": "supervision_sheet",
    "capacity_sheet": "capacity_sheet",
}


def writer_of(kind: str) -> Any:
    """Return the :class:`landuse.reports.issue.Writer` of one of :data:`KINDS`."""
    return import_module(f"landuse.reports.{KINDS[kind]}").WRITER
