"""What does a sentence claim: a practice, a promise, a right, a duty?"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from build_tools.changes.prose.lexicon import Field, load_lexicon
from build_tools.changes.prose.same_meaning import plain_words
from build_tools.changes.prose.stemming import fold, stem_words


class Claim(StrEnum):
    """Something that a sentence says."""

    PRACTICE = "practice"
    """Data is collected, used, shared or kept."""
    COMMITMENT = "commitment"
    """It is not, or only so far."""
    RIGHT = "right"
    """The reader may do something about it."""
    SAFEGUARD = "safeguard"
    """It is protected."""
    DUTY = "duty"
    """The reader must do something, pay, or bear."""
    NOTICE = "notice"
    """The reader is told of something."""
    RETENTION = "retention"
    """It is kept for so long."""
    DELETION = "deletion"
    """It is deleted."""
    TRANSFER = "transfer"
    """It goes to another place."""
    POINTER = "pointer"
    """It only points to another text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to know about a sentence by itself."""

    stems: tuple[str, ...]
    claims: frozenset[Claim]
    negative: bool
    """Whether it says that something is not done."""
    about_data: bool
    """Whether it speaks of data at all."""


_VERBS = (
    r"(?:collect|gather|obtain|acquire|receiv|record|captur|log|us|stor|retain|keep|kept|hold|held|"
    r"sav|archiv|host|process|access|read|"
    r"scan|analy[sz]|combin|merg|link|infer|deriv|profil|track|monitor|measur|shar|disclos|transfer|"
    r"transmit|send|sent|provid|"
    r"pass|forward|releas|reveal|expos|sell|sold|rent|leas|trad|exchang|licens|moneti[sz]|publish|"
    r"train|target|serv|set|"
    r"display|show|allow|permit|make|mak|do|did|run|ask|requir|request|call|contact|spam|look|charg|"
    r"includ|contain|give|giving|"
    r"engag|perform|make any|knowingly|intentionally|otherwise|ever|also|currently|directly)\w*"
)
_NEGATIVE = re.compile(
    rf"\b(?:(?:do|does|did|is|are|be|been|was|will|shall|may|can|could|would|should|have|has|must|to|"
    rf"we|and|or|but|also) not|never|neither|nor|refuse to|refrain from|prohibited from|(?:we|will|are|"
    rf"is) no longer|cease to|stopped?|nobody)\b(?:\W+\w+){{0,4}}?\W+{_VERBS}\b"
    r"|\b(?:no|none of(?: the| your| our)?)\b(?:\W+\w+){1,5}?\W+(?:is|are|be|will|shall)\b"
    r"|\b(?:is|are|be|will be) not\b|\bnone of\b|\bdo no\b|\bnot (?:be )?(?:sell|sold|shar|us|"
    r"collect)\w*|\bno (?:ads?|tracking|cookies|third)\b|\bwe have no\b"
)
_LIMITED = re.compile(
    r"\b(?:only|solely|exclusively|strictly|limited to|no more than|not (?:\w+ ){0,3}unless|(?:your|"
    r"explicit|prior) (?:\w+ )?(?:consent|permission)|with consent|ask (?:\w+ ){0,2}(?:consent|"
    r"permission)|minimal|minimum|as little)\b"
)
_RIGHT = re.compile(
    r"\byou(?:r users)? (?:can|may|could|have the (?:right|option|ability|choice)|have a right|"
    r"are (?:able|entitled|free)|will be able)\b(?! not)(?:\W+\w+){0,9}?\W+"
    r"(?:access|request|ask|delet|eras|correct|rectif|object|withdr|opt|unsubscrib|chang|updat|"
    r"control|disabl|manag|export|download|choose|"
    r"review|contact|remov|edit|revok|declin|refus|reject|restrict|limit|turn|prevent|cancel|complain|"
    r"lodge|adjust|block|clear|obtain|appeal|deactivat|email|exercise|clos|send|submit|file|disput)\w*"
    r"|\bright (?:to|of)\b|\b(?:have|has) the right\b|\bsupervisory authority\b|\byour rights?\b|"
    r"\brights? (?:as|under)\b|\bopt(?:ing)?[- ]out\b|\bunsubscribe\b|\byour choices?\b|"
    r"\bif you (?:would )?(?:rather|prefer|do not (?:want|wish|agree)|no longer (?:want|wish))\b|"
    r"\bwithdraw (?:your )?consent\b|\bdnt\b|\bglobal privacy control\b"
    r"|\bwe (?:\w+ ){0,3}(?:refund|reimburse)\b|\bfree of charge\b"
    r"|\b(?:answer|reply to|act on|honou?r|fulfil|comply with|respond to|"
    r"process) (?:\w+ ){0,3}(?:request|preference)s?\b|\bto exercise\b"
)
_DUTY = re.compile(
    r"\byou (?:must|shall|are (?:solely |fully )?(?:responsible|liable|obligated|required|"
    r"prohibited)|may not|can ?not|will (?:pay|not|indemnif|be (?:charged|billed|liable))|represent|"
    r"warrant|waive|acknowledge|should not|need to|have to|grant)\b"
    r"|\b(?:indemnif\w+|hold harmless|arbitrat\w+|class action|limitation of liability|"
    r"non-?refundable|as is|sole discretion|governing law)\b"
    r"|\b(?:not|no|nor) (?:\w+ ){0,4}(?:liab\w+|warrant\w+|refund\w*|responsible)\b|"
    r"\bwe (?:\w+ ){0,3}(?:suspend|terminate|charge|bill|increase|raise)\b"
    r"|\b(?:fees?|charges?|prices?|penalt(?:y|ies)) (?:\w+,? ){0,12}?(?:appl(?:y|ies)|increase|payable|"
    r"due|charged|of|is|are|will)\b|\bsubject to (?:a |an )?(?:\w+ )?(?:fee|charge)\b"
    r"|\b(?:fees?|charges?|prices?)\b[^.]{0,160}\b(?:increases?|increased|raised?|rises?)\b"
    r"|\bwithout (?:prior |further |any )?(?:notice|warning)\b"
    r"|(?<!after )(?<!if )(?<!once )(?<!when )(?<!until )(?<!unless )(?<!where )\byou agree\b"
    r"|^(?:please )?(?:do not|never) (?!hesitate|worry|miss|share your password)\w+"
)
_NOTICE = re.compile(
    r"\bwe (?:will |shall |always )?ask you\b|"
    r"\b(?:notify|notified|notif(?:y|ies) you|inform you|let you know|tell you|(?:prior|advance|"
    r"written) notice|announce|days'? notice|notice (?:of|to you)|email you|notification)\b"
)
_RETENTION = re.compile(
    r"\b(?:retain|retention|retained|keep|kept|stored?|hold|held|maintained|saved|archived?|"
    r"preserved?|backups?)\b.{0,120}\b(?:days?|weeks?|months?|years?|hours?|indefinitely|forever|"
    r"permanently|as long as|until|period|no longer than)\b"
)
_DELETION = re.compile(
    r"\b(?:delet|eras|purg|destroy|remov|wip|anonymi[sz])\w*\b.{0,120}\b(?:days?|weeks?|months?|"
    r"years?|hours?|permanently|immediately|promptly|automatically|as soon as|once|when|after|within|"
    r"upon)\b|\b(?:days?|weeks?|months?|years?|hours?|when|once|after|upon|if)\b.{0,120}\b(?:delete|"
    r"deleted|erase|erased|purge|purged|destroy|destroyed|anonymi[sz]ed)\b"
)
_TRANSFER = re.compile(
    r"\b(?:transfer|hosted|stored?|located|servers?|process(?:ed|ing)?|data cent(?:er|re)s?|operated?|accessed)\b"
)
_POINTER = re.compile(
    r"^(?:please |you can |to |also )?(?:see|visit|refer to|read|check|consult|view|find|learn more|"
    r"more (?:information|details?|on)|for (?:more|further|additional|full|details?|information|"
    r"the list|a list|our)|further (?:information|details?)|"
    r"click|details?|go to|more about)\b|\b(?:can be found|is available|are available|"
    r"available) (?:here|at|on|under|in)\b|\blearn more\b|\bfor (?:more|further) (?:information|"
    r"details?)\b|\bterms available\b|^(?:below|above|here|in the following),? (?:we|you|are|is)\b"
    r"|\b(?:described|explained|listed|outlined|set out) (?:below|above|here)\b"
)
_REFUSING = re.compile(
    r"\bwe (?:do not|never|will not|will never|would never)\b(?! (?:\w+ )?(?:own|control|guarantee|"
    r"warrant|accept|endors|assum|represent|respond|recogni[sz]|support|honou?r))"
)
_DATAISH = re.compile(r"\b(?:data|information|informations|personal|pii|records?|content|details|activity|history)\b")
_THEM = re.compile(
    r"\b(?:we|us) (?:\w+ ){0,2}(?:use|keep|store|share|sell|process|retain|disclose|transfer|send|pass) "
    r"(?:them|these|it|this|any|all)\b"
)
"""What is done with what the sentence before speaks of."""
_COLLECTING = re.compile(
    r"\byou (?:\w+ ){0,3}(?:provide|enter|give|submit|upload|share|supply|send)\b|\b(?:may be|is|are|"
    r"be|will be|gets?) (?:\w+ )?(?:shared|collected|stored|sent|transferred|disclosed|used|processed|"
    r"visible|accessible|available|public|recorded|logged|displayed|sold|transmitted|passed|forwarded|"
    r"retained|kept|saved|read|linked|tied|combined|analy[sz]ed)\b"
)


@lru_cache(maxsize=16384)
def read_sentence(text: str, lead_in: str = "") -> Reading:
    """What a sentence claims; a list item claims what its lead-in says of it."""
    folded = fold(f"{lead_in} {text}" if lead_in else text).replace("e-mail", "email")
    stems = tuple(plain_words(text))
    negative = bool(_NEGATIVE.search(re.sub(r"\([^()]{0,200}\)", " ", folded)))
    return Reading(
        stems,
        frozenset(_claims(folded, stems, negative=negative, leading=bool(lead_in))),
        negative,
        bool(_DATAISH.search(folded)),
    )


def is_negative(lead_in: str) -> bool:
    """Whether a lead-in or a heading says that what it leads to is not done: "We do not use your data to:"."""
    folded = fold(lead_in)
    return bool(_NEGATIVE.search(folded)) or bool(
        re.search(r"\b(?:not|never|prohibited|forbidden|don't|no(?!\.))\b", folded)
    )


def _claims(folded: str, stems: tuple[str, ...], *, negative: bool, leading: bool) -> list[Claim]:
    """All that a folded sentence says."""
    found = [claim for claim, pattern in _PATTERNS if pattern.search(folded)]
    if _REFUSING.search(folded):
        found.append(Claim.COMMITMENT)
    practice = _practises(folded, stems, leading=leading)
    limited = bool(_LIMITED.search(folded))
    if practice and (negative or limited):
        found.append(Claim.COMMITMENT)
    if practice and not negative and (limited or not {Claim.POINTER} & set(found)):
        found.append(Claim.PRACTICE)
    if set(load_lexicon(Field.SAFEGUARD).among(stems)) - {"request", "record"}:
        found.append(Claim.SAFEGUARD)
    if Claim.TRANSFER in found and not load_lexicon(Field.PLACE).among(stems):
        found.remove(Claim.TRANSFER)
    return found


_PATTERNS = (
    (Claim.RIGHT, _RIGHT),
    (Claim.DUTY, _DUTY),
    (Claim.NOTICE, _NOTICE),
    (Claim.RETENTION, _RETENTION),
    (Claim.DELETION, _DELETION),
    (Claim.TRANSFER, _TRANSFER),
    (Claim.POINTER, _POINTER),
)


_SEEING = re.compile(
    r"\b(?:staff|employees?|employers?|administrators?|admins?|others|members|people|anyone|everyone|"
    r"teachers?|parents?|contractors?|team|partners?|public) (?:\w+ ){0,6}?(?:can|may|could|will|to|"
    r"able to) (?:also )?(?:see|view|read|access|look)\b"
)
_CONTAINING = re.compile(
    r"\b(?:reports?|logs?|data|information|records?|files?|profiles?|"
    r"requests?) (?:\w+ ){0,4}?(?:contains?|includes?|consists?|comprises?)\b"
)


def _practises(folded: str, stems: tuple[str, ...], *, leading: bool) -> bool:
    """Whether something is done with data: a verb of practice, and data, trackers or somebody who gets them."""
    about = (
        bool(_DATAISH.search(folded))
        or bool(_THEM.search(folded))
        or bool(load_lexicon(Field.DATA).among(stems))
        or bool(load_lexicon(Field.TRACKER).among(stems))
    )
    if _SEEING.search(folded) or _CONTAINING.search(folded):
        return True
    verbs = load_lexicon(Field.PRACTICE).among(stem_words(folded) if leading else stems)
    acting = re.search(
        rf"\b(?:we|us)\b|\bour (?:\w+ ){{1,3}}{_VERBS}|\b(?:they|it|partners?|providers?|vendors?|"
        rf"part(?:y|ies)|advertisers?|service|cookies?|pixels?)\b"
        rf"|\b\w+ (?:collects|receives|uses|shares|stores|processes|transfers|sells|discloses|tracks)\b",
        folded,
    )
    return about and bool(verbs) and bool(acting or _COLLECTING.search(folded))
