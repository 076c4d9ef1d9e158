"""Bulletins and office tables issued, then fifty corrections: the same bytes again, and now known just those apart."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from landuse.actions.freeze_snapshot import freeze_snapshot
from landuse.actions.keep_template import keep_template
from landuse.actions.void_event import void_event
from landuse.periods import parse_period
from landuse.reports.issue import DocumentRequest, make
from landuse.reports.kinds import KINDS, writer_of
from landuse.reports.reprint import as_now_known
from landuse.store import fsck
from landuse.units import rounded
from landuse.views.snapshots import issued_bytes, snapshot_of
from tests.builders import MAY, goal, happen, parcel, square, workspace
from tests.reports.test_office_template import template


@pytest.fixture
def store(tmp_path):
    """Return 60 parcels of 10 亩 in two zones of two units, all remediated and demolished, three plots, a firm."""
    rows = [
        parcel(
            f"P{number:02d}",
            mu=10,
            unit=f"U{1 + number % 2}",
            zone_id=f"Z{1 + number % 2}",
            east=number * 200.0,
            low_efficiency_type="old_plant",
        )
        for number in range(60)
    ]
    made = workspace(
        tmp_path / "workspace",
        units=[{"code": "U1", "name": "甲街道"}, {"code": "U2", "name": "乙镇"}],
        zones=[
            {"zone_id": f"Z{at}", "name": f"第{at}片", "unit": f"U{at}", "geometry": square(mu=400, north=9000.0 * at)}
            for at in (1, 2)
        ],
        parcels=rows,
        plots=[{"plot_id": f"G{at}", "name": f"{at}号", "unit": "U1", "plan_year": 2023} for at in (1, 2, 3)],
        goals=[goal("remediation_area", 800), goal("demolition_area", 700), goal("resupply_area", 300)],
    )
    for number in range(60):
        day, unit = date(2023, 1 + number % 5, 1 + number % 28), f"U{1 + number % 2}"
        happen(made, "remediation", f"P{number:02d}", mu=10, on=day, unit=unit)
        happen(made, "demolition", f"P{number:02d}", mu=8, on=day, unit=unit)
    for at in (1, 2, 3):
        happen(made, "resupply", f"G{at}", subject="plot", mu=7, on=date(2023, 5, 20), unit="U1")
    yield made
    made.close()


def fifty_corrections(store):
    """Void 30 demolitions of 8 亩 and 20 remediations of 10 亩, half of each in each unit."""
    live = store.tables().events
    voided = [*live.loc[live["kind"] == "demolition", "event_id"][:30]]
    voided += [*live.loc[live["kind"] == "remediation", "event_id"][:20]]
    for name in voided:
        void_event(store, name, why="重报", actor="李")
    assert len(voided) == 50


def request(kind, form="xlsx", **more):
    return DocumentRequest(kind, parse_period("2023H1"), MAY, form=form, **more)


def through_fifty_corrections(store, asked):
    """Issue, correct, and see the same bytes twice over; return the issue and what is known now."""
    issue = freeze_snapshot(store, asked, actor="王")
    before = issued_bytes(store, issue)
    fifty_corrections(store)
    again = snapshot_of(store, issue.snapshot_id)
    assert issued_bytes(store, again) == before
    assert make(store, asked, known_at=issue.known_at).content == before
    assert fsck.check(store) == []
    return again, before, as_now_known(store, again, known_at=datetime.now(UTC))


def amounts(reprint):
    return {one.figure_id: one.amount for one in reprint.differences}


def change_of(before, after):
    """Return by how much a printed number changes."""
    return rounded(after) - rounded(before)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_bulletin_is_printed_again_byte_for_byte(store, form):
    """Now known: 200 and 240 亩 less, what follows from them (gap, pace, share, idle land), the warning; no more."""
    _, before, now = through_fifty_corrections(store, request("bulletin", form))
    units = {
        f"{noun}_area.actual@unit={unit}": Decimal(lost)
        for noun, lost in {"remediation": -100, "demolition": -120}.items()
        for unit in ("U1", "U2")
    }
    warned = amounts(now)["warnings.yellow"]
    assert warned == 1
    assert amounts(now) == units | {
        "remediation_area.actual": Decimal(-200),
        "remediation_area.added@period=2023H1": Decimal(-200),
        "remediation_area.gap": Decimal(200),
        "remediation_area.needed": change_of(Decimal(200) / 7, Decimal(400) / 7),
        "remediation_area.share": Decimal(-25),
        "demolition_area.actual": Decimal(-240),
        "demolition_area.added@period=2023H1": Decimal(-240),
        "demolition_area.gap": Decimal(240),
        "demolition_area.needed": change_of(Decimal(220) / 7, Decimal(460) / 7),
        "demolition_area.share": change_of(Decimal(48_000) / 700, Decimal(24_000) / 700),
        "idle.area": Decimal(-240),
        "idle.parcels": Decimal(-30),
        "warnings.yellow": warned,
    }
    assert now.document.content != before


#: What fifty corrections take from the numbers of a table, row by row; of the other tables nothing.
LOST = {
    "zone_progress": {f"demolition_area_done@row=Z{at}": -120 for at in (1, 2)},
    "monthly_ranking": {
        f"{noun}_area_{what}@row=U{at}": lost
        for noun, lost in {"remediation": -100, "demolition": -120}.items()
        for what in ("added_month", "actual")
        for at in (1, 2)
    },
}
TABLES = [kind for kind in KINDS if writer_of(kind).forms == ("xlsx",) and kind != "plan_board"]


def test_all_eight_tables_are_looked_at():
    """A to H."""
    assert len(TABLES) == 8


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_is_printed_again_byte_for_byte(store, kind):
    """Now known: the numbers of what was corrected, by just that; where nothing was, not a cell of figures differs."""
    issue, _, now = through_fifty_corrections(store, request(kind))
    assert amounts(now) == {f"{kind}.{name}": Decimal(lost) for name, lost in LOST.get(kind, {}).items()}
    assert [figure.figure_id for figure in now.document.figures] == [figure.figure_id for figure in issue.figures]


def test_of_a_list_only_the_rows_that_were_corrected_differ(store):
    """Twenty remediations voided: twenty parcels lose the month and the evidence of it, no other row a sign."""
    _, before, now = through_fifty_corrections(store, request("remediation_list"))
    was, known = (rows_by_parcel(content) for content in (before, now.document.content))
    differing = {key for key in was if was[key] != known[key]}
    assert set(was) == set(known)
    assert differing == {f"P{number:02d}" for number in range(20)}


def test_a_filled_template_is_printed_again_byte_for_byte(store, tmp_path):
    """The template is kept with the workspace: the office's own file may be gone."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(template())
    kept = keep_template(store, path)
    path.unlink()
    _, before, now = through_fifty_corrections(store, request("remediation_list", options=(("template", kept),)))
    assert amounts(now) == {}
    assert now.document.content != before


def rows_by_parcel(content):
    """Return the rows of a list by the parcel that stands in them."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    rows = [tuple(cell.value for cell in row[1:]) for row in sheet.iter_rows()]
    return {key: row for row in rows for key in row if re.fullmatch(r"P\d\d", str(key))}
