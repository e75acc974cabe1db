"""Tests that records of notices are stored correctly, and that no run overwrites the record of another."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from build_tools.history.errors import HistoryError
from build_tools.history.notice_records import NoticeRecords
from build_tools.history.shared_refs import ConflictError
from build_tools.model.notice import NoticeRecord, NoticeState
from tests.support.story import SampleProject, Story, git

NAME = "2025-01-10"
RECORD = NoticeRecord(
    state=NoticeState.SENT,
    publication=NAME,
    commit="1" * 40,
    message_id="<1@traceloom.io>",
    sha256="2" * 64,
    moment=datetime(2025, 1, 10, 12, tzinfo=UTC),
)
CLAIM = RECORD.model_copy(update={"state": NoticeState.SENDING})


@pytest.fixture
def project(tmp_path: Path) -> SampleProject:
    """A project without a remote."""
    return Story().write(tmp_path / "project")


@pytest.mark.parametrize("form", ["sha1", "sha256"])
@pytest.mark.parametrize("bare", [True, False])
def test_it_is_found_as_it_was_recorded(tmp_path: Path, form: str, *, bare: bool) -> None:
    project = Story().write(tmp_path / "project", bare=bare, form=form)
    with NoticeRecords(project.folder) as records:
        assert records.find(NAME) is None
        records.claim(CLAIM)
        records.confirm(RECORD)
    with NoticeRecords(project.folder) as records:
        assert records.find(NAME) == RECORD
        assert records.find("2025-01-10.2") is None


def test_it_is_no_part_of_the_history(project: SampleProject) -> None:
    head, versions = project.git("rev-parse", "HEAD"), project.versions
    with NoticeRecords(project.folder) as records:
        records.find(NAME)
        records.claim(CLAIM)

    assert (project.git("rev-parse", "HEAD"), project.versions) == (head, versions)
    assert project.git("status", "--porcelain", "--untracked-files=no") == ""
    assert project.git("fsck", "--strict") == ""


@pytest.mark.parametrize("has_remote", [True, False])
def test_of_two_that_have_found_nothing_one_claims(project: SampleProject, tmp_path: Path, *, has_remote: bool) -> None:
    if has_remote:
        git(tmp_path, "init", "--quiet", "--bare", "origin")
        project.git("remote", "add", "origin", str(tmp_path / "origin"))
    with NoticeRecords(project.folder) as one, NoticeRecords(project.folder) as other:
        assert one.find(NAME) is other.find(NAME) is None
        one.claim(CLAIM)
        with pytest.raises(ConflictError):
            other.claim(CLAIM.model_copy(update={"message_id": "<2@traceloom.io>"}))
        assert other.find(NAME) == CLAIM


def test_of_two_places_the_one_that_has_come_further_counts(project: SampleProject, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(project.folder), "origin")
    for folder, record in ((project.folder, CLAIM), (tmp_path / "origin", RECORD)):
        name = git(folder, "hash-object", "-w", "--stdin", told=record.model_dump_json().encode())
        git(folder, "update-ref", f"refs/notices/{NAME}", name)
    project.git("remote", "add", "origin", str(tmp_path / "origin"))

    with NoticeRecords(project.folder) as records:
        assert records.find(NAME) == RECORD
        assert records.find("2025-02-01") is None


def test_a_name_that_ends_alike_in_the_remote_is_another_one(project: SampleProject, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(project.folder), "origin")
    git(tmp_path / "origin", "branch", f"refs/notices/{NAME}")
    project.git("remote", "add", "origin", str(tmp_path / "origin"))

    with NoticeRecords(project.folder) as records:
        assert records.find(NAME) is None


def test_names_and_passwords_of_a_remote_are_not_told(project: SampleProject) -> None:
    project.git("remote", "add", "origin", "https://user:s3cret@127.0.0.1:1/x")

    with NoticeRecords(project.folder) as records, pytest.raises(HistoryError) as caught:
        records.find(NAME)
    assert "127.0.0.1:1/x" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_record_of_another_publication_is_not_believed(project: SampleProject) -> None:
    name = project.git("hash-object", "-w", "--stdin", told=RECORD.model_dump_json().encode())
    project.git("update-ref", "refs/notices/2025-02-01", name)

    with (
        NoticeRecords(project.folder) as records,
        pytest.raises(HistoryError, match=f"belongs to {NAME}"),
    ):
        records.find("2025-02-01")
