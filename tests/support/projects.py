"""Creates projects for tests, and runs the real commands on them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import NoReturn

import pytest

from tests.support.prepared_python import IS_POSSIBLE, fits, run_prepared

ROOT = Path(__file__).parents[2]
ORGANISATIONS = ROOT / "tests" / "organisations"
CACHE = ROOT / ".cache"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}  # noqa: TID251
"""What every command is run with; tests add to it."""
_TIMEOUT = 300
"""Seconds that a command may take."""


def copy_project(folder: Path, source: Path = ROOT / "policy_src", *, downloads: bool = False) -> Path:
    """Make `folder` a published project of its own: a source, with this repository's layouts, theme, configuration.

    It offers files to keep if `downloads` says so: they take a second each, and most tests have no use for them.
    """
    shutil.copytree(source, folder / "policy_src")
    forget_revision(folder)
    if not downloads:
        settings = folder / "policy_src" / "policy.yml"
        settings.write_bytes(settings.read_bytes().replace(b"  downloads: [pdf, docx]\n", b""))
    shutil.copytree(ROOT / "templates", folder / "templates")
    take_theme(folder)
    (folder / ".gitignore").write_text("/site/\n.*.new/\n.*.old/\n.cache/\n", encoding="utf-8")
    publish(folder, "2026-02-14T12:00:00-07:00")
    return folder


def take_theme(folder: Path) -> None:
    """Give a project this repository's theme and configuration."""
    shutil.copytree(ROOT / "site_overrides", folder / "site_overrides")
    shutil.copy(ROOT / "mkdocs.yml", folder)


def forget_revision(folder: Path) -> None:
    """Let the history of a copied project begin with its own first commit, since it lacks those of the original."""
    settings = folder / "policy_src" / "policy.yml"
    settings.write_bytes(re.sub(rb"(?m)^  revision: .*\n", b"", settings.read_bytes()))


def publish(folder: Path, moment: str, subject: str = "Publish") -> None:
    """Commit all that stands in a project, at a moment (ISO 8601), to its own repository."""
    author = {"GIT_AUTHOR_NAME": "Legal", "GIT_AUTHOR_EMAIL": "legal@example.com", "GIT_AUTHOR_DATE": moment}
    committer = {"GIT_COMMITTER_NAME": "CI", "GIT_COMMITTER_EMAIL": "ci@example.com", "GIT_COMMITTER_DATE": moment}
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", subject]):
        done = run("git", *command, folder=folder, **author, **committer)
        assert done.returncode == 0, done.stderr


def edit(path: Path, old: str, new: str) -> None:
    """Put `new` in the place of the first `old` of a file, as an editor does."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> CompletedProcess[str]:
    """Run a command in a folder, to its end."""
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=_TIMEOUT,
        check=False,
    )


def policy(*arguments: str | Path, folder: Path = ROOT, **environment: str) -> CompletedProcess[str]:
    """Run the `policy` command in a process that has the program imported already."""
    return _run_module("build_tools", *arguments, folder=folder, **environment)


def installed_policy(*arguments: str | Path, folder: Path, **environment: str) -> CompletedProcess[str]:
    """Run the `policy` command that is tested in a folder that holds a program of its own."""
    if not IS_POSSIBLE:
        return run(Path(sys.executable).with_name("policy"), *arguments, folder=folder, **environment)
    return run_prepared("build_tools", list(map(str, arguments)), folder, ENVIRONMENT | environment, _TIMEOUT)


def build(project: Path, *arguments: str | Path, **environment: str) -> CompletedProcess[str]:
    """Build a project's site with MkDocs, strictly, in such a process."""
    return _run_module("mkdocs", "build", "--strict", *arguments, folder=project, **environment)


def _run_module(module: str, *arguments: str | Path, folder: Path, **environment: str) -> CompletedProcess[str]:
    everything = ENVIRONMENT | environment
    if fits(module, folder, everything, ENVIRONMENT):
        return run_prepared(module, list(map(str, arguments)), folder, everything, _TIMEOUT)
    return run(sys.executable, "-m", module, *arguments, folder=folder, **environment)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, byte for byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def lack(reason: str) -> NoReturn:
    """Skip a test for want of a program; where CI runs the tests, nothing may be wanting."""
    if ENVIRONMENT.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
