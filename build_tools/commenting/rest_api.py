"""How does one speak to a web service in JSON, with patience that ends, and so that no other one gets the token?"""

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from build_tools.commenting.discussion import CommentError
from build_tools.text.escaping import show_invisible

_TRIES = 4
"""How often a request is made, where the service is busy or the line breaks."""
_ANSWER = 30.0
"""How many seconds each answer may take."""
_WAIT = 90.0
"""How many seconds one waits until the service takes requests again."""
_PAUSE = 60.0
"""How many seconds one waits where it has had enough and does not say until when (GitHub, "rate limits")."""
_HOPS = 3
_PAGES = 100
_LARGEST = 64 << 20
_LONGEST = 200
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_BUSY = {500, 502, 503, 504}
_MOVED = {301, 302, 307, 308}
_NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\b")


class NoAnswerError(CommentError):
    """The line broke, or the service was busy: nobody knows whether it did what it was asked to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    headers: Message
    data: bytes

    @property
    def content(self) -> Any:
        """What it says, read as JSON; nothing where it is none."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return None

    @property
    def words(self) -> str:
        """What a refusal says, in one short line."""
        told = self.content.get("message") or self.content.get("error") if isinstance(self.content, dict) else ""
        return show_invisible(" ".join(str(told or "it gives no reason").split()))[:_LONGEST].rstrip(".")


class _Stay(HTTPRedirectHandler):
    """Follows nobody elsewhere: what follows by itself takes the token along."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class RestApi:
    """A web service below an address."""

    name: str
    """What it is called in messages."""
    root: str
    """Its address, without a slash at the end."""
    headers: Mapping[str, str] = field(repr=False)
    """What it is sent with every request, the token too."""
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.root)
        is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        if not is_private or not parts.hostname or parts.query or parts.fragment:
            raise CommentError(f"{self.root!r} is no address of {self.name}", "Write https://…")
        if not all(value.isascii() and value.isprintable() for value in self.headers.values()):
            raise CommentError(f"the token for {self.name} holds signs that no token has", "Copy it anew.")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, is_safe: bool = True) -> Answer:
        """What the service answers, whatever that is; `path` begins with a slash, or is an address of it.

        A request that is safe to repeat is repeated where the service is busy; any is, where it has had enough.

        Raises: CommentError: it cannot be reached, or wants no requests for long. NoAnswerError: nobody knows what came
        of it.
        """
        address = path if "://" in path else self.root + path
        for number in range(_TRIES):
            is_last = number == _TRIES - 1
            try:
                answer = self._follow(method, address, body)
            except NoAnswerError:
                if is_last or not is_safe:
                    raise
                self.sleep(2**number)
                continue
            wait = self._pause(answer)
            if wait is None or (is_last and wait):
                return answer
            if not wait and (is_last or not is_safe):
                self.sleep(0 if is_last else 1)
                raise NoAnswerError(f"{self.name} is busy: it answers {answer.status}", "Run it again later.")
            self.sleep(wait or 2**number)
        raise AssertionError  # the last turn returns or raises

    def pages(self, path: str) -> Iterator[Answer]:
        """Yield the pages of a list, as the `Link` of each leads to the next (RFC 8288)."""
        for _ in range(_PAGES):
            answer = self.ask("GET", path)
            yield answer
            if answer.status != http.client.OK or not (found := _NEXT.search(answer.headers.get("Link", ""))):
                return
            path = self._own(found[1])
        raise CommentError(f"{self.name} lists pages without end", "Tell whoever runs it.")

    def _follow(self, method: str, address: str, body: Mapping[str, Any] | None) -> Answer:
        """An answer, also where the service says that something of its own has moved."""
        for _ in range(_HOPS):
            answer = self._send(method, address, body)
            if answer.status not in _MOVED:
                return answer
            address = self._own(urljoin(address, answer.headers.get("Location", "")))
        raise CommentError(f"{self.name} leads from one address to another without end", "Check its address.")

    def _send(self, method: str, address: str, body: Mapping[str, Any] | None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        request = Request(address, data, {**self.headers, **kind}, method=method)  # noqa: S310 - its scheme is known
        try:
            with build_opener(_Stay).open(request, timeout=_ANSWER) as answer:
                return Answer(answer.status, answer.headers, answer.read(_LARGEST))
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read(_LARGEST))
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "reason", None) or error
            what = f"{self.name} at {self.root} does not answer: {show_invisible(str(why))[:_LONGEST]}"
            raise NoAnswerError(what, "Run it again later.") from None

    def _own(self, address: str) -> str:
        """An address of the service itself."""
        if urlsplit(address)[:2] != urlsplit(self.root)[:2]:
            raise CommentError(f"{self.name} leads to another host, which gets no token", "Check its address.")
        return address

    def _pause(self, answer: Answer) -> float | None:
        """How many seconds to wait before the same is asked again: none where it is an answer, 0 where it is busy.

        Raises: CommentError: it is too long.
        """
        if answer.status in _BUSY:
            return 0.0
        after, rest = answer.headers.get("Retry-After", ""), answer.headers.get("X-RateLimit-Remaining", "")
        if answer.status != http.client.TOO_MANY_REQUESTS and not (
            answer.status == http.client.FORBIDDEN and (after or rest == "0")
        ):
            return None
        wait = float(after) if after.isdigit() else _until_reset(answer.headers, is_spent=rest == "0")
        if wait > _WAIT:
            what = f"{self.name} has had too many requests, and takes none for {wait:.0f} seconds"
            raise CommentError(what, "Run it again after that.")
        return max(wait, 1.0)


def _until_reset(headers: Message, *, is_spent: bool) -> float:
    """How many seconds pass, by the service's own clock, until it takes requests again."""
    reset = headers.get("X-RateLimit-Reset", "") or headers.get("RateLimit-Reset", "")
    try:
        now = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        return _PAUSE
    return int(reset) - now if reset.isdigit() and is_spent else _PAUSE
