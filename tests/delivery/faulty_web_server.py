"""Serves a folder over HTTP for tests, with other answers at chosen addresses."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from tests.browser.browser import running

FaultyAnswer = Callable[[BaseHTTPRequestHandler, bytes], None]
"""Answers a request in the place of the content that stands there."""


class Host:
    """What is served, and how it is answered."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.crooked: dict[str, FaultyAnswer] = {}
        """How it is answered, by path."""
        self.asked: list[str] = []


@contextmanager
def serve(host: Host) -> Iterator[str]:
    """Serve it; its address."""

    class Handler(_Handler):
        site = host

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"


def say(status: int, content: bytes = b"", **headers: str) -> FaultyAnswer:
    """Answer so, whatever is asked."""

    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            handler.wfile.write(content)

    return answer


def truncate(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """End the line before all is said."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[:-1])


def pack(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """Answer compressed, though it was not asked for."""
    say(200, gzip.compress(content), Content_Encoding="gzip")(handler, content)


def times(number: int, crooked: FaultyAnswer) -> FaultyAnswer:
    """Answer so that often, and straight from then on."""
    left = [number]

    def answer(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        left[0] -= 1
        (crooked if left[0] >= 0 else say(200, content))(handler, content)

    return answer


class _Handler(BaseHTTPRequestHandler):
    site: Host

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0]).removeprefix("/")
        path = f"{path}index.html" if path.endswith("/") or not path else path
        self.site.asked.append(path)
        content = self.site.files.get(path)
        if path in self.site.crooked:
            self.site.crooked[path](self, content or b"")
        elif content is None:
            say(404, b"<h1>Not found</h1>")(self, b"")
        else:
            say(200, content)(self, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""
