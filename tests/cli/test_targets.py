"""progress, explain and stock: the contract's fields, and the sentence that matters."""

import json
from datetime import date

import pytest

from landuse.cli.period import period
from landuse.config import Settings

MAY = ("--year", "2023", "--as-of", "2023-05-31")
FIELDS = [
    *("indicator", "unit", "actual", "target", "direction", "share", "elapsed", "pace_index", "gap"),
    *("needed_per_month", "speed_up", "run_rate_year_end", "uncounted"),
]


def test_progress_has_the_contracts_fields(call, place):
    """A row an indicator, amounts in its unit to 0.01, shares to six places."""
    rows = call("progress", *MAY, "--json", "--workspace", place).json
    assert all(list(row) == FIELDS for row in rows)
    by_name = {row["indicator"]: row for row in rows}
    assert by_name["resupply_area"] == {
        "indicator": "resupply_area",
        "unit": "mu",
        "actual": 25.0,
        "target": 300.0,
        "direction": "at_least",
        "share": 0.083333,
        "elapsed": 0.416667,
        "pace_index": 0.2,
        "gap": 275.0,
        "needed_per_month": 39.29,
        "speed_up": 7.86,
        "run_rate_year_end": 60.0,
        "uncounted": {"count": 0, "declared": 0.0},
    }
    assert by_name["construction_start_floor_area"]["unit"] == "m2"
    assert by_name["remediation_area"]["target"] is None


def test_groups_carry_their_key_and_add_up(call, place):
    """`--by unit` names each unit; its rows add up to the board."""
    rows = call("progress", *MAY, "--by", "unit", "--json", "--workspace", place).json
    resupply = [row for row in rows if row["indicator"] == "resupply_area"]
    assert [(row["by"], row["key"], row["name"], row["actual"]) for row in resupply] == [("unit", "U1", "甲街道", 25.0)]
    assert list(rows[0]) == ["by", "key", "name", *FIELDS]


def test_one_unit_is_named_by_code_name_or_alias(call, place):
    """`--unit` takes what people call it; an unknown one is refused with the known ones."""
    answers = [
        call("progress", *MAY, "--unit", name, "--json", "--workspace", place) for name in ("U1", "甲街道", "甲街")
    ]
    assert len({answer.out for answer in answers}) == 1
    assert answers[0].json[2]["actual"] == 25.0
    refused = call("progress", *MAY, "--unit", "丙镇", "--workspace", place)
    assert refused.code == 2
    assert "U1 甲街道" in refused.err


def test_the_headline_stands_first(call, place):
    """People read the indicator in most trouble and the idle land before anything else."""
    answer = call("progress", *MAY, "--workspace", place)
    first = answer.out.splitlines()[0]
    assert first.startswith("新开工 0/400,000 平方米,进度指数 0.00")
    assert "5 亩拆而未供" in first


def test_explain_adds_up_to_its_total(call, place):
    """The counted column adds up to the total; each row names event, subject, day and reason."""
    found = call("explain", "resupply_area", *MAY, "--json", "--workspace", place).json
    assert list(found) == ["indicator", "unit", "total", "contributions", "uncounted"]
    assert sum(row["counted"] for row in found["contributions"]) == found["total"] == 25.0
    assert found["contributions"][0] == {
        "event": "E000002",
        "parcel": "P1",
        "plot": None,
        "occurred_on": "2023-04-01",
        "counted": 25.0,
        "declared": 25.0,
        "reason": "partial",
    }


def test_explain_speaks_to_people(call, place):
    """Without --json the rows are in words, with the unit of measure."""
    answer = call("explain", "resupply_area", *MAY, "--lang", "en", "--workspace", place)
    assert "25.00 mu" in answer.out
    assert "E000002" in answer.out


def test_stock_names_its_members(call, place):
    """拆而未供: 30 demolished less 25 supplied, with its age."""
    idle = call("stock", "--as-of", "2023-05-31", "--json", "--workspace", place).json[0]
    assert (idle["stock"], idle["amount_mu"], idle["count"]) == ("demolished_not_resupplied", 5.0, 1)
    assert idle["members"][0]["parcel"] == "P1"
    assert idle["members"][0]["days"] == 91
    assert sum(span["amount_mu"] for span in idle["ageing"]) == 5.0


def test_known_at_hides_what_came_later(call, place):
    """As known before anything was recorded, nothing was done."""
    rows = call("progress", *MAY, "--known-at", "2001-01-01", "--json", "--workspace", place).json
    assert [row["actual"] for row in rows] == [0.0] * 4
    assert json.dumps(rows)


@pytest.mark.parametrize(
    ("setting", "year", "as_of", "expected"),
    [
        (Settings(year=2023, as_of=date(2023, 5, 31)), None, None, (2023, date(2023, 5, 31))),
        (Settings(year=2023, as_of=date(2023, 5, 31)), None, date(2024, 2, 1), (2024, date(2024, 2, 1))),
        (Settings(year=2023, as_of=date(2023, 5, 31)), 2022, None, (2022, date(2022, 12, 31))),
        (Settings(), 2023, date(2023, 4, 30), (2023, date(2023, 4, 30))),
        (Settings(), 2022, date(2023, 4, 30), (2022, date(2022, 12, 31))),
    ],
    ids=["settings", "day alone", "year alone", "both", "a past year is whole"],
)
def test_which_period_is_meant(setting, year, as_of, expected):
    """The workspace's settings speak where nothing is said; a past year counts to its end."""
    assert period(setting, year, as_of) == expected
