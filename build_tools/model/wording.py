"""Defines the words around the facts: headings, labels and links (`wording.yml`)."""

from build_tools.model.history_wording import CompareLabels, HistoryLabels, SubscribeLabels
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
    """Above what is stored: `What we store`."""
    stays: Prose
    """Above what stays with the customer: `What never leaves your account`."""
    recipients: Prose
    """Above who else receives data: `Who else receives data`."""
    kept: Prose
    """Above how long it is kept: `How long we keep it`."""


class SubprocessorLabels(Value):
    """The words around the subprocessors."""

    service: Prose
    """Column of the name: `Service`."""
    purpose: Prose
    """Column of the purpose."""
    data: Prose
    """Column of what it receives: `Data Shared`."""
    optional: Prose
    """Added in brackets to the purpose of an optional one: `optional`."""
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
    """The heading above past ones."""


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
    derogation: Prose
    """A derogation for specific situations (GDPR Art. 49)."""


class RetentionLabels(Value):
    """The columns of the retention schedule."""

    data: Prose
    """Column of the data."""
    period: Prose
    """Column of how long it is kept."""
    starts: Prose
    """Column of what starts the period."""
    afterwards: Prose
    """Column of what happens then."""
    basis: Prose
    """Column of the legal basis or duty."""
    maximum: Prose
    """Column of the longest time with backups."""


class ChangelogLabels(Value):
    """The words around changes: the changelog, and what is coming."""

    title: Prose
    """The heading of the list of all changes."""
    summary: Prose
    """What that list answers, in one sentence."""
    show: Prose
    """Opens the choice of what is listed: `Show`."""
    everything: Prose
    """The choice of all changes."""
    material: Prose
    """The name of the level, as of one change: `Material change`."""
    notable: Prose
    """The name of the level."""
    editorial: Prose
    """The name of the level."""
    materials: Prose
    """The choice of material changes, and the heading above them."""
    notables: Prose
    """The heading above notable changes."""
    editorials: Prose
    """The heading above changes of wording."""
    of_document: OfDocument
    """The heading of the list of changes of one document: `Changes of {document}`."""
    first: Prose
    """In place of a level, of the first publication: `First publication`."""
    less: Prose
    """For whom a change is good: `Less protective`."""
    more: Prose
    """For whom a change is good: `More protective`."""
    neutral: Prose
    """For whom a change is good: neither."""
    entry: OnDay
    """The heading of a publication of which nothing else is known: `Changes of {day}`."""
    published: OnDay
    """When it was published: `Published {day}`."""
    in_force: OnDay
    """From when on it applies: `In force from {day}`."""
    taken_back: OnDay
    """In its place, where a later publication took it back before it took effect."""
    object_until: OnDay
    """Until when a customer can object: `You can object until {day}`."""
    object_to: Objecting
    """After that: `write to {mailbox}, subject “{subject}”`."""
    notified: OnDay
    """When the notice of it was sent: `Customers were notified on {day}`."""
    audience: Prose
    """Before whom an announcement is for: `For`."""
    coming: Prose
    """The heading above what takes effect on a later day: `Coming`."""
    latest: Prose
    """Before the newest change, on the home page and on documents: `Latest change`."""
    others: OfCount
    """After the first few changes of a long list: `and {count} more`."""
    nothing: Prose
    """In place of an empty list."""
    before: Prose
    """Before what was there: `Before`."""
    after: Prose
    """Before what is there now: `Now`."""
    details: Prose
    """Before the words of an entry that is new, gone or different: `In our words`."""
    why: Prose
    """Before the reason for lawyers: `Why it matters`."""
    law: Prose
    """Before the law behind it: `Law`."""
    where: Prose
    """Before the document that a change is read in: `Read it in`."""
    redlines: Prose
    """The heading above the texts with their changes marked."""
    legend: Prose
    """How changes are marked, for people who see them."""
    old_text: Prose
    """The link to the text before."""
    new_text: Prose
    """The link to the text after."""
    new_document: OfDocument
    """Of a document that is new: `{document} is new.`"""
    withdrawn: OfDocument
    """Of a document that is withdrawn."""
    starts: OfEntry
    """Of a vendor whose first day is to come: `{entry} begins to receive data`."""
    stops: OfEntry
    """Of a vendor whose last day is to come."""
    not_yet: TakingEffect
    """Above a text that is not in force yet."""
    until_then: Prose
    """The link to the text that is in force until then."""


class NoticeLabels(Value):
    """The words around a notice, the e-mail that tells customers of a change."""

    introduction: Prose
    """Its first sentence: why one receives it."""
    in_full: Prose
    """The heading above the links: `Read it in full`."""
    page: Prose
    """The link to the page of the publication."""
    questions: Prose
    """Before the mailbox for questions and objections."""


class DownloadLabels(Value):
    """The words around texts that one keeps as a file, and in these files."""

    download: Prose
    """Before the links to them: `Download`."""
    pdf: OfSize
    """The link to the PDF: `PDF ({size})`."""
    docx: OfSize
    """The link to the Word file: `Word ({size})`."""
    version: OfVersion
    """At the foot of each page: `Version {version}, published {day}`."""
    fingerprint: OfFingerprint
    """Below it: `Fingerprint of the text (SHA-256): {fingerprint}`."""
    page: OfPages
    """Beside it: `Page {page} of {pages}`."""


class Wording(Value):
    """The words around the facts: headings of tables, labels, links."""

    key_facts_title: Prose
    """Names the summary for people who use a screen reader."""
    not_stated: Prose
    """Where the policy does not say a thing: `Not stated`."""
    key_facts: KeyFactLabels
    subprocessors: SubprocessorLabels
    mechanisms: MechanismLabels
    retention: RetentionLabels
    history: HistoryLabels
    changelog: ChangelogLabels
    subscribe: SubscribeLabels
    compare: CompareLabels
    notice: NoticeLabels
    downloads: DownloadLabels


class Words(Value):
    """The words that the layouts need."""

    wording: Wording
