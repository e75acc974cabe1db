"""Reads a file from a web server: in bounded time and size, and from that server alone (RFC 9110)."""

import ssl
import time
import zlib
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead, InvalidURL
from socket import gaierror
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from build_tools.runtime.secrets import conceal

LARGEST = 64 * 2**20
_PAUSES = (1.0, 3.0)
"""The seconds before the second and the third attempt."""
_ANSWER, _WHOLE = 20.0, 120.0
"""The most seconds that a server may be silent, and that a whole answer may take."""
_CHUNK = 2**16
_BUSY = {429, 500, 502, 503, 504}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class WebError(Exception):
    """An address cannot be read. The message is a clause."""


class AbsentError(WebError):
    """Nothing is there: the server says so, or no host has the name."""


class ElsewhereError(WebError):
    """The server redirects to another host."""


class _UnansweredError(WebError):
    """The server may answer another request."""


def read_web(address: str, largest: int = LARGEST) -> bytes:
    """The content at a web address. A server that is busy, or whose connection fails, is asked three times."""
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise WebError("this is no web address") from None
    if "@" in parts.netloc:
        raise WebError("it has a name or a password in it, which is not used")
    if not is_whole:
        raise WebError("this is no web address")
    opener = build_opener(_SameHost)
    for pause in _PAUSES:
        try:
            return _read(opener, address, largest)
        except _UnansweredError:
            time.sleep(pause)
    return _read(opener, address, largest)


class _SameHost(HTTPRedirectHandler):
    """Follows redirects within the host, and from HTTP to HTTPS."""

    def redirect_request(  # noqa: PLR0917 - as the library has it
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        is_kept = (before.hostname, before.scheme, before.port) == (after.hostname, after.scheme, after.port)
        is_secured = before.hostname == after.hostname and (before.scheme, after.scheme) == ("http", "https")
        if not (is_kept or is_secured) or "@" in after.netloc:
            fp.close()
            raise ElsewhereError(f"it redirects elsewhere, to {after.scheme}://{after.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(opener: OpenerDirector, address: str, largest: int) -> bytes:
    # some hosts refuse the name that Python's library gives itself
    request = Request(address, headers={"User-Agent": "policy-publisher", "Accept-Encoding": "identity"})  # noqa: S310
    try:
        with opener.open(request, timeout=_ANSWER) as answer:
            return _read_whole(answer, largest)
    except HTTPError as error:
        error.close()
        kind = AbsentError if error.code in _GONE else _UnansweredError if error.code in _BUSY else WebError
        raise kind(f"HTTP Error {error.code}: {_shorten(error.reason)}") from None
    except URLError as error:
        if isinstance(error.reason, ssl.SSLError):
            why = getattr(error.reason, "verify_message", "") or error.reason.reason or "TLS failed"
            raise WebError(f"the host has no valid certificate ({_shorten(why)})") from None
        kind = AbsentError if isinstance(error.reason, gaierror) else _UnansweredError
        raise kind(_shorten(error.reason)) from None
    except (ValueError, InvalidURL) as error:  # characters that no address may have
        raise WebError(_shorten(error)) from None
    except HTTPException as error:
        raise _UnansweredError(f"the answer is incomplete ({_shorten(error)})") from None
    except zlib.error:
        raise WebError("it is not compressed (gzip), as its header says") from None
    except OSError as error:
        raise _UnansweredError(_shorten(error)) from None


def _read_whole(answer: HTTPResponse, largest: int) -> bytes:
    ends, expected, came, size, parts = time.monotonic() + _WHOLE, answer.length, 0, 0, list[bytes]()
    unpack = zlib.decompressobj(wbits=31) if answer.headers.get("Content-Encoding", "") == "gzip" else None
    while came != expected and (chunk := answer.read1(_CHUNK)):  # does not wait: a server may be slow on purpose
        came += len(chunk)
        parts.append(unpack.decompress(chunk, largest - size + 1) if unpack else chunk)
        size += len(parts[-1])
        if size > largest:
            raise WebError(f"it is larger than {largest >> 20} MB")
        if time.monotonic() > ends:
            raise WebError(f"it is not whole after {_WHOLE:.0f} seconds")
    if came < (expected or 0) or (unpack and not unpack.eof):
        raise IncompleteRead(b"")
    return b"".join(parts)


def _shorten(reason: object) -> str:
    return conceal(" ".join(str(reason).split()))[:200].rstrip(".")
