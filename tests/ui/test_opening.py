"""The document of a page tells Streamlit's front end what it would otherwise find out by trying."""

import re
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from landuse.ui.frame import PAGES
from landuse.ui.opening import Opening, said_first
from landuse.ui.server import PAGES_BESIDE
from tests.maps.asking import Client

DOCUMENT = "<!DOCTYPE html><html><head><title>x</title></head><body></body></html>"


def client(**given):
    """Return a client of an app that answers every address with one document."""

    def document(request):
        return HTMLResponse(DOCUMENT, headers={"ETag": '"1"'})

    return Client(Opening(Starlette(routes=[Route("/{path:path}", document)]), pages=["map", "parcels"], **given))


def test_a_page_s_document_says_where_its_server_is():
    """The script comes first of all, the length is right, and what is kept by its tag is not confused with it."""
    answer = client().get("/map")
    assert answer.content.decode().startswith("<!DOCTYPE html><html><head><script>")
    assert "BACKEND_BASE_URL" in answer.content.decode()
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers
    assert answer.content.decode().endswith("<title>x</title></head><body></body></html>")


@pytest.mark.parametrize("path", ["/", "/other", "/map/more"])
def test_other_addresses_are_left_alone(path):
    """Only pages have something to find out."""
    assert client().get(path).content.decode() == DOCUMENT


def test_a_base_address_is_part_of_the_page_s():
    """Served below /tool/x, the map is at /tool/x/map."""
    served = client(base_url="/tool/x/")
    assert "BACKEND_BASE_URL" in served.get("/tool/x/map").content.decode()
    assert served.get("/map").content.decode() == DOCUMENT


def test_the_map_asks_for_scripts_that_streamlit_has():
    """A Streamlit that names its scripts otherwise is noticed here."""
    static = Path(st.__file__).parent / "static"
    links = re.findall(r'href="\./([^"]+)"', said_first("map").decode())
    assert len(links) == 6
    assert all((static / link).is_file() for link in links)
    assert "href" not in said_first("parcels").decode()


def test_every_page_beside_the_first_is_known():
    """A new page is opened as fast as the others."""
    assert set(PAGES_BESIDE) == set(PAGES) - {"progress"}
