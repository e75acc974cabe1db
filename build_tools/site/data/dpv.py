"""Writes the policy in the W3C Data Privacy Vocabulary (2.0 and later), as JSON-LD 1.1.

It has what the policy states: data, purposes, recipients, retention, rights, safeguards and prohibitions. A node has
the name of its fact with the ids of its entries: `#retention.usage-and-logs`. The context is in the file, so that
programs need no other file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from build_tools.model.current_document import CurrentDocument
from build_tools.model.data import DataCategory
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.purposes import Purpose
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.storage import StorageLocation
from build_tools.model.subprocessor import Receipt, Subprocessor
from build_tools.model.text import WebAddress
from build_tools.site.data.columns import write_json

PATH = "data/policy.dpv.jsonld"
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
# a fact without an entry below has no term with the same meaning: it is published in its own words
# a fact without an entry below has no term with the same meaning: it is published in its own words
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
GROUNDS: Mapping[str, str] = {
    "consent": "eu-gdpr:A6-1-a",
    "contract": "eu-gdpr:A6-1-b",
    "legal-obligation": "eu-gdpr:A6-1-c",
    "vital-interests": "eu-gdpr:A6-1-d",
    "public-task": "eu-gdpr:A6-1-e",
    "legitimate-interests": "eu-gdpr:A6-1-f",
}
"""The points of Art. 6(1) GDPR."""
FORMS: Mapping[str, str] = {"anonymized": "dpv:AnonymisedData", "pseudonymized": "dpv:PseudonymisedData"}
_BASIS = re.compile(
    r"(?:Art\.|Article|Artikel) ?6 ?"
    r"(?:\(1\) ?(?:\(([a-f])\)|lit\. ?([a-f])\)?)|Abs\. ?1 (?:S(?:atz|\.) ?1 )?lit\. ?([a-f])\)?)"
    r" (?:of the )?(?:EU )?(?:GDPR|DSGVO|DS-GVO)"
)
"""One legal basis of Art. 6(1) GDPR without other words, in English or German: `Art. 6(1)(b) GDPR`."""
Node = dict[str, Any]


def write_dpv(policy: Policy, documents: Sequence[CurrentDocument]) -> bytes:
    """The policy as JSON-LD. Where the site has no safe address, all names are relative to the file."""
    address, language = policy.publication.safe_address, policy.publication.language
    texts = {name: {"@id": name, "@language": language} for name in ("skos:prefLabel", "dct:description", "dct:title")}
    base = {"@base": f"{address}{PATH}"} if address else {}
    return write_json({"@context": {**base, **NAMESPACES, **texts}, "@graph": list(_Graph(policy, documents).nodes())})


@dataclass(frozen=True, slots=True)
class _Graph:
    policy: Policy
    documents: Sequence[CurrentDocument]

    def nodes(self) -> Iterator[Node]:
        policy, controller = self.policy, self.policy.controller
        yield self._notice()
        about = {
            "dpv:hasName": controller.legal_name or controller.name,
            "dpv:hasAddress": controller.address,
            "dpv:hasContact": controller.privacy_mailbox,
            "rdfs:seeAlso": _address(controller.site),
        }
        yield _node("#controller", "dpv:DataController", controller.name, None, about)
        yield from chain.from_iterable(map(_data, policy.data))
        yield from chain.from_iterable(map(_purpose, policy.purposes))
        yield from chain.from_iterable(map(self._vendor, policy.subprocessors))
        yield from chain.from_iterable(map(_storage, policy.storage))
        yield from chain.from_iterable(map(self._retention, policy.retention))
        for right in policy.rights:  # the policy does not say whether the GDPR applies
            like = {"skos:closeMatch": _ref(RIGHTS.get(right.kind))}
            yield _node(f"#rights.{right.id}", "dpv:DataSubjectRight", right.name, right.text, like)
        for safeguard in policy.safeguards:
            yield _node(f"#safeguards.{safeguard.id}", "dpv:TechnicalOrganisationalMeasure", safeguard.text)
        for route, text in self._prohibitions():
            yield _node(route, "dpv:Prohibition", text)
        contact = policy.requests.mailbox or controller.privacy_mailbox
        about = {"dpv:hasContact": contact, "rdfs:seeAlso": _address(policy.requests.form)}
        yield {"@id": "#requests", "@type": "dpv:RightExerciseNotice"} | _stated(about)

    def _notice(self) -> Node:
        policy = self.policy
        kinds = ("purposes", "subprocessors", "storage", "retention")
        processes = [f"{kind}.{entry.id}" for kind in kinds for entry in getattr(policy, kind)]
        parts = [{"@id": f"../{current.id}/", "dct:title": current.document.title} for current in self.documents]
        about = {
            "dct:title": policy.publication.site_name,
            "dct:hasPart": parts,
            "dpv:hasDataController": _ref("#controller"),
            "dpv:hasPersonalData": [_ref(f"#data.{category.id}") for category in policy.data],
            "dpv:hasPurpose": [_ref(f"#purposes.{purpose.id}") for purpose in policy.purposes],
            "dpv:hasProcess": [_ref(f"#{name}.process") for name in processes],
            "dpv:hasRight": [_ref(f"#rights.{right.id}") for right in policy.rights],
            "dpv:hasTechnicalOrganisationalMeasure": [_ref(f"#safeguards.{item.id}") for item in policy.safeguards],
            "dpv:hasProhibition": [_ref(route) for route, _ in self._prohibitions()],
            "dpv:hasNotice": _ref("#requests"),
        }
        return {"@id": "#policy", "@type": "dpv:PrivacyNotice"} | _stated(about)

    def _prohibitions(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the words of each promise not to do something."""
        yield from ((f"#prohibited_uses.{use.id}", use.text) for use in self.policy.prohibited_uses)
        for category in self.policy.data:
            yield from ((f"#data.{category.id}.never_stored.{item.id}", item.text) for item in category.never_stored)

    def _vendor(self, vendor: Subprocessor) -> Iterator[Node]:
        name = f"#subprocessors.{vendor.id}"
        about = {
            "dpv:hasName": vendor.legal_entity,
            "dpv:hasAddress": vendor.address,
            "dpv:hasContact": vendor.contact,
            "rdfs:seeAlso": _address(vendor.dpa),
        }
        yield _node(name, "dpv:DataProcessor", vendor.name, None, about)
        received = [_receipt(vendor, receipt) for receipt in vendor.receives]
        items = (item for category in self.policy.data for item in category.items)
        handled = [_ref(f"#data.{item.id}") for item in items if item.processed_by == vendor.id]
        processing = {
            "dpv:hasDataController": _ref("#controller"),
            "dpv:hasDataProcessor": _ref(name),
            "dpv:hasPurpose": _words("dpv:Purpose", vendor.purpose),
            "dpv:hasPersonalData": [*(data for is_personal, data in received if is_personal), *handled],
            "dpv:hasData": [data for is_personal, data in received if not is_personal],
            "dpv:hasNecessity": _ref("dpv:Optional") if vendor.optional else None,
            "dpv:hasLocation": _words("dpv:Location", vendor.location),
            "dpv:hasLegalBasis": self._transfer(vendor),
            "dct:temporal": _lifespan(vendor),
        }
        yield _process(name, processing, vendor.remark)

    def _transfer(self, vendor: Subprocessor) -> Node | None:
        if not (transfer := vendor.transfer):
            return None
        label = getattr(self.policy.wording.mechanisms, transfer.mechanism.replace("-", "_"))
        about = {
            "skos:broader": _ref(TRANSFERS.get(transfer.mechanism)),
            "dct:description": transfer.text,
            "rdfs:seeAlso": _address(transfer.document),
        }
        return _words("dpv:DataTransferLegalBasis", label, about)

    def _retention(self, entry: RetentionEntry) -> Iterator[Node]:
        name = f"#retention.{entry.id}"
        period = period_of(entry, self.policy.storage)
        length = _duration(period) if period else _words("dpv:Duration", entry.criteria)
        yield _node(name, "dpv:StorageDuration", entry.name, entry.text, {"dpv:hasDuration": length})
        is_legal = entry.basis is not None and find_legal_basis(entry.basis) is not None
        copies = [_ref(f"#storage.{entry.copies_in}")] if entry.copies_in else []
        keeping = {
            "dpv:hasProcessing": _ref("dpv:Store"),
            "dpv:hasPersonalData": [_ref(f"#data.{covered}") for covered in entry.covers],
            "dpv:hasStorageCondition": [_ref(name), *copies],
            "dpv:hasLegalBasis": _legal_basis(entry.basis) if is_legal else None,
            "dpv:hasJustification": None if is_legal else _words("dpv:Justification", entry.basis),
        }
        yield _process(name, keeping)


def _data(category: DataCategory) -> Iterator[Node]:
    name = f"#data.{category.id}"
    needed = {True: "dpv:Required", False: "dpv:Optional", None: None}[category.required]
    yield _node(name, "dpv:PersonalData", category.name, category.remark, {"dpv:hasNecessity": _ref(needed)})
    for item in category.items:
        kind = "dpv:SpecialCategoryPersonalData" if item.special else "dpv:PersonalData"
        yield _node(f"#data.{item.id}", kind, item.name, None, {"skos:broader": _ref(name)})


def _purpose(purpose: Purpose) -> Iterator[Node]:
    """Yield a purpose, and the processing for it: of all data, where the text does not say of which."""
    name = f"#purposes.{purpose.id}"
    yield _node(name, "dpv:Purpose", purpose.text)
    processing = {
        "dpv:hasDataController": _ref("#controller"),
        "dpv:hasPurpose": _ref(name),
        "dpv:hasPersonalData": [_ref(f"#data.{used}") for used in purpose.data],
        "dpv:hasLegalBasis": _legal_basis(purpose.legal_basis, purpose.legal_ground),
    }
    yield _process(name, processing)


def _storage(place: StorageLocation) -> Iterator[Node]:
    name = f"#storage.{place.id}"
    kinds = ["dpv:StorageLocation", *["dpv:StorageRestoration"] * place.backup]
    about = {
        "dpv:hasLocation": _words("dpv:Location", place.region),
        "dpv:hasCountry": {"@type": "dpv:Country", "dct:identifier": place.country} if place.country else None,
    }
    yield _node(name, kinds, place.name, place.text, about)
    conditions = [_ref(name)]
    if place.retention:
        conditions.append({"@type": "dpv:StorageDuration", "dpv:hasDuration": _duration(place.retention)})
    keeping = {
        "dpv:hasProcessing": _ref("dpv:Store"),
        "dpv:hasDataProcessor": _ref(f"#subprocessors.{place.provider}") if place.provider else None,
        "dpv:hasStorageCondition": conditions,
    }
    yield _process(name, keeping)


def _receipt(vendor: Subprocessor, receipt: Receipt) -> tuple[bool, Node | None]:
    """Whether the data that a vendor receives is personal, by the text, and the data; anonymized data is derived."""
    data = _ref(f"#data.{receipt.data}")
    if vendor.personal_data and receipt.form != "anonymized":
        return True, _words(FORMS.get(receipt.form, "dpv:PersonalData"), receipt.text, {"skos:broader": data})
    kind = FORMS["anonymized"] if receipt.form == "anonymized" else "dpv:Data"
    return False, _words(kind, receipt.text, {"dct:source": data})


def find_legal_basis(text: str) -> str | None:
    """The term of the legal basis that a text names by its article; none where it names none or several."""
    match = _BASIS.fullmatch(" ".join(text.split()))
    return f"eu-gdpr:A6-1-{next(filter(None, match.groups()))}" if match else None


def _legal_basis(text: str | None, ground: str | None = None) -> Node | None:
    """A legal basis in its own words, below the term of its point of the law; the term alone without words."""
    stated = GROUNDS[ground] if ground else None
    if not text:
        return _ref(stated)
    return _words("dpv:LegalBasis", text, {"skos:broader": _ref(stated or find_legal_basis(text))})


def _lifespan(vendor: Subprocessor) -> Node | None:
    """From when to when a vendor receives data, as far as it is stated (DCAT 3, 6.17)."""
    days = {"dcat:startDate": vendor.since, "dcat:endDate": vendor.until}
    dates = {key: {"@value": str(day), "@type": "xsd:date"} for key, day in days.items() if day}
    return {"@type": "dct:PeriodOfTime", **dates} if dates else None


def _duration(period: Period) -> Node:
    """A period. XML Schema has no weeks (XSD 1.1 part 2, 3.3.6)."""
    written = replace(period, weeks=0, days=period.days + 7 * period.weeks)
    return {"@type": "dpv:TemporalDuration", "rdf:value": {"@value": str(written), "@type": "xsd:duration"}}


def _process(name: str, properties: Node, description: str | None = None) -> Node:
    stated = _stated({"dct:description": description, **properties})
    return {"@id": f"{name}.process", "@type": "dpv:Process"} | stated


def _node(
    name: str, kind: str | list[str], label: str, description: str | None = None, properties: Node | None = None
) -> Node:
    stated = _stated({"dct:description": description, **(properties or {})})
    return {"@id": name, "@type": kind, "skos:prefLabel": label} | stated


def _words(kind: str, label: str | None, properties: Node | None = None) -> Node | None:
    """A node without a name; none without a label."""
    return {"@type": kind, "skos:prefLabel": label} | _stated(properties or {}) if label else None


def _ref(name: str | None) -> Node | None:
    return {"@id": name} if name else None


def _address(address: WebAddress | None) -> Node | None:
    return {"@value": address, "@type": "xsd:anyURI"} if address else None


def _stated(properties: Node) -> Node:
    return {key: value for key, value in properties.items() if value}
