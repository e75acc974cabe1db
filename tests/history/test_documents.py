"""Tests that each document and each passage has its own history."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.story import Change, SampleProject, Story, describe, keep, remark, say

VENDOR = b"""
  - id: zendesk
    name: Zendesk
    purpose: Support
    receives:
      - data: email
        text: Email
"""
SETTINGS = "policy_src/policy.yml"


def _without_schedule(data: bytes) -> bytes:
    start, end = data.index(b"  - id: retention-schedule\n"), data.index(b"publication:\n")
    return data[:start] + data[end:]


@pytest.fixture
def withdrawn(tmp_path: Path) -> SampleProject:
    """A retention schedule that was withdrawn in February and brought back in March, as it was."""
    story = Story()
    with_all = story.files()[SETTINGS]
    story.publish("2025-02-01T12:00:00-07:00", {SETTINGS: _without_schedule})
    story.publish("2025-02-10T12:00:00-07:00", remark("Still gone"))
    story.publish("2025-02-11T12:00:00-07:00", say("We care."))
    story.publish("2025-03-01T12:00:00-07:00", {SETTINGS: with_all})
    return story.write(tmp_path)


def test_a_document_that_is_withdrawn_and_brought_back_has_a_version_more(withdrawn: SampleProject) -> None:
    first, second = withdrawn.archive.histories["retention-schedule"]

    assert (first.name, str(first.until)) == ("2025-01-10", "2025-02-01")
    assert (second.name, second.until) == ("2025-03-01", None)
    assert first.fingerprint == second.fingerprint
    assert withdrawn.policy == ["2025-01-10", "2025-02-11"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-01-09", None),
        ("2025-01-10", "2025-01-10"),
        ("2025-01-31", "2025-01-10"),
        ("2025-02-01", None),
        ("2025-02-28", None),
        ("2025-03-01", "2025-03-01"),
        ("2099-01-01", "2025-03-01"),
    ],
)
def test_no_text_is_in_force_while_a_document_is_withdrawn(
    withdrawn: SampleProject, day: str, expected: str | None
) -> None:
    found = withdrawn.archive.histories["retention-schedule"].on(date.fromisoformat(day)).version

    assert (found.name if found else None) == expected


def test_a_document_that_is_withdrawn_for_good_keeps_its_history(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {SETTINGS: _without_schedule})
    project = story.write(tmp_path)

    (only,) = project.archive.histories["retention-schedule"]

    assert str(only.until) == "2025-02-01"
    assert "retention-schedule\n  2025-01-10   until 2025-02-01" in project.ask("log").stdout


def test_a_document_that_goes_and_comes_on_one_day_has_two_versions_of_it(tmp_path: Path) -> None:
    story = Story()
    with_all = story.files()[SETTINGS]
    story.publish("2025-01-10T13:00:00-07:00", {SETTINGS: _without_schedule})
    story.publish("2025-01-10T14:00:00-07:00", {SETTINGS: with_all})

    assert story.write(tmp_path).versions["retention-schedule"] == ["2025-01-10", "2025-01-10.2"]


def test_a_new_document_begins_with_its_own_commit(tmp_path: Path) -> None:
    story = Story(begins="")
    files: dict[str, Change] = dict(Story().files())
    story.publish("2025-01-10T12:00:00-07:00", files)
    with_all = story.files()[SETTINGS]
    story.commits.clear()
    story.tips.clear()
    story.publish("2025-01-10T12:00:00-07:00", files | {SETTINGS: _without_schedule(with_all.content)})
    story.publish("2025-02-01T12:00:00-07:00", {SETTINGS: with_all})

    project = story.write(tmp_path)

    assert project.made_by == [(0,), (0,), (1,)]
    assert [(version.document.id, version.name) for version in project.archive.in_order] == [
        ("privacy-policy", "2025-01-10"),
        ("subprocessors", "2025-01-10"),
        ("retention-schedule", "2025-02-01"),
    ]


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A history in which sections and entries came, changed, went and came back."""
    story = Story()
    vendors = story.files()["policy_src/subprocessors.yml"]
    story.publish("2025-02-01T12:00:00-07:00", say("We care."))
    story.publish("2025-03-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-04-01T12:00:00-07:00", {"policy_src/subprocessors.yml": lambda data: data + VENDOR})
    story.publish("2025-05-01T12:00:00-07:00", {"policy_src/subprocessors.yml": vendors})
    story.publish("2025-06-01T12:00:00-07:00", {"policy_src/subprocessors.yml": lambda data: data + VENDOR})
    story.publish("2025-07-01T12:00:00-07:00", describe("Statistics"))
    story.publish(
        "2025-08-01T12:00:00-07:00",
        {
            "policy_src/sections/contact.md": ("title: Contact", "title: Ask us"),
            SETTINGS: (
                "      - introduction\n      - data-we-collect\n",
                "      - data-we-collect\n      - introduction\n",
            ),
        },
    )
    return story.write(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize(
    ("document", "anchor", "changed", "appeared"),
    [
        ("privacy-policy", "changes-to-this-policy", "2025-02-01", "2025-01-10"),
        ("privacy-policy", "data-retention", "2025-03-01", "2025-01-10"),
        ("privacy-policy", "third-party-services", "2025-07-01", "2025-01-10"),
        ("privacy-policy", "your-privacy-rights", "2025-01-10", "2025-01-10"),
        ("privacy-policy", "contact", "2025-08-01", "2025-01-10"),
        ("subprocessors", "aws", "2025-01-10", "2025-01-10"),
        ("subprocessors", "posthog", "2025-07-01", "2025-01-10"),
        ("subprocessors", "zendesk", "2025-06-01", "2025-06-01"),
        ("retention-schedule", "usage-and-logs", "2025-03-01", "2025-01-10"),
        ("retention-schedule", "billing", "2025-01-10", "2025-01-10"),
    ],
)
def test_a_passage_knows_when_it_came_and_when_it_changed(
    passages: SampleProject, document: str, anchor: str, changed: str, appeared: str
) -> None:
    versions = passages.archive.histories[document]

    assert (versions.changed(anchor).name, versions.appeared(anchor).name) == (changed, appeared)


def test_a_passage_that_reads_again_as_before_changed_when_it_did(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T12:00:00-07:00", keep("P90D"))
    story.publish("2025-04-01T12:00:00-07:00", say("We care."))

    versions = story.write(tmp_path).archive.histories["privacy-policy"]

    assert versions.changed("data-retention").name == "2025-03-01"
    assert versions.appeared("data-retention").name == "2025-01-10"


def test_a_passage_that_went_is_unknown(passages: SampleProject) -> None:
    with pytest.raises(KeyError):
        passages.archive.histories["subprocessors"].changed("nobody")
