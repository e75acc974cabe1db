"""Writes the histories that are measured, each by a single `git fast-import`."""

import re
import subprocess
from pathlib import Path

from tests.support.edits import own_tree
from tests.support.projects import ROOT, run

_START, _STEP = 1_500_000_000, 90_000
"""Seconds since the epoch of the first commit, and from one to the next: each on a day of its own."""


def write_versions(folder: Path, commits: int, site: str = "", *, downloads: bool = False) -> Path:
    """A project of TraceLoom's whose every commit changes the text of all its documents; `site` is its address."""
    files = dict(own_tree().files)
    if not downloads:
        files["policy_src/policy.yml"] = re.sub(rb"(?m)^  downloads:.*\n", b"", files["policy_src/policy.yml"])
    files["policy_src/policy.yml"] = re.sub(rb"(?m)^adopted:\n(?:  .*\n)+", b"", files["policy_src/policy.yml"])
    if site:
        stated = files["policy_src/policy.yml"].replace(b"https://traceloom.io/legal/", site.encode())
        files["policy_src/policy.yml"] = stated
    for path in [ROOT / "mkdocs.yml", *(ROOT / "site_overrides").rglob("*")]:
        if path.is_file():
            files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    files[".gitignore"] = b"/site/\n.cache/\n.site.*\n"
    return _write(folder, [files, *(_change(number) for number in range(1, commits))])


def add_version(folder: Path, number: int) -> None:
    """Commit the publication of a number, counted from 0, to a project that `write_versions` wrote."""
    for path, content in _change(number).items():
        (folder / path).write_bytes(content)
    person = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _person(number).items()}
    done = run("git", "commit", "--quiet", "--all", "--message", "x", folder=folder, **person)
    assert done.returncode == 0, done.stderr


def _person(number: int) -> dict[str, str]:
    return {"NAME": "C", "EMAIL": "c@example.com", "DATE": f"{_START + number * _STEP} +0000"}


def _change(number: int) -> dict[str, bytes]:
    """The files of a publication that differ from those of the first."""
    files = own_tree().files
    vendor, kept = "policy_src/subprocessors.yml", "policy_src/retention.yml"
    return {
        vendor: files[vendor].replace(b"purpose: Payment processing", b"purpose: Payments, step %d" % number),
        kept: files[kept].replace(b"period: P90D", b"period: P%dD" % (90 + number)),
    }


def write_monolith(folder: Path, commits: int, touching: int) -> Path:
    """A large repository in which few commits touch the source."""
    files = own_tree().files
    kept = "policy_src/retention.yml"
    every = commits // touching
    changes: list[dict[str, bytes]] = []
    for number in range(1, commits):
        change = {f"src/{number % 50}/{number % 997}.txt": b"%d\n" % number}
        if number % every == 0:
            change[kept] = files[kept].replace(b"period: P90D", b"period: P%dD" % (90 + number // every))
        changes.append(change)
    return _write(folder, [dict(files), *changes])


def _write(folder: Path, changes: list[dict[str, bytes]]) -> Path:
    folder.mkdir(parents=True)
    story: list[bytes] = []
    for number, change in enumerate(changes):
        when = _START + number * _STEP
        story.append(f"commit refs/heads/main\ncommitter C <c@example.com> {when} +0000\ndata 1\nx\n".encode())
        for path, content in change.items():
            story.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content))
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder, check=True)
    subprocess.run(["git", "fast-import", "--quiet"], input=b"".join(story), cwd=folder, check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=folder, check=True)
    return folder
