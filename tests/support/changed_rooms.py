"""Prints the test folders of the rooms that were changed since a commit: `python -m tests.support.changed_rooms main`.

A room is a folder of `build_tools/`; its tests are in the folder of the same name. Layouts and the source are read by
`documents`.
"""

import sys
from pathlib import Path

from tests.support.projects import ROOT, run

ALWAYS = "tests/test_architecture.py"
CONTENT = {"policy_src", "templates"}


def find_tests(changed: list[str]) -> list[str]:
    """The folders and modules of tests for these files of the repository."""
    found = {ALWAYS}
    for path in map(Path, changed):
        top, *rest = path.parts
        if top == "tests" and len(rest) == 1 and path.suffix == ".py":
            found.add(str(path))
        elif top in {"build_tools", "tests"} and len(rest) > 1:
            found.add(f"tests/{rest[0]}")
        elif top in CONTENT:
            found.add("tests/documents")
    return sorted(name for name in found if (ROOT / name).exists())


def _list_changed(base: str) -> list[str]:
    differing = run("git", "diff", "--name-only", base, "--")
    added = run("git", "ls-files", "--others", "--exclude-standard")
    for done in (differing, added):
        if done.returncode:
            sys.exit(done.stderr.strip())
    return (differing.stdout + added.stdout).splitlines()


if __name__ == "__main__":
    sys.stdout.write("\n".join(find_tests(_list_changed(*sys.argv[1:]))) + "\n")
