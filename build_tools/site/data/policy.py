"""Writes the whole policy as JSON."""

from collections.abc import Iterator

from build_tools.site.content import Content
from build_tools.site.data.columns import (
    Column,
    Columns,
    a_field,
    a_group,
    a_listing,
    a_publication,
    an_upcoming,
    write_file,
)
from build_tools.site.data.tables import RETENTION, SUBPROCESSORS
from build_tools.text.json_schema import a_date, a_flag, a_list, a_text, flag_or_null, text_or_null

_ID = a_field("id", a_text("Its permanent id, unique in its list."))
_NAME = a_field("name", a_text("The published wording."))
_WORDING = "The published wording, in Markdown; a link within the site names a page's file: `subprocessors.md`."
_TEXT = a_field("text", a_text(_WORDING))
_TEXT_TYPE = {"type": "string"}
_DURATION = "as an ISO 8601 duration: `P90D`"

_COMING = (
    a_field("version", a_text("Its name: the last part of its address."), "name"),
    a_field("in_force_from", a_date("The day from which it is in force."), "start"),
    Column("path", a_text("Its address, from the top of the site."), lambda _, new: f"{new.document.id}/{new.name}/"),
    Column(
        "text",
        a_text("Its visible text, in lines like those of the text in force."),
        lambda _, new: "\n".join(new.document.lines),
    ),
)
_DOCUMENT = (
    a_field("id", a_text("Its permanent id.")),
    a_field("title", a_text("Its heading, in Markdown."), "document.title"),
    a_field("summary", a_text("Its summary, in one sentence."), "document.summary"),
    Column("path", a_text("Its address, from the top of the site."), lambda _, current: f"{current.id}/"),
    Column(
        "url",
        text_or_null("Its full address; null if the site has no https address."),
        lambda policy, current: f"{address}{current.id}/" if (address := policy.publication.safe_address) else None,
    ),
    a_publication("version", "Null if the text is a draft, or if no text is in force yet."),
    Column(
        "text",
        a_text("Its visible text: a line for each paragraph, heading, item or row, with tabs between the cells."),
        lambda _, current: "\n".join(current.document.lines),
    ),
    a_listing(
        "upcoming", "The versions that take effect on later days, the first day first.", _COMING, "A version.", "coming"
    ),
)
_CONTACT = "Its contact details, in one line."
_REPRESENTATIVE = (
    _ID,
    a_field("territory", a_text("Where it represents the controller: `eu`, `uk`, `ch`.")),
    a_field("name", a_text("Its name.")),
    a_field("contact", a_text(_CONTACT)),
)
_JOINT_CONTROLLER = (
    _ID,
    a_field("name", a_text("The name customers know.")),
    a_field("text", a_text("Who is responsible for what, in Markdown.")),
    a_field("contact", text_or_null(_CONTACT)),
)
_CONTROLLER = (
    a_field("name", a_text("The name customers know.")),
    a_field("legal_name", text_or_null("The registered company name.")),
    a_field("address", text_or_null("The postal address, in one line.")),
    a_field("privacy_mailbox", a_text("The mailbox for questions and requests about personal data.")),
    a_field("site", text_or_null("The organisation's own web site.")),
    a_field("data_protection_officer", text_or_null("The contact details of the data protection officer.")),
    a_listing("representatives", "Its representatives in other territories.", _REPRESENTATIVE),
    a_listing("joint_controllers", "The organisations that decide together with it.", _JOINT_CONTROLLER),
)
_SITE = (
    a_field("site_name", a_text("Its name, in its header.")),
    a_field("address", text_or_null("The address of the site.")),
    a_field("language", a_text("The language of all texts (BCP 47).")),
    a_field("time_zone", a_text("The time zone in which days are counted (IANA).")),
)
_ITEM = (
    _ID,
    _NAME,
    a_field("processed_by", text_or_null("The id of the subprocessor that handles it, if stated.")),
    a_field("special", a_flag("Whether it is of a special category, or sensitive.")),
)
_CATEGORY = (
    _ID,
    _NAME,
    a_listing("items", "The items of the category.", _ITEM, "The smallest kind of data that the policy names."),
    a_field("remark", text_or_null("A remark in the text.")),
    a_listing("never_stored", "Data that is not stored with it, by the text.", (_ID, _NAME, _TEXT)),
    a_field("required", flag_or_null("Whether the customer has to provide it; null if the text does not say.")),
)
_KIND = "A use that laws treat apart: `ai-training`, `automated-decisions`, `sale`, `sharing`."
_PURPOSE = (
    _ID,
    _TEXT,
    a_field("data", a_list("The ids of the data used for it; empty if the text does not say which.", _TEXT_TYPE)),
    a_field("legal_basis", text_or_null("The legal basis (GDPR Art. 6(1)), where the text states one.")),
    a_field("legal_ground", text_or_null("The point of GDPR Art. 6(1): `consent`, `legitimate-interests`.")),
    a_field("kind", text_or_null(_KIND)),
)
_PROHIBITED_USE = (_ID, _TEXT, a_field("kind", text_or_null(_KIND)))
_STORAGE = (
    _ID,
    _NAME,
    _TEXT,
    a_field("provider", text_or_null("The id of the subprocessor that runs it.")),
    a_field("region", text_or_null("The provider's name of the region.")),
    a_field("country", text_or_null("The country (ISO 3166-1), where the text says so.")),
    a_field("backup", a_flag("Whether it holds copies for recovery.")),
    a_field("retention", text_or_null(f"How long a copy is kept after the original is deleted, {_DURATION}.")),
)
_SAFEGUARD = (_ID, _TEXT, a_field("standard", text_or_null("The algorithm or protocol.")))
_CERTIFICATION = (
    _ID,
    a_field("name", a_text("Its name.")),
    a_field("document", text_or_null("The address of a copy, or of the register that lists it.")),
)
_RIGHT = (
    _ID,
    _NAME,
    _TEXT,
    a_field("kind", a_text("The kind of right: `access`, `deletion`, `opt-out-of-sale`.")),
    a_field("deadline", text_or_null(f"The time limit, {_DURATION}; null if it is that of all requests.")),
    a_field("format", text_or_null("The file format in which data is provided.")),
    a_field("exceptions", text_or_null("The exceptions to the right, if the text has any.")),
)
_REQUESTS = (
    a_field("deadline", text_or_null(f"The time limit for an answer, {_DURATION}, if the text gives one.")),
    Column(
        "mailbox",
        a_text("The mailbox for requests."),
        lambda policy, requests: str(requests.mailbox or policy.controller.privacy_mailbox),
    ),
    a_field("form", text_or_null("A web page for requests.")),
    a_field("subject", text_or_null("The subject line that a request should have.")),
    a_field("opt_out_signals", text_or_null("The signals of browsers that count as requests.")),
)
_COOKIE = (
    _ID,
    _NAME,
    a_field("kind", a_text("What it is for: `necessary`, `preferences`, `analytics`, `payment`, `marketing`.")),
    _TEXT,
    a_field("set_by", text_or_null("The id of the subprocessor that sets it.")),
    a_field(
        "optional", flag_or_null("Whether it is optional; null if it is as optional as the subprocessor that sets it.")
    ),
    a_field("lifetime", text_or_null(f"How long it lives, {_DURATION}.")),
    a_field("starts", text_or_null("The start of the lifetime.")),
    a_field("opt_out", text_or_null("How to opt out.")),
)
_CHANNEL = (a_field("kind", a_text("The kind of channel: `email`, `website`, `in-app`, `post`.")), _NAME)
_ANNOUNCING = (
    a_listing("channels", "The channels for notices of material changes.", _CHANNEL),
    a_field("notice", text_or_null(f"The notice before a material change takes effect, {_DURATION}.")),
)
POLICY: Columns = (
    a_group("site", "The site that publishes the policy.", _SITE, "publication"),
    a_group("controller", "Who decides why and how personal data is processed.", _CONTROLLER),
    a_listing("data", "The categories of personal data that are collected and stored.", _CATEGORY),
    a_listing("stays_with_customer", "Data that stays in the customer's own systems.", _ITEM),
    a_field("minimum_age", text_or_null("The age from which people need no consent of their parents, in years.")),
    a_listing("purposes", "What the data is used for.", _PURPOSE),
    a_listing("prohibited_uses", "What it is never used for.", _PROHIBITED_USE),
    a_listing("storage", "The places where data is kept.", _STORAGE),
    a_listing("safeguards", "How it is protected.", _SAFEGUARD),
    a_listing("responsibilities", "The responsibilities of the customer.", (_ID, _TEXT)),
    a_listing("certifications", "The certificates and reports of independent auditors.", _CERTIFICATION),
    a_field("breach_notice", text_or_null(f"The time within which customers learn of a breach, {_DURATION}.")),
    a_field("audits", text_or_null("How customers can audit the processing.")),
    a_listing("subprocessors", "The companies that receive data.", SUBPROCESSORS),
    a_listing("retention", "How long data is kept.", RETENTION),
    a_listing("rights", "The rights of data subjects.", _RIGHT),
    a_group("requests", "How people make requests, and the time limits for answers.", _REQUESTS),
    a_listing("cookies", "The cookies that are set.", _COOKIE),
    a_group("announcing", "How changes are announced.", _ANNOUNCING),
)
"""The columns of a policy that has the facts filled in."""
_DOCUMENTS = (
    a_listing("documents", "The documents that customers read, in the order of the menu.", _DOCUMENT),
    an_upcoming("The policy from later days on, the first day first.", POLICY[1:]),
)


def make_policy_data(content: Content) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the policy in force as JSON, and of its JSON Schema."""
    policy = content.in_force
    yield from write_file("policy", "Policy", policy, (POLICY, policy), (_DOCUMENTS, content))
