"""Tests that readers get a whole site wherever a run is killed, and that the next run completes it.

Each run is a process that is killed (SIGKILL) before a step: at a folder before every second change of the disk, at a
bucket before every seventh write of an object, while several are under way, and after each step of its plan.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from build_tools.delivery.lease import LOCK
from build_tools.model.page import LEDGER
from tests.delivery.built_projects import BuiltProject, dead_links, pages_of
from tests.delivery.killed_runs import Killer
from tests.support.projects import contents


@pytest.fixture(scope="module")
def killer(service: str) -> Iterator[Killer]:
    """Kills runs."""
    with Killer(service) as killer:
        yield killer


def test_a_folder_shows_the_old_site_or_the_new_one(
    small: tuple[BuiltProject, BuiltProject], killer: Killer, tmp_path: Path
) -> None:
    old, new = small
    target = tmp_path / "target"
    before: dict[str, bytes] = {}
    kills = 0
    for life, every in ((old, 9), (new, 2)):  # the first publication has nothing to spoil
        for number in range(1, 400, every):
            result = killer.run(life.folder, target, "change", number)
            shown = contents(target / "current") if (target / "current").exists() else {}
            assert shown in ({} if life is old else before, {**before, **life.files})
            if result != "killed":
                break
            kills += 1

        assert killer.run(life.folder, target, "change", 0) == "0"
        before = contents(target / "current")
        assert before == {**before, **life.files}
    assert kills > 30


def test_a_bucket_leads_nobody_to_what_is_not_there(
    small: tuple[BuiltProject, BuiltProject], killer: Killer, bucket: str
) -> None:
    before: dict[str, bytes] = {}
    kills = 0
    for life in small:
        result = ""
        while result != "0":  # each run gets a little further than the one before
            result = killer.run(life.folder, f"s3://{bucket}/site", "put", 7 if kills else 1)
            assert result in {"0", "killed"}
            kills += result == "killed"
            _check_served(objects(bucket), before, life, is_whole=result == "0")
        before = objects(bucket)
    assert {path: before[path] for path in small[1].files} == small[1].files
    assert kills >= 5


def test_a_bucket_is_whole_after_each_step(
    small: tuple[BuiltProject, BuiltProject], killer: Killer, bucket: str
) -> None:
    old, new = small
    target = f"s3://{bucket}/site"
    assert killer.run(old.folder, target, "put", 0) == "0"
    before = objects(bucket)
    steps = new.plan(target, "--dry-run")["steps"]
    done: list[str] = []

    for step in steps:  # each run does one of them, and is killed before the first write of the next
        assert new.plan(target, "--dry-run")["steps"][0] == step
        result = killer.run(new.folder, target, "file", len(step["files"]) + 1)
        done += step["files"]
        served = objects(bucket)
        assert result == ("0" if step is steps[-1] else "killed")
        assert served == {**before, **{path: new.files[path] for path in done}}, step["name"]
        _check_served(served, before, new, is_whole=step is steps[-1])


def _check_served(served: dict[str, bytes], before: dict[str, bytes], life: BuiltProject, *, is_whole: bool) -> None:
    assert set(before) <= set(served)  # nothing is ever taken away
    entrances = [path for path in ("index.html",) if path in served]
    known = [path for path in pages_of(served) if path in before] + entrances
    assert dead_links(served, known) == []
    if served.get(LEDGER) == life.files[LEDGER]:  # the last thing that is written
        assert {path: served[path] for path in life.files} == life.files
    else:
        assert served.get(LEDGER) == before.get(LEDGER)
        assert not is_whole


def objects(bucket: str) -> dict[str, bytes]:
    """What a bucket serves below `site/`."""
    keys = s3_backends[DEFAULT_ACCOUNT_ID]["global"].buckets[bucket].keys
    read = {key.removeprefix("site/"): keys[key].value for key in keys}
    return {path: bytes(data) for path, data in read.items() if path != LOCK}
