"""
What the server declares immutable, kept packed in memory: the hundred scripts of a page are read and packed once.

Streamlit reads each of its files from disk for each visitor and sends it as it lies there, through all its layers; a
page that opens asks for some hundred of them, and they hold up the map's first tiles.
"""

import gzip
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Files of more bytes, and more bytes of files, are not kept.
LARGEST, MOST = 4_000_000, 64_000_000
_PACKED_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")


class KeptFiles:
    """
    The middleware.

    Parameters
    ----------
    app : ASGI app
        What answers a path for the first time, and all that is not immutable, bears a query or is not a plain GET.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, tuple[Message, Message]] = {}
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not _is_plain(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            answer = _Answer(send)
            await self._app(scope, receive, answer.send)
            if answer.is_lasting and self._bytes + len(answer.body) <= MOST:
                self._kept[path] = await run_in_threadpool(answer.packed)
                self._bytes += len(self._kept[path][1]["body"])
            return
        for message in self._kept[path]:
            await send(message)


@dataclass(slots=True)
class _Answer:
    """An answer on its way through, remembered while it may be worth keeping."""

    onward: Send
    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    is_lasting: bool = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            headers = Headers(raw=message["headers"])
            lasts = "immutable" in headers.get("cache-control", "") and "content-encoding" not in headers
            self.is_lasting = lasts and message["status"] == 200 and "set-cookie" not in headers
        elif self.is_lasting:
            self.body += message.get("body", b"")
            self.is_lasting = len(self.body) <= LARGEST
        await self.onward(message)

    def packed(self) -> tuple[Message, Message]:
        """Return the two messages that give the same answer again, gzipped where that makes it smaller."""
        body = bytes(self.body)
        headers = MutableHeaders(raw=list(self.start["headers"]))
        if headers.get("content-type", "").startswith(_PACKED_TYPES):
            body = gzip.compress(body, 6, mtime=0)
            headers["content-encoding"] = "gzip"
            headers["vary"] = "Accept-Encoding"
        headers["content-length"] = str(len(body))
        start: Message = {**self.start, "headers": headers.raw}
        return start, {"type": "http.response.body", "body": body}


def _is_plain(scope: Scope) -> bool:
    """Whether a request is for a whole file by its path, from one who reads gzip (every browser)."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
        return False
    headers: Any = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and "range" not in headers
