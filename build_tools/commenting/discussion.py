"""How does one write on a pull request by a web service, whichever of those that are much alike it is?"""

import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from build_tools.commenting.discussion import Comment, CommentError, LostError
from build_tools.commenting.rest_api import Answer, NoAnswerError, RestApi


@dataclass(frozen=True, slots=True)
class Dialect:
    """In what such services differ."""

    comments: str
    """Where the comments are listed, and one more is written."""
    comment: str
    """Where a single one is; its number follows."""
    update: str
    """The method by which one is written anew."""
    person: tuple[str, str]
    """The key of a comment's author, and that of the name that one logs in with."""
    place: str
    """What one writes on, in words."""
    settings: str
    """What of the environment leads there, in words."""
    token: str
    """What in the environment holds the token."""
    forbidden: str
    """How one gets a token that may do it."""
    nobody: str = ""
    """The author of what is written with a token that may not ask who it is; empty where all may."""


@dataclass(frozen=True)
class Discussion:
    """All that is said on a pull request."""

    api: RestApi
    dialect: Dialect
    known_as: str = ""
    """The name under which the token writes, where somebody says it."""

    @cached_property
    def author(self) -> str:
        """The name under which one writes."""
        if self.known_as:
            return self.known_as
        answer = self.api.ask("GET", "/user")
        if answer.status == http.client.FORBIDDEN and self.dialect.nobody:
            return self.dialect.nobody
        return str(self._read(self._expect(answer), self.dialect.person[1]))

    def comments(self) -> Iterator[Comment]:
        """Yield all comments."""
        joint = "&" if "?" in self.dialect.comments else "?"
        for page in self.api.pages(f"{self.dialect.comments}{joint}per_page=100"):
            listed = self._expect(page)
            if not isinstance(listed, list):
                raise self._strange()
            for told in listed:
                body = str(self._read(told, "body") or "").replace("\r\n", "\n")
                yield Comment(int(self._read(told, "id")), self._author_of(told), body)

    def create(self, body: str) -> None:
        """Write one more.

        Raises: LostError: nobody knows whether it was written.
        """
        try:
            answer = self.api.ask("POST", self.dialect.comments, {"body": body}, is_safe=False)
        except NoAnswerError as error:
            raise LostError(error.what, error.remedy) from None
        author = self._author_of(self._expect(answer))
        if author.casefold() != self.author.casefold():
            what = f"the comment is written, but by {author!r} and not by {self.author!r}, and is not found again"
            raise CommentError(what, f"Delete it, and say --as {author!r}.")

    def update(self, number: int, body: str) -> None:
        """Write one anew.

        Raises: LostError: it is gone.
        """
        answer = self.api.ask(self.dialect.update, f"{self.dialect.comment}/{number}", {"body": body})
        if answer.status == http.client.NOT_FOUND:
            raise LostError(f"comment {number} of {self.dialect.place} is gone", "Run it again.")
        self._expect(answer)

    def delete(self, number: int) -> None:
        """Take one away; one that is gone is no matter."""
        answer = self.api.ask("DELETE", f"{self.dialect.comment}/{number}")
        if answer.status not in {http.client.NO_CONTENT, http.client.NOT_FOUND}:
            self._refuse(answer)

    def _author_of(self, told: Any) -> str:
        person, name = self.dialect.person
        who = self._read(told, person)
        return str(self._read(who, name)) if who else ""  # nobody, where an account is no more

    def _expect(self, answer: Answer) -> Any:
        """What an answer says, if it is one that says yes."""
        if answer.status not in {http.client.OK, http.client.CREATED}:
            self._refuse(answer)
        return answer.content

    def _read(self, content: Any, key: str) -> Any:
        if isinstance(content, Mapping) and key in content:
            return content[key]
        raise self._strange()

    def _strange(self) -> CommentError:
        return CommentError(
            f"what answers at {self.api.root} is not {self.api.name}", f"Check {self.dialect.settings}."
        )

    def _refuse(self, answer: Answer) -> NoReturn:
        told, name = self.dialect, self.api.name
        reasons = {
            401: (f"{name} does not know the token", f"Give {told.token} one that is still good."),
            403: (f"the token may not comment on {told.place}: {answer.words}", told.forbidden),
            404: (f"{name} has no {told.place}, or the token may not see it", f"Check {told.settings}."),
            422: (f"{name} does not take the comment: {answer.words}", "Write it with policy report."),
        }
        otherwise = f"{name} answers {answer.status} for {told.place}: {answer.words}", f"Check {told.settings}."
        raise CommentError(*reasons.get(answer.status, otherwise))
