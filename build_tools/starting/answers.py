"""Holds and checks the answers that a company gives about itself before it has a source."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from build_tools.model.rights import Requests
from build_tools.model.settings import Announcing, Channel, Controller, Publication
from build_tools.runtime.errors import UserError
from build_tools.source.hidden_characters import REMEDY, find_hidden
from build_tools.source.markup import find_markup

LANGUAGES = ("en", "de")

_LONGEST = 120

_FIELDS = {
    **{name: Controller.model_fields[name] for name in ("name", "legal_name", "address", "privacy_mailbox", "site")},
    "site_address": Publication.model_fields["address"],
    "time_zone": Publication.model_fields["time_zone"],
    "language": Publication.model_fields["language"],
    "answer_within": Requests.model_fields["deadline"],
    "notice": Announcing.model_fields["notice"],
    "announce_by": Channel.model_fields["kind"],
}  # the field of the model for each answer, which defines its valid values


class AnswersError(UserError):
    """Answers that cannot stand in a source: a line for each, with its flag."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a company about itself; answers that were not given are empty."""

    name: str
    privacy_mailbox: str
    time_zone: str  # IANA
    language: str = "en"
    legal_name: str = ""
    address: str = ""
    site: str = ""
    site_address: str = ""  # the address at which the policy will be published
    answer_within: str = ""  # ISO 8601
    announce_by: tuple[str, ...] = ()  # `email`, `website`, `in-app`, `post`
    notice: str = ""  # ISO 8601


def find_answer_fault(name: str, value: str) -> str:
    """The fault of an answer and how to mend it; empty if there is none."""
    if len(value) > _LONGEST:
        return f"it has {len(value)} characters. Use at most {_LONGEST}."
    for _, what in find_hidden(value):
        return f"{what}. {REMEDY}"
    if "{" in value or "}" in value or "\n" in value:
        return "it holds braces or more than one line. Leave them out."
    for found in find_markup(value):
        return f"{found.what}. {found.remedy}"
    try:
        TypeAdapter(_FIELDS[name].rebuild_annotation()).validate_python(value)
    except ValidationError as error:
        fault: dict[str, Any] = dict(error.errors(include_url=False)[0])
        return str(fault.get("ctx", {}).get("message", f"{fault['msg']}."))
    return ""


def check_answers(answers: Answers) -> None:
    """Check that all answers can stand in a source. Raises: AnswersError: an answer cannot."""
    given = {name: getattr(answers, name) for name in _FIELDS}
    faults = [
        f"{flag_of(name)}: {' '.join(fault.split())}"
        for name, values in given.items()
        for value in (values if isinstance(values, tuple) else (values,) * bool(values))
        if (fault := find_answer_fault(name, value))
    ]
    if faults:
        raise AnswersError("\n".join(faults))


def flag_of(name: str) -> str:
    """The flag for an answer: `--time-zone`."""
    return f"--{name.replace('_', '-')}"
