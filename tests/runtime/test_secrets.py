"""Tests that messages of commands contain no secrets."""

from pathlib import Path

import pytest

from build_tools.history.git_command import line_of
from build_tools.reports.review_comment import MARKER
from build_tools.runtime.secrets import conceal
from tests.support.projects import build, copy_project, policy, run

SECRET = "C4n4ry-in-the-mine"  # noqa: S105 - it opens nothing
HERE = f"https://me:{SECRET}@127.0.0.1:9"
GITHUB = {"GITHUB_REPOSITORY": "a/b", "GITHUB_REF": "refs/pull/7/merge"}
GITLAB = {"CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "1", "POLICY_GITLAB_TOKEN": SECRET}
NOTICE = {"POLICY_NOTICE_TO": "list@example.com"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose remote has a password in its address."""
    folder = copy_project(tmp_path_factory.mktemp("secrets") / "project")
    run("git", "remote", "add", "origin", f"{HERE}/policies.git", folder=folder)
    (folder / "report.md").write_text(f"{MARKER}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        (["verify", "--against", f"{HERE}/versions.json"], {}),
        (["verify", "--live"], {"POLICY_LIVE": HERE}),
        (["verify", "--live"], {"POLICY_ADDRESS": HERE}),
        (["export", "out"], {"POLICY_ADDRESS": HERE}),
        (["notice", "--send"], NOTICE | {"POLICY_SMTP": f"smtp://me:{SECRET}@127.0.0.1:9"}),
        (["notice", "--send"], NOTICE | {"POLICY_SMTP": f"gopher://me:{SECRET}@127.0.0.1:9"}),
        (["comment", "report.md", "--on", "github"], GITHUB | {"GITHUB_TOKEN": SECRET, "GITHUB_API_URL": HERE}),
        (
            ["comment", "report.md", "--on", "github"],
            GITHUB | {"GITHUB_TOKEN": "x", "GITHUB_API_URL": f"ftp://{SECRET}@a"},
        ),
        (["comment", "report.md", "--on", "gitlab"], GITLAB | {"CI_API_V4_URL": f"http://me:{SECRET}@127.0.0.1:9"}),
        (["edit", "--write", "out", "--backend", "github", "--repo", "a/b", "--login", f"http://me:{SECRET}@a"], {}),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "-".join(value),
)
def test_a_command_that_refuses_repeats_no_secret(
    project: Path, command: list[str], environment: dict[str, str]
) -> None:
    done = policy(*command, folder=project, **environment)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert SECRET not in done.stdout + done.stderr


def test_a_build_that_refuses_repeats_no_secret(project: Path) -> None:
    done = build(project, POLICY_ADDRESS=HERE)

    assert done.returncode == 1
    assert "POLICY_ADDRESS is" in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s3://me:pw@bucket/site cannot be read", "s3://…@bucket/site cannot be read"),
        ("'https://me:p/w@x@host/a' is none", "'https://…@host/a' is none"),
        (
            "write to legal@example.com, or https://example.com/@legal?",
            "write to legal@example.com, or https://…@legal?",
        ),
        ("https://example.com/ and a@b", "https://example.com/ and a@b"),
        ("s3:user:pw@bucket, mailto:legal@example.com", "s3:…@bucket, mailto:legal@example.com"),
        ("https://example.com/a?X-Amz-Signature=pw is none", "https://example.com/a?… is none"),
        ("it says hunter22 twice: hunter22", "it says … twice: …"),
    ],
)
def test_what_opens_a_door_is_hidden(text: str, shown: str) -> None:
    assert conceal(text, ["hunter22", "it"]) == shown


def test_what_git_complains_of_has_no_password() -> None:
    line = line_of(f"fatal: unable to access 'https://me:{SECRET}/a@b@127.0.0.1/x': refused\n")

    assert line == "unable to access 'https://…@127.0.0.1/x': refused"
