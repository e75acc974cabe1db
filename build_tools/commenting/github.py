"""Where does one comment on a pull request on GitHub?

By its REST API of 2022-11-28, among the comments of issues: to it, every pull request is an issue.
"""

import re
import time
from collections.abc import Callable

from build_tools.commenting.discussion import CommentError, Dialect, Discussion
from build_tools.commenting.rest_api import RestApi

ADDRESS = "https://api.github.com"
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


def open_pull_request(
    address: str,
    token: str,
    repository: str,
    number: int,
    *,
    author: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Discussion:
    """All that is said on a pull request; `repository` is its owner and name, `traceloom/policies`.

    Raises: CommentError: something of what leads there is wrong.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise CommentError(f"{repository!r} is no repository", "Set GITHUB_REPOSITORY to owner/name.")
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-RestApi-Version": "2022-11-28",
        "User-Agent": "policy-publisher",
    }
    dialect = Dialect(
        comments=f"/repos/{repository}/issues/{number}/comments",
        comment=f"/repos/{repository}/issues/comments",
        update="PATCH",
        person=("user", "login"),
        place=f"pull request {number} of {repository}",
        settings="GITHUB_API_URL, GITHUB_REPOSITORY and the number",
        token="GITHUB_TOKEN",  # noqa: S106 - its name
        forbidden="Give the job permissions: pull-requests: write; for a fork, tell the report in the job's summary.",
        nobody="github-actions[bot]",
    )
    return Discussion(RestApi("GitHub", address.rstrip("/") or ADDRESS, headers, sleep), dialect, author)
