"""Tests that a text is imported into a project in place of the empty draft, and never over anybody's work."""

from pathlib import Path

import pytest

from tests.support.projects import contents, edit, policy

TEXT = "# Privacy Policy\n\nWe explain how we treat data.\n\n## Logs\n\nWe keep logs for 30 days.\n"
ANSWERS = (
    *("--name", "Kestrel Maps", "--privacy-mailbox", "privacy@kestrel.example", "--time-zone", "Europe/London"),
    *("--announce-by", "email", "--notice", "P30D", "--answer-within", "P30D", "--site-address", "https://k.example"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as `policy new` makes it, beside a policy that exists."""
    assert policy("new", tmp_path / "kestrel", *ANSWERS, "--no-git").returncode == 0
    (tmp_path / "old.md").write_text(TEXT, encoding="utf-8")
    return tmp_path / "kestrel"


def test_the_empty_draft_is_replaced_and_its_answers_stay(project: Path) -> None:
    others = {path: data for path, data in contents(project).items() if not path.startswith("policy_src/")}

    done = policy("import", "../old.md", folder=project)

    assert done.returncode == 0, done.stderr
    assert "policy_src/ holds the imported text now, in place of the empty draft." in done.stderr
    settings = (project / "policy_src/policy.yml").read_text(encoding="utf-8")
    for stated in (
        "name: Kestrel Maps",
        "privacy@kestrel.example",
        "Europe/London",
        "https://k.example",
        "notice: P30D",
    ):
        assert stated in settings
    assert not (project / "policy_src/sections/how-we-use-it.md").exists()
    assert {path: data for path, data in contents(project).items() if not path.startswith("policy_src/")} == others
    checked = policy("check", folder=project)
    assert checked.returncode == 0, checked.stdout


def test_an_edited_draft_is_refused_and_stays_as_it_is(project: Path) -> None:
    edit(project / "policy_src/sections/introduction.md", "personal data", "your personal data")
    before = contents(project)

    for _ in range(2):
        done = policy("import", "../old.md", folder=project)
        assert done.returncode == 2
        assert done.stderr == (
            "policy_src/ holds more than the empty draft of policy new, so it is not replaced. "
            "Import into a new folder: policy import FILE --into FOLDER.\n"
        )
    assert contents(project) == before


def test_a_text_that_is_not_there_is_named_in_one_line(project: Path) -> None:
    done = policy("import", "../older.md", folder=project)

    assert (done.returncode, done.stderr) == (2, "../older.md: No such file or directory\n")
