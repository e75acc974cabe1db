"""Tests that reviewers see changes of the site's styles, scripts and configuration."""

import json
from pathlib import Path

import pytest

from tests.support.story import SampleProject, Story, remark

STYLE = "site_overrides/assets/styles/own.css"


@pytest.fixture(params=["", "legal/"])
def story(request: pytest.FixtureRequest) -> Story:
    told = Story(prefix=request.param)
    told.publish("2025-02-10T12:00:00-07:00", {f"{told.prefix}{STYLE}": b"p {}\n", "site_overrides/x.css": b""})
    return told


def _findings(project: SampleProject, *command: str) -> list[tuple[str, str, str]]:
    """The findings about the site: rule, level, file."""
    told = json.loads(project.ask(*command, "--format", "json").stdout)
    return [(one["rule"], one["level"], one["location"]["file"]) for one in told["site"]]


def test_a_style_that_may_hide_a_clause_is_told(story: Story, tmp_path: Path) -> None:
    story.publish("2025-03-10T12:00:00-07:00", {f"{story.prefix}{STYLE}": b"#data-retention { display: none }\n"})
    story.publish("2025-04-10T12:00:00-07:00", remark("seen") if not story.prefix else {})
    project = story.write(tmp_path)

    found = _findings(project, "diff", "HEAD~2", "HEAD")

    assert [one for one in found if one[0] == "site-appearance-changed"] == [
        ("site-appearance-changed", "notable", STYLE)
    ]


def test_what_is_not_committed_yet_is_told_too(story: Story, tmp_path: Path) -> None:
    project = story.write(tmp_path)
    scripts = project.folder / "site_overrides/assets/scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    (scripts / "new.js").write_text("document.body.hidden = true\n")
    (scripts / "LICENSES.txt").write_text("A licence reaches no page.\n")
    (project.folder / "mkdocs.yml").write_text("extra_css: [x.css]\n")

    found = _findings(project, "diff", "HEAD")

    assert sorted(one[2] for one in found) == ["mkdocs.yml", "site_overrides/assets/scripts/new.js"]


def test_the_review_shows_it(story: Story, tmp_path: Path) -> None:
    story.publish("2025-03-10T12:00:00-07:00", {f"{story.prefix}{STYLE}": b"p { display: none }\n"})
    project = story.write(tmp_path)

    told = project.ask("report", "--against", "HEAD~1").stdout
    reminded = project.ask("check", "--against", "HEAD~1").stdout

    assert f"The file {STYLE}, which makes the look of the site, has changed." in told.replace("\\", "").replace(
        "`", ""
    )
    assert "**Ready.** No text changes for customers. Look at what changes about the site." in told
    assert "Nothing changes" not in told
    assert f"{STYLE}:1:1: a file of the site's appearance has changed." in reminded
