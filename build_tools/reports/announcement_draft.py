"""Drafts an announcement of findings: its front matter, and a text that the legal team completes."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from build_tools.model.finding import Finding
from build_tools.model.problem import end_sentence
from build_tools.model.rule import Duty
from build_tools.model.sentences import Phrases, Words
from build_tools.model.text import SLUG
from build_tools.source.announcements import make_placeholder
from build_tools.source.sentences import read_words
from build_tools.source.yaml_writer import write_value
from build_tools.text.escaping import in_one_line

FOLDER = "policy_src/announcements"
_REQUEST = (
    "Say in your own words what this means for customers, and why. Make sure that what stands below is still said. "
    "Then delete these words in brackets"
)
_MARKUP = re.compile(r"[\\`*_{}\[\]]")
_LONGEST_NAME = 60
_LONGEST = 100
"""The most characters of a title, and of the comment above an id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement that is to be completed."""

    findings: tuple[Finding, ...]
    """The findings that it covers, at least one; the most important first."""
    effective: date | None
    """The earliest lawful day; none where all may take effect at once."""
    phrases: Phrases
    """Words of the language of the policy."""

    @property
    def object_until(self) -> date | None:
        """The last day to object; none where customers cannot, or no day is to be announced."""
        can_object = any(finding.rule.duty is Duty.OBJECT for finding in self.findings)
        return self.effective if can_object else None

    @property
    def title(self) -> str:
        """The title of the most important finding, and the number of others."""
        rest = len(self.findings) - 1
        title = _cut(in_one_line(self.findings[0].title or self.findings[0].message.removesuffix(".")))
        if rest > 1:
            return self.phrases.more.fill(title=title, count=str(rest))
        return self.phrases.one_more.fill(title=title) if rest else title

    @property
    def text(self) -> str:
        """The whole file. Comments explain each id; a form drops them, and shows the sentences itself."""
        front = [f"title:{write_value('title', self.title.replace('<', '&lt;'), '')}"]
        front += [f"effective: {self.effective}"] * (self.effective is not None)
        front += [f"object_until: {self.object_until}"] * (self.object_until is not None)
        front.append("findings:")
        for finding in self.findings:
            front += [f"  # {_cut(in_one_line(finding.message))}", f"  - {finding.id}"]
        facts = "".join(f"- {_as_markdown(_facts(finding))}\n" for finding in self.findings)
        return "\n".join(("---", *front, "---", make_placeholder(_REQUEST), "", facts))

    def name(self, taken: Collection[str]) -> str:
        """A unique name for the file."""
        first = self.findings[0]
        stem = "-".join((first.rule.id, *first.change.path.split(".")[1:2]))
        stem = stem if re.fullmatch(SLUG, stem, re.ASCII) else first.rule.id
        ends = chain([""], map("-{}".format, count(2)))
        names = (stem[: _LONGEST_NAME - len(end)].rstrip("-") + end for end in ends)
        return next(name for name in names if name not in taken)


def make_draft(
    findings: Sequence[Finding], earliest: Mapping[str, date], announced: date | None, words: Words | None = None
) -> Draft:
    """An announcement of findings, with the first day after today on which each may take effect, by its id.

    `announced` is the later day in other announcements of the same publication, which has a single effective day.
    `words` are those of the language of the policy, English without any.
    """
    days = (announced, *(earliest.get(finding.id) for finding in findings))
    effective = max(filter(None, days), default=None)
    return Draft(tuple(findings), effective, (words or read_words()).phrases)


def _facts(finding: Finding) -> str:
    """The message of a finding, with the facts that a reader needs: for a vendor its purpose, data and country."""
    details = "; ".join(in_one_line(detail.words) for detail in finding.details)
    return " ".join(filter(None, (in_one_line(finding.message), end_sentence(details) if details else "")))


def _as_markdown(words: str) -> str:
    """Words escaped for Markdown and announcements, so that people can still read them."""
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", words)
    return re.sub(r"&(?=#?\w+;)", "&amp;", escaped).replace("<", "&lt;")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"
