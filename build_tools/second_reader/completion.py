"""Reads a chat completion (OpenAI API), whether it is streamed or not, in bounded size."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any

from build_tools.project.environment import READER_URL
from build_tools.second_reader.errors import AGAIN, READ_THEM, ReaderError, shorten

_LARGEST = 4 << 20
"""The most bytes of a completion."""
_CHUNK = 1 << 16
_END = b"[DONE]"


def read_completion(response: HTTPResponse, ends: float) -> str:
    """The text of a completion. Raises ReaderError: there is none, or not all of it.

    `ends` is the deadline, by the monotonic clock.
    """
    if response.headers.get_content_type() != "text/event-stream":
        text, _ = _join(iter([b"".join(_read_chunks(response, ends))]))
        return text
    text, is_whole = _join(_read_events(_read_chunks(response, ends)))
    if not is_whole:
        raise ReaderError("its answer is cut off: the connection has ended before the answer", AGAIN)
    return text


def read_reason(data: bytes) -> str:
    """The reason that the body of a refusal gives, of any length."""
    reason = _reason_of(_parse(data))
    return reason if reason.strip() else "it gives no reason"


def _read_chunks(response: HTTPResponse, ends: float) -> Iterator[bytes]:
    size = 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > _LARGEST:
            raise ReaderError(f"its answer is larger than {_LARGEST >> 20} MB", READ_THEM)
        if time.monotonic() > ends:
            return
        yield chunk
    if response.length:
        raise ReaderError("its answer is cut off: the connection has ended before the answer", AGAIN)


def _read_events(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the data of each server-sent event (WHATWG HTML, 9.2). These servers write each in one line."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line.partition(b":")[2].strip() for line in lines if line.startswith(b"data:"))
    if rest.startswith(b"data:"):
        yield rest.partition(b":")[2].strip()


def _join(pieces: Iterator[bytes]) -> tuple[str, bool]:
    """The text of the pieces of a completion, and whether the last one is there. Raises ReaderError."""
    text, refusal, ended = "", "", ""
    for piece in pieces:
        if piece == _END:
            ended = ended or "stop"
            break
        choice = _read_choice(piece)
        said = _get(choice, "delta") or _get(choice, "message")
        text += _text(said, "content")
        refusal += _text(said, "refusal")
        ended = _text(choice, "finish_reason") or ended
    if refusal or ended == "content_filter":
        raise ReaderError(
            f"it refuses to answer: {shorten(refusal).rstrip('.') or 'a filter has stopped it'}", READ_THEM
        )
    if ended == "length":
        raise ReaderError("its answer is cut off: the model has reached its limit of length", AGAIN)
    return text, bool(ended)


def _read_choice(piece: bytes) -> Any:
    """The first choice of a piece; none if it has none. Raises ReaderError: it is no piece, or reports an error."""
    content = _parse(piece)
    if not isinstance(content, dict):
        what = f"it answers with something that is not JSON: {shorten(piece.decode(errors='replace'), 80)!r}"
        raise ReaderError(what, f"Check {READER_URL}: it ends with /v1 for most servers.")
    if content.get("error"):
        raise ReaderError(
            f"it reports an error: {shorten(_reason_of(content)).rstrip('.') or 'it gives no reason'}", AGAIN
        )
    choices = content.get("choices")
    return choices[0] if isinstance(choices, list) and choices else None


def _reason_of(content: Any) -> str:
    found = _get(content, "error") or _get(content, "message")
    found = _get(found, "message") if isinstance(found, dict) else found
    return found if isinstance(found, str) else ""


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _text(value: Any, key: str) -> str:
    found = _get(value, key)
    return found if isinstance(found, str) else ""
