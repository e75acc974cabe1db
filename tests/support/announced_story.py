"""A history of twelve publications of every level, one of which takes effect on a later day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from build_tools.changes.compare_sources import compare_sources
from build_tools.documents.rendered_source import SourceRevision
from build_tools.model.rule import Level
from build_tools.model.tree import Tree
from tests.support.story import Change, Story, describe, keep

TODAY = date(2025, 12, 15)
"""The day as of which its site is made."""
NOW = datetime(2025, 12, 15, 18, tzinfo=UTC)
ADDRESS = "https://privacy.traceloom.example/"

_POLICY, _VENDORS = "policy_src/policy.yml", "policy_src/subprocessors.yml"
_GAPS = "policy_src/known_gaps.yml"
_RIGHTS, _PURPOSES = "policy_src/rights.yml", "policy_src/purposes.yml"
_CONTACT, _CHANGES = "policy_src/sections/contact.md", "policy_src/sections/changes-to-this-policy.md"
_STORED = "policy_src/sections/storage-and-security.md"

_MAILGUN = """\

  - id: mailgun
    name: Mailgun
    purpose: Transactional email
    receives:
      - data: email
        text: Email address only
    location: United States
"""
_SENTRY = """\

  - id: sentry
    name: Sentry
    purpose: Error reports
    receives:
      - data: logs
        text: service logs
        form: pseudonymized
    location: Germany
    since: 2026-02-01
"""
_SENDGRID = """\
  - id: sendgrid
    name: SendGrid
    purpose: Transactional email
    receives:
      - data: email
        text: Email address only
"""


def announce(name: str, text: str = "What it means for you.", **front: str) -> dict[str, Change]:
    """An announcement; what stands in front of it is given as YAML."""
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "We change this", **front}.items())
    return {f"policy_src/announcements/{name}.md": f"---\n{lines}---\n{text}\n".encode()}


def cover(
    change: Mapping[str, Change], name: str, before: Mapping[str, Change] | None = None, **front: str
) -> dict[str, Change]:
    """A change of a story's policy, after what was `before`, with an announcement that names its material findings.

    `front` is what stands in front of it, and `text` if it is to say something.
    """
    return {**change, **announce(name, **front, findings=f"[{', '.join(material(change, before))}]")}


def material(change: Mapping[str, Change], before: Mapping[str, Change] | None = None) -> list[str]:
    """The ids of the material findings of a change, after what was `before`."""
    story = Story()
    sides = []
    for number, edit in enumerate((before or {}, change)):
        story.publish(f"2025-02-0{number + 1}T12:00:00-07:00", edit)
        sides.append(SourceRevision("", Tree({path: node.content for path, node in story.files().items()})))
    return [finding.id for finding in compare_sources(*sides).findings if finding.level is Level.MATERIAL]


def announced_story(address: str = ADDRESS) -> Story:
    """The history of a policy whose site stands at an address, or at none that is stated."""
    story = Story()
    story.commits.clear()
    story.tips.clear()
    first = Story().commits[0].files
    settings = first[_POLICY].content.replace(b"  language: en\n", f"  address: {address}\n  language: en\n".encode())
    files: dict[str, Change] = {path: node.content for path, node in first.items()}
    gaps = first[_GAPS].content.partition(b"  - gap: site-without-address")[0]
    if address:
        files |= {_POLICY: settings, _GAPS: gaps}
    story.publish("2025-01-10T12:00:00-07:00", files, subject="Publish the policy")
    story.publish("2025-01-20T12:00:00-07:00", {_CONTACT: ("Privacy questions or data", "Privacy questions and data")})
    story.publish("2025-02-01T12:00:00-07:00", keep("P60D"))
    story.publish("2025-02-11T12:00:00-07:00", describe("Product analytics"))
    story.publish(
        "2025-03-03T12:00:00-07:00",
        {
            **keep("P180D"),
            **announce(
                "longer-logs",
                "To find faults that show once in a season, we keep metrics and logs for **180 days**.\n\n"
                "Nothing changes for your test data: it stays in your AWS account.",
                title="Usage metrics and logs are kept for 180 days",
                effective="2025-04-02",
                audience="All customers",
            ),
        },
    )
    story.publish(
        "2025-03-20T09:00:00-07:00",
        {
            _VENDORS: lambda data: data.replace(_SENDGRID.encode(), b"").rstrip() + b"\n" + _MAILGUN.encode(),
            **announce(
                "mailgun",
                "Mailgun sends our e-mail in place of SendGrid. It receives your e-mail address, and nothing else.",
                title="Mailgun takes the place of SendGrid",
                effective="2025-04-20",
                object_until="2025-04-10",
            ),
        },
    )
    story.publish("2025-03-20T15:00:00-07:00", {_CONTACT: ("Mailing address:", "Our mailing address:")})
    restriction = b"  - id: restriction\n    name: Restriction\n    text: Ask us to restrict processing of your data\n"
    story.publish(
        "2025-05-05T12:00:00-07:00",
        {_RIGHTS: lambda data: data.replace(b"\nrequests:", restriction + b"    kind: restriction\n\nrequests:")},
    )
    story.publish("2025-06-10T12:00:00-07:00", {_RIGHTS: ("deadline: P30D\n  subject", "deadline: P14D\n  subject")})
    story.publish("2025-07-01T12:00:00-07:00", {_CHANGES: ("We'll notify", "We will notify")})
    story.publish(
        "2025-09-01T12:00:00-07:00",
        {
            _PURPOSES: ("\n  - id: sell-data\n    text: Sell data\n", "\n"),
            **announce(
                "uses", title="We rewrite what we do not do", effective="2025-10-01", documents="[privacy-policy]"
            ),
        },
    )
    story.publish(
        "2025-12-01T12:00:00-07:00",
        {
            _VENDORS: lambda data: data.rstrip() + b"\n" + _SENTRY.encode(),
            **announce(
                "sentry",
                "From 1 February 2026, Sentry receives reports of errors in our services. They hold no test data.\n\n"
                "If you object, write to us; we can leave your account out of it.",
                title="Sentry will receive error reports",
                effective="2026-02-01",
                object_until="2026-01-15",
                audience="All customers",
            ),
        },
    )
    return story
