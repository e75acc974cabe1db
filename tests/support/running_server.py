"""Runs a server of a test in a thread, for as long as the test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from threading import Thread


@contextmanager
def running(server: BaseServer) -> Iterator[None]:
    """Serve until the end of the block, and wait for the thread."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
