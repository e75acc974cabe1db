"""Replaces names and addresses in imported texts by references to facts, and writes the files of sections."""

import re
from collections.abc import Mapping
from typing import Any

from build_tools.importing.inline import disarm


class References:
    """Replaces names in prose by references to the facts that hold them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` has the reference of each name, `controller.name`."""
        self._names = {name: f"{{{{ {reference} }}}}" for name, reference in names.items() if name}
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![^\W_])(?<![@.-])(?:{'|'.join(longest_first) or '(?!)'})(?![^\W_]|[@-]|\.\w)")
        mailboxes = (name for name, reference in names.items() if reference == "controller.privacy_mailbox")
        self._mailbox = next(mailboxes, "")

    def put(self, text: str) -> str:
        """A text with references in place of names. Addresses stay as they are, except for the mailbox."""
        pieces = re.split(r"(\]\([^)]*\)|\{\{[^}]*\}\}|\{ #[^}]*\}|https?://\S+)", text)
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                pieces[place] = self._pattern.sub(lambda match: self._names[match[0]], piece)
            elif self._mailbox and piece == f"](mailto:{self._mailbox})":
                pieces[place] = f"](mailto:{self._names[self._mailbox]})"
        return "".join(pieces)

    def put_all(self, value: Any, key: str = "") -> Any:
        """The same in all prose of the list `key` of facts; ids stay, and names that are facts themselves."""
        if isinstance(value, dict):
            return {
                name: part if (key, name) == ("subprocessors", "name") else self.put_all(part, name)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [self.put_all(part, key) for part in value]
        return self.put(value) if isinstance(value, str) and key in _PROSE else value

    def write(self, title: str, body: str) -> bytes:
        """The file of a section."""
        front = f"---\ntitle: {_quoted(self.put(title))}\n---\n\n" if title else ""
        return f"{front}{self.put(disarm(body))}\n".encode()


_PROSE = {"name", "text", "purpose", "remark", "criteria", "starts", "basis", "afterwards"}


def _quoted(text: str) -> str:
    if re.fullmatch(r"[A-Za-z][^:#\[\]{}\"'`|>&*!%@\\]*", text) and text == text.strip() and not text.endswith(":"):
        return text if text.lower() not in {"true", "false", "null"} else f'"{text}"'
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
