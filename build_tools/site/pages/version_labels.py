"""How are days and versions said on a page?"""

from dataclasses import dataclass

from build_tools.model.day import KnownDay
from build_tools.model.history_wording import HistoryLabels
from build_tools.model.localize import say
from build_tools.model.normalization import normalize
from build_tools.model.publication import Publication
from build_tools.model.text import PlaceholderText
from build_tools.model.version import Standing, Version, Versions
from build_tools.text.escaping import escape_markdown


@dataclass(frozen=True, slots=True)
class VersionLabels:
    """The organisation's words around versions, in the language of its site."""

    labels: HistoryLabels
    language: str
    """BCP 47."""

    def day(self, day: KnownDay) -> str:
        """A day as people and programs read it."""
        return f'<time datetime="{day}">{say(day, self.language)}</time>'

    def on(self, phrase: PlaceholderText, **days: KnownDay) -> str:
        """A phrase with its days."""
        return phrase.fill(**{place: self.day(day) for place, day in days.items()})

    def plainly(self, phrase: PlaceholderText, **days: KnownDay) -> str:
        """The same, without markup."""
        return phrase.fill(**{place: say(day, self.language) for place, day in days.items()})

    def correction(self, was: KnownDay | None) -> tuple[str, ...]:
        """The sentence that a day was corrected, and what it was; nothing where it was not."""
        return (self.on(self.labels.corrected, day=was),) if was else ()

    def name(self, version: Version) -> str:
        """The name of a version: its day, with a number where it is not the first of that day."""
        _, _, number = version.name.partition(".")
        return self.day(version.published.day) + (f" ({number})" if number else "")

    def plain_name(self, version: Version | Publication) -> str:
        """The same, without markup; of a publication too."""
        _, _, number = version.name.partition(".")
        return say(version.published.day, self.language) + (f" ({number})" if number else "")

    def beside(self, version: Version, standing: Standing) -> str:
        """What stands beside the name of a version in a list; empty where it was in force and no longer is."""
        match standing:
            case Standing.IN_FORCE:
                return self.labels.now
            case Standing.COMING:
                return self.on(self.labels.from_day, day=version.start)
            case Standing.NEVER_APPLIED:
                return self.labels.never
            case Standing.ENDED:
                return ""

    def changes(self, before: Version | None, version: Version) -> str:
        """What a version changed, in a few words: the titles of the passages, in Markdown."""
        if before is None:
            return self.labels.first
        old, new = _passages(before), _passages(version)
        told = (
            (self.labels.new, [new[anchor][0] for anchor in new if anchor not in old]),
            (self.labels.changed, [new[anchor][0] for anchor in new if anchor in old and new[anchor] != old[anchor]]),
            (self.labels.removed, [old[anchor][0] for anchor in old if anchor not in new]),
        )
        said = [
            phrase.fill(passages=say(tuple(map(escape_markdown, titles)), self.language))
            for phrase, titles in told
            if titles
        ]
        return ". ".join(said) if said else self.labels.reworded

    def since(self, versions: Versions, anchor: str) -> str:
        """Since when an entry has been there, and when it last changed."""
        appeared, changed = versions.appeared(anchor).published.day, versions.changed(anchor).published.day
        if appeared == changed:
            return self.on(self.labels.listed, day=appeared)
        return self.on(self.labels.listed_changed, listed=appeared, changed=changed)


def _passages(version: Version) -> dict[str, tuple[str, str]]:
    """The title and the words of the passages at the top of a text: its sections, or else the entries of its tables."""
    parts = version.document.parts
    top = min((part.level for part in parts.values() if part.level > 1), default=0)
    return {anchor: (part.title, normalize(part.words)) for anchor, part in parts.items() if part.level == top}
