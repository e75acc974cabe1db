"""Tests that the history of the documents is complete as text and as JSON."""

import json

import pytest

from build_tools.history.ledger import Breach
from build_tools.model.problem import HistoryProblem, HistoryProblemKind
from build_tools.reports.versions import as_json, as_text, breaches_as_json, breaches_as_text
from tests.support.story import BROKEN, NOW, SampleProject, Story, describe, keep


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy adopted before its repository, changed once, then broken and mended."""
    story = Story(adopted="published: 2024-12")
    rights = story.files()["policy_src/rights.yml"]
    story.publish("2025-03-01T12:00:00-07:00", keep("P120D"), subject="Keep longer")
    story.publish("2025-03-02T12:00:00-07:00", BROKEN, subject="Oops")
    story.publish("2025-03-03T12:00:00-07:00", {"policy_src/rights.yml": rights, **describe("Statistics")})
    return story.write(tmp_path_factory.mktemp("told"))


def test_a_person_reads_a_line_a_version_the_newest_first(project: SampleProject) -> None:
    lines = as_text(project.archive, ["retention-schedule"], NOW.date()).splitlines()

    commits = [commit[:12] for commit in project.commits]
    assert lines[0] == "retention-schedule"
    assert lines[1].startswith(f"  2025-03-01   in force           {commits[1]}  Ada Author, ")
    assert lines[1].endswith(": Keep longer")
    assert (
        lines[2]
        == f"  2024-12      until 2025-03-01   {commits[0]}  Ada Author: Publish the policy  [2024-12 declared]"
    )
    assert lines[3:5] == ["", "not published, since the source could not be read:"]
    assert lines[5].startswith(f"  {commits[2]} (Oops): policy_src/rights.yml:")


def test_documents_are_parted_by_an_empty_line(project: SampleProject) -> None:
    lines = as_text(project.archive, ["subprocessors", "retention-schedule"], NOW.date()).splitlines()

    assert lines[lines.index("retention-schedule") - 1] == ""
    assert lines[0] == "subprocessors"


def test_a_program_reads_one_object(project: SampleProject) -> None:
    told = json.loads(as_json(project.archive, ["retention-schedule"], NOW.date()))

    newest, oldest = told["versions"]
    assert newest | {"decided": None, "text": ""} == {
        "document": "retention-schedule",
        "version": "2025-03-01",
        "decided": None,
        "published": {"day": "2025-03-01", "provenance": "git"},
        "notified": None,
        "effective": None,
        "standing": "in force",
        "in_force_from": "2025-03-01",
        "until": None,
        "commit": project.commits[1],
        "author": "Ada Author",
        "subject": "Keep longer",
        "text": "",
    }
    assert newest["decided"]["provenance"] == "git"
    assert newest["text"] != oldest["text"]
    assert (oldest["published"], oldest["decided"]) == ({"day": "2024-12", "provenance": "declared"}, None)
    assert oldest["until"] == "2025-03-01"
    assert [left["commit"] for left in told["unpublished"]] == [project.commits[2]]


def test_breaches_are_told_to_both() -> None:
    breach = Breach("privacy-policy 2025-03-01", "it is lost")

    assert breaches_as_text([breach]) == "privacy-policy 2025-03-01: it is lost.\n"
    assert json.loads(breaches_as_json([breach])) == {
        "breaches": [{"version": "privacy-policy 2025-03-01", "what": "it is lost"}],
        "cause": None,
    }


def test_their_cause_stands_below_them() -> None:
    breach = Breach("privacy-policy 2025-03-01", "it is lost")
    cause = HistoryProblem(HistoryProblemKind.BEHIND, "the clone is behind", "Run: git pull.")

    assert breaches_as_text([breach], cause).splitlines()[1:] == ["the clone is behind. Run: git pull."]
    assert json.loads(breaches_as_json([breach], cause))["cause"] == {
        "kind": "behind",
        "what": "the clone is behind",
        "remedy": "Run: git pull.",
    }
