"""Edits `policy.yml` for the launch of a policy."""

from datetime import date
from typing import Any

from yaml.nodes import MappingNode

from build_tools.model.day import KnownDay
from build_tools.source.form_content import patch_content, read_content
from build_tools.source.launch_state import POLICY_FILE
from build_tools.source.three_way_merge import is_same
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml


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
