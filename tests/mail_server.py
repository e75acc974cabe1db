"""How do tests meet a mail server that answers, refuses, falls silent, hangs up or kills whoever speaks to it?"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import cast

STEPS = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "end")
"""What a client comes to, in turn; at the end it has sent the line that ends the message."""
_ANSWERS = {"connect": "220 here", "DATA": "354 go on"}

Act = str | Callable[[], None]
"""What the server does at a step: it answers this, or does it first and then answers as usual. `hang up`, `fall silent`
and `kill` are acts too."""


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

    @property
    def address(self) -> str:
        """Its address, as the environment names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def answer(self, step: str) -> str:
        """What it says at a step; nothing where it hangs up."""
        self.seen.append(step)
        act = self.acts.get(step, "")
        if act == "fall silent":
            self.is_over.wait()
        if act == "kill":
            os.kill(self.victims.get(timeout=30), signal.SIGKILL)
        if act in {"fall silent", "kill", "hang up"}:
            return ""
        if callable(act):
            act()
        return act if isinstance(act, str) and act else _ANSWERS.get(step, "250 fine")


class _Server(ThreadingTCPServer):
    daemon_threads = True
    told: Server


class _Line(StreamRequestHandler):
    def handle(self) -> None:
        told = cast(_Server, self.server).told
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
        server.told = Server(server.server_address[1], acts or {})
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.told
        finally:
            server.told.is_over.set()
            server.shutdown()
            thread.join()
