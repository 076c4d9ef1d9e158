"""Dates that a sheet of plots tells beside the plots: days of events, agreed days, numbers of documents."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from landuse.intake.rows import Row, Rows
from landuse.model import Layer, Severity, SubjectKind
from landuse.rules import Rules
from landuse.schema import TABLES, Kind

#: The kind of event that a number which only a contract has tells of.
_CONTRACT = "grant_contract"
_KEY = TABLES[Layer.PLOTS].key


def check_dates(rows: Rows, *, rules: Rules, today: date) -> None:
    """
    Check what rows of plots tell of events; the plots stay.

    A day of an event after *today* is left out with a note; an agreed day may lie ahead. An event of a kind that needs
    an amount is kept and uncounted. The number of a document without the day of its event stays with the plot's
    attributes.
    """
    for row in rows:
        if row.refused:
            continue
        for (what, kind), told in list(row.told.items()):
            if what == "doc" and ("on", kind) not in row.told:
                row.complain(told.heading, "number_without_day", told.value, Severity.DOUBTFUL)
                _keep(row, told.heading, str(told.value))
        for (what, kind), told in list(row.told.items()):
            if what == "on" and isinstance(told.value, date):
                if told.value > today:
                    row.complain(told.heading, "date_in_future", told.value.isoformat(), Severity.DOUBTFUL)
                    del row.told[what, kind]
                elif rules.kinds[kind].amount != "none":
                    row.complain(told.heading, "date_without_amount", told.value.isoformat(), Severity.UNCOUNTED)


def _keep(row: Row, heading: str, value: str) -> None:
    kept = json.loads(str(row.cells.get("attributes") or "{}"))
    row.cells["attributes"] = json.dumps({**kept, heading: value}, ensure_ascii=False)


def told_events(rows: Rows, *, rules: Rules, by_contract: bool) -> pd.DataFrame:
    """
    Return the events that accepted rows of plots tell of, as a frame of the events table.

    With *by_contract* the plot's own number is that of its contract.
    """
    records: list[dict[str, object]] = []
    for row in rows.telling():
        for kind in rules.kinds:
            if (day := row.told.get(("on", kind))) is not None:
                number = row.told.get(("doc", kind))
                own = row.cells[_KEY] if by_contract and kind == _CONTRACT else None
                known = {"occurred_on": day.value, "unit": row.cells["unit"]}
                records.append({**_of(row, kind), **known, "doc_no": own if number is None else number.value})
    return _frame(Layer.EVENTS, records)


def told_milestones(rows: Rows, *, rules: Rules, source: str) -> pd.DataFrame:
    """Return the agreed days that accepted rows of plots tell of, as a frame of milestones from *source*."""
    records = [
        {**_of(row, kind), "due_on": due.value, "source": source}
        for row in rows.telling()
        for kind in rules.kinds
        if (due := row.told.get(("due", kind))) is not None
    ]
    return _frame(Layer.MILESTONES, records)


def _of(row: Row, kind: str) -> dict[str, object]:
    return {"subject_kind": str(SubjectKind.PLOT), "subject_id": row.cells[_KEY], "kind": kind}


def _frame(layer: Layer, records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [record.get(column.name) for record in records],
                dtype=float if column.kind in {Kind.AREA, Kind.NUMBER} else object,
            )
            for column in TABLES[layer].columns
        }
    )
