"""Prints the test folders of the rooms that were changed since a commit: `python -m tests.support.changed_rooms main`.

A room is a folder of `build_tools/`; its tests are in the folder of the same name. What no room holds, such as layouts
and the source, counts as a change of `documents`.
"""

import sys
from pathlib import Path

from tests.support.projects import ROOT, run

ALWAYS = "tests/test_architecture.py"


def find_tests(changed: list[str]) -> list[str]:
    """The folders and modules of tests for these files of the repository."""
    found = {ALWAYS}
    for path in map(Path, changed):
        top, *rest = path.parts
        if top == "tests" and len(rest) == 1 and path.suffix == ".py":
            found.add(str(path))
        room = rest[0] if top in {"build_tools", "tests"} and len(rest) > 1 else "documents"
        found.add(f"tests/{room}")
    return sorted(name for name in found if (ROOT / name).exists() and name != "tests/support")


def _list_changed(base: str) -> list[str]:
    differing = run("git", "diff", "--name-only", base, "--")
    added = run("git", "ls-files", "--others", "--exclude-standard")
    for done in (differing, added):
        if done.returncode:
            sys.exit(done.stderr.strip())
    return (differing.stdout + added.stdout).splitlines()


if __name__ == "__main__":
    sys.stdout.write("\n".join(find_tests(_list_changed(*sys.argv[1:]))) + "\n")
