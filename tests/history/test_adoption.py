"""Tests that a policy older than its repository keeps its true first date, and only its own history."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from build_tools.model.version import Provenance
from build_tools.project.project import Project
from tests.support.projects import ROOT, lack
from tests.support.story import DOCUMENTS, SampleProject, Story, keep, remark, say, settle


def _adopted(published: str, revision: str = "") -> str:
    return f"adopted:\n  published: {published}" + (f'\n  revision: "{revision}"' if revision else "")


def test_building_and_mending_this_site_makes_no_version_of_its_policy() -> None:
    """Where labels or layouts of documents are mended, `adopted.revision` names the commit that mended them."""
    if not (ROOT / ".git").exists():
        lack("this is no clone of the repository")
    archive = Project.of_folder(ROOT, datetime(9999, 1, 1, tzinfo=UTC)).archive

    versions = {document: list(versions.by_name) for document, versions in archive.histories.items()}
    assert versions == {document: ["2026-02"] for document in DOCUMENTS}
    assert archive.unpublished == ()


@pytest.mark.parametrize("published", ["2024-12", "2025-01", "2024-12-24", "2025-01-10"])
def test_the_first_version_has_the_date_that_is_declared_and_no_other_has(tmp_path: Path, published: str) -> None:
    story = Story(adopted=f"published: {published}")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))

    project = story.write(tmp_path)

    assert project.versions == {
        "privacy-policy": [published, "2025-02-01"],
        "subprocessors": [published],
        "retention-schedule": [published, "2025-02-01"],
    }
    first, second = project.archive.histories["privacy-policy"]
    assert (first.published.provenance, first.decided) == (Provenance.DECLARED, None)
    assert second.published.provenance is Provenance.GIT
    assert str(second.decided and second.decided.day) == "2024-12-23"
    assert str(first.until) == "2025-02-01"


def test_a_change_in_the_month_of_the_adoption_follows_it(tmp_path: Path) -> None:
    story = Story(adopted="published: 2025-01")
    story.publish("2025-01-20T12:00:00-07:00", keep("P120D"))
    story.publish("2025-01-20T13:00:00-07:00", say("We care."))

    assert story.write(tmp_path).policy == ["2025-01", "2025-01-20", "2025-01-20.2"]


def test_an_adoption_that_is_declared_later_counts_from_the_first_commit(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-02-02T12:00:00-07:00", settle(_adopted("2024-07")))

    assert story.write(tmp_path).policy == ["2024-07", "2025-02-01"]


@pytest.mark.parametrize("published", ["2025-02", "2025-01-11"])
def test_an_adoption_after_the_first_commit_is_refused(tmp_path: Path, published: str) -> None:
    project = Story(adopted=f"published: {published}").write(tmp_path)

    assert project.refusal == (
        f"adopted.published is {published}, after the first commit of the source, {project.commits[0][:12]} "
        f"(Publish the policy), of 2025-01-10. Write when the policy was first published in policy_src/policy.yml."
    )


def _counting_from(story: Story, folder: Path, number: int, *, digits: int = 12) -> SampleProject:
    """The project, whose history counts from a commit."""
    name = story.write(folder).commits[number][:digits]
    story.publish("2025-06-01T12:00:00-07:00", settle(_adopted("2024-07", name)))
    return story.write(folder)


@pytest.mark.parametrize("digits", [7, 12, 40])
def test_history_counts_from_the_commit_that_is_named(tmp_path: Path, digits: int) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T12:00:00-07:00", {"README.md": b"Of the site\n"})
    story.publish("2025-04-01T12:00:00-07:00", say("We care."))

    project = _counting_from(story, tmp_path, 2, digits=digits)

    assert project.made_by == [(2, 3), (2,), (2,)]
    assert project.policy == ["2024-07", "2025-04-01"]


def test_history_may_count_from_the_first_commit_or_from_the_last(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))

    assert _counting_from(story, tmp_path / "first", 0).made_by == [(0, 1), (0,), (0, 1)]
    story.commits.pop()
    story.tips["main"] = 1
    assert _counting_from(story, tmp_path / "last", 1).made_by == [(1,), (1,), (1,)]


def test_history_counts_from_the_merge_that_brought_the_commit_that_is_named(tmp_path: Path) -> None:
    story = Story()
    story.branch("draft")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), on="draft")
    story.publish("2025-02-02T12:00:00-07:00", say("We care."), on="draft")
    story.publish("2025-02-03T12:00:00-07:00", remark("Meanwhile"))
    story.merge("2025-03-01T12:00:00-07:00", "draft")
    story.branch("later")
    story.publish("2025-03-02T12:00:00-07:00", keep("P1Y"), on="later")
    story.merge("2025-04-01T12:00:00-07:00", "later")

    project = _counting_from(story, tmp_path, 1)

    assert project.made_by == [(4, 6), (4,), (4, 6)]
    assert project.policy == ["2024-07", "2025-04-01"]


def test_history_counts_from_a_commit_before_the_source_was_there(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-01T12:00:00-07:00", {"README.md": b"Soon\n"})
    story.publish("2025-01-02T12:00:00-07:00", dict(Story().files()))
    story.publish("2025-01-03T12:00:00-07:00", keep("P120D"))

    project = _counting_from(story, tmp_path, 0)

    assert (project.policy, project.made_by[0]) == (["2024-07", "2025-01-03"], (1, 2))


def test_a_version_before_the_commit_that_is_named_needs_no_date(tmp_path: Path) -> None:
    story = Story(begins="2999-01-10T12:00:00Z")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))

    assert _counting_from(story, tmp_path, 1).policy == ["2024-07"]


@pytest.mark.parametrize("name", ["0123456789ab", "f" * 40])
def test_an_unknown_commit_is_refused(tmp_path: Path, name: str) -> None:
    project = Story(adopted=f'published: 2024-07\n  revision: "{name}"').write(tmp_path)

    assert project.refusal == (
        f"adopted.revision names commit {name}, which is not in the history of the published branch. "
        f"Write the name of a commit that git log --first-parent shows."
    )


def test_a_commit_of_a_branch_that_was_never_merged_is_refused(tmp_path: Path) -> None:
    story = Story()
    story.branch("draft")
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"), on="draft")

    assert "which is not in the history of the published branch. " in _counting_from(story, tmp_path, 1).refusal
