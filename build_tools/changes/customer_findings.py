"""Turns findings into the form that customers read."""

from build_tools.changes.redline.excerpt import has_unchanged_words, passage, shorten
from build_tools.model.finding import Finding
from build_tools.model.publication import CustomerFinding

_LONGEST_TITLE = 100
_WHOLE = "sections.text"
"""A section's text as it is written; other findings have the passages that changed in it."""


def make_customer_finding(finding: Finding) -> CustomerFinding:
    """The finding as a publication keeps it."""
    rule = finding.rule
    is_whole = finding.change.fact == _WHOLE
    runs = () if is_whole else passage(finding)
    return CustomerFinding(
        id=finding.id,
        level=finding.level,
        direction=rule.direction.value,
        message=finding.message,
        title=shorten_title(finding.title),
        means=str(rule.means or ""),
        details=finding.details,
        entry=finding.entry,
        is_about_site=finding.is_about_site,
        why=finding.ruling.reason if finding.ruling else rule.why,
        law=tuple(map(str, rule.law)),
        document=finding.document,
        path=finding.change.path,
        before="" if is_whole else finding.before,
        after="" if is_whole else finding.after,
        passage=tuple((run.mark.value, run.text) for run in shorten(runs)) if has_unchanged_words(runs) else (),
        language=rule.language,
    )


def shorten_title(title: str) -> str:
    """A title that fits a line of a mailbox, cut between words, and before a last bracket that the cut leaves open."""
    line = " ".join(title.split())
    if len(line) <= _LONGEST_TITLE:
        return line
    cut = line[:_LONGEST_TITLE].rpartition(" ")[0]
    if cut.count("(") > cut.count(")") and cut.rindex("(") > _LONGEST_TITLE // 2:
        cut = cut[: cut.rindex("(")].rstrip()
    return cut.rstrip(",;:(") + " …"
