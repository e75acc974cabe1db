"""Asks a language model over HTTP (OpenAI API, chat completions), in bounded time and size.

The key goes to the configured address alone: redirects are not followed. Answers may be streamed or not.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from build_tools.project.environment import READER_KEY, READER_SECONDS, READER_URL, ReaderSettings
from build_tools.runtime.secrets import conceal
from build_tools.second_reader.completion import read_completion, read_reason
from build_tools.second_reader.errors import ReaderError, shorten

_PATH = "/chat/completions"
_LARGEST_REFUSAL = 1 << 16
"""The bytes of a refusal that are read for its reason."""
_PAUSES = (1.0, 3.0)
"""The seconds before the second and the third attempt, unless the server names more."""
_LONGEST_PAUSE = 60.0
_BUSY = {429, 500, 502, 503, 504}
_LATER = "Ask again later, or read the changes yourself."
_CHECK = f"Check {READER_URL}."


class _BusyError(ReaderError):
    """The server may answer another attempt."""

    pause: float | None = None
    """The seconds to wait, if the server names them."""


class _NoRedirects(HTTPRedirectHandler):
    """Follows no redirect: the standard handler would send the key along."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class ModelServer:
    """The server of a language model."""

    settings: ReaderSettings
    sleep: Callable[[float], None] = time.sleep

    def complete(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> str:
        """The text of the model's answer, which may not follow the schema. Raises ReaderError: there is none.

        A server that repeats the key does not bring it into the answer.
        """
        shape = {"name": "opinions", "strict": True, "schema": schema}
        body = {"model": self.settings.model, "messages": messages, "stream": True}
        try:
            text = self._ask({**body, "response_format": {"type": "json_schema", "json_schema": shape}})
        except _UnknownFormatError:
            text = self._ask(body)
        return text.replace(self.settings.key, "…") if self.settings.key else text

    def _ask(self, body: Mapping[str, Any]) -> str:
        for pause in (*_PAUSES, None):
            try:
                return self._within_time(lambda: self._send(body))
            except _BusyError as error:
                if pause is None or (error.pause or 0) > _LONGEST_PAUSE:
                    raise
                self.sleep(error.pause or pause)
        raise AssertionError  # the last attempt returns or raises

    def _within_time(self, send: Callable[[], str]) -> str:
        """The result of a request. One that takes too long is left behind: a server can be slow in many ways."""
        results = SimpleQueue[str | Exception]()

        def run() -> None:
            try:
                results.put(send())
            except Exception as error:  # noqa: BLE001 - it is raised in the other thread
                results.put(error)

        Thread(target=run, daemon=True).start()
        try:
            result = results.get(timeout=self.settings.seconds)
        except Empty:
            count = self.settings.seconds
            what = f"it does not answer within {count} second{'s' * (count > 1)}"
            raise ReaderError(what, f"Ask again later, or set {READER_SECONDS} to more seconds.") from None
        if isinstance(result, Exception):
            raise result
        return result

    def _send(self, body: Mapping[str, Any]) -> str:
        key = self.settings.key
        headers = {
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "policy-publisher",
            **({"Authorization": f"Bearer {key}"} if key else {}),
        }
        address = self.settings.address.removesuffix(_PATH) + _PATH
        request = Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - its scheme is known
        try:
            with self._opener().open(request, timeout=self.settings.seconds + 1) as response:
                return read_completion(response, time.monotonic() + self.settings.seconds)
        except HTTPError as error:
            with error:
                raise self._explain(error, _read_refusal(error)) from None
        except ValueError as error:  # a host name that no network knows
            raise ReaderError(f"its address cannot be used: {self._shorten(str(error))}", _CHECK) from None
        except (OSError, HTTPException) as error:
            reason = self._shorten(str(getattr(error, "reason", None) or error) or type(error).__name__)
            raise _BusyError(f"it cannot be reached: {reason}", f"{_CHECK} Or ask again later.") from None

    def _opener(self) -> OpenerDirector:
        """An opener that follows no redirects, and reaches this machine without a proxy."""
        direct = [ProxyHandler({})] if self.settings.address.startswith("http:") else []
        return build_opener(_NoRedirects, *direct)

    def _explain(self, error: HTTPError, body: bytes) -> ReaderError:
        reason = self._shorten(read_reason(body))
        if "response_format" in reason and error.code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
            return _UnknownFormatError(reason)
        if HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST:
            place = _host_of(error.headers.get("Location", ""))
            what = f"it redirects to {self._shorten(place)}, which gets neither the key nor the text"
            return ReaderError(what, f"Write the final address in {READER_URL}.")
        if error.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return ReaderError(f"it refuses the key (HTTP {error.code}: {reason})", f"Check {READER_KEY}.")
        what = f"it answers HTTP {error.code}: {reason}"
        if error.code not in _BUSY:
            return ReaderError(what, f"Check {READER_URL} and the name of the model.")
        busy, after = _BusyError(what, _LATER), error.headers.get("Retry-After", "")
        busy.pause = float(after) if after.isascii() and after.isdigit() else None
        return busy

    def _shorten(self, reason: str) -> str:
        return shorten(conceal(" ".join(reason.split()), [self.settings.key])).rstrip(".")


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or "another address"
    except ValueError:  # such as an unfinished IPv6 address
        return "another address"


def _read_refusal(error: HTTPError) -> bytes:
    """The body of a refusal; nothing if it does not arrive."""
    try:
        return error.read(_LARGEST_REFUSAL)
    except (OSError, HTTPException):
        return b""


class _UnknownFormatError(ReaderError):
    """The server does not know answers in a JSON Schema."""
