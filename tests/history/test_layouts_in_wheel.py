"""Tests that each version is rendered with the layouts in the wheel of its own commit, and with no others."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED

import pytest

from build_tools.model.program_wheel import LAYOUTS
from build_tools.model.tree import LARGEST
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.model.test_program_wheel import pack
from tests.support.story import NOW, Change, Moved, SampleProject, Story, keep, source

WHEEL = "vendor/policy_publisher-0.1.0-py3-none-any.whl"
NEXT = "vendor/policy_publisher-0.2.0-py3-none-any.whl"
RIGHTS = "templates/blocks/rights.md"
WITHOUT = {path: None for path in source() if path.startswith("templates/")}
FACTS = {path: data for path, data in source().items() if not path.startswith("templates/")}


def wheel(changes: Mapping[str, bytes] | None = None) -> bytes:
    """A wheel with TraceLoom's layouts, some of them changed, that is larger than any file of a source."""
    layouts = {path: data for path, data in source().items() if path.startswith("templates/")} | dict(changes or {})
    files = [(LAYOUTS + path.removeprefix("templates/"), data) for path, data in layouts.items()]
    return pack(*files, ("build_tools/font.otf", bytes(LARGEST)), method=ZIP_STORED)


def headed(words: bytes) -> dict[str, bytes]:
    """The layout of rights with some words before it."""
    return {RIGHTS: words + b"\n\n" + source()[RIGHTS]}


def tell(tmp_path: Path, *commits: Mapping[str, Change], begins: Mapping[str, Change]) -> SampleProject:
    """A story that begins on 10 January and has another commit on each tenth day from then on."""
    story = Story(begins="")
    for number, changes in enumerate((begins, *commits)):
        story.publish(f"2025-{number + 1:02}-10T12:00:00-07:00", changes)
    return story.write(tmp_path / "project")


def text(project: SampleProject, name: str) -> str:
    """What a version of the privacy policy says."""
    return project.version(name).document.body


def test_a_version_keeps_the_layouts_of_its_own_wheel(tmp_path: Path) -> None:
    first, second = wheel(headed(b"First layout.")), wheel(headed(b"Second layout."))
    project = tell(
        tmp_path,
        keep("P60D"),
        {WHEEL: None, NEXT: second},
        keep("P30D"),
        {"README.md": b"no version", "vendor/other.md": b"nor this"},
        begins={**FACTS, WHEEL: first},
    )

    assert project.policy == ["2025-01-10", "2025-02-10", "2025-03-10", "2025-04-10"]
    assert ["First layout." in text(project, name) for name in project.policy] == [True, True, False, False]
    assert ["Second layout." in text(project, name) for name in project.policy] == [False, False, True, True]


def test_a_project_that_replaces_its_copy_by_the_same_layouts_in_a_wheel_publishes_nothing(tmp_path: Path) -> None:
    project = tell(tmp_path, {**WITHOUT, WHEEL: wheel()}, {WHEEL: None, NEXT: wheel()}, begins=source())

    assert project.policy == ["2025-01-10"]
    assert project.left_out == []


def test_layouts_of_the_project_go_on_top_file_by_file(tmp_path: Path) -> None:
    own = headed(b"Our own layout.")
    project = tell(tmp_path, own, {RIGHTS: None}, begins={**FACTS, WHEEL: wheel()})

    assert ["Our own layout." in text(project, name) for name in project.policy] == [False, True, False]


def test_it_follows_a_source_that_was_moved_with_its_wheel(tmp_path: Path) -> None:
    moved: dict[str, Change] = {f"legal/{path}": Moved(path) for path in ("policy_src", "vendor")}
    story = Story(begins="")
    story.publish("2025-01-10T12:00:00-07:00", {**FACTS, WHEEL: wheel()})
    story.publish("2025-02-10T12:00:00-07:00", moved)
    story.prefix = "legal/"
    project = story.write(tmp_path / "project")

    assert project.policy == ["2025-01-10"]


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 2569881\n"


def test_another_program_is_a_change_of_the_site_that_has_to_be_committed(tmp_path: Path) -> None:
    project = tell(tmp_path, {WHEEL: wheel(headed(b"Second layout."))}, begins={**FACTS, WHEEL: wheel()})
    changed = project.ask("diff", project.commits[0], project.commits[1])

    assert WHEEL in changed.stdout
    (project.folder / WHEEL).write_bytes(wheel())
    (project.folder / "vendor/other.js").write_text("alert(1)", encoding="utf-8")
    assert Project.of_folder(project.folder, NOW).origin().uncommitted == (f"{WHEEL}: it differs from the commit",)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({WHEEL: None}, "templates/:1:1: there are no layouts: no templates/, and no wheel of the program in vendor/."),
        ({WHEEL: POINTER}, f"{WHEEL}:1:1: this is a Git LFS pointer instead of the file."),
        ({WHEEL: b"<html>"}, f"{WHEEL}:1:1: this is no wheel of the program: it is not a zip file that can be read"),
        ({NEXT: wheel()}, f"{NEXT}:1:1: vendor/ holds two wheels of the program, this one and policy_publisher-0.1.0"),
    ],
)
def test_without_one_good_wheel_there_is_one_line_and_no_version(
    tmp_path: Path, changes: Mapping[str, Change], line: str
) -> None:
    mended: dict[str, Change] = {WHEEL: wheel()} | {path: None for path in changes if path != WHEEL}
    project = tell(tmp_path, {**keep("P60D"), **changes}, mended, begins={**FACTS, WHEEL: wheel()})
    (left,) = project.archive.unpublished
    (problem,) = left.problems

    assert project.policy == ["2025-01-10", "2025-03-10"]
    assert str(problem).startswith(line)


def test_a_wheel_that_is_not_the_one_in_the_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / WHEEL).write_bytes(wheel())
    lock = f"babel==2.19.0 \\\n    --hash=sha256:{'0' * 64}\n\n./{WHEEL} --hash=sha256:{sha256(wheel()).hexdigest()}\n"
    (tmp_path / "requirements.lock").write_text(lock, encoding="utf-8")
    assert read_folder(tmp_path).problems == ()

    (tmp_path / WHEEL).write_bytes(wheel(headed(b"You have no rights.")))
    (problem,) = read_folder(tmp_path).problems

    assert str(problem).startswith(f"requirements.lock:4:1: the hash is not that of {WHEEL}. Take back the wheel")
