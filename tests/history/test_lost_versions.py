"""Tests that `policy verify` names the cause of lost versions, and that its remedy works.

Every remedy is run as it is printed, in a clone whose remote refuses a forced push.
"""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest

from build_tools.project.project import Project
from tests.support.projects import ROOT, build, policy, run
from tests.support.story import NOW, Change, SampleProject, Story, corrected, describe, git, keep, say, settle

_PERSON = {f"GIT_{who}_{what}": f"{what}@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """The repository that all share: its main branch is published, and another one left it before the last commit."""
    story = Story()
    story.publish("2025-02-01T12:00:00Z", keep("P120D"))
    story.branch("feature")
    story.publish("2025-03-02T12:00:00Z", describe("Statistics"))
    story.publish("2025-03-03T12:00:00Z", say("We care."), on="feature")
    project = story.write(tmp_path / "story")
    (tmp_path / "versions.json").write_text(str(Project.of_folder(project.folder, NOW).ledger), encoding="utf-8")
    origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "--quiet", "--mirror", project.folder.as_uri(), str(origin))
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub and GitLab have it
    return origin


def _clone(origin: Path, name: str, *options: str) -> SampleProject:
    folder = origin.with_name(name)
    git(origin.parent, "clone", "--quiet", *options, origin.as_uri(), str(folder))
    return SampleProject(folder)


def _change(project: SampleProject, changes: dict[str, Change]) -> None:
    for path, change in changes.items():
        place = project.folder / path
        content = change(place.read_bytes()) if callable(change) else change
        assert isinstance(content, bytes)
        place.write_bytes(content)


def _forbid_force(origin: Path) -> None:
    git(origin, "config", "receive.denyNonFastForwards", "true")


def _mend(project: SampleProject, told: str) -> None:
    """Run the commands that a remedy names, as a person would."""
    (command,) = re.findall(r"[Rr]un: (git .+?)(?:\.(?= |$)|, and then)", told)
    done = run("sh", "-ec", command, folder=project.folder, **_PERSON)
    assert done.returncode == 0, done.stderr


def _verify(project: SampleProject, *more: str) -> tuple[int, list[str]]:
    result = project.ask("verify", "--against", str(project.folder.with_name("versions.json")), *more)
    return result.exit_code, result.stdout.splitlines()


def _foxtrot(origin: Path) -> SampleProject:
    """A clone of what is there after somebody has merged the published branch into another, and pushed that."""
    work = _clone(origin, "work")
    work.git("checkout", "--quiet", "feature")
    work.git("merge", "--quiet", "--no-edit", "origin/main")
    work.git("push", "--quiet", "origin", "feature:main")
    work.git("checkout", "--quiet", "main")
    work.git("pull", "--quiet", "--ff-only")
    return work


def test_a_foxtrot_merge_is_named_and_mended(origin: Path) -> None:
    work = _foxtrot(origin)
    merge = work.git("rev-parse", "HEAD")
    _change(work, keep("P1Y"))
    work.git("commit", "--quiet", "--all", "--message=Another one since")
    work.git("push", "--quiet")
    tree = work.git("rev-parse", "HEAD^{tree}")

    status, lines = _verify(work)

    assert status == 1
    assert lines[0] == "privacy-policy 2025-03-02: it is lost: no commit of today's history holds its text."
    assert re.fullmatch(r"subprocessors 2025-03-02: it is dated \S+ now\.", lines[1])
    assert lines[-1].startswith(f"commit {merge[:12]} merged the published branch, ")
    assert "a foxtrot merge" in lines[-1]
    _forbid_force(origin)
    _mend(work, lines[-1])
    assert _verify(work) == (0, [])
    assert work.git("rev-parse", "HEAD^{tree}") == tree
    assert git(origin, "rev-parse", "main") == work.git("rev-parse", "HEAD")
    assert work.ask("log").stdout.count("Commit 2") == 2


def test_a_merge_the_right_way_round_is_no_fault(origin: Path) -> None:
    work = _clone(origin, "work")
    work.git("merge", "--quiet", "--no-edit", "origin/feature")

    assert _verify(work) == (0, [])


def _force_push(origin: Path) -> None:
    """Somebody rewords what was published, in its own commit."""
    other = _clone(origin, "other")
    _change(other, describe("Statistics of use"))
    other.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    other.git("push", "--quiet", "--force", "origin", "main")


def test_a_force_push_is_named_and_mended_in_a_clone_that_has_what_was_published(origin: Path) -> None:
    work = _clone(origin, "work")
    published = work.git("rev-parse", "HEAD")
    _force_push(origin)
    work.git("fetch", "--quiet")
    work.git("reset", "--quiet", "--hard", "origin/main")
    text = work.git("rev-parse", "HEAD^{tree}")

    status, lines = _verify(work)

    assert status == 1
    assert lines[-1].startswith("history was rewritten after ")
    assert "a force push" in lines[-1]
    assert f"the published commit {published[:12]} is" in lines[-1]
    _forbid_force(origin)
    _mend(work, lines[-1])
    assert _verify(work) == (0, [])
    assert work.git("rev-parse", "HEAD^{tree}") == text
    assert git(origin, "rev-parse", "main") == work.git("rev-parse", "HEAD")


def test_a_force_push_is_named_and_mended_in_a_clone_that_never_had_it(origin: Path) -> None:
    published = git(origin, "rev-parse", "main")
    _force_push(origin)
    work = _clone(origin, "work")

    status, lines = _verify(work)

    assert status == 1
    assert lines[-1].startswith(f"the published commit {published[:12]} is not in this clone")
    assert "a force push" in lines[-1]
    _mend(work, lines[-1])
    _forbid_force(origin)
    _mend(work, _verify(work)[1][-1])
    assert _verify(work) == (0, [])


def test_a_branch_that_was_set_back_is_named_and_mended(origin: Path) -> None:
    work = _clone(origin, "work")
    work.git("reset", "--quiet", "--hard", "HEAD~1")
    work.git("push", "--quiet", "--force")

    status, lines = _verify(work)

    assert status == 1
    assert "is older than " in lines[-1]
    _forbid_force(origin)
    _mend(work, lines[-1])
    assert _verify(work) == (0, [])


def test_a_branch_that_is_not_the_published_one_is_named(origin: Path) -> None:
    work = _clone(origin, "work")
    work.git("checkout", "--quiet", "feature")

    status, lines = _verify(work)

    assert status == 1
    assert "or another branch is checked out" in lines[-1]
    assert lines[-1].endswith("The branch main still has it: if that is the published one, run: git checkout main.")
    _mend(work, lines[-1].rpartition("one, ")[2])
    assert _verify(work) == (0, [])


def test_the_cause_is_told_to_programs(origin: Path) -> None:
    told = json.loads("".join(_verify(_foxtrot(origin), "--format", "json")[1]))

    assert told["cause"]["kind"] == "foxtrot merge"
    assert re.fullmatch(r"Run: git reset --keep .+", told["cause"]["remedy"])
    assert told["breaches"][0]["version"] == "privacy-policy 2025-03-02"


def test_a_day_that_is_declared_for_what_is_live_is_named(origin: Path) -> None:
    work = _clone(origin, "work")
    _change(work, settle(corrected(work.git("rev-parse", "HEAD"), "2025-03-01")))

    status, lines = _verify(work)

    assert status == 1
    assert [line.split(": ")[1] for line in lines if "2025-03-02:" in line] == ["it is dated 2025-03-01 now."] * 2
    assert "gives commit " in lines[-1]
    assert "can only be corrected to a later one" in lines[-1]


def test_a_shallow_clone_is_named_by_every_command_and_mended(origin: Path) -> None:
    work = _clone(origin, "work", "--depth=1")
    told = "this is a shallow clone: without the older commits every date would be wrong. Run: git fetch --unshallow"

    for arguments in (["verify", "--against", str(work.folder.with_name("versions.json"))], ["log"]):
        result = work.ask(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(told)
    (work.folder / "mkdocs.yml").write_text("site_name: A\ndocs_dir: policy_src\nplugins: [policy]\n", encoding="utf-8")
    built = build(work.folder)
    assert built.returncode == 1
    assert told in built.stderr
    _mend(work, told + ".")

    assert _verify(work) == (0, [])


def test_publishing_refuses_with_the_same_cause(origin: Path, tmp_path: Path) -> None:
    work = _foxtrot(origin)
    (work.folder / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    copytree(ROOT / "site_overrides", work.folder / "site_overrides")
    (work.folder / ".gitignore").write_text("site/\n.cache/\n", encoding="utf-8")
    work.git("add", "--all")
    work.git("commit", "--quiet", "--message=Build")
    work.git("push", "--quiet")
    assert build(work.folder).returncode == 0

    live = ("--first", "--live", tmp_path / "versions.json")
    told = policy("publish", tmp_path / "target", *live, folder=work.folder)

    assert told.returncode == 1, told.stderr
    assert "a foxtrot merge" in told.stdout
    assert "&& git merge --no-ff --no-edit" in told.stdout


def test_a_corrected_day_of_what_a_foxtrot_merge_left_aside_names_it(origin: Path) -> None:
    work = _foxtrot(origin)
    _change(work, settle(corrected(work.git("rev-parse", "HEAD^2"), "2025-03-01")))

    assert "is not on the published branch" in work.refusal
    assert "If this commit was published: commit " in work.refusal
    assert "a foxtrot merge" in work.refusal
