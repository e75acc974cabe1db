"""Is each name that `policy log` prints understood by all commands that take a version?"""

import json

import pytest

from tests.support.story import SampleProject, Story, keep, say


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    story = Story(adopted="published: 2025-01")
    story.publish("2025-01-20T12:00:00-07:00", keep("P120D"))
    story.publish("2025-01-20T13:00:00-07:00", say("We care."))
    story.publish("2025-03-01T13:00:00-07:00", keep("P60D"))
    return story.write(tmp_path_factory.mktemp("names"))


def _differences(project: SampleProject, *sides: str) -> list[str]:
    told = json.loads(project.ask("diff", *sides, "--format", "json").stdout)
    return [finding["rule"] for finding in told["findings"]]


def test_a_version_of_which_the_month_is_known_is_found_by_its_name(project: SampleProject) -> None:
    assert _differences(project, "2025-01", "2025-01-20") == ["retention-longer", "prose-statement-added"]
    assert _differences(project, "2025-01") == ["retention-shorter", "prose-statement-added"]
    assert _differences(project, "2025-01-20.2", "2025-02") == []


def test_all_names_and_commits_that_the_log_prints_are_taken(project: SampleProject) -> None:
    lines = [line.split() for line in project.ask("log").stdout.splitlines() if line.startswith("  ")]
    names = {line[0] for line in lines}
    commits = {word for line in lines for word in line if word in {name[:12] for name in project.commits}}

    assert names == {"2025-01", "2025-01-20", "2025-01-20.2", "2025-03-01"}
    assert len(commits) == len(project.commits)
    for name in names | commits:
        for command in (("diff", name), ("check", "--against", name), ("report", "--against", name)):
            assert project.ask(*command).exit_code in {0, 1}, command
    for name in names:
        assert project.ask("show", "privacy-policy", "--version", name).exit_code == 0
        assert "no publication" not in project.ask("notice", name).stderr
