"""Tests that every use of git gives the same result under any user's settings and environment.

Each command runs twice as a process of its own: by a person without settings, and by one with settings of every kind,
out of a git hook of another repository. Commits are signed, and verified by the second person.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from build_tools.editor.impact_preview import ImpactPreviewer
from build_tools.project.project import Project
from tests.editor.sessions import entry, open_session
from tests.history.test_user_settings import SETTINGS
from tests.support.announced_story import announce
from tests.support.projects import ROOT, build, contents, policy, run
from tests.support.story import NOW, Change, Story, describe, git, keep, say

MORE = """\
[core]
 hooksPath = {hooks}
 fsmonitor = {program}
 untrackedCache = true
 attributesFile = {home}/attributes
 excludesFile = {home}/ignored
 commitGraph = false
 whitespace = cr-at-eol
[diff]
 algorithm = patience
 colorMoved = zebra
 mnemonicPrefix = true
 statGraphWidth = 1
 suppressBlankEmpty = true
 wordRegex = .
[diff "words"]
 textconv = {program}
 command = {program}
 binary = true
[status]
 short = true
 branch = true
 showStash = true
 relativePaths = false
 showUntrackedFiles = no
 renames = copies
 submoduleSummary = true
[log]
 showSignature = true
[gpg]
 format = ssh
 program = {program}
[gpg "ssh"]
 allowedSignersFile = {signers}
[commit]
 gpgSign = true
 cleanup = scissors
 template = {home}/missing
 verbose = true
[push]
 followTags = true
 gpgSign = true
 recurseSubmodules = check
 pushOption = none
 default = nothing
[fetch]
 prune = true
 recurseSubmodules = true
 output = compact
[remote "origin"]
 prune = true
 tagOpt = --tags
[submodule]
 recurse = true
[trace2]
 normalTarget = 1
 perfTarget = 1
 eventTarget = 1
[column]
 ui = always
[pager]
 log = {program}
 status = {program}
[user]
 useConfigOnly = true
[merge]
 verifySignatures = true
[alias]
 log = !{program}
 status = !{program}
[branch]
 sort = -committerdate
[safe]
 bareRepository = explicit
[advice]
 detachedHead = true
"""


@dataclass(frozen=True)
class Person:
    """Somebody who runs our commands."""

    environment: Mapping[str, str]
    traps: tuple[Path, ...] = ()
    """Files that are written where git runs a program of this person's."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Person:
    """A person without any settings."""
    return Person({"HOME": str(tmp_path_factory.mktemp("plain")), "GIT_CONFIG_NOSYSTEM": "1"})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Person:
    """A person with many settings, whose commands run in a git hook of another repository."""
    home = tmp_path_factory.mktemp("hostile")
    trap = home / "ran"
    program = home / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {trap}\necho trapped\nexit 1\n', encoding="utf-8")
    program.chmod(0o755)
    (home / "hooks").mkdir()
    for name in ("reference-transaction", "pre-push", "post-index-change", "pre-commit", "commit-msg", "post-commit"):
        shutil.copy(program, home / "hooks" / name)
    (home / "ignored").write_text("*.md\n*.yml\n*.txt\n", encoding="utf-8")
    (home / "attributes").write_text("* diff=words -text binary filter=words\n", encoding="utf-8")
    settings = MORE.format(home=home, hooks=home / "hooks", program=program, signers=home / "signers")
    for setting in SETTINGS:
        name, value = setting.split("=")
        section, key = name.split(".")
        settings += f'[{section}]\n{key} = "{value}"\n'
    (home / ".gitconfig").write_text(settings, encoding="utf-8")
    other = Story("2024-05-05T12:00:00Z").write(home / "other").folder / ".git"
    return Person(_hook_environment(home, other), (trap,))


def _hook_environment(home: Path, other: Path) -> dict[str, str]:
    """What a command finds in its environment that a hook runs, and that a person has put there besides."""
    return {
        "HOME": str(home),
        "LANG": "de_DE.UTF-8",
        "LANGUAGE": "de",
        "GIT_DIR": str(other),
        "GIT_WORK_TREE": str(other.parent),
        "GIT_COMMON_DIR": str(other),
        "GIT_INDEX_FILE": str(other / "index"),
        "GIT_OBJECT_DIRECTORY": str(other / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / "objects"),
        "GIT_QUARANTINE_PATH": str(other / "objects"),
        "GIT_SHALLOW_FILE": str(other / "shallow"),
        "GIT_PREFIX": "policy_src/",
        "GIT_NAMESPACE": "another",
        "GIT_CEILING_DIRECTORIES": "/",
        "GIT_IMPLICIT_WORK_TREE": "0",
        "GIT_ATTR_SOURCE": "HEAD",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_GLOB_PATHSPECS": "1",
        "GIT_EXTERNAL_DIFF": str(home / "program"),
        "GIT_DIFF_OPTS": "--unified=9",
        "GIT_PAGER": str(home / "program"),
        "GIT_EDITOR": str(home / "program"),
        "GIT_TRACE": "1",
        "GIT_TRACE_SETUP": "1",
        "GIT_TRACE_PACKET": "1",
        "GIT_TRACE2": "1",
        "GIT_TRACE2_EVENT": "1",
        "GIT_REFLOG_ACTION": "another",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_NO_REPLACE_OBJECTS": "",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "log.showSignature",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_CONFIG_KEY_1": "core.hooksPath",
        "GIT_CONFIG_VALUE_1": str(home / "hooks"),
        "GIT_CONFIG_PARAMETERS": "'log.date'='relative' 'core.quotepath'='true' 'status.showuntrackedfiles'='no'",
    }


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, hostile: Person) -> Path:
    """A repository with a project in it, whose last commit is signed by SSH, and with a replaced and a grafted one."""
    folder = tmp_path_factory.mktemp("origin") / "project"
    others: dict[str, Change] = {"mkdocs.yml": (ROOT / "mkdocs.yml").read_bytes()}
    for path, data in contents(ROOT / "site_overrides").items():
        others[f"site_overrides/{path}"] = data
    others[".gitignore"] = b"/site/\n.*.new/\n.*.old/\n.cache/\n"
    story = Story()
    story.publish("2025-02-01T12:00:00Z", {**others, **keep("P120D")})
    story.publish("2025-02-02T12:00:00Z", say("Über alles."), author="Zoë", subject="Größe")
    story.publish("2025-03-03T12:00:00Z", {**describe("Statistics"), **announce("new-purpose", effective="2025-05-02")})
    project = story.write(folder)
    _sign(folder, Path(hostile.environment["HOME"]), "2025-03-10T12:00:00Z")
    project.git("replace", project.commits[1], project.commits[0])
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{project.commits[3]} {project.commits[0]}\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _reset(hostile: Person) -> None:
    for trap in hostile.traps:
        trap.unlink(missing_ok=True)


def _sign(folder: Path, home: Path, moment: str) -> None:
    """Commit a change with a signature that the hostile person's settings verify."""
    key = home / "key"
    made = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "legal", "-f", key)
    assert made.returncode == 0, made.stderr
    signer = key.with_suffix(".pub").read_text(encoding="utf-8")
    (home / "signers").write_text(f"carl@example.com {signer}", encoding="utf-8")
    (change,) = keep("P1Y").values()
    assert callable(change)
    path = folder / "policy_src/retention.yml"
    path.write_bytes(change(path.read_bytes()))
    settings = ("gpg.format=ssh", f"user.signingKey={key}", "user.name=Carl Committer", "user.email=carl@example.com")
    options = [word for setting in settings for word in ("-c", setting)]
    dates = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    done = run("git", *options, "commit", "-S", "--quiet", "--all", "--message=Sign it", folder=folder, **dates)
    assert done.returncode == 0, done.stderr
    assert "gpgsig" in git(folder, "cat-file", "-p", "HEAD")


@pytest.fixture
def folder(origin: Path, tmp_path: Path) -> Path:
    """A copy of that project."""
    return shutil.copytree(origin, tmp_path / "project", symlinks=True)


@pytest.fixture
def ledger(origin: Path, tmp_path: Path) -> Path:
    """Its ledger."""
    path = tmp_path / "versions.json"
    path.write_text(str(Project.of_folder(origin, NOW).ledger), encoding="utf-8")
    return path


COMMANDS = {
    "log": ["log"],
    "log as JSON": ["log", "--format", "json"],
    "diff of commits": ["diff", "HEAD~1", "HEAD"],
    "diff as JSON": ["diff", "HEAD~2", "--format", "json"],
    "diff as a page": ["diff", "HEAD~3", "HEAD", "--format", "html"],
    "diff of days": ["diff", "2025-02-01", "2025-03-10"],
    "show": ["show", "privacy-policy", "--on", "2025-02-20"],
    "verify": ["verify", "--against", "LEDGER"],
    "check": ["check"],
    "check against": ["check", "--against", "HEAD~1"],
    "report": ["report", "--against", "HEAD~1"],
    "checklists": ["check", "--list", "gdpr-13", "--against", "HEAD~1"],
    "replay": ["replay", ".", "policy_src/sections/", "--format", "json"],
    "export": ["export", "exported"],
}


def test_the_settings_are_hostile_indeed(origin: Path, plain: Person, hostile: Person) -> None:
    """Else nothing here would be shown."""
    own = {key: value for key, value in hostile.environment.items() if not key.startswith("GIT_")}
    commands = [["log", "-1", "--format=%ct"], ["status", "--porcelain"], ["rev-list", "--count", "HEAD"]]

    told = [[run("git", *words, folder=origin, **who).stdout for words in commands] for who in (own, plain.environment)]

    assert 'Good "git" signature' in told[0][0]
    assert 'Good "git" signature' not in told[1][0]
    assert told[0][2] != f"{len(git(origin, 'rev-list', 'HEAD').splitlines())}\n" or told[1][2] != "5\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_the_same(name: str, folder: Path, ledger: Path, plain: Person, hostile: Person) -> None:
    arguments = [word.replace("LEDGER", str(ledger)) for word in COMMANDS[name]]
    with (folder / "policy_src/cookies.yml").open("a", encoding="utf-8") as file:
        file.write("# Not committed\n")

    told = [_ask(folder, arguments, person) for person in (plain, hostile)]

    assert told[0] == told[1]
    assert told[0][0] in {0, 1}, told[0][2]
    assert [trap.read_text("utf-8") for trap in hostile.traps if trap.exists()] == []


def _ask(folder: Path, arguments: list[str], person: Person) -> tuple[int, str, str, dict[str, bytes]]:
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    shutil.rmtree(folder / "exported", ignore_errors=True)
    done = policy("--project", folder, *arguments, folder=folder, **person.environment)
    return done.returncode, done.stdout, done.stderr, contents(folder / "exported")


def test_a_site_is_built_and_published_the_same(folder: Path, plain: Person, hostile: Person, tmp_path: Path) -> None:
    built: list[dict[str, bytes]] = []
    for number, person in enumerate((plain, hostile)):
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        done = build(folder, **person.environment)
        assert done.returncode == 0, done.stderr
        told = policy("publish", tmp_path / f"target{number}", "--first", folder=folder, **person.environment)
        assert told.returncode == 0, told.stderr
        built.append(contents(tmp_path / f"target{number}" / "current"))

    assert built[0] == built[1]
    assert json.loads((folder / "site/built-site.json").read_text(encoding="utf-8"))["draft"] is False
    assert [trap.read_text("utf-8") for trap in hostile.traps if trap.exists()] == []


def test_what_one_person_ignores_is_a_draft_for_all(folder: Path, plain: Person, hostile: Person) -> None:
    """A page that git does not show would be published without ever having been committed."""
    (folder / "policy_src/pages/more.md").write_text("---\ntitle: More\nsummary: More.\n---\nMore.\n", encoding="utf-8")
    (folder / "policy_src/.DS_Store").write_bytes(b"\0")

    for person in (plain, hostile):
        done = build(folder, **person.environment)
        assert done.returncode == 0, done.stderr
        assert json.loads((folder / "site/built-site.json").read_text(encoding="utf-8"))["draft"] is True


def test_a_notice_is_recorded_the_same(folder: Path, plain: Person, hostile: Person, tmp_path: Path) -> None:
    refs: list[list[str]] = []
    for number, person in enumerate((plain, hostile)):
        remote = tmp_path / f"remote{number}"
        git(folder, "clone", "--quiet", "--bare", str(folder), str(remote))
        git(remote, "config", "core.hooksPath", "hooks")  # a remote has its own
        clone = tmp_path / f"clone{number}"
        git(folder, "clone", "--quiet", str(remote), str(clone))
        done = policy("notice", "2025-03-10", "--settle", "otherwise", folder=clone, **person.environment)
        assert (done.returncode, done.stderr) == (0, "the notice of 2025-03-10 is recorded as otherwise\n")
        done = policy("notice", "2025-03-10", "--settle", "otherwise", folder=clone, **person.environment)
        assert "was recorded that customers were informed in another way" in done.stderr
        refs.append([git(where, "for-each-ref", "--format=%(refname)", "refs/notices") for where in (clone, remote)])

    assert refs[0] == refs[1] == ["refs/notices/2025-03-10"] * 2
    assert [trap.read_text("utf-8") for trap in hostile.traps if trap.exists()] == []


def test_a_repository_without_a_remote_has_none_where_a_person_has_settings_for_it(
    folder: Path, hostile: Person
) -> None:
    done = policy("notice", "2025-03-10", "--settle", "otherwise", folder=folder, **hostile.environment)

    assert (done.returncode, done.stderr) == (0, "the notice of 2025-03-10 is recorded as otherwise\n")


def test_an_edit_is_saved_the_same(
    folder: Path, plain: Person, hostile: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    for person in (plain, hostile):
        git(folder, "checkout", "--quiet", ".")
        with monkeypatch.context() as patch:
            for name, value in person.environment.items():
                patch.setenv(name, value)
            sitting = open_session(folder)
            content = sitting.open()
            entry(content, "usage-and-logs")["period"] = "P2Y"
            sitting.save(content)
            working = ImpactPreviewer(folder, lambda: NOW, None).find_working()
        saved.append(f"{working}{git(folder, 'diff')}")

    assert saved[0] == saved[1]
    assert "P2Y" in saved[0]
    assert [trap.read_text("utf-8") for trap in hostile.traps if trap.exists()] == []


def test_a_new_project_begins_the_same(plain: Person, hostile: Person, tmp_path: Path) -> None:
    answers = ("--name", "Example", "--privacy-mailbox", "privacy@example.com", "--time-zone", "Europe/Berlin")
    trees: list[str] = []
    for number, person in enumerate((plain, hostile)):
        target = tmp_path / f"new{number}"
        done = policy("new", target, *answers, folder=ROOT, **person.environment)
        assert done.returncode == 0, done.stderr
        told = run("git", "log", "--format=%T %an %ae %s %G?", folder=target, **plain.environment)
        trees.append(told.stdout)

    assert trees[0] == trees[1]
    assert "privacy@example.com Begin with what is known of our policy N" in trees[0]
    assert [trap.read_text("utf-8") for trap in hostile.traps if trap.exists()] == []
