"""Which files does the admin page consist of?"""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
DECAP = "decap-cms.js"
"""Decap CMS as its makers publish it. It stands here packed: it has five megabytes."""
_OWN = (
    "start.js",
    "editor.js",
    "controls.js",
    "findings.js",
    "phrases.js",
    "js-yaml.min.js",
    "tidy.js",
    "outlook.js",
    "yaml.js",
    "editor.css",
)
_STYLES = ("reports/findings.css", "changes/redline/redline.css")
_PLACE = "@configuration@"
_POLICY = "<!-- policy -->\n"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the admin page."""

    data: bytes
    type: str
    is_packed: bool = False
    """Whether `data` is packed with gzip."""


def make_assets(configuration: dict[str, Any], *, is_local: bool, policy: str = "") -> dict[str, Asset]:
    """The files of the admin page by their names; the page itself has none.

    `is_local` is whether our server answers it; `policy` is its Content Security Policy where no server tells it.
    """
    told = json.dumps({"is_local": is_local, "decap": configuration}, ensure_ascii=False).replace("<", "\\u003c")
    page = _read("index.html").decode().replace(_POLICY, _meta(policy)).replace(_PLACE, told).encode()
    own = {name: Asset(_read(name), TYPES[f".{name.rpartition('.')[2]}"]) for name in _OWN}
    styles = b"".join(files("build_tools").joinpath(name).read_bytes() for name in _STYLES)
    outlook = Asset(styles + _read("outlook.css"), TYPES[".css"])
    decap = Asset(_read(f"{DECAP}.gz"), TYPES[".js"], is_packed=True)
    return {"": Asset(page, TYPES[".html"]), **own, "outlook.css": outlook, DECAP: decap}


def _meta(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n' if policy else ""


def unpacked(asset: Asset) -> bytes:
    """What a file holds."""
    return gzip.decompress(asset.data) if asset.is_packed else asset.data


def read_licences() -> dict[str, bytes]:
    """The licences of what the page brings, which go where it goes, by their names."""
    return {name: _read(name) for name in ("LICENSES.decap-cms.txt", "LICENSE.js-yaml")}


@cache
def _read(name: str) -> bytes:
    return files("build_tools.editor").joinpath("page", name).read_bytes()
