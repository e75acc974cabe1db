"""Keeps one comment up to date on a pull request (GitHub) or a merge request (GitLab).

It takes the text of a comment and the address of the request, and writes the comment there. It knows nothing about
what the comment says.
"""

from contextlib import suppress

from build_tools.commenting.discussion import Comment, Discussion, LostError
from build_tools.commenting.rest_api import CommentError

__all__ = ["CommentError", "put_comment"]

_ROUNDS = 3
"""How often to start again after a comment has disappeared, or when it is unclear whether it was written."""


def put_comment(discussion: Discussion, body: str, marker: str) -> str:
    """Make a text the only comment with this hidden marker by its author; returns what was done.

    Anyone may write the marker, so comments by other authors are never touched. Two runs at once may both write the
    first comment: each looks again after writing, and the oldest comment stays.
    """
    for _ in range(_ROUNDS - 1):
        with suppress(LostError):
            return _put(discussion, body, marker)
    return _put(discussion, body, marker)


def _put(discussion: Discussion, body: str, marker: str) -> str:
    existing, done = _find_existing(discussion, marker), ""
    if not existing:
        discussion.create(body)
        existing, done = _find_existing(discussion, marker), "written"
    if not existing:  # the service does not list it yet: the next run will see it
        return done
    oldest, *others = sorted(existing, key=lambda comment: comment.id)
    if oldest.body != body:
        discussion.update(oldest.id, body)
        done = done or "brought up to date"
    for other in others:
        discussion.delete(other.id)
    return done or "as it was"


def _find_existing(discussion: Discussion, marker: str) -> list[Comment]:
    author = discussion.author.casefold()
    return [
        comment
        for comment in discussion.comments()
        if comment.author.casefold() == author and comment.body.startswith(marker)
    ]
