"""Days as offices write them: read, refused, or asked by the column; never guessed."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landuse.intake.days import ORDERS, Either, Month, Yearless, day_reader, first_of_period, written_day
from landuse.intake.questions import Asking
from landuse.intake.values import Unreadable
from landuse.model import Asked

TODAY = date(2023, 6, 1)
MAY_6 = date(2023, 5, 6)


def read_all(cells, heading="日期", answers=(), **how):
    """Read a column; return what came out (days, None, or codes) and what was asked."""
    asking = Asking(answers)
    read = day_reader(heading, cells, range(2, 2 + len(cells)), asking, today=TODAY, **how)

    def one(cell):
        try:
            return read(cell)
        except Unreadable as error:
            return error.code

    return [one(cell) for cell in cells], {question.kind: question for question in asking.questions}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023年5月6日", MAY_6),
        ("2023年05月06号", MAY_6),
        ("23年5月6日", MAY_6),
        ("2023.5.6", MAY_6),
        ("2023/05/06", MAY_6),
        ("23/5/6", MAY_6),
        ("２０２３-０５-０６", MAY_6),
        ("20230506", MAY_6),
        (20230506.0, MAY_6),
        ("2023-05-06T00:00:00", MAY_6),
        ("2023-05-06 08:30", MAY_6),
        (datetime(2023, 5, 6, 8), MAY_6),
        (45085, date(2023, 6, 8)),
        (45085.5, date(2023, 6, 8)),
        ("45085", date(2023, 6, 8)),
        ("22.09.2011", date(2011, 9, 22)),
        ("22/12/2017", date(2017, 12, 22)),
        ("12/22/2017", date(2017, 12, 22)),
        ("05/05/2023", date(2023, 5, 5)),
        ("28-Oct-15", date(2015, 10, 28)),
        ("28 October 2015", date(2015, 10, 28)),
        ("Oct 28, 2015", date(2015, 10, 28)),
        ("1.2.98", Either({"dmy": date(1998, 2, 1), "mdy": date(1998, 1, 2)})),
        ("23-05-06", Either({"ymd": MAY_6, "dmy": date(2006, 5, 23)})),
        ("2023年5月", Month(2023, 5, cut=False)),
        ("2023.5", Month(2023, 5, cut=False)),
        ("2023.10", Month(2023, 10, cut=False)),
        (2023.1, Month(2023, 1, cut=True)),
        ("2023年1月", Month(2023, 1, cut=False)),
        ("2023-1", Month(2023, 1, cut=False)),
        ("202305", Month(2023, 5, cut=False)),
        ("23年5月", Month(2023, 5, cut=False)),
        ("6月14日", Yearless(6, 14)),
        ("12月1日", Yearless(12, 1)),
        ("5月", Yearless(5, None)),
        ("/", None),
        ("1901年01月02日", None),
        (None, None),
        ("", None),
    ],
    ids=repr,
)
def test_what_a_cell_alone_says(cell, day):
    """Every form of domain's list, and what it leaves open."""
    assert written_day(cell) == day


@pytest.mark.parametrize("cell", ["2023-02-30", "2023年13月1日", "31/02/2023", "2月30日", "2023-13", "45/45/2023"])
def test_a_day_that_is_none_is_said(cell):
    """2023-02-30 is not the second of March."""
    with pytest.raises(Unreadable, match="no_such_day"):
        written_day(cell)


@pytest.mark.parametrize("cell", ["待定", "2023", 5, 12.5, "5.6", True, time(12), "1/1", "第三季度", "28-Okt-15"])
def test_what_is_no_day_is_said(cell):
    """A number, a word and a time of day are none."""
    with pytest.raises(Unreadable, match="not_a_day"):
        written_day(cell)


def test_a_column_settles_the_order_of_its_parts():
    """22/12/2017 says how 03/04/2017 is meant."""
    assert read_all(["22/12/2017", "03/04/2017"]) == ([date(2017, 12, 22), date(2017, 4, 3)], {})


def test_what_no_cell_settles_is_asked():
    """An open question leaves the cells unread; an answer reads them all."""
    cells = ["03/04/2023", "05/06/2023", "2023-01-02"]
    days, asked = read_all(cells)
    assert days == ["day_order_open", "day_order_open", date(2023, 1, 2)]
    assert asked[Asked.DAY_ORDER].choices == ("dmy", "mdy")
    assert asked[Asked.DAY_ORDER].samples == ((2, "03/04/2023"), (3, "05/06/2023"))
    assert read_all(cells, answers=[("日期", "dmy")])[0] == [date(2023, 4, 3), date(2023, 6, 5), date(2023, 1, 2)]
    assert read_all(cells, answers=[("day_order:日期", "mdy")])[0][0] == date(2023, 3, 4)


def test_a_column_that_contradicts_itself_is_asked():
    """22/12/2017 beside 12/22/2017: each is read as it can be, 03/04/2017 waits for an answer."""
    days, asked = read_all(["22/12/2017", "12/22/2017", "03/04/2017"])
    assert days == [date(2017, 12, 22), date(2017, 12, 22), "day_order_open"]
    assert list(asked) == [Asked.DAY_ORDER]


def test_the_tenth_month_that_became_the_first_is_asked():
    """2023.10 typed as a number is 2023.1: neither January nor October without an answer; 2023.9 is not in doubt."""
    cells = [2023.9, 2023.1, 2023.11]
    days, asked = read_all(cells, "完成月份", [("完成月份", "last")])
    assert days == [date(2023, 9, 30), "month_open", date(2023, 11, 30)]
    assert asked[Asked.MONTH].choices == ("1", "10")
    assert read_all(cells, "完成月份", [("完成月份", "last"), ("完成月份", "10")])[0][1] == date(2023, 10, 31)
    assert read_all(cells, "完成月份", [("完成月份", "first"), ("完成月份", "1")])[0][1] == date(2023, 1, 1)


@pytest.mark.parametrize("other", ["2023.10", "2023.05"])
def test_months_written_as_text_are_in_no_doubt(other):
    """Where .10 or .05 keep their zero nothing was cut."""
    assert Asked.MONTH not in read_all(["2023.1", other])[1]


def test_a_month_has_no_day_until_it_is_said():
    """First or last of the month; open, the cell keeps its sentence."""
    assert read_all(["2023年2月"])[0] == ["day_without_day"]
    assert read_all(["2023年2月"])[1][Asked.DAY_OF_MONTH].proposed == "last"
    assert read_all(["2023年2月"], answers=[("日期", "last")])[0] == [date(2023, 2, 28)]


def test_a_day_without_a_year_asks_for_it():
    """The years of the column are offered; with one alone it is proposed."""
    days, asked = read_all(["6月14日", "2022年3月1日"])
    assert days == ["day_without_year", date(2022, 3, 1)]
    assert (asked[Asked.YEAR].choices, asked[Asked.YEAR].proposed) == (("2022", "2023"), "2022")
    assert read_all(["6月14日"], answers=[("日期", "2023")])[0] == [date(2023, 6, 14)]
    assert read_all(["2月29日"], answers=[("日期", "2023")])[0] == ["no_such_day"]


def test_a_column_of_months_takes_bare_numbers():
    """计划拆除时间(月): 6 is June; its year and its day are asked."""
    assert read_all([6, "7"], "计划拆除时间（月）", [("计划拆除时间（月）", "2023"), ("计划拆除时间（月）", "last")])[
        0
    ] == [
        date(2023, 6, 30),
        date(2023, 7, 31),
    ]
    assert read_all([6], "计划拆除时间")[0] == ["not_a_day"]


@pytest.mark.parametrize("cell", ["2023.5.6-2023.5.20", "2023年5月6日至20日", "2023-05-06—5-20", "2023/5/6~2023/5/20"])
def test_of_a_period_the_first_day_is_read(cell):
    """挂牌起止 begins on its first day; elsewhere a period is no day."""
    assert read_all([cell], period=True)[0] == [MAY_6]
    assert read_all([cell])[0] == ["not_a_day"]


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(["-", "/", "."]))
def test_a_day_written_in_full_comes_back(day, mark):
    """Year first, four digits: there and back."""
    assert written_day(mark.join(map(str, (day.year, day.month, day.day)))) == day
    assert written_day(day.isoformat()) == day


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(sorted(ORDERS)), st.sampled_from("-/."))
def test_a_day_in_any_order_is_read_or_asked_but_never_another(day, order, mark):
    """Whatever the order, the day meant is among those that are offered."""
    parts = [""] * 3
    for place, part in zip(ORDERS[order], (f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"), strict=True):
        parts[place] = part
    written = written_day(mark.join(parts))
    assert written == day or day in written.days.values()


ANYTHING = st.one_of(
    st.text(max_size=24),
    st.from_regex(r"[0-9０-９]{1,4}[-/.年][0-9]{1,4}[-/.月]?[0-9]{0,4}[日号]?", fullmatch=True),
    st.floats(),
    st.integers(-10, 10**9),
    st.none(),
    st.booleans(),
    st.dates(),
)


@given(st.lists(ANYTHING, max_size=8), st.booleans())
def test_no_cell_breaks_the_reading_of_days(cells, period):
    """Every cell is a day, nothing, or unreadable with its code; what is asked is asked once a kind."""
    days, _ = read_all(cells, "月份", period=period)
    codes = {"no_such_day", "not_a_day", "day_order_open", "month_open", "day_without_day", "day_without_year"}
    assert all(day is None or isinstance(day, date) or day in codes for day in days)
    assert all(isinstance(first_of_period(cell), type(cell)) for cell in cells)
