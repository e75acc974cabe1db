"""How are facts written as YAML, in the form that the source keeps?"""

from typing import Any

import yaml

_WIDTH = 100
_LONG = 90
"""From how many letters on a text stands on lines of its own."""


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, double quotes only where they are needed, long texts folded, no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - its own signature
        return True

    def choose_scalar_style(self) -> Any:
        style = super().choose_scalar_style()
        return '"' if style == "'" else style


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > _LONG else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def write_yaml(value: Any) -> bytes:
    """A whole file of facts: mappings, lists, texts, whole numbers and truth values."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2)
    return text.encode()
