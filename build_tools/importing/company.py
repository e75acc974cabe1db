"""Finds what texts state about the company: its names, mailbox and address, its language, and what it promises."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_tools.changes.prose.word_lists import load_words
from build_tools.importing.blocks import Block, Kind
from build_tools.importing.dates import find_period
from build_tools.importing.ids import plain
from build_tools.importing.outline import Outline

_NAMED = r"[A-Z][\w&.'’+-]{0,60}(?: (?:[A-Z0-9&][\w&.'’+-]{0,60}|of|and|the|for)){0,4}"
_DEFINED = re.compile(
    rf"(?P<name>{_NAMED})(?:, (?:Inc\.?|LLC|Ltd\.?|GmbH))?,? "
    r"\((?:[^()]{0,60}?[\"“”'‘’ ])?(?:we|us|our|the company|wir|uns)(?=[\"“”'’,;)]| or | and )"
)
_TITLED = (
    re.compile(rf"^(?P<name>{_NAMED})(?:['’]s)? (?:Website |Online )?(?:Privacy|Cookie|Data|GDPR|Subprocessors?)\b"),
    re.compile(rf"\b(?:Policy|Notice|Statement) (?:of|for|at|[-–|:]) (?P<name>{_NAMED})$"),
)
_ACTS = re.compile(
    rf"\b(?P<name>{_NAMED}) (?:collects?|operates?|uses?|provides?|processes|respects|stores?|takes|"
    r"erhebt|verarbeitet|nutzt|speichert)\b"
)
_NO_NAMES = {
    "We", "You", "This", "It", "They", "Who", "What", "The", "Google", "Our", "Your", "If", "Wir", "Sie",
    "Company", "Website", "Site", "Service", "Services", "Customer", "Customers", "User", "Users", "Data",
    "Information", "Cookies", "Policy", "Privacy",
    "Each", "Some", "Any", "These", "That", "Personal", "Third", "Parties", "At", "In", "When", "How", "To", "For",
    "By",
    "From", "With", "As", "On", "An", "A", "No", "Not", "Please", "While", "Also", "Other", "Und", "Für", "Bei", "Mit",
}  # fmt: skip
_MAILBOX = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_MAILBOX_NAMES = (
    "privacy", "datenschutz", "dataprotection", "data-protection", "dpo", "gdpr", "legal", "contact", "info", "support",
    "help", "hello",
)  # fmt: skip
"""The best name first; from `legal` on a person has to check it."""
_COMPANY = re.compile(
    r"(?P<name>[A-Z][\w&.'’-]{0,60}(?: [A-Z&][\w&.'’-]{0,60}){0,5},? (?:Inc\.|Inc|LLC|L\.L\.C\.|Ltd\.|Ltd|Limited|"
    r"GmbH(?: & Co\. KG)?|AG|UG|B\.V\.|BV|S\.A\.|SAS|SARL|Corp\.|Corporation|PBC|PLC|Oy|AB|ApS|e\.V\.|S\.r\.l\.))(?!\w)"
)
_SUFFIX = re.compile(r",? (?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|AG|B\.V\.|Corp\.)$")
_SEATED = re.compile(
    r"\b(?:controller is|operated by|[Vv]erantwortlich\w* (?:ist|im Sinne .{0,60}? ist)) (?:die |der |das |the )?"
    rf"{_COMPANY.pattern}"
)
_LONGEST_LINE = 80
_COMMON = {
    "en": {"the", "and", "of", "to", "we", "you", "your", "our", "or", "is", "that", "for", "with", "this"},
    "de": {"der", "die", "und", "wir", "sie", "zu", "den", "ihre", "von", "oder", "ist", "dass", "für", "mit", "das"},
}
_FEW = 0.06
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_RESPONDS = re.compile(
    r"\b(?:respond|reply|answer|antworten|beantworten)\b.*\b(?:requests?|inquir\w+|anfragen|anträge)\b|"
    r"\b(?:requests?|anfragen|anträge)\b.*\b(?:responded|answered|beantwortet|antworten)\b", re.IGNORECASE,
)  # fmt: skip
_REGIONAL = re.compile(
    r"(?i)\b(?:residents?|states?|ccpa|cpra|california\w*|virginia|colorado|connecticut|utah|nevada|texas|oregon|montana|"
    r"florida|delaware|brazil|canada|switzerland|einwohner)\b"
)
_NOTIFIES = r"\b(?:notify|inform|tell|alert|e-?mail|informieren|benachrichtigen)\b"
_CHANGES = r"\b(?:chang|updat|material|änder)"
_NOTIFIED = re.compile(f"{_NOTIFIES}.*{_CHANGES}|{_CHANGES}.*{_NOTIFIES}", re.IGNORECASE)
_MAIL = re.compile(r"\b(?:via|by|through|per|an?|send\w*)\s+(?:an?\s+)?e-?mails?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """A value that a text states about the company, with its line; empty if the text does not state it."""

    value: str = ""
    line: int = 0
    is_sure: bool = False


def find_name(outlines: Sequence[Outline], site_name: str = "") -> Guess:
    """The name that customers know: defined as "we", or in the title, or the subject of the most sentences."""
    for line, text in _texts(outlines):
        if (match := _DEFINED.search(text)) and _is_name(match["name"]):
            return Guess(_SUFFIX.sub("", match["name"]), line)
    if site_name:
        return Guess(site_name)
    titles = (pattern.search(outline.title) for outline in outlines for pattern in _TITLED)
    titled = next((match["name"] for match in titles if match and _is_name(match["name"])), "")
    return Guess(titled) if titled else _find_actor(outlines)


def _find_actor(outlines: Sequence[Outline]) -> Guess:
    """The company that a text calls the controller, or else the name that is the subject of the most sentences."""
    for line, text in _texts(outlines):
        if match := _SEATED.search(text):
            return Guess(_SUFFIX.sub("", match["name"]), line)
    acts = [(match["name"], line) for line, text in _texts(outlines) for match in _ACTS.finditer(text)]
    counts = Counter(name for name, _ in acts if _is_name(name))
    name, count = next(iter(counts.most_common(1)), ("", 0))
    return Guess(name, next(line for actor, line in acts if actor == name)) if count > 1 else Guess()


def _is_name(words: str) -> bool:
    first = words.split(maxsplit=1)[0]
    return first not in _NO_NAMES and first.lower() not in load_words("common")


def find_mailbox(outlines: Sequence[Outline]) -> Guess:
    """The mailbox for questions about personal data: by its name, or the only one."""
    found: dict[str, int] = {}
    for outline in outlines:
        for block in outline.blocks:
            for match in _MAILBOX.finditer(block.text.replace("\\", "")):
                found.setdefault(match[0].rstrip("."), block.line)
    for place, name in enumerate(_MAILBOX_NAMES):
        for mailbox, line in found.items():
            if mailbox.lower().startswith(name):
                return Guess(mailbox, line, is_sure=place < _MAILBOX_NAMES.index("legal"))
    return Guess(*next(iter(found.items()))) if len(found) == 1 else Guess()


def find_company(outlines: Sequence[Outline], name: str, vendors: Sequence[str]) -> Guess:
    """The registered name: the first that begins with `name`, or that stands with an address."""
    found: dict[str, int] = {}
    for line, text in _texts(outlines):
        for match in _COMPANY.finditer(text):
            found.setdefault(match["name"], line)
    found = {company: line for company, line in found.items() if company not in vendors}
    if own := next((item for item in found.items() if item[0].lower().startswith(name.lower())), None):
        return Guess(*own)
    with_address = {plain(block.text.split("  \n")[0]) for _, block in find_addresses(outlines)} - {*vendors}
    return Guess(*next((item for item in found.items() if item[0] in with_address), ()))


def find_addresses(outlines: Sequence[Outline]) -> Iterator[tuple[Outline, Block]]:
    """Yield postal addresses: paragraphs of 2 to 6 short lines without mailboxes, the first of them a company."""
    for outline in outlines:
        for block in outline.blocks:
            lines = [plain(line) for line in block.text.split("  \n")]
            if block.kind is not Kind.PARAGRAPH or not 2 <= len(lines) <= 6:  # noqa: PLR2004 - lines of an address
                continue
            is_short = all(0 < len(line) <= _LONGEST_LINE and "@" not in line for line in lines)
            if is_short and _COMPANY.fullmatch(lines[0]):
                yield outline, block


def find_language(outlines: Sequence[Outline], declared: str) -> str:
    """The language of a text, `en` or `de`: as its page declares it, or by its most common words; else empty."""
    if declared[:2].lower() in _COMMON:
        return declared[:2].lower()
    words = [word.lower() for _, text in _texts(outlines) for word in re.findall(r"[^\W\d_]+", text)]
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    language = max(counts, key=lambda name: counts[name])
    return language if words and counts[language] >= len(words) * _FEW else ""


def find_deadline(outlines: Sequence[Outline]) -> Guess:
    """The deadline for requests (ISO 8601), if all sentences that state it state the same.

    What a section says about the residents of a region is no deadline for everybody.
    """
    found: dict[str, int] = {}
    for part in (part for outline in outlines for part in outline.parts):
        heading = ""
        for block in part.blocks:
            heading = block.text if block.kind is Kind.HEADING else heading
            sentences = _SENTENCE.findall(plain(block.text))
            if _REGIONAL.search(f"{part.title} {heading}"):
                sentences = []
            for sentence in filter(_RESPONDS.search, sentences):
                if (period := find_period(sentence)) and not _REGIONAL.search(sentence):
                    found[str(period[0])] = block.line
    return Guess(*next(iter(found.items()))) if len(found) == 1 else Guess()


def find_mail_channel(outlines: Sequence[Outline]) -> Guess:
    """`email` if a sentence says that customers are notified of changes by e-mail."""
    for line, text in _texts(outlines):
        for sentence in _SENTENCE.findall(text):
            if _NOTIFIED.search(sentence) and _MAIL.search(sentence):
                return Guess("email", line)
    return Guess()


def _texts(outlines: Sequence[Outline]) -> Iterator[tuple[int, str]]:
    return ((block.line, plain(block.text)) for outline in outlines for block in outline.blocks)
