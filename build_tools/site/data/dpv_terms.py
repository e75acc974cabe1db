"""Lists the terms of the W3C Data Privacy Vocabulary (2.0 and later) for the facts of a policy.

A fact without an entry here has no term with the same meaning; it is published in its own words.
"""

import re
from collections.abc import Mapping

NAMESPACES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RIGHTS: Mapping[str, str] = {
    "access": "eu-gdpr:A15",
    "correction": "eu-gdpr:A16",
    "deletion": "eu-gdpr:A17",
    "restriction": "eu-gdpr:A18",
    "portability": "eu-gdpr:A20",
    "objection": "eu-gdpr:A21",
    "automated-decisions": "eu-gdpr:A22",
    "withdraw-consent": "eu-gdpr:A7-3",
    "complaint": "eu-gdpr:A77",
}
"""The right of the GDPR that is like each kind of right. Rights of California only have none."""

TRANSFERS: Mapping[str, str] = {
    "adequacy": "eu-gdpr:A45-3",
    "data-privacy-framework": "eu-gdpr:A45-3",  # Implementing Decision (EU) 2023/1795 is one by this paragraph
    "standard-contractual-clauses": "eu-gdpr:A46-2-c",
    "binding-corporate-rules": "eu-gdpr:A46-2-b",
}
"""The legal ground of a transfer, by its mechanism. A derogation may be any of those of Art. 49."""

FORMS: Mapping[str, str] = {"anonymized": "dpv:AnonymisedData", "pseudonymized": "dpv:PseudonymisedData"}
"""The terms for forms of data."""

_BASIS = re.compile(
    r"(?:Art\.|Article|Artikel) ?6 ?"
    r"(?:\(1\) ?(?:\(([a-f])\)|lit\. ?([a-f])\)?)|Abs\. ?1 (?:S(?:atz|\.) ?1 )?lit\. ?([a-f])\)?)"
    r" (?:of the )?(?:EU )?(?:GDPR|DSGVO|DS-GVO)"
)
"""One legal basis of Art. 6(1) GDPR without other words, in English or German: `Art. 6(1)(b) GDPR`."""


def find_legal_basis(text: str) -> str | None:
    """The term of the legal basis that a text names by its article; none where it names none or several."""
    match = _BASIS.fullmatch(" ".join(text.split()))
    return f"eu-gdpr:A6-1-{next(filter(None, match.groups()))}" if match else None
