"""Opens the comments on a pull request on GitHub, or on a merge request on GitLab.

GitHub: the REST API of 2022-11-28 and its comments on issues, as every pull request is an issue too. GitLab: the notes
of merge requests in the REST API 4, which a job's own token may not write.
"""

import re

from build_tools.commenting.discussion import Discussion
from build_tools.commenting.rest_api import CommentError, RestApi

TOKEN = "POLICY_GITLAB_TOKEN"  # noqa: S105 - its name
"""The environment variable that holds a project access token of GitLab with the scope `api`."""


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
