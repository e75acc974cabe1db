"""Tests publishing to a folder: it serves a whole site, and keeps all files that were ever published."""

import fcntl
import os
import resource
import shutil
import stat
from pathlib import Path

import pytest

from build_tools.delivery.errors import DeliveryError
from build_tools.delivery.folder import FolderTarget
from build_tools.delivery.upload_order import Plan, Stored, make_plan
from build_tools.model.page import LEDGER
from build_tools.runtime.files import MARKER
from tests.delivery.built_projects import BuiltProject
from tests.support.projects import contents
from tests.support.victims import Victim


def test_a_site_is_served_by_a_link_to_a_release(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    old, new = small
    target = tmp_path / "policies"

    first = old.publish(target)
    second = new.publish(f"file://{target}")

    assert (first[0], second[0]) == (0, 0)
    assert contents(target / "current") == {**old.files, **new.files}
    assert (target / "current").readlink().parts[0] == "releases"
    assert "no longer in the site, and still served" in second[1]


def test_what_has_not_changed_is_the_same_file(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    old, new = small
    old.publish(tmp_path / "target")
    before = (tmp_path / "target" / "current").resolve()
    new.publish(tmp_path / "target")

    text = "data/texts/privacy-policy/2025-01-10.json"
    assert (before / text).stat().st_ino == (tmp_path / "target" / "current" / text).stat().st_ino
    assert contents(before) == old.files  # whoever reads it still


def test_a_web_server_may_read_it_whatever_the_users_habit_is(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    mask = os.umask(0o077)
    try:
        small[0].publish(tmp_path / "a" / "target")
    finally:
        os.umask(mask)

    paths = [tmp_path / "a" / "target", *(tmp_path / "a" / "target" / "releases").rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert modes == {0o755, 0o644}


def test_publishing_again_changes_nothing(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    small[0].publish(tmp_path / "target")
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "target").rglob("*"))

    status, printed, _ = small[0].publish(tmp_path / "target")

    assert status == 0
    assert "already" in printed
    assert sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "target").rglob("*")) == before


def test_what_somebody_has_changed_is_mended(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    target = tmp_path / "target"
    small[0].publish(target)
    (target / "current" / "index.html").write_text("changed", encoding="utf-8")
    (target / "current" / "compare" / "index.html").unlink()

    assert small[0].publish(target)[0] == 0

    assert contents(target / "current") == small[0].files


def test_a_permanent_file_that_was_altered_is_told_and_mended_when_asked(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    target, text = tmp_path / "target", "data/texts/privacy-policy/2025-01-10.json"
    small[0].publish(target)
    (target / "current" / text).write_text("altered", encoding="utf-8")
    before = contents(target)

    status, printed, said = small[1].publish(target)

    assert (status, said) == (1, "published files were altered, so nothing was written\n")
    assert printed == (
        f"{text} is permanent, and differs from what was published: it was altered.\n"
        "Publish again with --mend to restore them.\n"
    )
    assert contents(target) == before

    status, printed, _ = small[1].publish(target, "--mend")

    assert status == 0
    assert f"{text} is permanent and had been altered, so it is written again.\n" in printed
    assert contents(target / "current") == {**small[0].files, **small[1].files}
    assert small[1].plan(target)["steps"] == []


def test_a_folder_shows_that_a_file_was_altered(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "target")
    small[0].publish(target.folder)
    assert not any(stored.is_altered for stored in target.look(small[0].site).values())

    (target.folder / "current" / "compare" / "index.html").write_text("altered", encoding="utf-8")

    assert all(stored.is_altered for stored in target.look(small[0].site).values())


def test_a_folder_that_holds_something_else_is_left_alone(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    (tmp_path / "holiday.jpg").touch()

    said = small[0].refusal(tmp_path)

    assert said == (
        f"{tmp_path} holds something that policy publish has not written: holiday.jpg. "
        "Name a new folder, or empty this one."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_current_that_leads_elsewhere_is_left_alone(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "current").symlink_to(tmp_path / "elsewhere")

    assert "has not written: current." in small[0].refusal(tmp_path / "target")


def test_releases_of_somebody_else_are_left_alone(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    victim = Victim(tmp_path / "target" / "releases")
    (tmp_path / "target" / ".publishing").touch()

    said = small[0].refusal(tmp_path / "target")

    target = tmp_path / "target"
    assert said == (
        f"{target} holds something that policy publish has not written: releases/{'0' * 64}. "
        "Name a new folder, or empty this one."
    )
    assert victim.is_unharmed


def test_only_releases_are_swept(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    old, new = small
    target = tmp_path / "target"
    old.publish(target)
    outside, inside = (
        Victim(tmp_path / "victim"),
        Victim(target / "releases" / "backup", ("thesis.txt", LEDGER, MARKER)),
    )
    names = ("0123456789abcdef", ".0123456789abcdef.new", "fedcba9876543210")
    for name in names[:2]:
        (target / "releases" / name).symlink_to(outside.folder)
    foreign = Victim(target / "releases" / names[2])  # a name of ours, and no ledger in it
    half = target / "releases" / ".0000000000000000.new"
    (half / "next").mkdir(parents=True)
    (half / MARKER).touch()

    assert new.publish(target)[0] == 0

    assert contents(target / "current") == {**old.files, **new.files}
    assert not half.exists()
    assert (outside.is_unharmed, inside.is_unharmed, foreign.is_unharmed) == (True, True, True)


def test_a_target_that_was_made_by_an_earlier_release_is_taken_over(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    target = tmp_path / "target"
    small[0].publish(target)
    (target / "releases" / MARKER).unlink()

    assert small[1].publish(target)[0] == 0

    assert (target / "releases" / MARKER).exists()


@pytest.mark.parametrize("name", ["releases", ".publishing", "current"])
@pytest.mark.parametrize("is_live", [False, True])
def test_nothing_is_written_through_a_link(
    name: str,
    is_live: bool,  # noqa: FBT001
    small: tuple[BuiltProject, BuiltProject],
    tmp_path: Path,
) -> None:
    target, victim = tmp_path / "target", Victim(tmp_path / "victim")
    if is_live:
        small[0].publish(target)
    target.mkdir(exist_ok=True)
    if name == "current" and is_live:
        (target / name).unlink()
    elif (target / name).exists():
        (target / name).rename(tmp_path / "away")
    (target / name).symlink_to(victim.file if name == ".publishing" else victim.folder)

    said = small[1].refusal(target)

    assert f"{target / name}: this is a link" in said or "has not written: current." in said
    assert victim.is_unharmed


def test_a_link_in_a_release_is_not_published_again(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    target, victim = tmp_path / "target", Victim(tmp_path / "victim")
    small[0].publish(target)
    (target / "current" / "thesis.txt").symlink_to(victim.file)

    assert "thesis.txt is neither a file nor a folder" in small[1].refusal(target)
    assert victim.is_unharmed


def test_a_foreign_name_that_no_terminal_can_show_stops_nothing(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    target, foreign = tmp_path / "target", os.fsdecode(b"\xff.html")
    small[0].publish(target)
    (target / "current" / foreign).touch()

    told = small[1].plan(target)

    assert "\ufffd.html" in told["kept"]
    assert contents(target / "current") == {**small[0].files, **small[1].files, foreign: b""}

    (target / "current" / "evil\nx").symlink_to("x")

    assert "evil\ufffdx is neither a file nor a folder" in small[1].refusal(target)


@pytest.mark.parametrize("place", ["", "site", "site/public", "policy_src/public", ".git/public", "templates/public"])
def test_a_folder_in_the_project_that_is_something_else_is_no_target(
    place: str, small: tuple[BuiltProject, BuiltProject], tmp_path: Path
) -> None:
    life = BuiltProject(Path(shutil.copytree(small[0].folder, tmp_path / "project", symlinks=True)))
    before = contents(life.folder)

    said = life.refusal(life.folder / place)

    assert said.startswith(f"{life.folder / place} is no place to publish to: this ")
    assert said.endswith(". Name a new folder outside of it.")
    assert contents(life.folder).keys() - before.keys() <= {
        path for path in contents(life.folder) if path.startswith(".cache/")
    }


def test_the_home_is_no_target(
    small: tuple[BuiltProject, BuiltProject], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert small[0].refusal(tmp_path) == (
        f"{tmp_path} is no place to publish to: this is your home folder. Name a new folder in it."
    )
    assert small[0].refusal("/") == "/ is no place to publish to: this is the root of the disk. Name a new folder."


def test_a_linked_site_is_not_published(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    life = BuiltProject(Path(shutil.copytree(small[0].folder, tmp_path / "project", symlinks=True)))
    (life.folder / "site").rename(tmp_path / "elsewhere")
    (life.folder / "site").symlink_to("../elsewhere")

    assert f"{life.folder / 'site'}: this is a link" in life.refusal(tmp_path / "target")


def test_of_two_runs_one_is_refused(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    small[0].publish(tmp_path / "target")
    with (tmp_path / "target" / ".publishing").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        said = small[1].refusal(tmp_path / "target")

    assert said.startswith(f"another run is publishing to {tmp_path / 'target'} at this moment. Wait for it to end")
    assert contents(tmp_path / "target" / "current") == small[0].files


def test_a_disk_that_takes_no_more_changes_nothing(small: tuple[BuiltProject, BuiltProject], tmp_path: Path) -> None:
    small[0].publish(tmp_path / "target")
    site, target = small[1].site, FolderTarget(tmp_path / "target")
    plan = _plan(small[1], target)

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))  # no file may be longer, as on a disk that is full
    try:
        with pytest.raises(DeliveryError) as told:
            target.write(site, plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert "File too large. Mend it, and run it again. The site is still served as before." in str(told.value)
    assert contents(tmp_path / "target" / "current") == small[0].files
    assert small[1].publish(tmp_path / "target")[0] == 0


def _plan(life: BuiltProject, target: FolderTarget) -> Plan:
    stored: dict[str, Stored] = dict(target.look(life.site))
    return make_plan(life.site, stored, lambda path: target.read(path) or b"")
