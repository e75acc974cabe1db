"""Detects companies, legal persons and contact details that were replaced in a block."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from build_tools.changes.prose.blocks import Block
from build_tools.changes.prose.company_names import find_legal_forms, lists_parties, relates_party
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.lexicon import Field, find_terms
from build_tools.changes.prose.lines import BlockKind
from build_tools.changes.prose.numbers import drop_dates
from build_tools.changes.prose.sentence_claims import Claim, Reading, read_sentence
from build_tools.changes.prose.signal import Signal, SignalName
from build_tools.changes.prose.stemming import fold, stem_words
from build_tools.changes.prose.word_lists import load_pattern
from build_tools.model.rule import Direction

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\[at\]| at )[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d ()/.-]{6,20}\d")
_RENAMED = load_pattern("renamed-company")
_PERSON = load_pattern("representatives", r"\b(?:%s)\b")
_POSTAL = load_pattern("postal-address", r"\b(?:%s)\b")


def read_names(before: Block, after: Block, context: Context) -> Iterator[Signal]:
    """Yield the changed names and contact details of a block."""
    contacts = tuple(_contacts(before, after))
    yield from contacts
    is_postal = contacts and not lists_parties(before) and _POSTAL.search(fold(after.text))
    if is_postal or before.kind is BlockKind.HEADING:
        return
    if lists_parties(before) and lists_parties(after) and _replaced(before, after, context):
        yield Signal(SignalName.VENDOR, Direction.LESS)
    elif persons := find_persons(before, after):
        yield persons
    else:
        yield from _parties(before, after, context)


def is_of_person(text: str) -> bool:
    """Whether a text names a representative or adviser of the controller, and not a recipient of data."""
    return bool(_PERSON.search(fold(text)))


_ADDRESS = re.compile(
    r"(?:[^\W\d_][\w.'’-]{0,40} ){1,4}\d{1,4} ?[a-z]?, (?:[A-Z]{1,3}-)?\d{4,6} [^\W\d_][\w-]*(?:, [^\W\d_][\w-]*)?"
)


_POSTAL_CODE = re.compile(r"\d{4}")


def has_moved(before: str, after: str) -> bool:
    """Whether only the postal address of a representative or an officer is another one, in any language."""
    if before == after or not _POSTAL_CODE.search(f"{before} {after}"):  # quick to look for
        return False
    rests = [_ADDRESS.sub("", text) for text in (before, after)]
    return rests[0] == rests[1] and is_of_person(rests[0])


def _replaced(before: Block, after: Block, context: Context) -> bool:
    was, now = stem_words(before.key), stem_words(after.key)
    new = [word for word in now if word not in context.before.stems]
    return bool(before.key and after.key and new and not set(was) & set(now)) and not _is_rename(before, after)


def _is_rename(before: Block, after: Block) -> bool:
    return bool(_RENAMED.search(fold(after.text))) and not _RENAMED.search(fold(before.text))


def _contacts(before: Block, after: Block) -> Iterator[Signal]:
    mails, phones = ({*pattern.findall(drop_dates(before.text))} for pattern in (_MAIL, _PHONE))
    mails_now, phones_now = ({*pattern.findall(drop_dates(after.text))} for pattern in (_MAIL, _PHONE))
    if mails != mails_now:
        yield Signal(SignalName.CONTACT, Direction.LESS if mails - mails_now else Direction.MORE)
    elif phones - phones_now and phones_now - phones and _is_for_requests(before):
        yield Signal(SignalName.CONTACT, Direction.LESS)
    elif phones != phones_now or (
        _POSTAL.search(drop_dates(before.text))
        and _POSTAL.search(drop_dates(after.text))
        and re.findall(r"\d+", before.text) != re.findall(r"\d+", after.text)
    ):
        yield Signal(SignalName.CONTACT)


def _is_for_requests(block: Block) -> bool:
    return any(Claim.RIGHT in read_sentence(text).claims for text in (block.text, block.lead_in, block.section))


def find_persons(before: Block, after: Block) -> Signal | None:
    """The signal of a replaced legal person; with the same legal form, it may only have another name.

    A recipient of data is another company, unless the text says that it was renamed.
    """
    was, now = find_legal_forms(before.text), find_legal_forms(after.text)
    if not was or not now or was == now or lists_parties(before):
        return None
    gone, come = [person for person in was if person not in now], [person for person in now if person not in was]
    if not gone or not come:
        return None
    reading = read_sentence(after.text, after.lead_in)
    if Claim.TRANSFER in reading.claims or (Claim.PRACTICE in reading.claims and _RECEIVING.search(after.text)):
        return Signal(SignalName.VENDOR, Direction.NEUTRAL if _is_rename(before, after) else Direction.LESS)
    same_form = {form for _, form in gone} & {form for _, form in come}
    return Signal(SignalName.CONTROLLER, Direction.NEUTRAL if same_form else Direction.LESS)


_RECEIVING = re.compile(r"\b(?:with|to|by|through|from) (?:\w+ ){0,2}[A-Z]")
_WORKING = {"we", "work", "with"}
_ACTING = {Claim.PRACTICE, Claim.TRANSFER, Claim.RETENTION, Claim.COMMITMENT}


def takes_part(names: Iterable[str], reading: Reading) -> bool:
    """Whether companies receive data: known vendors, named in a sentence about a practice, or partners."""
    return (
        set(reading.stems) >= _WORKING
        or bool(reading.claims & _ACTING)
        or any(find_terms(Field.VENDOR, name) for name in names)
    )


_ALIKE = 0.75


def is_respelt(name: str, others: Iterable[str]) -> bool:
    """Whether a name is another spelling of one of the others: `Måloy` and `Maaloy`."""
    return any(Levenshtein.normalized_similarity(_plain(name), _plain(other)) >= _ALIKE for other in others)


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(char))


def _gives_data(text: str, names: Iterable[str], reading: Reading) -> bool:
    """Whether data goes to one of some names, whatever the verb is: "passes your address to Northwind"."""
    is_about_data = reading.about_data or find_terms(Field.DATA, reading.stems)
    return bool(is_about_data) and any(
        re.search(rf"\b(?:to|with)\s+(?:\w+\s+){{0,2}}{re.escape(name)}", text) for name in names
    )


def _parties(before: Block, after: Block, context: Context) -> Iterator[Signal]:
    old, new = set(context.names.find(before.text)), set(context.names.find(after.text))
    was, now = set(stem_words(before.text)), set(stem_words(after.text))
    gone = sorted(name for name in old - new if not set(stem_words(name)) <= now)
    come = sorted(name for name in new - old if not set(stem_words(name)) <= was)
    if is_of_person(f"{before.text} {after.text}"):
        if gone or come:
            yield Signal(SignalName.CONTROLLER)
        return
    unknown = [name for name in come if not set(stem_words(name)) <= context.before.stems]
    if _is_rename(before, after) or (unknown and all(is_respelt(name, gone) for name in unknown)):
        yield Signal(SignalName.VENDOR)
    elif unknown and (gone or relates_party(after.text) or lists_parties(after)):
        reading = read_sentence(after.text, after.lead_in)
        is_recipient = lists_parties(after) or takes_part(unknown, reading) or _gives_data(after.text, unknown, reading)
        yield Signal(SignalName.VENDOR, Direction.LESS) if is_recipient else Signal(SignalName.CONTROLLER)
    elif gone and not all(set(stem_words(name)) <= context.after.stems for name in gone):
        yield Signal(SignalName.VENDOR, Direction.MORE)
