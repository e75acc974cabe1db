"""Writes the days, names and changes of versions for pages."""

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
    """The organisation's words for versions, in the language of its site."""

    labels: HistoryLabels
    language: str
    """BCP 47."""

    def day(self, day: KnownDay) -> str:
        """A day for people and programs."""
        return f'<time datetime="{day}">{say(day, self.language)}</time>'

    def on(self, phrase: PlaceholderText, **days: KnownDay) -> str:
        """A phrase with its days."""
        return phrase.fill(**{place: self.day(day) for place, day in days.items()})

    def plainly(self, phrase: PlaceholderText, **days: KnownDay) -> str:
        """The same, without markup."""
        return phrase.fill(**{place: say(day, self.language) for place, day in days.items()})

    def correction(self, was: KnownDay | None) -> tuple[str, ...]:
        """The sentence that a wrong day was corrected; nothing where there was none."""
        return (self.on(self.labels.corrected, day=was),) if was else ()

    def name(self, version: Version) -> str:
        """The name of a version: its day, with a number from the second version of a day on."""
        return self.day(version.published.day) + _number(version)

    def plain_name(self, version: Version | Publication) -> str:
        """The name of a version or a publication, without markup."""
        return say(version.published.day, self.language) + _number(version)

    def standing(self, version: Version, standing: Standing) -> str:
        """The note next to the name of a version in a list; empty for a version that is no longer in force."""
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
        """The changes of a version in a few words: the titles of the passages, in Markdown."""
        if before is None:
            return self.labels.first
        old, new = _passages(before), _passages(version)
        groups = (
            (self.labels.new, [new[anchor][0] for anchor in new if anchor not in old]),
            (self.labels.changed, [new[anchor][0] for anchor in new if anchor in old and new[anchor] != old[anchor]]),
            (self.labels.removed, [old[anchor][0] for anchor in old if anchor not in new]),
        )
        sentences = [
            phrase.fill(passages=say(tuple(map(escape_markdown, titles)), self.language))
            for phrase, titles in groups
            if titles
        ]
        return ". ".join(sentences) or self.labels.reworded

    def since(self, versions: Versions, anchor: str) -> str:
        """Since when an entry is listed, and when it last changed."""
        appeared, changed = versions.appeared(anchor).published.day, versions.changed(anchor).published.day
        if appeared == changed:
            return self.on(self.labels.listed, day=appeared)
        return self.on(self.labels.listed_changed, listed=appeared, changed=changed)


def _number(version: Version | Publication) -> str:
    number = version.name.partition(".")[2]
    return f" ({number})" if number else ""


def _passages(version: Version) -> dict[str, tuple[str, str]]:
    """The title and the words of the passages at the top of a text: its sections, or else the entries of its tables."""
    parts = version.document.parts
    top = min((part.level for part in parts.values() if part.level > 1), default=0)
    return {anchor: (part.title, normalize(part.words)) for anchor, part in parts.items() if part.level == top}
