"""How is the same admin page made for a host of git, where it writes to the repository without our server?

There is no outlook beside the form then: each save is a commit on a branch of its own with a pull request, and what it
means is told there.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from build_tools.editor.admin_page import make_assets, read_licences, unpacked
from build_tools.editor.configuration import Backend, make_configuration
from build_tools.editor.files import RefusedEditError
from build_tools.model.text import is_safe
from build_tools.model.tree import Tree

_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)+", re.ASCII)
_HOSTS = {"github": "https://github.com", "gitlab": "https://gitlab.com"}
_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Host:
    """Where the repository is kept, and how one logs in there."""

    kind: str
    """`github` or `gitlab`."""
    repository: str
    """`owner/name`; on GitLab a path of groups."""
    branch: str
    """The branch that is published."""
    login: str = ""
    """GitHub: the address of the server that exchanges the login (Decap's manual: external OAuth clients)."""
    application: str = ""
    """GitLab: the id of the application, registered with PKCE and the scope `api`."""
    address: str = ""
    """The address of a host of one's own; empty for github.com and gitlab.com."""

    def check(self) -> None:
        """Look whether everything is said that this kind of host needs.

        Raises: RefusedEditError: something is missing or is no address.
        """
        if not _REPOSITORY.fullmatch(self.repository):
            raise RefusedEditError(f"{self.repository!r} names no repository. Write --repo owner/name.")
        if self.kind == "github" and not self.login:
            raise RefusedEditError(
                "GitHub lets nobody log in from a page alone. Name the server that does it with --login."
            )
        if self.kind == "gitlab" and not self.application:
            raise RefusedEditError("GitLab wants to know the application that logs in. Name its id with --app-id.")
        for address in filter(None, (self.login, self.address)):
            if not is_safe(address):
                raise RefusedEditError(f"{address!r} is not protected on its way. Write an address with https://.")

    @property
    def settings(self) -> dict[str, str]:
        """The backend as Decap CMS wants to have it told."""
        own = self.address.rstrip("/")
        told = {"name": self.kind, "repo": self.repository, "branch": self.branch}
        if self.kind == "github":
            return told | {"base_url": self.login.rstrip("/")} | ({"api_root": f"{own}/api/v3"} if own else {})
        api = {"api_root": f"{own}/api/v4", "base_url": own} if own else {}
        return told | {"auth_type": "pkce", "app_id": self.application} | api

    @property
    def asked(self) -> tuple[str, ...]:
        """The origins that the page may ask."""
        address = urlsplit(self.address or _HOSTS[self.kind])
        origin = f"{address.scheme}://{address.netloc}"
        return ("https://api.github.com",) if self.kind == "github" and not self.address else (origin,)


def make_hosted_page(tree: Tree, host: Host) -> dict[str, bytes]:
    """The files of the admin page of a source on a host, by their names.

    Raises: RefusedEditError: something about the host is missing.
    """
    host.check()
    layouts = [name.removesuffix(".md") for name in tree.under("templates/documents/")]
    configuration = make_configuration(Backend(host.settings), layouts) | {"publish_mode": "editorial_workflow"}
    assets = make_assets(configuration, is_local=False, policy=_policy(host))
    return {name or _INDEX: unpacked(asset) for name, asset in assets.items()} | read_licences()


def _policy(host: Host) -> str:
    """What the page may do and whom it may ask (Content Security Policy), since no server of ours says so."""
    asked = " ".join(host.asked)
    return (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        f"img-src 'self' data: blob: {asked}; connect-src 'self' blob: {asked}; base-uri 'none'; form-action 'none'"
    )
