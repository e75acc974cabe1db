"""Tests that the settings of the user who runs git do not change the history."""

from pathlib import Path
from shutil import rmtree

import pytest

from tests.support.story import Moved, Node, SampleProject, Story, keep, say

SETTINGS = [
    "log.showSignature=true",
    "log.showRoot=false",
    "log.diffMerges=combined",
    "log.diffMerges=off",
    "log.follow=true",
    "log.mailmap=true",
    "log.abbrevCommit=true",
    "log.date=relative",
    "log.decorate=full",
    "diff.renames=copies",
    "diff.relative=true",
    "diff.ignoreSubmodules=all",
    "diff.submodule=log",
    "diff.orderFile=missing",
    "diff.external=false",
    "diff.noPrefix=true",
    "core.quotePath=true",
    "core.abbrev=4",
    "core.bigFileThreshold=1",
    "core.pager=false",
    "core.useReplaceRefs=true",
    "core.logAllRefUpdates=always",
    "color.ui=always",
    "color.diff=always",
    "format.pretty=oneline",
    "format.notes=*",
    "i18n.logOutputEncoding=ISO-8859-1",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A project whose history holds all that such a setting could change the look of."""
    story = Story(prefix="Büro/")
    story.branch("draft")
    story.publish("2025-02-01T12:00:00Z", say("Über alles.", "Büro/"), on="draft", author="Zoë", subject="Größe")
    story.publish("2025-02-02T12:00:00Z", keep("P120D", "Büro/"))
    story.merge("2025-03-01T12:00:00Z", "draft", subject="Merge")
    story.publish(
        "2025-03-02T12:00:00Z", {"Büro/templates/documents/é.md": Moved("Büro/templates/documents/sections.md")}
    )
    story.publish(
        "2025-03-03T12:00:00Z", {"Büro/templates/documents/sections.md": Moved("Büro/templates/documents/é.md")}
    )
    story.publish(
        "2025-03-04T12:00:00Z", {"Büro/policy_src/pages/more": Node(b"1" * 40, "160000")} | say("No.", "Büro/")
    )
    story.publish("2025-03-05T12:00:00Z", {"Büro/policy_src/pages/more": None} | say("Yes.", "Büro/"))
    return story.write(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_changes_nothing(
    setting: str, project: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, value = setting.split("=")
    section, key = name.split(".")
    rmtree(project.folder / ".cache", ignore_errors=True)  # what was read under another setting
    (tmp_path / "settings").write_text(f'[{section}]\n{key} = "{value}"\n', encoding="utf-8")

    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))

    assert project.versions == {
        "privacy-policy": ["2025-01-10", "2025-02-02", "2025-03-01", "2025-03-05"],
        "subprocessors": ["2025-01-10"],
        "retention-schedule": ["2025-01-10", "2025-02-02"],
    }
    assert project.made_by == [(0, 2, 3, 7), (0,), (0, 2)]
    assert project.left_out == [4, 6]
    assert project.version("2025-03-01").revision.author == "Mo Merger"
