"""Tests that a site made with the caches of an earlier build is byte for byte the site made without any cache."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from build_tools.project.project import Project
from build_tools.site import version_parts
from tests.bench.histories import add_version, write_versions
from tests.support.announced_story import NOW, TODAY, announced_story
from tests.support.projects import (
    ENVIRONMENT,
    ORGANISATIONS,
    ROOT,
    build,
    contents,
    copy_project,
    edit,
    publish,
    take_theme,
)
from tests.support.story import Change, SampleProject, Story, corrected, describe, keep, say, settle

_POLICY, _WORDING = "policy_src/policy.yml", "policy_src/wording.yml"
_CLOCK = {"POLICY_TODAY": str(TODAY)}


@dataclass
class Situation:
    """A project, and how its site is made."""

    story: Story
    project: SampleProject
    today: str = str(TODAY)
    address: str = ""

    def made(self) -> Mapping[str, bytes]:
        """All files of the site, before MkDocs lays out the pages."""
        return Project.of_folder(self.project.folder, NOW, self.today, address=self.address).exported

    def write(self) -> None:
        """Make the folder the repository of the story as it is now. Its caches stay."""
        self.project = self.story.write(self.project.folder)

    @property
    def cached(self) -> list[Path]:
        """The cached parts of versions."""
        return sorted((self.project.folder / ".cache/policy/versions").iterdir())


@pytest.fixture
def situation(tmp_path: Path) -> Situation:
    story = announced_story()
    return Situation(story, story.write(tmp_path / "project"))


def _publish(changes: Callable[[Situation], dict[str, Change]]) -> Callable[[Situation], None]:
    def event(at: Situation) -> None:
        at.story.publish("2025-12-01T12:00:00-07:00", changes(at))
        at.write()

    return event


def _other_address(at: Situation) -> None:
    at.address = "https://privacy.example/"


def _earlier_day(at: Situation) -> None:
    at.today = "2025-03-10"


def _merge(at: Situation) -> None:
    at.story.branch("draft")
    at.story.publish("2025-11-30T12:00:00-07:00", say("Words of a branch."), on="draft")
    at.story.publish("2025-12-01T12:00:00-07:00", describe("Statistics of use"))
    at.story.merge("2025-12-02T12:00:00-07:00", "draft")
    at.write()


def _rewrite(at: Situation) -> None:
    """The same days and names of versions, with other texts."""
    at.story = Story()
    at.story.publish("2025-01-20T12:00:00-07:00", say("Other words."))
    at.story.publish("2025-02-01T12:00:00-07:00", keep("P61D"))
    at.write()


def _interrupt(at: Situation) -> None:
    for path in at.cached[::2]:
        path.unlink()


def _tamper(at: Situation) -> None:
    for path in at.cached:
        kept = path.read_bytes()
        assert b'"document"' in kept
        path.write_bytes(kept.replace(b'"document"', b'"Document"'))


def _exchange(at: Situation) -> None:
    first, *others = at.cached
    for path in others:
        path.write_bytes(first.read_bytes())


EVENTS: dict[str, Callable[[Situation], None]] = {
    "nothing": lambda _: None,
    "one more publication": _publish(lambda _: keep("P33D")),
    "another language": _publish(lambda _: {_POLICY: ("language: en", "language: en-GB")}),
    "another address": _other_address,
    "another day": _earlier_day,
    "a corrected day": _publish(lambda at: settle(corrected(at.project.commits[2], "2025-02-02"))),
    "a changed layout": _publish(lambda _: {"templates/history/archived.md": ('role="note"', 'role="status"')}),
    "a changed wording": _publish(lambda _: {_WORDING: ("others: Other versions", "others: All other versions")}),
    "a merge": _merge,
    "a rewritten history": _rewrite,
    "an interrupted build": _interrupt,
    "a tampered cache": _tamper,
    "contents exchanged": _exchange,
}


@pytest.mark.parametrize("event", [pytest.param(event, id=name) for name, event in EVENTS.items()])
def test_a_warm_cache_gives_exactly_the_same_site(event: Callable[[Situation], None], situation: Situation) -> None:
    before = situation.made()

    event(situation)
    warm = situation.made()
    shutil.rmtree(situation.project.folder / ".cache")
    cold = situation.made()

    assert warm == cold
    changes_nothing = event in {EVENTS[name] for name in ("nothing", "an interrupted build", "a tampered cache")}
    assert (cold == before) == (changes_nothing or event is _exchange)


def test_a_second_build_makes_no_redline_again(situation: Situation, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = situation.made()
    monkeypatch.setattr(version_parts, "_make", lambda _: pytest.fail("it was made again"))

    assert situation.made() == cold


def test_one_more_publication_makes_only_its_own_parts(situation: Situation) -> None:
    situation.made()
    old = set(situation.cached)
    _publish(lambda _: keep("P33D"))(situation)

    situation.made()

    assert old < set(situation.cached)
    assert len(set(situation.cached) - old) == 2, "the privacy policy and the retention schedule have a new version"


def test_what_is_no_longer_used_is_removed(situation: Situation) -> None:
    situation.made()
    old = len(situation.cached)
    _rewrite(situation)
    situation.made()

    assert len(situation.cached) == sum(map(len, situation.project.versions.values())) < old


def test_two_builds_at_once_do_not_disturb_each_other(situation: Situation, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build_tools", "--project", str(situation.project.folder), "export"]
    running = [
        subprocess.Popen([*command, str(tmp_path / name)], cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE)
        for name in ("first", "second")
    ]
    said = [process.communicate()[1] for process in running]

    assert [process.returncode for process in running] == [0, 0], said
    first, second = (contents(tmp_path / name) for name in ("first", "second"))
    assert first == second
    assert len(first) > len(situation.cached)


def test_mkdocs_builds_the_same_site_with_warm_caches(situation: Situation) -> None:
    folder = situation.project.folder
    take_theme(folder)
    situation.story.publish("2025-12-02T12:00:00-07:00", describe("Statistics of use"))
    assert build(folder, **_CLOCK).returncode == 0
    first = contents(folder / "site")
    situation.write()
    take_theme(folder)
    assert build(folder, **_CLOCK).returncode == 0
    warm = contents(folder / "site")
    shutil.rmtree(folder / ".cache")
    assert build(folder, **_CLOCK).returncode == 0

    assert contents(folder / "site") == warm
    assert warm.keys() > first.keys()


_PERIODS = ("P90D", "P91D", "P92D", "P93D")
"""The period of a German project in one publication after the other."""


def _publish_period(folder: Path, number: int) -> None:
    edit(folder / "policy_src/retention.yml", f"period: {_PERIODS[number - 1]}", f"period: {_PERIODS[number]}")
    publish(folder, f"2026-03-{number:02}T12:00:00+01:00")


def _publish_one_more(folder: Path) -> None:
    _publish_period(folder, 3)


def _change_settings(folder: Path) -> None:
    edit(folder / "mkdocs.yml", 'permalink: "#"', 'permalink: "+"')


def _spoil_pieces(folder: Path) -> None:
    (kept,) = (folder / ".cache/policy/pieces").iterdir()
    content = kept.read_bytes()
    assert b"<h1" in content
    kept.write_bytes(content.replace(b"<h1", b"<h2"))
    _publish_one_more(folder)


def _take_back(folder: Path) -> None:
    _publish_one_more(folder)
    assert build(folder).returncode == 0
    subprocess.run(["git", "reset", "--quiet", "--hard", "HEAD~1"], cwd=folder, check=True)


PIECES: dict[str, Callable[[Path], None]] = {
    "one more publication": _publish_one_more,
    "another setting of Markdown": _change_settings,
    "tampered pieces": _spoil_pieces,
    "a publication taken back": _take_back,
}


@pytest.mark.parametrize("event", [pytest.param(event, id=name) for name, event in PIECES.items()])
def test_pages_of_a_german_project_are_the_same_with_kept_pieces(event: Callable[[Path], None], tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "project", ORGANISATIONS / "nordlicht" / "policy_src")
    for number in (1, 2):
        _publish_period(folder, number)
    assert build(folder).returncode == 0
    event(folder)
    assert build(folder).returncode == 0
    warm = contents(folder / "site")
    shutil.rmtree(folder / ".cache")
    assert build(folder).returncode == 0

    assert contents(folder / "site") == warm
    assert "Änderungen".encode() in warm["changelog/index.html"]


def test_a_long_history_gives_the_same_while_copies_of_the_process_make_a_part_of_it(tmp_path: Path) -> None:
    project = write_versions(tmp_path / "project", 25)
    sites: list[dict[str, bytes]] = []
    for is_new in (True, False, False, True):
        if is_new:
            shutil.rmtree(project / ".cache", ignore_errors=True)
        elif len(sites) == 2:
            add_version(project, 25)
        done = build(project)
        assert done.returncode == 0, done.stderr
        sites.append(contents(project / "site"))
    assert len(sites[0]) > 200
    assert sites[1] == sites[0]
    assert sites[2] == sites[3] != sites[0]
