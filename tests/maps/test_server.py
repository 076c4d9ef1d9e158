"""The map's routes: what they answer, how long it may be kept, and what they refuse."""

import pytest
from starlette.applications import Starlette

from landuse.errors import WorkspaceError
from landuse.maps.chosen import offered
from landuse.maps.scripts import assets_version
from landuse.maps.server import FOREVER, routes
from landuse.symbology import symbol
from tests.maps.asking import Client
from tests.maps.test_tiles import decoded

DAY = "as_of=2023-05-31"


@pytest.fixture
def client(store):
    """Return a client of an application that has the routes and nothing else."""
    return Client(Starlette(routes=routes(lambda: store)))


@pytest.fixture
def tile_path(store):
    """Return the path of a tile that holds all of the district at once."""
    point = store.tables().parcels.to_crs(3857).geometry.iloc[0].centroid
    half, count = 20037508.342789244, 1 << 14
    x, y = int((point.x + half) / (2 * half) * count), int((half - point.y) / (2 * half) * count)
    return f"/landuse/tiles/{{}}/14/{x}/{y}.mvt"


def test_a_tile_of_the_present_geometry_is_kept_for_ever(client, store, tile_path):
    """The revision in the address names the geometry, so the browser never asks again."""
    revision = store.tables().geometry_revisions["parcels"]
    answer = client.get(f"{tile_path.format('parcels')}?v={revision}")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(decoded(answer.content)) == 3


@pytest.mark.parametrize("query", ["", "?v=0", "?v=x"])
def test_a_tile_of_another_revision_is_not_kept(client, tile_path, query):
    """Who asks for a geometry that has passed gets the present one, not to keep."""
    answer = client.get(tile_path.format("parcels") + query)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/landuse/tiles/events/10/1/1.mvt",
        "/landuse/tiles/nothing/10/1/1.mvt",
        "/landuse/tiles/parcels/10/1024/1.mvt",
        "/landuse/tiles/parcels/23/1/1.mvt",
        "/landuse/tiles/parcels/-1/1/1.mvt",
        "/landuse/context/../workspace.geojson",
        "/landuse/context/workspace.geojson",
        "/landuse/assets/1/../server.py",
        "/landuse/assets/1/%2e%2e/server.py",
        "/landuse/assets/1//etc/passwd",
        f"/landuse/state?layer=enterprises&{DAY}",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    """Unknown layers, places off the world and paths out of their folder answer 404."""
    assert client.get(path).status_code == 404


def test_states_are_bytes_by_feature_id(client, store):
    """The byte at a parcel's feature id is its stage."""
    parcels = store.tables().parcels.set_index("parcel_id")
    content = client.get(f"/landuse/state?layer=parcels&{DAY}").content
    assert content[parcels.loc["P2", "fid"]] == symbol("demolished").index


@pytest.mark.parametrize("query", ["layer=parcels", f"layer=parcels&{DAY}&year=x", "layer=parcels&as_of=May"])
def test_a_wrong_filter_is_refused(client, query):
    """Nothing is guessed: no day, no states."""
    assert client.get(f"/landuse/state?{query}").status_code == 400


def test_an_unknown_column_is_refused_with_its_key(client):
    """A filter on a column that there is not is the asker's mistake, not ours."""
    answer = client.get(f"/landuse/state?layer=parcels&{DAY}&where=colour%3Dred")
    assert (answer.status_code, answer.json()) == (400, {"error": "unknown_column"})


def test_the_revision_tells_of_commits_and_of_geometry(client, store):
    """What browsers poll each second: the ledger's revision and each layer's geometry."""
    answer = client.get("/landuse/revision")
    assert answer.json()["revision"] == store.revision()
    assert set(answer.json()["geometry"]) == {"zones", "parcels", "plots"}
    assert answer.headers["cache-control"] == "no-store"


def test_units_come_from_the_ledger_in_degrees(client):
    """The name is data, not HTML, and the label stands inside the district's box."""
    feature = client.get("/landuse/context/units.geojson").json()["features"][0]
    lng, lat = feature["properties"]["label"]
    assert feature["properties"]["name"] == "<b>藤桥镇</b>"
    assert 120 < lng < 121
    assert 27 < lat < 29


def test_base_layers_come_from_the_workspace_or_are_empty(client, store):
    """Roads that are there are sent as they are; water that is not there is no error."""
    folder = store.folder / "context"
    folder.mkdir()
    (folder / "roads.geojson").write_text('{"type":"FeatureCollection","features":[],"name":"r"}', encoding="utf-8")
    assert client.get("/landuse/context/roads.geojson").json()["name"] == "r"
    assert client.get("/landuse/context/water.geojson").json()["features"] == []


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("landuse-map.js", "text/javascript; charset=utf-8"),
        ("landuse-map.css", "text/css; charset=utf-8"),
        ("vendor/leaflet/leaflet.js", "text/javascript; charset=utf-8"),
        ("vendor/leaflet/images/layers.png", "image/png"),
        ("vendor/leaflet/LICENSE", "text/plain; charset=utf-8"),
    ],
)
def test_assets_have_their_type_and_are_asked_for_once(client, path, media_type):
    """A script is a script whatever the machine's registry says; browsers keep it until it changes."""
    answer = client.get(f"/landuse/assets/{assets_version()}/{path}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == FOREVER
    assert client.get(f"/landuse/assets/another/{path}").headers["cache-control"] == "no-store"


def test_a_workspace_that_cannot_be_read_answers_with_the_errors_key():
    """The page says the sentence; the route says which."""

    def broken():
        raise WorkspaceError("workspace_locked", path="x")

    answer = Client(Starlette(routes=routes(broken))).get("/landuse/revision")
    assert (answer.status_code, answer.json()) == (503, {"error": "workspace_locked"})


def test_routes_stand_under_the_base_url(store):
    """Streamlit does not put its base path before routes; we do."""
    client = Client(Starlette(routes=routes(lambda: store, base_url="/tool/x/")))
    assert client.get("/tool/x/landuse/revision").json()["revision"] == store.revision()


def test_a_swatch_is_an_image_and_no_other_is_there(client):
    """By the stage's name; cards of many stages name it instead of carrying it."""
    answer = client.get("/landuse/swatches/demolished.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert client.get("/landuse/swatches/nothing.svg").status_code == 404


def test_names_are_told_by_tile(client, tile_path):
    """The three parcels with a shape have room at zoom 17 (tile 16), none at tile 14; a wrong tile is not found."""
    assert client.get(tile_path.format("parcels").replace("/tiles/", "/labels/").replace(".mvt", ".json")).json() == {}
    assert client.get("/landuse/labels/events/14/1/1.json").status_code == 404
    assert client.get("/landuse/labels/parcels/14/99999/1.json").status_code == 404


def test_what_changed_is_told_since_a_revision(client, store):
    """Nothing since the present one; unknown since one that nobody remembers; a wrong one is refused."""
    revision = store.tables().geometry_revisions["parcels"]
    assert client.get(f"/landuse/changes?layer=parcels&since={revision}").json() == {"revision": revision, "boxes": []}
    assert client.get("/landuse/changes?layer=parcels&since=0").json()["boxes"] is None
    assert client.get("/landuse/changes?layer=parcels&since=x").status_code == 400
    assert client.get("/landuse/changes?layer=events&since=1").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "at=1", "at=200,28&as_of=2023-05-31", "at=120,nan&as_of=2023-05-31", "at=120,28"]
)
def test_a_place_that_is_none_is_refused(client, query):
    """Under the pointer and on the measure alike."""
    assert client.get(f"/landuse/under?{query}").status_code == 400
    assert client.get("/landuse/measure?places=120,28").status_code == 400
    assert client.get("/landuse/measure?places=a,b;c,d").status_code == 400


def test_pointing_and_measuring_answer_in_the_asked_language(client):
    """Metres in words."""
    places = "120.65,28.0;120.66,28.0"
    assert client.get(f"/landuse/measure?places={places}&closed=0&lang=en").json()["lines"][0].startswith("Length ")
    found = client.get("/landuse/under?at=120.65,28.0&as_of=2023-05-31&layers=parcels&lang=en").json()
    assert found["crs"] == "EPSG:4549"
    assert found["records"] == []


def test_a_large_selection_is_fetched_by_its_token(client):
    """And nothing by one that was never given."""
    token = offered(range(1, 2000))
    assert len(client.get(f"/landuse/chosen/{token}").content) == 4 * 1999
    assert client.get("/landuse/chosen/0123").status_code == 404
