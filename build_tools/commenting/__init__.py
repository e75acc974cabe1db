"""How does one comment stand on a pull request, and stay the only one, however often it is written?

It is found again by a hidden marker, among those of the same author: anybody may write the marker, and nobody else's
words are touched. Two runs at once may both write the first one; each looks again after it has written, and the oldest
stays.
"""

from contextlib import suppress

from build_tools.commenting.discussion import Comment, CommentError, Discussion, LostError

__all__ = ["CommentError", "put_comment"]

_ROUNDS = 3
"""How often it begins anew where a comment went away, or where nobody knows whether one was written."""


def put_comment(forge: Discussion, body: str, marker: str) -> str:
    """Make a text the one comment with this marker; what was done with it, in a word.

    Raises: CommentError: it cannot be written.
    """
    for _ in range(_ROUNDS - 1):
        with suppress(LostError):
            return _put(forge, body, marker)
    return _put(forge, body, marker)


def _put(forge: Discussion, body: str, marker: str) -> str:
    own, done = _find_own(forge, marker), ""
    if not own:
        forge.create(body)
        own, done = _find_own(forge, marker), "written"
    if not own:  # it lists it later than it takes it, and the next run will see it
        return done
    first, *others = sorted(own, key=lambda comment: comment.id)
    if first.body != body:
        forge.update(first.id, body)
        done = done or "brought up to date"
    for other in others:
        forge.delete(other.id)
    return done or "as it was"


def _find_own(forge: Discussion, marker: str) -> list[Comment]:
    me = forge.author.casefold()
    return [one for one in forge.comments() if one.author.casefold() == me and one.body.startswith(marker)]
