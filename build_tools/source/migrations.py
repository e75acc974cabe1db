"""How is a source of an older format read today?

`format` in policy.yml numbers the format. Each step brings the values of a file from one format to the next, so that
texts published long ago can still be rendered. A step never changes what customers read of a document.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

NEWEST = 6

_HISTORY: Mapping[str, str] = MappingProxyType(
    {
        "last_updated": "Last updated {day}",
        "section_changed": "Last changed {day}",
        "listed": "Listed since {day}",
        "listed_changed": "Listed since {listed}, changed {changed}",
        "draft": "Draft, not published",
        "archived": "This is the text of {day}, in force until {until}.",
        "current": "This is the text of {day}, which is in force.",
        "withdrawn": "This document was withdrawn on {day}. This is its last text.",
        "in_force": "The text in force is here",
        "others": "Other versions",
        "earlier": "Earlier version",
        "later": "Later version",
        "all": "All versions",
        "title": "Versions of {document}",
        "summary": "Every published text of {document}, and when it was in force.",
        "timeline": "When each version of {document} was published",
        "begins": "In force from",
        "ends": "Until",
        "changes": "What changed",
        "now": "in force",
        "first": "First version",
        "new": "Added: {passages}",
        "changed": "Changed: {passages}",
        "removed": "Removed: {passages}",
        "reworded": "Wording",
        "ask": "What was in force on",
        "nothing": "Nothing was in force on that day.",
        "uncertain": "Only the month of this publication is known.",
    }
)
"""Format 2 has words for versions and dates. No text of format 1 shows them."""


_ADDED_IN_3: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "changelog": {
            "title": "Changelog",
            "summary": "Every change of what we publish, and what is coming.",
            "show": "Show",
            "everything": "All changes",
            "material": "Material change",
            "notable": "Notable change",
            "editorial": "Change of wording",
            "materials": "Material changes",
            "notables": "Notable changes",
            "editorials": "Changes of wording",
            "of_document": "Changes of the {document}",
            "first": "First publication",
            "less": "Less protective",
            "more": "More protective",
            "neutral": "Neutral",
            "entry": "Changes of {day}",
            "published": "Published {day}",
            "in_force": "In force from {day}",
            "object_until": "You can object until {day}",
            "audience": "For",
            "coming": "Coming",
            "latest": "Latest change",
            "others": "and {count} more",
            "nothing": "Nothing has changed yet.",
            "before": "Before",
            "after": "Now",
            "why": "Why it matters",
            "law": "Law",
            "where": "Read it in",
            "redlines": "The texts, with all changes marked",
            "legend": "Deleted words are struck through, inserted words are underlined. What has moved says where to.",
            "old_text": "Text before",
            "new_text": "Text after",
            "new_document": "{document} is new.",
            "withdrawn": "{document} is withdrawn.",
            "starts": "{entry} begins to receive data",
            "stops": "{entry} receives data no longer",
            "not_yet": "This text was published on {day} and takes effect on {effective}.",
            "until_then": "Until then this text is in force",
        },
    }
)
"""Format 3 has words for what customers are told. No text of format 2 shows them."""


_ADDED_IN_4: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "subscribe": {
            "feeds": "Feeds",
            "about": "What it tells",
            "address": "Address",
            "copy_address": "Copy the address",
            "copied": "Copied",
            "calendar": "Calendar: when changes take effect, and until when you can object",
            "nothing": "This site has no feeds yet.",
            "follow": "How to follow them",
        },
        "compare": {
            "title": "Compare versions",
            "summary": "What is different between any two texts of a document.",
            "needs_script": "To compare texts here, a browser needs JavaScript. "
            "The lists below tell what each version changed.",
            "document": "Document",
            "before": "Text before",
            "after": "Text after",
            "swap": "Swap",
            "legend": "Deleted words are struck through, inserted words are underlined.",
            "differ": "Passages that differ: {count}",
            "same": "Both texts say the same.",
            "unknown": "There is no such document or version. Choose both texts above.",
            "unreachable": "The texts cannot be loaded now. The lists below tell what each version changed.",
            "each": "What each version changed",
            "link": "Compare with another version",
            "unchanged": "{count} unchanged passages",
            "unchanged_rows": "{count} unchanged rows",
            "deleted": "deleted:",
            "deletion_ends": "end of deletion",
            "inserted": "inserted:",
            "insertion_ends": "end of insertion",
        },
        "notice": {
            "introduction": "We tell you when something that matters to you changes. This is what changes.",
            "in_full": "Read it in full",
            "page": "This change, with each word that changed",
            "questions": "Questions or objections",
        },
    }
)
"""Format 4 has words for those who subscribe, compare and are notified. No text of format 3 shows them."""


_ADDED_IN_5: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "downloads": {
            "download": "Download",
            "pdf": "PDF ({size})",
            "docx": "Word ({size})",
            "version": "Version {version}, published {day}",
            "fingerprint": "Fingerprint of the text (SHA-256): {fingerprint}",
            "page": "Page {page} of {pages}",
        },
    }
)
"""Format 5 has words for texts that are kept as files. No text of format 4 shows them."""


_ADDED_IN_6: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "history": {
            "version": "Version",
            "from_day": "from {day}",
            "never": "replaced before it took effect",
            "archived_between": "This is the version of {day}. It was in force from {start} until {until}.",
            "current_from": "This is the version of {day}. It has been in force since {effective}.",
            "never_applied": "This is the version of {day}. A later version replaced it before it took effect.",
            "new_text": "From {day}, a new text applies",
            "read_new": "Read the new text",
            "see_changes": "See what changes",
            "withdrawal": "This document will be withdrawn on {day}.",
            "not_in_force": "This text is not in force yet.",
            "today": "today",
            "corrected": "This date was corrected. It was first given as {day}.",
            "draft_site": "This is a draft. Nothing on these pages is published or in force yet.",
        },
        "changelog": {
            "taken_back": "Taken back on {day}, before it took effect",
            "object_to": "write to {mailbox}, subject “{subject}”",
            "details": "In our words",
            "notified": "Customers were notified on {day}",
        },
        "subscribe": {
            "provisional": "These addresses are only valid for this copy of the site. "
            "RSS feeds will be available once the site has its final address.",
        },
    }
)
"""Format 6 has more words in groups that format 5 has already. No text of format 5 shows them."""


def number_of_format(settings: object) -> int | None:
    """The number of the format that policy.yml names; none where it names none."""
    number = settings.get("format") if isinstance(settings, dict) else None
    return number if isinstance(number, int) else None


def upgrade(name: str, values: Any, number: int | None) -> Any:
    """The values of the file `name` as the newest format has them, from those of format `number`.

    What is no older format, or no mapping, is given back as it is: reading it tells what is wrong.
    """
    if not isinstance(values, dict) or number is None or number not in _STEPS:
        return values
    upgraded = deepcopy(values)
    for step in range(number, NEWEST):
        _STEPS[step](name, upgraded)
    return upgraded


def _adding(number: int, groups: Mapping[str, Mapping[str, str]]) -> Callable[[str, dict[str, Any]], None]:
    """The step to a format that has more words than the one before, by their groups, and is the same otherwise."""

    def step(name: str, values: dict[str, Any]) -> None:
        if name == "policy.yml":
            values["format"] = number
        if name == "wording.yml" and isinstance(values.get("wording"), dict):
            for group, words in groups.items():
                if isinstance(known := values["wording"].setdefault(group, {}), dict):
                    values["wording"][group] = dict(words) | known

    return step


_STEPS: Mapping[int, Callable[[str, dict[str, Any]], None]] = MappingProxyType(
    {
        1: _adding(2, {"history": _HISTORY}),
        2: _adding(3, _ADDED_IN_3),
        3: _adding(4, _ADDED_IN_4),
        4: _adding(5, _ADDED_IN_5),
        5: _adding(6, _ADDED_IN_6),
    }
)
