"""Writes the Content Security Policy of pages and hosts, and refuses a page that the policy would not protect.

Content Security Policy Level 3 (W3C): a page loads only files of its site. A script or style inside a page runs only if
the policy names its SHA-256, and only those that the theme's templates write are named: any other was put there through
a text, a plugin or a cache. There is no `unsafe-inline`.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser

from build_tools.delivery.built_site import BuiltSite
from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.inline_scanner import scan

_NAMED = 'http-equiv="Content-Security-Policy"'
_CHARSET = re.compile(r'<meta charset="utf-8">')
_META = re.compile(rf'\n  <meta {_NAMED} content="[^"]*">'.encode())
_POLICY = re.compile(rf'<meta {_NAMED} content="([^"]*)">')
_STYLES, _HASH = re.compile(r"style-src ([^;]*)"), re.compile(r"'sha256-[^']*'")
_FORMS = re.compile(r"form-action 'self' ([^;]*)")
_NAMES = {"script": "a script", "style": "a style sheet", "style=…": "a style"}
_RUNS = {"", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript"}
"""The types of scripts that run; any other is data (HTML, 4.12.1)."""
_DENIED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi"),
    *("payment", "usb"),
)
"""The features of browsers that no page of the site needs (Permissions Policy, W3C)."""
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"\sstyle=\"([^\"{}]*)\"")
_FILLED_IN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_VALUE = r"""[^"'<>\\\n]*"""
"""What a template may fill in: a name or an address, which ends no string and no script."""
_ALIGNMENTS = frozenset({"text-align: left;", "text-align: right;", "text-align: center;"})


ThemeText = Mapping[str, Sequence[str]]
"""The contents of the scripts (`script`), style sheets (`style`) and attributes (`style=…`) of a theme's templates."""


@dataclass
class Inline:
    """The hashes of the scripts and styles that stand inside pages, in the form that a policy names them."""

    scripts: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    """Of `style="…"`."""
    forms: set[str] = field(default_factory=set)
    """The addresses on other hosts that forms may send to, as sources of a policy (CSP3, 2.3.1)."""


@dataclass(frozen=True)
class ThemeInline:
    """The scripts and styles that the theme writes inside pages."""

    scripts: tuple[re.Pattern[str], ...] = ()
    styles: tuple[re.Pattern[str], ...] = ()
    attributes: frozenset[str] = _ALIGNMENTS
    """Of `style="…"`."""
    added_styles: frozenset[str] = frozenset()
    """The hashes of the styles that the theme's scripts add to a page: `'sha256-…'`."""

    def holds(self, kind: str, content: str) -> bool:
        """Whether the theme writes a script, a style sheet (`style`) or a `style=…`."""
        if kind == "style=…":
            return content in self.attributes
        return any(pattern.fullmatch(content) for pattern in (self.scripts if kind == "script" else self.styles))


def find_theme_inline(texts: Iterable[str]) -> ThemeText:
    """The scripts and styles in the templates of a theme, as they are written there."""
    found: dict[str, dict[str, None]] = {"script": {}, "style": {}, "style=…": {}}
    for text in texts:
        for tag, _, content in _INLINE.findall(text):
            found[tag.lower()][content] = None
        found["style=…"] |= dict.fromkeys(_STYLE.findall(text))
    return {kind: list(contents) for kind, contents in found.items()}


def read_theme_inline(found: ThemeText, added_styles: frozenset[str] = frozenset()) -> ThemeInline:
    """The same with patterns for what Jinja fills in."""
    scripts, styles = (tuple(map(_make_pattern, found[tag])) for tag in ("script", "style"))
    return ThemeInline(scripts, styles, _ALIGNMENTS | {*found["style=…"]}, added_styles)


def _make_pattern(content: str) -> re.Pattern[str]:
    pieces, start = "", 0
    for match in _FILLED_IN.finditer(content):
        pieces += re.escape(content[start : match.start()]) + (_VALUE if match[0].startswith("{{") else "")
        start = match.end()
    return re.compile(pieces + re.escape(content[start:]))


def is_inline_script(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element holds a script that runs."""
    return tag == "script" and "src" not in attributes and attributes.get("type", "").strip().lower() in _RUNS


def find_inline(site: BuiltSite) -> Inline:
    """The scripts and styles inside a site's pages. Raises DeliveryError if a page's own policy does not name one."""
    inline = Inline()
    for path in site.files:
        if path.endswith(".html"):
            page = site.read(path).decode(errors="replace")
            policy = _POLICY.search(page)
            named = policy[1] if policy else ""
            inline.styles.update(_HASH.findall("".join(_STYLES.findall(named))))
            inline.forms.update(form for found in _FORMS.findall(named) for form in found.split())
            _add(page, path, inline, lambda _, content: _source(content) in named)  # noqa: B023 - called at once
    return inline


def read_inline(page: str, path: str, theme: ThemeInline) -> Inline:
    """The scripts and styles inside a page. Raises DeliveryError for a handler, or what the theme does not write."""
    inline = Inline(styles=set(theme.added_styles))
    _add(page, path, inline, theme.holds)
    return inline


def _add(page: str, path: str, inline: Inline, is_allowed: Callable[[str, str], bool]) -> None:
    goals = {"script": inline.scripts, "style": inline.styles, "style=…": inline.attributes}
    for kind, content in _read(page, path):
        if not is_allowed(kind, content):
            what = f"{path} holds {_NAMES[kind]} that is not part of the theme: {' '.join(content.split())[:60]!r}"
            raise DeliveryError(what, "Remove it, or put it into a file or a template of site_overrides/.")
        goals[kind].add(_source(content))


def _read(page: str, path: str) -> list[tuple[str, str]]:
    """The kind and the content of each script and style. Raises DeliveryError for a handler."""
    elements = scan(page)
    if elements is not None:
        return [found for element in elements for found in _of_element(*element)]
    reader = _Reader(path)
    reader.feed(page)
    reader.close()
    return reader.found


def _of_element(tag: str, attributes: Mapping[str, str], content: str) -> Iterator[tuple[str, str]]:
    if "style" in attributes:
        yield "style=…", attributes["style"]
    if is_inline_script(tag, attributes) or tag == "style":
        yield tag, content


def content_policy(inline: Inline, *, in_page: bool = False) -> str:
    """The value of `Content-Security-Policy`; `in_page` leaves out what a page cannot say of itself (CSP3, 4.2.5)."""
    directives: dict[str, Iterable[str]] = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *sorted(inline.scripts)],
        "style-src": ["'self'", *sorted(inline.styles)],
        # alignment within tables of Markdown, say
        **({"style-src-attr": ["'unsafe-hashes'", *sorted(inline.attributes)]} if inline.attributes else {}),
        "img-src": ["'self'", "data:"],  # the theme's icons stand within its style sheets
        "font-src": ["'self'"],
        "connect-src": ["'self'"],  # the search, and the texts that are compared
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *sorted(inline.forms)],
        **({} if in_page else {"frame-ancestors": ["'none'"]}),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def add_policy_meta(page: str, path: str, theme: ThemeInline, forms: Iterable[str] = ()) -> str:
    """A page with its policy in a `meta` element, for hosts that send no headers.

    `forms` are the addresses on other hosts that its forms may send to, and to which a browser may be led from there.
    """
    inline = read_inline(page, path, theme)
    inline.forms.update(map(_form_source, forms))
    policy = content_policy(inline, in_page=True)
    return _CHARSET.sub(lambda match: f'{match[0]}\n  <meta {_NAMED} content="{policy}">', page, count=1)


def remove_policy_meta(page: bytes) -> bytes:
    """The same page without its policy, for a preview whose server adds a script to each page."""
    return _META.sub(b"", page, count=1)


def security_headers(inline: Inline) -> tuple[tuple[str, str], ...]:
    """The security headers of every answer. HSTS is for this host alone: its subdomains may belong to others."""
    return (
        ("Content-Security-Policy", content_policy(inline)),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _DENIED)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def _form_source(address: str) -> str:
    """An address without its query, which no source has; `;` and `,` would end the source."""
    return re.sub(r"[;,&']", lambda match: f"%{ord(match[0]):02X}", address.partition("?")[0])


def _source(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._path = path
        self._open = ""
        self._content: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        for name in attributes:
            if name.startswith("on"):
                what = f"{self._path} has <{tag} {name}=…>, a script that a policy without unsafe-inline forbids"
                raise DeliveryError(what, "Put it into a file of site_overrides/assets/scripts/.")
        if "style" in attributes:
            self.found.append(("style=…", attributes["style"]))
        if is_inline_script(tag, attributes) or tag == "style":
            self._open, self._content = tag, []

    def handle_data(self, data: str) -> None:
        self._content.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in {"script", "style"}:
            self.found.append((self._open, "".join(self._content)))
            self._open = ""
