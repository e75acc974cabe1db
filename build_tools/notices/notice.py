"""What does the e-mail say that tells customers of a publication?

It is told of its own publication alone, so that the same one can be made again: by its moment, and by the words and the
layout that it was made with. Its text and its HTML part are made of one layout, so that both say the same.
"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from build_tools.documents.environment import Templates
from build_tools.model.day import KnownDay
from build_tools.model.localize import say
from build_tools.model.notice import Notice
from build_tools.model.policy import Policy
from build_tools.model.publication import CustomerFinding, Publication, Step
from build_tools.model.reference import BLOCKS, find_references
from build_tools.model.rule import Level
from build_tools.model.text import Phrase
from build_tools.model.version import Archive
from build_tools.notices.html import as_mail_html
from build_tools.notices.message import encode_mailbox, encode_words, write_message
from build_tools.site.feeds.entries import moment_of, name_authority
from build_tools.site.pages.announcement import draw_announcement
from build_tools.site.pages.change_labels import NewsWords, mail_address
from build_tools.site.pages.versions import ArchivePages
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.invisible import show_hidden
from build_tools.text.markdown import make_html
from build_tools.text.markdown_escaping import as_plain

_LAYOUT = "notice/message.md"
_FEEDS = (BLOCKS, "feeds")
"""The block on the page that says how to follow changes."""
_BEFORE, _AFTER = ("same", "deleted"), ("same", "inserted")


class NoticeMaker:
    """Makes the notices of a site that stands at a web address."""

    def __init__(self, policy: Policy, archive: Archive, words: NewsWords, layouts: Templates, site: str) -> None:
        """`site` is its address, with a slash at its end. Something has been published."""
        self.policy, self.archive, self.words, self.layouts, self.site = policy, archive, words, layouts, site
        self.mailbox = str(policy.controller.privacy_mailbox)
        titles = {one.id: one.title for one in policy.documents} | {one.id: one.title or one.id for one in policy.pages}
        present = {f"{id_}.md": str(title) for id_, title in titles.items()}
        self.old_pages = ArchivePages(archive, words, layouts, present, archive.records[-1].published.day.last)

    def make(self, publication: Publication, to: str, moment: datetime | None) -> Notice:
        """The notice of a publication to a mailbox, or without one to nobody.

        `moment` is when it is sent, in UTC; without one it is that of the publication.

        Raises: Problems: the layout has a fault.
        """
        title = show_hidden(" ".join(self.words.plain_title(publication).split()))
        html = make_html(self._lay_out(publication))
        parts = as_plain_text(html), as_mail_html(html, title, self.words.language)
        digest = sha256("\n".join((publication.name, publication.revision.commit, title, *parts)).encode()).hexdigest()
        message_id = f"<notice.{publication.name}.{digest[:20]}@{self.mailbox.rpartition('@')[2]}>"
        headers = self._headers(title, to, moment or moment_of(publication), message_id)
        content = write_message(tuple(headers), *parts, boundary=f"=_{digest[:32]}")
        return Notice(self.mailbox, to, message_id, content)

    def _headers(self, title: str, to: str, moment: datetime, message_id: str) -> Iterator[tuple[str, str]]:
        """Yield the headers of a message (RFC 5322), of a list (RFC 2369, 2919) and of a program's words (RFC 3834)."""
        controller = show_hidden(" ".join(self.policy.controller.name.split()))
        yield "From", encode_mailbox("From", controller, self.mailbox)
        yield "To", to or "undisclosed-recipients:;"
        yield "Subject", encode_words("Subject", title)
        yield "Date", format_datetime(moment)
        yield "Message-ID", message_id
        yield "List-Id", f"<policy-changes.{name_authority(self.archive).rpartition('@')[2]}>"
        yield "List-Archive", f"<{self.site}changelog/>"
        yield "List-Help", f"<{self._following['address'] if self._following else self._mailbox_link}>"
        yield "List-Post", "NO"
        yield "Auto-Submitted", "auto-generated"
        yield "Content-Language", self.words.language

    def _lay_out(self, publication: Publication) -> str:
        """The notice in Markdown."""
        controller = self.policy.controller
        return self.layouts.render(
            _LAYOUT,
            title=as_plain(self.words.plain_title(publication)),
            days=list(self._days(publication)),
            announcements=[
                self.words.announcement(told)
                | {"text": draw_announcement(told, publication, self.old_pages, self.site)}
                for told in publication.announcements
            ],
            groups=list(self._groups(publication)),
            page=f"{self.site}changelog/{publication.name}/",
            documents=[self._document(step) for step in publication.steps],
            links=list(self._links()),
            mailbox=self._mailbox,
            owner=as_plain(" · ".join(filter(None, (controller.legal_name or controller.name, controller.address)))),
        )

    def _days(self, publication: Publication) -> Iterator[str]:
        """Yield when it was published, from when it applies, and until when and where one can object."""
        labels = self.words.labels
        yield self._on(labels.published, publication.published.day)
        if publication.start != publication.published.day:
            yield self._on(labels.in_force, publication.start)
        if objection := self.words.object_to(publication, self.mailbox):
            yield objection

    def _on(self, phrase: Phrase, day: KnownDay) -> str:
        return phrase.fill(day=as_plain(say(day, self.words.language)))

    def _groups(self, publication: Publication) -> Iterator[dict[str, Any]]:
        """Yield the findings of each level that there is. Of changes of wording a notice tells in brief."""
        for level, heading in self.words.headings.items():
            if findings := [self._finding(told) for told in publication.findings if told.level is level]:
                yield {"heading": heading, "findings": findings, "is_brief": level is Level.EDITORIAL}

    def _finding(self, told: CustomerFinding) -> dict[str, Any]:
        """A finding with the words before and after, each run of which is marked with what happened to it."""
        words = self.words.finding(told)
        both = [{"mark": "deleted", "text": words["before"]}, {"mark": "inserted", "text": words["after"]}]
        runs = [run for run in words["passage"] or both if run["text"]]
        return words | {
            "before": [run for run in runs if run["mark"] in _BEFORE],
            "after": [run for run in runs if run["mark"] in _AFTER],
        }

    def _document(self, step: Step) -> dict[str, Any]:
        """What became of a document, and where the texts before and after stand."""
        document, labels = step.version.document, self.words.labels
        title, fate = as_plain(document.title), ""
        if not step.before:
            fate = labels.new_document.fill(document=title)
        elif not step.after:
            fate = labels.withdrawn.fill(document=title)
        texts = [(labels.old_text, step.before), (labels.new_text, step.after)]
        return {
            "title": title,
            "fate": fate,
            "texts": [
                {
                    "label": label,
                    "name": self.words.history.plain_name(version),
                    "address": f"{self.site}{document.id}/{version.name}/",
                }
                for label, version in texts
                if version
            ],
        }

    def _links(self) -> Iterator[dict[str, str]]:
        """Yield where one reads of all changes, and how one follows them."""
        yield {"label": self.words.labels.title, "address": f"{self.site}changelog/"}
        if self._following:
            yield self._following

    @cached_property
    def _following(self) -> dict[str, str] | None:
        """The page that says how to follow changes."""
        for page in self.policy.pages:
            if any(reference.path == _FEEDS for reference in find_references(page.text)):
                return {"label": as_plain(page.title or page.id), "address": f"{self.site}{page.id}/"}
        return None

    @property
    def _mailbox(self) -> dict[str, str]:
        return {"name": as_plain(self.mailbox), "address": self._mailbox_link}

    @property
    def _mailbox_link(self) -> str:
        return mail_address(self.mailbox)
