"""Tests that programs get the visible text of each version, in a file that never changes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from build_tools.changes.redline.markdown_blocks import read_blocks
from build_tools.project.project import Project
from build_tools.site.data.texts import FOLDER, TEXT_SCHEMA, describe_text, write_text
from tests.support.story import NOW, SampleProject, Story, describe, keep


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """A policy that changed twice on a day."""
    story = Story()
    story.publish("2025-03-01T10:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T11:00:00-07:00", describe("Payments and invoices"))
    return story.write(tmp_path_factory.mktemp("living"))


def files_of(project: Path) -> dict[str, bytes]:
    return dict(Project.of_folder(project, NOW).site.files)


def texts_of(files: dict[str, bytes]) -> dict[str, Any]:
    return {path: json.loads(content) for path, content in files.items() if path.startswith(f"{FOLDER}/")}


def test_each_version_has_its_text_as_the_schema_promises(living: SampleProject) -> None:
    files = files_of(living.folder)
    schema = json.loads(files[TEXT_SCHEMA])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    versions = [one for history in Project.of_folder(living.folder, NOW).archive.histories.values() for one in history]

    assert sorted(texts_of(files)) == sorted(f"{FOLDER}/{one.document.id}/{one.name}.json" for one in versions)
    for told in texts_of(files).values():
        assert [error.message for error in validator.iter_errors(told)] == []
        for key in told:
            assert [*validator.iter_errors({other: value for other, value in told.items() if other != key})]


def test_the_blocks_are_those_that_redlines_are_made_of(living: SampleProject) -> None:
    files = files_of(living.folder)
    for history in Project.of_folder(living.folder, NOW).archive.histories.values():
        for version in history:
            told = json.loads(files[f"{FOLDER}/{version.document.id}/{version.name}.json"])["blocks"]
            read = read_blocks(version.document.body)

            assert [block.get("text", block.get("rows")) for block in told] == [
                [list(row.cells) for row in block.rows] or block.text for block in read
            ]
            assert [(block["kind"], block.get("depth"), block.get("marker")) for block in told] == [
                ("table", None, None) if block.rows else (block.kind, block.depth, block.marker) for block in read
            ]


def test_the_file_of_a_version_stays_as_it_is_whatever_is_published_later(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-03-01T10:00:00-07:00", keep("P120D"))
    early = files_of(story.write(tmp_path / "early").folder)
    story.publish("2025-04-01T10:00:00-06:00", keep("P60D"))
    late = files_of(story.write(tmp_path / "late").folder)

    assert texts_of(early)
    assert {path: late[path] for path in texts_of(early)} == {path: early[path] for path in texts_of(early)}
    assert f"{FOLDER}/retention-schedule/2025-04-01.json" in set(late) - set(early)


def test_a_character_that_nobody_sees_is_told_by_its_number(living: SampleProject) -> None:
    (history, *_) = Project.of_folder(living.folder, NOW).archive.histories.values()
    hidden = replace(
        history.latest.document, title="A\u202eB", body="# A\u202eB\n\n| C\u200b |\n|---|\n| </script> |\n"
    )
    version = replace(history.latest, document=hidden)

    told = json.loads(write_text(describe_text(version)))
    assert told["title"] == told["blocks"][0]["text"] == "A[U+202E]B"
    assert told["blocks"][1]["rows"] == [["C[U+200B]"], ["</script>"]]
