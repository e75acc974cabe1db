"""Which nodes does a YAML text consist of, and what in it is refused that a lawyer would not see?"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml
import yaml.composer
import yaml.scanner
from yaml.nodes import Node, ScalarNode

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that YAML allows and we do not."""

    mark: yaml.Mark
    check: str
    what: str
    remedy: str


def compose(text: str) -> tuple[Node | None, list[Refusal]]:
    """The root node of a text, None if it is empty, and what is refused in it.

    Raises: yaml.YAMLError: the text is not valid YAML.
    """
    with suppress(yaml.YAMLError):
        # libyaml reads ten times faster and words its errors worse: it serves where there is nothing to say
        fast = _Fast(text)
        return fast.get_single_node(), fast.refusals
    slow = _Slow(text)
    try:
        return slow.get_single_node(), slow.refusals
    except (ValueError, OverflowError):  # PyYAML's chr() of an escape such as "\UFFFFFFFF"
        what = "found an escape of no character"
        raise yaml.scanner.ScannerError(None, None, what, slow.get_mark()) from None


class _Refusing(yaml.composer.Composer):
    """PyYAML's composer, which refuses aliases, anchors, tags and deep nesting."""

    depth = 0

    def begin(self) -> None:
        """What this class needs besides what the parsers set up."""
        yaml.composer.Composer.__init__(self)
        self.refusals: list[Refusal] = []

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[attr-defined]  # the parser's, which is mixed in below
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[attr-defined]
            self._refuse(event, "alias", f"the alias *{event.anchor} is not allowed", "Write the value out.")
            return ScalarNode("", "")
        if event.anchor is not None:
            self._refuse(event, "alias", f"the anchor &{event.anchor} is not allowed", "Remove it.")
            event.anchor = None
        if event.tag is not None:
            self._refuse(event, "tag", f"the tag {event.tag!r} is not allowed", "Remove it; put text in quotes.")
        self.depth += 1
        if self.depth > _DEEPEST:
            raise yaml.composer.ComposerError(None, None, "nested too deep", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, event: Any, check: str, what: str, remedy: str) -> None:
        self.refusals.append(Refusal(event.start_mark, check, what, remedy))


class _Slow(_Refusing, yaml.BaseLoader):
    """Composes what PyYAML itself has parsed."""

    def __init__(self, text: str) -> None:
        yaml.BaseLoader.__init__(self, text)
        self.begin()


_FastLoader: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


class _Fast(_Refusing, _FastLoader):  # type: ignore[misc]  # which class it is shows when it runs
    """Composes what libyaml has parsed, where PyYAML was built with it."""

    def __init__(self, text: str) -> None:
        _FastLoader.__init__(self, text)
        self.begin()
