"""Days that are none and amounts that cannot be: inputs 46 to 53 of the list of hostile inputs."""

import sqlite3
from contextlib import closing

import pytest

from tests.intake.files import table

HEADINGS = ["地块编号", "事项", "日期", "面积(亩)"]
MAY = ("--year", "2023", "--as-of", "2023-05-31")


@pytest.fixture
def campaign(house):
    """Return the house with two parcels of 30 亩."""
    house.take(table(house.desk / "p.csv", [["A", 30], ["B", 30]], ["地块编号", "证载面积(亩)"]))
    return house


def events(house, *rows):
    return table(house.desk / "e.csv", rows, HEADINGS)


def total(house, indicator="demolition_area", *more):
    return house.call("explain", indicator, *MAY, "--json", *more).json["total"]


DAYS = {
    "2023-05-06": None,
    "45052": None,
    "6.5.2023": None,
    "28-Oct-15": None,
    "2023-02-30": "no_such_day",
    "2999-01-01": "future_day",
    "2023.6": "day_without_day",
    "6月14日": "day_without_year",
    "待定": "not_a_day",
}


@pytest.mark.parametrize("day", DAYS)
def test_46_a_day_is_read_or_refused_with_its_cell(campaign, day):
    """Never another day than the one that is written."""
    other = ["A", "拆除", "22.09.2011", 5]  # says that the day comes first
    told = campaign.take(events(campaign, other, ["A", "拆除", day, 5]), layer="events", code=3 if DAYS[day] else 0)
    refused = [problem for problem in told["problems"] if problem["severity"] == "refused"]
    assert [(problem["row"], problem["code"]) for problem in refused] == ([(3, DAYS[day])] if DAYS[day] else [])


def test_46_an_order_that_nothing_settles_is_asked(campaign):
    """05/06/2023: refused until it is answered."""
    path = events(campaign, ["A", "拆除", "05/04/2023", 5])
    campaign.refuse(path, "No row", layer="events")
    campaign.take(path, "--answer", "日期=dmy", layer="events")
    [event] = campaign.call("list", "events", "--json").json
    assert event["occurred_on"] == "2023-04-05"


def test_47_no_part_is_more_than_the_whole(campaign):
    """One event above the parcel is refused with both numbers; parts that add up to more count up to it."""
    told = campaign.take(
        events(
            campaign, ["A", "拆除", "2023-03-01", 31], ["A", "拆除", "2023-03-02", 20], ["A", "拆除", "2023-03-03", 20]
        ),
        layer="events",
        code=3,
    )
    [refused] = [problem for problem in told["problems"] if problem["severity"] == "refused"]
    assert (refused["row"], refused["code"]) == (2, "more_than_area")
    assert all(number in refused["message"] for number in ("31.00", "30.00"))
    assert total(campaign) == 30


def test_48_what_is_reported_twice_corrected_and_withdrawn(campaign):
    """The ledger keeps all of it; what counts is right at each moment."""
    campaign.take(events(campaign, ["A", "拆除", "2023-03-01", 10], ["A", "拆除", "2023-03-01", 10]), layer="events")
    assert total(campaign) == 10
    first, second = (event["event_id"] for event in campaign.call("list", "events", "--json").json)
    for event in (first, second):
        assert campaign.call("void", event, "--why", "误报").code == 0
    assert total(campaign) == 0
    assert total(campaign, "demolition_area", "--known-at", "2001-01-01") == 0
    assert campaign.call("fsck").code == 0
    with closing(sqlite3.connect(campaign.folder / "landuse.gpkg")) as raw:
        assert raw.execute("SELECT count(*) FROM events").fetchone() == (4,)


@pytest.mark.parametrize("target", [None, 0])
def test_49_a_target_that_is_missing_or_nothing_divides_nothing(campaign, target):
    """Share and pace are left open."""
    if target is not None:
        path = table(campaign.desk / "t.csv", [[2023, "拆除", target]], ["年度", "指标", "目标(亩)"])
        campaign.bring(path, layer="targets")
    rows = campaign.call("progress", *MAY, "--json").json
    assert [row["share"] for row in rows] == [None] * len(rows)
    assert [row["pace_index"] for row in rows] == [None] * len(rows)


@pytest.mark.parametrize("day", ["2023-01-01", "2023-12-31", "2024-02-29", "2023-06-14"])
def test_50_every_day_of_a_year_has_its_share(campaign, day):
    """The first without data, the last, the leap day, a cut in the month."""
    rows = campaign.call("progress", "--year", day[:4], "--as-of", day, "--json").json
    assert all(0 <= row["elapsed"] <= 1 and row["actual"] == 0 for row in rows)
    assert {row["elapsed"] == 1 for row in rows} == {day.endswith("12-31")}


def test_51_april_is_april_after_a_split_in_may(campaign):
    """The parcel's children change nothing of what was counted before them."""
    april = ("--year", "2023", "--as-of", "2023-04-30", "--json")
    campaign.call("record", "demolition", "--parcel", "A", "--on", "2023-03-01", "--mu", "30")
    before = campaign.call("progress", *april).json
    words = ("--into", "A1=18", "--into", "A2=12", "--on", "2023-05-10")
    assert campaign.call("reshape", "A", *words).code == 0
    assert campaign.call("progress", *april).json == before
    assert total(campaign) == 30


def test_53_an_infeasible_programme_names_its_constraint_and_by_how_much(campaign):
    """Ground, capacity, time: each is told apart, in a sentence and in numbers, with the most that can be done."""
    house = campaign
    house.take(
        table(house.desk / "t.csv", [[2023, "demolition_area", 100]], ["年度", "指标", "目标值"]), layer="targets"
    )
    asked = ("plan", "--indicator", "demolition_area", "--json")

    def said(*words, as_of="2023-05-31"):
        answer = house.call(*asked, "--year", "2023", "--as-of", as_of, *words)
        found = answer.json
        assert (answer.code, found["status"], found["unit"]) == (7, "infeasible", "mu")
        assert answer.err.strip() == found["message"]
        assert sum(one["short_by"] for one in found["constraints"]) == found["left"] == found["need"] - found["planned"]
        assert sum(row["amount"] for row in found["programme"]) == found["planned"]
        return found["constraint"], found["short_by"], found["planned"]

    assert said() == ("ground", 40, 60)
    assert said("--amount", "60", "--capacity", "mu=20") == ("capacity", 60, 0)
    assert said("--amount", "60", "--capacity", "projects=1", as_of="2023-12-01") == ("capacity", 30, 30)
    assert said("--amount", "60", as_of="2023-12-31") == ("time", 60, 0)
    assert said("--amount", "60", "--exclude", "A") == ("excluded", 30, 30)
    assert house.call(*asked, *MAY, "--amount", "60", "--capacity", "mu=30").json["status"] == "optimal"
