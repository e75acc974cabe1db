"""Tests that the bench can take the history of real policies from a copy, and only at its fixed commit."""

from pathlib import Path

import pytest

from tests.bench import prose
from tests.bench.runner import SkippedError
from tests.support.projects import ENVIRONMENT
from tests.support.story import SampleProject, Story


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SampleProject:
    """A copy of two commits, which the environment names."""
    story = Story(begins="")
    for day in (1, 2):
        story.publish(f"2021-03-0{day}T12:00:00Z", {"privacy.md": b"We keep logs for %d days.\n" % day})
    project = story.write(tmp_path / "copy")
    monkeypatch.setitem(ENVIRONMENT, prose.COPY, str(project.folder))
    monkeypatch.setattr(prose, "POLICIES", tmp_path / "bench" / "policies")
    return project


def test_a_copy_is_taken_at_the_fixed_commit(copy: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "COMMIT", copy.commits[0])

    assert (prose._fetch_policies() / "HEAD").read_text(encoding="utf-8").strip() == copy.commits[0]


@pytest.mark.usefixtures("copy")
def test_a_copy_without_that_commit_is_refused() -> None:
    with pytest.raises(SkippedError, match=f"does not have the commit {prose.COMMIT}"):
        prose._fetch_policies()

    assert not prose.POLICIES.exists()


@pytest.mark.usefixtures("copy")
def test_what_cannot_be_cloned_says_which_variable_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, prose.COPY, str(tmp_path / "nowhere"))

    with pytest.raises(SkippedError, match=r"nowhere cannot be cloned: .*; BENCH_POLICIES may name a copy of it"):
        prose._fetch_policies()
