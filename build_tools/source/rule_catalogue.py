"""What does the catalogue of rules say? (`build_tools/changes/rules/`, one YAML file a rule)"""

import difflib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.rule import Rule
from build_tools.model.tree import Tree
from build_tools.source.validation import explain
from build_tools.source.yaml_file import read_yaml

FOLDER = Path(__file__).parent.parent / "changes" / "rules"
"""Where the rules of the catalogue stand."""


@lru_cache(maxsize=1)
def read_shipped_rules() -> tuple[Rule, ...]:
    """The rules that come with the tool, by their ids."""
    return read_catalogue({path.name: path.read_bytes() for path in FOLDER.glob("*.yml")})


def find_rule(name: str) -> Rule:
    """One of them.

    Raises: Problems: there is no such rule.
    """
    rules = {rule.id: rule for rule in read_shipped_rules()}
    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, n=3, cutoff=0.5)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "policy rules lists them all."
    raise Problems([Problem(Location("rules"), f"there is no rule {name!r}", remedy, "unknown-rule")])


def read_catalogue(files: Mapping[str, bytes]) -> tuple[Rule, ...]:
    """The rules in files that are named after their ids.

    Raises: Problems: a file holds no rule, or one of another name.
    """
    tree = Tree(dict(sorted(files.items())))
    read = [_read(path, tree.read(path)) for path in tree.files]
    if problems := [problem for found in read if not isinstance(found, Rule) for problem in found]:
        raise Problems(problems)
    return tuple(rule for rule in read if isinstance(rule, Rule))


def _read(path: str, text: str) -> Rule | tuple[Problem, ...]:
    file = read_yaml(path, text)
    if file.problems:
        return file.problems
    try:
        rule = Rule.model_validate(file.value)
    except ValidationError as error:
        return tuple(explain(error, Rule, file))
    return tuple(_misnamed(path, rule)) or rule


def _misnamed(path: str, rule: Rule) -> Iterator[Problem]:
    if path != f"{rule.id}.yml":
        yield Problem(Location(path), f'the file holds the rule "{rule.id}"', "Name it after its rule.", "file-name")
