"""Where does one comment on a merge request on GitLab?

By its REST API 4, among the notes of merge requests. The token of a job may not write there.
"""

import re
import time
from collections.abc import Callable

from build_tools.commenting.discussion import CommentError, Dialect, Discussion
from build_tools.commenting.rest_api import RestApi

TOKEN = "POLICY_GITLAB_TOKEN"  # noqa: S105 - its name
"""The environment's name for a token of the project with the scope `api`."""


def open_merge_request(
    address: str,
    token: str,
    project: str,
    number: int,
    *,
    author: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Discussion:
    """All that is said on a merge request; `project` is the number of its project, as CI knows it.

    Raises: CommentError: something of what leads there is wrong.
    """
    if not re.fullmatch(r"[0-9]+", project):
        raise CommentError(f"{project!r} is no project", "Set CI_PROJECT_ID to its number.")
    notes = f"/projects/{project}/merge_requests/{number}/notes"
    dialect = Dialect(
        comments=notes,
        comment=notes,
        update="PUT",
        person=("author", "username"),
        place=f"merge request {number} of project {project}",
        settings="CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID",
        token=TOKEN,
        forbidden=f"Put a token of the project with the scope api and the role Reporter into {TOKEN}.",
    )
    headers = {"PRIVATE-TOKEN": token, "User-Agent": "policy-publisher"}
    return Discussion(RestApi("GitLab", address.rstrip("/"), headers, sleep), dialect, author)
