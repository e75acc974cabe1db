"""Opens, saves and deletes files through the form's protocol, as the browser does."""

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
    """The time of all these edits."""
    return datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def open_session(project: Path) -> "Session":
    """A new session, as after a start of the editor."""
    return Session(Protocol(EditSession(project, _names())))


@cache
def _names() -> FieldNames:
    return FieldNames.of(make_local_configuration(own_tree()))


class Session:
    """A user of the forms of a session."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol

    def open(self, path: str = RETENTION) -> Any:
        """The content of a form when it is opened."""
        data = self.protocol.answer("getEntry", {"branch": "x", "path": path})["data"]
        if not path.endswith(".md"):
            return json.loads(data)
        _, front, body = data.split("---\n", 2)
        return {**json.loads(front), "body": body}

    def save(self, content: Any, path: str = RETENTION) -> None:
        """Save the content of a form."""
        raw = patch_content(path, "", content)
        file = {"path": path, "slug": "x", "raw": raw}
        options = {"commitMessage": "x", "status": "draft"}
        self.protocol.answer("persistEntry", {"branch": "x", "dataFiles": [file], "assets": [], "options": options})

    def delete(self, *paths: str) -> None:
        """Delete files."""
        self.protocol.answer("deleteFiles", {"paths": list(paths), "options": {"commitMessage": "x"}})


def entry(content: Any, name: str, group: str = "retention") -> Any:
    """The entry with an id in a form."""
    return next(item for item in content[group] if item["id"] == name)


def keep_longer(content: Any, period: str = "P180D") -> Any:
    """The content of the form of retention periods, with another period for usage data."""
    entry(content, "usage-and-logs")["period"] = period
    return content


def git_diff(project: Path) -> list[str]:
    """The lines that differ between the working folder and the last commit, marked + or -; new files included."""
    run("git", "add", "--intent-to-add", "--all", folder=project)
    diff = run("git", "diff", "--unified=0", folder=project).stdout
    return [line for line in diff.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
