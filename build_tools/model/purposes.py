"""Defines the purposes of processing, and uses that are ruled out (`purposes.yml`)."""

from typing import Literal

from build_tools.model.text import Prose, Slug
from build_tools.model.value import Entry, Value

UseKind = Literal["ai-training", "automated-decisions", "sale", "sharing"]
"""A use of data that laws treat apart.

- `ai-training`: training of AI models (Conn. P.A. 25-113; EDPB Opinion 28/2024).
- `automated-decisions`: decisions by automated means alone, with legal or similar effects (GDPR Art. 22(1)).
- `sale`: sale for money or another advantage (Cal. Civ. Code §1798.140(ad)).
- `sharing`: sharing for advertising across contexts (Cal. Civ. Code §1798.140(ah)).
"""

LegalGround = Literal[
    "consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"
]
"""The points (a) to (f) of GDPR Art. 6(1)."""


class Purpose(Entry):
    """A purpose of the processing (GDPR Art. 5(1)(b), 13(1)(c))."""

    text: Prose
    """The published wording, after "to"."""
    data: tuple[Slug, ...] = ()
    """The categories or items that are used for it; by default all."""
    legal_basis: Prose | None = None
    """The legal basis (GDPR Art. 6(1)), if the text states it."""
    legal_ground: LegalGround | None = None
    """The point of GDPR Art. 6(1) that the legal basis is: a change from consent to another one is judged by it."""
    kind: UseKind | None = None
    """The kind of use, if laws treat it apart: training of AI models, automated decisions, sale or sharing."""


class ProhibitedUse(Entry):
    """A promise that data is not used in some way."""

    text: Prose
    """The published wording, after "we do not use your data to"."""
    kind: UseKind | None = None
    """The kind of use that is ruled out, if laws treat it apart."""


class Purposes(Value):
    """The purposes of processing."""

    purposes: tuple[Purpose, ...]
    """The purposes, in the order of the text."""
    prohibited_uses: tuple[ProhibitedUse, ...] = ()
    """The uses that are ruled out."""
