"""Makes the form of the mailing list for notices, and puts it into pages.

The form is no part of the texts that have versions. Nothing is requested until a person submits it.
"""

import re

from build_tools.documents.layout_environment import Templates
from build_tools.model.policy import Policy
from build_tools.site.pages.change_labels import mailto_url
from build_tools.text.escaping import escape_markdown

TEMPLATE = "subprocessors"
"""The layout of the documents that have the form: the list of subprocessors is what customers follow most."""
_LAYOUT = "subscribe/signup.md"
_SECTION = re.compile(r"^##[ ]", re.MULTILINE)


def make_signup(policy: Policy, layouts: Templates, *, has_heading: bool) -> str:
    """The form in Markdown, with its heading if wanted; empty without a mailing list or without words for it."""
    signup, labels = policy.publication.signup, policy.wording.signup
    if not signup or not labels:
        return ""
    form = None
    if signup.form:
        sends = labels.sends.fill(host=escape_markdown(signup.form.split("/")[2]))
        fields = [field.model_dump() for field in signup.fixed_fields]
        form = {"address": signup.form, "email_field": signup.email_field, "fixed_fields": fields, "sends": sends}
    mailbox = ""
    if signup.mailbox:
        link = f"[{escape_markdown(signup.mailbox)}]({mailto_url(signup.mailbox, signup.subject)})"
        mailbox = labels.by_mail.fill(mailbox=link)
    heading = labels.heading if has_heading else ""
    return layouts.render(
        _LAYOUT, labels=labels, heading=heading, form=form, mailbox=mailbox, privacy=signup.privacy
    ).strip()


def insert_before_sections(body: str, signup: str) -> str:
    """A page with the form before its first section, or at its end if it has none."""
    section = _SECTION.search(body)
    at = section.start() if section else len(body)
    return f"{body[:at].rstrip()}\n\n{signup}\n\n{body[at:]}" if signup else body
