"""Tests that a text is dated when it reached the published branch, however it got there."""

from pathlib import Path

import pytest

from tests.support.story import Story, describe, keep, remark, say


def a_draft() -> Story:
    """A branch with two commits of February, beside a main one that went on."""
    story = Story()
    story.branch("draft")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), on="draft")
    story.publish("2025-02-02T12:00:00-07:00", say("We care."), on="draft")
    story.publish("2025-02-20T12:00:00-07:00", describe("Statistics"))
    return story


def test_a_merge_publishes_all_that_it_brings_at_once(tmp_path: Path) -> None:
    story = a_draft()
    story.merge("2025-03-05T12:00:00-07:00", "draft")

    project = story.write(tmp_path)

    assert project.versions == {
        "privacy-policy": ["2025-01-10", "2025-02-20", "2025-03-05"],
        "subprocessors": ["2025-01-10", "2025-02-20"],
        "retention-schedule": ["2025-01-10", "2025-03-05"],
    }
    assert project.made_by == [(0, 3, 4), (0, 3), (0, 4)]
    assert project.version("2025-03-05").revision.author == "Mo Merger"


def test_a_merge_by_git_itself_is_dated_by_its_committer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = a_draft().write(tmp_path)
    _commits_on(monkeypatch, "2025-03-05T12:00:00-07:00")

    project.git("merge", "--quiet", "--no-edit", "draft")

    assert project.policy == ["2025-01-10", "2025-02-20", "2025-03-05"]


def test_a_squash_is_one_version_of_the_day_it_was_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = a_draft().write(tmp_path)
    _commits_on(monkeypatch, "2025-03-05T12:00:00-07:00")

    project.git("merge", "--quiet", "--squash", "draft")
    project.git("commit", "--quiet", "--message=Squash", "--date=2025-02-01T12:00:00Z")

    assert project.policy == ["2025-01-10", "2025-02-20", "2025-03-05"]
    assert project.version("2025-03-05").published.day.last.isoformat() == "2025-03-05"
    assert str(project.version("2025-03-05").decided.day) == "2025-02-01"  # type: ignore[union-attr]


def test_a_rebase_dates_its_commits_by_the_day_it_took_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = a_draft().write(tmp_path)
    _commits_on(monkeypatch, "2025-03-05T12:00:00-07:00")

    project.git("checkout", "--quiet", "draft")
    project.git("rebase", "--quiet", "main")

    assert project.policy == ["2025-01-10", "2025-02-20", "2025-03-05", "2025-03-05.2"]
    assert project.version("2025-03-05").revision.author == "Ada Author"
    assert project.version("2025-03-05").revision.decided.isoformat() == "2024-12-23T19:00:00+00:00"


def test_an_octopus_merge_is_one_version(tmp_path: Path) -> None:
    story = Story()
    for number, change in enumerate([keep("P120D"), say("We care."), describe("Statistics")]):
        story.branch(f"arm-{number}", at=0)
        story.publish(f"2025-02-0{number + 1}T12:00:00-07:00", change, on=f"arm-{number}")
    story.merge("2025-03-05T12:00:00-07:00", "arm-0", "arm-1", "arm-2")

    project = story.write(tmp_path)

    assert len(project.git("log", "-1", "--format=%P").split()) == 4
    assert project.made_by == [(0, 4), (0, 4), (0, 4)]
    assert project.policy == ["2025-01-10", "2025-03-05"]


def test_a_merge_that_changes_no_text_is_no_version(tmp_path: Path) -> None:
    story = a_draft()
    story.branch("other")
    story.publish("2025-03-01T12:00:00-07:00", say("We care."), on="other")
    story.publish("2025-03-02T12:00:00-07:00", say("We care."))
    story.merge("2025-03-03T12:00:00-07:00", "other", changes=remark("Merged"))

    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-02-20", "2025-03-02"]
    assert project.made_by[0] == (0, 3, 5)


def test_two_merges_in_one_second_are_two_versions_of_that_day(tmp_path: Path) -> None:
    story = Story()
    story.branch("one")
    story.branch("two")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), on="one")
    story.publish("2025-02-02T12:00:00-07:00", say("We care."), on="two")
    story.merge("2025-03-05T12:00:00-07:00", "two")
    story.merge("2025-03-05T12:00:00-07:00", "one")

    project = story.write(tmp_path)

    assert project.versions == {
        "privacy-policy": ["2025-01-10", "2025-03-05", "2025-03-05.2"],
        "subprocessors": ["2025-01-10"],
        "retention-schedule": ["2025-01-10", "2025-03-05"],
    }
    assert project.made_by == [(0, 3, 4), (0,), (0, 4)]


def test_a_fast_forward_publishes_each_commit_on_its_own_day(tmp_path: Path) -> None:
    story = Story()
    story.branch("draft")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), on="draft")
    story.publish("2025-02-02T12:00:00-07:00", say("We care."), on="draft")
    project = story.write(tmp_path)

    project.git("merge", "--quiet", "--ff-only", "draft")

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-02"]


def test_a_branch_that_was_never_merged_was_never_published(tmp_path: Path) -> None:
    assert a_draft().write(tmp_path).made_by == [(0, 3), (0, 3), (0,)]


def _commits_on(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", moment)
