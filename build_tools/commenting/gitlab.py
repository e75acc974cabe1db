"""Comments on a merge request on GitLab: its notes in the REST API 4, which a job's own token may not write."""

import re

from build_tools.commenting.discussion import Discussion
from build_tools.commenting.rest_api import CommentError, RestApi

TOKEN = "POLICY_GITLAB_TOKEN"  # noqa: S105 - its name
"""The environment variable that holds a project access token of GitLab with the scope `api`."""


def open_merge_request(address: str, token: str, project: str, number: int, login: str = "") -> Discussion:
    """The comments on a merge request; `project` is the number of its project in GitLab."""
    if not re.fullmatch(r"[0-9]+", project):
        raise CommentError(f"{project!r} is not a project's number", "Set CI_PROJECT_ID to the number.")
    notes = f"/projects/{project}/merge_requests/{number}/notes"
    headers = {"PRIVATE-TOKEN": token, "User-Agent": "policy-publisher"}
    return Discussion(
        api=RestApi("GitLab", address.rstrip("/"), headers),
        comments_path=notes,
        comment_path=notes,
        update_method="PUT",
        author_keys=("author", "username"),
        label=f"merge request {number} of project {project}",
        settings="CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID",
        token_variable=TOKEN,
        forbidden_remedy=f"Set {TOKEN} to a project access token with the scope api and the role Reporter.",
        login=login,
    )
