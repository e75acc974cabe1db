"""Sends JSON requests to a web service: retries for a limited time and never sends the token to another host."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from build_tools.runtime.errors import UserError
from build_tools.text.escaping import show_invisible

_DELAYS = (1, 2, 4, None)
"""Seconds to wait after each failed attempt; none after the last."""
_TIMEOUT = 30.0
_LONGEST_PAUSE = 90.0
"""Seconds to wait at most until the service accepts requests again."""
_DEFAULT_PAUSE = 60.0
"""Seconds to wait if the service does not say how long (GitHub, "Rate limits for the REST API")."""
_MAX_REDIRECTS = 3
_MAX_PAGES = 100
_MAX_BYTES = 64 << 20
_MAX_REASON = 200
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_BUSY = {500, 502, 503, 504}
_MOVED = {301, 302, 307, 308}
_NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\b")


class CommentError(UserError):
    """A comment was not written."""


class NoAnswerError(CommentError):
    """The connection broke or the service was busy: it is unclear whether it carried out the request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of a service."""

    status: int
    headers: Message
    data: bytes

    @property
    def content(self) -> Any:
        """The body, read as JSON; none if it is not JSON."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return None

    @property
    def reason(self) -> str:
        """The reason for a refusal, in one short line."""
        reason = self.content.get("message") or self.content.get("error") if isinstance(self.content, dict) else ""
        return show_invisible(" ".join(str(reason or "it gives no reason").split()))[:_MAX_REASON].rstrip(".")


class _NoRedirects(HTTPRedirectHandler):
    """Leaves redirects to `RestApi`: the standard handler would send the token along."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class RestApi:
    """A web service below an address."""

    name: str
    root: str
    """Its address, without a slash at the end."""
    headers: Mapping[str, str] = field(repr=False)
    """Sent with every request; they hold the token."""
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.root)
        is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
        if not is_private or not parts.hostname or parts.query or parts.fragment:
            raise CommentError(f"{self.root!r} is not an address of {self.name}", "Write https://…")
        if not all(value.isascii() and value.isprintable() for value in self.headers.values()):
            raise CommentError(f"the token for {self.name} contains characters that no token has", "Copy it again.")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, is_safe: bool = True) -> Answer:
        """Send a request; again after a rate limit, and if `is_safe` while the service is busy."""
        address = path if "://" in path else self.root + path
        for delay in _DELAYS:
            try:
                answer = self._follow(method, address, body)
            except NoAnswerError:
                if delay is None or not is_safe:
                    raise
                self.sleep(delay)
                continue
            pause = self._rate_limit(answer)
            if pause is None or delay is None:
                return answer
            self.sleep(pause)
        raise AssertionError  # the last attempt returns or raises

    def pages(self, path: str) -> Iterator[Answer]:
        """Yield the pages of a list; the `Link` header of each leads to the next (RFC 8288)."""
        for _ in range(_MAX_PAGES):
            answer = self.ask("GET", path)
            yield answer
            if answer.status != HTTPStatus.OK or not (found := _NEXT.search(answer.headers.get("Link", ""))):
                return
            path = self._same_host(found[1])
        raise CommentError(f"{self.name} returns a list without end", "Tell its administrator.")

    def _follow(self, method: str, address: str, body: Mapping[str, Any] | None) -> Answer:
        for _ in range(_MAX_REDIRECTS):
            answer = self._send(method, address, body)
            if answer.status not in _MOVED:
                return answer
            address = self._same_host(urljoin(address, answer.headers.get("Location", "")))
        raise CommentError(f"{self.name} redirects without end", "Check its address.")

    def _send(self, method: str, address: str, body: Mapping[str, Any] | None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        request = Request(address, data, {**self.headers, **kind}, method=method)  # noqa: S310 - its scheme is known
        try:
            with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT) as response:
                return Answer(response.status, response.headers, response.read(_MAX_BYTES))
        except HTTPError as error:
            with error:
                if error.code in _BUSY:
                    what = f"{self.name} is busy: it answers {error.code}"
                    raise NoAnswerError(what, "Run it again later.") from None
                return Answer(error.code, error.headers, error.read(_MAX_BYTES))
        except (OSError, HTTPException) as error:
            reason = show_invisible(str(getattr(error, "reason", None) or error))[:_MAX_REASON]
            what = f"{self.name} at {self.root} does not answer: {reason}"
        raise NoAnswerError(what, "Run it again later.")

    def _same_host(self, address: str) -> str:
        if urlsplit(address)[:2] != urlsplit(self.root)[:2]:
            raise CommentError(f"{self.name} leads to another host, which gets no token", "Check its address.")
        return address

    def _rate_limit(self, answer: Answer) -> float | None:
        """Seconds until the service accepts requests again, by its own clock; none if there was no rate limit."""
        headers = answer.headers
        after, is_spent = headers.get("Retry-After", ""), headers.get("X-RateLimit-Remaining", "") == "0"
        is_forbidden = answer.status == HTTPStatus.FORBIDDEN and (after or is_spent)
        if answer.status != HTTPStatus.TOO_MANY_REQUESTS and not is_forbidden:
            return None
        pause, reset = _DEFAULT_PAUSE, headers.get("X-RateLimit-Reset", "") or headers.get("RateLimit-Reset", "")
        if after.isdigit():
            pause = float(after)
        elif reset.isdigit() and is_spent:
            with suppress(ValueError):
                pause = int(reset) - parsedate_to_datetime(headers.get("Date", "")).timestamp()
        if pause > _LONGEST_PAUSE:
            what = f"{self.name} has had too many requests and accepts none for {pause:.0f} seconds"
            raise CommentError(what, "Run it again after that.")
        return max(pause, 1.0)
