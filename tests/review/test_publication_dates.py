"""Tests that `policy check` finds wrong dates of publications before they are published."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.projects import run
from tests.support.story import Change, SampleProject, Story, corrected, git, keep, remark, say, settle

FEBRUARY = "2025-02-20T12:00:00-07:00"
PERSON = {f"GIT_{who}_{what}": f"{what}@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def _problems(project: SampleProject, *more: str) -> list[str]:
    """What `policy check` finds wrong with days."""
    result = project.ask("check", *more)
    assert "Traceback" not in result.output
    found = [line for line in result.stdout.splitlines() if _is_of_days(line)]
    assert result.exit_code == 1 or (not found and result.exit_code == 0), result.output
    return found


def _is_of_days(line: str) -> bool:
    codes = ("wrong-day", "time-zone-backwards", "corrected-too-early", "foxtrot-merge", "pushed-late")
    return line.endswith(tuple(f"[{code}]" for code in codes))


def _in_zone(name: str) -> dict[str, Change]:
    return {"policy_src/policy.yml": ("America/Denver", name)}


def test_a_clock_that_ran_backwards_is_found(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T12:00:00-07:00", say("We care."))
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), subject="Wrong clock")
    project = story.write(tmp_path)

    (problem,) = _problems(project)

    assert problem.startswith("policy_src/policy.yml:")
    assert (
        f"commit {project.commits[2][:12]} (Wrong clock) is dated 2025-02-01, before the previous publication"
        in problem
    )
    assert _problems(project, "--against", "HEAD~1") == [problem]


def test_a_time_zone_that_dates_backwards_is_found_once_it_is_committed(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-02T07:30:00Z", keep("P120D"))
    story.publish("2025-03-02T08:00:00Z", {**say("We care."), **_in_zone("Pacific/Niue")})

    (problem,) = _problems(story.write(tmp_path))

    assert "is dated 2025-03-01, before the previous publication, of 2025-03-02" in problem


def test_a_time_zone_that_dates_backwards_is_found_before_it_is_committed(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - as the command does
    east = "Pacific/Kiritimati"  # 25 hours ahead of Niue
    story = Story()
    story.publish((now - timedelta(minutes=5)).isoformat(), {**keep("P120D"), **_in_zone(east)})
    project = story.write(tmp_path)
    settings = tmp_path / "policy_src/policy.yml"
    settings.write_bytes(settings.read_bytes().replace(east.encode(), b"Pacific/Niue"))

    assert _problems(project) == []
    _apply(project, say("We care."))
    (problem,) = _problems(project)

    assert problem.startswith("policy_src/policy.yml:")
    assert " in the time zone Pacific/Niue, and the last publication is of " in problem


@pytest.mark.parametrize(("published", "is_early"), [("2025-11-24", True), ("2025-11-25", False)])
def test_a_corrected_day_before_the_commit_before_it_is_found(
    tmp_path: Path, published: str, *, is_early: bool
) -> None:
    story = Story()
    story.publish("2025-11-25T12:00:00-07:00", remark("Nobody reads this"))
    story.publish("2025-11-30T12:00:00-07:00", keep("P120D"))
    commits = story.write(tmp_path).commits
    story.publish("2025-12-01T12:00:00-07:00", settle(corrected(commits[2], published)))
    project = story.write(tmp_path)

    problems = _problems(project)

    assert len(problems) == is_early
    if is_early:
        assert f"cannot have been published on 2025-11-24: the commit before it, {commits[1][:12]}" in problems[0]


def test_a_corrected_day_is_counted_for_the_commit_after_it_too(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-11-25T12:00:00-07:00", remark("Nobody reads this"))
    story.publish("2025-11-30T12:00:00-07:00", keep("P120D"))
    commits = story.write(tmp_path).commits
    both = corrected(commits[2], "2025-11-24") + corrected(commits[1], "2025-11-24").removeprefix("corrected_days:")
    story.publish("2025-12-01T12:00:00-07:00", settle(both))

    assert _problems(story.write(tmp_path)) == []


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone whose remote gained a commit that the clone has not merged yet, and its remote."""
    folder = tmp_path_factory.mktemp("template")
    story = Story()
    story.branch("mine")
    story.publish(FEBRUARY, keep("P120D"), on="mine", subject="Keep more")
    story.publish("2025-11-25T12:00:00-07:00", {"README.md": b"Read me\n"})
    project = story.write(folder / "story")
    git(folder, "clone", "--quiet", project.folder.as_uri(), str(folder / "work"))
    SampleProject(folder / "work").git("branch", "--quiet", "mine", "origin/mine")
    return folder


@pytest.fixture
def work(template: Path, tmp_path: Path) -> SampleProject:
    """The same, to be spoilt."""
    copytree(template, tmp_path / "copy")
    return SampleProject(tmp_path / "copy/work")


def _apply(project: SampleProject, changes: dict[str, Change]) -> None:
    for path, change in changes.items():
        content = change((project.folder / path).read_bytes()) if callable(change) else change
        assert isinstance(content, bytes)
        (project.folder / path).write_bytes(content)


def test_a_pull_that_merged_the_published_branch_into_a_late_commit_is_found_before_it_is_pushed(
    work: SampleProject,
) -> None:
    work.git("reset", "--quiet", "--hard", "mine")
    work.git("merge", "--quiet", "--no-edit", "--message=Merge branch 'main' of https://x.example/y", "origin/main")

    (problem,) = _problems(work, "--against", "origin/main")

    assert "a foxtrot merge" in problem
    log = work.ask("log")
    assert log.exit_code == 0
    assert "merged the published branch into another one (a foxtrot merge): what is dated 2025-02-20 by" in log.stderr
    command = problem.partition("Run: ")[2].partition(" && git push")[0]
    assert run("sh", "-ec", command, folder=work.folder, **PERSON).returncode == 0
    assert _problems(work, "--against", "origin/main") == []
    assert work.ask("log").stderr == ""


@pytest.mark.parametrize("base", ["origin/main", "origin"])
def test_a_late_commit_on_the_published_branch_is_found_before_it_is_pushed(work: SampleProject, base: str) -> None:
    work.git("reset", "--quiet", "--hard", "origin/main")
    _apply(work, keep("P120D"))
    assert run("git", "commit", "--quiet", "--all", "--message=Keep more", folder=work.folder, **PERSON).returncode == 0
    assert _problems(work, "--against", base) == []
    late = {**PERSON, "GIT_COMMITTER_DATE": "2025-11-26T12:00:00-07:00"}
    assert run("git", "commit", "--quiet", "--amend", "--no-edit", folder=work.folder, **late).returncode == 0

    (problem,) = _problems(work, "--against", base)

    assert f"is not in {base} yet, and what it publishes would be dated 2025-11-26" in problem
    command = problem.partition("Run: ")[2].partition(". The merge")[0]
    assert run("sh", "-ec", command, folder=work.folder, **PERSON).returncode == 0
    assert _problems(work, "--against", base) == []


def test_a_branch_that_can_still_be_merged_may_be_of_any_day(work: SampleProject) -> None:
    work.git("checkout", "--quiet", "mine")
    work.git("branch", "--quiet", "--set-upstream-to=origin/main")  # as `git checkout -b mine origin/main` does

    assert _problems(work, "--against", "origin/main") == []
    work.git("merge", "--quiet", "--no-edit", "origin/main")
    assert _problems(work, "--against", "origin/main") == []
    work.git("checkout", "--quiet", "--detach")
    assert _problems(work, "--against", "origin/main") == []
