"""Tests that there is always a single comment, and that no other host gets the token."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from socket import create_server
from threading import Barrier
from typing import Any

import pytest
from click.testing import CliRunner

from build_tools.cli import main
from build_tools.commenting import CommentError, put_comment
from build_tools.commenting.discussion import Discussion
from build_tools.commenting.github import open_pull_request
from build_tools.commenting.gitlab import open_merge_request
from build_tools.reports.review_comment import LONGEST, MARKER
from tests.support.forge_server import TOKEN, Act, Forge, serve_forge

KINDS = ("github", "gitlab")
REPORT = f"{MARKER}\n## Policy review: what this change means\n\nReady.\n"
SPENT = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767225645", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
WRITE = {"github": "PATCH", "gitlab": "PUT"}


def discuss(forge: Forge, pauses: list[float] | None = None, author: str = "") -> Discussion:
    """The comments on the pull request of a service; pauses are noted instead of taken."""
    if forge.kind == "github":
        discussion = open_pull_request(forge.address, TOKEN, "traceloom/policies", 7, author)
    else:
        discussion = open_merge_request(forge.address, TOKEN, "42", 7, author)
    sleep = ([] if pauses is None else pauses).append
    return replace(discussion, api=replace(discussion.api, sleep=sleep))


def put(forge: Forge, body: str = REPORT) -> str:
    """Put a report there."""
    return put_comment(discuss(forge), body, MARKER)


def comment(
    forge: Forge, folder: Path, *arguments: str, report: str | bytes = REPORT, **environment: str
) -> tuple[int, str]:
    """The exit status of `policy comment`, and what it says in its one line; it prints nothing."""
    file = folder / "report.md"
    file.write_bytes(report.encode() if isinstance(report, str) else report)
    settings: dict[str, str | None] = dict.fromkeys(
        ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF", "CI_MERGE_REQUEST_PROJECT_ID", "CI_MERGE_REQUEST_IID")
    )
    if forge.kind == "github":
        settings |= {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "traceloom/policies"}
        settings |= {"GITHUB_API_URL": forge.address, "GITHUB_REF": "refs/pull/7/merge"}
    else:
        settings |= {"POLICY_GITLAB_TOKEN": TOKEN, "CI_API_V4_URL": forge.address}
        settings |= {"CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "7"}
    words = ["comment", str(file), "--on", forge.kind, *arguments]
    result = CliRunner().invoke(main, words, env=settings | environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.stdout == ""
    assert TOKEN not in result.stderr
    return result.exit_code, result.stderr.strip().rpartition("\n")[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_one_comment_and_keeps_it_up_to_date(kind: str, tmp_path: Path) -> None:
    me = {"github": "github-actions[bot]", "gitlab": "project_42_bot"}[kind]
    with serve_forge(kind, me=me, page_size=3) as forge:
        for number in range(7):
            forge.write(f"A remark, {number}", "ada")
        assert comment(forge, tmp_path) == (0, "the comment is written")
        assert comment(forge, tmp_path) == (0, "the comment is as it was")
        assert comment(forge, tmp_path, report=REPORT + "More.\n") == (0, "the comment is brought up to date")

    assert forge.bodies == [*(f"A remark, {number}" for number in range(7)), REPORT + "More.\n"]
    assert forge.tokens == {TOKEN}


@pytest.mark.parametrize("kind", KINDS)
def test_a_comment_of_somebody_else_with_the_marker_is_left_alone(kind: str) -> None:
    with serve_forge(kind) as forge:
        forge.write(REPORT, "mallory")
        forge.write(f"Look: {REPORT}")
        put(forge, REPORT + "New.\n")

    assert forge.bodies == [REPORT, f"Look: {REPORT}", REPORT + "New.\n"]


def test_a_comment_by_a_deleted_account_is_left_alone() -> None:
    with serve_forge() as forge:
        forge.write(REPORT)["user"] = None
        put(forge)

    assert len(forge.comments) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_of_several_own_comments_the_oldest_stays(kind: str) -> None:
    with serve_forge(kind) as forge:
        kept = forge.write(f"{REPORT}Old.")
        forge.write("A remark", "ada")
        forge.write(f"{REPORT}Older.")
        forge.write(f"{REPORT}Oldest.")
        assert put(forge) == "brought up to date"

    assert forge.bodies == [REPORT, "A remark"]
    assert forge.comments[0]["id"] == kept["id"]


@pytest.mark.parametrize("kind", KINDS)
def test_runs_at_once_leave_one_comment(kind: str) -> None:
    """All of them have looked, and found none, before the first one writes."""
    met = Barrier(4)
    with (
        serve_forge(kind, acts={"POST": [lambda _: met.wait(10) and None] * 4}) as forge,
        ThreadPoolExecutor(4) as pool,
    ):
        list(pool.map(lambda number: put(forge, f"{REPORT}{number}"), range(4)))
        assert sum(asked.startswith("POST") for asked in forge.asked) == 4
        put(forge)

    assert forge.bodies == [REPORT]


@pytest.mark.parametrize("kind", KINDS)
def test_whether_it_was_written_is_looked_up_where_the_line_broke(kind: str) -> None:
    for act, posts in (("hang up", 2), ("hang up after", 1), ((502, {}), 2)):
        with serve_forge(kind, acts={"POST": [act]}) as forge:
            put(forge)
        assert forge.bodies == [REPORT]
        assert sum(asked.startswith("POST") for asked in forge.asked) == posts


@pytest.mark.parametrize("kind", KINDS)
def test_a_comment_that_is_deleted_meanwhile_is_written_again(kind: str) -> None:
    with serve_forge(kind, acts={WRITE[kind]: [lambda forge: forge.comments.clear()]}) as forge:
        forge.write(f"{REPORT}Old.")
        assert put(forge) == "written"

    assert forge.bodies == [REPORT]


def test_a_duplicate_that_is_deleted_meanwhile_does_no_harm() -> None:
    with serve_forge(acts={"DELETE": [lambda forge: forge.comments.pop()]}) as forge:
        forge.write(REPORT)
        forge.write(REPORT)
        put(forge)

    assert forge.bodies == [REPORT]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([(503, {})], [1]),
        ([(502, {}), "hang up", (504, {})], [1, 2, 4]),
        ([(429, {"Retry-After": "7"})], [7]),
        ([(403, {"Retry-After": "0"})], [1]),
        ([(403, {"X-RateLimit-Remaining": "0"})], [60]),
        ([(429, {})], [60]),
        ([(403, SPENT)], [45]),
    ],
)
def test_a_service_that_is_busy_is_asked_again_after_a_while(acts: list[Act], expected: list[float]) -> None:
    pauses: list[float] = []
    with serve_forge(acts={"GET": acts}) as forge:
        put_comment(discuss(forge, pauses, author=forge.me), REPORT, MARKER)

    assert pauses == expected
    assert forge.bodies == [REPORT]


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ([(503, {})] * 9, "GitHub is busy: it answers 503. Run it again later."),
        (["hang up"] * 9, "GitHub at {address} does not answer: "),
        ([(429, {"Retry-After": "3600"})], "GitHub has had too many requests and accepts none for 3600 seconds. "),
        ([(302, {"Location": "http://127.0.0.9/x"})], "GitHub leads to another host, which gets no token. "),
        ([(302, {"Location": "/api/user"})] * 9, "GitHub redirects without end. "),
        ([(301, {})] * 9, "GitHub redirects without end. "),
        ([(200, {"Content-Length": "4"})], "the service at {address} is not GitHub. "),
        ([(418, {})], "GitHub answers 418 for pull request 7 of traceloom/policies: an act of the test. Check "),
    ],
)
def test_patience_and_trust_have_an_end(acts: list[Act], words: str) -> None:
    with serve_forge(acts={"GET": acts}) as forge, pytest.raises(CommentError) as caught:
        put(forge)

    assert str(caught.value).startswith(words.format(address=forge.address))
    assert forge.comments == []
    assert len(forge.asked) <= 4


def test_a_page_that_leads_elsewhere_is_not_followed() -> None:
    with serve_forge("gitlab", me="bot", acts={"GET": []}) as forge:
        forge.acts["GET"] = [(200, {"Link": '<http://127.0.0.9/next>; rel="next"'})]
        with pytest.raises(CommentError, match="GitLab leads to another host, which gets no token"):
            list(discuss(forge).api.pages("/user"))


def test_what_has_moved_is_followed_on_the_same_host() -> None:
    with serve_forge() as forge:
        there = forge.base
        forge.acts["POST"] = [(307, {"Location": f"{there}?moved=1"})]
        put(forge)

    assert forge.bodies == [REPORT]


REFUSALS: dict[str, tuple[str, dict[str, Any], dict[str, str], str]] = {
    "an expired token": (
        "github",
        {},
        {"GITHUB_TOKEN": "another"},
        "GitHub does not accept the token. Set GITHUB_TOKEN to a valid token.",
    ),
    "the token of a fork": (
        "github",
        {"may_write": False},
        {},
        (
            "the token may not comment on pull request 7 of traceloom/policies: Resource not accessible by integration"
            ". Give the job permissions: pull-requests: write; for a fork, read the job's summary."
        ),
    ),
    "a pull request that does not exist": (
        "github",
        {},
        {"GITHUB_REF": "refs/pull/8/merge"},
        (
            "GitHub has no pull request 8 of traceloom/policies, or the token may not see it. "
            "Check GITHUB_API_URL, GITHUB_REPOSITORY and the number."
        ),
    ),
    "a report that it does not accept": (
        "github",
        {"longest": 20},
        {},
        "GitHub does not accept the comment: Validation Failed. Write it with policy report.",
    ),
    "no token": ("github", {}, {"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set. Set it in the environment."),
    "a token of two lines": (
        "github",
        {},
        {"GITHUB_TOKEN": "a\nb"},
        "the token for GitHub contains characters that no token has. Copy it again.",
    ),
    "a branch": (
        "github",
        {},
        {"GITHUB_REF": "refs/heads/main"},
        "GITHUB_REF names no pull request. Give its number: --request 7.",
    ),
    "a repository without an owner": (
        "github",
        {},
        {"GITHUB_REPOSITORY": "/policies"},
        "'/policies' is not a repository. Set GITHUB_REPOSITORY to owner/name.",
    ),
    "an address where all could listen": (
        "github",
        {},
        {"GITHUB_API_URL": "http://api.example.com"},
        "'http://api.example.com' is not an address of GitHub. Write https://…",
    ),
    "another app, whose name is not given": (
        "github",
        {"me": "policies[bot]"},
        {},
        (
            "the comment was written by 'policies[bot]', not by 'github-actions[bot]', and will not be found again. "
            "Delete it, and use --as 'policies[bot]'."
        ),
    ),
    "GitLab, an expired token": (
        "gitlab",
        {},
        {"POLICY_GITLAB_TOKEN": "another"},
        "GitLab does not accept the token. Set POLICY_GITLAB_TOKEN to a valid token.",
    ),
    "GitLab, a token that may only read": (
        "gitlab",
        {"may_write": False},
        {},
        (
            "the token may not comment on merge request 7 of project 42: 403 Forbidden. "
            "Set POLICY_GITLAB_TOKEN to a project access token with the scope api and the role Reporter."
        ),
    ),
    "GitLab, no merge request": (
        "gitlab",
        {},
        {"CI_MERGE_REQUEST_IID": ""},
        "CI_MERGE_REQUEST_IID names no merge request. Give its number: --request 7.",
    ),
    "GitLab, no project": (
        "gitlab",
        {},
        {"CI_PROJECT_ID": "traceloom/policies"},
        "'traceloom/policies' is not a project's number. Set CI_PROJECT_ID to the number.",
    ),
    "GitLab, another project's merge request": (
        "gitlab",
        {},
        {"CI_MERGE_REQUEST_PROJECT_ID": "43"},
        (
            "GitLab has no merge request 7 of project 43, or the token may not see it. "
            "Check CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID."
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSALS.values(), ids=REFUSALS)
def test_the_reason_for_a_refusal_fits_one_line(
    case: tuple[str, dict[str, Any], dict[str, str], str], tmp_path: Path
) -> None:
    kind, behaviour, environment, expected = case
    with serve_forge(kind, **behaviour) as forge:
        assert comment(forge, tmp_path, **environment) == (2, expected)


def test_another_app_gives_its_name(tmp_path: Path) -> None:
    with serve_forge(me="policies[bot]") as forge:
        for _ in range(2):
            status, _ = comment(forge, tmp_path, "--as", "Policies[bot]", "--request", "7", GITHUB_REF="")
            assert status == 0

    assert forge.bodies == [REPORT]


@pytest.mark.parametrize(
    "report", ["", "# Something else\n", b"\xff\xfe\x00", MARKER + "x" * LONGEST, MARKER + "é" * (LONGEST // 2)]
)
def test_a_file_that_is_no_report_is_not_written(report: str | bytes, tmp_path: Path) -> None:
    with serve_forge() as forge:
        status, words = comment(forge, tmp_path, report=report)

    assert status == 2
    assert "policy report" in words
    assert forge.asked == []


def test_an_unreachable_service_is_named() -> None:
    with create_server(("127.0.0.1", 0)) as free:
        forge = Forge("github", free.getsockname()[1])
    with pytest.raises(CommentError, match=r"GitHub at \S+ does not answer: .*Connection refused\. Run it again later"):
        put(forge)
