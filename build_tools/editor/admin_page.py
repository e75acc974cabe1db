"""Makes the files of the admin page, for the local server or for a host of git.

On a host of git the page writes to the repository without our server. It has no preview of the impact then: each save
is a commit on its own branch with a pull request, which says what the change means.
"""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from build_tools.editor.configuration import make_configuration, templates_of
from build_tools.editor.files import RefusedEditError
from build_tools.model.text import is_safe
from build_tools.model.tree import Tree

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
_DECAP = "decap-cms.js"  # the bundle of Decap CMS. It is stored with gzip: it has five megabytes
_FILES = (
    "start.js", "editor.js", "controls.js", "findings.js", "phrases.js", "js-yaml.min.js", "tidy.js", "impact.js",
    "yaml.js", "editor.css",
)  # fmt: skip
_STYLES = ("reports/findings.css", "changes/redline/redline.css")
_LICENCES = ("LICENSES.decap-cms.txt", "LICENSE.js-yaml")
_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)+", re.ASCII)
_HOSTS = {"github": "https://github.com", "gitlab": "https://gitlab.com"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the admin page."""

    data: bytes
    type: str
    is_packed: bool = False  # packed with gzip

    def unpack(self) -> bytes:
        """The content of the file."""
        return gzip.decompress(self.data) if self.is_packed else self.data


@dataclass(frozen=True, slots=True)
class Host:
    """The host of a repository, and how people log in there."""

    kind: str  # `github` or `gitlab`
    repository: str  # `owner/name`; on GitLab a path of groups
    branch: str
    login: str = ""
    """GitHub: the address of the server that exchanges the login (Decap's manual: external OAuth clients)."""
    application: str = ""  # GitLab: the id of the application, registered with PKCE and the scope `api`
    address: str = ""  # the address of a self-hosted host; empty for github.com and gitlab.com

    def check(self) -> None:
        """Check the settings that this kind of host needs. Raises: RefusedEditError: one is missing or wrong."""
        if not _REPOSITORY.fullmatch(self.repository):
            raise RefusedEditError(f"{self.repository!r} is not the name of a repository. Write --repo owner/name.")
        if self.kind == "github" and not self.login:
            what = "GitHub needs a server for the login; a page alone cannot log in."
            raise RefusedEditError(f"{what} Give its address with --login.")
        if self.kind == "gitlab" and not self.application:
            raise RefusedEditError("GitLab needs the id of the application that logs in. Give it with --app-id.")
        for address in filter(None, (self.login, self.address)):
            if not is_safe(address):
                raise RefusedEditError(f"{address!r} is not encrypted. Write an address with https://.")

    @property
    def settings(self) -> dict[str, str]:
        """The backend in Decap's configuration."""
        own = self.address.rstrip("/")
        backend = {"name": self.kind, "repo": self.repository, "branch": self.branch}
        if self.kind == "github":
            return backend | {"base_url": self.login.rstrip("/")} | ({"api_root": f"{own}/api/v3"} if own else {})
        api = {"api_root": f"{own}/api/v4", "base_url": own} if own else {}
        return backend | {"auth_type": "pkce", "app_id": self.application} | api

    @property
    def content_security_policy(self) -> str:
        """What the page may do and which origin it may call, since no server of ours sends the header."""
        address = urlsplit(self.address or _HOSTS[self.kind])
        is_github = self.kind == "github" and not self.address
        origin = "https://api.github.com" if is_github else f"{address.scheme}://{address.netloc}"
        return (
            "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            f"font-src 'self' data:; img-src 'self' data: blob: {origin}; connect-src 'self' blob: {origin}; "
            "base-uri 'none'; form-action 'none'"
        )


def make_assets(
    configuration: dict[str, Any], *, is_local: bool, has_reader: bool = False, policy: str = ""
) -> dict[str, Asset]:
    """The files of the admin page by their names; the page itself has an empty name.

    If it `has_reader`, it offers to ask the second reader. `policy` is its Content Security Policy if no server sends
    one.
    """
    values = {"is_local": is_local, "has_reader": has_reader, "decap": configuration}
    settings = json.dumps(values, ensure_ascii=False).replace("<", "\\u003c")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n' if policy else ""
    page = _read("index.html").decode().replace("<!-- policy -->\n", meta).replace("@configuration@", settings)
    own = {name: Asset(_read(name), TYPES[f".{name.rpartition('.')[2]}"]) for name in _FILES}
    styles = b"".join(files("build_tools").joinpath(name).read_bytes() for name in _STYLES)
    impact = Asset(styles + _read("impact.css"), TYPES[".css"])
    decap = Asset(_read(f"{_DECAP}.gz"), TYPES[".js"], is_packed=True)
    return {"": Asset(page.encode(), TYPES[".html"]), **own, "impact.css": impact, _DECAP: decap}


def make_hosted_page(tree: Tree, host: Host) -> dict[str, bytes]:
    """The files of the admin page on a host, and the licences of its libraries."""
    host.check()
    configuration = make_configuration(host.settings, templates_of(tree)) | {"publish_mode": "editorial_workflow"}
    assets = make_assets(configuration, is_local=False, policy=host.content_security_policy)
    licences = {name: _read(name) for name in _LICENCES}
    return {name or "index.html": asset.unpack() for name, asset in assets.items()} | licences


@cache
def _read(name: str) -> bytes:
    return files("build_tools.editor").joinpath("page", name).read_bytes()
