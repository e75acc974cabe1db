"""Tests that markup of the past which is refused today is shown without what could run or hide, and ends no build."""

import re
from pathlib import Path

import pytest

from tests.support.projects import build, copy_project, edit, policy, publish

RIGHTS = "templates/blocks/rights.md"
NEW = "policy_src/announcements/new.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose second commit holds what is refused today, and whose last one does not."""
    folder = copy_project(tmp_path_factory.mktemp("old"))
    (folder / NEW).parent.mkdir()
    (folder / NEW).write_text(
        "---\ntitle: We change this\n---\n**All**{ ondblclick=alert(1) style=position:fixed } of it.\n",
        encoding="utf-8",
    )
    edit(folder / "policy_src/retention.yml", "P90D", "P60D")
    edit(folder / RIGHTS, "{{ entry.name }}", '<i class="x" hidden>{{ entry.name }}</i>')
    publish(folder, "2026-03-14T12:00:00-07:00")
    (folder / NEW).unlink()
    edit(folder / RIGHTS, '<i class="x" hidden>{{ entry.name }}</i>', "{{ entry.name }}")
    publish(folder, "2026-03-15T12:00:00-07:00")
    return folder


def test_it_was_refused_had_it_been_written_today(project: Path) -> None:
    edit(project / RIGHTS, "{{ entry.name }}", "<i hidden>{{ entry.name }}</i>")

    result = policy("check", folder=project)

    edit(project / RIGHTS, "<i hidden>{{ entry.name }}</i>", "{{ entry.name }}")
    assert f"{RIGHTS}:2:5: the attribute 'hidden' is not allowed." in result.stdout


def test_pages_of_the_past_are_built_without_it(project: Path) -> None:
    result = build(project)

    assert result.returncode == 0, result.stderr
    page = (project / "site/changelog/2026-03-14/index.html").read_text("utf-8")
    assert "<strong>All</strong> of it." in page
    assert "ondblclick" not in page
    assert "position:fixed" not in page
    assert re.findall(r"style-src-attr[^;]*", page) == []
    assert "changelog/2026-03-14.md: HTML that is not allowed today is left out" in result.stderr
    old = (project / "site/privacy-policy/2026-03-14/index.html").read_text("utf-8")
    assert '<i class="x" hidden' not in old
