"""Writes the review of a change as one comment of a pull request.

In Markdown as GitHub and GitLab both read it. Nothing in it that somebody wrote is markup, notifies anybody or loads
anything. What matters most stands first. What is too long is cut at its end, with the command that prints the rest.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_tools.changes.announcement_check import speaks_of
from build_tools.changes.redline.excerpt import is_telling, passage, shorten
from build_tools.changes.redline.words import Mark, Run
from build_tools.model.announcement import Announcement
from build_tools.model.coverage import OPEN, ItemCoverage
from build_tools.model.finding import Finding, part_findings
from build_tools.model.problem import Location, Problem
from build_tools.model.review import Review
from build_tools.model.rule import Level
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports.announcement_draft import make_draft
from build_tools.reports.announcement_mentions import Mention, find_mention
from build_tools.reports.announcement_problems import announce_command
from build_tools.reports.findings import OF_SITE, summary
from build_tools.text.comment_escaping import as_code, as_harmless, as_harmless_run
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.markdown import make_html

MARKER = "<!-- policy-review -->"
"""The first line, which nobody sees and by which the comment is found again."""
LONGEST = 65_536
"""How many bytes a comment has at most: GitHub takes as many signs, however it counts them."""
_LONGEST_TEXT = 1_000
"""How many signs one text may have; of legal's words, ten times as many."""
_FEW = 10
"""How many findings the announcement names that the comment offers; of more it names the command that drafts one."""
_NO_CHANGE = "Nothing changes for customers."
_TITLES = {
    Level.MATERIAL: "Material: customers have to be told",
    Level.NOTABLE: "Notable: a fact or a promise is another one",
    Level.EDITORIAL: "Editorial: only words are others",
}
_SIGNS = {Mark.SAME: "{}", Mark.DELETED: "<del>{}</del>", Mark.INSERTED: "<ins>{}</ins>"}
_PLAIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
"""What an address may hold as it is (RFC 3986, 2.3)."""


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What is known of the change besides."""

    base: str
    """What it is held against, as it was named."""
    preview: str = ""
    """The address of the site as it would be published."""
    files: str = ""
    """The address of the folder of the source at that commit, with a slash at its end."""
    lists: tuple[str, ...] = ()
    """The checklists that were asked for."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading with a list."""

    title: str
    items: Sequence[str]
    is_folded: bool = False

    @property
    def opening(self) -> str:
        return f"<details><summary>{self.title}</summary>\n\n" if self.is_folded else f"### {self.title}\n\n"

    @property
    def closing(self) -> str:
        return "</details>\n\n" if self.is_folded else ""


def as_comment(review: Review, around: ReviewContext, longest: float = LONGEST) -> str:
    """The review in Markdown, of at most so many bytes; `math.inf` for all of it."""
    parts = [part for part in _Telling(review, around).parts() if part.items]
    head = f"{MARKER}\n## The policy, if this is merged\n\n{_verdict(review)}\n{_line(review, around)}\n\n"
    return _fit(head, parts, around, longest).rstrip("\n") + "\n"


def _fit(head: str, parts: Sequence[_Part], around: ReviewContext, longest: float) -> str:
    """All that there is room for, and how much is left out of each part."""
    shells = [part.opening + _left_out(len(part.items), around) + part.closing for part in parts]
    room = longest - _size(head) - sum(map(_size, shells))
    told = head
    for part in parts:
        kept: list[str] = []
        for item in part.items:
            if (room := room - _size(item)) < 0:
                break
            kept.append(item)
        rest = len(part.items) - len(kept)
        told += part.opening + "".join(kept) + (_left_out(rest, around) if rest else "") + part.closing
    return told


def _left_out(count: int, around: ReviewContext) -> str:
    lists = (word for name in around.lists for word in ("--list", name))
    command = shlex.join(["policy", "report", "--against", around.base, *lists, "--uncut"])
    return f"- **{count} more** that this comment has no room for: {as_code(command)} prints all of it.\n\n"


def _size(text: str) -> int:
    return len(text.encode())


def _verdict(review: Review) -> str:
    """Whether it can be merged, in a box."""
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
    told = " The material changes are announced." if material else ""
    doubtful = sum(mention.is_doubtful for one in material for _, mention in _mentions(review, one))
    look = f" Look at {doubtful} of them: the announcement may not say what changes." if doubtful else ""
    return f"> [!NOTE]\n> **Ready.**{told}{look}\n"


def _line(review: Review, around: ReviewContext) -> str:
    """What changes in a few words, and where the site can be looked at."""
    against = f"held against {as_code(around.base)}"
    if review.findings is None:
        is_unread = review.problems and not review.is_draft
        counts = "Nobody knows what changes until the source can be read" if is_unread else ""
    else:
        counts = summary(review.findings).capitalize()
    preview = f"[the site as it would be]({around.preview})" if around.preview else ""
    return " · ".join(filter(None, (counts, against, preview)))


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts what is known of a change into lists."""

    review: Review
    around: ReviewContext

    def parts(self) -> Iterator[_Part]:
        """Yield all lists, what matters most first; some may be empty."""
        review = self.review
        policy, site = part_findings(review.findings or ())
        levels = {level: [one for one in policy if one.level is level] for level in Level}
        material, notable, editorial = (list(map(self._finding, levels[level])) for level in Level)
        yield _Part("To merge this", [*map(self._problem, review.problems), *self._draft()])
        yield _Part(_TITLES[Level.MATERIAL], material)
        yield _Part("What customers are told", [_announcement(told) for told in review.announcements])
        yield _Part(_TITLES[Level.NOTABLE], notable)
        yield _Part(f"{_TITLES[Level.EDITORIAL]} ({len(editorial)})", editorial, is_folded=True)
        yield _Part(f"{OF_SITE} ({len(site)})", list(map(self._finding, site)), is_folded=True)
        lost = (item for one in review.coverages for item in one.items if item.was and item.is_worse)
        yield _Part("What was said before and is no longer", list(map(_item_of_list, lost)))
        for one in review.coverages:
            items = [_item_of_list(item) for state in OPEN for item in one.of_state(state)]
            yield _Part(
                f"Checklist {checklist_report.summary([one])}", [*items, _item(checklist_report.NOTICE)], is_folded=True
            )
        open_gaps = list(map(self._problem, review.open_gaps))
        yield _Part(f"Open until the launch ({len(open_gaps)})", open_gaps, is_folded=True)
        known = list(map(self._gap, review.known_gaps))
        yield _Part(f"Gaps that legal has accepted ({len(known)})", known, is_folded=True)

    def _problem(self, problem: Problem) -> str:
        what = _text(f"{problem.what[:1].upper()}{problem.what[1:]}.")
        return _item(what, f"**{_text(problem.remedy)}**", self._place(problem.location))

    def _draft(self) -> Iterator[str]:
        """Yield an announcement to begin with, where one is missing."""
        untold = self.review.unannounced
        if not untold:
            return
        command = as_code(announce_command(self.around.base))
        if len(untold) > _FEW:
            yield _item(f"{command} drafts an announcement of all {len(untold)} findings that none names.")
            return
        draft = make_draft(untold, self.review.earliest, self.review.effective)
        lines = [
            "title: # what changes, in a few words",
            *[f"effective: {draft.effective} # this day or a later one"] * bool(draft.effective),
            *[f"object_until: {draft.object_until} # the last day to object"] * bool(draft.object_until),
            "findings:",
            *[f"  - {finding.id}" for finding in untold],
        ]
        front = "".join(f"  {line}\n" for line in lines)
        begin = f"{command} drafts the announcement, as `policy_src/announcements/<name>.md`. It begins like this:"
        yield f"- {begin}\n\n  ```markdown\n  ---\n{front}  ---\n  ```\n\n"

    def _gap(self, problem: Problem) -> str:
        return _item(f"{_text(problem.what)}. Accepted: {_text(problem.accepted)}", self._place(problem.location))

    def _finding(self, finding: Finding) -> str:
        rule, ruling = finding.rule, finding.ruling
        law = f" ({as_harmless('; '.join(rule.law))})" if rule.law else ""
        why = f"Ruled on {ruling.decided}: {_text(ruling.reason)}" if ruling else f"{_text(rule.why)}{law}"
        read = "" if rule.confidence == "high" or ruling else ", to be read by a person"
        return _item(
            f"**{_text(finding.message)}** {rule.direction.value.capitalize()}{read}.",
            why,
            _redline(passage(finding)),
            *self._told(finding),
            f"{self._place(finding.stands_at or Location('policy_src'))} · {as_code(finding.id)}",
        )

    def _told(self, finding: Finding) -> Iterator[str]:
        """Yield where customers are told of a finding, in which words, and what these leave out."""
        mentions = _mentions(self.review, finding)
        if not mentions and finding.level is Level.MATERIAL:
            yield "**Announced nowhere.**"
        for told, mention in mentions:
            words = f": “{_text(mention.sentence)}”" if mention.sentence else "."
            yield f"Announced in {as_code(told.id)}{words}"
            if warning := _warn(mention):
                yield f"**Make sure that customers can tell:** {warning}"

    def _place(self, place: Location) -> str:
        """A place in the source, which leads there where one knows the way."""
        name = as_code(f"{place.file}:{place.line}")
        if not self.around.files:
            return name
        path = "".join(sign if sign in _PLAIN else _quote(sign) for sign in place.file)
        return f"[{name}]({self.around.files}{path}#L{place.line})"


def _mentions(review: Review, finding: Finding) -> list[tuple[Announcement, Mention]]:
    """The announcements that cover a finding, each with how it tells of it."""
    return [(told, find_mention(finding, told)) for told in review.announcements if speaks_of(told, finding)]


def _warn(mention: Mention) -> str:
    """What an announcement leaves out of a finding that it covers; empty where nothing."""
    if mention.missing:
        return f"it does not say {' or '.join(f'“{_text(term)}”' for term in mention.missing)}."
    return "" if mention.sentence else "no sentence of it shares a word with this finding."


def _item_of_list(told: ItemCoverage) -> str:
    """What a checklist asks for, how it stands with that, and what to do."""
    was = f" (it was {told.was.value} before)" if told.was and told.was is not told.state else ""
    name = f"{_text(told.item.law)} · {as_code(told.item.id)}"
    return _item(f"{told.state.value.capitalize()}{was}: **{_text(told.item.asks)}**", _text(told.item.mend), name)


def _announcement(told: Announcement) -> str:
    when = f"takes effect on {told.effective}" if told.effective else "takes effect when it is published"
    until = f"customers can object until {told.object_until}" if told.object_until else ""
    whom = f"for: {_text(told.audience)}" if told.audience else ""
    facts = " · ".join(filter(None, (as_code(told.id), when, until, whom)))
    words = _cut(as_plain_text(make_html(told.text), LONGEST), 10 * _LONGEST_TEXT)
    blocks = (filter(None, map(as_harmless, block.split("\n"))) for block in words.split("\n\n"))
    quoted = "\n  >\n".join(filter(None, ("\\\n".join(f"  > {line}" for line in block) for block in blocks)))
    return f"- **{_text(told.title)}**\\\n  {facts}\n\n{quoted}\n\n"


def _redline(runs: Sequence[Run]) -> str:
    """The words that changed; empty where before and after say it all."""
    if not is_telling(runs):
        return ""
    return "".join(_SIGNS[run.mark].format(as_harmless_run(_cut(run.text, _LONGEST_TEXT))) for run in shorten(runs))


def _item(*lines: str) -> str:
    """An item of a list, in lines of its own."""
    told = "\\\n  ".join(filter(None, lines))
    return f"- {told}\n\n"


def _text(text: str) -> str:
    return as_harmless(_cut(text, _LONGEST_TEXT))


def _cut(text: str, longest: int) -> str:
    """A text, or as many whole words of it as there is room for."""
    return text if len(text) <= longest else re.sub(r"\S*\Z", "", text[:longest]).rstrip() + " …"


def _quote(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())
