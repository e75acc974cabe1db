"""Tests that cached content is used only if it is whole, from this renderer and sealed with this key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from build_tools.history.archive import Read, ReadRow, Row, read_archive, write_rendered
from build_tools.history.commit_dates import Dating
from build_tools.history.repository import Repository
from build_tools.history.source_history import walk
from build_tools.model.document import Document, RenderedRevision
from build_tools.model.version import Archive
from build_tools.runtime.cache import VARIABLE, SealedCache, find_key
from build_tools.runtime.fingerprints import RENDERER, fingerprint
from tests.support.story import BROKEN, NOW, Change, Node, SampleProject, Story, describe, keep, say

FALSE = RenderedRevision((Document("privacy-policy", "False", "False", "", "# False\n", ("False",)),), "UTC")


@pytest.fixture
def project(tmp_path: Path) -> SampleProject:
    """A project whose history has texts and a source that is broken; nothing is kept of it yet."""
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    story.publish("2025-02-01T12:00:00Z", keep("P120D"))
    story.publish("2025-02-02T12:00:00Z", BROKEN)
    story.publish("2025-02-03T12:00:00Z", {"policy_src/rights.yml": rights, **describe("Statistics")})
    story.publish("2025-02-04T12:00:00Z", say("Ça va – “we care” 😀."))
    return story.write(tmp_path)


def _kept(project: SampleProject) -> list[Path]:
    return sorted((project.folder / ".cache/policy/editions").iterdir())


def _keys(project: SampleProject) -> list[str]:
    with Repository(project.folder) as repository:
        return [state.key for state in walk(repository)]


def test_a_warm_cache_gives_exactly_the_same(project: SampleProject) -> None:
    cold = project.archive
    kept = {path.name: path.read_bytes() for path in _kept(project)}

    assert project.archive == cold
    assert len(kept) == 5
    assert {path.name: path.read_bytes() for path in _kept(project)} == kept
    assert project.left_out == [2]


def test_a_warm_cache_renders_nothing_anew(project: SampleProject) -> None:
    cold = project.archive

    assert _read(project, _never) == cold


def _never(_: Row) -> list[Read]:
    raise AssertionError("it was rendered again")


def _read(project: SampleProject, publish: ReadRow) -> Archive:
    with Repository(project.folder) as repository:
        cache = SealedCache(project.folder / ".cache/policy/editions", fingerprint(RENDERER), find_key(project.folder))
        return read_archive(repository, Dating(NOW), publish, cache)


def test_what_another_renderer_kept_is_not_believed_and_is_swept(project: SampleProject) -> None:
    stale = SealedCache(project.folder / ".cache/policy/editions", "another renderer", find_key(project.folder))
    for key in _keys(project):
        stale.put(key, write_rendered(FALSE))
    old = set(_kept(project))

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-03", "2025-02-04"]
    assert len(old) == 5
    assert old.isdisjoint(_kept(project))


def test_what_another_renderer_kept_is_not_believed_under_this_ones_name(project: SampleProject) -> None:
    cold = project.archive
    right = _kept(project)
    stale = SealedCache(project.folder / ".cache/policy/editions", "another renderer", find_key(project.folder))
    stale.put("key", write_rendered(FALSE))
    (false,) = set(_kept(project)) - set(right)
    for path in right:
        path.write_bytes(false.read_bytes())

    assert project.archive == cold


def test_what_was_kept_of_another_source_is_not_believed(project: SampleProject) -> None:
    cold = project.archive
    first, *others = _kept(project)
    for path in others:
        path.write_bytes(first.read_bytes())

    assert project.archive == cold


def _shifted(data: bytes) -> bytes:
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off within its seal": lambda data: data[:30],
    "cut off after its seal": lambda data: data.partition(b"\n")[0] + b"\n",
    "half of it": lambda data: data[: len(data) // 2],
    "all but its last byte": lambda data: data[:-1],
    "a byte more": lambda data: data + b" ",
    "a word changed": lambda data: data.replace(b"TraceLoom", b"Tracelook").replace(b'"what"', b'"that"'),
    "one bit changed": _shifted,
    "no text": lambda _: b"\xff\xfe\0",
    "without its seal": lambda data: data.partition(b"\n")[2],
}


@pytest.mark.parametrize("damage", [pytest.param(damage, id=name) for name, damage in DAMAGES.items()])
def test_what_is_damaged_is_not_believed_and_is_mended(
    project: SampleProject, damage: Callable[[bytes], bytes]
) -> None:
    cold = project.archive
    whole = {path: path.read_bytes() for path in _kept(project)}
    for path, data in whole.items():
        path.write_bytes(damage(data))
        assert path.read_bytes() != data

    assert project.archive == cold
    assert {path: path.read_bytes() for path in _kept(project)} == whole


def test_what_was_sealed_without_the_key_is_not_believed(project: SampleProject) -> None:
    """Maker and key of a content are public; whoever may commit, or write into a kept cache, knows them."""
    told = project.archive
    forger = SealedCache(project.folder / ".cache/policy/editions", fingerprint(RENDERER), b"\0" * 32)
    for key in _keys(project):
        forger.put(key, write_rendered(FALSE))
    old = {path.name: path.read_bytes() for path in _kept(project)}

    assert project.archive == told
    assert all(old[path.name] != path.read_bytes() for path in _kept(project))


def test_what_was_sealed_with_the_key_of_ci_is_believed_where_it_is_known_and_nowhere_else(
    project: SampleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "a secret of forty characters, or even more")
    cold = project.archive
    sealed = {path: path.read_bytes() for path in _kept(project)}

    assert _read(project, _never) == cold
    monkeypatch.setenv(VARIABLE, "a secret of another pipeline, or of a fork")
    with pytest.raises(AssertionError, match="rendered again"):
        _read(project, _never)
    assert project.archive == cold
    assert all(path.read_bytes() != content for path, content in sealed.items())


@pytest.mark.parametrize("prefix", ["", "legal/"])
@pytest.mark.parametrize(
    "brought",
    [
        {".cache/policy/pages/1a2b": b"Forged\n"},
        {".Cache/policy/editions/1a2b": b"Forged\n"},
        {".cache": Node(b"../../elsewhere", "120000")},
        {".cache": Node(b"1" * 40, "160000")},
    ],
    ids=["a page", "in another case", "a link", "a repository"],
)
def test_a_cache_that_is_committed_is_refused_and_mended_by_what_is_said(
    tmp_path: Path, prefix: str, brought: dict[str, Change]
) -> None:
    story = Story(prefix=prefix)
    story.publish("2025-02-01T12:00:00Z", {f"{prefix}{path}": change for path, change in brought.items()})
    project = story.write(tmp_path / "new")
    name = next(iter(brought)).split("/")[0]

    assert project.refusal == (
        f"{name} is committed, and the cache of this program must not come from a commit. "
        f"Run: git rm -r --cached {name} && git commit, and write .cache/ into .gitignore."
    )
    check = project.ask("check")
    assert check.exit_code == 1
    assert f"{name}:1:1: {project.refusal} [kept-content]" in check.stdout.splitlines()
    project.git("rm", "-r", "--quiet", "--cached", name)
    project.git("commit", "--quiet", "--message=Remove the cache")
    if (link := project.folder / name).is_symlink():
        link.unlink()  # it is refused by itself
    assert project.policy == ["2025-01-10"]


def test_the_contents_of_a_seal_cannot_change_places(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "policy" / "pages"
    cache = SealedCache(folder, "maker", b"key")
    cache.put("one", b"two three")
    (kept,) = folder.iterdir()
    other = SealedCache(folder, "maker", b"key")
    kept.rename(kept.with_name(other._name("one two")))
    (kept,) = folder.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"\ntwo three", b"\nthree"))

    assert other.get("one two") is None


def test_of_many_contents_those_with_a_broken_seal_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "policy" / "downloads"
    cache = SealedCache(folder, "maker", b"key")
    for key in ("a", "b", "c", "d", "e"):
        cache.put(key, key.encode() * 3 + b"\n")
    places = {key: folder / cache._name(key) for key in "abcde"}
    places["b"].write_bytes(places["b"].read_bytes()[:-1])
    places["c"].write_bytes(places["a"].read_bytes())
    places["d"].write_bytes(b"")
    places["e"].unlink()
    places["e"].symlink_to(places["a"])

    asked = ("a", "b", "c", "d", "e", "never stored")
    assert SealedCache(folder, "maker", b"key").get_all(asked) == {"a": b"aaa\n"}
    assert SealedCache(folder, "another maker", b"key").get_all(asked) == {}
    assert SealedCache(folder, "maker", b"another key").get_all(asked) == {}
    assert SealedCache(None, "maker", b"key").get_all(asked) == {}


def test_a_folder_that_cannot_keep_anything_does_no_harm(project: SampleProject) -> None:
    (project.folder / ".cache").write_text("No folder\n", encoding="utf-8")

    assert project.policy == ["2025-01-10", "2025-02-01", "2025-02-03", "2025-02-04"]


def test_folders_in_the_place_of_what_is_kept_do_no_harm(project: SampleProject) -> None:
    cold = project.archive
    for path in _kept(project):
        path.unlink()
        path.mkdir()

    assert project.archive == cold


def test_nothing_is_kept_of_what_is_gone(project: SampleProject) -> None:
    assert len(project.archive.unpublished) == 1
    kept = _kept(project)

    project.git("reset", "--quiet", "--hard", "HEAD~3")

    assert project.policy == ["2025-01-10", "2025-02-01"]
    assert len(_kept(project)) == 2
    assert set(_kept(project)) < set(kept)
