"""Runs `policy comment`, which posts the report of a change as one comment on its pull request."""

import re
from typing import TextIO

import click

from build_tools.cli._common import env_variable, fail
from build_tools.commenting import CommentError, put_comment
from build_tools.commenting.github import open_pull_request
from build_tools.commenting.gitlab import TOKEN, open_merge_request
from build_tools.reports.review_comment import LONGEST, MARKER


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--on", "forge", type=click.Choice(["github", "gitlab"]), required=True, help="The git host.")
@click.option("--request", "number", type=click.IntRange(min=1), help="Its number, if the environment has none.")
@click.option("--as", "author", metavar="LOGIN", default="", help="The name under which another app's token writes.")
def comment(file: TextIO, forge: str, number: int | None, author: str) -> None:
    """Post FILE, which policy report wrote, on a pull request or merge request, as one comment that is kept up to date.

    If the same author already has such a comment there, it is replaced. The place comes from the environment that
    GitHub Actions and GitLab CI set: GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_REF and GITHUB_API_URL; or
    POLICY_GITLAB_TOKEN, CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID and CI_MERGE_REQUEST_IID.
    """
    body = _read(file)
    if forge == "github":
        token, repository = _need("GITHUB_TOKEN"), _need("GITHUB_REPOSITORY")
        number = number or _number("GITHUB_REF", r"refs/pull/([0-9]+)/merge", "pull request")
        place = open_pull_request(env_variable("GITHUB_API_URL"), token, repository, number, author)
    else:
        token, address = _need(TOKEN), _need("CI_API_V4_URL")
        project = env_variable("CI_MERGE_REQUEST_PROJECT_ID") or _need("CI_PROJECT_ID")
        number = number or _number("CI_MERGE_REQUEST_IID", r"([0-9]+)", "merge request")
        place = open_merge_request(address, token, project, number, author)
    click.echo(f"the comment is {put_comment(place, body, MARKER)}", err=True)


def _read(file: TextIO) -> str:
    try:
        body = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        fail(f"{file.name} cannot be read: {error}. Name a file that policy report wrote.\n")
    if not body.startswith(MARKER) or len(body.encode()) > LONGEST:
        fail(f"{file.name} is no report of a change. Write it with policy report --against BASE.\n")
    return body


def _number(name: str, pattern: str, kind: str) -> int:
    if found := re.fullmatch(pattern, env_variable(name)):
        return int(found[1])
    raise CommentError(f"{name} names no {kind}", "Give its number: --request 7.")


def _need(name: str) -> str:
    if found := env_variable(name):
        return found
    raise CommentError(f"{name} is not set", "Set it in the environment.")
