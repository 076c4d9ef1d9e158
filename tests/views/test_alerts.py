"""The warnings of a ledger on a day: found, supervised, compared between two meetings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from landuse.actions.supervise_alert import supervise_alert
from landuse.core.alerts import AlertLevel
from landuse.core.alerts.supervised import SupervisionState
from landuse.views.alerts import fortnight, known_keys, supervision_ledger, warnings_on
from landuse.views.supervision import happened, history, matters
from tests.builders import MAY, goal, happen, square, workspace

APRIL_30 = date(2023, 4, 30)
KEY = "W05:plot:G1"


@pytest.fixture
def store(tmp_path):
    """Return a workspace of two plots; the first passed the meeting on 30 April, 31 days before the end of May."""
    plots = [
        {"plot_id": "G1", "name": "甲", "unit": "U1", "plan_year": 2023, "owner": "张三", "geometry": square(mu=20)},
        {"plot_id": "G2", "name": "乙", "unit": "U2", "plan_year": 2023, "geometry": square(mu=10, east=500)},
    ]
    units = [{"code": "U1", "name": "一镇"}, {"code": "U2", "name": "二镇"}]
    opened = workspace(tmp_path / "w", plots=plots, units=units, goals=[goal("resupply_area", 100)])
    happen(opened, "supply_plan", "G1", on=date(2023, 4, 1), subject="plot")
    happen(opened, "approval_meeting", "G1", on=APRIL_30, subject="plot")
    yield opened
    opened.close()


def decide(store, state, *, on=MAY, key=KEY, **more):
    return supervise_alert(store, alert_key=key, state=state, stated_on=on, actor="t", **more)


def of_rule(items, rule="W05"):
    return [item for item in items if item.alert.rule == rule]


def only(store, *, as_of=MAY):
    (found,) = of_rule(warnings_on(store, as_of=as_of))
    return found


def test_a_plot_past_the_meeting_31_days_ago_without_a_notice_is_in_the_list(store):
    """Yellow from the 30th day, with its 亩, its unit and the name in the records; 29 days are none."""
    alert = only(store).alert
    assert (alert.key, alert.severity, alert.since) == (KEY, AlertLevel.YELLOW, date(2023, 5, 30))
    assert (alert.unit, alert.person, alert.amount_mu) == ("U1", "张三", Decimal("20.00"))
    assert of_rule(warnings_on(store, as_of=date(2023, 5, 29))) == []


def test_a_unit_sees_its_own_warnings(store):
    """The second town has nothing to do with the plot of the first; the district's own belong to no unit."""
    assert KEY in {item.alert.key for item in warnings_on(store, as_of=MAY, unit="U1")}
    assert {item.alert.unit for item in warnings_on(store, as_of=MAY, unit="U1")} == {"U1"}
    assert of_rule(warnings_on(store, as_of=MAY, unit="U2")) == []


def test_what_ends_a_warning_ends_it(store):
    """The notice was published."""
    happen(store, "notice", "G1", on=MAY, subject="plot")
    assert of_rule(warnings_on(store, as_of=MAY)) == []


def test_assigned_then_closed_then_reopened(store):
    """The last decision stands; the ledger keeps all three, the latest first."""
    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 9))
    assert (only(store).state, only(store).owner) == (SupervisionState.ASSIGNED, "李四")
    decide(store, "closed", reason="并入下一批")
    assert (only(store).is_open, only(store).reason) == (False, "并入下一批")
    decide(store, "reopened", reason="下一批没有它")
    assert only(store).state is SupervisionState.REOPENED
    assert supervision_ledger(store, as_of=MAY)["state"].tolist() == ["reopened", "closed", "assigned"]
    assert [entry.state for entry in history(store, KEY, as_of=MAY)] == ["assigned", "closed", "reopened"]
    assert supervision_ledger(store, as_of=date(2023, 5, 30)).empty


def test_what_was_assigned_is_overdue_the_day_after(store):
    """Due on 9 June: in time that day, overdue on the next."""
    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 9))
    assert not only(store, as_of=date(2023, 6, 9)).overdue
    assert only(store, as_of=date(2023, 6, 10)).overdue


def test_a_closed_warning_that_rises_is_open_again(store):
    """Closed as yellow; red on the 60th day, which nobody closed."""
    decide(store, "closed", reason="等规划")
    assert not only(store, as_of=date(2023, 6, 28)).is_open
    risen = only(store, as_of=date(2023, 6, 29))
    assert (risen.alert.severity, risen.is_open, risen.risen_after_closing) == (AlertLevel.RED, True, True)


def test_known_keys_are_those_of_the_day_and_those_once_decided_on(store):
    """What has ceased can still be spoken of."""
    decide(store, "acknowledged")
    happen(store, "notice", "G1", on=MAY, subject="plot")
    assert KEY in known_keys(store, as_of=MAY)
    assert "W05:plot:G2" not in known_keys(store, as_of=MAY)


def test_the_ledger_has_a_line_a_warning(store):
    """Two decisions, one line: who has it last, by when, and that it stands."""
    decide(store, "acknowledged", on=date(2023, 5, 30))
    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 9))
    (matter,) = matters(store, as_of=MAY)
    assert (matter.key, matter.stands, matter.state, matter.owner) == (KEY, True, "assigned", "李四")
    assert (matter.due_on, len(matter.entries)) == (date(2023, 6, 9), 2)
    assert matter.number == matter.entries[0].supervision_id
    assert matters(store, as_of=MAY, unit="U1") == (matter,)
    assert matters(store, as_of=MAY, unit="U2") == ()


def test_a_line_keeps_what_has_ceased_as_it_was(store):
    """Assigned on the 31st, noticed in June: the ledger still tells whom it was about, and nothing is overdue."""
    decide(store, "assigned", owner="李四", due_on=date(2023, 6, 1))
    happen(store, "notice", "G1", on=date(2023, 6, 2), subject="plot")
    (matter,) = matters(store, as_of=date(2023, 6, 30))
    assert (matter.stands, matter.overdue, matter.alert.name) == (False, False, "甲")
    assert matter.alert.severity is AlertLevel.YELLOW


def test_new_since_the_last_meeting(store):
    """The warning began on 30 May, between the meetings of the 17th and the 31st."""
    page = fortnight(store, as_of=MAY)
    assert page.previous == date(2023, 5, 17)
    assert KEY in {alert.key for alert in page.changes.new}
    assert KEY not in {alert.key for alert in fortnight(store, as_of=date(2023, 6, 14)).changes.new}


def test_gone_since_the_last_meeting(store):
    """Noticed on 5 June: gone at the meeting of the 14th."""
    happen(store, "notice", "G1", on=date(2023, 6, 5), subject="plot")
    page = fortnight(store, as_of=date(2023, 6, 14), previous=MAY)
    assert KEY in {alert.key for alert in page.changes.gone}
    assert of_rule(page.warnings) == []


def test_stuck_is_two_meetings_without_a_change(store):
    """Yellow and untouched on 31 May, 14 and 28 June; assigning it moves it."""
    day = date(2023, 6, 28)
    assert [
        (one.item.alert.key, one.rounds) for one in fortnight(store, as_of=day).stuck if "W05" in one.item.alert.key
    ] == [(KEY, 2)]
    decide(store, "assigned", on=date(2023, 6, 20), owner="李四", due_on=date(2023, 7, 20))
    assert KEY not in {one.item.alert.key for one in fortnight(store, as_of=day).stuck}


def test_red_and_nobodys_waits_for_the_meeting(store):
    """Red on 29 June; once assigned it waits no more, until it is overdue."""
    day = date(2023, 7, 5)
    assert KEY in {item.alert.key for item in fortnight(store, as_of=day).decisions}
    decide(store, "assigned", on=day, owner="李四", due_on=day)
    assert KEY not in {item.alert.key for item in fortnight(store, as_of=day).decisions}
    assert KEY in {item.alert.key for item in fortnight(store, as_of=day + timedelta(days=1)).decisions}


def test_the_indicators_of_both_meetings(store):
    """5 亩 supplied again between them."""
    happen(store, "resupply", "G2", on=date(2023, 5, 20), mu=5, subject="plot", unit="U2")
    page = fortnight(store, as_of=MAY)
    now, before = ({row.indicator: row.actual for row in rows} for rows in (page.progress, page.before))
    assert (now["resupply_area"], before["resupply_area"]) == (Decimal("5.00"), Decimal(0))
    assert fortnight(store, as_of=date(2023, 1, 5)).before == ()


def test_the_events_since_the_last_meeting(store):
    """Not those of the day of the last meeting, but those of the day of this one."""
    happen(store, "launch", "G1", on=date(2023, 5, 17), subject="plot")
    happen(store, "notice", "G1", on=date(2023, 5, 18), subject="plot")
    happen(store, "notice", "G2", on=MAY, subject="plot")
    happen(store, "resupply", "G2", on=MAY, mu=4.5, subject="plot")
    happen(store, "construction_start", "G2", on=MAY, floor_m2=1234, subject="plot")
    page = fortnight(store, as_of=MAY)
    assert page.events["kind"].tolist() == ["notice", "construction_start", "notice", "resupply"]
    rows = happened(store, since=page.previous, as_of=MAY).to_numpy().tolist()
    assert rows == [
        ["notice", 2, Decimal("30.00"), None],
        ["resupply", 1, Decimal("4.50"), None],
        ["construction_start", 1, None, Decimal("1234.00")],
    ]


def test_nothing_happened(store):
    """No rows, the same columns."""
    found = happened(store, since=MAY, as_of=MAY)
    assert (len(found), list(found.columns)) == (0, ["kind", "count", "land_mu", "floor_m2"])
