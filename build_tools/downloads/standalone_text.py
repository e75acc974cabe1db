"""Makes texts ready to stand by themselves: with their version, whether it applies, and whole links."""

from datetime import date

from build_tools.model.document import Document, StandaloneText
from build_tools.model.localize import say
from build_tools.model.policy import Policy
from build_tools.model.version import Archive, Standing, Version
from build_tools.site.pages.change_labels import ChangeLabels
from build_tools.site.pages.page_markdown import OldLinks, as_served, move_links, page_paths


class StandaloneTexts:
    """Makes texts ready to stand by themselves, in the words of the organisation."""

    def __init__(self, archive: Archive, policy: Policy, words: ChangeLabels, today: date) -> None:
        """`policy` has the facts filled in in all prose; `today` decides what is in force."""
        self._archive, self._policy, self._words, self._today = archive, policy, words, today
        self._links = OldLinks(archive, page_paths(policy))
        self._address = policy.publication.safe_address

    def version(self, version: Version) -> StandaloneText:
        """A text as it was published, with a note if it is not in force as of today."""
        standing = self._archive.histories[version.document.id].on(self._today).standing(version)
        phrase, days = self._words.status(version, standing)
        in_force = standing is Standing.IN_FORCE
        return self._version(version, "" if in_force else self._words.history.plainly(phrase, **days))

    def for_ever(self, version: Version) -> StandaloneText:
        """The same without anything that may change: with the day from which it is in force, but not its end."""
        days = {"day": version.named, "effective": version.start}
        note = self._words.history.plainly(self._words.labels.not_yet, **days) if version.takes_effect_later else ""
        return self._version(version, note)

    def draft(self, document: Document) -> StandaloneText:
        """The text at hand, which is not published, with its visible text."""
        draft = self._policy.wording.history.draft
        return self._print(document, draft, draft)

    def _version(self, version: Version, note: str) -> StandaloneText:
        published = say(version.named, self._words.language)
        name = self._policy.wording.downloads.version.fill(version=version.name, day=published)
        return self._print(version.document, note, name, version)

    def _print(self, document: Document, note: str, name: str, version: Version | None = None) -> StandaloneText:
        controller, publication, labels = (
            self._policy.controller,
            self._policy.publication,
            self._policy.wording.downloads,
        )
        commit = version.revision.commit if version else ""
        foot = [f"{document.title} · {name}", labels.fingerprint.fill(fingerprint=document.fingerprint)]
        if version and self._address:
            foot.append(f"{self._address}{document.id}/{version.name}/")
        return StandaloneText(
            title=document.title,
            body=move_links(document.body, lambda page, place: self._target(document, commit, page, place)),
            language=publication.language,
            author=controller.legal_name or controller.name,
            note=note,
            foot=tuple(foot),
            page=labels.page,
            made=version.revision.published if version else None,
        )

    def _target(self, document: Document, commit: str, page: str, place: str) -> str:
        """The target of a link: a place in the text, or a page of the site; `#` for none."""
        if page in {"", f"{document.id}.md"}:
            return place or "#"
        found = self._links.find(commit, page, place, "")
        return f"{self._address}{as_served(found)}" if self._address and found != "#" else "#"
