"""Tests the findings for edits that a lawyer would make to TraceLoom's policy."""

import pytest

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.rule import Level
from build_tools.reports.findings import as_text, level_of
from tests.support.edits import Edit, edited, own_tree

VENDORS = "policy_src/subprocessors.yml"
KEPT = "policy_src/retention.yml"
STORED = "policy_src/storage.yml"
USES = "policy_src/purposes.yml"
RIGHTS = "policy_src/rights.yml"
DATA = "policy_src/data.yml"
COOKIES = "policy_src/cookies.yml"
SETTINGS = "policy_src/policy.yml"

DATADOG = """
  - id: datadog
    name: Datadog
    purpose: Monitoring
    receives:
      - data: logs
        text: service logs
"""

BILL = "  - id: billing\n    text: Bill you accurately\n"
NOTIFY = "  - id: notifications\n    text: Send service updates and security notifications\n"
OBJECT = "  - id: objection\n    name: Objection\n    text: Object to processing for any reason\n    kind: objection\n"

TABLE: dict[str, tuple[dict[str, Edit], str, list[str]]] = {
    "a new vendor": (
        {VENDORS: ("\n  - id: stripe\n", f"{DATADOG}\n  - id: stripe\n")},
        "material",
        ["subprocessor-added"],
    ),
    "another vendor for e-mail": (
        {VENDORS: ("id: sendgrid\n    name: SendGrid", "id: postmark\n    name: Postmark")},
        "material",
        ["subprocessor-replaced"],
    ),
    "a vendor's new name": (
        {VENDORS: ("name: SendGrid", "name: Twilio SendGrid")},
        "notable",
        ["subprocessor-renamed"],
    ),
    "more data for a vendor": (
        {
            VENDORS: (
                "        text: Email address only",
                "        text: Email address\n      - data: name\n        text: name",
            )
        },
        "material",
        ["subprocessor-data-added", "subprocessor-data-reworded"],
    ),
    "data of a vendor that is no longer anonymous": (
        {VENDORS: ("text: anonymized usage\n        form: anonymized", "text: anonymized usage")},
        "material",
        ["subprocessor-data-more-identifiable"],
    ),
    "analytics that one cannot do without": (
        {VENDORS: ("    optional: true\n", "")},
        "material",
        ["subprocessor-became-mandatory"],
    ),
    "logs for 180 days": ({KEPT: ("period: P90D", "period: P180D")}, "material", ["retention-longer"]),
    "logs for 30 days": ({KEPT: ("period: P90D", "period: P30D")}, "notable", ["retention-shorter"]),
    "billing data for 84 months": ({KEPT: ("period: P7Y", "period: P84M")}, "editorial", ["period-said-otherwise"]),
    "logs for as long as needed": (
        {
            KEPT: (
                "period: P90D\n    afterwards: deleted\n    text: Retained for {{ retention.usage_and_logs.period }}",
                "criteria: as long as needed\n    afterwards: deleted\n    text: Retained as long as needed",
            )
        },
        "material",
        ["retention-became-open", "retention-reworded"],
    ),
    "logs from the day of the test on": (
        {KEPT: ("period: P90D", "period: P90D\n    starts: the end of the test")},
        "notable",
        ["retention-start-stated"],
    ),
    "data moves to Ireland": ({STORED: ("us-east-1", "eu-west-1")}, "material", ["storage-region-changed"]),
    "backups for 60 days": ({STORED: ("retention: P30D", "retention: P60D")}, "material", ["backup-period-longer"]),
    "an older TLS": ({STORED: ("TLS 1.3", "TLS 1.2")}, "material", ["safeguard-weakened"]),
    "models may be trained": (
        {USES: ("  - id: train-ai-models\n    text: Train AI models\n", "")},
        "material",
        ["prohibited-use-removed"],
    ),
    "models are trained": (
        {
            USES: (
                "\nprohibited_uses:\n  - id: train-ai-models\n    text: Train AI models\n",
                "  - id: train-ai-models\n    text: Train AI models\n\nprohibited_uses:\n",
            )
        },
        "material",
        ["prohibited-use-permitted"],
    ),
    "one more purpose": (
        {USES: ("\nprohibited_uses:", "  - id: research\n    text: Do research\n\nprohibited_uses:")},
        "material",
        ["purpose-added"],
    ),
    "purposes in another order": ({USES: (BILL + NOTIFY, NOTIFY + BILL)}, "editorial", ["order-changed"]),
    "requests within 45 days": (
        {RIGHTS: ("requests:\n  deadline: P30D", "requests:\n  deadline: P45D")},
        "material",
        ["right-deadline-longer"],
    ),
    "no right to object": ({RIGHTS: (OBJECT, "")}, "material", ["right-removed"]),
    "phone numbers": (
        {DATA: ("      - id: company\n", "      - id: phone\n        name: phone\n      - id: company\n")},
        "material",
        ["data-item-added"],
    ),
    "the company is not asked for": (
        {DATA: ("      - id: company\n        name: company\n", "")},
        "notable",
        ["data-item-removed"],
    ),
    "sessions for two days": (
        {COOKIES: ("lifetime: PT24H", "lifetime: PT48H")},
        "material",
        ["necessary-cookie-lifetime-longer"],
    ),
    "no way to refuse analytics": (
        {
            COOKIES: (
                "{{ cookies.analytics.opt_out }}\n    set_by: posthog\n    opt_out: account settings",
                "your account\n    set_by: posthog",
            )
        },
        "material",
        ["cookie-reworded", "opt-out-removed"],
    ),
    "another mailbox": (
        {SETTINGS: ("privacy_mailbox: privacy@", "privacy_mailbox: legal@")},
        "material",
        ["privacy-contact-changed"],
    ),
    "a typing mistake is mended": (
        {"policy_src/sections/changes-to-this-policy.md": ("material changes", "materiel changes")},
        "editorial",
        ["prose-format-changed"],
    ),
    "only is dropped from a purpose": ({USES: ("usage trends only", "usage trends")}, "material", ["purpose-reworded"]),
    "a promise in a section becomes a possibility": (
        {"policy_src/sections/changes-to-this-policy.md": ("We'll notify", "We may notify")},
        "material",
        ["prose-less-sure"],
    ),
    "another heading": (
        {"policy_src/sections/contact.md": ("title: Contact", "title: How to reach us")},
        "editorial",
        ["section-retitled"],
    ),
    "a remark for colleagues": ({KEPT: ("period: P90D", "period: P90D\n    note: Ask in May.")}, "none", []),
    "a comment": ({KEPT: ("retention:\n", "# Ask in May.\nretention:\n")}, "none", []),
}


@pytest.mark.parametrize(("edit", "level", "rules"), TABLE.values(), ids=TABLE)
def test_an_edit_is_judged(edit: dict[str, Edit], level: str, rules: list[str]) -> None:
    findings = compare_sources(SourceRevision("", own_tree()), SourceRevision("", edited(edit))).findings
    print(as_text(findings))  # noqa: T201 - pytest -rP shows the table

    assert sorted(finding.rule.id for finding in findings) == rules
    assert level_of(findings) == level


@pytest.mark.parametrize("edit", [edit for edit, _, _ in TABLE.values()], ids=TABLE)
def test_a_finding_is_located_where_the_source_was_edited(edit: dict[str, Edit]) -> None:
    tree = edited(edit)

    for finding in compare_sources(SourceRevision("", own_tree()), SourceRevision("", tree)).findings:
        assert finding.is_at
        assert finding.is_at.file in edit
        assert finding.is_at.line <= tree.files[finding.is_at.file].count(b"\n")


def test_the_change_that_needs_consent_comes_first() -> None:
    use = (BILL, f"{BILL}  - id: training\n    text: Train AI models\n    kind: ai-training\n")
    banned = ("  - id: train-ai-models\n    text: Train AI models\n", "")
    uses = edited({USES: banned}).files[USES].decode().replace(*use).encode()
    after = edited({USES: uses, KEPT: ("period: P90D", "period: P180D")})

    findings = compare_sources(SourceRevision("", edited({})), SourceRevision("", after)).findings

    rules = [finding.rule.id for finding in findings if finding.level is Level.MATERIAL]
    assert rules.index("ai-training-permitted") < rules.index("retention-longer")
