"""How is a change told to a customer?"""

from build_tools.model.change import Change, Side
from build_tools.model.expand import expand_text
from build_tools.model.policy import Policy
from build_tools.model.rule import Rule
from build_tools.model.text import Prose
from build_tools.model.value import Value
from build_tools.model.words import say

_NAMES = ("name", "title", "text", "words")
"""What names an entry for a reader, the first that it has."""
_LONGEST = 30
"""How many words of a passage a message quotes."""


def tell_words(before: str, after: str) -> str:
    """What words were, and what they are now; empty words are not there."""
    old, new = _shorten(before), _shorten(after)
    if old and new:
        return f'"{old}" now reads "{new}"'
    return f'new: "{new}"' if new else f'gone: "{old}"'


def _shorten(text: str) -> str:
    words = text.split()
    return text if len(words) <= _LONGEST else " ".join(words[:_LONGEST]) + " …"


class Telling:
    """Fills the sentences of rules in, each side with the facts of its own policy."""

    def __init__(self, before: Policy, after: Policy) -> None:
        self._before, self._after = before, after

    def __call__(self, rule: Rule, change: Change) -> str:
        """A rule's sentence with the entry and both values in their places."""
        entry = self._name(change.after, self._after) or self._name(change.before, self._before)
        return rule.fill(
            entry=entry or change.fact.partition(".")[0],
            before=self.say(change.before.value, self._before),
            after=self.say(change.after.value, self._after),
            path=change.path,
            change=tell_words(*self.sides(change)),
        )

    def sides(self, change: Change) -> tuple[str, str]:
        """What was there and what is there now, in words; empty where nothing is."""
        sides = (change.before.value, self._before), (change.after.value, self._after)
        before, after = ("" if value is None else self.say(value, policy) for value, policy in sides)
        return before, after

    def _name(self, side: Side, policy: Policy) -> str:
        """The name of the entry that a side belongs to; empty where it belongs to none."""
        return self.say(side.entry, policy) if side.entry else ""

    def say(self, value: object, policy: Policy) -> str:
        """A value in words: an entry by its name, a text with the facts that it refers to."""
        match value:
            case None | ():
                return "nothing"
            case bool():
                return "yes" if value else "no"
            case Value():
                named = (getattr(value, name, None) for name in (*_NAMES, "data", "mechanism"))
                return self.say(next(filter(None, named), type(value).__name__.lower()), policy)
            case tuple():
                return ", ".join(self.say(item, policy) for item in value)
            case Prose():
                return expand_text(value, policy)
            case _:
                return say(value, policy.publication.language)
