"""Simulates a mail server for tests that answers, refuses, falls silent, hangs up or kills the sender."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock
from time import monotonic, sleep
from typing import cast

from tests.support.running_server import running

STEPS = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "end")
"""What a client comes to, in turn; at the end it has sent the line that ends the message."""
_ANSWERS = {"connect": "220 here", "DATA": "354 go on"}

Act = str | Callable[[], str | None]
"""What the server does at a step: it answers this, or does it first and then what that says, if anything, or answers as
usual. `hang up`, `fall silent` and `kill` are acts too."""


@dataclass
class Server:
    """A mail server of a test, on this machine."""

    port: int
    acts: Mapping[str, Act]
    messages: list[bytes] = field(default_factory=list)
    """Those that it has taken, without the points that SMTP puts before points."""
    seen: list[str] = field(default_factory=list)
    """The steps that clients came to."""
    envelopes: list[str] = field(default_factory=list)
    """What they said of sender and recipient."""
    victims: Queue[int] = field(default_factory=Queue)
    """The process that is killed next."""
    is_over: Event = field(default_factory=Event)
    lines: int = 0
    """How many clients are connected."""
    _counting: Lock = field(default_factory=Lock)

    @property
    def address(self) -> str:
        """Its address, as the environment names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def count(self, change: int) -> None:
        """Note that a client comes or goes."""
        with self._counting:
            self.lines += change

    def wait_until_idle(self) -> None:
        """Wait until no client is connected, so that what was sent is known for good."""
        until = monotonic() + 30
        while self.lines:
            assert monotonic() < until, "a client of the mail server does not leave"
            sleep(0.005)

    def answer(self, step: str) -> str:
        """What it says at a step; nothing where it hangs up."""
        self.seen.append(step)
        act = self.acts.get(step, "")
        if callable(act):
            act = act() or ""
        if act == "fall silent":
            self.is_over.wait()
        if act == "kill":
            os.kill(self.victims.get(timeout=30), signal.SIGKILL)
        if act in {"fall silent", "kill", "hang up"}:
            return ""
        return act or _ANSWERS.get(step, "250 fine")


class _Server(ThreadingTCPServer):
    daemon_threads = True
    told: Server


class _Line(StreamRequestHandler):
    def handle(self) -> None:
        told = cast(_Server, self.server).told
        told.count(1)
        try:
            self._speak(told)
        except ConnectionError:  # the client is gone
            return
        finally:
            told.count(-1)

    def _speak(self, told: Server) -> None:
        step, message = "connect", b""
        while answer := told.answer(step):
            self.wfile.write(answer.encode() + b"\r\n")
            if step == "end" and answer.startswith("2"):
                told.messages.append(message)
            if answer.startswith("354"):
                step, message = "end", self._read_message()
                if not message:
                    return
                continue
            line = self.rfile.readline().decode()
            step = line[:4].strip().upper()
            if step in {"MAIL", "RCPT"}:
                told.envelopes.append(line.strip())
            if not line or step == "QUIT":
                return

    def _read_message(self) -> bytes:
        """A message up to the line that ends it; nothing where that never comes."""
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line.removeprefix(b"."))
        return b""


@contextmanager
def serve_mail(acts: Mapping[str, Act] | None = None) -> Iterator[Server]:
    """A mail server that answers as it should, but for some acts at some steps."""
    with _Server(("127.0.0.1", 0), _Line) as server:
        server.told = Server(server.server_address[1], {} if acts is None else acts)
        with running(server):
            try:
                yield server.told
            finally:
                server.told.is_over.set()
