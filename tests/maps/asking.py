"""Ask an ASGI application, without a socket and without a client library."""

import asyncio
import gzip
import json
from dataclasses import dataclass
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower case) and the unpacked content."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    def json(self):
        """Return the content as JSON."""
        return json.loads(self.content)


class Client:
    """Sends GET requests with the path exactly as written."""

    def __init__(self, app):
        self.app = app

    def get(self, url, headers=None):
        """Return the answer to a GET."""
        path, _, query = url.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
            "server": ("127.0.0.1", 80),
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        content = gzip.decompress(body) if found.get("content-encoding") == "gzip" else body
        return Answer(sent[0]["status"], found, content)
