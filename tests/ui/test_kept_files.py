"""What is declared immutable is read and packed once; everything else is asked for each time."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from landuse.ui.kept_files import LARGEST, KeptFiles
from tests.maps.asking import Client

LASTING = {"Cache-Control": "public, immutable, max-age=31536000"}
SCRIPT = b"let answer = 42;" * 100


@pytest.fixture
def asked():
    """Return how often each path was asked of the app behind."""
    return []


@pytest.fixture
def client(asked):
    """Return a client of an app with lasting and passing answers."""

    def answering(content, media_type="text/javascript", status=200, headers=LASTING):
        def handler(request):
            asked.append(request.url.path)
            return Response(content, status, media_type=media_type, headers=headers)

        return handler

    routes = [
        Route("/script.js", answering(SCRIPT)),
        Route("/picture.png", answering(b"\x89PNG", "image/png")),
        Route("/passing.js", answering(SCRIPT, headers={"Cache-Control": "no-cache"})),
        Route("/absent.js", answering(b"no", status=404)),
        Route("/packed.js", answering(gzip.compress(SCRIPT), headers=LASTING | {"Content-Encoding": "gzip"})),
        Route("/own.js", answering(SCRIPT, headers=LASTING | {"Set-Cookie": "who=me"})),
        Route("/large.js", answering(b"x" * (LARGEST + 1))),
    ]
    return Client(KeptFiles(Starlette(routes=routes)))


GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize(("path", "packed"), [("/script.js", True), ("/picture.png", False)])
def test_a_lasting_answer_is_given_again(client, asked, path, packed):
    """The same bytes, type and promise, packed where that helps, from one question."""
    first, *others = (client.get(path, headers=GZIP) for _ in range(3))
    assert asked == [path]
    for again in others:
        content = gzip.decompress(again.content) if again.content[:2] == b"\x1f\x8b" else again.content
        assert content == first.content
        assert again.headers["content-type"] == first.headers["content-type"]
        assert again.headers["cache-control"] == LASTING["Cache-Control"]
        assert ("content-encoding" in again.headers) == packed


@pytest.mark.parametrize("path", ["/passing.js", "/absent.js", "/packed.js", "/own.js", "/large.js"])
def test_other_answers_are_asked_for_each_time(client, asked, path):
    """What may change, is not there, is packed already, is somebody's own or is too large is not kept."""
    answers = [client.get(path, headers=GZIP) for _ in range(2)]
    assert asked == [path, path]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/script.js?v=1", GZIP),
        ("/script.js", {"Accept-Encoding": "identity"}),
        ("/script.js", GZIP | {"Range": "bytes=0-3"}),
    ],
)
def test_a_particular_question_is_passed_on(client, asked, path, headers):
    """A query, a browser that cannot unpack, and a part of a file are the app's to answer."""
    client.get("/script.js", headers=GZIP)
    client.get(path, headers=headers)
    assert len(asked) == 2
