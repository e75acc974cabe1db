"""Are changes of prose judged as somebody would who knows the field?"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from build_tools.changes.prose.judge import find_text_changes
from tests.changes.prose.judging import RULES, judge
from tests.changes.prose.test_blocks import TEXTS

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
LEVELS = ("material", "notable", "editorial")

POLICY = """# Privacy notice

We collect your name and your e-mail address when you open an account.
We use them only to run the service. We do not sell personal data.
Records of payments are kept for seven years. Requests are answered within 30 days.
Your files are encrypted, and our staff cannot read them. You have the right to erasure.

## Companies that work for us

We will tell you of changes two weeks before. Payments are processed by Stripe.
"""

HARMFUL = {
    "not": ("We do not sell", "We do sell"),
    "only": ("only to run", "to run"),
    "will to may": ("We will tell", "We may tell"),
    "longer": ("seven years", "ten years"),
    "without end": ("for seven years", "indefinitely"),
    "more data": ("your name and", "your name, your location and"),
    "another purpose": ("to run the service", "to run the service and for marketing"),
    "another company": ("by Stripe", "by Adyen"),
    "one more company": ("by Stripe", "by Stripe and Adyen"),
    "a right": (" You have the right to erasure.", ""),
    "a safeguard": ("are encrypted, and", "are kept, and"),
    "a promise": (" We do not sell personal data.", ""),
    "a practice": ("We will tell", "We share usage data with advertisers. We will tell"),
    "slower": ("within 30 days", "within 60 days"),
    "cannot": ("cannot read", "can read"),
    "later": ("two weeks before", "two days before"),
}
FAVOURABLE = {
    "shorter": ("seven years", "five years"),
    "less data": ("your name and your", "your"),
    "a promise": ("We use them", "We never share personal data. We use them"),
    "a safeguard": ("Your files are encrypted", "Your files are encrypted and signed with a hash"),
}
HARMLESS = {
    "a typing mistake": ("payments are kept", "paymets are kept"),
    "an article": ("Records of payments", "The records of payments"),
    "a comma": ("encrypted, and our", "encrypted and our"),
    "bold": ("only", "**only**"),
    "the same words in another place": (
        "We use them only to run the service. We do not sell personal data.",
        "We do not sell personal data. We use them only to run the service.",
    ),
    "white space": ("when you\nopen", "when you open"),
    "a number in words": ("30 days", "thirty days"),
}


def _judge(old: str, new: str) -> str:
    assert POLICY.count(old) == 1 or old == new or "\n" in old
    return judge(POLICY, POLICY.replace(old, new)).value


@pytest.mark.parametrize(("old", "new"), HARMFUL.values(), ids=HARMFUL)
def test_what_harms_is_material(old: str, new: str) -> None:
    assert _judge(old, new) == "material"


@pytest.mark.parametrize(("old", "new"), FAVOURABLE.values(), ids=FAVOURABLE)
def test_what_favours_is_notable(old: str, new: str) -> None:
    assert _judge(old, new) == "notable"


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_what_changes_nothing_is_editorial(old: str, new: str) -> None:
    assert _judge(old, new) == "editorial"


@settings(deadline=None)  # the first text compiles the lexicons
@given(TEXTS, TEXTS)
def test_every_change_has_a_rule(before: str, after: str) -> None:
    findings = list(find_text_changes(before, after, RULES))

    assert all(finding.message for finding in findings)
    assert bool(findings) == bool(list(find_text_changes(after, before, RULES)))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of labelled changes lies beside the project, or nowhere")
def test_real_changes_are_judged_as_people_judged_them() -> None:
    labels = [json.loads(line) for line in (CORPUS / "labels.jsonl").read_text("utf-8").splitlines()]
    truth = [label["label"] for label in labels]
    said = []
    for label in labels:
        folder = CORPUS / "pairs" / label["id"]
        before, after = ((folder / f"{side}.md").read_text("utf-8") for side in ("before", "after"))
        said.append(judge(before, after).value)
    hits = {level: sum(one == other == level for one, other in zip(truth, said, strict=True)) for level in LEVELS}
    precision = {level: hits[level] / max(1, said.count(level)) for level in LEVELS}
    recall = {level: hits[level] / truth.count(level) for level in LEVELS}

    assert recall["material"] >= 0.95
    assert precision["material"] >= 0.80
    assert sum(2 * precision[x] * recall[x] / (precision[x] + recall[x]) for x in LEVELS) / 3 >= 0.80
