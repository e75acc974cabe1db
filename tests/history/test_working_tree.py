"""Tests that a site is a draft as soon as a file differs from the commit."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from build_tools.history.working_tree import read_working_tree
from build_tools.project.project import Project
from tests.support.projects import build, copy_project, edit, policy, publish
from tests.support.story import NOW, Story, git

PAGE = b"---\ntitle: More\nsummary: More.\n---\nMore.\n"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4" * 64 + b"\nsize 12345\n"
PLACES = ("policy_src", "templates", "site_overrides", "mkdocs.yml")
COOKIES, SUBSCRIBE = "policy_src/cookies.yml", "policy_src/pages/subscribe.md"


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a committed theme."""
    story = Story()
    files = {"site_overrides/main.html": b"{% extends 'base.html' %}\n", "mkdocs.yml": b"INHERIT: base.yml\n"}
    story.publish("2025-02-01T12:00:00Z", files | {"site_overrides/assets/picture.svg": b"<svg>\n</svg>\n"})
    return story.write(tmp_path_factory.mktemp("committed")).folder


@pytest.fixture
def folder(committed: Path, tmp_path: Path) -> Path:
    """A clone of it."""
    git(committed, "clone", "--quiet", str(committed), str(tmp_path / "clone"))
    return tmp_path / "clone"


def _uncommitted(folder: Path) -> tuple[str, ...]:
    origin = Project.of_folder(folder, NOW).origin("site_overrides", "mkdocs.yml")
    assert origin.is_draft is bool(origin.uncommitted)
    return origin.uncommitted


def _ignore(folder: Path, where: str) -> None:
    place = folder / where
    place.parent.mkdir(exist_ok=True)
    place.write_text("more.*\n", encoding="utf-8")
    if where == ".gitignore":
        git(folder, "add", where)
        git(folder, "commit", "--quiet", "--message=Ignore")
    (folder / "policy_src/pages/more.md").write_bytes(PAGE)
    assert git(folder, "status", "--porcelain", "--", *PLACES) == ""


def _hide(folder: Path, option: str, path: str = SUBSCRIBE) -> None:
    git(folder, "update-index", option, path)
    place = folder / path
    place.write_bytes(place.read_bytes() + b"\nMore.\n")
    assert git(folder, "status", "--porcelain", "--", *PLACES) == ""


def _monitor(folder: Path) -> None:
    """A file monitor that reports no change, ever."""
    program = folder / ".git/monitor"
    program.write_text("#!/bin/sh\nprintf 'token\\0'\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    git(folder, "config", "core.fsmonitor", str(program))
    git(folder, "update-index", "--fsmonitor")
    git(folder, "status")
    place = folder / SUBSCRIBE
    place.write_bytes(place.read_bytes() + b"\nMore.\n")
    assert git(folder, "status", "--porcelain", "--", *PLACES) == ""


def _filter(folder: Path) -> None:
    """What is checked out is made of what is committed by a program: "want" reads "wish"."""
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/attributes").write_text("subscribe.md filter=swap\n", encoding="utf-8")
    git(folder, "config", "filter.swap.smudge", "sed s/want/wish/g")
    git(folder, "config", "filter.swap.clean", "sed s/wish/want/g")
    (folder / SUBSCRIBE).unlink()
    git(folder, "checkout", "--", SUBSCRIBE)
    assert "wish" in (folder / SUBSCRIBE).read_text("utf-8")
    assert git(folder, "status", "--porcelain", "--", *PLACES) == ""


def _expand(folder: Path) -> None:
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/attributes").write_text("picture.svg ident\n", encoding="utf-8")
    (folder / "site_overrides/assets/picture.svg").write_bytes(b"<svg>$Id$</svg>\n")
    git(folder, "add", "site_overrides/assets/picture.svg")
    git(folder, "commit", "--quiet", "--message=Name it")
    (folder / "site_overrides/assets/picture.svg").unlink()
    git(folder, "checkout", "--", "site_overrides/assets/picture.svg")
    assert git(folder, "status", "--porcelain", "--", *PLACES) == ""


DIFFERS, NEW = "it differs from the commit", "it is not committed"
HIDDEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "ignored by the project": (lambda f: _ignore(f, ".gitignore"), f"policy_src/pages/more.md: {NEW}"),
    "ignored by the clone": (lambda f: _ignore(f, ".git/info/exclude"), f"policy_src/pages/more.md: {NEW}"),
    "skip-worktree": (lambda f: _hide(f, "--skip-worktree"), f"{SUBSCRIBE}: {DIFFERS}"),
    "assume-unchanged": (lambda f: _hide(f, "--assume-unchanged"), f"{SUBSCRIBE}: {DIFFERS}"),
    "a layout": (
        lambda f: _hide(f, "--skip-worktree", "templates/blocks/rights.md"),
        f"templates/blocks/rights.md: {DIFFERS}",
    ),
    "a theme": (
        lambda f: _hide(f, "--skip-worktree", "site_overrides/main.html"),
        f"site_overrides/main.html: {DIFFERS}",
    ),
    "the configuration": (lambda f: _hide(f, "--skip-worktree", "mkdocs.yml"), f"mkdocs.yml: {DIFFERS}"),
    "a file monitor": (_monitor, f"{SUBSCRIBE}: {DIFFERS}"),
    "a filter": (_filter, f"{SUBSCRIBE}: {DIFFERS}"),
    "an expanded keyword": (_expand, f"site_overrides/assets/picture.svg: {DIFFERS}"),
}


@pytest.mark.parametrize(("hide", "what"), [pytest.param(*case, id=name) for name, case in HIDDEN.items()])
def test_what_git_does_not_show_is_a_draft(folder: Path, hide: Callable[[Path], None], what: str) -> None:
    assert _uncommitted(folder) == ()

    hide(folder)

    assert _uncommitted(folder) == (what,)


@pytest.mark.parametrize(
    ("path", "content", "what"),
    [
        ("site_overrides/assets/picture.svg", None, "it is in the commit, and not in the folder"),
        ("site_overrides/assets/new.js", b"alert(1)\n", NEW),
        ("policy_src/.DS_Store", b"\0", ""),
        ("policy_src/.schema/own.json", b"{}\n", ""),
        ("site_overrides/.schema/new.js", b"alert(1)\n", NEW),
        (COOKIES, b"# Mine\n", DIFFERS),
    ],
)
def test_what_git_shows_is_a_draft_as_well(folder: Path, path: str, content: bytes | None, what: str) -> None:
    place = folder / path
    place.parent.mkdir(exist_ok=True)
    if content is None:
        place.unlink()
    else:
        with place.open("ab") as file:
            file.write(content)

    differing = Project.of_folder(folder, NOW).origin("site_overrides").uncommitted

    assert differing == ((f"{path}: {what}",) if what else ())


def test_a_file_in_the_place_of_a_link_is_a_draft(folder: Path) -> None:
    (folder / "site_overrides/link.txt").symlink_to("main.html")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Link")
    assert _uncommitted(folder) == ()
    (folder / "site_overrides/link.txt").unlink()
    (folder / "site_overrides/link.txt").write_bytes(b"main.html")

    assert _uncommitted(folder) == ("site_overrides/link.txt: it is of another kind than in the commit",)


def test_a_theme_outside_of_the_repository_is_a_draft(folder: Path, tmp_path: Path) -> None:
    assert "outside the repository" in Project.of_folder(folder, NOW).origin(str(tmp_path / "theme")).uncommitted[0]


def test_line_ends_that_git_writes_for_the_machine_are_no_difference(committed: Path, tmp_path: Path) -> None:
    git(committed, "-c", "core.autocrlf=true", "clone", "--quiet", str(committed), str(tmp_path / "windows"))

    assert b"\r\n" in (tmp_path / "windows" / SUBSCRIBE).read_bytes()
    assert _uncommitted(tmp_path / "windows") == ()


def test_the_editor_shows_what_git_does_not(folder: Path) -> None:
    _hide(folder, "--skip-worktree")
    _ignore(folder, ".git/info/exclude")

    assert read_working_tree(folder, "policy_src").changed == ("policy_src/pages/more.md", SUBSCRIBE)


def test_a_pointer_of_git_lfs_is_refused_with_what_mends_it(folder: Path) -> None:
    (folder / SUBSCRIBE).write_bytes(POINTER)

    told = policy("--project", folder, "check")

    assert told.returncode == 1
    (line,) = [line for line in told.stdout.splitlines() if "Git LFS" in line]
    assert line.startswith(f"{SUBSCRIBE}:1:1: this is a Git LFS pointer instead of the file. Every version")
    assert "git lfs untrack" in line


def test_what_the_commit_holds_as_a_pointer_is_a_draft(folder: Path) -> None:
    """As after `git lfs pull`: the file is there, and the commit of which versions are made does not have it."""
    for path in ("site_overrides/assets/picture.svg", "site_overrides/main.html"):
        whole = (folder / path).read_bytes()
        (folder / path).write_bytes(POINTER)
        git(folder, "commit", "--quiet", "--message=Move it to LFS", "--", path)
        if path.endswith(".svg"):
            (folder / path).write_bytes(whole)

    assert _uncommitted(folder) == (
        "site_overrides/assets/picture.svg: the commit holds a pointer of Git LFS in its place",
        "site_overrides/main.html: it is a pointer of Git LFS, and not the file",
    )


def test_a_build_of_what_is_not_committed_says_so_and_is_not_published(tmp_path: Path) -> None:
    """All that makes the site counts: what the configuration inherits, a hook, a page that git ignores."""
    project = copy_project(tmp_path / "project")
    config = project / "mkdocs.yml"
    config.write_text(f"INHERIT: base.yml\nhooks: [hook.py]\n{config.read_text('utf-8')}", encoding="utf-8")
    (project / "base.yml").write_text("extra: {one: 1}\n", encoding="utf-8")
    (project / "hook.py").write_text("def on_config(config):\n    return config\n", encoding="utf-8")
    publish(project, "2026-02-15T12:00:00-07:00")
    edit(project / "base.yml", "1", "2")
    edit(project / "hook.py", "return", "pass\n    return")
    (project / ".git/info/exclude").write_text("more.md\n", encoding="utf-8")
    (project / "policy_src/pages/more.md").write_bytes(PAGE)

    built = build(project)
    refused = policy("publish", tmp_path / "target", "--first", folder=project)
    failed = build(project, POLICY_REQUIRE_COMMIT="1")

    assert built.returncode == 0, built.stderr
    for what in (f"base.yml: {DIFFERS}", f"hook.py: {DIFFERS}", f"policy_src/pages/more.md: {NEW}"):
        assert f"This site is a draft, which is not published: {what}" in built.stderr
    assert json.loads((project / "site/built-site.json").read_text("utf-8"))["draft"] is True
    assert failed.returncode == 1
    assert f"POLICY_REQUIRE_COMMIT asks for that:\nbase.yml: {DIFFERS}\nhook.py: {DIFFERS}\n" in failed.stderr
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"the site was built from a draft: base.yml: {DIFFERS}. Commit it")
