"""Simulates an S3 service that refuses chosen requests and ignores conditional writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tests.browser.browser import running

Refusal = tuple[int, str] | None
"""The status and the code of an answer that says no; a status of 0 ends the line without an answer."""


class Service:
    """What is stored, and what is refused."""

    def __init__(
        self, refuse: Callable[[str, str], Refusal] = lambda _method, _path: None, *, ignores_conditions: bool = True
    ) -> None:
        self.refuse = refuse
        self.ignores_conditions = ignores_conditions
        """Whether it writes whatever a condition says; otherwise it says that it knows none."""
        self.tag: Callable[[bytes], str] = _tag
        """The entity tag of a content."""
        self.keeps_sums = True
        """Whether it takes objects whose SHA-256 is said, or says that it knows no such thing."""
        self.objects: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.asked: list[tuple[str, str]] = []


@contextmanager
def serve(service: Service) -> Iterator[str]:
    """Serve it; its address."""

    class Handler(_Handler):
        store = service

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Service

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.store.asked.append((self.command, path))
        if (refusal := self.store.refuse(self.command, path)) is not None:
            self._refuse(*refusal)
        elif self._is_unknown():
            self._refuse(501, "NotImplemented")
        elif self.command == "PUT":
            kept = {name: value for name, value in self.headers.items() if name.lower().startswith(_KEPT)}
            self.store.objects[path] = body, kept
            self._say(200, b"", {"ETag": self.store.tag(body)})
        elif path.count("/") == 1 or (path.endswith("/") and "list-type" in self.path):
            self._say(200, self._list(), {"Content-Type": "application/xml"})
        elif path in self.store.objects:
            content, kept = self.store.objects[path]
            self._say(200, content, {**kept, "ETag": self.store.tag(content)})
        else:
            self._refuse(404, "NoSuchKey")

    do_GET = do_HEAD = do_PUT = _answer  # noqa: N815 - the library's names

    def _is_unknown(self) -> bool:
        has_condition = bool({"If-Match", "If-None-Match"} & set(self.headers))
        has_sum = "x-amz-checksum-sha256" in self.headers
        return (has_condition and not self.store.ignores_conditions) or (has_sum and not self.store.keeps_sums)

    def _list(self) -> bytes:
        keys = (path.split("/", 2)[2] for path in sorted(self.store.objects))
        entries = "".join(f"<Contents><Key>{key}</Key><ETag>x</ETag><Size>1</Size></Contents>" for key in keys)
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode()

    def _refuse(self, status: int, code: str) -> None:
        if status == 0:
            self.close_connection = True
            self.connection.close()
            return
        told = f"<Error><Code>{code}</Code><Message>No, and here is why\nnot.</Message></Error>".encode()
        self._say(status, told, {"Content-Type": "application/xml"})

    def _say(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


_KEPT = ("content-type", "cache-control", "x-amz-meta-")


def _tag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'
