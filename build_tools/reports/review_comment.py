"""Writes the review of a change as one comment on a pull request.

The Markdown is the same for GitHub and GitLab. Words from the source are escaped: they are not markup, notify no one
and load nothing. The most important parts come first. A long comment is cut, with the command that prints the rest.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_tools.changes.redline.excerpt import has_unchanged_words, passage, shorten
from build_tools.changes.redline.words import Mark, Run
from build_tools.model.announcement import Announcement
from build_tools.model.coverage import OPEN, ItemCoverage
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location, Problem
from build_tools.model.review import Review
from build_tools.model.rule import Level
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports.announcement_draft import make_draft
from build_tools.reports.announcement_mentions import find_mentions
from build_tools.reports.announcement_problems import announce_command
from build_tools.reports.findings import OF_SITE, summary
from build_tools.reports.opinions import describe_opinions, write_rulings
from build_tools.text.escaping import as_code, escape_comment, escape_comment_run, percent_encode, show_invisible
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.markdown import make_html

MARKER = "<!-- policy-review -->"
"""The invisible first line, by which the comment is found."""
LONGEST = 65_536
"""The most bytes of a comment: GitHub takes as many characters, in any way of counting them."""
_LONGEST_TEXT = 1_000
"""The most characters of one text; an announcement may have ten times as many."""
_FEW = 10
"""The most findings for which the comment drafts an announcement; for more it names the command that drafts one."""
_NO_CHANGE = "Nothing changes for customers."
_TITLES = {
    Level.MATERIAL: "Material: customers must be informed",
    Level.NOTABLE: "Notable: a fact or a promise has changed",
    Level.EDITORIAL: "Editorial: only the wording has changed",
}
_MARKS = {Mark.SAME: "{}", Mark.DELETED: "<del>{}</del>", Mark.INSERTED: "<ins>{}</ins>"}


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """The surroundings of a change."""

    base: str
    """The commit or branch that it is compared with, as the user named it."""
    preview: str = ""
    """The address of the preview of the site."""
    files: str = ""
    """The address of the folder of the source at that commit, with a slash at its end."""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    items: Sequence[str]
    is_folded: bool = False

    def wrap(self, items: str) -> str:
        if self.is_folded:
            return f"<details><summary>{self.title}</summary>\n\n{items}</details>\n\n"
        return f"### {self.title}\n\n{items}"


def as_comment(review: Review, context: ReviewContext, longest: float = LONGEST) -> str:
    """The review in Markdown, of at most so many bytes; `math.inf` for all of it."""
    parts = [part for part in _Comment(review, context).parts() if part.items]
    comment = f"{MARKER}\n## Policy review: what this change means\n\n{_verdict(review)}\n{_line(review, context)}\n\n"
    shells = [part.wrap(_left_out(len(part.items), context)) for part in parts]
    room = longest - sum(len(text.encode()) for text in (comment, *shells))
    for part in parts:
        kept: list[str] = []
        for item in part.items:
            if (room := room - len(item.encode())) < 0:
                break
            kept.append(item)
        rest = len(part.items) - len(kept)
        comment += part.wrap("".join(kept) + (_left_out(rest, context) if rest else ""))
    return comment.rstrip("\n") + "\n"


def _left_out(count: int, context: ReviewContext) -> str:
    lists = (word for name in context.lists for word in ("--list", name))
    command = shlex.join(["policy", "report", "--against", context.base, *lists, "--uncut"])
    return f"- **{count} more** that this comment has no room for: {as_code(command)} prints all of it.\n\n"


def _verdict(review: Review) -> str:
    if count := len(review.problems):
        missing = "One thing is" if count == 1 else f"{count} things are"
        return f"> [!WARNING]\n> **Not yet.** {missing} missing or wrong.\n"
    if review.is_draft:
        return "> [!NOTE]\n> **A draft.** Nothing is published before `policy launch`, so customers need no notice.\n"
    if review.is_first:
        return "> [!NOTE]\n> **Ready.** This would be the first publication: there is nothing to compare it with.\n"
    policy, site = part_findings(review.findings or ())
    if not policy:
        changes = "No text changes for customers. Look at what changes about the site." if site else _NO_CHANGE
        return f"> [!NOTE]\n> **Ready.** {changes}\n"
    material = [finding for finding in policy if finding.level is Level.MATERIAL]
    announced = " The material changes are announced." if material else ""
    mentions = (mention for finding in material for _, mention in find_mentions(finding, review.announcements))
    doubtful = sum(mention.is_doubtful for mention in mentions)
    look = f" Look at {doubtful} of them: the announcement may not say what changes." if doubtful else ""
    return f"> [!NOTE]\n> **Ready.**{announced}{look}\n"


def _line(review: Review, context: ReviewContext) -> str:
    counts = "" if review.findings is None else summary(review.findings).capitalize()
    if review.findings is None and review.problems and not review.is_draft:
        counts = "The changes are unknown until the source can be read"
    preview = f"[preview of the site]({context.preview})" if context.preview else ""
    return " · ".join(filter(None, (counts, f"compared with {as_code(context.base)}", preview)))


@dataclass(frozen=True, slots=True)
class _Comment:
    review: Review
    context: ReviewContext

    def parts(self) -> Iterator[_Part]:
        """Yield all lists, the most important first; some may be empty."""
        review = self.review
        policy, site = part_findings(review.findings or ())
        material, notable, editorial = (
            [self._finding(finding) for finding in policy if finding.level is level] for level in Level
        )
        yield _Part("Before this can be merged", [*map(self._problem, review.problems), *self._draft()])
        yield _Part(_TITLES[Level.MATERIAL], material)
        yield _Part("What customers will read", list(map(_announcement, review.announcements)))
        yield _Part("Changes without the opinion of a second reader", [_item(_text(line)) for line in review.unread])
        yield _Part("Rulings that a second reader proposes", list(self._rulings()), is_folded=True)
        yield _Part(_TITLES[Level.NOTABLE], notable)
        yield _Part(f"{_TITLES[Level.EDITORIAL]} ({len(editorial)})", editorial, is_folded=True)
        yield _Part(f"{OF_SITE} ({len(site)})", list(map(self._finding, site)), is_folded=True)
        lost = [item for coverage in review.coverages for item in coverage.items if item.was and item.is_worse]
        yield _Part("Statements that are no longer made", list(map(_coverage_item, lost)))
        for coverage in review.coverages:
            items = [_coverage_item(item) for state in OPEN for item in coverage.of_state(state)]
            title = f"Checklist {checklist_report.summary([coverage])}"
            yield _Part(title, [*items, _item(checklist_report.NOTICE)], is_folded=True)
        open_gaps, known = review.open_gaps, review.known_gaps
        yield _Part(f"Open until the launch ({len(open_gaps)})", list(map(self._problem, open_gaps)), is_folded=True)
        yield _Part(f"Gaps that legal has accepted ({len(known)})", list(map(self._gap, known)), is_folded=True)

    def _problem(self, problem: Problem) -> str:
        what = _text(f"{problem.what[:1].upper()}{problem.what[1:]}.")
        return _item(what, f"**{_text(problem.remedy)}**", self._place(problem.location))

    def _draft(self) -> Iterator[str]:
        missing = self.review.unannounced
        if not missing:
            return
        command = as_code(announce_command(self.context.base))
        if len(missing) > _FEW:
            yield _item(f"{command} drafts an announcement of all {len(missing)} findings that none names.")
            return
        draft = make_draft(missing, self.review.earliest, self.review.effective, self.review.words)
        lines = [
            "title: # what changes, in a few words",
            *[f"effective: {draft.effective} # this day or a later one"] * bool(draft.effective),
            *[f"object_until: {draft.object_until} # the last day to object"] * bool(draft.object_until),
            "findings:",
            *[f"  - {finding.id}" for finding in missing],
        ]
        front = "".join(f"  {line}\n" for line in lines)
        begin = f"{command} drafts the announcement, as `policy_src/announcements/<name>.md`. It begins like this:"
        yield f"- {begin}\n\n  ```markdown\n  ---\n{front}  ---\n  ```\n\n"

    def _rulings(self) -> Iterator[str]:
        if self.review.today and (rulings := write_rulings(self.review.findings or (), self.review.today)):
            lines = "".join(f"  {show_invisible(line)}\n" for line in rulings.splitlines())
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", rulings)), default=0))
            begin = "A person who agrees copies an entry to `policy_src/rulings.yml`, with their own reason:"
            yield f"- {begin}\n\n  {fence}yaml\n{lines}  {fence}\n\n"

    def _gap(self, problem: Problem) -> str:
        return _item(f"{_text(problem.what)}. Accepted: {_text(problem.accepted)}", self._place(problem.location))

    def _finding(self, finding: Finding) -> str:
        rule, ruling = finding.rule, finding.ruling
        law = f" ({escape_comment('; '.join(rule.law))})" if rule.law else ""
        why = f"Ruled on {ruling.decided}: {_text(ruling.reason)}" if ruling else f"{_text(rule.why)}{law}"
        read = "" if rule.confidence == "high" or ruling else ", to be read by a person"
        return _item(
            f"**{_text(finding.message)}** {rule.direction.value.capitalize()}{read}.",
            why,
            _redline(passage(finding)),
            *map(_text, describe_opinions(finding)),
            *self._announced(finding),
            f"{self._place(finding.is_at or Location('policy_src'))} · {as_code(finding.id)}",
        )

    def _announced(self, finding: Finding) -> Iterator[str]:
        mentions = find_mentions(finding, self.review.announcements)
        if not mentions and finding.level is Level.MATERIAL:
            yield "**Not announced.**"
        for announcement, mention in mentions:
            words = f": “{_text(mention.sentence)}”" if mention.sentence else "."
            yield f"Announced in {as_code(announcement.id)}{words}"
            if mention.is_doubtful:
                missing = " or ".join(f"“{_text(term)}”" for term in mention.missing)
                lack = f"it does not say {missing}" if missing else "no sentence of it shares a word with this finding"
                yield f"**Make sure that customers can tell:** {lack}."

    def _place(self, place: Location) -> str:
        name = as_code(f"{place.file}:{place.line}")
        if not self.context.files:
            return name
        return f"[{name}]({self.context.files}{percent_encode(place.file, './~-')}#L{place.line})"


def _coverage_item(item: ItemCoverage) -> str:
    was = f" (it was {item.was.value} before)" if item.was and item.was is not item.state else ""
    name = f"{_text(item.item.law)} · {as_code(item.item.id)}"
    return _item(f"{item.state.value.capitalize()}{was}: **{_text(item.item.asks)}**", _text(item.item.mend), name)


def _announcement(announcement: Announcement) -> str:
    effective, object_until = announcement.effective, announcement.object_until
    facts = (
        as_code(announcement.id),
        f"takes effect on {effective}" if effective else "takes effect when it is published",
        f"customers can object until {object_until}" if object_until else "",
        f"for: {_text(announcement.audience)}" if announcement.audience else "",
    )
    words = _cut(as_plain_text(make_html(announcement.text), LONGEST), 10 * _LONGEST_TEXT)
    blocks = (filter(None, map(escape_comment, block.split("\n"))) for block in words.split("\n\n"))
    quoted = "\n  >\n".join(filter(None, ("\\\n".join(f"  > {line}" for line in block) for block in blocks)))
    return f"- **{_text(announcement.title)}**\\\n  {' · '.join(filter(None, facts))}\n\n{quoted}\n\n"


def _redline(runs: Sequence[Run]) -> str:
    """The words that changed; empty where the message has them already."""
    if not has_unchanged_words(runs):
        return ""
    return "".join(_MARKS[run.mark].format(escape_comment_run(_cut(run.text, _LONGEST_TEXT))) for run in shorten(runs))


def _item(*lines: str) -> str:
    return "- " + "\\\n  ".join(filter(None, lines)) + "\n\n"


def _text(text: str) -> str:
    return escape_comment(_cut(text, _LONGEST_TEXT))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else re.sub(r"\S*\Z", "", text[:longest]).rstrip() + " …"
