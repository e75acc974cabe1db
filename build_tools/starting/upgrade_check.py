"""Checks before an upgrade that the new program lists the same versions, and that no text would read differently."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from build_tools.history.errors import NoRepositoryError
from build_tools.history.repository import find_repository
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.runtime.errors import UserError
from build_tools.runtime.other_program import run_other_program
from build_tools.starting.program_in_use import ProgramInUse

_COMPARED = {"text": "its words", "published": "its day", "effective": "the day on which it takes effect"}

Versions = Mapping[tuple[str, str], Mapping[str, Any]]
"""The published versions, by their document and name, as `policy log --format json` lists them."""


class UpgradeError(UserError):
    """A project cannot be upgraded; nothing was changed."""


def check_history(in_use: ProgramInUse, new: Path) -> int:
    """Check that two programs list the same versions; returns how many. `new` is the folder of the new program.

    Raises: UpgradeError: a version differs, or one of the programs cannot list them.
    """
    try:
        find_repository(in_use.project)
    except NoRepositoryError:
        return 0
    with in_use.unpacked() as program:
        before = _list_versions(program, in_use.project, "program in use")
    after = _list_versions(new, in_use.project, "new program")
    for (document, name), version in before.items():
        if not (now := after.get((document, name))):
            raise _refuse(document, name, "would be missing")
        if changed := [words for key, words in _COMPARED.items() if now[key] != version[key]]:
            raise _refuse(document, name, f"would differ in {' and '.join(changed)}")
    for document, name in after.keys() - before.keys():
        raise _refuse(document, name, "would be new")
    return len(before)


def find_changed_documents(before: Tree, after: Tree) -> Iterator[str]:
    """Yield the documents of the current source that would read differently, with their first line that would.

    Raises: Problems: one of the sources cannot be rendered.
    """
    old, new = ({document.id: document.lines for document in Project(tree).documents} for tree in (before, after))
    for id_ in old:
        if (lines := new.get(id_, ())) != old[id_]:
            first = next((line for line in lines if line not in old[id_]), None)
            yield f'{id_}, first in "{first}"' if first else id_


def _refuse(document: str, name: str, what: str) -> UpgradeError:
    return UpgradeError(
        f"with the new program the published version {name} of {document} {what}, so nothing was changed",
        "Keep the program in use, and report this to the makers of the new one.",
    )


def _list_versions(program: Path, project: Path, what: str) -> Versions:
    status, printed, complaint = run_other_program(program, ["log", "--format", "json"], project)
    if status:
        reason = (complaint.strip().splitlines() or [f"it ended with {status}"])[-1]
        raise UpgradeError(
            f"the {what} cannot list the published versions, so nothing was changed: {reason.rstrip('.')}",
            "Correct that, or run the upgrade where both programs can run: with .venv/bin/policy of the project.",
        )
    versions = json.loads(printed)["versions"]
    return {(version["document"], version["version"]): version for version in versions}
