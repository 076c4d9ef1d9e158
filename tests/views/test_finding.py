"""Finding records by code, name, sound and firm, in that order; whatever is typed."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.actions.reshape_ground import declared_children, reshape_ground
from landuse.model import Layer, SubjectKind
from landuse.store import series
from landuse.units import m2_from_mu
from landuse.views.finding import Why, find_records
from tests.builders import MAY, parcel, square, workspace

HOSTILE = "<b>'\"`${x}\u202e😀[(*\\"


def intention(credit_code, plot_id, state):
    stated = {"reason": None, "doc_no": None, "stated_on": date(2023, 4, 1)}
    return {"credit_code": credit_code, "plot_id": plot_id, "state": state, **stated}


def tenure(parcel_id, credit_code):
    held = {"share": None, "held_area_m2": None, "note": None}
    return {"parcel_id": parcel_id, "credit_code": credit_code, "role": "owner", **held}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return a district of a few records and five firms."""
    made = workspace(
        tmp_path_factory.mktemp("finding") / "w",
        zones=[
            {"zone_id": "Z1", "name": "大塘垟工业区", "unit": "SY", "geometry": square(mu=60)},
            {"zone_id": "Z2", "name": None},
        ],
        parcels=[
            parcel("LC-1", name="大塘垟工业区1号", unit="SY"),
            parcel("LC-10", name="德政工业区", east=100),
            parcel("LC-2", name="LC-1旁", east=200),
            parcel("LC-3", name=HOSTILE, east=300),
            parcel("LC-4", name="长" * 400, east=400),
            parcel("LC-5", name=None, mu=None),
        ],
        plots=[
            {"plot_id": "GD-1", "name": "小塘", "intended_enterprise": "示例林峰鞋业", "data_for_land": True},
            {"plot_id": "GD-2", "name": "南塘", "winning_bidder": "913X"},
            {"plot_id": "GD-3", "name": "北塘", "intended_enterprise": "外来企业"},
            {"plot_id": "GD-4", "name": "东塘", "intended_enterprise": "示例江石汽配"},
            {"plot_id": "GD-5", "name": "西塘"},
        ],
        enterprises=[
            {"credit_code": "913X", "name": "示例林峰鞋业", "parcels": "LC-2; LC-3;nowhere"},
            {"credit_code": "913Y", "name": "示例江石汽配"},
        ],
    )
    with made.writing() as tx:
        series.append(tx, Layer.TENURE, [tenure("LC-5", "913X"), tenure("LC-2", "913X")], actor="test")
        said = [intention("913Y", "GD-4", "declined"), intention("913Y", "GD-5", "accepted")]
        series.append(tx, Layer.INTENTIONS, said, actor="test")
    yield made
    made.close()


def found(store, wish, **options):
    return [row.key for row in find_records(store, wish, as_of=MAY, **options).rows]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("LC-1", ["LC-1", "LC-10", "LC-2"]),
        ("lc-10", ["LC-10"]),
        ("ＧＤ－２", ["GD-2"]),
        ("大塘垟", ["Z1", "LC-1"]),
        ("工业区", ["Z1", "LC-1", "LC-10"]),
        ("-10", ["LC-10"]),
        ("dty", ["Z1", "LC-1"]),
        ("dtygyq1", ["LC-1"]),
        ("ty", ["Z1", "LC-1"]),
        ("gyq", ["Z1", "LC-1", "LC-10"]),
        ("datangyang", ["Z1", "LC-1"]),
        ("dz", ["LC-10"]),
        ("林峰", ["GD-1", "GD-2", "LC-2", "LC-3", "LC-5"]),
        ("sllf", ["GD-1", "GD-2", "LC-2", "LC-3", "LC-5"]),
        ("913X", ["GD-1", "GD-2", "LC-2", "LC-3", "LC-5"]),
        ("外来", ["GD-3"]),
        ("江石", ["GD-5"]),
        (HOSTILE, ["LC-3"]),
        ("长" * 400, ["LC-4"]),
        ("长" * 401, []),
        ("   ", []),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_what_is_meant_comes_first(store, wish, expected):
    """Codes before names before sounds before firms; zones before plots before parcels; the firm's ground in order."""
    assert found(store, wish) == expected


def test_a_finding_says_what_it_is_and_why(store):
    """By name, by sound, by the firm that holds it."""
    (zone, _) = find_records(store, "大塘垟", as_of=MAY).rows
    assert (zone.layer, zone.key, zone.name, zone.unit, zone.why) == (Layer.ZONES, "Z1", "大塘垟工业区", "SY", Why.NAME)
    assert [row.why for row in find_records(store, "dty", as_of=MAY).rows] == [Why.INITIALS] * 2
    (held,) = [row for row in find_records(store, "linfeng", as_of=MAY).rows if row.key == "LC-5"]
    assert (held.why, held.firm, held.name) == (Why.FIRM, "示例林峰鞋业", None)
    parcels = store.tables().parcels.set_index("parcel_id")
    assert held.fid == parcels.loc["LC-5", "fid"]


def test_no_more_than_asked_for_and_it_is_said(store):
    """The first ones, and whether there are more."""
    cut = find_records(store, "工业区", as_of=MAY, limit=2)
    assert ([row.key for row in cut.rows], cut.more) == (["Z1", "LC-1"], True)
    assert not find_records(store, "工业区", as_of=MAY, limit=3).more


def test_what_was_renamed_is_found_by_its_new_name(tmp_path):
    """A search sees what the ledger holds now, and on a day before it was divided the parcel that was."""
    store = workspace(tmp_path / "w", parcels=[parcel("OLD-1", mu=None, book_mu=10)])
    assert found(store, "old") == ["OLD-1"]
    children = declared_children(SubjectKind.PARCEL, {"NEW-1": m2_from_mu(4), "NEW-2": m2_from_mu(6)})
    reshape_ground(
        store,
        subject_kind=SubjectKind.PARCEL,
        parents=["OLD-1"],
        children=children,
        occurred_on=date(2023, 5, 1),
        today=MAY,
        actor="test",
    )
    assert found(store, "old") == []
    assert found(store, "new") == ["NEW-1", "NEW-2"]
    assert "OLD-1" in [row.key for row in find_records(store, "old", as_of=date(2023, 4, 1)).rows]
    store.close()


def test_an_empty_district_has_nothing_to_find(tmp_path):
    """Neither records nor firms."""
    store = workspace(tmp_path / "w")
    assert found(store, "dty") == []
    store.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(alphabet="dtyLC-10大[](){}*+?\\^$|.'\"\n\x00\ud800😀", max_size=12))
def test_no_text_breaks_the_search(store, wish):
    """Anything typed or pasted finds what holds it, or nothing."""
    rows = find_records(store, wish, as_of=MAY).rows
    assert len({(row.layer, row.key) for row in rows}) == len(rows)


def test_many_firms_of_a_name_hide_nobody(tmp_path):
    """The ground of the hundredth firm that fits is found like that of the first."""
    firms = [{"credit_code": f"C{number:03d}", "name": f"示例{number}"} for number in range(120)]
    plots = [{"plot_id": f"G{number}", "winning_bidder": f"C{number:03d}"} for number in (3, 118)]
    store = workspace(tmp_path / "w", plots=plots, enterprises=firms)
    assert found(store, "示例") == ["G3", "G118"]
    assert find_records(store, "示例", as_of=MAY, limit=1).more
    store.close()
