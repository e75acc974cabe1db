"""Tests of `policy announce`: what it drafts, how check holds a draft back until it is complete, what is refused."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_tools.model.reference import find_references
from build_tools.model.review import Review
from build_tools.project.project import Project
from build_tools.reports.announcement_draft import make_draft
from build_tools.review.change import review
from build_tools.source.markdown_file import read_markdown
from build_tools.source.markup import find_markup
from build_tools.text.escaping import in_one_line
from build_tools.text.html_to_text import as_plain_text
from build_tools.text.markdown import make_html
from tests.review.test_change import LONGER, TODAY, hire, promise, proposed
from tests.support.announced_story import announce, cover, material
from tests.support.story import BROKEN, NOW, Change, SampleProject, Story, git, keep, remark

_FOLDER = "policy_src/announcements"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TODAY", TODAY)


def front(text: str) -> dict[str, object]:
    """What stands in front of an announcement."""
    file = read_markdown("x.md", text)
    assert file.front
    assert not file.front.problems
    return dict(file.front.value)


def complete(project: SampleProject) -> None:
    """Do what each draft asks for."""
    for file in (project.folder / _FOLDER).iterdir():
        file.write_text(re.sub(r"\[TO BE COMPLETED.*\]", "It helps us.", file.read_text("utf-8")), "utf-8")


def checks(project: SampleProject) -> list[str]:
    """What `policy check` finds wrong with the change."""
    problems = json.loads(project.ask("check", "--against", "main", "--format", "json").stdout)["problems"]
    return [problem["check"] for problem in problems]


def test_a_draft_covers_all_that_is_pending_and_passes_once_it_is_complete(tmp_path: Path) -> None:
    project = proposed(tmp_path, {**keep("P180D"), **hire()})

    result = project.ask("announce", "--against", "main")

    assert (result.exit_code, result.stdout) == (0, f"{_FOLDER}/subprocessor-added-sentry.md\n")
    text = (project.folder / result.stdout.strip()).read_text("utf-8")
    told = front(text)
    assert told["findings"] == material({**keep("P180D"), **hire()})
    assert (str(told["effective"]), str(told["object_until"])) == ("2025-04-02", "2025-04-02")
    assert "Sentry" in str(told["title"])
    assert re.search(rf"  # .*Sentry.*\n  - subprocessor-added-\w+\n  # .*180 days.*\n  - {LONGER}\n", text)
    assert re.search(r"\n- .*Sentry.*\n- .*180 days", text.rpartition("---\n")[2])
    assert checks(project) == ["unfinished-announcement"]
    assert project.ask("check").exit_code == 1
    complete(project)
    assert checks(project) == []
    assert json.loads(project.ask("report", "--against", "main", "--format", "json").stdout)["is_ready"]


def test_the_facts_that_it_states_leave_nothing_out(tmp_path: Path) -> None:
    project = proposed(tmp_path, {**keep("P180D"), **hire()})
    project.ask("announce", "--against", "main")
    complete(project)

    told = project.ask("report", "--against", "main").stdout

    assert "> **Ready.** The material changes are announced.\n" in told
    assert "Make sure" not in told


def test_the_longest_promise_sets_the_day(tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P180D"), promise("P60D"))

    told = json.loads(project.ask("announce", "--against", "main", "--dry-run", "--format", "json").stdout)

    assert (told["effective"], told["object_until"]) == ("2025-05-02", None)


def test_findings_can_be_chosen_and_the_rest_drafted_next_for_the_same_day(tmp_path: Path) -> None:
    project = proposed(tmp_path, {**keep("P180D"), **hire()}, promise("P60D"))
    change = [name for name in material({**keep("P180D"), **hire()}) if name != LONGER]

    first = project.ask("announce", "--against", "main", "--finding", LONGER, "--name", "logs")
    path = project.folder / _FOLDER / "logs.md"
    path.write_text(path.read_text("utf-8").replace("2025-05-02", "2025-06-01"), "utf-8")
    second = json.loads(project.ask("announce", "--against", "main", "--format", "json").stdout)

    assert first.stdout == f"{_FOLDER}/logs.md\n"
    assert second["path"] == f"{_FOLDER}/subprocessor-added-sentry.md"
    assert [one["id"] for one in second["findings"]] == change
    assert (second["is_written"], second["effective"]) == (True, "2025-06-01")  # a publication has one effective day
    complete(project)
    assert checks(project) == []


@pytest.mark.parametrize(
    "told",
    [
        announce("later", documents="[subprocessors]", effective="2025-12-01"),  # it waits for another document
        announce("over", effective="2025-02-01"),  # it is over
    ],
)
def test_a_day_that_the_change_does_not_have_is_not_drafted(told: dict[str, Change], tmp_path: Path) -> None:
    project = proposed(tmp_path, {**keep("P180D"), **told})

    drafted = json.loads(project.ask("announce", "--against", "main", "--dry-run", "--format", "json").stdout)

    assert drafted["effective"] == "2025-04-02"
    assert "effective: 2025-04-02 # this day" in project.ask("report", "--against", "main").stdout


def test_a_finding_that_is_not_material_is_drafted_if_asked_for(tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P60D"))
    (finding,) = json.loads(project.ask("diff", "main", "--format", "json").stdout)["findings"]
    assert finding["level"] == "notable"

    told = json.loads(project.ask("announce", "--finding", finding["id"], "--format", "json").stdout)

    assert [one["id"] for one in told["findings"]] == [finding["id"]]
    complete(project)
    assert checks(project) == []


@pytest.mark.parametrize(
    "change",
    [remark("Nobody reads this."), keep("P60D"), cover(keep("P180D"), "logs", effective="2025-04-02")],
    ids=["a remark", "a notable change", "a change that is announced"],
)
def test_where_nothing_is_pending_it_says_so(change: dict[str, Change], tmp_path: Path) -> None:
    project = proposed(tmp_path, change)

    result = project.ask("announce", "--against", "main")
    told = json.loads(project.ask("announce", "--against", "main", "--format", "json").stdout)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No announcement is drafted. Compared with main, no material finding lacks one.\n"
    assert (told["path"], told["is_written"], told["findings"]) == (None, False, [])
    assert project.git("status", "--porcelain", "--", "policy_src") == ""


def test_where_nothing_was_published_there_is_nothing_to_announce(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-01T12:00:00-07:00", {"README.md": b"Ours.\n"})
    story.branch("edit")
    source: dict[str, Change] = {path: node.content for path, node in Story().files().items()}
    story.publish("2025-03-02T12:00:00-07:00", source, on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    result = project.ask("announce")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No announcement is drafted. Nothing was published before.\n"


def test_a_dry_run_prints_what_would_be_written(tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P180D"))

    dry = project.ask("announce", "--dry-run")
    assert not (project.folder / _FOLDER).exists()
    wet = project.ask("announce")

    assert dry.stdout == (project.folder / wet.stdout.strip()).read_text("utf-8")


def test_an_id_that_has_become_unknown_is_no_reason_for_a_second_announcement(tmp_path: Path) -> None:
    project = proposed(tmp_path, {**keep("P365D"), **announce("logs", effective="2025-04-02", findings=f"[{LONGER}]")})

    result = project.ask("announce")

    assert (result.exit_code, result.stdout) == (0, "")
    assert f'has no finding "{LONGER}"; another one took its place' in result.stderr


def test_without_a_base_the_default_branch_of_origin_is_taken(tmp_path: Path) -> None:
    here = proposed(tmp_path / "here", keep("P180D"))
    here.git("branch", "--quiet", "--move", "main", "trunk")
    here.git("checkout", "--quiet", "trunk")
    git(tmp_path, "clone", "--quiet", str(here.folder), "clone")
    clone = SampleProject(tmp_path / "clone")
    clone.git("checkout", "--quiet", "--track", "origin/edit")

    told = json.loads(clone.ask("announce", "--format", "json").stdout)

    assert (told["base"], [one["id"] for one in told["findings"]]) == ("origin/HEAD", [LONGER])


def test_without_any_branch_that_is_published_the_newest_commit_is_taken(tmp_path: Path) -> None:
    project = proposed(tmp_path, remark("Nobody reads this."))
    project.git("branch", "--quiet", "--delete", "--force", "main")
    path = project.folder / "policy_src" / "retention.yml"
    path.write_text(path.read_text("utf-8").replace("P90D", "P180D"), "utf-8")

    told = json.loads(project.ask("announce", "--format", "json").stdout)

    assert (told["base"], [one["id"] for one in told["findings"]]) == ("HEAD", [LONGER])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    mine = announce("logs", effective="2025-06-01", documents="[subprocessors]")
    project = proposed(tmp_path, {**keep("P180D"), **mine})
    path = project.folder / _FOLDER / "logs.md"
    before = path.read_bytes()

    result = project.ask("announce", "--name", "logs")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "logs.md already exists. Name another file, or delete it.\n" in result.stderr
    assert path.read_bytes() == before


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    before = cover(keep("P180D"), "retention-longer-usage-and-logs", effective="2025-04-02")

    result = proposed(tmp_path, keep("P365D"), before).ask("announce")

    assert result.stdout == f"{_FOLDER}/retention-longer-usage-and-logs-2.md\n"


def test_a_change_that_comes_back_is_announced_again(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-01-20T12:00:00-07:00", cover(keep("P180D"), "logs"))
    story.publish("2025-02-01T12:00:00-07:00", keep("P90D"))
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")
    assert (
        "(announcements/logs.md names it, and belongs to an earlier" in project.ask("check", "--against", "main").stdout
    )

    project.ask("announce", "--against", "main", "--name", "again")
    complete(project)

    (line,) = (line for line in project.ask("check", "--against", "main").stdout.splitlines() if " Known: " not in line)
    assert line.endswith("delete the file: its entry in the changelog stays as it is. [duplicate-id]")
    (project.folder / _FOLDER / "logs.md").unlink()
    assert checks(project) == []


def test_the_name_of_an_announcement_that_was_published_and_deleted_is_not_given_again(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-01-20T12:00:00-07:00", cover(keep("P180D"), "retention-longer-usage-and-logs"))
    story.publish("2025-02-01T12:00:00-07:00", {**keep("P90D"), f"{_FOLDER}/retention-longer-usage-and-logs.md": None})
    story.branch("edit")
    story.publish("2025-03-02T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    refused = project.ask("announce", "--name", "retention-longer-usage-and-logs")
    drafted = project.ask("announce")
    complete(project)

    assert refused.exit_code == 2
    assert refused.stderr.startswith("An earlier publication has an announcement retention-longer-usage-and-logs. ")
    assert drafted.stdout == f"{_FOLDER}/retention-longer-usage-and-logs-2.md\n"
    assert checks(project) == []


@pytest.mark.parametrize("link", ["folder", "file"])
def test_nothing_is_written_through_a_link(link: str, tmp_path: Path) -> None:
    project, elsewhere = proposed(tmp_path / "project", keep("P180D")), tmp_path / "elsewhere"
    elsewhere.mkdir()
    place = project.folder / _FOLDER
    if link == "folder":
        place.symlink_to(elsewhere)
    else:
        place.mkdir()
        (place / "logs.md").symlink_to(elsewhere / "logs.md")

    result = project.ask("announce", "--name", "logs")

    assert result.exit_code == 2
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--finding", "retention-longer-000000000000"], "The change has no finding retention-longer-000000000000. "),
        (["--name", "../logs"], "--name is '../logs'. Write lower-case words joined by hyphens: "),
        (["--against", "nowhere"], "'nowhere' is not a folder with a source"),
    ],
)
def test_what_cannot_be_drafted_is_refused(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    project = proposed(tmp_path, keep("P180D"))

    result = project.ask("announce", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(complaint)
    assert not (project.folder / _FOLDER).exists()


def test_an_unknown_id_is_answered_with_those_that_are_pending(tmp_path: Path) -> None:
    result = proposed(tmp_path, keep("P180D")).ask("announce", "--finding", "cookie-added-000000000000")

    assert f"Not announced yet:\n  {LONGER}: " in result.stderr


def test_a_finding_is_announced_once(tmp_path: Path) -> None:
    project = proposed(tmp_path, cover(keep("P180D"), "logs", effective="2025-04-02"))

    result = project.ask("announce", "--finding", LONGER)

    assert (result.exit_code, result.stderr) == (2, f"{_FOLDER}/logs.md already names {LONGER}.\n")


def test_a_source_that_is_broken_is_mended_first(tmp_path: Path) -> None:
    result = proposed(tmp_path, {**keep("P180D"), **BROKEN}).ask("announce")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("policy_src/rights.yml:")


def test_a_draft_that_was_committed_was_never_published(tmp_path: Path) -> None:
    story = Story()
    draft = b"---\ntitle: Logs\nfindings: [%s]\n---\n[TO BE COMPLETED: Say it.]\n" % LONGER.encode()
    story.publish("2025-03-01T12:00:00-07:00", {**keep("P180D"), f"{_FOLDER}/logs.md": draft})
    final: dict[str, Change] = {f"{_FOLDER}/logs.md": draft.replace(b"[TO BE COMPLETED: Say it.]", b"We keep more.")}
    story.publish("2025-03-02T12:00:00-07:00", final)
    project = story.write(tmp_path)

    assert project.left_out == [1]
    assert project.policy == ["2025-01-10", "2025-03-02"]
    assert [told.text for issue in project.archive.records for told in issue.announcements] == ["We keep more."]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """A review of a vendor that nobody has announced."""
    project = proposed(tmp_path_factory.mktemp("draft"), hire())
    return review(Project.of_folder(project.folder, NOW, TODAY), "main")


def test_a_draft_states_the_facts_that_a_reader_needs(found: Review) -> None:
    (finding,) = found.unannounced
    draft = make_draft([finding], found.earliest, None)

    assert "- We now use Sentry as a subprocessor. Error reports; service logs.\n" in draft.text


SIGNS = st.text("ab1 <>&;#*_[](){}`~|!\\\"'%@:-.,/=\n\u202e\u00e9", max_size=80)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.text(max_size=300) | SIGNS)
def test_whatever_a_finding_says_the_draft_can_be_read(message: str, found: Review) -> None:
    (finding,) = found.unannounced
    draft = make_draft([replace(finding, message=f"{message}.")], found.earliest, None)

    told = front(draft.text)

    assert told["findings"] == [finding.id]
    assert str(told["effective"]) == "2025-04-02"
    assert draft.text.count("\n---\n") == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=SIGNS)
def test_nothing_that_a_finding_says_becomes_markup_in_the_draft(message: str, found: Review) -> None:
    (finding,) = found.unannounced
    draft = make_draft([replace(finding, message=f"Now {message}.", details=())], found.earliest, None)
    body = draft.text.rpartition("\n---\n")[2]

    read = as_plain_text(make_html(body), 10_000).splitlines()[-1]

    assert find_markup(body) == ()
    assert list(find_references(body)) == []
    assert read == f"- {in_one_line(f'Now {message}.')}"
