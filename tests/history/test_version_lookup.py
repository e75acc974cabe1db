"""Tests that versions are found by day and by name, and that an uncertain day is refused."""

import json
from pathlib import Path

import pytest

from tests.support.story import SampleProject, Story, keep, say


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Three texts of the privacy policy, the last two of one day."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", say("First words."))
    story.publish("2025-03-01T12:00:00-07:00", say("Second words."))
    story.publish("2025-03-01T13:00:00-07:00", say("Third words."))
    return story.write(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize(
    ("day", "version", "words"),
    [
        ("2025-01-10", "2025-01-10", None),
        ("2025-01-31", "2025-01-10", None),
        ("2025-02-01", "2025-02-01", "First words."),
        ("2025-02-28", "2025-02-01", "First words."),
        ("2025-03-01", "2025-03-01.2", "Third words."),
        ("2099-12-31", "2025-03-01.2", "Third words."),
    ],
)
def test_the_text_in_force_on_a_day_is_printed(
    project: SampleProject, day: str, version: str, words: str | None
) -> None:
    result = project.ask("show", "privacy-policy", "--on", day)

    assert (result.exit_code, result.stderr) == (0, f"privacy-policy {version}\n")
    assert result.stdout.startswith("Privacy Policy\n")
    assert [line for line in result.stdout.splitlines() if line.endswith(" words.")] == ([words] if words else [])


@pytest.mark.parametrize("name", ["2025-01-10", "2025-02-01", "2025-03-01", "2025-03-01.2"])
def test_a_version_is_printed_by_its_name(project: SampleProject, name: str) -> None:
    result = project.ask("show", "privacy-policy", "--version", name, "--format", "markdown")

    assert result.stderr == f"privacy-policy {name}\n"
    assert result.stdout == project.version(name).document.body


def test_the_last_text_is_printed_where_no_day_is_given(project: SampleProject) -> None:
    assert project.ask("show", "privacy-policy").stderr == "privacy-policy 2025-03-01.2\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("privacy-policy", "--on", "2025-01-09"),
            "no text of privacy-policy was in force on 2025-01-09. policy log privacy-policy lists when each was.",
        ),
        (
            ("privacy-policy", "--version", "2025-03-01.3"),
            (
                "privacy-policy has no version '2025-03-01.3'. "
                "Its versions are: 2025-01-10, 2025-02-01, 2025-03-01, 2025-03-01.2."
            ),
        ),
        (
            ("imprint",),
            (
                "there is no published document 'imprint'. "
                "Published documents: privacy-policy, subprocessors, retention-schedule."
            ),
        ),
        (
            ("privacy-policy", "--on", "2025-02-01", "--version", "2025-02-01"),
            "--on, --version and --draft ask for different texts. Use only one of them.",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(project: SampleProject, arguments: tuple[str, ...], told: str) -> None:
    result = project.ask("show", *arguments)

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{told}\n")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-12-31", None),
        ("2025-01-01", "uncertain"),
        ("2025-01-19", "uncertain"),
        ("2025-01-20", "2025-01-20"),
        ("2025-01-31", "2025-01-20"),
    ],
)
def test_within_a_month_of_adoption_nobody_knows(tmp_path: Path, day: str, expected: str | None) -> None:
    story = Story(adopted="published: 2025-01")
    story.publish("2025-01-20T12:00:00-07:00", keep("P120D"))

    result = story.write(tmp_path).ask("show", "privacy-policy", "--on", day)

    told = {
        None: f"no text of privacy-policy was in force on {day}. policy log privacy-policy lists when each was.\n",
        "uncertain": "the text was published in 2025-01, on a day that is not known. Ask for a later day.\n",
    }.get(expected, f"privacy-policy {expected}\n")
    assert (result.exit_code, result.stderr) == (0 if expected == "2025-01-20" else 2, told)


@pytest.mark.parametrize(("day", "status"), [("2025-01-30", 2), ("2025-01-31", 0), ("2025-02-01", 0)])
def test_on_the_last_day_of_the_month_of_adoption_it_is_known(tmp_path: Path, day: str, status: int) -> None:
    project = Story(adopted="published: 2025-01").write(tmp_path)

    assert project.ask("show", "privacy-policy", "--on", day).exit_code == status


@pytest.mark.parametrize("day", ["2025-01-05", "2025-01-31"])
def test_the_text_in_force_today_is_known_though_the_day_of_its_publication_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("POLICY_TODAY", day)
    project = Story(adopted="published: 2025-01").write(tmp_path)

    assert project.ask("show", "privacy-policy").stderr == "privacy-policy 2025-01\n"
    assert "  2025-01      in force " in project.ask("log", "privacy-policy").stdout


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    story = Story(adopted="published: 2025-01")
    story.publish("2025-01-20T12:00:00-07:00", keep("P120D"))
    story.publish("2025-01-20T13:00:00-07:00", say("We care."))
    story.publish("2025-03-01T13:00:00-07:00", keep("P60D"))
    return story.write(tmp_path_factory.mktemp("names"))


def _differences(adopted: SampleProject, *sides: str) -> list[str]:
    told = json.loads(adopted.ask("diff", *sides, "--format", "json").stdout)
    return [finding["rule"] for finding in told["findings"]]


def test_a_version_of_which_the_month_is_known_is_found_by_its_name(adopted: SampleProject) -> None:
    assert _differences(adopted, "2025-01", "2025-01-20") == ["retention-longer", "prose-statement-added"]
    assert _differences(adopted, "2025-01") == ["retention-shorter", "prose-statement-added"]
    assert _differences(adopted, "2025-01-20.2", "2025-02") == []


def test_all_names_and_commits_that_the_log_prints_are_taken(adopted: SampleProject) -> None:
    lines = [line.split() for line in adopted.ask("log").stdout.splitlines() if line.startswith("  ")]
    names = {line[0] for line in lines}
    commits = {word for line in lines for word in line if word in {name[:12] for name in adopted.commits}}

    assert names == {"2025-01", "2025-01-20", "2025-01-20.2", "2025-03-01"}
    assert len(commits) == len(adopted.commits)
    for name in names | commits:
        for command in (("diff", name), ("check", "--against", name), ("report", "--against", name)):
            assert adopted.ask(*command).exit_code in {0, 1}, command
    for name in names:
        assert adopted.ask("show", "privacy-policy", "--version", name).exit_code == 0
        assert "no publication" not in adopted.ask("notice", name).stderr
