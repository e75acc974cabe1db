"""Comments on a pull request on GitHub.

Uses the REST API of 2022-11-28 and its comments on issues, as every pull request is an issue too.
"""

import re

from build_tools.commenting.discussion import Discussion
from build_tools.commenting.rest_api import CommentError, RestApi


def open_pull_request(address: str, token: str, repository: str, number: int, login: str = "") -> Discussion:
    """The comments on a pull request; `repository` is its owner and name, such as `traceloom/policies`."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise CommentError(f"{repository!r} is not a repository", "Set GITHUB_REPOSITORY to owner/name.")
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "policy-publisher",
    }
    return Discussion(
        api=RestApi("GitHub", address.rstrip("/") or "https://api.github.com", headers),
        comments_path=f"/repos/{repository}/issues/{number}/comments",
        comment_path=f"/repos/{repository}/issues/comments",
        update_method="PATCH",
        author_keys=("user", "login"),
        label=f"pull request {number} of {repository}",
        settings="GITHUB_API_URL, GITHUB_REPOSITORY and the number",
        token_variable="GITHUB_TOKEN",  # noqa: S106 - its name
        forbidden_remedy="Give the job permissions: pull-requests: write; for a fork, read the job's summary.",
        default_author="github-actions[bot]",
        login=login,
    )
