"""The ledger of warnings and their supervision (预警督办台账)."""

from datetime import datetime

from landuse.core.alerts.supervised import SupervisionState
from landuse.i18n import catalogue
from landuse.reports.alerts import state_words, told
from landuse.reports.issue import DocumentRequest
from landuse.reports.listing import unit_names
from landuse.reports.office_facts import words
from landuse.reports.office_table import Cell, Column, Look, OfficeTable, Row
from landuse.reports.office_writer import office_writer
from landuse.store import Store
from landuse.views.alerts import warnings_on

KIND = "supervision_sheet"
COLUMNS = (
    Column("matter_no", 22),
    Column("matter", 40),
    Column("matter_kind", 18),
    Column("since", 11, Look.DAY),
    Column("level", 10, Look.LIGHT, words="alerts.level"),
    Column("owner_office", 14),
    Column("owner", 12),
    Column("due", 11, Look.DAY),
    Column("what_was_done", 24),
    Column("closed_on", 11, Look.DAY),
)


def build(store: Store, request: DocumentRequest, known_at: datetime) -> OfficeTable:
    """Return the table: the warnings of the day, the worst first, with what was decided about each."""
    text = catalogue(request.language)
    names = unit_names(store.tables(known_at=known_at))
    rows = []
    for one in warnings_on(store, as_of=request.as_of, known_at=known_at, unit=request.about("unit")):
        said = told(one.alert, text, as_of=request.as_of, units=names)
        done = state_words(one, text)
        if one.reason:
            done = text("office.because", what=done, why=one.reason)
        cells: dict[str, Cell] = {
            "matter_no": one.alert.key,
            "matter": said.what,
            "matter_kind": said.warning,
            "since": said.since,
            "level": str(one.alert.severity),
            "owner_office": one.owner or said.owner,
            "owner": words(said.person),
            "due": one.due_on or said.due_on,
            "what_was_done": done,
            "closed_on": one.stated_on if one.state is SupervisionState.CLOSED else None,
        }
        rows.append(Row(one.alert.key, said.unit, cells))
    return OfficeTable(
        kind=KIND,
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(text("office.note.supervision_sheet", count=len(rows)),),
        unit_line="items",
        has_total=False,
        paper=9,
        frozen=2,
    )


WRITER = office_writer(KIND, build)
