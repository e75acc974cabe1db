"""Tests which gaps between facts are found, which near-misses are not, and the list of optional facts left out."""

import json

import pytest

from build_tools.source.gaps import find_unstated
from build_tools.source.reader import read_source
from tests.support.edits import Edit, edited, own_tree, told
from tests.support.projects import ROOT, policy

P = "policy_src/"


def gaps(**edits: tuple[str, str]) -> list[str]:
    """What an edited source is told; `retention=(old, new)` edits `retention.yml`."""
    return told({f"{P}{name}.yml": edit for name, edit in edits.items()})


SIGNUP_WORDS = (
    (ROOT / "policy_src" / "wording.yml").read_text().partition("    heading: E-mail\n")[2].partition("\n\n")[0]
)
ITEMS = "covers: [email, name, company, aws-account-ids, billing-contact]"
REMARK = "    remark: card data never touches us\n"
NEAR_MISSES = {
    "each item is covered on its own": {"retention": ("covers: [account]", ITEMS)},
    "an optional subprocessor with personal data": {"subprocessors": (REMARK, f"{REMARK}    optional: true\n")},
    "a cookie with a lifetime": {"cookies": ("starts: inactivity", "starts: inactivity\n    opt_out: logging out")},
    "a use that is ruled out for good": {
        "purposes": ("  - id: train-ai-models\n", "  - id: train-ai-models\n    kind: ai-training\n")
    },
    "a mechanism that is named as a past one": {
        "subprocessors": (
            REMARK,
            f"{REMARK}    transfer: {{mechanism: adequacy, text: It replaces the void Privacy Shield.}}\n",
        )
    },
    "a period with another start": {"retention": ("starts: account closure", "starts: closure of the account")},
}


@pytest.mark.parametrize("edits", NEAR_MISSES.values(), ids=list(NEAR_MISSES))
def test_a_near_miss_is_no_gap(edits: dict[str, tuple[str, str]]) -> None:
    assert gaps(**edits) == []


def test_data_without_retention_is_found() -> None:
    (problem,) = gaps(retention=("covers: [account]", "covers: [email]"))

    assert problem.startswith('data-without-retention: the policy does not say how long "Account data"')
    assert problem.endswith("(name, company, AWS account ID(s), billing contact) is kept")


def test_a_period_that_lost_its_start_is_found() -> None:
    text = "      {{ retention.account.starts }}\n"
    tree = edited({f"{P}retention.yml": (text, "      closing\n")})
    changed = tree.files[f"{P}retention.yml"].replace(b"    starts: account closure\n", b"")

    (problem,) = told({f"{P}retention.yml": changed})

    assert problem.startswith('retention-without-start: "Account data (email, company, etc.)" is kept for a period')


def test_a_denial_of_personal_data_is_found_and_anonymized_data_is_none() -> None:
    anonymized = ("        text: session tokens\n", "        text: session tokens\n        form: anonymized\n")
    plain = (
        "    remark: card data never touches us\n",
        "    remark: card data never touches us\n    personal_data: false\n",
    )

    assert gaps(subprocessors=anonymized) == [
        'stale-entry: the known gap "personal-data-denied" about "posthog" is closed'
    ]
    assert gaps(subprocessors=plain) == [
        "personal-data-denied: Stripe is listed as receiving no personal data, but receives Email and billing contact"
    ]


def test_a_processor_that_is_not_listed_is_found() -> None:
    item = ("      - id: error-messages\n", "      - id: error-messages\n        processed_by: sendgrid\n")

    assert gaps(data=item) == [
        'processor-not-listed: "error messages" is processed by "sendgrid", which is not listed as receiving it'
    ]


def test_a_processor_listed_with_the_whole_category_is_listed() -> None:
    assert gaps(data=("      - id: error-messages\n", "      - id: error-messages\n        processed_by: aws\n")) == []


def test_a_cookie_without_a_lifetime_is_found() -> None:
    assert gaps(cookies=("    lifetime: PT24H\n", "")) == [
        'cookie-without-lifetime: the policy does not state the lifetime of "Session cookies"',
        'unknown-reference: "lifetime" in {{ cookies.session.lifetime }} does not exist',
    ]


def test_exceptions_settle_a_deletion_that_is_outlasted() -> None:
    stated = (
        "    deadline: P30D\n  - id: portability",
        "    deadline: P30D\n    exceptions: billing data and backups\n  - id: portability",
    )

    assert gaps(rights=stated) == ['stale-entry: the known gap "deletion-outlasted" about "deletion" is closed']


def test_copies_without_an_end_are_found() -> None:
    changes: dict[str, Edit] = {
        f"{P}storage.yml": own_tree()
        .files[f"{P}storage.yml"]
        .replace(b"    retention: P30D\n", b"")
        .replace(b", {{ storage.backups.retention.adjective }} retention", b""),
        f"{P}retention.yml": (" after {{ storage.backups.retention }}", " at some time"),
    }

    assert told(changes) == [
        'copies-without-end: "Backups" takes its period from "backups", which has none',
        'copies-without-end: the policy does not say how long copies stay in "Backups"',
    ]


def test_an_accepted_gap_is_told_with_its_reason() -> None:
    known = {(gap.check, gap.about): gap.accepted for gap in read_source(own_tree()).known_gaps}

    assert len(known) == 9
    assert known["retention-without-start", "billing"].startswith("The published text says")


def test_accepting_one_gap_accepts_no_other_of_its_kind() -> None:
    assert told({f"{P}known_gaps.yml": ("about: authentication", "about: account")}) == [
        'data-without-retention: the policy does not say how long "Authentication data" is kept',
        'stale-entry: the known gap "data-without-retention" about "account" is closed',
    ]


COOKIES = b"cookies: []\n"


def test_an_empty_list_that_a_text_shows_is_found() -> None:
    entries = {f"{P}cookies.yml": COOKIES, f"{P}known_gaps.yml": None}

    assert 'list-without-entries: a text shows the list "cookies", which is empty' in told(entries)


def test_an_empty_list_that_no_text_shows_is_no_gap() -> None:
    section = f"{P}sections/cookies-and-tracking.md"
    entries: dict[str, Edit] = {
        f"{P}cookies.yml": COOKIES,
        f"{P}known_gaps.yml": None,
        section: b"---\ntitle: Cookies & Tracking\n---\n\nWe set none.\n",
    }

    assert not [problem for problem in told(entries) if problem.startswith("list-without-entries")]


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        (
            {"policy": ("  legal_name: Jajoga, LLC\n", "")},
            'controller-not-identified: the source does not state the registered name of "TraceLoom"',
        ),
        (
            {"policy": ("  address: Layton, UT, USA\n", "")},
            'controller-not-identified: the source does not state the address of "TraceLoom"',
        ),
        (
            {
                "purposes": ("  - id: train-ai-models\n", "  - id: train-ai-models\n    kind: ai-training\n"),
                "subprocessors": ("    name: AWS\n", "    name: AWS\n    trains_models: true\n"),
            },
            'use-contradicted: "Train AI models" is ruled out, but AWS may train AI models with the data',
        ),
        (
            {
                "purposes": (
                    "Comply with law\n\nprohibited_uses:\n",
                    "Comply with law\n    kind: sale\n\nprohibited_uses:\n  - {id: sale, text: Sell it, kind: sale}\n",
                )
            },
            'use-contradicted: "Sell it" is ruled out, but "Comply with law" is a purpose',
        ),
        (
            {
                "subprocessors": ("    name: AWS\n", "    name: AWS\n    trains_models: false\n"),
                "wording": ("    no_training: no training of AI models\n", ""),
            },
            "training-without-words: the source states whether AWS trains AI models, but no document has words for it",
        ),
        (
            {
                "policy": (
                    "  language: en\n",
                    "  language: en\n  signup: {mailbox: join@lists.example.com, privacy: We use it for notices.}\n",
                ),
                "wording": ("  signup:\n    heading: E-mail\n" + SIGNUP_WORDS, ""),
            },
            "signup-without-words: the form of the mailing list has no words, so no page shows it",
        ),
        (
            {
                "subprocessors": (
                    "    name: AWS\n",
                    "    name: AWS\n    transfer: {mechanism: adequacy, text: Privacy Shield}\n",
                )
            },
            'mechanism-void: the text names "Privacy Shield", which is void since 16 July 2020 (CJEU C-311/18)',
        ),
        (
            {"retention": ("    covers: [billing]\n", "")},
            'retention-without-data: the source does not state which data "Billing data" covers',
        ),
        (
            {"policy": ("  channels:\n    - kind: email\n      name: email\n", "  channels: []\n")},
            "changes-without-channel: the source does not state how customers learn of material changes",
        ),
        (
            {"rights": ("requests:\n  deadline: P30D\n", "requests:\n")},
            "requests-without-deadline: the source does not state a deadline for requests about personal data",
        ),
        (
            {"subprocessors": ("receives:\n      - data: email\n        text: Email address only\n", "receives: []\n")},
            'recipient-without-data: the source does not state which data "SendGrid" receives',
        ),
    ],
)
def test_what_nobody_has_stated_is_found(edits: dict[str, tuple[str, str]], said: str) -> None:
    section = f"{P}sections/your-privacy-rights.md"
    changes = ("changes-to-this-policy", "We'll notify you of material changes via {{ announcing.channels }}", "We")
    edits_by_path: dict[str, Edit] = {f"{P}{name}.yml": edit for name, edit in edits.items()}
    if "rights" in edits:
        edits_by_path[section] = ("within {{ requests.deadline }}", "soon")
    if "customers are told" in said:
        edits_by_path[f"{P}sections/{changes[0]}.md"] = changes[1:]

    assert said in told(edits_by_path)


VENDORS = "policy_src/subprocessors.yml"


def remarks(edits: dict[str, Edit]) -> dict[str, str]:
    """The remedy of each remark, by the line that it is about."""
    reading = read_source(edited(edits))
    return {str(remark.location): remark.remedy for remark in find_unstated(reading.policy, reading.sources)}


def test_each_entry_that_leaves_facts_out_is_listed_once_with_their_keys() -> None:
    assert remarks({})[f"{VENDORS}:16:5"] == (
        "Add legal_entity:, address:, contact:, location:, transfer:, dpa:, since:, last_reviewed: to show them."
    )


def test_what_is_stated_is_not_listed() -> None:
    stated: dict[str, Edit] = {VENDORS: ("    name: Stripe\n", "    name: Stripe\n    location: United States\n")}

    assert "location:" not in remarks(stated)[f"{VENDORS}:16:5"]


def test_a_check_lists_them_and_fails_for_none() -> None:
    told = policy("check", folder=ROOT)
    listed = json.loads(policy("check", "--format", "json", folder=ROOT).stdout)["not_stated"]

    assert told.returncode == 0
    assert [line.split(": ")[0] for line in told.stdout.splitlines() if line.endswith("[not-stated] Optional.")] == [
        f"{one['file']}:{one['line']}:{one['column']}" for one in listed
    ]
    assert told.stderr.endswith(f"{len(listed)} entries leave out optional facts\n")
    assert "not-stated" not in policy("check", "--format", "github", folder=ROOT).stdout
