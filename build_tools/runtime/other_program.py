"""Runs Python programs that are not this one: another version of it, or a generator of sites.

Nothing else runs programs but git.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module('build_tools', run_name='__main__', alter_sys=True)"
)


def run_other_program(program: Path, arguments: Sequence[str], folder: Path) -> tuple[int, str, str]:
    """Run `policy ARGUMENTS` in a folder with the program that is in the folder `program`.

    Returns the exit status, and what the command wrote to standard output and to standard error.
    """
    return run_python(Path(sys.executable), ["-P", "-c", _START, str(program.resolve()), *arguments], folder)


def run_python(python: Path, arguments: Sequence[str], folder: Path) -> tuple[int, str, str]:
    """Run a Python interpreter in a folder. Returns the same."""
    command = [str(python.absolute()), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - from our callers
    printed, complaint = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return done.returncode, printed, complaint
