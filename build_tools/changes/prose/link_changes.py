"""Reads links: what a changed address means, and which words of a sentence only refer to another text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.inline_markup import read_words
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.sentence_claims import Claim, read_sentence
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.model.rule import Direction

_MECHANISM = load_pattern("link-mechanisms", "(?i:%s)")
_HELP = re.compile(r"\b(?:help|support|faq|docs?|articles?|blog|learn)\b", re.IGNORECASE)
_HIDDEN = re.compile("/cdn-cgi/l/email-protection")
_HOST = re.compile(r"(?:https?:)?//(?:www\.)?([^/?#]*)", re.IGNORECASE)


def read_link_changes(before: Block, after: Block) -> Iterator[Signal]:
    """Yield the signal of links that changed."""
    if before.links == after.links:
        return
    old, new = set(before.links) - set(after.links), set(after.links) - set(before.links)
    if any(map(_HIDDEN.search, old | new)):
        yield Signal(SignalName.LINK_PATH)
    elif before.text != after.text and all(any(link.startswith("mailto:") for link in links) for links in (old, new)):
        yield Signal(SignalName.CONTACT, Direction.LESS)
    elif not old or not new:
        yield Signal(SignalName.LINK_MOVED)
    elif set(map(_host, old)) == set(map(_host, new)):
        yield Signal(SignalName.LINK_PATH)
    else:
        is_mechanism = any(map(_MECHANISM.search, old)) and not any(map(_HELP.search, old | new))
        is_worse = is_mechanism and Claim.RIGHT in read_sentence(after.text).claims
        yield Signal(SignalName.LINK_HOST, Direction.LESS if is_worse else Direction.NEUTRAL)


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match[1].casefold() if match else ""


_REFERRING = load_pattern("referring").pattern


def drop_references(block: Block, titles: Sequence[str]) -> Block:
    """The block without the titles of sections that it refers to: they are judged as headings."""
    named = [title for title in titles if title in block.text]
    text = block.text
    for title in named:
        text = re.sub(f"({_REFERRING}){re.escape(title)}(?!\\w)", r"\1below", text)
    return replace(block, text=text) if named else block


_LINK = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<target>https?://[^\s()]+)[^()]*\)")
_BARE = re.compile(r"(?<![/\w])www\.[^\s<>()|]+[^\s<>()|.,;:]")
_NAMING = (Field.NEGATION, Field.LIMIT, Field.DATA, Field.PURPOSE, Field.RECIPIENT, Field.VENDOR, Field.PLACE)


def spell_links(block: Block, other: Block) -> str:
    """The text of a block with the address in place of the words of a link, where the other version writes it out.

    Words of a link that mean something by themselves stay.
    """
    known = " ".join((other.text, *other.links))

    def spell(link: re.Match[str]) -> str:
        target = link["target"]
        is_written = target.partition("//")[2].rstrip("/") in other.text
        terms = (term for field in _NAMING for term in find_terms(field, link["words"]))
        return target if is_written and all(term in target for term in terms) else link[0]

    text = read_words(_LINK.sub(spell, block.source))
    return _BARE.sub(lambda address: "https://" * (f"//{address[0]}" in known) + address[0], text)
