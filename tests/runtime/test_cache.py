"""Tests that the cache key is made once, for a single user, and never where a commit could bring it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from build_tools.runtime.cache import VARIABLE, CacheKeyError, find_key
from tests.support.projects import policy
from tests.support.story import Story, git

KEY = Path("policy-publisher/cache.key")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that is no repository."""
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder for what programs keep."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_a_key_is_made_once_for_this_user_alone(project: Path, state: Path) -> None:
    key = find_key(project)

    assert key == (state / KEY).read_bytes() == find_key(project)
    assert key is not None
    assert len(key) == 32
    assert stat.S_IMODE((state / KEY).stat().st_mode) == 0o600
    assert stat.S_IMODE((state / KEY).parent.stat().st_mode) == 0o700
    assert [path.name for path in (state / KEY).parent.iterdir()] == [KEY.name]


def test_runs_at_once_have_the_same_key(project: Path, state: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: find_key(project), range(64)))

    assert keys == {(state / KEY).read_bytes()}


def test_another_user_s_home_has_another_key(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "relative/does/not/count")
    keys = set()
    for name in ("one", "two"):
        monkeypatch.setenv("HOME", str(tmp_path / name))
        keys.add(find_key(project))
        assert (tmp_path / name / ".local/state" / KEY).is_file()

    assert len(keys) == 2


@pytest.mark.parametrize("kind", ["open to all", "short", "empty", "a link", "a folder"])
def test_what_is_no_key_of_this_user_seals_nothing(project: Path, state: Path, kind: str) -> None:
    place = state / KEY
    place.parent.mkdir(parents=True)
    match kind:
        case "a folder":
            place.mkdir()
        case "a link":
            (state / "real").write_bytes(b"k" * 32)
            (state / "real").chmod(0o600)
            place.symlink_to(state / "real")
        case _:
            place.write_bytes(b"k" * {"short": 31, "empty": 0}.get(kind, 32))
            place.chmod(0o644 if kind == "open to all" else 0o600)

    assert find_key(project) is None
    assert [path.name for path in place.parent.iterdir()] == [KEY.name]


def test_no_key_is_kept_where_a_commit_could_bring_it(tmp_path: Path, state: Path) -> None:
    """As where CI makes the checkout the home, so that its cache is kept."""
    project = Story(prefix="legal/").write(tmp_path).folder

    assert find_key(project) is None
    assert not state.exists()
    assert policy("--project", project, "log", XDG_STATE_HOME=str(state)).returncode == 0
    assert list((project / ".cache").rglob("*")) == []


def test_a_submodule_is_kept_out_of_the_repository_around_it(tmp_path: Path, state: Path) -> None:
    inner = Story().write(tmp_path / "inner")
    around = Story(begins="")
    around.publish("2025-06-01T12:00:00Z", {"README.md": b"Around\n"})
    outer = around.write(state.parent / "outer")
    outer.git("submodule", "--quiet", "add", inner.folder.as_uri(), "legal")

    assert find_key(outer.folder / "legal") is not None
    git(tmp_path, "init", "--quiet")
    assert find_key(outer.folder / "legal") is None


def test_a_home_that_takes_no_file_keeps_nothing(project: Path, state: Path) -> None:
    state.write_text("No folder\n", encoding="utf-8")

    assert find_key(project) is None


def test_the_key_of_ci_is_taken_before_that_of_the_user(
    project: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, " a secret of forty characters, or even more\n")
    key = find_key(project)

    assert not state.exists()
    monkeypatch.setenv(VARIABLE, "a secret of forty characters, or even more")
    assert find_key(project) == key
    monkeypatch.setenv(VARIABLE, "")  # as a pull request from a fork has it
    assert find_key(project) == (state / KEY).read_bytes() != key


def test_a_key_that_can_be_guessed_is_refused_and_not_repeated(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "secret")
    with pytest.raises(CacheKeyError):
        find_key(project)

    done = policy("--project", Story().write(tmp_path / "legal").folder, "log", POLICY_CACHE_KEY="hunter2")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{VARIABLE} has fewer than 32 characters, so it can be guessed. Create a new key with: openssl rand -hex 32.\n"
    )
