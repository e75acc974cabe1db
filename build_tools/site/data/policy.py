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

_ID = a_field("id", a_text("Names it for ever, within its list."))
_NAME = a_field("name", a_text("The published wording."))
_TEXT = a_field(
    "text",
    a_text("The published wording, in Markdown; a link within the site names a page's file: `subprocessors.md`."),
)
_TEXT_TYPE = {"type": "string"}
_DURATION = "as an ISO 8601 duration: `P90D`"

_COMING = (
    a_field("version", a_text("Its name: the last part of its address."), "name"),
    a_field("in_force_from", a_date("The day from which it is in force."), "start"),
    Column(
        "path",
        a_text("Its address, from the top of the site."),
        lambda _, version: f"{version.document.id}/{version.name}/",
    ),
    Column(
        "text",
        a_text("Its words, in lines as those of the text in force."),
        lambda _, version: "\n".join(version.document.lines),
    ),
)
_DOCUMENT = (
    a_field("id", a_text("Names it for ever.")),
    a_field("title", a_text("Its heading, in Markdown."), "document.title"),
    a_field("summary", a_text("What it answers, in one sentence."), "document.summary"),
    Column("path", a_text("Its address, from the top of the site."), lambda _, current: f"{current.id}/"),
    Column(
        "url",
        text_or_null("Its whole address; null where the site has none with https."),
        lambda policy, current: f"{address}{current.id}/" if (address := policy.publication.safe_address) else None,
    ),
    a_publication("version", "Null where the text is a draft, and where no text is in force yet."),
    Column(
        "text",
        a_text("What one reads: a line for each paragraph, heading, item or row, whose cells are parted by tabs."),
        lambda _, current: "\n".join(current.document.lines),
    ),
    a_listing(
        "upcoming",
        "The versions that take effect on later days, the first day first.",
        _COMING,
        "A version.",
        "coming",
    ),
)
_CONTROLLER = (
    a_field("name", a_text("The name customers know.")),
    a_field("legal_name", text_or_null("The name in the register of companies.")),
    a_field("address", text_or_null("The postal address, in one line.")),
    a_field("privacy_mailbox", a_text("Where questions and requests about personal data go.")),
    a_field("site", text_or_null("The organisation's own web site.")),
)
_SITE = (
    a_field("site_name", a_text("Its name, in its header.")),
    a_field("address", text_or_null("Where it stands.")),
    a_field("language", a_text("The language of all texts (BCP 47).")),
    a_field("time_zone", a_text("The time zone in which days are counted (IANA).")),
)
_ITEM = (_ID, _NAME, a_field("processed_by", text_or_null("The id of the subprocessor that is said to handle it.")))
_CATEGORY = (
    _ID,
    _NAME,
    a_listing("items", "What it consists of.", _ITEM, "The smallest kind of data that the policy names."),
    a_field("remark", text_or_null("What the text adds to it.")),
    a_listing("never_stored", "What the text says is not stored with it.", (_ID, _NAME, _TEXT)),
    a_field("required", flag_or_null("Whether the customer has to give it; null where the text does not say.")),
)
_PURPOSE = (
    _ID,
    _TEXT,
    a_field("data", a_list("The ids of the data used for it; empty where the text does not say which.", _TEXT_TYPE)),
    a_field("legal_basis", text_or_null("The legal basis (GDPR Art. 6(1)), where the text states one.")),
)
_STORAGE = (
    _ID,
    _NAME,
    _TEXT,
    a_field("provider", text_or_null("The id of the subprocessor that runs it.")),
    a_field("region", text_or_null("The provider's name of the region.")),
    a_field("country", text_or_null("The country (ISO 3166-1), where the text says so.")),
    a_field("backup", a_flag("Whether it holds copies for recovery.")),
    a_field("retention", text_or_null(f"How long a copy stays after the original is gone, {_DURATION}.")),
)
_RIGHT = (
    _ID,
    _NAME,
    _TEXT,
    a_field("kind", a_text("Which right it is in law: `access`, `deletion`, `opt-out-of-sale`.")),
    a_field("deadline", text_or_null(f"By when it is fulfilled, {_DURATION}; null where it is as for all requests.")),
    a_field("format", text_or_null("The file format in which data is handed over.")),
    a_field("exceptions", text_or_null("What the right does not reach, where the text says so.")),
)
_REQUESTS = (
    a_field("deadline", text_or_null(f"By when a request is answered, {_DURATION}, where the text says so.")),
    Column(
        "mailbox",
        a_text("Where requests go."),
        lambda policy, requests: str(requests.mailbox or policy.controller.privacy_mailbox),
    ),
    a_field("form", text_or_null("A web page for requests.")),
    a_field("subject", text_or_null("The subject line that a request should have.")),
)
_COOKIE = (
    _ID,
    _NAME,
    a_field("kind", a_text("What it is for: `necessary`, `preferences`, `analytics`, `payment`, `marketing`.")),
    _TEXT,
    a_field("set_by", text_or_null("The id of the subprocessor that sets it.")),
    a_field(
        "optional",
        flag_or_null("Whether one can do without it; null where it is as with the subprocessor that sets it."),
    ),
    a_field("lifetime", text_or_null(f"How long it lives, {_DURATION}.")),
    a_field("starts", text_or_null("What the lifetime counts from.")),
    a_field("opt_out", text_or_null("How one refuses it.")),
)
_ANNOUNCING = (
    a_listing(
        "channels",
        "The ways in which customers are told of material changes.",
        (a_field("kind", a_text("Which way it is: `email`, `website`, `in-app`, `post`.")), _NAME),
    ),
    a_field("notice", text_or_null(f"How long before a material change takes effect they are told, {_DURATION}.")),
)
POLICY: Columns = (
    a_group("site", "The site that says it.", _SITE, "publication"),
    a_group("controller", "Who decides why and how personal data is processed.", _CONTROLLER),
    a_listing("data", "The categories of personal data that are collected and stored.", _CATEGORY),
    a_listing("stays_with_customer", "Data that stays in the customer's own systems.", _ITEM),
    a_listing("purposes", "What the data is used for.", _PURPOSE),
    a_listing("prohibited_uses", "What it is never used for.", (_ID, _TEXT)),
    a_listing("storage", "The places where data is kept.", _STORAGE),
    a_listing(
        "safeguards",
        "How it is protected.",
        (_ID, _TEXT, a_field("standard", text_or_null("The algorithm or protocol."))),
    ),
    a_listing("responsibilities", "What is left to the customer.", (_ID, _TEXT)),
    a_listing("subprocessors", "Who else receives data.", SUBPROCESSORS),
    a_listing("retention", "How long data is kept.", RETENTION),
    a_listing("rights", "What people can ask for.", _RIGHT),
    a_group("requests", "How they ask, and by when they are answered.", _REQUESTS),
    a_listing("cookies", "Which cookies are set.", _COOKIE),
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
