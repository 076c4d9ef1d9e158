"""
What the document of a page says before Streamlit's own scripts run, so that it opens sooner.

Streamlit's front end finds its server by trying: at ``/map`` first ``/map/_stcore/health``, then, after a pause,
``/_stcore/health``. We know which of the two it is. And the scripts that show a map are asked for with the others, not
when the map has come.
"""

from collections.abc import Collection
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Streamlit's scripts that show what the map's page begins with, by the names before their digests.
_MAP_SCRIPTS = ("Html", "purify.es", "ComponentInstance", "IFrameUtil", "urls", "withCalculatedWidth")
_HEAD = b"<head>"
#: Of a request for a document: it is to come whole, and as it is written.
_LEFT_OUT = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}


class Opening:
    """
    The middleware.

    Parameters
    ----------
    app : ASGI app
    pages : collection of str
        Addresses of pages below that of the app, such as ``map``.
    base_url : str
        What the app is served under (Streamlit's ``server.baseUrlPath``).
    """

    def __init__(self, app: ASGIApp, *, pages: Collection[str], base_url: str = "") -> None:
        self._app = app
        base = base_url.strip("/")
        self._pages = {f"/{base}/{page}" if base else f"/{page}": page for page in pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        page = self._pages.get(scope.get("path", "")) if scope["type"] == "http" else None
        if page is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        await self._app({**scope, "headers": headers}, receive, _Document(send, said_first(page)).send)


class _Document:
    """A document on its way through, which is told what to say first."""

    def __init__(self, onward: Send, first: bytes) -> None:
        self._onward, self._first = onward, first
        self._start: Message = {}
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = self._body.replace(_HEAD, _HEAD + self._first, 1)
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified"):
            del headers[name]
        await self._onward({**self._start, "headers": headers.raw})
        await self._onward({"type": "http.response.body", "body": body})


@cache
def said_first(page: str) -> bytes:
    """Return what the document of a page says first: where its server is, and the scripts that a map will need."""
    where = (
        f'((at, page) => {{ if (at.pathname.endsWith("/" + page)) window.__streamlit = {{ BACKEND_BASE_URL:'
        f' at.origin + at.pathname.slice(0, -page.length - 1) }}; }})(location, "{escape(page)}")'
    )
    links = _links() if page == "map" else ""
    return f"<script>{where}</script>{links}".encode()


def _links() -> str:
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    found = [path.name for name in _MAP_SCRIPTS for path in sorted(folder.glob(f"{name}.????????.js"))]
    return "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in found)
