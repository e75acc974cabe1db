"""Tests that the day on which customers were notified is published only if it is known."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from build_tools.history.notice_records import NoticeRecords
from build_tools.model.notice import NoticeRecord, NoticeState
from build_tools.project.project import Project
from tests.support.announced_story import NOW, TODAY, announced_story
from tests.support.story import SampleProject, git

NAME = "2025-03-03"
EVENING = datetime(2025, 3, 4, 5, 30, tzinfo=UTC)
"""In Denver, where the policy counts its days, it is still the 3rd of March."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A history of twelve publications."""
    return announced_story().write(tmp_path_factory.mktemp("told"))


@pytest.fixture
def project(story: SampleProject) -> SampleProject:
    """That history, of which no notice was sent."""
    for ref in git(story.folder, "for-each-ref", "--format=%(refname)", "refs/notices").split():
        git(story.folder, "update-ref", "-d", ref)
    return story


def _record(project: SampleProject, name: str = NAME, **values: Any) -> NoticeRecord:
    publications = Project.of_folder(project.folder, NOW).publications
    (commit,) = (one.revision.commit for one in publications if one.name == NAME)
    told = {"state": NoticeState.SENT, "publication": name, "commit": commit, "moment": EVENING, **values}
    return NoticeRecord(**told)


def _keep(project: SampleProject, record: NoticeRecord | bytes, name: str = NAME) -> None:
    data = record if isinstance(record, bytes) else record.model_dump_json().encode()
    git(project.folder, "update-ref", f"refs/notices/{name}", _write(project, data))


def _write(project: SampleProject, data: bytes) -> str:
    return git(project.folder, "hash-object", "-w", "--stdin", told=data)


def _published(project: SampleProject) -> tuple[Any, str]:
    """The day in the data and the page of the publication."""
    site = Project.of_folder(project.folder, NOW, str(TODAY)).site
    told = json.loads(site.files["data/changelog.json"])["publications"]
    days = {one["name"]: one["notified"] for one in told}
    assert {name: day for name, day in days.items() if day and name != NAME} == {}
    (page,) = (page.text for page in site.pages if page.path == f"changelog/{NAME}.md")
    return days[NAME], page


def test_the_day_of_a_notice_that_was_sent_is_published(project: SampleProject) -> None:
    before = str(Project.of_folder(project.folder, NOW).ledger)
    with NoticeRecords(project.folder) as records:
        records.find(NAME)
        records.claim(_record(project, state=NoticeState.SENDING))
        records.confirm(_record(project))

    day, page = _published(project)

    assert day == "2025-03-03"
    assert 'Customers were notified on <time datetime="2025-03-03">March 3, 2025</time>' in page
    assert str(Project.of_folder(project.folder, NOW).ledger) == before
    assert '"notified": null' in before


@pytest.mark.parametrize("state", [NoticeState.SENDING, NoticeState.OTHERWISE])
def test_a_notice_that_may_not_have_been_sent_and_one_that_was_none_have_no_day(
    project: SampleProject, state: NoticeState
) -> None:
    _keep(project, _record(project, state=state))

    day, page = _published(project)

    assert day is None
    assert "notified" not in page


def test_a_clone_that_does_not_hold_the_records_states_nothing(project: SampleProject, tmp_path: Path) -> None:
    _keep(project, _record(project))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", project.folder.as_uri(), str(clone))

    assert _published(SampleProject(clone)) == (None, _published(SampleProject(clone))[1])
    git(clone, "fetch", "--quiet", "--prune", "origin", "+refs/notices/*:refs/notices/*")
    assert _published(SampleProject(clone))[0] == "2025-03-03"
    git(project.folder, "update-ref", "-d", f"refs/notices/{NAME}")
    git(clone, "fetch", "--quiet", "--prune", "origin", "+refs/notices/*:refs/notices/*")
    assert _published(SampleProject(clone))[0] is None


def test_a_build_asks_no_remote(project: SampleProject) -> None:
    project.git("remote", "add", "origin", "https://127.0.0.1:1/none")
    try:
        assert _published(project)[0] is None
    finally:
        project.git("remote", "remove", "origin")


Forge = Callable[[SampleProject], object]
FORGERIES: dict[str, Forge] = {
    "no record": lambda project: _keep(project, b"Sent!\n"),
    "an empty file": lambda project: _keep(project, b""),
    "no text": lambda project: _keep(project, b"\xff\xfe\0"),
    "a large file": lambda project: _keep(project, b"0" * 2_000_000),
    "the record of another publication": lambda project: _keep(project, _record(project), "2025-06-10"),
    "the record of a commit that is not published": lambda project: _keep(project, _record(project, commit="1" * 40)),
    "a day that no calendar has": lambda project: _keep(
        project, _record(project, moment=datetime.max.replace(tzinfo=UTC))
    ),
    "a commit": lambda project: project.git("update-ref", f"refs/notices/{NAME}", "HEAD"),
    "a folder": lambda project: project.git("update-ref", f"refs/notices/{NAME}", "HEAD^{tree}"),
    "a name with a folder": lambda project: _keep(project, _record(project), f"more/{NAME}"),
}


@pytest.mark.parametrize("forge", [pytest.param(forge, id=name) for name, forge in FORGERIES.items()])
def test_what_is_no_record_of_this_publication_states_nothing(project: SampleProject, forge: Forge) -> None:
    forge(project)

    assert _published(project)[0] is None


def test_a_record_under_an_earlier_name_still_tells_of_its_commit(project: SampleProject) -> None:
    """A day was corrected since."""
    _keep(project, _record(project, name="2025-03-02"), "2025-03-02")

    assert _published(project)[0] == "2025-03-03"
