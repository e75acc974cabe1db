"""Simulates the subscription forms of mailing lists for tests, as strictly as the servers read them.

listmonk (cmd/public.go, static/public/templates/subscription-form.html): `email`, `l` with the UUID of each list, and
`nonce`, which a person leaves empty. Buttondown: `email` and `embed`, then a redirect to a page of the same host.
Mailchimp: `EMAIL`, and a query in the address; then a redirect to a page of thanks that may be on another host.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.support.running_server import running

LIST = "6f9d1c52-3b0e-4c4f-9a51-2f7c6a0d8e11"
"""The UUID of the list."""
LISTMONK = "/subscription/form"
BUTTONDOWN = "/api/emails/embed-subscribe/changes"
MAILCHIMP = "/subscribe/post?u=1f3a&id=9c2e"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass
class ListServer:
    """A server with one list."""

    port: int = 0
    thanks: str = ""
    """The page on another host to which Mailchimp leads."""
    asked: list[str] = field(default_factory=list)
    """The requests: method and address."""
    subscribers: list[str] = field(default_factory=list)
    senders: list[tuple[str, str]] = field(default_factory=list)
    """What each submission said of the page that it came from: Referer and Cookie."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """Begin anew."""
        for notes in (self.asked, self.subscribers, self.senders):
            notes.clear()

    def submit(self, path: str, fields: dict[str, list[str]]) -> tuple[int, str]:
        """The status of the answer to a form, and the page shown or led to."""
        email = fields.get("EMAIL" if path == MAILCHIMP else "email", [""])
        if path == LISTMONK and fields.get("nonce", [""]) != [""]:
            return 200, "It seems that a robot has filled in the form."
        if path == LISTMONK and fields.get("l") != [LIST]:
            return 400, "No lists are selected."
        if path == BUTTONDOWN and fields.get("embed") != ["1"]:
            return 400, "The form is not embedded."
        if len(email) != 1 or not _EMAIL.fullmatch(email[0]):
            return 400, "This is no e-mail address."
        self.subscribers += email
        after = {LISTMONK: "Subscribed", BUTTONDOWN: "/changes/confirm", MAILCHIMP: self.thanks}
        return (200 if path == LISTMONK else 302), after[path]


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        """Show a page, such as that of the list."""
        self.server.lists.asked.append(f"GET {self.headers['Host']}{self.path}")
        self._answer(200, "Please check your inbox")

    def do_POST(self) -> None:
        """Read a form."""
        lists = self.server.lists
        lists.asked.append(f"POST {self.headers['Host']}{self.path}")
        lists.senders.append((self.headers.get("Referer", ""), self.headers.get("Cookie", "")))
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] != "application/x-www-form-urlencoded":
            self._answer(415, "This is no form.")
        elif self.path not in {LISTMONK, BUTTONDOWN, MAILCHIMP}:
            self._answer(404, "There is no such form.")
        else:
            self._answer(*lists.submit(self.path, parse_qs(body, keep_blank_values=True)))

    def _answer(self, status: int, words: str) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", words)
        content = f"<!doctype html><title>List</title><p>{words}</p>".encode()
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    lists: ListServer


@contextmanager
def list_server() -> Iterator[ListServer]:
    """Run a list server. Its page of thanks is on the host `localhost`, which is another one for a browser."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.lists = ListServer(server.server_port, f"http://localhost:{server.server_port}/thanks")
        with running(server):
            yield server.lists
