"""Simulates the server of a language model (OpenAI API, chat completions) for tests, with its ways to fail."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, cast

from tests.support.running_server import running

KEY = "sk-t0ken-of-a-reader"
Changes = list[dict[str, Any]]
Refusal = tuple[int, dict[str, str], Any]
Act = Refusal | str
"""What it does in place of an answer: a status with headers and a body; or one of

- `hang up`: it closes the connection
- `cut`: it ends in the middle of its answer
- `silent`: it sends nothing, until the test ends
- `endless`: it sends comments of the protocol, until the test ends
- `dripping headers`: it sends headers, one after another, until the test ends
- `huge`: it sends more than anybody reads
- `length`, `content_filter`: the answer ends for this reason
- `refusal`: the model refuses
"""


def agree(change: Mapping[str, Any], **other: str) -> dict[str, str]:
    """An opinion on a change: that of the rules, with what stands there now as the quote; or with `other` values."""
    quote = (change["after"] or change["before"])[:500]
    level, reason = change["rules"]["level"], "The texts differ in this point alone."
    return {"finding": change["finding"], "level": level, "kind": "other", "quote": quote, "reason": reason} | other


@dataclass
class Model:
    """A model, and how its server behaves."""

    port: int = 0
    say: Callable[[Changes], Any] = lambda changes: {"opinions": [agree(change) for change in changes]}
    """The answer to changes; a text is sent as it is."""
    streams: bool = True
    knows_schemas: bool = True
    acts: list[Act] = field(default_factory=list)
    """What it does at the next requests."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """What the requests had in `Authorization`."""
    stopped: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which commands ask it."""
        names = {"URL": self.address, "MODEL": "stub-1", "KEY": KEY, "SECONDS": "20"}
        return {f"POLICY_READER_{name}": value for name, value in names.items()}

    @property
    def changes(self) -> Changes:
        """All changes that it was asked about."""
        return [change for body in self.asked for change in changes_of(body)]

    def judge(self, level: str, **other: str) -> None:
        """Let it give each change this level."""
        self.say = lambda changes: {"opinions": [agree(change, level=level, **other) for change in changes]}


def changes_of(body: Mapping[str, Any]) -> Changes:
    """The changes of a request."""
    changes: Changes = json.loads(body["messages"][-1]["content"])["changes"]
    return changes


class _Line(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        model: Model = cast(Any, self.server).model
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model.asked.append(body)
        model.keys.append(self.headers.get("Authorization", ""))
        act = model.acts.pop(0) if model.acts else ""
        if isinstance(act, tuple):
            self._send(act[0], act[1], act[2])
        elif self.path != "/v1/chat/completions":
            self._send(404, {}, {"error": {"message": f"no {self.path}"}})
        elif self.headers.get("Authorization") not in {None, f"Bearer {KEY}"}:
            self._send(401, {}, {"error": {"message": f"Incorrect API key: {self.headers['Authorization']}"}})
        elif "response_format" in body and not model.knows_schemas:
            self._send(400, {}, {"error": {"message": "This response_format type is unavailable now"}})
        else:
            said = model.say(changes_of(body))
            self._answer(model, said if isinstance(said, str) else json.dumps(said, ensure_ascii=False), act)

    def _answer(self, model: Model, text: str, act: str) -> None:
        if act == "hang up":
            return
        if act in {"silent", "endless", "dripping headers", "huge"}:
            self._never_end(model, act)
            return
        reason = act if act in {"length", "content_filter"} else "stop"
        part = {"refusal": "I cannot help with that."} if act == "refusal" else {"content": text}
        if not model.streams:
            whole = {"choices": [{"index": 0, "message": {"role": "assistant", **part}, "finish_reason": reason}]}
            self._send(200, {}, whole, cut=act == "cut")
            return
        self._begin(200, {"Content-Type": "text/event-stream; charset=utf-8"})
        self.wfile.write(b": comments are allowed\n\n")
        for name, words in part.items():
            half = words[: len(words) // 2] if act == "cut" else words
            for start in range(0, len(half), 40):
                self._event({"choices": [{"index": 0, "delta": {name: half[start : start + 40]}}]})
        if act != "cut":
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
            self._event({"choices": [], "usage": {"total_tokens": 1}})
            self.wfile.write(b"data: [DONE]\n\n")

    def _never_end(self, model: Model, act: str) -> None:
        if act == "dripping headers":
            self.send_response_only(200)
            self.flush_headers()
        elif act != "silent":
            self._begin(200, {"Content-Type": "text/event-stream"})
        piece = {"endless": b": wait\n\n", "dripping headers": b"X-Wait: 1\r\n", "huge": b"x" * 2**20}.get(act, b"")
        while not model.stopped.wait(0 if act == "huge" else 0.05):
            try:
                self.wfile.write(piece)
            except OSError:
                return

    def _event(self, content: Any) -> None:
        self.wfile.write(b"data: " + json.dumps(content).encode() + b"\r\n\r\n")
        self.wfile.flush()

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, headers: Mapping[str, str], content: Any, *, cut: bool = False) -> None:
        data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self._begin(status, {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers})
        self.close_connection = True
        self.wfile.write(data[: len(data) // 2] if cut else data)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serve_model(acts: Sequence[Act] = (), **behaviour: Any) -> Iterator[Model]:
    """A model, whose server does these things first."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Line) as server:
        server.daemon_threads = True
        model = Model(server.server_address[1], acts=list(acts), **behaviour)
        cast(Any, server).model = model
        with running(server):
            try:
                yield model
            finally:
                model.stopped.set()
