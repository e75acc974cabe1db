"""Who speaks in a text: under which names, with which mailbox, at which address, in which language?"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_tools.importing.blocks import Block, Kind
from build_tools.importing.ids import plain
from build_tools.importing.outline import Outline

_NAMED = r"[A-Z][\w&.'’+-]*(?: (?:[A-Z0-9&][\w&.'’+-]*|of|and|the|for)){0,4}"
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
    "Each", "Some", "Any", "These", "That", "Personal", "Third", "Parties", "At", "In", "When", "How",
}  # fmt: skip
"""Words that begin a sentence, and no company's name."""
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PREFERRED = (
    "privacy",
    "datenschutz",
    "dataprotection",
    "data-protection",
    "dpo",
    "gdpr",
    "legal",
    "contact",
    "info",
    "support",
    "help",
    "hello",
)
_COMPANY = re.compile(
    r"(?P<name>[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,5},? (?:Inc\.|Inc|LLC|L\.L\.C\.|Ltd\.|Ltd|Limited|"
    r"GmbH(?: & Co\. KG)?|AG|UG|"
    r"B\.V\.|BV|S\.A\.|SAS|SARL|Corp\.|Corporation|PBC|PLC|Oy|AB|ApS|e\.V\.|S\.r\.l\.))(?!\w)"
)
_SUFFIX = re.compile(r",? (?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|AG|B\.V\.|Corp\.)$")
_SEATED = re.compile(
    rf"\b(?:controller is|operated by|verantwortlich\w* (?:ist|im Sinne .{{0,60}}? ist)) {_COMPANY.pattern}"
)
_LONGEST_LINE = 80
_COMMON = {
    "en": {"the", "and", "of", "to", "we", "you", "your", "our", "or", "is", "that", "for", "with", "this"},
    "de": {"der", "die", "und", "wir", "sie", "zu", "den", "ihre", "von", "oder", "ist", "dass", "für", "mit", "das"},
}
_FEW = 0.06


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text says of who speaks in it, with the block that says so; empty where it does not."""

    value: str = ""
    line: int = 0
    is_sure: bool = False


def find_name(outlines: Sequence[Outline], site_name: str = "") -> Guess:
    """The name that customers know: defined as "we", or in the title, or the one that acts in the most sentences."""
    for line, text in _texts(outlines):
        if (match := _DEFINED.search(text)) and match["name"].split()[0] not in _NO_NAMES:
            return Guess(_SUFFIX.sub("", match["name"]), line)
    if site_name:
        return Guess(site_name)
    titles = (pattern.search(outline.title) for outline in outlines for pattern in _TITLED)
    titled = next((match["name"] for match in titles if match and match["name"].split()[0] not in _NO_NAMES), "")
    return Guess(titled) if titled else _find_actor(outlines)


def _find_actor(outlines: Sequence[Outline]) -> Guess:
    """The company that is said to be the controller, or else the name that acts in the most sentences."""
    for line, text in _texts(outlines):
        if match := _SEATED.search(text):
            return Guess(_SUFFIX.sub("", match["name"]), line)
    counted: Counter[str] = Counter()
    first: dict[str, int] = {}
    for line, text in _texts(outlines):
        for match in _ACTS.finditer(text):
            name = match["name"]
            if name.split()[0] not in _NO_NAMES:
                counted[name] += 1
                first.setdefault(name, line)
    name, times = max(counted.items(), key=lambda item: item[1], default=("", 0))
    return Guess(name, first.get(name, 0)) if times > 1 else Guess()


def find_mailbox(outlines: Sequence[Outline]) -> Guess:
    """The mailbox for questions about personal data: by its name, or the only one."""
    found: dict[str, int] = {}
    for line, text in _texts(outlines, is_plain=False):
        for match in _MAILBOX.finditer(text.replace("\\", "")):
            found.setdefault(match[0].rstrip("."), line)
    for wanted in _PREFERRED:
        for mailbox, line in found.items():
            if mailbox.partition("@")[0].lower().startswith(wanted):
                return Guess(mailbox, line, is_sure=_PREFERRED.index(wanted) < _PREFERRED.index("legal"))
    if len(found) == 1:
        ((mailbox, line),) = found.items()
        return Guess(mailbox, line)
    return Guess()


def find_company(outlines: Sequence[Outline], name: str, vendors: Sequence[str]) -> Guess:
    """The name in the register of companies: the first that begins with the name, or that stands with an address."""
    found: dict[str, int] = {}
    for line, text in _texts(outlines):
        for match in _COMPANY.finditer(text):
            found.setdefault(match["name"], line)
    own = next(((one, line) for one, line in found.items() if one.lower().startswith(name.lower())), None)
    if own:
        return Guess(*own)
    posted = {plain(block.text.split("  \n")[0]): block.line for _, block in find_addresses(outlines)}
    told = next(((one, line) for one, line in found.items() if one in posted and one not in vendors), None)
    return Guess(*told) if told else Guess()


def find_addresses(outlines: Sequence[Outline]) -> Iterator[tuple[Outline, Block]]:
    """Yield paragraphs of a few short lines, the first one a company and no other with a mailbox: postal addresses."""
    for outline in outlines:
        for part in outline.parts:
            for block in part.blocks:
                lines = [plain(line) for line in block.text.split("  \n")]
                if block.kind is not Kind.PARAGRAPH or not 2 <= len(lines) <= 6:  # noqa: PLR2004 - lines of an address
                    continue
                if all(0 < len(line) <= _LONGEST_LINE and "@" not in line for line in lines) and _COMPANY.fullmatch(
                    lines[0]
                ):
                    yield outline, block


def find_language(outlines: Sequence[Outline], declared: str) -> str:
    """The language of a text, `en` or `de`: as its page declares it, or by its most common words; else empty."""
    if declared[:2].lower() in _COMMON:
        return declared[:2].lower()
    words = [word.lower() for _, text in _texts(outlines) for word in re.findall(r"[^\W\d_]+", text)]
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    language = max(counts, key=lambda one: counts[one])
    return language if words and counts[language] >= len(words) * _FEW else ""


def _texts(outlines: Sequence[Outline], *, is_plain: bool = True) -> Iterator[tuple[int, str]]:
    for outline in outlines:
        for part in outline.parts:
            for block in part.blocks:
                yield block.line, plain(block.text) if is_plain else block.text
