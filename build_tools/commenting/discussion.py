"""Reads and writes the comments on a pull request or a merge request.

The REST APIs of GitHub and GitLab are alike here: `github` and `gitlab` state how they differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, NoReturn

from build_tools.commenting.rest_api import Answer, CommentError, NoAnswerError, RestApi


class LostError(CommentError):
    """A comment has disappeared, or it is unclear whether it was written: the caller has to look again."""


@dataclass(frozen=True, slots=True)
class Comment:
    """An existing comment."""

    id: int
    author: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """All comments on a pull request. Every method may raise CommentError."""

    api: RestApi
    comments_path: str
    comment_path: str
    """The path of a single comment, without its number."""
    update_method: str
    author_keys: tuple[str, str]
    """The JSON key of a comment's author, and that of an author's login name."""
    label: str
    settings: str
    """The environment variables that lead to it, as messages name them."""
    token_variable: str
    forbidden_remedy: str
    """How to get a token that may comment."""
    default_author: str = ""
    """The author of comments by a token that may not ask who it is; empty where every token may ask."""
    login: str = ""
    """The name under which the token writes, if the user states it."""

    @cached_property
    def author(self) -> str:
        """The name under which the token writes."""
        if self.login:
            return self.login
        answer = self.api.ask("GET", "/user")
        if answer.status == HTTPStatus.FORBIDDEN and self.default_author:
            return self.default_author
        return str(self._read(self._expect(answer), self.author_keys[1]))

    def comments(self) -> Iterator[Comment]:
        """Yield all comments."""
        for page in self.api.pages(f"{self.comments_path}?per_page=100"):
            listed = self._expect(page)
            if not isinstance(listed, list):
                raise self._unexpected()
            for item in listed:
                body = str(self._read(item, "body") or "").replace("\r\n", "\n")
                yield Comment(int(self._read(item, "id")), self._author_of(item), body)

    def create(self, body: str) -> None:
        """Write a new comment. Raises LostError if it is unclear whether it was written."""
        try:
            answer = self.api.ask("POST", self.comments_path, {"body": body}, is_safe=False)
        except NoAnswerError as error:
            self.api.sleep(1)
            raise LostError(error.what, error.remedy) from None
        author = self._author_of(self._expect(answer))
        if author.casefold() != self.author.casefold():
            what = f"the comment was written by {author!r}, not by {self.author!r}, and will not be found again"
            raise CommentError(what, f"Delete it, and use --as {author!r}.")

    def update(self, number: int, body: str) -> None:
        """Replace the text of a comment. Raises LostError if it has been deleted."""
        answer = self.api.ask(self.update_method, f"{self.comment_path}/{number}", {"body": body})
        if answer.status == HTTPStatus.NOT_FOUND:
            raise LostError(f"comment {number} of {self.label} has been deleted", "Run it again.")
        self._expect(answer)

    def delete(self, number: int) -> None:
        """Delete a comment, if it still exists."""
        answer = self.api.ask("DELETE", f"{self.comment_path}/{number}")
        if answer.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND}:
            self._refuse(answer)

    def _author_of(self, item: Any) -> str:
        author = self._read(item, self.author_keys[0])
        return str(self._read(author, self.author_keys[1])) if author else ""  # the account has been deleted

    def _expect(self, answer: Answer) -> Any:
        if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            self._refuse(answer)
        return answer.content

    def _read(self, content: Any, key: str) -> Any:
        if isinstance(content, Mapping) and key in content:
            return content[key]
        raise self._unexpected()

    def _unexpected(self) -> CommentError:
        return CommentError(f"the service at {self.api.root} is not {self.api.name}", f"Check {self.settings}.")

    def _refuse(self, answer: Answer) -> NoReturn:
        name, check = self.api.name, f"Check {self.settings}."
        reasons = {
            401: (f"{name} does not accept the token", f"Set {self.token_variable} to a valid token."),
            403: (f"the token may not comment on {self.label}: {answer.reason}", self.forbidden_remedy),
            404: (f"{name} has no {self.label}, or the token may not see it", check),
            422: (f"{name} does not accept the comment: {answer.reason}", "Write it with policy report."),
        }
        otherwise = f"{name} answers {answer.status} for {self.label}: {answer.reason}", check
        raise CommentError(*reasons.get(answer.status, otherwise))
