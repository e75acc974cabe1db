"""Writes the policies that forbid pages what they do not need, and refuses pages that such a policy would not protect.

Content Security Policy Level 3 (W3C): nothing but what the site itself holds; of scripts and styles that stand within a
page, those whose SHA-256 is named. There is no `unsafe-inline`. Only what is ours is named, whatever stands in a page.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.content_security_policy import ThemeInline
from build_tools.delivery.errors import DeliveryError

_NAMED = 'http-equiv="Content-Security-Policy"'
_CHARSET = re.compile(r'<meta charset="utf-8">')
_GUARD = re.compile(rf'\n  <meta {_NAMED} content="[^"]*">'.encode())
_POLICY = re.compile(rf'<meta {_NAMED} content="([^"]*)">')
_NAMES = {"script": "a script", "style": "a style sheet", "style=…": "a style"}
_RUNS = {"", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript"}
"""The types of scripts that run; any other is data (HTML, 4.12.1)."""
_POWERS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)


@dataclass
class Inline:
    """What stands within pages and not in files of its own, by its hashes as a policy names them."""

    scripts: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    """Of style sheets."""
    attributes: set[str] = field(default_factory=set)
    """Of `style="…"`."""


def find_inline(site: BuiltSite) -> Inline:
    """What stands within the pages of a site, as each page names it in its own policy.

    Raises: DeliveryError: a page has a handler, `onclick="…"`, which no hash allows, or what its build did not name.
    """
    inline = Inline()
    for path in site.files:
        if path.endswith(".html"):
            page = site.read(path).decode(errors="replace")
            _add(_read(page, path), inline, path, _Named(page))
    return inline


def read_inline(page: str, path: str, own: ThemeInline) -> Inline:
    """What stands within a page; `path` is where it is.

    Raises: DeliveryError: a page has a handler, or what is not ours.
    """
    return _add(_read(page, path), Inline(), path, own)


def _read(page: str, path: str) -> "_Reader":
    reader = _Reader(path)
    reader.feed(page)
    reader.close()
    return reader


def _add(reader: "_Reader", inline: Inline, path: str, own: "ThemeInline | _Named") -> Inline:
    """Add what a page holds, if it is allowed there."""
    into = {"script": inline.scripts, "style": inline.styles, "style=…": inline.attributes}
    for kind, content in reader.found:
        if not own.holds(kind, content):
            what = f"{path} holds {_NAMES[kind]} that is not part of the theme: {' '.join(content.split())[:60]!r}"
            raise DeliveryError(what, "Remove it, or put it into a file or a template of site_overrides/.")
        into[kind].add(_source(content))
    return inline


def content_policy(inline: Inline, *, in_page: bool = False) -> str:
    """The value of `Content-Security-Policy`; `in_page` leaves out what a page cannot say of itself (CSP3, 4.2.5)."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in _directives(inline, in_page=in_page))


def add_policy_meta(page: str, path: str, own: ThemeInline) -> str:
    """A page that says itself what may run within it, for hosts that send no headers.

    Raises: DeliveryError: as above.
    """
    policy = content_policy(read_inline(page, path, own), in_page=True)
    return _CHARSET.sub(lambda match: f'{match[0]}\n  <meta {_NAMED} content="{policy}">', page, count=1)


def remove_policy_meta(page: bytes) -> bytes:
    """The same page without that, to be previewed by a server that puts a script of its own into it."""
    return _GUARD.sub(b"", page, count=1)


def security_headers(inline: Inline) -> tuple[tuple[str, str], ...]:
    """The headers that every answer of the host has, by their names.

    HSTS counts for this host alone (RFC 6797), since others below it are not ours to speak for.
    """
    return (
        ("Content-Security-Policy", content_policy(inline)),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", ", ".join(f"{power}=()" for power in _POWERS)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def _directives(inline: Inline, *, in_page: bool) -> Iterator[tuple[str, Iterable[str]]]:
    yield "default-src", ["'none'"]
    yield "script-src", ["'self'", *sorted(inline.scripts)]
    yield "style-src", ["'self'", *sorted(inline.styles)]
    if inline.attributes:  # alignment within tables of Markdown, say
        yield "style-src-attr", ["'unsafe-hashes'", *sorted(inline.attributes)]
    yield "img-src", ["'self'", "data:"]  # the theme's icons stand within its style sheets
    yield "font-src", ["'self'"]
    yield "connect-src", ["'self'"]  # the search, and the texts that are compared
    yield "worker-src", ["'self'"]
    yield "manifest-src", ["'self'"]
    yield "base-uri", ["'none'"]
    yield "form-action", ["'self'"]
    if not in_page:
        yield "frame-ancestors", ["'none'"]


def _source(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


@dataclass(frozen=True)
class _Named:
    """What the policy within a page names."""

    page: str

    def holds(self, _kind: str, content: str) -> bool:
        guard = _POLICY.search(self.page)
        return guard is not None and _source(content) in guard[1]


class _Reader(HTMLParser):
    """Finds what runs or paints within a page."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        """Each script, style sheet and `style=…`, with what it holds."""
        self._path = path
        self._into = ""
        self._content: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        for name in known:
            if name.startswith("on"):
                what = f"{self._path} has <{tag} {name}=…>, a script that a policy without unsafe-inline forbids"
                raise DeliveryError(what, "Put it into a file of site_overrides/assets/scripts/.")
        if "style" in known:
            self.found.append(("style=…", known["style"]))
        runs = tag == "script" and "src" not in known and known.get("type", "").strip().lower() in _RUNS
        if runs or tag == "style":
            self._into, self._content = tag, []

    def handle_data(self, data: str) -> None:
        self._content.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._into and tag in {"script", "style"}:
            self.found.append((self._into, "".join(self._content)))
            self._into = ""
