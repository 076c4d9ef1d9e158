"""The funnel of data-for-land: who is where, every number with its members, nothing restricted."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.model import Layer
from landuse.schema import TABLES
from landuse.store import records
from landuse.views.enterprises import FUNNEL, codes_by_name, funnel, register
from tests.builders import happen
from tests.views.supplied import MAY, district

FIRMS = [f"9133030{number}" for number in range(1, 6)]


@pytest.fixture
def store(tmp_path):
    """
    Return the small district with five firms: one has a plant, one asks for nothing, G2 and G4 are meant for two.

    G2 is listed, G4 registered only.
    """
    rows = [
        {"credit_code": code, "name": f"示例{place}", "own_plant": place == 0, "surveyed_demand": place > 1}
        for place, code in enumerate(FIRMS)
    ]
    opened = district(tmp_path / "w", enterprises=[row | {"output_wan_yuan": 5000.0} for row in rows])
    with opened.writing() as tx:
        for plot_id, firm in (("G2", "示例2"), ("G4", FIRMS[3])):
            changes = {"intended_enterprise": firm, "data_for_land": True}
            records.update(tx, Layer.PLOTS, plot_id, changes, expected_version=1, actor="t")
    yield opened
    opened.close()


def steps(store, as_of=MAY):
    """Return firms, plots and 亩 of each step."""
    return {row.step: (row.firms, len(row.plots), row.amount_mu) for row in funnel(store, as_of=as_of)}


def test_each_step_has_its_firms_and_its_plots(store):
    """Five surveyed, four without a plant, three of them asking, two matched, one listed."""
    fifteen = Decimal("15.00")
    found = steps(store)
    assert list(found) == list(FUNNEL)
    assert [found[step][0] for step in ("surveyed", "no_own_plant", "demand", "matched")] == [5, 4, 3, 2]
    assert found["matched"] == (2, 2, Decimal("30.00"))
    assert found["in_plan"] == found["approved"] == found["listed"] == (1, 1, fifteen)
    assert found["awarded"] == (0, 0, Decimal("0.00"))


def test_a_step_is_cut_to_the_day(store):
    """In April G2 had passed the meeting and was not listed."""
    found = steps(store, date(2023, 4, 30))
    assert (found["approved"][0], found["listed"][0]) == (1, 0)


def test_every_number_opens(store):
    """As many members as the number says, by code."""
    for row in funnel(store, as_of=MAY):
        assert len(row.members) == row.firms
        assert row.members["credit_code"].is_unique


def test_reviews_and_publicity_move_a_firm(store):
    """Applied, passed, in publicity, over."""
    firm = FIRMS[2]
    for kind, day in (("application", 2), ("review_passed", 8), ("publicity", 10)):
        happen(store, kind, firm, subject="enterprise", on=date(2023, 5, day))
    assert [steps(store, date(2023, 5, 16))[name][0] for name in ("applied", "review_passed", "publicised")] == [
        1,
        1,
        0,
    ]
    assert steps(store, date(2023, 5, 17))["publicised"][0] == 1
    happen(store, "review_rejected", firm, subject="enterprise", on=date(2023, 5, 20))
    assert steps(store)["review_passed"][0] == 0


def test_the_register_holds_nothing_restricted(store):
    """Neither output nor tax nor contacts."""
    restricted = {column.name for column in TABLES[Layer.ENTERPRISES].columns if column.restricted}
    found = register(store, as_of=MAY)
    assert not restricted & set(found.columns)
    assert found.set_index("credit_code").loc[FIRMS[2], ["step", "plot_id"]].tolist() == ["listed", "G2"]


def test_firms_are_known_by_code_and_by_name(store):
    """Sheets write either."""
    codes = codes_by_name(store.tables())
    assert codes["示例2"] == codes[FIRMS[2]] == FIRMS[2]
