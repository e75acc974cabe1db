"""Tests `policy replay`: how it judges the changes to any texts, and its result in each format."""

import json
import os
import re
import shutil
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import Result

from build_tools.model.finding import Finding
from build_tools.review import base as comparing
from build_tools.runtime import parallel as processes
from tests.support.projects import lack, policy, run
from tests.support.story import Change, Moved, SampleProject, Story

TEXT = "# Uses\n\nWe do not sell data.\n\nWe keep logs for 30 days.\n\nPlease write to us about anything.\n"
NAME = "Büro ø/Datenschutz erklärung.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Two texts and their fates, a binary file and one in another encoding."""
    story = Story(begins="")
    told: list[dict[str, Change]] = [
        {"privacy.md": TEXT.encode(), "terms.md": b"The terms apply.\n"},
        {"privacy.md": TEXT.replace("do not sell", "sell").encode()},
        {NAME: Moved("privacy.md", ("30 days", "90 days")), "terms.md": b"caf\xe9\n"},
        {NAME: None, "terms.md": b"\0\1"},
        {NAME: TEXT.encode(), "terms.md": b""},
        {"terms.md": b"The terms apply.\n", "script.py": b"pass\n"},
        {"terms.md": b"The terms apply. \n"},
    ]
    for day, changes in enumerate(told, 1):
        story.publish(f"2021-03-{day:02}T12:00:00Z", changes)
    return story.write(tmp_path_factory.mktemp("project"))


def _replay(project: SampleProject, *arguments: str) -> Result:
    return project.ask("replay", str(project.folder), *arguments)


def _json(project: SampleProject, *arguments: str) -> Any:
    return json.loads(_replay(project, *arguments, "--format", "json").stdout)


def test_a_change_is_a_line_and_the_newest_is_the_first(project: SampleProject) -> None:
    result = _replay(project, NAME, "terms.md")

    levels = {(told["commit"], told["path"]): told["level"] for told in _json(project, NAME, "terms.md")["changes"]}
    lines = [re.sub(r"^(\S+  )[0-9a-f]{12}  ", r"\1", line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [re.sub(r"  \d .*", "  …", line) for line in lines] == [
        "2021-03-07  none        terms.md",
        f"2021-03-06  {levels[project.commits[5], 'terms.md']:<10}  terms.md  …",
        f"2021-03-05  {levels[project.commits[4], NAME]:<10}  {NAME}  …",
        "2021-03-05  not judged  terms.md  the file is not a text",
        f"2021-03-04  removed     {NAME}",
        "2021-03-04  not judged  terms.md  the file is not UTF-8 text: byte 0xE9",
        f"2021-03-03  material    privacy.md → {NAME}  …",
        "2021-03-03  not judged  terms.md  the file is not UTF-8 text: byte 0xE9",
        "2021-03-02  material    privacy.md  …",
        "2021-03-01  added       privacy.md",
        "2021-03-01  added       terms.md",
    ]
    assert {line.split("  ")[1] for line in result.stdout.splitlines()} == {commit[:12] for commit in project.commits}
    assert re.fullmatch(r"11 changes: \d material, .*1 none, 2 added, 1 removed, 3 not judged\n", result.stderr)


def test_json_has_the_shape_that_programs_rely_on(project: SampleProject) -> None:
    told = _json(project, ".")

    assert (told["repository"], told["head"]) == (str(project.folder), project.commits[-1])
    assert list(told) == ["repository", "head", "changes", "not_judged"]
    change = next(change for change in told["changes"] if change["event"] == "renamed")
    (finding,) = change.pop("findings")
    assert change == {
        "commit": project.commits[2],
        "date": "2021-03-03",
        "path": NAME,
        "was_path": "privacy.md",
        "event": "renamed",
        "level": "material",
    }
    assert (finding["before"], finding["after"]) == ("We keep logs for 30 days.", "We keep logs for 90 days.")
    assert (finding["was_at"]["file"], finding["location"]) == ("privacy.md", {"file": NAME, "line": 5, "column": 1})
    assert [(change["commit"], change["path"], change["reason"]) for change in told["not_judged"]] == [
        (project.commits[4], "terms.md", "the file is not a text"),
        (project.commits[3], "terms.md", "the file is not UTF-8 text: byte 0xE9"),
        (project.commits[2], "terms.md", "the file is not UTF-8 text: byte 0xE9"),
    ]
    assert [change["level"] for change in told["changes"] if change["event"] in {"added", "removed"}] == ["none"] * 3


def test_a_finding_is_told_as_diff_tells_it(project: SampleProject, tmp_path: Path) -> None:
    (change,) = (change for change in _json(project, NAME)["changes"] if change["event"] == "changed")
    for side, commit in {"old": project.commits[0], "new": project.commits[1]}.items():
        (tmp_path / f"{side}.md").write_text(project.git("show", f"{commit}:privacy.md") + "\n", encoding="utf-8")

    texts = str(tmp_path / "old.md"), str(tmp_path / "new.md")
    told = json.loads(project.ask("diff", *texts, "--format", "json").stdout)

    for findings in (told["findings"], change["findings"]):
        for finding in findings:
            finding.pop("document")
            finding["was_at"].pop("file")
            finding["location"].pop("file")
    assert (change["level"], change["findings"]) == (told["level"], told["findings"])


def test_a_history_without_such_a_change_is_one_object_too(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2021-03-01T12:00:00Z", {"a.md": b"One\n"})

    told = _json(story.write(tmp_path), "a.md")

    assert ([change["event"] for change in told["changes"]], told["not_judged"]) == (["added"], [])


@pytest.mark.parametrize(
    ("fail_on", "path", "expected"),
    [("material", NAME, 1), ("notable", NAME, 1), ("notable", "terms.md", 1), ("material", "terms.md", 0)],
)
def test_the_exit_status_is_what_was_asked_for(fail_on: str, path: str, expected: int, project: SampleProject) -> None:
    assert _replay(project, path, "--fail-on", fail_on).exit_code == expected


@pytest.mark.parametrize(
    ("place", "path", "complaint"),
    [
        ("nowhere", "a.md", "there is no folder nowhere. Name a clone of the repository, or its folder in one."),
        (os.sep, "a.md", "/ is not in a git repository. Name a clone of the repository."),
        ("", "a.md", "'a.md' matches no file and no folder with Markdown in this history. Write it as"),
        ("", "script", "'script' matches no file and no folder with Markdown in this history."),
    ],
)
def test_what_does_not_exist_is_refused_in_a_line(
    place: str, path: str, complaint: str, project: SampleProject
) -> None:
    result = project.ask("replay", place or str(project.folder), path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(complaint)
    assert result.stderr.count("\n") == 1


def test_a_path_has_to_be_named(project: SampleProject) -> None:
    assert _replay(project).exit_code == 2


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A text that goes to and fro, and one that grows."""
    story = Story(begins="")
    for number in range(130):
        grown = "".join(f"We keep copy {part} for {part} days.\n\n" for part in range(number % 60 + 1))
        said = TEXT if number % 2 else TEXT.replace("do not sell", "sell")
        story.publish(1_600_000_000 + 86_400 * number, {"grows.md": grown.encode(), "turns.md": said.encode()})
    return story.write(tmp_path_factory.mktemp("long"))


def _refuse_processes() -> NoReturn:
    raise BrokenExecutor


def test_many_processes_tell_what_one_tells(long: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_MANY", 10)
    together = _replay(long, ".", "--format", "json")
    monkeypatch.setattr(processes, "_begin", _refuse_processes)
    monkeypatch.setattr(comparing, "_WINDOW", 7)

    alone = _replay(long, ".", "--format", "json")

    assert together.stdout == alone.stdout
    assert together.stdout.count("\n") == 260 + 3
    assert [change["date"] for change in json.loads(alone.stdout)["changes"]] == sorted(
        (change["date"] for change in json.loads(alone.stdout)["changes"]), reverse=True
    )


def test_texts_alike_are_judged_once(long: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[tuple[bytes, bytes]] = []
    judge = comparing._judge_texts

    def note(texts: tuple[bytes, bytes]) -> tuple[Finding, ...] | str:
        judged.append(texts)
        return judge(texts)

    monkeypatch.setattr(processes, "_MANY", 0)
    monkeypatch.setattr(processes, "_begin", _refuse_processes)
    monkeypatch.setattr(comparing, "_judge_texts", note)

    told = _json(long, "turns.md")

    assert (len(told["changes"]), len(judged)) == (130, 2)
    assert {change["level"] for change in told["changes"][1:-1:2]} == {"material"}


def test_a_clone_without_its_past_says_so(project: SampleProject, tmp_path: Path) -> None:
    project.git("clone", "--quiet", "--depth=3", project.folder.as_uri(), str(tmp_path / "clone"))

    result = project.ask("replay", str(tmp_path / "clone"), "terms.md")

    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 3)
    assert result.stderr.startswith("this clone is shallow, so earlier changes are missing. Run: git fetch --unshallow")


def test_the_bar_shows_on_a_terminal_only_and_leaves_the_output_alone(project: SampleProject, tmp_path: Path) -> None:
    asked = f"replay {project.folder} . --format json"
    plain = policy(*asked.split(" "))
    if not shutil.which("script"):
        lack("script, which gives a terminal, is not installed")
    command = f"{sys.executable} -m build_tools {asked} > {tmp_path / 'told'}"
    shown = run("script", "--quiet", "--command", command, "/dev/null")

    assert plain.stderr.count("\n") == 1
    assert "11/11" in shown.stdout
    assert (tmp_path / "told").read_text("utf-8") == plain.stdout


def test_a_reader_who_has_seen_enough_gets_no_traceback(long: SampleProject) -> None:
    result = run("sh", "-c", f"{sys.executable} -m build_tools replay {long.folder} . | head -n 1")

    assert len(result.stdout.splitlines()) == 1
    assert "Traceback" not in result.stderr
