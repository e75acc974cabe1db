"""Tests that each kind of bad input is refused with the right places and words, all at once, and nothing is written."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from build_tools.cli import main

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent for path in (Path(__file__).parent / "broken").glob("*/case.yml"))


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def project(case: Path, tmp_path: Path) -> Path:
    """TraceLoom's own source with the slip of the case."""
    for name in ("policy_src", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for edit in yaml.safe_load((case / "case.yml").read_text(encoding="utf-8"))["edits"]:
        _apply(edit, tmp_path / edit["file"])
    return tmp_path


def test_the_problems_are_told_where_they_stand(case: Path, project: Path) -> None:
    expected = (case / "expected.txt").read_text(encoding="utf-8")

    result = CliRunner().invoke(main, ["--project", str(project), "check"])

    assert result.stdout == expected
    assert result.exit_code == 1


def test_nothing_is_written(project: Path) -> None:
    before = sorted(project.rglob("*"))

    result = CliRunner().invoke(main, ["--project", str(project), "export", str(project / "pages")])

    assert result.exit_code == 2
    assert sorted(project.rglob("*")) == before


def test_every_message_says_where_what_and_how_to_mend_it(case: Path) -> None:
    for line in (case / "expected.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[\w./ -]+:\d+:\d+: .+[^.]\. .+[.?] \[[a-z-]+(: [a-z-]+)?\]", line), line


def _apply(edit: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if "link" in edit:
        path.unlink(missing_ok=True)
        path.symlink_to(edit["link"])
    elif edit.get("delete"):
        path.unlink()
    elif "content" in edit:
        path.write_bytes(edit["content"].encode(edit.get("encoding", "utf-8")) + b"x" * edit.get("padding", 0))
    else:
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["replace"]) == 1, f"{edit['replace']!r} does not stand once in {path}"
        path.write_text(text.replace(edit["replace"], edit["by"]), encoding="utf-8")
