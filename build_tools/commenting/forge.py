"""What does a place have to offer where comments are written?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from build_tools.runtime.errors import UserError


class CommentError(UserError):
    """A comment was not written."""


class LostError(CommentError):
    """A comment went away meanwhile, or nobody knows whether it was written: one has to look again."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that stands somewhere."""

    id: int
    author: str
    """The name that its author logs in with."""
    body: str


class Forge(Protocol):
    """A pull request, or a merge request, on which one writes. Everything may raise CommentError."""

    @property
    def author(self) -> str:
        """The name under which one writes."""

    def comments(self) -> Iterator[Comment]:
        """Yield all comments."""

    def create(self, body: str) -> None:
        """Write one more. Raises: LostError: nobody knows whether it was written."""

    def update(self, number: int, body: str) -> None:
        """Write one anew. Raises: LostError: it is gone."""

    def delete(self, number: int) -> None:
        """Take one away; one that is gone is no matter."""
