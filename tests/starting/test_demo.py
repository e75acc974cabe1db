"""Tests that the demo shows a history of every kind of change, and says on each page that it is invented."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from build_tools.model.rule import Level
from build_tools.project.project import Project
from build_tools.runtime.paths import ForeignFilesError
from build_tools.starting.demo.project import MARK, Made, make_demo
from build_tools.starting.demo.story import StoryError, make_commits, read_publications
from tests.support.projects import build, policy
from tests.support.story import git

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo of a day."""
    folder = tmp_path_factory.mktemp("demo") / "made"
    assert make_demo(folder, TODAY) is Made.NEW
    return folder


def test_it_has_changes_of_every_kind(demo: Path) -> None:
    project = Project.of_folder(demo, datetime(2026, 3, 1, 18, tzinfo=UTC))
    publications = project.publications

    assert len(publications) == 12
    assert {publication.level for publication in publications} == {*Level, None}
    assert {finding.direction for publication in publications for finding in publication.findings} >= {
        "less protective",
        "more protective",
        "neutral",
    }
    titles = " ".join(finding.title for publication in publications for finding in publication.findings)
    for words in ("for 60 days", "for 180 days", "Lumenlog", "ISO/IEC 27001", "Restriction", "48 hours"):
        assert words in titles
    assert [coming.title for coming in project.news.coming] == ["Harbourdesk will run our help desk"]
    assert project.news.coming[0].object_until is not None
    assert project.news.coming[0].object_until > TODAY


def test_its_source_has_no_problem_and_nothing_is_uncommitted(demo: Path) -> None:
    assert policy("check", folder=demo, POLICY_TODAY=str(TODAY)).returncode == 0
    assert git(demo, "status", "--short") == ""


def test_each_page_says_that_it_is_invented(demo: Path) -> None:
    done = build(demo, POLICY_TODAY=str(TODAY))
    pages = list((demo / "site").rglob("*.html"))

    assert done.returncode == 0, done.stderr
    assert len(pages) > 40
    assert [page for page in pages if "Demo with an invented history" not in page.read_text(encoding="utf-8")] == []


def test_a_demo_stays_as_it_is(demo: Path, tmp_path: Path) -> None:
    commit = git(demo, "rev-parse", "HEAD")
    assert make_demo(demo, TODAY) is Made.SAME
    assert make_demo(demo, TODAY + timedelta(1)) is Made.EARLIER
    assert git(demo, "rev-parse", "HEAD") == commit

    make_demo(tmp_path / "other", TODAY)
    assert git(tmp_path / "other", "rev-parse", "HEAD") == commit


def test_other_files_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")

    with pytest.raises(ForeignFilesError, match="already exists"):
        make_demo(tmp_path, TODAY)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert not (tmp_path / MARK).exists()


def test_its_days_move_along_with_the_calendar() -> None:
    days = [[publication.day for publication in read_publications(TODAY + timedelta(n))] for n in (0, 7)]

    assert days[0] == sorted(days[0])
    assert [day + timedelta(7) for day in days[0]] == days[1]
    assert timedelta(0) < TODAY - days[0][-1] < timedelta(30)


def test_an_edit_that_does_not_fit_is_named() -> None:
    with pytest.raises(StoryError, match=r"policy_src/policy\.yml does not have this text once"):
        list(make_commits({"policy_src/policy.yml": b"format: 6\n"}, TODAY))
