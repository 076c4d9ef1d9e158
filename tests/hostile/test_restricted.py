"""Restricted figures of firms: nowhere unless they are asked for, and asking is on record."""

import json

import mapbox_vector_tile
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from landuse.cli.main import run as landuse
from landuse.errors import ConflictError
from landuse.maps.server import routes
from landuse.maps.tiles import HALF_WORLD
from landuse.store import open_workspace
from landuse.store.schema import audit
from landuse.ui import firms_picking, server
from tests.maps.asking import Client
from tests.ui.test_pages import html, run
from tests.views.waiting import SECRETS, A, waiting

VIEWS = ("funnel", "register", "scores", "matching", "bidders")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of a workspace whose firms have figures that can be recognised."""
    waiting(tmp_path / "w").close()
    monkeypatch.setenv("LANDUSE_WORKSPACE", str(tmp_path / "w"))
    yield tmp_path / "w"
    server.close_stores()


def leaked(shown):
    """Return the restricted values that stand in a text."""
    return [secret for secret in SECRETS if secret in shown]


def asked(folder):
    """Return what was asked for, from the audit trail."""
    store = open_workspace(folder)
    wish = select(audit.c.action, audit.c.object_kind, audit.c.after).where(audit.c.action.like("%restricted"))
    with store.reading() as connection:
        rows = [tuple(row) for row in connection.execute(wish)]
    store.close()
    return [(action, layer, json.loads(after)) for action, layer, after in rows]


def everything(app):
    """Return all that a page shows: HTML, tables, texts of widgets, messages."""
    parts = [html(app), *(table.value.to_string() for table in app.dataframe)]
    parts += [json.dumps(piece.proto.spec) for piece in app.get("arrow_vega_lite_chart")]
    for kind in ("markdown", "button", "selectbox", "text_input", "success", "warning", "error", "caption"):
        parts += [f"{piece.label if hasattr(piece, 'label') else ''} {piece.value}" for piece in getattr(app, kind)]
    return " ".join(parts)


def view(app, name, **state):
    """Open a view of the page."""
    for key, value in {"firms_view": name, **state}.items():
        app.session_state[key] = value
    return app.run()


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_shows_nothing_restricted(folder, name, language):
    """Every view with the firm's card open; all firms where that can be had."""
    app = view(run("enterprises", firm=A, lang=language), name, firms_match_all=True, firms_score_all=True)
    assert not app.exception
    shown = everything(app)
    assert A in shown
    assert leaked(shown) == []
    assert asked(folder) == []


def test_asking_for_the_register_shows_it_and_is_on_record_once(folder):
    """Ticking the box writes once, drawing again does not, ticking again does; other filters ask anew."""
    app = view(run("enterprises"), "register")
    box = next(one for one in app.checkbox if one.key.startswith("restricted_register"))
    box.check().run()
    assert "7654321" in app.dataframe[0].value.to_string()
    assert "13912345678" in everything(app)
    app.run()
    ((action, layer, of),) = asked(folder)
    assert (action, layer, of["as_of"]) == ("register_restricted", "enterprises", "2023-05-31")
    assert "contact" in of["columns"]
    box = next(one for one in app.checkbox if one.key.startswith("restricted_register"))
    box.uncheck().run()
    assert leaked(everything(app)) == []
    assert len(asked(folder)) == 1
    next(one for one in app.checkbox if one.key.startswith("restricted_register")).check().run()
    assert len(asked(folder)) == 2
    app.text_input(key="filter_search").set_value("甲").run()
    assert leaked(everything(app)) == []


def test_asking_for_the_lines_of_a_score_is_on_record(folder):
    """The figures of one firm, with the scheme they were read by."""
    app = view(run("enterprises", firm=A), "scores")
    next(one for one in app.checkbox if one.key.startswith("restricted_lines")).check().run()
    lines = app.dataframe[-1].value
    assert 7_654_321 in lines["numerator"].tolist()
    ((action, layer, of),) = asked(folder)
    assert (action, layer, of["firm"]) == ("score_restricted", "figures", A)


def test_nothing_is_shown_if_it_cannot_be_written(folder, monkeypatch):
    """An audit trail that cannot be written keeps the box unticked."""

    def fail(*_args, **_more):
        raise ConflictError("plot_taken", plot="x", firm="y")

    monkeypatch.setattr(firms_picking, "note_restricted", fail)
    app = view(run("enterprises"), "register")
    next(one for one in app.checkbox if one.key.startswith("restricted_register")).check().run()
    assert leaked(everything(app)) == []
    assert app.error


@pytest.mark.parametrize(
    "words",
    [
        ("list", "enterprises"),
        ("list", "figures"),
        ("list", "plots"),
        ("funnel",),
        ("score",),
        ("score", A),
        ("score", "--compare", "v1"),
        ("match",),
        ("match", "--all"),
        ("match", "--all", "--wait", f"{A}=Z1"),
        ("warnings",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["table", "json"])
def test_no_verb_prints_what_is_restricted(folder, capsys, words, form):
    """As a table or as JSON."""
    capsys.readouterr()
    assert landuse([*words, *form, "--workspace", str(folder)]) == 0
    shown = capsys.readouterr()
    assert leaked(shown.out + shown.err) == []
    assert asked(folder) == []


@pytest.mark.parametrize(
    ("words", "action"),
    [
        (("list", "enterprises", "--restricted", "--json"), None),
        (("score", A, "--restricted", "--json"), "score_restricted"),
    ],
)
def test_a_verb_that_is_asked_prints_it_and_says_so_in_the_audit_trail(folder, capsys, words, action):
    """The values are there, and one entry."""
    capsys.readouterr()
    assert landuse([*words, "--workspace", str(folder)]) == 0
    assert leaked(capsys.readouterr().out)
    (entry,) = asked(folder)
    assert action in {None, entry[0]}


def test_no_tile_carries_it(folder):
    """Features of the map have a number and a shape, nothing else; neither do states and context hold a figure."""
    store = open_workspace(folder)
    client = Client(Starlette(routes=routes(lambda: store)))
    point = store.tables().plots.to_crs(3857).geometry.iloc[0].centroid
    x, y = (int((HALF_WORLD + way) / (2 * HALF_WORLD) * 16384) for way in (point.x, -point.y))
    tile = client.get(f"/landuse/tiles/plots/14/{x}/{y}.mvt").content
    features = mapbox_vector_tile.decode(tile)["plots"]["features"]
    assert len(features) == 5
    assert [feature["properties"] for feature in features] == [{}] * 5
    for path in ("state?layer=plots&as_of=2023-05-31", "revision", "context/units.geojson"):
        answer = client.get(f"/landuse/{path}")
        assert answer.status_code in {200, 404}
        assert leaked(answer.content.decode("latin-1")) == []
    store.close()
