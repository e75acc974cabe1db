"""Tests that nothing is published before the launch, and that nothing published becomes a draft again."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.model.problem import Problems
from build_tools.model.version import Provenance
from build_tools.project.project import Project
from tests.support.announced_story import announce
from tests.support.story import BROKEN, NOW, Change, SampleProject, Story, day, keep, say, source

SETTINGS = "policy_src/policy.yml"
DRAFT = b"draft: true\n"
LAUNCH = "2025-03-01T12:00:00-07:00"


def draft(files: dict[str, bytes] | None = None) -> dict[str, Change]:
    """TraceLoom's source as a draft."""
    files = files or source()
    return {**files, SETTINGS: DRAFT + files[SETTINGS]}


def launch(statement: str = "") -> dict[str, Change]:
    """The draft is launched, with a statement about it."""
    return {SETTINGS: lambda data: data.replace(DRAFT, b"") + f"\n{statement}\n".encode()}


def drafted(*, launched: str | None = "") -> Story:
    """A history of two drafts and, unless `launched` is none, a launch with that statement."""
    story = Story(begins="")
    story.publish("2025-01-10T12:00:00-07:00", draft(), subject="Begin")
    story.publish("2025-02-01T12:00:00-07:00", keep("P60D"))
    if launched is not None:
        story.publish(LAUNCH, launch(launched), subject="Launch the policy")
    return story


def wrong(project: SampleProject, *arguments: str) -> list[str]:
    """The names of the checks that find something, by the exit status of `policy check`."""
    result = project.ask("check", "--format", "json", *arguments)
    found = [problem["check"] for problem in json.loads(result.stdout)["problems"]]
    assert result.exit_code == bool(found)
    return found


def test_a_draft_has_no_versions_and_an_empty_ledger(tmp_path: Path) -> None:
    project = drafted(launched=None).write(tmp_path)
    loaded = Project.of_folder(project.folder, NOW)

    assert project.versions == {}
    assert loaded.publications == ()
    assert loaded.ledger.records == ()
    assert loaded.ledger.head == project.commits[-1]
    log = project.ask("log")
    assert (log.exit_code, log.stdout, log.stderr) == (0, "", "nothing is published yet\n")


def test_before_the_first_day_the_home_page_tells_the_first_text_and_that_it_is_to_come(tmp_path: Path) -> None:
    story = drafted(launched="launched: {day: 2025-04-01}")
    story.publish("2025-03-02T12:00:00-07:00", {**keep("P120D"), **announce("logs", effective="2025-05-01")})
    project = story.write(tmp_path)

    def home(today: str) -> str:
        pages = Project.of_folder(project.folder, NOW, today).site.pages
        return next(page.text for page in pages if page.path == "index.md")

    before, first, second = map(home, ("2025-03-31", "2025-04-01", "2025-05-01"))
    assert before.count("This text is not in force yet.") == 1
    assert "This text is not in force yet." not in first + second
    assert ["for 60 days" in page for page in (before, first, second)] == [True, True, False]
    assert "for 120 days" not in before + first


def test_history_counts_from_the_commit_that_launches(tmp_path: Path) -> None:
    story = drafted()
    story.publish("2025-04-01T12:00:00-07:00", keep("P120D"))

    project = story.write(tmp_path)

    assert project.made_by == [(2, 3), (2,), (2, 3)]
    first = project.version("2025-03-01")
    assert first.published.provenance is Provenance.GIT
    assert "for 60 days" in first.document.words
    assert [len(one.findings) > 0 for one in Project.of_folder(project.folder, NOW).publications] == [False, True]


def test_a_launch_counts_from_the_merge_that_brings_it(tmp_path: Path) -> None:
    story = drafted(launched=None)
    story.branch("launch")
    story.publish(LAUNCH, launch(), on="launch")
    story.merge("2025-03-09T12:00:00-07:00", "launch")

    assert story.write(tmp_path).policy == ["2025-03-09"]


@pytest.mark.parametrize(
    ("launched", "starts", "effective"),
    [
        ("2025-02-20", "2025-03-01", None),  # the commit came later than it was meant to
        ("2025-03-01", "2025-03-01", None),
        ("2025-04-15", "2025-04-15", "2025-04-15"),
    ],
)
def test_the_first_texts_take_effect_on_the_day_of_the_launch_or_of_its_commit(
    tmp_path: Path, launched: str, starts: str, effective: str | None
) -> None:
    project = drafted(launched=f"launched: {{day: {launched}}}").write(tmp_path)

    (first,) = project.archive.histories["privacy-policy"]

    assert (first.name, str(first.start)) == ("2025-03-01", starts)
    assert (str(first.effective.day) if first.effective else None) == effective


def test_a_launch_to_come_is_told_as_coming_until_its_day(tmp_path: Path) -> None:
    project = drafted(launched="launched: {day: 2025-04-15}").write(tmp_path)

    before, after = (
        Project.of_folder(project.folder, day(f"{moment}T12:00:00-06:00")).news
        for moment in ("2025-04-14", "2025-04-15")
    )

    assert [(one.id, str(one.day), one.publication) for one in before.coming] == [
        ("2025-03-01", "2025-04-15", "2025-03-01")
    ]
    assert after.coming == ()


def test_a_change_before_the_first_texts_take_effect_does_not_overtake_them(tmp_path: Path) -> None:
    story = drafted(launched="launched: {day: 2025-04-15}")
    story.publish("2025-03-20T12:00:00-06:00", say("We care."))

    starts = [str(version.start) for version in story.write(tmp_path).archive.histories["privacy-policy"]]

    assert starts == ["2025-04-15", "2025-04-15"]


def test_a_later_edit_of_the_day_of_the_launch_changes_no_version(tmp_path: Path) -> None:
    story = drafted(launched="launched: {day: 2025-04-15}")
    before = story.write(tmp_path / "before").archive.histories["privacy-policy"]
    story.publish("2025-05-01T12:00:00-06:00", {SETTINGS: ("day: 2025-04-15", "day: 2025-03-01")})

    after = story.write(tmp_path / "after").archive.histories["privacy-policy"]

    assert [(one.name, one.effective) for one in after] == [(one.name, one.effective) for one in before]


def test_a_policy_that_was_published_elsewhere_keeps_its_date_and_has_no_draft_before_it(tmp_path: Path) -> None:
    project = drafted(launched="adopted: {published: 2024-11}").write(tmp_path)

    assert project.made_by == [(2,), (2,), (2,)]
    assert project.policy == ["2024-11"]


def test_what_could_not_be_read_before_the_launch_was_no_publication_and_is_not_listed(tmp_path: Path) -> None:
    story = Story(begins="")
    story.publish("2025-01-10T12:00:00-07:00", draft())
    mended = dict(story.files())["policy_src/rights.yml"].content
    story.publish("2025-01-11T12:00:00-07:00", BROKEN)
    story.publish("2025-01-12T12:00:00-07:00", {"policy_src/rights.yml": mended})
    story.publish(LAUNCH, launch())

    assert story.write(tmp_path).left_out == []


class TestTakenBack:
    """A source that says it is a draft after it was launched."""

    @pytest.fixture
    def project(self, tmp_path: Path) -> SampleProject:
        story = drafted()
        story.publish("2025-04-01T12:00:00-07:00", {SETTINGS: lambda data: DRAFT + data, **keep("P120D")})
        return story.write(tmp_path)

    def test_what_is_published_stays_published(self, project: SampleProject) -> None:
        assert project.policy == ["2025-03-01"]
        assert project.left_out == [3]
        assert "the source says that the policy is a draft, and it was launched before" in project.ask("log").stdout

    def test_it_is_not_built(self, project: SampleProject) -> None:
        with pytest.raises(Problems) as found:
            Project.of_folder(project.folder, NOW).site  # noqa: B018 - it is made when it is asked for

        (problem,) = found.value.problems
        assert str(problem) == (
            "policy_src/policy.yml:1:1: the policy was launched on 2025-03-01 with commit "
            f"{project.commits[2][:12]} (Launch the policy), so it is not a draft. "
            "Remove draft: true. Published texts cannot be withdrawn in this way."
        )

    def test_check_and_verify_say_so(self, project: SampleProject) -> None:
        assert wrong(project) == ["launch-withdrawn"]
        assert wrong(project, "--against", "HEAD~1") == ["launch-withdrawn"]
        for arguments in (["verify", "--against", "ledger.json", "--first"], ["launch", "--status"]):
            result = project.ask(*arguments)
            assert result.exit_code == 2
            assert "[launch-withdrawn]" in result.stderr

    def test_the_report_says_what_is_wrong(self, project: SampleProject) -> None:
        told = project.ask("report", "--against", "HEAD~1").stdout

        assert "**Not yet.** One thing is missing or wrong." in told
        assert "Remove draft: true." in told

    def test_the_next_commit_that_does_not_say_so_is_published(self, tmp_path: Path) -> None:
        story = drafted()
        story.publish("2025-04-01T12:00:00-07:00", {SETTINGS: lambda data: DRAFT + data, **keep("P120D")})
        story.publish("2025-05-01T12:00:00-06:00", launch())

        assert story.write(tmp_path).policy == ["2025-03-01", "2025-05-01"]


def test_a_policy_that_never_said_it_is_a_draft_cannot_become_one(tmp_path: Path) -> None:
    story = Story()
    story.publish("2025-04-01T12:00:00-07:00", {SETTINGS: lambda data: DRAFT + data})
    project = story.write(tmp_path)

    assert project.policy == ["2025-01-10"]
    assert wrong(project) == ["launch-withdrawn"]


def test_the_gate_asks_nothing_of_a_draft(tmp_path: Path) -> None:
    story = drafted(launched=None)
    story.branch("edit")
    story.publish("2025-02-10T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert wrong(project, "--against", "main") == []
    report = project.ask("report", "--against", "main")
    assert report.exit_code == 0
    assert "**A draft.** Nothing is published before `policy launch`" in report.stdout
    told = json.loads(project.ask("report", "--against", "main", "--format", "json").stdout)
    assert (told["is_ready"], told["is_draft"], told["level"]) == (True, True, None)
    announce = project.ask("announce", "--against", "main")
    assert (announce.exit_code, announce.stdout) == (0, "")
    assert "no notice is due" in project.ask("notice", "--send").stderr
    lists = ["check", "--list", "gdpr-13", "--fail-on", "missing"]
    assert project.ask(*lists).exit_code == 1
    assert project.ask(*lists, "--against", "main").exit_code == 0


def test_the_gate_asks_of_the_first_change_after_the_launch(tmp_path: Path) -> None:
    story = drafted()
    story.branch("edit")
    story.publish("2025-04-10T12:00:00-07:00", keep("P180D"), on="edit")
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert wrong(project, "--against", "main") == ["unannounced-change"]


def test_a_change_that_began_before_the_launch_passes_by_no_gate(tmp_path: Path) -> None:
    """A branch still says that the policy is a draft, while its target was launched."""
    story = drafted(launched=None)
    story.branch("edit")
    story.publish("2025-02-10T12:00:00-07:00", keep("P180D"), on="edit")
    story.publish(LAUNCH, launch())
    project = story.write(tmp_path)
    project.git("checkout", "--quiet", "edit")

    assert wrong(project, "--against", "main") == ["launched-meanwhile"]
    project.git("merge", "--quiet", "--no-edit", "main")
    assert wrong(project, "--against", "main") == ["unannounced-change"]


def test_a_draft_is_reminded_of_no_review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = drafted(launched=None)
    story.publish("2025-02-02T12:00:00-07:00", {SETTINGS: lambda data: data + b"\nreviewed: {day: 2024-01-01}\n"})
    project = story.write(tmp_path)
    monkeypatch.setenv("POLICY_TODAY", "2025-12-01")

    assert json.loads(project.ask("check", "--format", "json").stdout)["reminders"] == []
    story.publish(LAUNCH, launch())
    launched = story.write(tmp_path)
    assert [one["check"] for one in json.loads(launched.ask("check", "--format", "json").stdout)["reminders"]] == [
        "review-overdue"
    ]


STATEMENTS = st.lists(st.tuples(st.booleans(), st.sampled_from(["P60D", "P90D", "P120D"])), min_size=1, max_size=7)


@given(STATEMENTS)
@settings(max_examples=25, deadline=None)
def test_whatever_was_said_when_the_commits_that_say_draft_are_as_if_they_were_not(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, str]]
) -> None:
    every, published = Story(begins=""), Story(begins="")
    plain = source()
    for number, (is_draft, period) in enumerate([*steps, (False, "P90D")]):
        kept = plain["policy_src/retention.yml"].replace(b"period: P90D", f"period: {period}".encode(), 1)
        files = {**plain, "policy_src/retention.yml": kept}
        moment = f"2025-{number + 1:02}-01T12:00:00-07:00"
        every.publish(moment, draft(files) if is_draft else {**files})
        if not is_draft:
            published.publish(moment, {**files})
    folder = tmp_path_factory.mktemp("stories")

    assert every.write(folder / "every").versions == published.write(folder / "published").versions
