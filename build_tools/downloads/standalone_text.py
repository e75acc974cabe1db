"""How does a text read where it stands by itself: which version is it, does it apply, and where do its links lead?"""

from datetime import date

from build_tools.model.document import Document, StandaloneText
from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.version import Archive, Standing, Version
from build_tools.site.pages.change_labels import ChangeLabels, status_sentence
from build_tools.site.pages.page_markdown import OldLinks, as_served, move_links


class StandaloneTexts:
    """Makes texts ready to be printed, in the words of the organisation."""

    def __init__(self, archive: Archive, policy: Policy, words: ChangeLabels, today: date) -> None:
        """`policy` has its facts in place in all prose; `today` decides what is in force."""
        self._archive, self._policy, self._words, self._today = archive, policy, words, today
        ids = [*(document.id for document in policy.documents), *(page.id for page in policy.pages)]
        self._links = OldLinks(archive, {f"{id_}.md" for id_ in ids})

    def version(self, version: Version) -> StandaloneText:
        """A text as it was published, and whether it is in force as of today."""
        return self._version(version, self._note(version))

    def for_ever(self, version: Version) -> StandaloneText:
        """The same, saying nothing that may change: from when it is in force, and not that it is no longer."""
        return self._version(version, self._takes_effect(version) if version.takes_effect_later else "")

    def _version(self, version: Version, note: str) -> StandaloneText:
        words, labels, document = self._words.history, self._policy.wording.downloads, version.document
        published = say(version.named, words.language)
        foot = [
            f"{document.title} · {labels.version.fill(version=version.name, day=published)}",
            labels.fingerprint.fill(fingerprint=version.fingerprint),
        ]
        if address := self._policy.publication.safe_address:
            foot.append(f"{address}{document.id}/{version.name}/")
        return self._print(document, version.revision.commit, note, foot, version)

    def draft(self, document: Document) -> StandaloneText:
        """The text at hand, which is not published, with what one reads of it."""
        labels, draft = self._policy.wording.downloads, self._policy.wording.history.draft
        foot = [f"{document.title} · {draft}", labels.fingerprint.fill(fingerprint=document.fingerprint)]
        return self._print(document, "", draft, foot, None)

    def _print(
        self, document: Document, commit: str, note: str, foot: list[str], version: Version | None
    ) -> StandaloneText:
        controller, publication = self._policy.controller, self._policy.publication
        return StandaloneText(
            title=document.title,
            body=move_links(document.body, lambda page, place: self._lead(document, commit, page, place)),
            language=publication.language,
            author=controller.legal_name or controller.name,
            note=note,
            foot=tuple(foot),
            page=self._policy.wording.downloads.page,
            made=version.revision.published if version else None,
        )

    def _note(self, version: Version) -> str:
        """What the text is today; nothing where it is in force."""
        standing = self._archive.histories[version.document.id].on(self._today).standing(version)
        if standing is Standing.IN_FORCE:
            return ""
        phrase, days = status_sentence(version, standing, self._words)
        return self._words.history.plainly(phrase, **days)

    def _takes_effect(self, version: Version) -> str:
        not_yet = self._words.labels.not_yet
        return self._words.history.plainly(not_yet, day=version.named, effective=version.start)

    def _lead(self, document: Document, commit: str, page: str, place: str) -> str:
        """Where a link leads: to a place in the text, or to a page of the site; `#` where it leads nowhere."""
        if page in {"", f"{document.id}.md"}:
            return place or "#"
        found = self._links.find(commit, page, place, "")
        address = self._policy.publication.safe_address
        return f"{address}{as_served(found)}" if address and found != "#" else "#"
