"""Simulates the APIs of GitHub and GitLab for tests, as documented, with their refusals.

It keeps the comments of one pull request. Lists are paged by `Link`; a wrong token is 401; who may only read gets 403
for what writes; a comment that is too long is 422; a comment that is gone, 404.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from tests.support.running_server import running

TOKEN = "t0ken-of-a-job"  # noqa: S105 - it opens nothing
Act = tuple[int, dict[str, str]] | Callable[["Forge"], None] | str
"""What it does in place of an answer: a status with headers; something, and then it answers; `hang up`, before or after
it has done what it was asked: `hang up after`."""


@dataclass
class Forge:
    """What stands there, and how it behaves."""

    kind: str
    """`github` or `gitlab`."""
    port: int = 0
    me: str = "github-actions[bot]"
    """Who writes."""
    is_job: bool = True
    """Whether the token is that of a job, which may not ask who it is."""
    may_write: bool = True
    page_size: int = 100
    """It lists no more at once, whatever is asked for."""
    longest: int = 65_536
    comments: list[dict[str, Any]] = field(default_factory=list)
    acts: dict[str, list[Act]] = field(default_factory=dict)
    """What it does at the next requests of a method, in their order."""
    asked: list[str] = field(default_factory=list)
    """The requests: method and path."""
    tokens: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(101))
    lock: Lock = field(default_factory=Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def base(self) -> str:
        """Where the comments are listed."""
        if self.kind == "github":
            return "/api/repos/traceloom/policies/issues/7/comments"
        return "/api/projects/42/merge_requests/7/notes"

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]

    def write(self, body: str, author: str = "") -> dict[str, Any]:
        """Add a comment of somebody, by default of whoever has the token."""
        with self.lock:
            who = {"login": author or self.me} if self.kind == "github" else {"username": author or self.me}
            comment = {"id": next(self.numbers), "body": body, ("user" if self.kind == "github" else "author"): who}
            self.comments.append(comment)
            return comment

    def answer(self, method: str, path: str, query: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        """What it says to a request whose token is right."""
        if path == "/api/user":
            if self.is_job and self.kind == "github":
                return 403, {"message": "Resource not accessible by integration"}, {}
            return 200, {"login" if self.kind == "github" else "username": self.me}, {}
        if method != "GET" and not self.may_write:
            words = "Resource not accessible by integration" if self.kind == "github" else "403 Forbidden"
            return 403, {"message": words}, {}
        if body is not None and len(body["body"]) > self.longest:
            return 422, {"message": "Validation Failed", "errors": ["body is too long"]}, {}
        if path == self.base and method == "GET":
            return self._list(query)
        return (201, self.write(body["body"]), {}) if path == self.base else self._single(method, path, body)

    def _list(self, query: str) -> tuple[int, Any, dict[str, str]]:
        asked = {key: int(values[0]) for key, values in parse_qs(query).items() if values[0].isdigit()}
        size, page = min(asked.get("per_page", 30), self.page_size), asked.get("page", 1)
        more = len(self.comments) > page * size
        last = f'<http://127.0.0.1:{self.port}{self.base}?per_page={size}&page=99>; rel="last"'
        following = f'<http://127.0.0.1:{self.port}{self.base}?per_page={size}&page={page + 1}>; rel="next", {last}'
        return 200, self.comments[(page - 1) * size : page * size], {"Link": following} if more else {"Link": last}

    def _single(self, method: str, path: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        one = self.base.replace("/7/", "/") if self.kind == "github" else self.base
        with self.lock:
            found = next((comment for comment in self.comments if path == f"{one}/{comment['id']}"), None)
            if found is None:
                return 404, {"message": "Not Found"}, {}
            if method == "DELETE":
                self.comments.remove(found)
                return 204, None, {}
            assert method == ("PATCH" if self.kind == "github" else "PUT")
            found["body"] = body["body"]
            return 200, found, {}


class _Line(BaseHTTPRequestHandler):
    def _serve(self) -> None:
        forge: Forge = cast(Any, self.server).forge
        parts = urlsplit(self.path)
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with forge.lock:
            forge.asked.append(f"{self.command} {parts.path.removeprefix('/api')}")
            act = forge.acts[self.command].pop(0) if forge.acts.get(self.command) else None
        given = self.headers.get("Authorization", "").removeprefix("Bearer ") or self.headers.get("PRIVATE-TOKEN", "")
        forge.tokens.add(given)
        if callable(act):
            act(forge)
        if act == "hang up":
            return
        if isinstance(act, tuple):
            self._say(act[0], {"message": "an act of the test"}, act[1])
        elif given != TOKEN:
            self._say(401, {"message": "Bad credentials"}, {})
        else:
            answer = forge.answer(self.command, parts.path, parts.query, json.loads(data) if data else None)
            if act != "hang up after":
                self._say(*answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - the names that the library calls

    def _say(self, status: int, content: Any, headers: dict[str, str]) -> None:
        data = b"" if content is None else json.dumps(content).encode()
        self.send_response_only(status)
        usual = {"Date": self.date_time_string(), "Content-Type": "application/json", "Content-Length": str(len(data))}
        for name, value in {**usual, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serve_forge(kind: str = "github", **behaviour: Any) -> Iterator[Forge]:
    """A service of this kind."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Line) as server:
        forge = Forge(kind, server.server_address[1], **behaviour)
        cast(Any, server).forge = forge
        with running(server):
            yield forge
