"""Tests that commands import only what they need, since people wait for it at each run."""

import subprocess
import sys
from pathlib import Path

from tests.support.projects import ENVIRONMENT, copy_project

SLOW = {
    "boto3",
    "build_tools.changes.prose",
    "build_tools.changes.redline.documents",
    "build_tools.downloads.make",
    "build_tools.source.yaml_patch",
    "docx",
    "fontTools",
    "git",
    "icalendar",
    "lxml",
    "mkdocs",
    "mammoth",
    "rapidfuzz",
    "typst",
}
"""What takes long to import, and a check of a source that was checked before has no use for."""
_CHECK = """
import sys
from build_tools.cli import main
try:
    main(["check"])
except SystemExit as end:
    assert not end.code
print(*sys.modules, file=sys.stderr)
"""


def _modules(project: Path) -> set[str]:
    command = [sys.executable, "-c", _CHECK]
    done = subprocess.run(command, cwd=project, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return set(done.stderr.rsplit("\n", 2)[-2].split())


def test_a_check_imports_nothing_slow(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    _modules(project)

    assert _modules(project) & SLOW == set()
