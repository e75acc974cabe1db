"""How is the policy said in the W3C Data Privacy Vocabulary, as JSON-LD 1.1?

It states what the policy states: data, purposes, recipients, retention, rights, safeguards and prohibitions. A thing is
named after its fact and the ids of its entries: `#retention.usage-and-logs`. The context stands in the file, so that
whoever reads it asks nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from build_tools.model.data import DataCategory
from build_tools.model.period import Period
from build_tools.model.policy import Policy
from build_tools.model.purposes import Purpose
from build_tools.model.retention import RetentionEntry, period_of
from build_tools.model.rights import Right
from build_tools.model.storage import StorageLocation
from build_tools.model.subprocessor import Receipt, Subprocessor
from build_tools.model.text import WebAddress
from build_tools.site.data.columns import write_json
from build_tools.site.data.dpv_terms import FORMS, NAMESPACES, RIGHTS, TRANSFERS, find_legal_basis
from build_tools.site.data.policy import ShownDocuments

PATH = "data/policy.dpv.jsonld"
"""Where it is published."""

Node = dict[str, Any]


def write_dpv(policy: Policy, shown: ShownDocuments) -> bytes:
    """The policy as JSON-LD. The policy has its facts in place in all prose.

    Where the site has no safe address, all names are relative to the file.
    """
    address = policy.publication.safe_address
    language = policy.publication.language
    said = {name: {"@id": name, "@language": language} for name in ("skos:prefLabel", "dct:description", "dct:title")}
    base = {"@base": f"{address}{PATH}"} if address else {}
    return write_json({"@context": {**base, **NAMESPACES, **said}, "@graph": list(_Graph(policy, shown).nodes())})


@dataclass(frozen=True, slots=True)
class _Graph:
    policy: Policy
    shown: ShownDocuments

    def nodes(self) -> Iterator[Node]:
        """Yield everything that has a name."""
        policy = self.policy
        yield self._notice()
        yield _controller(policy)
        yield from chain.from_iterable(map(_data, policy.data))
        yield from chain.from_iterable(map(_purpose, policy.purposes))
        yield from chain.from_iterable(map(self._vendor, policy.subprocessors))
        yield from chain.from_iterable(map(_storage, policy.storage))
        yield from chain.from_iterable(map(self._retention, policy.retention))
        yield from map(_right, policy.rights)
        for safeguard in policy.safeguards:
            yield _node(f"#safeguards.{safeguard.id}", "dpv:TechnicalOrganisationalMeasure", safeguard.text)
        for route, told in self._prohibitions():
            yield _node(route, "dpv:Prohibition", told)
        yield _requests(policy)

    def _notice(self) -> Node:
        """The policy itself, and all that it tells of."""
        policy = self.policy
        processes = [
            *(f"purposes.{one.id}" for one in policy.purposes),
            *(f"subprocessors.{one.id}" for one in policy.subprocessors),
            *(f"storage.{one.id}" for one in policy.storage),
            *(f"retention.{one.id}" for one in policy.retention),
        ]
        return _stated(
            {
                "@id": "#policy",
                "@type": "dpv:PrivacyNotice",
                "dct:title": policy.publication.site_name,
                "dct:hasPart": [
                    {"@id": f"../{one.path}", "dct:title": one.document.title} for one in self.shown.documents
                ],
                "dpv:hasDataController": _ref("#controller"),
                "dpv:hasPersonalData": [_ref(f"#data.{one.id}") for one in policy.data],
                "dpv:hasPurpose": [_ref(f"#purposes.{one.id}") for one in policy.purposes],
                "dpv:hasProcess": [_ref(f"#{name}.process") for name in processes],
                "dpv:hasRight": [_ref(f"#rights.{one.id}") for one in policy.rights],
                "dpv:hasTechnicalOrganisationalMeasure": [_ref(f"#safeguards.{one.id}") for one in policy.safeguards],
                "dpv:hasProhibition": [_ref(route) for route, _ in self._prohibitions()],
                "dpv:hasNotice": _ref("#requests"),
            }
        )

    def _prohibitions(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the words of each promise not to do something."""
        yield from ((f"#prohibited_uses.{use.id}", use.text) for use in self.policy.prohibited_uses)
        for category in self.policy.data:
            yield from ((f"#data.{category.id}.never_stored.{one.id}", one.text) for one in category.never_stored)

    def _vendor(self, vendor: Subprocessor) -> Iterator[Node]:
        """Yield a company that processes data for the controller, and what it does."""
        name = f"#subprocessors.{vendor.id}"
        yield _node(name, "dpv:DataProcessor", vendor.name) | _stated(
            {
                "dpv:hasName": vendor.legal_entity,
                "dpv:hasAddress": vendor.address,
                "dpv:hasContact": vendor.contact,
                "rdfs:seeAlso": _address(vendor.dpa),
            }
        )
        received = [(_is_personal(vendor, receipt), _receipt(vendor, receipt)) for receipt in vendor.receives]
        items = [item for category in self.policy.data for item in category.items if item.processed_by == vendor.id]
        handled = [_ref(f"#data.{item.id}") for item in items]
        yield _process(name, vendor.remark) | _stated(
            {
                "dpv:hasDataController": _ref("#controller"),
                "dpv:hasDataProcessor": _ref(name),
                "dpv:hasPurpose": _words("dpv:Purpose", vendor.purpose),
                "dpv:hasPersonalData": [*(data for is_personal, data in received if is_personal), *handled],
                "dpv:hasData": [data for is_personal, data in received if not is_personal],
                "dpv:hasNecessity": _ref("dpv:Optional") if vendor.optional else None,
                "dpv:hasLocation": _words("dpv:Location", vendor.location) if vendor.location else None,
                "dpv:hasLegalBasis": self._transfer(vendor),
                "dct:temporal": _lifespan(vendor),
            }
        )

    def _transfer(self, vendor: Subprocessor) -> Node | None:
        """What makes the transfer to a vendor lawful."""
        if not (transfer := vendor.transfer):
            return None
        label = getattr(self.policy.wording.mechanisms, transfer.mechanism.replace("-", "_"))
        return _words("dpv:DataTransferLegalBasis", label) | _stated(
            {
                "skos:broader": _ref(TRANSFERS[transfer.mechanism]) if transfer.mechanism in TRANSFERS else None,
                "dct:description": transfer.text,
                "rdfs:seeAlso": _address(transfer.document),
            }
        )

    def _retention(self, entry: RetentionEntry) -> Iterator[Node]:
        """Yield for how long data is kept, and the keeping of it."""
        name = f"#retention.{entry.id}"
        period = period_of(entry, self.policy.storage)
        criteria = _words("dpv:Duration", entry.criteria) if entry.criteria else None
        length = _duration(period) if period else criteria
        yield _node(name, "dpv:StorageDuration", entry.name, entry.text) | _stated({"dpv:hasDuration": length})
        place = [_ref(f"#storage.{entry.copies_in}")] if entry.copies_in else []
        is_legal = entry.basis is not None and find_legal_basis(entry.basis) is not None
        yield _process(name) | _stated(
            {
                "dpv:hasProcessing": _ref("dpv:Store"),
                "dpv:hasPersonalData": [_ref(f"#data.{one}") for one in entry.covers],
                "dpv:hasStorageCondition": [_ref(name), *place],
                "dpv:hasLegalBasis": _legal_basis(entry.basis) if entry.basis and is_legal else None,
                "dpv:hasJustification": _words("dpv:Justification", entry.basis)
                if entry.basis and not is_legal
                else None,
            }
        )


def _controller(policy: Policy) -> Node:
    controller = policy.controller
    return _node("#controller", "dpv:DataController", controller.name) | _stated(
        {
            "dpv:hasName": controller.legal_name or controller.name,
            "dpv:hasAddress": controller.address,
            "dpv:hasContact": controller.privacy_mailbox,
            "rdfs:seeAlso": _address(controller.site),
        }
    )


def _requests(policy: Policy) -> Node:
    """Where people exercise their rights."""
    requests = policy.requests
    contact = requests.mailbox or policy.controller.privacy_mailbox
    told = {"dpv:hasContact": contact, "rdfs:seeAlso": _address(requests.form)}
    return {"@id": "#requests", "@type": "dpv:RightExerciseNotice"} | _stated(told)


def _data(category: DataCategory) -> Iterator[Node]:
    """Yield a category of data and its items."""
    name = f"#data.{category.id}"
    needed = {True: _ref("dpv:Required"), False: _ref("dpv:Optional"), None: None}[category.required]
    yield _node(name, "dpv:PersonalData", category.name, category.remark) | _stated({"dpv:hasNecessity": needed})
    for item in category.items:
        yield _node(f"#data.{item.id}", "dpv:PersonalData", item.name) | {"skos:broader": _ref(name)}


def _purpose(purpose: Purpose) -> Iterator[Node]:
    """Yield a purpose, and the processing for it: of all data, where the text does not say of which."""
    name = f"#purposes.{purpose.id}"
    yield _node(name, "dpv:Purpose", purpose.text)
    yield _process(name) | _stated(
        {
            "dpv:hasDataController": _ref("#controller"),
            "dpv:hasPurpose": _ref(name),
            "dpv:hasPersonalData": [_ref(f"#data.{one}") for one in purpose.data],
            "dpv:hasLegalBasis": _legal_basis(purpose.legal_basis) if purpose.legal_basis else None,
        }
    )


def _storage(place: StorageLocation) -> Iterator[Node]:
    """Yield a place where data is kept, and the keeping of it."""
    name = f"#storage.{place.id}"
    kinds = ["dpv:StorageLocation", *["dpv:StorageRestoration"] * place.backup]
    yield _node(name, kinds, place.name, place.text) | _stated(
        {
            "dpv:hasLocation": _words("dpv:Location", place.region) if place.region else None,
            "dpv:hasCountry": {"@type": "dpv:Country", "dct:identifier": place.country} if place.country else None,
        }
    )
    copies = (
        [{"@type": "dpv:StorageDuration", "dpv:hasDuration": _duration(place.retention)}] if place.retention else []
    )
    yield _process(name) | _stated(
        {
            "dpv:hasProcessing": _ref("dpv:Store"),
            "dpv:hasDataProcessor": _ref(f"#subprocessors.{place.provider}") if place.provider else None,
            "dpv:hasStorageCondition": [_ref(name), *copies],
        }
    )


def _is_personal(vendor: Subprocessor, receipt: Receipt) -> bool:
    """Whether what a vendor receives is personal data, as the text has it: anonymized data is none."""
    return vendor.personal_data and receipt.form != "anonymized"


def _receipt(vendor: Subprocessor, receipt: Receipt) -> Node:
    """What a vendor receives: a kind of some personal data, or what was made of it and is none any more."""
    data = _ref(f"#data.{receipt.data}")
    if _is_personal(vendor, receipt):
        return _words(FORMS.get(receipt.form, "dpv:PersonalData"), receipt.text) | {"skos:broader": data}
    kind = FORMS["anonymized"] if receipt.form == "anonymized" else "dpv:Data"
    return _words(kind, receipt.text) | {"dct:source": data}


def _legal_basis(text: str) -> Node:
    term = find_legal_basis(text)
    return _words("dpv:LegalBasis", text) | _stated({"skos:broader": _ref(term) if term else None})


def _lifespan(vendor: Subprocessor) -> Node | None:
    """From when to when a vendor receives data, as far as it is stated (DCAT 3, 6.17)."""
    days = {"dcat:startDate": vendor.since, "dcat:endDate": vendor.until}
    told = {key: {"@value": str(day), "@type": "xsd:date"} for key, day in days.items() if day}
    return {"@type": "dct:PeriodOfTime", **told} if told else None


def _duration(period: Period) -> Node:
    """A period. XML Schema has no weeks (XSD 1.1 part 2, 3.3.6)."""
    written = replace(period, weeks=0, days=period.days + 7 * period.weeks)
    return {"@type": "dpv:TemporalDuration", "rdf:value": {"@value": str(written), "@type": "xsd:duration"}}


def _right(right: Right) -> Node:
    """A right, which is like one of the GDPR: whether that law applies, the policy does not say."""
    like = {"skos:closeMatch": _ref(RIGHTS[right.kind])} if right.kind in RIGHTS else {}
    return _node(f"#rights.{right.id}", "dpv:DataSubjectRight", right.name, right.text) | like


def _process(name: str, description: str | None = None) -> Node:
    told = {"dct:description": description}
    return {"@id": f"{name}.process", "@type": "dpv:Process"} | _stated(told)


def _node(name: str, kind: str | list[str], label: str, description: str | None = None) -> Node:
    return {"@id": name, "@type": kind, "skos:prefLabel": label} | _stated({"dct:description": description})


def _words(kind: str, label: str) -> Node:
    """Something that has no name of its own."""
    return {"@type": kind, "skos:prefLabel": label}


def _ref(name: str) -> Node:
    return {"@id": name}


def _address(address: WebAddress | None) -> Node | None:
    return {"@value": address, "@type": "xsd:anyURI"} if address else None


def _stated(told: Node) -> Node:
    """What there is something to say of."""
    return {key: value for key, value in told.items() if value}
