"""How does an old text read at its own address, where links lead from another folder and to texts of its own time?"""

import re
from collections.abc import Callable

_LINK = re.compile(r"(\]\(|^[ ]{0,3}\[[^\]]+\]:[ ]*)(?![a-z][a-z0-9+.-]*:|#|/)([^)\s#]*)(#[^)\s]*)?", re.MULTILINE)


def move_links(body: str, find: Callable[[str, str], str]) -> str:
    """A text in Markdown with other addresses in its links within the site.

    `find` is given the page that a link leads to, `subprocessors.md`, and the place in it, `#stripe` or nothing; it
    gives the new address.
    """
    return _LINK.sub(lambda match: f"{match[1]}{find(match[2], match[3] or '')}", body)


def as_served(address: str) -> str:
    """Where a page stands on the site: `../subprocessors/#stripe` for `../subprocessors.md#stripe`."""
    page, mark, place = address.partition("#")
    name = page.rpartition("/")[2]
    if not name.endswith(".md"):
        return address
    served = "" if name == "index.md" else f"{name.removesuffix('.md')}/"
    return f"{page.removesuffix(name)}{served}{mark}{place}"
