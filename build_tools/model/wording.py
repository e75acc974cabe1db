"""Defines the words around the facts: headings, labels and links (`wording.yml`)."""

from build_tools.model.history_wording import CompareLabels, HistoryLabels, SignupLabels, SubscribeLabels
from build_tools.model.text import (
    Objecting,
    OfCount,
    OfDocument,
    OfEntry,
    OfFingerprint,
    OfPages,
    OfSize,
    OfVersion,
    OnDay,
    Prose,
    TakingEffect,
)
from build_tools.model.value import Value


class KeyFactLabels(Value):
    """The four headings of the summary."""

    stored: Prose
    """Heading for stored data: `What we store`."""
    stays: Prose
    """Heading for data that stays with the customer: `What never leaves your account`."""
    recipients: Prose
    """Heading for recipients: `Who else receives data`."""
    kept: Prose
    """Heading for retention: `How long we keep it`."""


class SubprocessorLabels(Value):
    """The words around the subprocessors."""

    service: Prose
    """Column heading for the name: `Service`."""
    purpose: Prose
    """Column heading for the purpose."""
    data: Prose
    """Column heading for the data that it receives: `Data Shared`."""
    optional: Prose
    """Added in brackets to the purpose of an optional subprocessor: `optional`."""
    training: Prose | None = None
    """Added in brackets to the data of one that may train AI models with it: `may train AI models`."""
    no_training: Prose | None = None
    """Added in brackets if it may not: `no training of AI models`."""
    legal_entity: Prose
    """Before the contracting company."""
    address: Prose
    """Before its postal address."""
    contact: Prose
    """Before its contact for data protection."""
    location: Prose
    """Before the place of processing."""
    transfer: Prose
    """Before the transfer mechanism."""
    dpa: Prose
    """Before the link to its data processing agreement."""
    since: Prose
    """Before the day from which it receives data."""
    until: Prose
    """Before the day on which it stopped."""
    last_reviewed: Prose
    """Before the day of its last assessment."""
    link: Prose
    """The link to a document: `Read it`."""
    past: Prose
    """The heading above past subprocessors."""


class MechanismLabels(Value):
    """The names of the transfer mechanisms."""

    adequacy: Prose
    """An adequacy decision (GDPR Art. 45)."""
    data_privacy_framework: Prose
    """The EU-U.S. Data Privacy Framework (Implementing Decision (EU) 2023/1795)."""
    standard_contractual_clauses: Prose
    """Standard contractual clauses (GDPR Art. 46(2)(c))."""
    binding_corporate_rules: Prose
    """Binding corporate rules (GDPR Art. 47)."""
    uk_idta: Prose = Prose("International Data Transfer Agreement (UK)")
    """The agreement of the Information Commissioner (Data Protection Act 2018, section 119A)."""
    uk_addendum: Prose = Prose("UK Addendum to the EU standard contractual clauses")
    """The addendum of the Information Commissioner to the EU clauses (section 119A)."""
    derogation: Prose
    """A derogation for specific situations (GDPR Art. 49)."""


class RetentionLabels(Value):
    """The columns of the retention schedule."""

    data: Prose
    """Column heading for the data."""
    period: Prose
    """Column heading for the period."""
    starts: Prose
    """Column heading for the start of the period."""
    afterwards: Prose
    """Column heading for what happens after the period."""
    basis: Prose
    """Column heading for the legal basis or duty."""
    maximum: Prose
    """Column heading for the longest time, including backups."""


class ChangelogLabels(Value):
    """The words around changes: the changelog, and coming changes."""

    title: Prose
    """The heading of the list of all changes."""
    summary: Prose
    """The summary of that list, in one sentence."""
    show: Prose
    """Opens the filter of the list: `Show`."""
    everything: Prose
    """The filter for all changes."""
    material: Prose
    """The name of the level, for a single change: `Material change`."""
    notable: Prose
    """The name of the level."""
    editorial: Prose
    """The name of the level."""
    materials: Prose
    """The filter for material changes, and the heading above them."""
    notables: Prose
    """The heading above notable changes."""
    editorials: Prose
    """The heading above changes of wording."""
    of_document: OfDocument
    """The heading of the list of changes of one document: `Changes of {document}`."""
    first: Prose
    """Shown for the first publication, in place of a level: `First publication`."""
    less: Prose
    """The direction of a change: `Less protective`."""
    more: Prose
    """The direction of a change: `More protective`."""
    neutral: Prose
    """The direction of a change: neither."""
    entry: OnDay
    """The default heading of a publication: `Changes of {day}`."""
    published: OnDay
    """The day of publication: `Published {day}`."""
    in_force: OnDay
    """The day on which it takes effect: `In force from {day}`."""
    taken_back: OnDay
    """Shown instead if a later publication revoked it before it took effect."""
    object_until: OnDay
    """The deadline for objections: `You can object until {day}`."""
    object_to: Objecting
    """How to object, after the deadline: `write to {mailbox}, subject “{subject}”`."""
    notified: OnDay
    """The day of the notice: `Customers were notified on {day}`."""
    audience: Prose
    """Before the audience of an announcement: `For`."""
    coming: Prose
    """The heading above changes that take effect later: `Coming`."""
    latest: Prose
    """Before the newest change, on the home page and on documents: `Latest change`."""
    others: OfCount
    """After the first few changes of a long list: `and {count} more`."""
    nothing: Prose
    """Shown instead of an empty list."""
    before: Prose
    """Before the old value: `Before`."""
    after: Prose
    """Before the new value: `Now`."""
    details: Prose
    """Before the words of an added, removed or changed entry: `Policy text`."""
    why: Prose
    """Before the reason for lawyers: `Why it matters`."""
    law: Prose
    """Before the law: `Law`."""
    where: Prose
    """Before the document with the change: `Read it in`."""
    redlines: Prose
    """The heading above the redlines."""
    legend: Prose
    """The legend of the marks for changes."""
    old_text: Prose
    """The link to the earlier text."""
    new_text: Prose
    """The link to the new text."""
    new_document: OfDocument
    """For a new document: `{document} is new.`"""
    withdrawn: OfDocument
    """For a withdrawn document."""
    starts: OfEntry
    """For a vendor with a first day in the future: `{entry} starts to receive data`."""
    stops: OfEntry
    """For a vendor with a last day in the future."""
    not_yet: TakingEffect
    """Above a text that is not yet in force."""
    until_then: Prose
    """The link to the text that is in force until then."""


class NoticeLabels(Value):
    """The words around a notice, the e-mail that notifies customers of a change."""

    introduction: Prose
    """The first sentence: why the customer receives it."""
    in_full: Prose
    """The heading above the links: `Read it in full`."""
    page: Prose
    """The link to the page of the publication."""
    questions: Prose
    """Before the mailbox for questions and objections."""


class DownloadLabels(Value):
    """The words around downloads, and in the files."""

    download: Prose
    """Before the links to downloads: `Download`."""
    pdf: OfSize
    """The link to the PDF: `PDF ({size})`."""
    docx: OfSize
    """The link to the Word file: `Word ({size})`."""
    version: OfVersion
    """At the foot of each page: `Version {version}, published {day}`."""
    fingerprint: OfFingerprint
    """Below the version: `Fingerprint of the text (SHA-256): {fingerprint}`."""
    page: OfPages
    """The page number: `Page {page} of {pages}`."""


class Wording(Value):
    """The words around the facts: headings, labels and links."""

    key_facts_title: Prose
    """The name of the summary for screen readers."""
    not_stated: Prose
    """For a fact that the policy does not state: `Not stated`."""
    key_facts: KeyFactLabels
    subprocessors: SubprocessorLabels
    mechanisms: MechanismLabels
    retention: RetentionLabels
    history: HistoryLabels
    changelog: ChangelogLabels
    subscribe: SubscribeLabels
    signup: SignupLabels | None = None
    compare: CompareLabels
    notice: NoticeLabels
    downloads: DownloadLabels


class Words(Value):
    """The words for the layouts."""

    wording: Wording
