"""Records chosen one by one, as a part of the one filter: in the list, in its header, in what is exported."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landuse.actions.export_list import default_name, export_list
from landuse.i18n import LANGUAGES, catalogue
from landuse.maps.queries import filter_of, query_of
from landuse.model import Filter, Layer
from landuse.reports.listing import filter_words, listing
from landuse.schema import TABLES
from landuse.views.filters import filtered
from landuse.views.layers import records
from landuse.views.roll import roll
from tests.builders import MAY, happen, parcel, workspace

KEYS = ("A", "B", "C", "D")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return four parcels in two units, a plot and a firm."""
    made = workspace(
        tmp_path_factory.mktemp("filters") / "w",
        parcels=[
            parcel("A", book_mu=0.105, unit="SY", name="甲"),
            parcel("B", book_mu=0.105, east=100, unit="FM"),
            parcel("C", mu=None, book_mu=8, unit="SY"),
            parcel("D", mu=None, unit="SY"),
        ],
        plots=[{"plot_id": "A", "name": "plot", "plan_year": 2023}],
        enterprises=[{"credit_code": "A", "name": "firm"}, {"credit_code": "B", "name": "other"}],
    )
    happen(made, "demolition", "A", mu=0.1)
    yield made
    made.close()


def keys(store, layer=Layer.PARCELS, **chosen):
    return records(store, layer, Filter(as_of=MAY, **chosen))[TABLES[layer].key].tolist()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from((*KEYS, "nobody", ""))).map(tuple))
def test_those_chosen_pass_and_no_others(store, chosen):
    """In the list's own order, each once, whatever was chosen twice or is not there; list and roll agree."""
    wanted = Filter(as_of=MAY, among=chosen)
    found = filtered(records(store, Layer.PARCELS, Filter(as_of=MAY)), wanted, Layer.PARCELS)
    assert found["parcel_id"].tolist() == [key for key in KEYS if key in chosen]
    assert roll(store, Layer.PARCELS, wanted)["fid"].tolist() == found["fid"].tolist()


@pytest.mark.parametrize(
    ("layer", "chosen", "expected"),
    [
        (Layer.PARCELS, {"among": None}, ["A", "B", "C", "D"]),
        (Layer.PARCELS, {"among": ()}, []),
        (Layer.PARCELS, {"among": ("C", "A"), "unit": "SY"}, ["A", "C"]),
        (Layer.PARCELS, {"among": ("A", "B"), "unit": "SY"}, ["A"]),
        (Layer.PARCELS, {"among": ("A", "B"), "text": "甲"}, ["A"]),
        (Layer.PLOTS, {"among": ("A", "B")}, ["A"]),
        (Layer.ENTERPRISES, {"among": ("B",)}, ["B"]),
        (Layer.EVENTS, {"among": ("E000001",)}, ["E000001"]),
    ],
    ids=str,
)
def test_a_selection_is_one_part_of_the_filter(store, layer, chosen, expected):
    """Of any layer, by its own key, together with the other parts; nobody chosen is not everybody."""
    assert keys(store, layer, **chosen) == expected


def test_the_map_has_its_own_way_for_selections():
    """A link to the map's colours does not carry the keys."""
    chosen = Filter(as_of=MAY, unit="SY", among=KEYS)
    query = query_of(chosen)
    assert query == query_of(Filter(as_of=MAY, unit="SY"))
    assert filter_of([("as_of", "2023-05-31")]).among is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 3])
def test_a_selection_is_named_with_its_number(store, language, count):
    """In the words of the filter, in the first lines of the list, and in the name of its file."""
    chosen, text = Filter(as_of=MAY, among=KEYS[:count]), catalogue(language)
    words = filter_words(chosen, store.tables(), text)
    assert text("lists.among", count=count) in words
    assert str(count) in words
    assert words in listing(store, Layer.PARCELS, chosen, language=language).lines()[0]
    assert text("lists.filter.among") in default_name(store, Layer.PARCELS, filter=chosen, language=language)


def test_an_export_holds_the_selection_row_for_row(store, tmp_path):
    """The same records in the same order with the same printed areas, and the total that they add up to."""
    chosen = Filter(as_of=MAY, among=("D", "B", "A", "nobody"))
    done = export_list(store, Layer.PARCELS, tmp_path / "a.geojson", filter=chosen, language="en", actor="test")
    written = [one["properties"] for one in json.loads((tmp_path / "a.geojson").read_text())["features"]]
    shown = records(store, Layer.PARCELS, chosen)
    assert [row["parcel_id"] for row in written] == shown["parcel_id"].tolist() == ["A", "B", "D"]
    assert [row["area_mu"] for row in written] == [0.11, 0.11, None]
    assert (done.rows, str(done.total_mu)) == (3, "0.22")
    assert done.filter_words == filter_words(chosen, store.tables(), catalogue("en"))
