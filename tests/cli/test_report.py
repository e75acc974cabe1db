"""Tests `policy report`: it has all that the person who merges a change must know, and no injected markup."""

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from build_tools.model.coverage import State
from build_tools.model.finding import Finding
from build_tools.model.problem import Location
from build_tools.model.review import Review
from build_tools.model.rule import Level
from build_tools.project.project import Project
from build_tools.reports import checklist_results as checklist_report
from build_tools.reports.review import as_github, as_gitlab, as_json
from build_tools.reports.review_comment import LONGEST, MARKER, ReviewContext, as_comment
from build_tools.review.change import review
from build_tools.review.checklist import cover_source
from tests.review.test_change import LONGER, TODAY, hire, proposed
from tests.support.announced_story import announce, cover
from tests.support.story import BROKEN, NOW, Change, SampleProject, Story, keep, remark

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
FILES = "https://github.com/traceloom/policies/blob/1234/"
PREVIEW = "https://github.com/traceloom/policies/actions/runs/1/artifacts/2"
HOSTILE = "Sentry @team **bold** #12 ![i] [l]: https://evil.example :tada: `c"
_VENDORS, _CONTACT = "policy_src/subprocessors.yml", "policy_src/sections/contact.md"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TODAY", TODAY)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Logs are kept for longer, which is announced; a hostile vendor is hired, which is not; words are others."""
    vendor = hire()[_VENDORS]
    assert callable(vendor)
    change: dict[str, Change] = {
        **keep("P180D"),
        _VENDORS: lambda data: vendor(data).replace(b"name: Sentry", f"name: {json.dumps(HOSTILE)}".encode()),
        _CONTACT: ("Privacy questions or data", "Privacy questions and data"),
        **announce(
            "logs",
            "We keep logs for **180 days**.\n\n- [our page](https://x.example)\n\n/close\n\n@all read",
            title="Logs are kept for longer @everybody",
            effective="2025-04-02",
            findings=f"[{LONGER}]",
        ),
    }
    return proposed(tmp_path_factory.mktemp("report"), change)


@pytest.fixture(scope="module")
def found(project: SampleProject) -> Review:
    """What a review of that finds."""
    return review(Project.of_folder(project.folder, NOW, TODAY), "main")


@pytest.fixture(scope="module")
def told(found: Review) -> str:
    """What its comment says."""
    return as_comment(found, ReviewContext("origin/main", PREVIEW, FILES))


def report(project: SampleProject, *arguments: str) -> str:
    """What `policy report` prints."""
    result = project.ask("report", "--against", "main", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_it_says_what_is_missing_what_changes_and_what_customers_are_told(told: str) -> None:
    headings = re.findall(r"^(?:##+ |<details><summary>)(.*?)(?:</summary>)?$", told, re.MULTILINE)
    assert told.startswith(f"{MARKER}\n## Policy review: what this change means\n")
    assert headings == [
        "Policy review: what this change means",
        "Before this can be merged",
        "Material: customers must be informed",
        "What customers will read",
        "Notable: a fact or a promise has changed",
        "Gaps that legal has accepted (10)",
    ]
    for words in (
        "> **Not yet.** One thing is missing or wrong.\n",
        f"2 material, 1 notable · compared with `origin/main` · [preview of the site]({PREVIEW})\n",
        "- A material change is not announced: We now use Sentry `@team`",
        f"  [`policy_src/retention.yml:16`]({FILES}policy_src/retention.yml#L16) · `retention-longer-b4acc9aeddcd`\n",
        "  Announced in `logs`: “We keep logs for 180 days.”\\\n",
        "  **Not announced.**\\\n",
        "- **Logs are kept for longer `@everybody`**\\\n  `logs` · takes effect on 2025-04-02\n\n  > We keep logs for",
        "Privacy questions <del>or</del><ins>and</ins> data requests",
    ):
        assert words in told


def test_nothing_that_somebody_wrote_is_markup_or_taken_up(found: Review, told: str) -> None:
    (vendor,) = found.unannounced
    covering = found.announcements[0].model_copy(
        update={"id": "vendor", "findings": (vendor.id,), "text": f"/close {HOSTILE}.\n\n{HOSTILE} comes."}
    )
    sentence = as_comment(replace(found, announcements=(covering,)), ReviewContext("origin/main", PREVIEW, FILES))
    assert "Announced in `vendor`: “" in sentence

    for comment in (told, sentence):
        check_harmless(comment)


def check_harmless(told: str) -> None:
    """Whether a comment is free of markup that somebody wrote, and of what notifies or loads."""
    tokens = [token for block in GFM.parse(told) for token in (block, *(block.children or ()))]
    links = {str(token.attrs["href"]) for token in tokens if token.type == "link_open"}
    html = {token.content.strip() for token in tokens if token.type in {"html_inline", "html_block"}}
    free = "\n".join(token.content for token in tokens if token.type in {"text", "text_special"})

    assert [link for link in links if not link.startswith((FILES, PREVIEW))] == []
    assert [token for token in tokens if token.type == "image"] == []
    assert re.findall(r"@\w|#\d|://", free) == []
    assert {re.sub(r"<summary>.*</summary>", "", tag) for tag in html} == {
        *(MARKER, "<details>", "</details>", "<del>", "</del>", "<ins>", "</ins>")
    }
    assert re.findall(r"(?m)^\s*/", told) == []  # GitLab would do what such a line says


def test_the_announcement_that_it_offers_is_all_that_was_missing(tmp_path: Path) -> None:
    project = proposed(tmp_path, hire())
    block = re.search(r"```markdown\n(.*?)  ```", report(project), re.DOTALL)
    assert block
    offered = re.sub(r"(?m)^  ", "", block[1])
    assert "effective: 2025-04-02" in offered
    file = project.folder / "policy_src/announcements/sentry.md"
    file.parent.mkdir()

    file.write_text(offered, encoding="utf-8")
    assert "The file has no text" in report(project)  # nobody publishes it as it is

    file.write_text(offered.replace("title: # what changes, in a few words", "title: Sentry") + "We use Sentry.\n")
    assert "> **Ready.** The material changes are announced.\n" in report(project)
    assert project.ask("check", "--against", "main").exit_code == 0


def test_the_command_that_it_offers_drafts_all_that_is_missing(tmp_path: Path) -> None:
    project = proposed(tmp_path, hire_many(11))
    (command,) = re.findall(r"- `(.*?)` drafts an announcement of all 11 findings that none names", report(project))

    assert project.ask(*shlex.split(command)[1:]).exit_code == 0

    (file,) = (project.folder / "policy_src/announcements").iterdir()
    assert file.read_text("utf-8").count("  - subprocessor-added-") == 11
    assert "> **Not yet.** One thing is missing or wrong." in report(project)  # its text
    assert "drafts an announcement" not in report(project)
    file.write_text(re.sub(r"\[TO BE COMPLETED.*\]", "We use more vendors.", file.read_text("utf-8")), "utf-8")
    assert "> **Ready.** The material changes are announced.\n" in report(project)


def hire_many(count: int) -> dict[str, Change]:
    """So many vendors receive error reports."""
    entries = "".join(
        f"\n  - id: vendor-{number}\n    name: Vendor {number}\n    purpose: Error reports\n    receives:\n"
        "      - data: logs\n        text: service logs\n"
        for number in range(count)
    )
    return {_VENDORS: lambda data: data.rstrip() + f"\n{entries}".encode()}


def test_what_is_cut_says_how_to_read_the_rest_and_that_way_works(tmp_path: Path) -> None:
    project = proposed(tmp_path, hire_many(400))

    cut = report(project)

    ways = set(re.findall(r"\*\*\d+ more\*\* that this comment has no room for: `(.*?)` prints all of it", cut))
    assert len(cut.encode()) <= LONGEST
    (way,) = ways
    whole = project.ask(*shlex.split(way)[1:]).stdout
    for number in range(400):
        assert f"We now use Vendor {number} as a subprocessor" in whole
    assert "more** that" not in whole


def test_the_sentence_of_the_announcement_stands_beside_each_finding(tmp_path: Path) -> None:
    words = "Some things change. We keep usage metrics and logs for 180 days, e.g. to find faults. Write to us."
    change = cover(keep("P180D"), "logs", text=words, effective="2025-04-02")
    project = proposed(tmp_path, change)

    assert (
        "Announced in `logs`: “We keep usage metrics and logs for 180 days, e.g. to find faults.”\\\n  `policy"
    ) in report(project)
    (mention,) = json.loads(report(project, "--format", "json"))["mentions"]
    assert (mention["announcement"], mention["finding"], mention["missing"]) == ("logs", LONGER, [])
    assert mention["sentence"].startswith("We keep usage metrics")


@pytest.mark.parametrize(
    ("words", "warning"),
    [
        ("We keep logs for longer.", "it does not say “Usage metrics &amp; logs” or “180 days”."),
        ("We keep usage metrics and logs for six months.", "it does not say “180 days”."),
        ("We keep them for 180 days.", "it does not say “Usage metrics & logs”."),
        ("Nothing to see here.", "it does not say “Usage metrics & logs” or “180 days”."),
    ],
)
def test_an_announcement_that_leaves_out_what_changes_is_told(words: str, warning: str, tmp_path: Path) -> None:
    told = report(proposed(tmp_path, cover(keep("P180D"), "logs", text=words, effective="2025-04-02")))

    assert "**Make sure that customers can tell:** " + warning.replace("&amp;", "&") in told
    assert "> **Ready.** The material changes are announced. Look at 1 of them: " in told


@pytest.mark.parametrize(
    ("change", "verdict", "line"),
    [
        (remark("Nobody reads this."), "**Ready.** Nothing changes for customers.", "No change · compared with `main`"),
        (keep("P60D"), "**Ready.**\n", "1 notable · compared"),
        (BROKEN, "**Not yet.** One thing is missing or wrong.", "The changes are unknown until the source can be"),
    ],
    ids=["a remark", "a change that nobody need be told of", "a broken source"],
)
def test_the_verdict_comes_first(change: dict[str, Change], verdict: str, line: str, tmp_path: Path) -> None:
    lines = report(proposed(tmp_path, change)).split("\n", 6)

    assert f"{lines[4]}\n".startswith(f"> {verdict}")
    assert lines[6].startswith(f"{line}")


def test_the_first_publication_is_compared_with_nothing(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-09T12:00:00-07:00", {"README.md": b"To come\n"})
    story.branch("edit")
    story.publish(
        "2025-01-10T12:00:00-07:00", {path: node.content for path, node in Story().files().items()}, on="edit"
    )
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert "**Ready.** This would be the first publication" in report(project)
    assert json.loads(report(project, "--format", "json"))["is_first"] is True


def test_checklists_are_told_and_what_goes_unsaid_that_was_said(project: SampleProject, found: Review) -> None:
    (coverage,) = cover_source(Project.of_folder(project.folder, NOW, TODAY), ["gdpr-13"], "main")
    lost = next(item for item in coverage.items if item.state is State.FOUND)
    changed = replace(
        coverage, items=tuple(replace(item, state=State.MISSING) if item is lost else item for item in coverage.items)
    )

    told, plain = (as_comment(replace(found, coverages=(one,)), ReviewContext("main")) for one in (changed, coverage))

    assert "### Statements that are no longer made\n\n- Missing (it was found before): **" in told
    assert "no longer made" not in plain
    for was, state, is_lost in (
        (State.FOUND, State.MISSING, True),
        (State.APART, State.DECIDE, True),
        (State.ACCEPTED, State.MISSING, True),
        (State.PARTLY, State.MISSING, True),
        (State.ACCEPTED, State.FOUND, False),
        (State.APART, State.FOUND, False),
        (State.ACCEPTED, State.APART, False),
        (State.MISSING, State.PARTLY, False),
        (State.MISSING, State.MISSING, False),
    ):
        one = replace(coverage, items=(replace(lost, was=was, state=state),))
        assert ("no longer made" in as_comment(replace(found, coverages=(one,)), ReviewContext("main"))) is is_lost, (
            was,
            state,
        )
    (summary,) = re.findall(r"<summary>Checklist (gdpr-13: \d+ missing, .*)</summary>", plain)
    assert summary == checklist_report.summary([coverage])
    assert checklist_report.NOTICE.split(":")[0] in plain
    assert [one["id"] for one in json.loads(as_json(replace(found, coverages=(coverage,))))["lists"]] == ["gdpr-13"]


def test_checklists_are_asked_for_by_the_environment(project: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LISTS", "caloppa no-such-list")
    result = project.ask("report", "--against", "main")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "no-such-list" in result.stderr


def test_what_is_too_long_is_cut_at_its_end_and_says_so(found: Review) -> None:
    assert found.findings
    by_level = {finding.level: finding for finding in found.findings}
    notable = by_level[Level.NOTABLE]
    editorial = replace(notable, rule=notable.rule.model_copy(update={"id": "words", "level": Level.EDITORIAL}))
    problem = replace(found.problems[0], what="é" * 100_000)
    many = replace(
        found,
        problems=(problem,) * 20,
        findings=(*[by_level[Level.MATERIAL]] * 40, *[by_level[Level.NOTABLE]] * 50, *[editorial] * 200),
        announcements=(found.announcements[0].model_copy(update={"text": "word " * 50_000}),),
    )

    told = as_comment(many, ReviewContext("main"))

    assert LONGEST * 0.95 < len(told.encode()) <= LONGEST
    assert told.count("<details>") == told.count("</details>") == 2
    assert told.count(f"· `{by_level[Level.MATERIAL].id}`") == 40
    (left,) = re.findall(r"\*\*(\d+) more\*\*", told.partition("(200)")[2].partition("</details>")[0])
    assert int(left) + told.count(f"· `{editorial.id}`") == 200
    assert "\ufffd" not in told


def test_as_json_it_is_one_object(found: Review) -> None:
    value = json.loads(as_json(found))

    assert list(value) == [
        "is_ready",
        "is_first",
        "is_draft",
        "level",
        "problems",
        "known_gaps",
        "open_gaps",
        "findings",
        "site",
        "announcements",
        "mentions",
        "lists",
        "unread",
    ]
    assert (value["is_ready"], value["level"], len(value["problems"]), len(value["findings"])) == (
        False,
        "material",
        1,
        3,
    )
    assert value["announcements"][0]["effective"] == "2025-04-02"
    unread = json.loads(as_json(Review(found.problems)))
    assert (unread["level"], unread["findings"]) == (None, None)


def test_github_and_gitlab_get_each_problem_and_finding_beside_its_line(found: Review) -> None:
    commands = as_github(found).splitlines()
    entries = json.loads(as_gitlab(found))

    kinds = [command.split(" ")[0] for command in commands]
    assert kinds == ["::error", "::warning", "::warning", "::notice"]
    assert [(entry["severity"], entry["check_name"]) for entry in entries] == [
        ("critical", "unannounced-change"),
        ("major", "subprocessor-added"),
        ("major", "retention-longer"),
        ("minor", "prose-reworded"),
    ]
    assert entries[2]["location"] == {"path": "policy_src/retention.yml", "lines": {"begin": 16}}


def test_gitlab_tells_entries_apart_and_knows_them_again_on_another_line(found: Review) -> None:
    assert found.findings
    finding = found.findings[0]
    moved = replace(finding, is_at=Location("policy_src/retention.yml", 99))

    def prints(*findings: Finding) -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(as_gitlab(replace(found, problems=(), findings=findings)))]

    assert prints(finding) == prints(moved)
    assert len(set(prints(finding, finding))) == 2


def test_a_file_with_any_name_is_linked(found: Review) -> None:
    strange = replace(found.problems[0], location=Location("policy_src/a b)é.md", 3))

    told = as_comment(Review((strange,)), ReviewContext("main", files=FILES))

    assert f"[`policy_src/a b)é.md:3`]({FILES}policy_src/a%20b%29%C3%A9.md#L3)" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--against", "no-such-branch"], "'no-such-branch' is not a folder with a source, a day"),
        (["--against", "main", "--preview", "javascript:x"], "--preview is 'javascript:x', which is no web address."),
        (["--against", "main", "--files", "https://x/) [y"], "--files is 'https://x/) [y', which is no web address."),
        ([], "Missing option '--against'"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(arguments: list[str], words: str, project: SampleProject) -> None:
    result = project.ask("report", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
