"""Checks whether `policy.yml` calls the policy a draft, launched or adopted."""

from collections.abc import Iterator

from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.version import Archive
from build_tools.source.source_map import SourceMap

POLICY_FILE = "policy_src/policy.yml"

_CONTRADICTIONS = {
    ("draft", "launched"): (
        "the policy is marked both as a draft and as launched",
        "Remove draft: true if it is launched; otherwise remove launched:.",
    ),
    ("draft", "adopted"): (
        "the policy is marked both as a draft and as already published",
        "Remove draft: true if it is published; otherwise remove adopted: and run policy launch --published later.",
    ),
    ("launched", "adopted"): (
        "the policy is marked both as launched here and as published elsewhere before",
        "Keep adopted: if it was published elsewhere before; otherwise keep launched:.",
    ),
}


def check_launch(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield contradictions: a policy is either a draft, or launched here, or was published elsewhere before."""
    for (first, second), (what, remedy) in _CONTRADICTIONS.items():
        if getattr(policy, first) and getattr(policy, second):
            yield Problem(sources.locate((second,), key=True), what, remedy, "launch-contradicted")


def find_withdrawn_launch(sources: SourceMap, archive: Archive) -> tuple[Problem, ...]:
    """The problem of a draft of which versions are already published; nothing where there are none."""
    if not archive.records:
        return ()
    launch = archive.records[0]
    what = f"the policy was launched on {launch.published.day} with commit {launch.revision}, so it is not a draft"
    remedy = "Remove draft: true. Published texts cannot be withdrawn in this way."
    return (Problem(sources.locate(("draft",), key=True), what, remedy, "launch-withdrawn"),)
