"""Makes the e-mail that informs customers of a publication.

It depends only on its publication, its time, and the words and layout of the source, so that it can be made again. The
text and the HTML part come from the same layout, so that both say the same.
"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from build_tools.documents.layout_environment import Templates
from build_tools.model.localize import say
from build_tools.model.notice import Notice
from build_tools.model.policy import Policy
from build_tools.model.publication import CustomerFinding, Publication, Step
from build_tools.model.rule import Level
from build_tools.model.signup import Leaving
from build_tools.model.version import Archive
from build_tools.notices.email_html import as_mail_html
from build_tools.notices.email_message import encode_mailbox, encode_words, write_message
from build_tools.site.feeds.catalog import find_feeds_page
from build_tools.site.feeds.entries import announcement_html, name_authority, publication_time
from build_tools.site.pages.change_labels import ChangeLabels, mailto_url
from build_tools.site.pages.page_markdown import OldLinks, page_paths
from build_tools.text.escaping import escape_markdown, show_invisible
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.markdown import make_html

_LAYOUT = "notice/message.md"
_BEFORE, _AFTER = ("same", "deleted"), ("same", "inserted")


class NoticeMaker:
    """Makes the notices of a site that stands at a web address."""

    def __init__(self, policy: Policy, archive: Archive, words: ChangeLabels, layouts: Templates, site: str) -> None:
        """`site` is its address, with a slash at the end. Something has been published."""
        self.policy, self.archive, self.words, self.layouts, self.site = policy, archive, words, layouts, site
        self.mailbox = str(policy.controller.privacy_mailbox)
        self._links = OldLinks(archive, page_paths(policy))

    def make(self, publication: Publication, to: str, moment: datetime | None) -> Notice:
        """The notice to a mailbox, which may be empty, as sent at a time in UTC, by default that of the publication.

        Raises: Problems: the layout has a fault.
        """
        title = show_invisible(" ".join(self.words.plain_title(publication).split()))
        html = make_html(self._lay_out(publication))
        parts = as_plain_text(html), as_mail_html(html, title, self.words.language)
        leaving = [value for _, value in self._leaving_headers()]
        distinct = (publication.name, publication.revision.commit, title, *parts, *leaving)
        digest = sha256("\n".join(distinct).encode()).hexdigest()
        message_id = f"<notice.{publication.name}.{digest[:20]}@{self.mailbox.rpartition('@')[2]}>"
        headers = self._headers(title, to, moment or publication_time(publication), message_id)
        content = write_message(tuple(headers), *parts, boundary=f"=_{digest[:32]}")
        return Notice(self.mailbox, to, message_id, content)

    def _headers(self, title: str, to: str, moment: datetime, message_id: str) -> Iterator[tuple[str, str]]:
        """Yield the headers of a message (RFC 5322), of a list (RFC 2369, 2919) and of automatic mail (RFC 3834)."""
        controller = show_invisible(" ".join(self.policy.controller.name.split()))
        yield "From", encode_mailbox("From", controller, self.mailbox)
        yield "To", to or "undisclosed-recipients:;"
        yield "Subject", encode_words("Subject", title)
        yield "Date", format_datetime(moment)
        yield "Message-ID", message_id
        yield "List-Id", f"<policy-changes.{name_authority(self.archive).rpartition('@')[2]}>"
        yield "List-Archive", f"<{self.site}changelog/>"
        yield "List-Help", f"<{next((link['address'] for link in self._following), mailto_url(self.mailbox))}>"
        yield "List-Post", "NO"
        yield from self._leaving_headers()
        yield "Auto-Submitted", "auto-generated"
        yield "Content-Language", self.words.language

    def _leaving_headers(self) -> Iterator[tuple[str, str]]:
        """Yield how mail programs unsubscribe a reader (RFC 2369, 3.2): with one click, with one https address only.

        RFC 8058, 3.1: a mail server must sign both headers (DKIM), or mail programs ignore the second.
        """
        if not (leaving := self._leaving):
            return
        mailto = mailto_url(leaving.mailbox, leaving.subject) if leaving.mailbox else ""
        addresses = filter(None, (leaving.one_click or leaving.page, mailto))
        yield "List-Unsubscribe", ",\r\n ".join(f"<{address}>" for address in addresses)
        if leaving.one_click:
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"

    @property
    def _leaving(self) -> Leaving | None:
        signup = self.policy.publication.signup
        return signup.leaving if signup else None

    def _leave_link(self) -> dict[str, str]:
        """The link for readers who leave the list; empty if the list adds that itself, or without words for it."""
        leaving, labels = self._leaving, self.policy.wording.signup
        if not leaving or not labels:
            return {}
        address = leaving.page or mailto_url(str(leaving.mailbox), leaving.subject)
        return {"label": labels.leave, "address": address}

    def _lay_out(self, publication: Publication) -> str:
        controller = self.policy.controller
        owner = controller.legal_name or controller.name, controller.address
        return self.layouts.render(
            _LAYOUT,
            title=escape_markdown(self.words.plain_title(publication)),
            days=list(self._days(publication)),
            announcements=[
                self.words.announcement(announcement)
                | {"text": announcement_html(announcement, publication, self._links, self.site)}
                for announcement in publication.announcements
            ],
            groups=[
                {"heading": heading, "findings": list(map(self._finding, found)), "is_brief": level is Level.EDITORIAL}
                for level, heading, found in self.words.groups(publication)
            ],
            page=f"{self.site}changelog/{publication.name}/",
            documents=[self._document(step) for step in publication.steps],
            links=[{"label": self.words.labels.title, "address": f"{self.site}changelog/"}, *self._following],
            mailbox={"name": escape_markdown(self.mailbox), "address": mailto_url(self.mailbox)},
            leave=self._leave_link(),
            owner=escape_markdown(" · ".join(filter(None, owner))),
        )

    def _days(self, publication: Publication) -> Iterator[str]:
        labels, day = self.words.labels, publication.published.day
        yield labels.published.fill(day=escape_markdown(say(day, self.words.language)))
        if publication.start != day:
            yield labels.in_force.fill(day=escape_markdown(say(publication.start, self.words.language)))
        if objection := self.words.object_to(publication, self.mailbox):
            yield objection

    def _finding(self, finding: CustomerFinding) -> dict[str, Any]:
        """A finding with the words before and after, in runs that are marked as the same, deleted or inserted."""
        words = self.words.finding(finding)
        both = [{"mark": "deleted", "text": words["before"]}, {"mark": "inserted", "text": words["after"]}]
        runs = [run for run in words["passage"] or both if run["text"]]
        return words | {
            "before": [run for run in runs if run["mark"] in _BEFORE],
            "after": [run for run in runs if run["mark"] in _AFTER],
        }

    def _document(self, step: Step) -> dict[str, Any]:
        title, plain_name = escape_markdown(step.version.document.title), self.words.history.plain_name
        return {
            "title": title,
            "fate": self.words.document_note(step, title),
            "texts": [
                {"label": label, "name": plain_name(version), "address": f"{self.site}{step.document}/{version.name}/"}
                for label, version in self.words.texts(step)
            ],
        }

    @cached_property
    def _following(self) -> tuple[dict[str, str], ...]:
        """The link to the page that says how to follow changes; empty without such a page."""
        found = find_feeds_page(self.policy)
        return tuple(
            {"label": escape_markdown(page.title or page.id), "address": f"{self.site}{page.id}/"}
            for page in self.policy.pages
            if page.id == found
        )
