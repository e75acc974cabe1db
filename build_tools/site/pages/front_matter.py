"""How does a page tell a site generator what it is?"""

import json
from collections.abc import Mapping
from typing import Any

from build_tools.model.page import Page

UNSEARCHED: Mapping[str, Any] = {"search": {"exclude": True}}
"""What keeps a page out of the site's own search."""


def write_page(path: str, body: str, menu: str = "", **front: object) -> Page:
    """A page with its front matter; what is empty is left out. Without `menu` it stands in no menu."""
    # JSON is YAML, and needs no YAML writer here
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
    return Page(path, menu, "\n".join(("---", *lines, "---", "", body)))
