"""Tests that a source that was moved is followed to its earlier places."""

from pathlib import Path

import pytest

from tests.support.story import Change, Moved, Story, describe, keep, say, settle

MOVED: dict[str, Change] = {"policy_src": Moved("legal/policy_src"), "templates": Moved("legal/templates")}
BEFORE = ["2025-01-10", "2025-02-01"]


def a_story_elsewhere() -> Story:
    """A source that stands in a folder, with two versions."""
    story = Story(prefix="legal/")
    story.publish("2025-02-01T12:00:00-07:00", say("We care.", "legal/"))
    story.prefix = ""
    return story


def test_a_source_that_moved_is_followed_and_the_move_is_no_version(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.publish("2025-03-01T12:00:00-07:00", MOVED)
    story.publish("2025-03-02T12:00:00-07:00", keep("P120D"))

    project = story.write(tmp_path)

    assert project.made_by == [(0, 1, 3), (0,), (0, 3)]
    assert project.policy == [*BEFORE, "2025-03-02"]
    assert project.left_out == []


def test_a_source_that_moved_twice_and_into_a_folder_is_followed(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.publish("2025-03-01T12:00:00-07:00", MOVED)
    story.publish("2025-03-02T12:00:00-07:00", {"the/site": Moved("policy_src"), "layouts": Moved("templates")})
    story.publish("2025-03-02T13:00:00-07:00", {"policy_src": Moved("the/site"), "templates": Moved("layouts")})
    story.publish(
        "2025-03-03T12:00:00-07:00", {"a b/é/policy_src": Moved("policy_src"), "a b/é/templates": Moved("templates")}
    )
    story.publish("2025-03-04T12:00:00-07:00", keep("P120D", "a b/é/"))
    story.prefix = "a b/é/"

    project = story.write(tmp_path)

    assert project.policy == [*BEFORE, "2025-03-04"]


def test_a_source_that_moved_and_was_edited_at_once_is_followed(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.publish("2025-03-01T12:00:00-07:00", MOVED | keep("P120D"))

    project = story.write(tmp_path)

    assert project.made_by == [(0, 1, 2), (0,), (0, 2)]


def test_a_source_that_moved_with_a_merge_is_followed(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.branch("move")
    story.publish("2025-02-10T12:00:00-07:00", MOVED, on="move")
    story.merge("2025-03-01T12:00:00-07:00", "move")
    story.publish("2025-03-02T12:00:00-07:00", keep("P120D"))

    assert story.write(tmp_path).policy == [*BEFORE, "2025-03-02"]


def test_a_source_that_moved_in_two_steps_is_followed(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.publish("2025-03-01T12:00:00-07:00", {"templates": Moved("legal/templates")})
    story.publish("2025-03-01T12:00:01-07:00", {"policy_src": Moved("legal/policy_src")})

    project = story.write(tmp_path)

    assert project.policy[:2] == BEFORE


def test_a_source_whose_layouts_stood_there_before_is_followed(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-01T12:00:00-07:00", {"templates/blocks/rights.md": b"Not yet\n"})
    story.publish("2025-01-10T12:00:00-07:00", {f"legal/{path}": node for path, node in Story().files().items()})
    story.publish("2025-02-01T12:00:00-07:00", say("We care.", "legal/"))
    story.publish("2025-03-01T12:00:00-07:00", MOVED)

    assert story.write(tmp_path).policy[:2] == BEFORE


def test_of_two_sources_that_went_the_one_of_the_same_content_is_followed(tmp_path: Path) -> None:
    story = a_story_elsewhere()
    story.publish("2025-02-02T12:00:00-07:00", {"other/policy_src/data.yml": b"data: []\n"})
    story.publish("2025-03-01T12:00:00-07:00", {**MOVED, "other": None})

    assert story.write(tmp_path).policy == BEFORE


def _two_candidates(*, alike: bool) -> Story:
    story = a_story_elsewhere()
    twin = {path.replace("legal/", "other/"): node for path, node in story.files().items() if path.startswith("legal/")}
    story.publish("2025-02-02T12:00:00-07:00", twin)
    story.publish("2025-02-03T12:00:00-07:00", {} if alike else describe("Statistics", "other/"))
    moved = {**MOVED, "other": None}
    story.publish("2025-03-01T12:00:00-07:00", moved if alike else moved | keep("P120D"), subject="Tidy up")
    return story


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "neither-of-them-the-same"])
def test_two_candidates_for_the_origin_are_refused(tmp_path: Path, *, alike: bool) -> None:
    project = _two_candidates(alike=alike).write(tmp_path)

    commit = project.commits[4][:12]
    assert project.refusal == (
        f"with commit {commit} (Tidy up) the source came from legal/policy_src or other/policy_src, or is new: git "
        f"does not show which. Write adopted.revision: {commit} in policy_src/policy.yml."
    )


def test_two_candidates_are_mended_by_what_is_said(tmp_path: Path) -> None:
    story = _two_candidates(alike=True)
    commit = story.write(tmp_path).commits[4]
    story.publish(
        "2025-04-01T12:00:00-07:00", settle(f'adopted:\n  published: 2025-01-10\n  revision: "{commit[:12]}"')
    )

    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10"]
    assert project.made_by == [(4,), (4,), (4,)]


def test_a_source_that_is_new_has_no_origin(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-01T12:00:00-07:00", {"README.md": b"Soon\n", "old/policy.txt": b"Gone\n"})
    story.publish("2025-01-02T12:00:00-07:00", {**Story().files(), "old": None})

    assert story.write(tmp_path).policy == ["2025-01-02"]


def test_a_source_that_went_and_came_back_was_unreadable_and_not_withdrawn(tmp_path: Path) -> None:
    story = Story()
    source = story.files()
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src": None})
    story.publish("2025-02-02T12:00:00-07:00", {"templates": None})
    story.publish("2025-02-03T12:00:00-07:00", source)
    story.publish("2025-02-04T12:00:00-07:00", keep("P120D"))

    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10", "2025-02-04"]
    assert project.left_out == [1, 2]


def test_a_source_that_moved_away_and_back_is_followed_there(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {f"legal/{name}": Moved(name) for name in ("policy_src", "templates")})
    story.publish("2025-02-02T12:00:00-07:00", keep("P120D", "legal/"))
    story.publish("2025-02-03T12:00:00-07:00", MOVED)

    project = story.write(tmp_path)

    assert project.versions["retention-schedule"] == ["2025-01-10", "2025-02-02"]
    assert project.left_out == []
