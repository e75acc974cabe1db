"""Compares two revisions of a source, and judges the changes by the rules and rulings of the second."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from build_tools.changes.apply_rules import apply_opinions, apply_rulings, tune
from build_tools.changes.facts.classify import find_changes
from build_tools.documents.document_of_fact import find_document
from build_tools.documents.rendered_source import SourceRevision, render_with_layouts
from build_tools.documents.visible_text import read_visible_text
from build_tools.model.document import Document
from build_tools.model.finding import Comparison, Finding
from build_tools.model.normalization import normalize
from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Location, Problems
from build_tools.model.reference import expand_policy
from build_tools.model.rule import Duty, Level
from build_tools.model.settings import ListedDocument
from build_tools.source.rule_catalogue import Catalogue, find_stale, replace_gone_rules
from build_tools.source.source_map import SourceMap
from build_tools.text.plain_text import inline_to_text

_LAYOUTS, _LABELS = "templates/", "policy_src/wording.yml"
_ATTRIBUTES = re.compile(r"(?m)[ \t]*\{:?[ ]*[#.][^{}\n]*\}[ \t]*$")
"""Attribute lists, which readers do not see: `{ #contact }`."""


def compare_sources(before: SourceRevision, after: SourceRevision) -> Comparison:
    """The changes from one revision to another, the most important first."""
    old, new = before.reading, after.reading
    catalogue = new.catalogue
    catalogue = replace(catalogue, rules=tuple(tune(catalogue.rules, replace_gone_rules(new.tunings))))
    found = find_changes(old.policy, new.policy, catalogue.rules, _read, catalogue.words)
    located = (
        replace(
            finding,
            document=find_document(new.policy, finding.change.path) or find_document(old.policy, finding.change.path),
            was_at=_locate(old.sources, finding.change.before.route, finding.was_at),
            is_at=_locate(new.sources, finding.change.after.route, finding.is_at),
        )
        for finding in found
    )
    ruled_on = apply_rulings([*located, *_find_layout_changes(before, after, catalogue)], new.rulings)
    findings = tuple(apply_opinions(by_level(ruled_on), new.opinions))
    ids = {finding.id for finding in findings}
    ruled, read = ({entry.finding for entry in entries} for entries in (old.rulings, old.opinions))
    stale = find_stale(new.rulings, "rulings", ids | ruled, new.sources)
    return Comparison(findings, (*stale, *find_stale(new.opinions, "opinions", ids | read, new.sources)))


def _read(text: str) -> str:
    return normalize(" ".join(read_visible_text(text).lines))


def _find_layout_changes(before: SourceRevision, after: SourceRevision, catalogue: Catalogue) -> Iterator[Finding]:
    """Lay out the policy before as it was, with the new labels, and with the new layouts too; yield the changes."""
    policy, new = before.reading.policy, after.reading.policy
    has_labels, has_layouts = policy.wording != new.wording, before.tree.under(_LAYOUTS) != after.tree.under(_LAYOUTS)
    if not has_labels and not has_layouts:
        return
    from build_tools.changes.prose.judge import find_text_changes  # noqa: PLC0415 - slow to import

    languages = policy.publication.language, new.publication.language
    judge = partial(
        find_text_changes, catalogue=catalogue.rules, is_fetched=False, languages=languages, words=catalogue.words
    )
    labelled = expand_policy(policy.model_copy(update={"wording": new.wording})) if has_labels else None
    texts = _try(lambda: before.documents)
    if labelled and (relabelled := _try(lambda: render_with_layouts(labelled, before.tree))):
        yield from _compare_layouts(policy, texts, relabelled, judge, lambda _: _LABELS)
        texts = relabelled
    if has_layouts:
        laid_out = _try(lambda: render_with_layouts(labelled or before.reading.readable, after.tree))
        # new layouts may need new facts: then the two cannot be separated
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
            yield replace(finding, document=listed.id, was_at=place, is_at=place, is_of_layout=True)


def _try(render: Callable[[], dict[str, Document]]) -> dict[str, Document]:
    """The documents; none where they cannot be rendered, and so were never published."""
    try:
        return render()
    except Problems:
        return {}


def _locate(sources: SourceMap, route: Route, within: Location | None) -> Location:
    return sources.locate_line(route, within.line) if within else sources.locate(route)


def by_level(findings: Iterable[Finding]) -> list[Finding]:
    """The most important first: by level, and of the same level those for which most is due to customers."""
    levels, duties = list(Level), list(reversed(Duty))
    return sorted(findings, key=lambda finding: (levels.index(finding.level), duties.index(finding.rule.duty)))
