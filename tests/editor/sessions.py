"""How do tests sit down at a desk? They speak the form's protocol, as the browser does, and send what it would send."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from build_tools.editor.app import make_local_configuration
from build_tools.editor.edits import EditSession
from build_tools.editor.labels import FieldNames
from build_tools.editor.protocol import Protocol
from build_tools.source.form_content import patch_content
from tests.support.edits import own_tree
from tests.support.projects import run

RETENTION = "policy_src/retention.yml"


def clock() -> datetime:
    """When all this takes place."""
    return datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def sit_down(project: Path) -> "Sitting":
    """A desk of its own, as after a start of the editor."""
    return Sitting(Protocol(EditSession(project, _names())))


@cache
def _names() -> FieldNames:
    return FieldNames.of(make_local_configuration(own_tree()))


class Sitting:
    """Somebody at a desk."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol

    def open(self, path: str = RETENTION) -> Any:
        """What a form holds when it is opened."""
        told = self.protocol.answer("getEntry", {"branch": "x", "path": path})["data"]
        if not path.endswith(".md"):
            return json.loads(told)
        _, front, body = told.split("---\n", 2)
        return {**json.loads(front), "body": body}

    def save(self, content: Any, path: str = RETENTION) -> None:
        """Save what a form holds."""
        raw = patch_content(path, "", content)
        file = {"path": path, "slug": "x", "raw": raw}
        options = {"commitMessage": "x", "status": "draft"}
        self.protocol.answer("persistEntry", {"branch": "x", "dataFiles": [file], "assets": [], "options": options})

    def delete(self, *paths: str) -> None:
        """Delete files."""
        self.protocol.answer("deleteFiles", {"paths": list(paths), "options": {"commitMessage": "x"}})


def entry(content: Any, name: str, group: str = "retention") -> Any:
    """The entry of an id in a form."""
    return next(one for one in content[group] if one["id"] == name)


def git_diff(project: Path) -> list[str]:
    """The lines that the working folder has other than the last commit, with their signs; new files by their names."""
    run("git", "add", "--intent-to-add", "--all", folder=project)
    told = run("git", "diff", "--unified=0", folder=project).stdout
    return [line for line in told.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
