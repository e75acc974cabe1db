"""Whether the policy is a draft or launched, as `policy.yml` states it, and the edit by which it is launched."""

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Any

from yaml.nodes import MappingNode

from build_tools.model.day import KnownDay
from build_tools.model.policy import Policy
from build_tools.model.problem import Problem
from build_tools.model.version import Archive
from build_tools.source.form_content import patch_content, read_content
from build_tools.source.source_map import Sources
from build_tools.source.three_way_merge import is_same
from build_tools.source.yaml_file import read_yaml
from build_tools.source.yaml_writer import write_yaml

SETTINGS = "policy_src/policy.yml"
"""The file that states it."""

_CONTRADICTIONS = MappingProxyType(
    {
        ("draft", "launched"): (
            "the policy is said to be a draft, and to be launched",
            "Remove draft: true if it is launched, or else launched:.",
        ),
        ("draft", "adopted"): (
            "the policy is said to be a draft, and to be published already",
            "Remove draft: true if it is published; or else adopted:, and say policy launch --published later.",
        ),
        ("launched", "adopted"): (
            "the policy is said to be launched here, and to have been published elsewhere before",
            "Keep adopted: if it was published elsewhere before, or else launched:.",
        ),
    }
)


def check_launch(policy: Policy, sources: Sources) -> Iterator[Problem]:
    """Yield statements that contradict each other: it is a draft, or launched here, or was published elsewhere."""
    for (one, other), (what, remedy) in _CONTRADICTIONS.items():
        if getattr(policy, one) and getattr(policy, other):
            yield Problem(sources.locate((other,), key=True), what, remedy, "launch-contradicted")


def find_withdrawn_launch(sources: Sources, archive: Archive) -> tuple[Problem, ...]:
    """What is wrong with the statement of a draft of which versions were published; nothing where there are none."""
    if not archive.records:
        return ()
    launch = archive.records[0]
    what = f"the policy was launched on {launch.published.day} with commit {launch.revision}, and is no draft"
    remedy = "Remove draft: true. What is published stays published."
    return (Problem(sources.locate(("draft",), key=True), what, remedy, "launch-withdrawn"),)


def state_launch(text: str, launch: date, published: KnownDay | None) -> str:
    """The text of `policy.yml`, changed to say that the policy is launched.

    It says the day on which the first texts take effect, or, of a policy that was published elsewhere before, when
    that was. All other lines stay as they are.

    Raises: Problems: the text cannot be read.
    """
    stated = {"adopted": {"published": str(published)}} if published else {"launched": {"day": str(launch)}}
    said: dict[str, Any] = {}
    for key, value in read_content(SETTINGS, text).items():
        said |= stated if key == "draft" else {key: value}
    replaced = _replace(text, write_yaml(stated).rstrip("\n"))
    return replaced if is_same(read_yaml(SETTINGS, replaced).value, said) else patch_content(SETTINGS, text, said)


def _replace(text: str, statement: str) -> str:
    """The text with a statement in the place of that of a draft."""
    root = read_yaml(SETTINGS, text).root
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if key.value == "draft":
            return f"{text[: key.start_mark.index]}{statement}{text[value.end_mark.index :]}"
    return text
