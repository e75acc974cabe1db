"""Tests what is refused before anything is written."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from build_tools.delivery.built_site import SEAL, read_site, seal_site
from build_tools.delivery.errors import DeliveryError
from build_tools.model.page import LEDGER, Origin
from build_tools.project.project import Project
from tests.delivery import built_projects as lives_of
from tests.delivery.built_projects import TODAY, BuiltProject, tell_small
from tests.support.projects import contents
from tests.support.story import Story, git, source

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuiltProject, BuiltProject]:
    """A site with few pages, and what became of it."""
    return tell_small(tmp_path_factory.mktemp("lives"))


@pytest.fixture
def life(lives: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> BuiltProject:
    """The later one, to be spoilt."""
    shutil.copytree(lives[1].folder, tmp_path / "project")
    return BuiltProject(tmp_path / "project")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where nothing is published yet."""
    return tmp_path / "target"


def test_an_older_commit_than_the_one_that_is_live(lives: tuple[BuiltProject, BuiltProject], target: Path) -> None:
    old, new = lives
    new.publish(target)
    before = contents(target)

    said = old.refusal(target)

    assert said == (
        f"{target}/{LEDGER} is of commit {new.site.origin.commit[:12]}, which is later than "
        f"{old.site.origin.commit[:12]}. A publication is never taken back. Check out the newest commit."
    )
    assert contents(target) == before


@pytest.mark.parametrize(
    "spoil", [lambda folder: (folder / LEDGER).unlink(), lambda folder: shutil.rmtree(folder.resolve())]
)
def test_a_ledger_that_was_taken_away(
    lives: tuple[BuiltProject, BuiltProject], target: Path, spoil: Callable[[Path], None]
) -> None:
    old, new = lives
    new.publish(target)
    spoil(target / "current")
    before = contents(target)

    said = old.refusal(target)

    assert said == (
        f"{target} has no {LEDGER}, though a site was published there: it was removed. "
        "Restore it from a copy. If no version there has to be kept, use --first."
    )
    assert contents(target) == before
    assert old.publish(target, POLICY_FIRST="false")[0] == 2
    assert old.publish(target, "--first")[0] == 0
    assert old.publish(target, POLICY_FIRST="true")[0] == 0


def test_a_ledger_that_is_there_is_kept_to_the_first_time_too(
    lives: tuple[BuiltProject, BuiltProject], target: Path
) -> None:
    lives[1].publish(target)

    assert "which is later than" in lives[0].refusal(target, "--first")


def test_a_commit_that_this_repository_does_not_have(life: BuiltProject, target: Path) -> None:
    _go_live(target, life, head="0" * 40)

    said = life.refusal(target)

    assert f"is of commit {'0' * 12}, which this repository does not have. Run: git fetch" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_version_that_reads_differently_now(life: BuiltProject, target: Path, form: str) -> None:
    _go_live(target, life, text=f"sha256:{'a' * 64}")
    before = contents(target)

    status, printed, said = life.publish(target, "--format", form)

    assert (status, said) == (1, "published versions would change, so nothing was written\n")
    if form == "json":
        what = {"version": "privacy-policy 2025-01-10", "what": "its text reads differently"}
        assert json.loads(printed) == {"target": str(target), "breaches": [what], "cause": None}
    else:
        assert printed == "privacy-policy 2025-01-10: its text reads differently.\n"
    assert contents(target) == before


def test_a_live_ledger_elsewhere_is_kept_to_as_well(life: BuiltProject, target: Path, tmp_path: Path) -> None:
    _go_live(tmp_path / "elsewhere", life, text=f"sha256:{'a' * 64}")

    status, printed, _ = life.publish(target, "--live", str(tmp_path / "elsewhere" / "current" / LEDGER))

    assert (status, printed) == (1, "privacy-policy 2025-01-10: its text reads differently.\n")
    assert not target.exists()
    assert "cannot be read" in life.refusal(target, "--live", str(tmp_path / "none"))


def test_a_history_that_was_rewritten(life: BuiltProject, target: Path) -> None:
    story = Story()
    other = story.write(life.folder.parent / "other")
    git(life.folder, "fetch", "--quiet", str(other.folder), "main:other")
    _go_live(target, life, head=other.commits[0])

    status, printed, _ = life.publish(target)

    assert status == 1
    breach, cause = printed.splitlines()
    assert breach.endswith(f"history was rewritten after it: commit {other.commits[0][:12]} is gone.")
    assert cause.startswith("history was rewritten from the first commit on (a force push, ")


def test_a_clock_that_is_wrong(life: BuiltProject, target: Path) -> None:
    _go_live(target, life, published={"day": "2999-01-01", "provenance": "git"})

    assert "has a version of 2999-01-01, and by this machine's clock today is" in life.refusal(target)


@pytest.mark.parametrize("ledger", [b"", b"{}", b"[1]", b"\xff", b"<html>not found</html>"])
def test_what_is_no_ledger(life: BuiltProject, target: Path, ledger: bytes) -> None:
    _go_live(target, life)
    (target / "current" / LEDGER).write_bytes(ledger)

    assert f"{target}/{LEDGER} is not a ledger" in life.refusal(target)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (True, "published versions would change, so nothing was written\n"),
        (False, "names no commit, as no published site does: it was emptied or altered. Put back an unaltered copy: "),
    ],
)
def test_a_ledger_that_was_emptied(life: BuiltProject, target: Path, said: str, *, head: bool) -> None:
    life.publish(target)
    empty = {"format": 1, "head": life.site.origin.commit if head else "", "versions": []}
    (target / "current" / LEDGER).write_text(json.dumps(empty), encoding="utf-8")
    before = contents(target)

    status, printed, told = life.publish(target)

    assert (status, said in told) == ((1 if head else 2), True)
    assert printed.count("and lacks it, so it was cut: put back an unaltered copy.") == (5 if head else 0)
    assert life.publish(target, "--first") == (status, printed, told)
    assert contents(target) == before


def test_a_ledger_that_was_emptied_down_to_a_commit_before_the_first_publication(tmp_path: Path, target: Path) -> None:
    moments = [("2025-01-09T12:00:00-07:00", {"README.md": b"x"}), ("2025-01-10T12:00:00-07:00", source())]
    project = lives_of._tell(tmp_path, moments)
    life = BuiltProject(tmp_path / "life")
    lives_of._clone(project.folder, life.folder, project.commits[1])
    flow = Project.of_folder(life.folder, NOW, TODAY)
    (life.folder / "site" / "data").mkdir(parents=True)
    (life.folder / "site" / LEDGER).write_text(str(flow.ledger), encoding="utf-8")
    seal_site(life.folder / "site", flow.origin())
    life.publish(target)
    empty = json.dumps({"format": 1, "head": project.commits[0], "versions": []})
    (target / "current" / LEDGER).write_text(empty, encoding="utf-8")

    said = life.refusal(target)

    assert said.startswith(f"{target}/{LEDGER} lists no version, and such a ledger is never published: it was emptied.")


def test_a_site_of_another_commit(life: BuiltProject, lives: tuple[BuiltProject, BuiltProject], target: Path) -> None:
    said = life.refusal(target, "--site", str(lives[0].folder / "site"))

    assert said.startswith(
        f"the site was built from commit {lives[0].site.origin.commit[:12]}, and the newest commit is"
    )
    assert said.endswith("Build it again: make site.")


def test_a_site_of_a_draft(life: BuiltProject, target: Path) -> None:
    seal_site(life.folder / "site", Origin(life.site.origin.commit, is_draft=True, as_of=date.fromisoformat(TODAY)))

    assert life.refusal(target).startswith("the site was built from a draft: part of it was not committed")


def test_a_site_of_another_day(life: BuiltProject, target: Path) -> None:
    said = life.refusal(target, POLICY_TODAY="2025-06-12")

    assert said.startswith("the site shows the texts in force on 2025-06-10, and today is 2025-06-12.")
    assert life.publish(target, POLICY_TODAY="2025-06-11")[0] == 0  # it was built before midnight


def test_a_site_of_a_day_to_come(life: BuiltProject, target: Path) -> None:
    seal_site(life.folder / "site", Origin(life.site.origin.commit, is_draft=False, as_of=date(2999, 1, 1)))

    assert "in force on 2999-01-01, which is in the future." in life.refusal(target, POLICY_TODAY="2999-01-01")


def test_a_commit_that_is_not_published(life: BuiltProject, target: Path) -> None:
    git(life.folder, "checkout", "--quiet", "-b", "idea")
    (life.folder / "README.md").write_text("x", encoding="utf-8")
    git(life.folder, "add", "README.md")
    git(life.folder, "commit", "--quiet", "--message", "An idea")
    flow = Project.of_folder(life.folder, NOW, TODAY)
    (life.folder / "site" / LEDGER).write_text(str(flow.ledger), encoding="utf-8")
    seal_site(life.folder / "site", flow.origin())

    assert "is not on the default branch of the remote, so it is not published" in life.refusal(target)


def test_a_ledger_that_was_built_otherwise(life: BuiltProject, target: Path) -> None:
    (life.folder / "site" / LEDGER).write_text("{}", encoding="utf-8")
    seal_site(life.folder / "site", life_origin(life))

    assert life.refusal(target).startswith("the site's ledger differs from the history of today")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda site: (site / "index.html").unlink(), "index.html is missing"),
        (lambda site: (site / "index.html").write_text("x", encoding="utf-8"), "index.html was changed"),
        (lambda site: (site / "new.html").touch(), "new.html was added"),
        (lambda site: (site / SEAL).unlink(), "has no completely built site"),
        (lambda site: (site / SEAL).write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda site: (site / SEAL).write_text("[]", encoding="utf-8"), "is no seal of a site"),
        (lambda site: (site / "a.html").symlink_to("/etc/passwd"), "is neither a file nor a folder"),
    ],
)
def test_a_site_that_is_not_whole(life: BuiltProject, target: Path, spoil: object, what: str) -> None:
    assert callable(spoil)
    spoil(life.folder / "site")

    assert what in life.refusal(target)
    assert not target.exists()


def test_a_site_that_is_changed_meanwhile(life: BuiltProject) -> None:
    site = life.site
    (life.folder / "site" / "index.html").write_text("x", encoding="utf-8")

    with pytest.raises(DeliveryError, match="was changed while the site was being published"):
        site.read("index.html")


def test_a_source_at_hand_is_a_draft_once_anything_of_it_is_not_committed(life: BuiltProject) -> None:
    def is_draft() -> bool:
        return Project.of_folder(life.folder, NOW).origin("mkdocs.yml", "site_overrides").is_draft

    assert not is_draft()
    (life.folder / "notes.txt").touch()  # is no part of the site
    assert not is_draft()
    (life.folder / "mkdocs.yml").touch()
    assert is_draft()
    (life.folder / "mkdocs.yml").unlink()
    wording = life.folder / "policy_src" / "wording.yml"
    wording.write_bytes(wording.read_bytes() + b"# a remark\n")
    assert is_draft()


def test_a_seal_holds_every_file(lives: tuple[BuiltProject, BuiltProject]) -> None:
    site = read_site(lives[0].folder / "site")

    assert site.files == {path: sha256(content).hexdigest() for path, content in lives[0].files.items()}


def life_origin(life: BuiltProject) -> Origin:
    """What a project is of now."""
    return Project.of_folder(life.folder, NOW, TODAY).origin()


def _go_live(target: Path, life: BuiltProject, head: str = "", **first: object) -> None:
    """Let a target serve a site whose ledger says something else, in its head or in its first record."""
    life.publish(target)
    place = target / "current" / LEDGER
    told = json.loads(place.read_bytes())
    told["head"] = head or told["head"]
    told["versions"][0] |= first
    previous = ""
    for record in told["versions"]:
        record["previous"] = previous
        del record["record"]
        plain = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
        record["record"] = previous = f"sha256:{sha256(plain).hexdigest()}"
    place.write_text(json.dumps(told), encoding="utf-8")
