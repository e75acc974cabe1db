"""Checks whether `policy.yml` calls the policy a draft, launched or adopted, and edits it for the launch."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from yaml.nodes import MappingNode

from build_tools.model.day import KnownDay
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.version import Archive
from build_tools.source.form_content import patch_content, read_content
from build_tools.source.source_map import SourceMap
from build_tools.source.three_way_merge import is_same
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml

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


def state_launch(text: str, launch: date, published: KnownDay | None) -> str:
    """The text of `policy.yml`, changed to state its launch. Raises Problems if the text cannot be read.

    `launch` is the first day in force, and `published` the day of an earlier publication elsewhere.
    """
    stated = {"adopted": {"published": str(published)}} if published else {"launched": {"day": str(launch)}}
    launched: dict[str, Any] = {}
    for key, value in read_content(POLICY_FILE, text).items():
        launched |= stated if key == "draft" else {key: value}
    replaced, statement = text, write_yaml(stated).rstrip("\n")
    root = read_yaml(POLICY_FILE, text).root
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == "draft":
            replaced = f"{text[: key.start_mark.index]}{statement}{text[value.end_mark.index :]}"
    is_enough = is_same(read_yaml(POLICY_FILE, replaced).value, launched)
    return replaced if is_enough else patch_content(POLICY_FILE, text, launched)
