"""Declared beside what the ground says, with the difference in words."""

from datetime import date
from decimal import Decimal

import pytest

from landuse.model import Layer
from landuse.store import records
from landuse.views.credit import credit_rows, on_demolished_m2
from tests.builders import happen, layer_frame
from tests.views.supplied import MAY, district, plot


@pytest.fixture
def store(tmp_path):
    """Return the small district with a plot that only half lies on cleared ground, and one without a shape."""
    opened = district(tmp_path / "w")
    yield opened
    opened.close()


def test_a_plot_on_cleared_ground_is_credited_with_all_of_it(store):
    """15 亩 declared, 15 by ground."""
    happen(store, "resupply", "G1", subject="plot", on=date(2023, 5, 12), mu=15)
    (row,) = credit_rows(store, year=2023, as_of=MAY)
    assert (row.declared_mu, row.counted_mu, row.by_ground_mu, row.difference_mu) == (
        Decimal("15.00"),
        Decimal("15.00"),
        Decimal("15.00"),
        Decimal("0.00"),
    )


def test_a_plot_elsewhere_is_declared_and_not_credited(store):
    """Its whole ground is "other"."""
    happen(store, "resupply", "G4", subject="plot", on=date(2023, 5, 12), mu=15)
    (row,) = credit_rows(store, year=2023, as_of=MAY)
    assert row.by_ground_mu == Decimal("0.00")
    assert dict(row.parts)["other"] == Decimal("15.00")
    assert row.difference_mu == Decimal("15.00")


def test_ground_demolished_after_the_supply_is_late(store):
    """Demolition in May, supply in April."""
    happen(store, "resupply", "G3", subject="plot", on=date(2023, 4, 12), mu=15)
    happen(store, "demolition", "P2", mu=15, on=date(2023, 5, 2))
    (row,) = credit_rows(store, year=2023, as_of=MAY)
    assert dict(row.parts)["late"] == Decimal("15.00")


def test_a_plot_without_a_shape_goes_by_the_office_s_link(tmp_path):
    """The parcels it names have 15 亩 demolished; the fault is named."""
    store = district(tmp_path / "w2")
    with store.writing() as tx:
        row = plot("G9", parcels="P1") | {"geometry": None, "geometry_fault": "unmapped"}
        records.insert(tx, Layer.PLOTS, layer_frame(Layer.PLOTS, [row]), batch_id=None, actor="t")
    happen(store, "resupply", "G9", subject="plot", on=date(2023, 5, 12), mu=15)
    (row,) = credit_rows(store, year=2023, as_of=MAY)
    assert (row.by_ground_mu, row.by_link_mu, row.fault) == (None, Decimal("15.00"), "null")
    store.close()


def test_half_a_plot_on_cleared_ground_is_half_of_it(store):
    """The potential of plots that wait."""
    found = on_demolished_m2(store.tables(), MAY)
    assert found["G1"] == pytest.approx(10_000)
    assert found["G2"] == 0.0
