"""Which words do the layouts need besides the facts? (`wording.yml`)"""

from build_tools.model.text import Prose
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


class Wording(Value):
    """The words around the facts: headings of tables, labels, links."""

    key_facts: KeyFactLabels
    subprocessors: SubprocessorLabels
    mechanisms: MechanismLabels
    retention: RetentionLabels
    key_facts_title: Prose
    """Names the summary for people who use a screen reader."""
    not_stated: Prose
    """Where the policy does not say a thing: `Not stated`."""


class Words(Value):
    """The words that the layouts need."""

    wording: Wording
