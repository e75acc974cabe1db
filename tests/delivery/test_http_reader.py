"""Tests that a file is read from its own host alone, whole, in bounded time and size."""

import gzip
import ssl
import subprocess
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from build_tools.delivery import http_reader as web
from build_tools.delivery.http_reader import AbsentError, ElsewhereError, WebError, read_web
from tests.delivery.faulty_web_server import FaultyAnswer, Host, pack, say, serve, times, truncate

CONTENT = b"What is served.\n" * 10_000


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_PAUSES", (0.0, 0.0))


@pytest.mark.parametrize(
    "crooked",
    [
        say(200, CONTENT),
        pack,
        times(2, say(503)),
        times(2, truncate),
        times(1, say(301, Location="/file")),
        times(1, say(308, Location="file")),
    ],
    ids=["straight", "gzip", "busy", "cut off", "redirect", "relative redirect"],
)
def test_what_is_served_is_read(crooked: FaultyAnswer) -> None:
    host = Host({"file": CONTENT})
    host.crooked["file"] = crooked
    with serve(host) as address:
        assert read_web(f"{address}/file") == CONTENT


@pytest.mark.parametrize(
    ("crooked", "kind", "words"),
    [
        (say(404), AbsentError, "HTTP Error 404: Not Found"),
        (say(410), AbsentError, "HTTP Error 410: Gone"),
        (say(403), WebError, "HTTP Error 403: Forbidden"),
        (times(3, say(503)), WebError, "HTTP Error 503: Service Unavailable"),
        (times(3, truncate), WebError, "the answer is incomplete (IncompleteRead"),
        (say(200, gzip.compress(CONTENT)[:-9], Content_Encoding="gzip"), WebError, "the answer is incomplete"),
        (
            say(200, b"no gzip", Content_Encoding="gzip"),
            WebError,
            "it is not compressed (gzip), as its header says",
        ),
        (say(200, gzip.compress(bytes(2**25)), Content_Encoding="gzip"), WebError, "it is larger than 1 MB"),
        (say(200, bytes(2**21)), WebError, "it is larger than 1 MB"),
        (
            say(301, Location="http://x.example/file?token=pw"),
            ElsewhereError,
            "it redirects elsewhere, to http://x.example",
        ),
        (say(302, Location="http://user:pw@127.0.0.1/"), ElsewhereError, "it redirects elsewhere, to http://127.0.0.1"),
        (
            say(302, Location="file:///etc/passwd"),
            WebError,
            "HTTP Error 302: Found - Redirection to url 'file:///etc/passwd' is not allowed",
        ),
        (say(302, Location="/file"), WebError, "HTTP Error 302"),
    ],
    ids=[
        "404",
        "410",
        "403",
        "503 three times",
        "cut three times",
        "cut gzip",
        "no gzip",
        "bomb",
        "too large",
        "another host",
        "another port",
        "a file",
        "a loop",
    ],
)
def test_what_cannot_be_read_is_said(crooked: FaultyAnswer, kind: type[WebError], words: str) -> None:
    host = Host({"file": CONTENT})
    host.crooked["file"] = crooked
    with serve(host) as address, pytest.raises(kind) as told:
        read_web(f"{address}/file", 2**20)

    assert str(told.value).startswith(words)
    assert "\n" not in str(told.value)
    assert "pw" not in str(told.value)


def test_a_server_that_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_WHOLE", 0.3)

    def drip(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            for number in range(100):
                handler.wfile.write(content[number : number + 1])
                time.sleep(0.05)

    host = Host({"file": CONTENT})
    host.crooked["file"] = drip
    with serve(host) as address, pytest.raises(WebError, match="it is not whole after 0 seconds"):
        read_web(f"{address}/file")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://user:pw@127.0.0.1:1/", "it has a name or a password in it, which is not used"),
        ("http://x.example:pw/", "this is no web address"),
        ("http:///x", "this is no web address"),
        ("http://127.0.0.1:1/a b", "URL can't contain control characters"),
        ("http://127.0.0.1:1/", "[Errno 111] Connection refused"),
    ],
)
def test_an_address_of_which_nothing_comes(address: str, words: str) -> None:
    with pytest.raises(WebError) as told:
        read_web(address)

    assert str(told.value).startswith(words)


def test_a_host_that_cannot_prove_who_it_is(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        with pytest.raises(WebError, match=r"^the host has no valid certificate \(self-signed certificate\)"):
            read_web(f"https://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
