"""What tables say of records: first events, agreed days, firms; nothing that was not known or had not happened."""

from datetime import UTC, date, datetime

from landuse.reports.office_facts import amount, known, listed, words
from tests.reports.office import CODE, LONG_PARCEL, NOW, table_request


def test_it_knows_what_had_happened_by_the_day(district):
    """The first day of a kind; nothing of later days, nothing that was not yet recorded."""
    found = known(district, table_request("supply_list"), NOW)
    assert found.on("plot", "G1", "listing") == date(2023, 4, 26)
    assert found.due("parcel", "P2", "remediation") == date(2023, 10, 31)
    assert found.holders([LONG_PARCEL, "P2"]) == (CODE,)
    earlier = known(district, table_request("supply_list", as_of=date(2023, 4, 25)), NOW)
    assert earlier.on("plot", "G1", "listing") is None
    assert (
        known(district, table_request("supply_list"), datetime(2001, 1, 1, tzinfo=UTC)).on("plot", "G1", "notice")
        is None
    )


def test_words_and_amounts_are_none_where_nothing_is_known():
    """Blank texts and NaN are nothing; numbers are rounded half up."""
    assert (words("  "), words(None), words(" a ")) == (None, None, "a")
    assert (amount(float("nan")), str(amount(1.005))) == (None, "1.01")
    assert listed([], "、", "") == ""
