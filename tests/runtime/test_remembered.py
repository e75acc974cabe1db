"""Tests that results are remembered between runs, for the same text and kind only."""

from pathlib import Path

from build_tools.runtime.cache import SealedCache
from build_tools.runtime.remembered import _MOST, Remembered


def _open(folder: Path, key: bytes = b"key") -> Remembered:
    remembered = Remembered()
    remembered.open(SealedCache(folder / ".cache/policy/texts", "maker", key))
    return remembered


def _never() -> str:
    raise AssertionError("it was made again")


def test_a_result_is_made_once_for_each_text_and_kind(tmp_path: Path) -> None:
    first = _open(tmp_path)
    made = [first.get(kind, text, lambda: f"{kind} of {text}") for kind in ("html", "links") for text in ("a", "b")]  # noqa: B023 - called at once
    first.save()

    again = _open(tmp_path)

    assert made == ["html of a", "html of b", "links of a", "links of b"]
    assert [again.get(kind, text, _never) for kind in ("html", "links") for text in ("a", "b")] == made


def test_nothing_is_kept_before_a_cache_is_open() -> None:
    remembered = Remembered()

    assert [remembered.get("html", "a", lambda: number) for number in (1, 2)] == [1, 2]  # noqa: B023 - the same
    remembered.save()


def test_what_was_sealed_with_another_key_is_made_again(tmp_path: Path) -> None:
    forged = _open(tmp_path, b"another key")
    forged.get("html", "a", lambda: "forged")
    forged.save()

    assert _open(tmp_path).get("html", "a", lambda: "made") == "made"


def test_the_results_used_last_are_kept(tmp_path: Path) -> None:
    first = _open(tmp_path)
    for number in range(_MOST + 1):
        first.get("html", str(number), lambda: "old")
    first.get("html", "0", _never)
    first.save()
    again = _open(tmp_path)

    assert again.get("html", "0", _never) == "old"
    assert again.get("html", "1", lambda: "new") == "new"
    assert again.get("html", "2", _never) == "old"


def test_text_that_no_encoding_can_hold_has_a_result_too(tmp_path: Path) -> None:
    assert _open(tmp_path).get("html", "\udcff", lambda: None) is None
