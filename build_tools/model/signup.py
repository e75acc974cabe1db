"""Defines how customers join and leave the mailing list for notices (`publication.signup` in `policy.yml`)."""

import re
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from build_tools.model.problem import invalid
from build_tools.model.text import Mailbox, Prose, Term, WebAddress, is_safe
from build_tools.model.value import Value

_SAFE_SCHEMA = MappingProxyType({"format": "uri", "pattern": r"^https://|^http://(localhost|127\.0\.0\.1|\[::1\])"})

FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.:\[\]-]*$", max_length=100)]
"""The name of a field in the form of a list server: `email`, `EMAIL`, `b_1f3a_9c2e`."""

_HOST = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?([/?][!-~]*)?")
"""An address of one host, in characters that a security policy and a header can hold: `*` would mean any host."""

_UNPRINTED = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
Subject = Annotated[str, StringConstraints(pattern=rf"^[^\s{_UNPRINTED}][^{_UNPRINTED}]*$", max_length=100)]
"""The subject of a message to a list server, in one line: `subscribe`."""


class SafeAddress(WebAddress):
    """The web address of a list server, which begins with https://. http:// is for a server on this computer only."""

    json = _SAFE_SCHEMA

    @classmethod
    def _read(cls, value: str) -> Self:
        address = super()._read(value)
        if not is_safe(address):
            what = f"{address!r} would send the addresses of customers without encryption"
            raise invalid(f"{what}. Write an address that begins with https://.")
        if re.search(r"#|^https?://[^/]*@", address):
            raise invalid(f"{address!r} has a # or a user name, which no form needs. Write it without them.")
        if not address.isascii():
            raise invalid(f"{address!r} has letters that browsers rewrite. Copy it from the address bar of a browser.")
        if not _HOST.fullmatch(address):
            raise invalid(f"{address!r} does not name one host. Write it as https://lists.example.com/….")
        return address


class OneClickAddress(Term):
    """The https address at which a mail program unsubscribes a reader, with the list server's own placeholders."""

    pattern = r"https://[A-Za-z0-9.-]+(:\d{1,5})?/[^\x00-\x20<>\"',\x7f-\U0010ffff]{1,900}"
    error = (
        "{!r} is not an https address for one reader. Write for example https://lists.example.com/leave/%recipient%."
    )
    json = MappingProxyType({"pattern": "^https://"})


class FixedField(Value):
    """A field that the form sends along, with the same content for everybody."""

    name: FieldName
    """The name of the field, as the list server has it: `l`."""
    value: Annotated[str, StringConstraints(max_length=500)] = ""
    """Its content, such as the id of the list; empty for a field that only robots fill in."""


class Leaving(Value):
    """How readers leave the mailing list."""

    page: SafeAddress | None = None
    """The page on which readers leave the list. Each notice links to it."""
    mailbox: Mailbox | None = None
    """The mailbox that removes the sender of a message from the list: `changes-leave@lists.example.com`."""
    subject: Subject = "unsubscribe"
    """The subject of that message, where the list server expects a certain one."""
    one_click: OneClickAddress | None = None
    """The address at which a mail program removes a reader without a question (RFC 8058): `https://…/%recipient%`."""

    @model_validator(mode="after")
    def _check_way(self) -> Self:
        if not (self.page or self.mailbox):
            raise invalid("readers would not see how to leave the list. Add page: or mailbox:.")
        return self


class Signup(Value):
    """How customers join and leave the mailing list for notices, at a list server or at a provider."""

    form: SafeAddress | None = None
    """The address that the list's own form is sent to: `https://lists.example.com/subscription/form`."""
    email_field: FieldName = "email"
    """The name of the field with the e-mail address: `email`, or `EMAIL` at some providers."""
    fixed_fields: tuple[FixedField, ...] = Field(default=(), max_length=20)
    """Fields that the list server needs besides, such as the id of the list."""
    leads_to: tuple[SafeAddress, ...] = Field(default=(), max_length=10)
    """Pages on other hosts to which the list server leads after the form, such as a page of thanks."""
    mailbox: Mailbox | None = None
    """The mailbox that adds the sender of a message to the list: `changes-join@lists.example.com`."""
    subject: Subject = "subscribe"
    """The subject of that message, where the list server expects a certain one."""
    privacy: Prose
    """Who receives the e-mail address and what it is used for, in the published wording beside the form."""
    leaving: Leaving | None = None
    """How readers leave the list; by default the list server adds that to each message itself."""

    @model_validator(mode="after")
    def _check_way(self) -> Self:
        if not (self.form or self.mailbox):
            raise invalid("customers could not subscribe. Add form: or mailbox:.")
        names = [self.email_field, *(field.name for field in self.fixed_fields)]
        if self.form and self.email_field in names[1:]:
            raise invalid(f"two fields have the name {self.email_field!r}. Remove it from fixed_fields:.")
        return self

    @property
    def targets(self) -> tuple[str, ...]:
        """The addresses that a page with the form may send to, and be led to from there; none without a form."""
        return (self.form, *self.leads_to) if self.form else ()
