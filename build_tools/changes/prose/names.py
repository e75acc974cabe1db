"""Which companies and places does a text name?"""

import re
from functools import cache

from babel import Locale

from build_tools.changes.prose.lexicon import find_terms

_NAME = re.compile(r"\b(?:[A-Z][\w&.+-]*\w|[A-Z])(?:\s+(?:[A-Z][\w&.+-]*\w|[A-Z]))*\b|\b[a-z]+[A-Z]\w+\b")
_START = re.compile(r"(?:^|[.!?:]\s+|[|]\s+)[\"'“‘(\[]*")
_COMMON = frozenset(
    (
        *("We", "You", "Our", "Your", "The", "This", "These", "That", "Those", "It", "If", "In", "On", "At", "For"),
        *("From", "With", "When", "Where", "And", "Or", "But", "As", "By", "To", "No", "Not", "All", "Any", "A", "An"),
        *("I", "They", "Their", "January", "February", "March", "April", "May", "June", "July", "August", "September"),
        *("October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
        *("Sunday", "Privacy", "Policy", "Terms", "Service", "Services", "Data", "Personal", "Information", "Section"),
        *("Agreement", "Controller", "Processor", "Customer", "User", "Users", "Client", "Company", "Website", "Site"),
        *("Account", "URL", "IP"),
    )
)
"""Words that are written large and are no names of companies."""


def find_names(text: str) -> frozenset[str]:
    """Words that are written as names, and are not the first of a sentence that begins in a common way."""
    starts = {match.end() for match in _START.finditer(text)}
    names = set()
    for match in _NAME.finditer(text):
        if find_terms("regimes", match[0]):
            continue
        words = [word for word in match[0].split() if word not in _COMMON]
        if not words or (match.start() in starts and len(words) == 1 and not _is_unusual(words[0]) and "|" not in text):
            continue
        names.add(" ".join(words))
    return frozenset(names - find_places(text))


def find_places(text: str) -> frozenset[str]:
    """The countries that a text names, in English, and the regions of the large clouds."""
    return frozenset(match[0] for match in _places().finditer(text))


def _is_unusual(word: str) -> bool:
    """Whether a word is hardly written so but as a name: `PostHog`, `AWS`, `Customer.io`."""
    return bool(re.search(r"[A-Z.\d]", word[1:]))


@cache
def _places() -> re.Pattern[str]:
    names = {str(name) for code, name in Locale("en").territories.items() if len(code) == 2}  # noqa: PLR2004 - ISO 3166-1
    more = ("USA", "U.S.", "US", "UK", "EU", "EEA", "European Union", "European Economic Area", "California")
    written = "|".join(re.escape(name) for name in sorted((*names, *more), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{written}|(?:us|eu|ap|ca|sa)-[a-z]+-\d)(?![\w-])")
