"""Compares two revisions of a source and judges the differences."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

from build_tools.changes.apply_rules import apply_rulings, tune
from build_tools.changes.facts.classify import find_changes
from build_tools.changes.prose.judge import find_text_changes
from build_tools.documents.document_of_fact import find_document
from build_tools.documents.render import read_layouts, render_documents
from build_tools.documents.visible_text import read_visible_text
from build_tools.model.document import Document
from build_tools.model.finding import Comparison, Finding
from build_tools.model.normalization import normalize
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.reference import expand_policy
from build_tools.model.rule import Level, Rule
from build_tools.model.settings import ListedDocument
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading, read_past
from build_tools.source.rule_catalogue import find_stale, read_shipped_rules
from build_tools.source.source_map import SourceMap
from build_tools.text.plain_text import inline_to_text

_LAYOUTS, _LABELS = "templates/", "policy_src/wording.yml"
_ATTRIBUTES = re.compile(r"(?m)[ \t]*\{:?[ ]*[#.][^{}\n]*\}[ \t]*$")
"""Attribute lists, which readers do not see: `{ #contact }`."""


@dataclass(frozen=True)
class SourceRevision:
    """A revision of a source that is compared with another revision."""

    name: str
    """Its commit or folder; empty for the current source."""
    tree: Tree
    made: datetime | None = None
    """The time of its commit; none for a folder."""

    @cached_property
    def reading(self) -> Reading:
        """The policy.

        Raises: Problems: it cannot be read; they name this revision.
        """
        try:
            return read_past(self.tree)
        except Problems as error:
            raise Problems(map(self._name, error.problems)) from None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The rendered documents by their ids.

        Raises: Problems: they cannot be rendered.
        """
        return _render(self.reading.readable, self.tree)

    def _name(self, problem: Problem) -> Problem:
        """Problems of another revision are located at `1a2b3c:policy_src/policy.yml`, as git names a file."""
        file = f"{self.name}:{problem.location.file}" if self.name else problem.location.file
        return replace(problem, location=replace(problem.location, file=file))


def compare_sources(before: SourceRevision, after: SourceRevision) -> Comparison:
    """The findings between two revisions, by the rules and rulings of the second."""
    old, new = before.reading, after.reading
    rules = tuple(tune(read_shipped_rules(), new.tunings))
    located = (
        replace(
            finding,
            document=find_document(new.policy, finding.change.path) or find_document(old.policy, finding.change.path),
            was_at=_locate(old.sources, finding.change.before.route, finding.was_at),
            stands_at=_locate(new.sources, finding.change.after.route, finding.stands_at),
        )
        for finding in find_changes(old.policy, new.policy, rules, _read)
    )
    found = apply_rulings((*located, *_find_layout_changes(before, after, rules)), new.rulings)
    findings = tuple(by_level(found))
    known = {finding.id for finding in findings} | {ruling.finding for ruling in old.rulings}
    return Comparison(findings, tuple(find_stale(new.rulings, known, new.sources)))


def _read(text: str) -> str:
    """The visible text of a text in Markdown, unified, as versions are compared."""
    return normalize(" ".join(read_visible_text(text).lines))


def _find_layout_changes(before: SourceRevision, after: SourceRevision, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Yield the changes of documents by labels or layouts, without those by facts and prose.

    The earlier policy is rendered three times: as it was, with the new labels, and with the new layouts too.
    """
    policy, new = before.reading.policy, after.reading.policy
    has_labels, has_layouts = policy.wording != new.wording, before.tree.under(_LAYOUTS) != after.tree.under(_LAYOUTS)
    if not has_labels and not has_layouts:
        return
    languages = policy.publication.language, new.publication.language
    judge = partial(find_text_changes, catalogue=rules, is_fetched=False, languages=languages)
    labelled = expand_policy(policy.model_copy(update={"wording": new.wording})) if has_labels else None
    texts = _try(lambda: before.documents)
    if labelled and (relabelled := _try(lambda: _render(labelled, before.tree))):
        yield from _compare_layouts(policy, texts, relabelled, judge, lambda _: _LABELS)
        texts = relabelled
    if has_layouts:
        laid_out = _try(lambda: _render(labelled or before.reading.readable, after.tree))
        # new layouts may need new facts: then their changes cannot be separated
        laid_out = laid_out or _try(lambda: after.documents)
        yield from _compare_layouts(
            policy, texts, laid_out, judge, lambda listed: f"{_LAYOUTS}documents/{listed.template}.md"
        )


def _compare_layouts(
    policy: Policy,
    texts: Mapping[str, Document],
    laid_out: Mapping[str, Document],
    judge: Callable[..., Iterator[Finding]],
    name_file: Callable[[ListedDocument], str],
) -> Iterator[Finding]:
    for listed in policy.documents:
        if listed.id not in texts or listed.id not in laid_out:
            continue
        place = Location(name_file(listed))
        was, now = (_ATTRIBUTES.sub("", documents[listed.id].body) for documents in (texts, laid_out))
        for finding in judge(was, now, name=inline_to_text(texts[listed.id].title)):
            yield replace(finding, document=listed.id, was_at=place, stands_at=place, is_of_layout=True)


def _try(render: Callable[[], dict[str, Document]]) -> dict[str, Document]:
    """The documents; none if they cannot be rendered, since then they were never published."""
    try:
        return render()
    except Problems:
        return {}


def _render(policy: Policy, tree: Tree) -> dict[str, Document]:
    """The documents of a policy with the layouts of a tree, by their ids."""
    return {document.id: document for document in render_documents(policy, read_layouts(policy, tree))}


def _locate(sources: SourceMap, route: Route, within: Location | None) -> Location:
    """The place of a value, or of a line in it."""
    return sources.locate_line(route, within.line) if within else sources.locate(route)


def by_level(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order of importance."""
    return sorted(findings, key=lambda finding: list(Level).index(finding.level))
