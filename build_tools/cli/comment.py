"""`policy comment`: the report of a change as the one comment on its pull request; environment in, exit status out."""

import re
from typing import TextIO

import click

from build_tools.cli._common import refusals, refuse, variable
from build_tools.commenting import CommentError, put_comment
from build_tools.commenting.discussion import Discussion
from build_tools.commenting.github import open_pull_request
from build_tools.commenting.gitlab import TOKEN, open_merge_request
from build_tools.reports.review_comment import LONGEST, MARKER


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--on", "forge", type=click.Choice(["github", "gitlab"]), required=True, help="Where it stands.")
@click.option("--request", "number", type=click.IntRange(min=1), help="Its number, where the environment has none.")
@click.option("--as", "author", metavar="LOGIN", default="", help="Under which name the token of another app writes.")
def comment(file: TextIO, forge: str, number: int | None, author: str) -> None:
    """Put what policy report wrote into FILE on a pull request: as one comment, which is kept up to date.

    Where such a comment of the same author stands already, it is written anew. The environment says where, as GitHub
    Actions and GitLab CI set it: GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_REF and GITHUB_API_URL; or
    POLICY_GITLAB_TOKEN, CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID and CI_MERGE_REQUEST_IID.
    """
    body = _read(file)
    with refusals():
        place = _pull_request(number, author) if forge == "github" else _merge_request(number, author)
        done = put_comment(place, body, MARKER)
    click.echo(f"the comment is {done}", err=True)


def _read(file: TextIO) -> str:
    """What the report says; refused where it is none."""
    try:
        body = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        refuse(f"{file.name} cannot be read: {error}. Name a file that policy report wrote.\n")
    if not body.startswith(MARKER) or len(body.encode()) > LONGEST:
        refuse(f"{file.name} is no report of a change. Write it with policy report --against BASE.\n")
    return body


def _pull_request(number: int | None, author: str) -> Discussion:
    token, repository = _need("GITHUB_TOKEN"), _need("GITHUB_REPOSITORY")
    if number is None:
        if not (named := re.fullmatch(r"refs/pull/([0-9]+)/merge", variable("GITHUB_REF"))):
            raise CommentError("GITHUB_REF names no pull request", "Say which one: --request 7.")
        number = int(named[1])
    return open_pull_request(variable("GITHUB_API_URL"), token, repository, number, author)


def _merge_request(number: int | None, author: str) -> Discussion:
    token, address = _need(TOKEN), _need("CI_API_V4_URL")
    project = variable("CI_MERGE_REQUEST_PROJECT_ID") or _need("CI_PROJECT_ID")
    if number is None:
        named = variable("CI_MERGE_REQUEST_IID")
        if not re.fullmatch(r"[0-9]+", named):
            raise CommentError("CI_MERGE_REQUEST_IID names no merge request", "Say which one: --request 7.")
        number = int(named)
    return open_merge_request(address, token, project, number, author)


def _need(name: str) -> str:
    if found := variable(name):
        return found
    raise CommentError(f"{name} is not set", "Set it in the environment.")
