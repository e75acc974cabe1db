"""Tests that no version is dated before a live ledger that lacks it.

Every remedy is run as it is printed, in a clone whose remote refuses a forced push.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from build_tools.delivery.publish import check_live
from build_tools.delivery.publish_report import NotPublishedError
from build_tools.history.ledger import read_ledger
from build_tools.project.project import Project
from tests.support.projects import run
from tests.support.story import NOW, Change, SampleProject, Story, corrected, git, keep, say, settle

MADE = "2025-11-29"
"""When the live ledger was made."""
FEBRUARY, NOVEMBER = "2025-02-20T12:00:00-07:00", "2025-11-25T12:00:00-07:00"
README: dict[str, Change] = {"README.md": b"Read me\n"}
PERSON = {f"GIT_{who}_{what}": f"{what}@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@dataclass(frozen=True)
class Shared:
    """A clone of a repository whose remote takes no forced push, and what is live of its main branch."""

    clone: SampleProject
    ledger: Path

    def verify(self, *more: str) -> tuple[int, list[str]]:
        """The exit status, and what is printed."""
        result = self.clone.ask("verify", "--against", str(self.ledger), *more)
        return result.exit_code, result.stdout.splitlines()

    def push(self, branch: str = "HEAD") -> None:
        self.clone.git("push", "--quiet", "origin", f"{branch}:main")

    def mend(self, told: str, **environment: str) -> None:
        """Run the commands that a remedy names, as a person would."""
        (command,) = re.findall(r"Run: (git .+?)\.(?= |$)", told)
        done = run("sh", "-ec", command, folder=self.clone.folder, **PERSON, **environment)
        assert done.returncode == 0, done.stderr

    def commit(self, changes: dict[str, Change], moment: str = "", subject: str = "Change") -> str:
        """Commit to the branch that is checked out, now or at another moment; the commit's full name."""
        for path, change in changes.items():
            place = self.clone.folder / path
            content = change(place.read_bytes()) if callable(change) else change
            assert isinstance(content, bytes)
            place.write_bytes(content)
        dates = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment} if moment else {}
        run("git", "add", "--all", folder=self.clone.folder)
        done = run("git", "commit", "--quiet", f"--message={subject}", folder=self.clone.folder, **PERSON, **dates)
        assert done.returncode == 0, done.stderr
        return self.clone.git("rev-parse", "HEAD")

    @property
    def policy(self) -> list[str]:
        """The names of the versions of the privacy policy today, the oldest first."""
        told = json.loads(self.clone.ask("log", "privacy-policy", "--format", "json").stdout)
        return [version["version"] for version in reversed(told["versions"])]

    @property
    def day_of_head(self) -> str:
        """The day of the newest commit, in Denver."""
        return run(
            "git", "log", "-1", "--date=format-local:%F", "--format=%cd", folder=self.clone.folder, TZ="America/Denver"
        ).stdout.strip()


def share(story: Story, folder: Path, made: str = MADE) -> Shared:
    """Publish the main branch of a story on a day, and clone it."""
    project = story.write(folder / "story")
    (folder / "versions.json").write_text(str(Project.of_folder(project.folder, NOW, made).ledger), encoding="utf-8")
    git(folder, "clone", "--quiet", "--mirror", project.folder.as_uri(), str(folder / "origin.git"))
    git(folder / "origin.git", "config", "receive.denyNonFastForwards", "true")
    git(folder, "clone", "--quiet", (folder / "origin.git").as_uri(), str(folder / "work"))
    (folder / "work/.git/info/exclude").write_text(".cache/\n", encoding="utf-8")
    return Shared(SampleProject(folder / "work"), folder / "versions.json")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """A policy whose main branch gained a commit in November that no customer reads."""
    story = Story()
    story.branch("old")
    story.publish(FEBRUARY, keep("P120D"), on="old", subject="Keep more")
    story.publish(NOVEMBER, README)
    shared = share(story, tmp_path_factory.mktemp("template"))
    assert shared.verify() == (0, [])  # what was rendered is kept from now on
    return shared


@pytest.fixture
def shared(template: Shared, tmp_path: Path) -> Shared:
    """The same, to be spoilt."""
    copytree(template.ledger.parent, tmp_path / "copy")
    clone = SampleProject(tmp_path / "copy/work")
    clone.git("remote", "set-url", "origin", (tmp_path / "copy/origin.git").as_uri())
    return Shared(clone, tmp_path / "copy/versions.json")


def test_a_foxtrot_merge_of_what_nobody_reads_is_refused_and_mended(shared: Shared) -> None:
    shared.clone.git("checkout", "--quiet", "-b", "main-at-hand", "origin/old")
    shared.clone.git("merge", "--quiet", "--no-edit", "origin/main")
    shared.push()

    status, lines = shared.verify()

    assert "2025-02-20" in shared.policy, "it is dated nine months too early"
    assert status == 1
    assert lines[:2] == [
        f"{document} 2025-02-20: it is dated 2025-02-20, and the live ledger of {MADE} does not have it: "
        "it was published later."
        for document in ("privacy-policy", "retention-schedule")
    ]
    assert "a foxtrot merge" in lines[-1]
    shared.mend(lines[-1].replace("git push", "git push origin HEAD:main"))
    assert shared.verify() == (0, [])
    assert shared.policy == ["2025-01-10", shared.day_of_head]
    assert git(shared.ledger.parent / "origin.git", "rev-parse", "main") == shared.clone.git("rev-parse", "HEAD")


def test_a_foxtrot_merge_that_publishes_nothing_new_is_refused_too(shared: Shared) -> None:
    shared.clone.git("checkout", "--quiet", "-b", "aside", "origin/main~1")
    shared.commit(README | {"NOTES.md": b"Notes\n"})
    shared.clone.git("merge", "--quiet", "--no-edit", "origin/main")

    status, lines = shared.verify()

    assert (status, len(lines)) == (1, 2)
    assert "the published branch was replaced after it: commit " in lines[0]
    assert "a foxtrot merge" in lines[1]


def test_a_late_fast_forward_is_refused_and_mended(tmp_path: Path) -> None:
    story = Story()
    story.publish(FEBRUARY, README)
    story.branch("old")
    story.publish(FEBRUARY, keep("P120D"), on="old", subject="Keep more")
    story.publish(NOVEMBER, say("We care."), on="old")
    shared = share(story, tmp_path)
    shared.clone.git("merge", "--quiet", "--ff-only", "origin/old")
    shared.push()
    late, tree = (shared.clone.git("rev-parse", name) for name in ("HEAD~1", "HEAD^{tree}"))

    status, lines = shared.verify()
    told = json.loads("".join(shared.verify("--format", "json")[1]))["cause"]

    assert status == 1
    assert [line.split(": ")[0] for line in lines[:-1]] == [
        "privacy-policy 2025-02-20",
        "retention-schedule 2025-02-20",
        "privacy-policy 2025-11-25",
    ]
    assert lines[-1].startswith(f"commit {late[:12]} (Keep more) was made on 2025-02-20 and reached the published ")
    assert told["kind"] == "late fast-forward"
    shared.mend(lines[-1])
    assert shared.verify() == (0, [])
    assert shared.clone.git("rev-parse", "HEAD^{tree}") == tree
    assert shared.policy == ["2025-01-10", shared.day_of_head]


def test_publishing_refuses_it_with_the_same_remedy(shared: Shared) -> None:
    shared.commit(keep("P120D"), NOVEMBER)
    project = Project.of_folder(shared.clone.folder, NOW)

    with pytest.raises(NotPublishedError) as refused:
        check_live(project, shared.ledger.read_text(encoding="utf-8"), "the live ledger")

    assert refused.value.cause
    assert refused.value.cause.remedy.startswith("Run: git reset --keep ")


@pytest.mark.parametrize(
    ("moment", "is_refused"),
    [
        (f"{MADE}T00:00:00-07:00", False),
        ("2025-11-28T23:59:59-07:00", True),
        (f"{MADE}T06:59:59+00:00", True),  # Denver is seven hours behind
    ],
)
def test_what_is_committed_on_the_day_of_the_ledger_may_be_new(
    shared: Shared, moment: str, *, is_refused: bool
) -> None:
    shared.commit(keep("P120D"), moment)

    assert shared.verify()[0] == is_refused


def test_a_late_withdrawal_is_refused(shared: Shared) -> None:
    shared.commit(
        {
            "policy_src/policy.yml": lambda data: data.replace(
                b"  - id: retention-schedule\n    title: Retention Schedule\n",
                b"  - id: retention-plan\n    title: Retention Schedule\n",
            )
        },
        NOVEMBER,
    )

    lines = shared.verify()[1]

    assert any(re.match(r"retention-schedule 2025-01-10: its withdrawal is dated 2025-11-25", line) for line in lines)


def test_a_ledger_that_states_no_day_is_kept_to_as_far_as_it_goes(shared: Shared) -> None:
    ledger = json.loads(shared.ledger.read_text(encoding="utf-8"))
    del ledger["as_of"]
    shared.ledger.write_text(json.dumps(ledger), encoding="utf-8")
    shared.commit(keep("P120D"), NOVEMBER)

    assert shared.verify() == (0, [])
    told = shared.clone.ask("verify", "--against", str(shared.ledger)).stderr
    assert told.startswith("The ledger does not state the day on which it was made")


@pytest.mark.parametrize("day", ["", "2025-13-01", "2025-11-29T00:00", 20251129, ["2025-11-29"], {}, "2025-11-29\n"])
def test_a_ledger_whose_day_is_none_is_refused(shared: Shared, day: object) -> None:
    ledger = json.loads(shared.ledger.read_text(encoding="utf-8")) | {"as_of": day}
    shared.ledger.write_text(json.dumps(ledger), encoding="utf-8")

    result = shared.clone.ask("verify", "--against", str(shared.ledger))

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_a_ledger_is_never_of_a_day_to_come(shared: Shared) -> None:
    written = str(Project.of_folder(shared.clone.folder, NOW, "2999-01-01").ledger)

    assert str(read_ledger(written, "it").as_of) == "2025-12-31"


@pytest.mark.parametrize(("published", "is_refused"), [("2025-11-28", True), (MADE, False), ("2025-12-24", False)])
def test_a_corrected_day_of_what_was_never_live_is_not_before_the_live_ledger(
    shared: Shared, published: str, *, is_refused: bool
) -> None:
    late = shared.commit(keep("P120D"), FEBRUARY, subject="Keep more")
    shared.commit(settle(corrected(late[:12], published)))

    status, lines = shared.verify()

    assert status == is_refused
    if is_refused:
        assert lines[-1] == (
            f"corrected_days gives commit {late[:12]} (Keep more) the day {published}, and the live ledger of {MADE} "
            f"does not have what it published. Write the day on which it was published, {MADE} or later, under "
            "corrected_days in policy_src/policy.yml, or remove the entry."
        )


HABITS = {
    "a merge": ["git merge --quiet --no-ff --no-edit origin/old"],
    "a squash": ["git merge --quiet --squash origin/old", "git commit --quiet --message=Squash"],
    "a rebase": ["git checkout --quiet -b late origin/old", "git rebase --quiet --force-rebase origin/main"],
    "a cherry-pick": ["git cherry-pick origin/old"],
    "a merge queue": [
        "git checkout --quiet -b queue origin/main",
        "git merge --quiet --no-ff --no-edit origin/old",
        "git checkout --quiet main",
        "git merge --quiet --ff-only queue",
    ],
}


@pytest.mark.parametrize("commands", HABITS.values(), ids=HABITS)
def test_what_makes_a_commit_dates_it_by_itself(shared: Shared, commands: list[str]) -> None:
    done = run("sh", "-ec", "\n".join(commands), folder=shared.clone.folder, **PERSON)
    assert done.returncode == 0, done.stderr

    assert shared.verify() == (0, [])
    assert shared.policy == ["2025-01-10", shared.day_of_head]


def live_since(tmp_path: Path, more: str) -> Shared:
    """A policy whose second publication is live as of February, and whose newest commit says `more` of it."""
    story = Story()
    story.publish(FEBRUARY, keep("P120D"), subject="Keep more")
    shared = share(story, tmp_path)
    shared.commit(settle(corrected(shared.clone.git("rev-parse", "HEAD")[:12], more)))
    return shared


def test_the_day_of_what_is_live_is_corrected_to_a_later_one_and_keeps_its_name(tmp_path: Path) -> None:
    shared = live_since(tmp_path, "2025-11-28\n    was: 2025-02-20")

    assert shared.verify() == (0, [])
    assert shared.policy == ["2025-01-10", "2025-02-20"]
    project = Project.of_folder(shared.clone.folder, NOW)
    (version,) = (one for one in project.archive.in_order if one.was and one.document.id == "privacy-policy")
    assert (str(version.published.day), version.published.provenance.value) == ("2025-11-28", "declared")
    assert project.archive.histories["privacy-policy"].on(version.published.day.first).version == version
    sentence = 'This date was corrected. It was first given as <time datetime="2025-02-20">February 20, 2025</time>.'
    files = project.exported
    for page in ("privacy-policy/2025-02-20.md", "changelog/2025-02-20.md"):
        assert sentence in files[page].decode(), page
        assert "November 28, 2025" in files[page].decode()
    assert "This date was corrected. It was first given as February 20, 2025." in files["feeds/changelog.atom"].decode()
    assert "was corrected" not in files["privacy-policy/2025-01-10.md"].decode()
    text = json.loads(files["data/texts/privacy-policy/2025-02-20.json"])
    assert (text["published"], text["in_force_from"]) == ("2025-02-20", "2025-02-20"), "this file never changes"


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        ("2025-11-28", "Write was: 2025-02-20 in its entry in policy_src/policy.yml, so that its address stays"),
        ("2025-02-19", "A live date can only be corrected to a later one. Remove the entry from "),
        ("2025-02-19\n    was: 2025-02-20", "A live date can only be corrected to a later one. Remove "),
    ],
)
def test_a_correction_of_what_is_live_that_cannot_be_is_refused(tmp_path: Path, more: str, remedy: str) -> None:
    status, lines = live_since(tmp_path, more).verify()

    assert status == 1
    assert remedy in lines[-1]


def test_what_was_never_live_is_not_named_after_a_wrong_day(shared: Shared) -> None:
    late = shared.commit(keep("P120D"), FEBRUARY, subject="Keep more")
    shared.commit(settle(corrected(late[:12], f"{MADE}\n    was: 2025-02-20")))

    status, lines = shared.verify()

    assert status == 1
    assert lines[0].startswith("privacy-policy 2025-02-20: it is named after 2025-02-20, and the live ledger of ")
    assert lines[-1].endswith("Remove was: from its entry in policy_src/policy.yml.")


def test_two_versions_of_a_wrong_day_keep_their_numbers(tmp_path: Path) -> None:
    story = Story()
    story.publish(FEBRUARY, keep("P120D"))
    story.publish(FEBRUARY, say("We care."))
    shared = share(story, tmp_path)
    entries = [
        corrected(shared.clone.git("rev-parse", name)[:12], f"{MADE}\n    was: 2025-02-20")
        for name in ("HEAD", "HEAD~1")
    ]
    shared.commit(settle(entries[0] + entries[1].removeprefix("corrected_days:")))

    assert shared.verify() == (0, [])
    assert shared.policy == ["2025-01-10", "2025-02-20", "2025-02-20.2"]
    assert {"changelog/2025-02-20.md", "changelog/2025-02-20.2.md"} <= set(
        Project.of_folder(shared.clone.folder, NOW).exported
    )


def test_a_corrected_day_is_notable_in_the_review(shared: Shared) -> None:
    commit = shared.commit(keep("P120D") | {".gitignore": b".cache/\n"})
    shared.commit(settle(corrected(commit[:12], "2025-11-30")))

    told = shared.clone.ask("diff", "HEAD~1", "HEAD")
    review = shared.clone.ask("report", "--against", "HEAD~1")

    assert "notable, less protective: The day on which a commit was published is declared:" in told.stdout
    assert "customers read on its page, in the changelog and in the feeds that the date was corrected" in told.stdout
    assert "Nothing changes for customers" not in review.stdout
    assert "**Ready.** No text changes for customers. Look at what changes about the site." in review.stdout
