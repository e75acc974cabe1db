"""Serves a git repository over a network connection that tests can cut or slow down."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import SHUT_RDWR, SHUT_WR, create_connection, create_server, socket
from socketserver import BaseRequestHandler, ThreadingTCPServer
from subprocess import DEVNULL, Popen
from threading import Thread
from time import monotonic, sleep
from typing import cast

from tests.support.running_server import running


@dataclass(frozen=True)
class Fault:
    """What happens to a connection; nothing by default."""

    cut_request: int = -1
    """After how many bytes from the client it is cut; never if it is below 0."""
    cut_answer: int = -1
    """The same for bytes from the server: what was asked may have been done."""
    delay: float = 0
    """For how many seconds the answer is held back."""


class _Line(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 50
    choose: Callable[[], Fault]
    server: tuple[str, int]


class _Relay(BaseRequestHandler):
    def handle(self) -> None:
        line = cast(_Line, self.server)
        fault = line.choose()
        with suppress(OSError), create_connection(line.server) as server:
            asking = Thread(target=_pass_on, args=(self.request, server, fault.cut_request, 0), daemon=True)
            asking.start()
            _pass_on(server, self.request, fault.cut_answer, fault.delay)
            asking.join()


def _pass_on(source: socket, target: socket, cut: int, delay: float) -> None:
    """Pass bytes on until the source ends, or until the connection is cut."""
    with suppress(OSError):
        while data := source.recv(1 << 16):
            sleep(delay)
            delay = 0
            if 0 <= cut < len(data):
                target.sendall(data[:cut])
                for end in (source, target):
                    end.shutdown(SHUT_RDWR)
                return
            cut -= len(data) if cut >= 0 else 0
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(SHUT_WR)


@contextmanager
def serve_git(folder: Path, choose: Callable[[], Fault] = Fault) -> Iterator[str]:
    """The address at which the repositories of a folder are read and written, with a fault chosen a connection."""
    with closing(create_server(("127.0.0.1", 0))) as free:
        server = free.getsockname()
    options = ("--export-all", "--enable=receive-pack", "--reuseaddr", f"--base-path={folder}", "--max-connections=0")
    words = ["git", "daemon", *options, f"--listen={server[0]}", f"--port={server[1]}", str(folder)]
    daemon = Popen(words, stderr=DEVNULL)
    try:
        _wait_for(server)
        with _Line(("127.0.0.1", 0), _Relay) as line:
            line.choose, line.server = choose, server
            with running(line):
                yield f"git://127.0.0.1:{line.server_address[1]}"
    finally:
        daemon.terminate()
        daemon.wait()


def _wait_for(server: tuple[str, int]) -> None:
    until = monotonic() + 30
    while True:
        with suppress(OSError), create_connection(server):
            return
        assert monotonic() < until, "git daemon does not start"
        sleep(0.02)
