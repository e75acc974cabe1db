"""Runs `policy` and `mkdocs` in new processes that need no imports.

A server process imports the program once, renders this repository's source, and forks for each command. The command has
its own process, environment, folder and output, as if it had been started anew; it finds layouts compiled and the
program's files read, as after a first run. What a new interpreter decides at its start (its hash seed, its locale, its
search path) is the server's, so `fits` says which commands have to be started anew. Only Linux has what the server
needs; elsewhere no command fits.
"""

import atexit
import gc
import json
import os
import pkgutil
import re
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

MODULES = ("build_tools", "mkdocs")
_LARGEST = 1 << 20
_FREE = re.compile(
    r"POLICY_\w+|GIT_(?:AUTHOR|COMMITTER|CONFIG)_\w+|XDG_\w+|HOME|TZ|SOURCE_DATE_EPOCH|GITHUB_\w+|CI(?:_\w+)?"
)
"""The variables that are read when a command runs, not when Python starts or a module is imported."""
_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = dict(os.environ)  # noqa: TID251 - a test may have changed it before the server starts
IS_POSSIBLE = sys.platform == "linux"
"""macOS has no sockets that keep messages apart and tell of their end, and programs may not be forked safely there."""


def fits(module: str, folder: Path, environment: dict[str, str], common: dict[str, str]) -> bool:
    """Whether a command gives the same in a forked process; `common` is the environment of the others."""
    differing = {name for name, _ in environment.items() ^ common.items()}
    shadowed = folder.resolve() != _ROOT and any((folder / name).exists() for name in MODULES)
    return IS_POSSIBLE and module in MODULES and not shadowed and all(map(_FREE.fullmatch, differing))


def run_prepared(
    module: str, arguments: Sequence[str], folder: Path, environment: dict[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE ARGUMENTS` to its end. Raises: subprocess.TimeoutExpired after that many seconds."""
    order = json.dumps([module, list(arguments), str(folder), environment]).encode()
    status, its_status = socket.socketpair()
    with status, its_status, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        socket.send_fds(_server(), [order], [out.fileno(), err.fileno(), its_status.fileno()])
        its_status.close()
        said, end = "", time.monotonic() + seconds
        while not re.fullmatch(r"\d+\n-?\d+\n", said):
            status.settimeout(max(0.001, end - time.monotonic()))
            try:
                more = status.recv(64).decode()
            except TimeoutError:
                with suppress(ProcessLookupError, ValueError):
                    os.kill(int(said), signal.SIGKILL)
                raise subprocess.TimeoutExpired([module, *arguments], seconds) from None
            assert more, "the server of prepared processes has ended"
            said += more
        return subprocess.CompletedProcess([module, *arguments], int(said.split()[1]), _text(out), _text(err))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n").replace("\r", "\n")


@cache
def _server() -> socket.socket:
    """The way to the server, which ends with this process."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LARGEST)
    words = [sys.executable, "-m", __name__, str(its.fileno())]
    process = subprocess.Popen(words, cwd=_ROOT, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, pass_fds=[its.fileno()])
    its.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _import_all() -> None:
    """Import what `policy` and `mkdocs build` import, with what they import only when it is needed."""
    import build_tools  # noqa: PLC0415 - the server needs it, and not who asks the server

    ours = [module.name for module in pkgutil.walk_packages(build_tools.__path__, "build_tools.")]
    names = [name for name in ours if not name.endswith(("__main__", "._reference"))]
    for name in (*names, "mkdocs.commands.build", "material.plugins.search.plugin", "typst", "docx"):
        with suppress(ImportError, OSError):  # the command that needs it misses what is not installed
            import_module(name)


def _warm() -> None:
    """Compile the layouts and fingerprint the program, as each command would. What is kept depends on content alone."""
    from build_tools.documents.rendered_source import SourceRevision  # noqa: PLC0415 - the server needs it
    from build_tools.model.problem import Problems  # noqa: PLC0415 - the same
    from build_tools.runtime import fingerprints as of  # noqa: PLC0415 - the same
    from build_tools.source.folder import read_folder  # noqa: PLC0415 - the same

    with suppress(Problems):  # the tests of this source tell
        _ = SourceRevision("", read_folder(_ROOT)).documents
    for code in (of.RENDERER, of.LAYOUTS, of.SHIPPED, of.TEXTS, of.JUDGE, of.PARTS, of.PRINTER, of.PAGES):
        of.fingerprint(code)


def _serve(orders: socket.socket) -> tuple[str, list[str], str]:
    """Fork for each order, until whoever gives them has ended; returns in the forked processes alone."""
    while True:
        order, given, _, _ = socket.recv_fds(orders, _LARGEST, 3)
        if not order:
            os._exit(0)
        if os.fork():
            for descriptor in given:
                os.close(descriptor)
            _reap()
            continue
        orders.close()
        out, err, status = given
        if child := os.fork():
            with suppress(BrokenPipeError):  # whoever gave the order has ended
                os.write(status, f"{child}\n".encode())
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                os.write(status, f"{code}\n".encode())
            os._exit(0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        for descriptor in given:
            os.close(descriptor)
        module, arguments, folder, environment = json.loads(order)
        os.environ.clear()  # noqa: TID251 - this process is to have another environment
        os.environ.update(environment)  # noqa: TID251 - the same
        time.tzset()
        os.chdir(folder)
        return module, arguments, folder


def _reap() -> None:
    """Take leave of processes that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(module: str, arguments: list[str], folder: str) -> int:
    """Do as `python -m MODULE` does in a folder; the exit status."""
    sys.argv[1:] = arguments
    sys.path[0] = folder
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - Python prints it, and ends
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End as Python does, but do not take each module apart: that would take longer than most commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    gc.disable()
    _import_all()
    _warm()
    gc.enable()
    gc.collect()
    gc.freeze()  # else the first search for garbage would copy all that was imported
    _end(_run(*_serve(socket.socket(fileno=int(sys.argv[1])))))
