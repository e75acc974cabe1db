"""What does a company say of itself before it has a source?"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from build_tools.model.rights import Requests
from build_tools.model.settings import Announcing, Channel, Controller, Publication
from build_tools.runtime.errors import UserError
from build_tools.source.hidden_characters import REMEDY, find_hidden
from build_tools.source.markup import find_markup

LANGUAGES = ("en", "de")
"""The languages that there is a starter in."""

_LONGEST = 120
"""How many letters an answer may have: a name that fits no line is no name."""

_FIELDS = MappingProxyType(
    {
        "name": Controller.model_fields["name"],
        "legal_name": Controller.model_fields["legal_name"],
        "address": Controller.model_fields["address"],
        "privacy_mailbox": Controller.model_fields["privacy_mailbox"],
        "site": Controller.model_fields["site"],
        "site_address": Publication.model_fields["address"],
        "time_zone": Publication.model_fields["time_zone"],
        "language": Publication.model_fields["language"],
        "answer_within": Requests.model_fields["deadline"],
        "notice": Announcing.model_fields["notice"],
        "announce_by": Channel.model_fields["kind"],
    }
)
"""Where in the model each answer belongs, which says what it may be."""


class AnswersError(UserError):
    """Answers that cannot stand in a source: a line each, with the flag that says it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a company says of itself. What is empty it has not said."""

    name: str
    """The name customers know."""
    privacy_mailbox: str
    """Where questions and requests about personal data go."""
    time_zone: str
    """The time zone in which days are counted (IANA)."""
    language: str = "en"
    """The language of its texts, one of `LANGUAGES`."""
    legal_name: str = ""
    address: str = ""
    site: str = ""
    """Its own web site."""
    site_address: str = ""
    """Where the site of its policy will stand."""
    answer_within: str = ""
    """By when requests are answered (ISO 8601)."""
    announce_by: tuple[str, ...] = ()
    """How customers are told of material changes: `email`, `website`, `in-app`, `post`."""
    notice: str = ""
    """How long before they take effect (ISO 8601)."""


def find_answer_fault(name: str, value: str) -> str:
    """What is wrong with an answer, and how to mend it; empty where nothing is."""
    field = _FIELDS[name]
    if len(value) > _LONGEST:
        return f"it has {len(value)} letters. Use at most {_LONGEST}."
    for _, what in find_hidden(value):
        return f"{what}. {REMEDY}"
    if "{" in value or "}" in value or "\n" in value:
        return "it holds braces or more than one line. Write it without."
    for found in find_markup(value):
        return f"{found.what}. {found.remedy}"
    try:
        _adapter(field).validate_python(value)
    except ValidationError as error:
        said: dict[str, Any] = dict(error.errors(include_url=False)[0])
        return str(said.get("ctx", {}).get("message", f"{said['msg']}."))
    return ""


def check_answers(answers: Answers) -> None:
    """Do nothing if all that is said can stand in a source.

    Raises: AnswersError: something cannot.
    """
    given = {name: getattr(answers, name) for name in _FIELDS}
    told = [
        f"{flag_of(name)}: {' '.join(complaint.split())}"
        for name, values in given.items()
        for value in (values if isinstance(values, tuple) else (values,) * bool(values))
        if (complaint := find_answer_fault(name, value))
    ]
    if told:
        raise AnswersError("\n".join(told))


def flag_of(name: str) -> str:
    """The flag that gives an answer: `--time-zone`."""
    return f"--{name.replace('_', '-')}"


def _adapter(field: FieldInfo) -> TypeAdapter[Any]:
    return TypeAdapter(field.rebuild_annotation())
