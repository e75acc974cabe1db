"""How does a policy read with every reference replaced by the fact it names?"""

from typing import Any, cast

from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.reference import BLOCKS, find_references, resolve
from build_tools.model.text import Prose
from build_tools.model.value import Value


def expand_policy(policy: Policy) -> Policy:
    """The policy with its facts in place in all prose. References to blocks stay: they are laid out by templates."""
    return cast(Policy, _expand_value(policy, policy))


def _expand_value(value: Value, policy: Policy) -> Value:
    fields: dict[str, Any] = {name: getattr(value, name) for name in type(value).model_fields}
    expanded: dict[str, Any] = {name: _expand(field, policy) for name, field in fields.items()}
    if all(expanded[name] is field for name, field in fields.items()):
        return value  # most values hold no reference
    return type(value).model_construct(**expanded)


def _expand(value: object, policy: Policy) -> object:
    if isinstance(value, Prose):
        return type(value)(expand_text(value, policy)) if "{{" in value else value
    if isinstance(value, Value):
        return _expand_value(value, policy)
    if isinstance(value, tuple):
        expanded = tuple(_expand(item, policy) for item in value)
        return value if all(new is old for new, old in zip(expanded, value, strict=True)) else expanded
    return value


def expand_text(text: str, policy: Policy) -> str:
    """A text with its references to facts replaced, those in the facts too."""
    done, at = [], 0
    for reference in find_references(text):
        done.append(text[at : reference.start])
        at = reference.end
        if reference.path[0] == BLOCKS:
            done.append(str(reference))
        else:
            said = say(resolve(policy, reference.path), policy.publication.language)
            done.append(expand_text(said, policy))
    return "".join((*done, text[at:]))
