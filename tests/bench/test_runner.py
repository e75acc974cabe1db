"""Tests the runner of the bench with made-up measurements: the table, the exit status, the choice and the page."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.bench import bench
from tests.bench.runner import MARKS, Figure, Measure, SkippedError, Verdict, main
from tests.bench.timing import Run, compare, rounds, time_command
from tests.support.projects import ROOT, run


def _fast(folder: Path) -> Iterator[Figure]:
    assert folder.is_dir()
    yield Figure("ratio", 1.25, "times", 1.5, spread=(1.1, 1.4), remark="3 pairs")
    yield Figure("size", 2048, "MB")


def _slow(_folder: Path) -> Iterator[Figure]:
    yield Figure("rate", 40, "a second", 60, at_least=True)


def _skipped(_folder: Path) -> Iterator[Figure]:
    yield Figure("at hand", 1, "s", 2)
    raise SkippedError("there is no network")


def _failing(_folder: Path) -> Iterator[Figure]:
    yield Figure("before", 1, "s", 2)
    raise ValueError("the site was not built\nand more")


MADE_UP: dict[str, Measure] = {"fast": _fast, "slow": _slow, "skipped": _skipped, "failing": _failing}


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["fast"], 0),
        (["skipped"], 0),
        (["fast", "failing"], 2),
        (["slow", "failing"], 1),
        ([], 1),
    ],
)
def test_exit_status(names: list[str], status: int, tmp_path: Path) -> None:
    assert main(MADE_UP, names, tmp_path / "results.json") == status


def test_table_has_a_line_for_each_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(MADE_UP, [], tmp_path / "results.json")

    printed = capsys.readouterr().out
    rows = [re.split(r"\s{2,}", line) for line in printed.partition("measurement  ")[2].splitlines()[1:]]
    assert rows == [
        ["fast", "ratio", "1.25 times", "1.1–1.4", "≤ 1.5", "holds", "3 pairs"],
        ["fast", "size", "2,048 MB", "no limit"],
        ["slow", "rate", "40 a second", "≥ 60", "BROKEN"],
        ["skipped", "at hand", "1 s", "≤ 2", "holds"],
        ["skipped", "skipped", "there is no network"],
        ["failing", "before", "1 s", "≤ 2", "holds"],
        ["failing", "FAILED", "ValueError: the site was not built"],
    ]


def test_only_the_named_measurement_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(MADE_UP, ["skipped"], tmp_path / "results.json")

    printed = capsys.readouterr().out
    assert "skipped" in printed
    assert "fast" not in printed
    assert list(json.loads((tmp_path / "results.json").read_text("utf-8"))) == ["skipped"]


def test_an_unknown_name_lists_the_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = tmp_path / "results.json"

    assert main(MADE_UP, ["fast", "fats"], results) == 2
    assert capsys.readouterr().out == ("There is no measurement fats. Choose from: fast, slow, skipped, failing.\n")
    assert not results.exists()


def test_results_say_when_and_where_and_are_kept_until_measured_again(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    main(MADE_UP, ["fast", "slow"], results)
    main({"fast": _slow}, ["fast"], results)

    kept = json.loads(results.read_text("utf-8"))
    (figure,) = kept["fast"]["figures"]
    assert (figure["what"], figure["value"], figure["limit"], figure["verdict"]) == ("rate", 40, 60, "BROKEN")
    assert kept["slow"]["figures"] == [figure]
    assert kept["fast"]["commit"].startswith(run("git", "rev-parse", "HEAD").stdout.strip())
    assert {"date", "machine", "versions", "seconds", "slowness"} <= kept["fast"].keys()


def test_a_page_gets_the_kept_results(tmp_path: Path) -> None:
    page, results = tmp_path / "page.md", tmp_path / "results.json"
    page.write_text(f"Before.\n\n{MARKS[0]}\nearlier\n{MARKS[1]}\n\nAfter.\n", encoding="utf-8")
    main(MADE_UP, ["fast", "skipped"], results)

    assert main(MADE_UP, ["--write", str(page)], results) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n\n{MARKS[0]}\n\n| measurement |")
    assert text.endswith(f"\n\n{MARKS[1]}\n\nAfter.\n")
    assert "| `fast` | ratio | 1.25 times | 1.1–1.4 | ≤ 1.5 | holds |" in text
    assert "| `skipped` | there is no network |" in text
    assert "earlier" not in text

    main(MADE_UP, ["--write", str(page)], results)
    assert page.read_text(encoding="utf-8") == text


def test_a_page_without_the_marks_stays_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("No marks.\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="lacks the lines"):
        main(MADE_UP, ["--write", str(page)], tmp_path / "results.json")
    assert page.read_text(encoding="utf-8") == "No marks.\n"


@pytest.mark.parametrize(
    ("figure", "limit"),
    [
        (Figure("time", 1, "s", 0.4, scales=True), 0.8),
        (Figure("rate", 1, "a second", 60, at_least=True, scales=True), 30),
        (Figure("ratio", 1, "times", 1.5), 1.5),
        (Figure("size", 1, "MB", scales=True), None),
    ],
)
def test_a_slow_machine_loosens_only_limits_in_seconds(figure: Figure, limit: float | None) -> None:
    assert figure.on(2.0).limit == limit


def test_a_limit_holds_where_it_is_reached() -> None:
    assert Figure("most", 1.5, "times", 1.5).verdict is Verdict.HOLDS
    assert Figure("most", 1.51, "times", 1.5).verdict is Verdict.BROKEN
    assert Figure("least", 12, "times", 12, at_least=True).verdict is Verdict.HOLDS
    assert Figure("least", 11.9, "times", 12, at_least=True).verdict is Verdict.BROKEN


def test_pairs_alternate_and_each_ratio_is_of_one_pair() -> None:
    order: list[str] = []

    def start(name: str, command: str) -> Run:
        order.append(name)
        return time_command(["sh", "-c", command])

    pairs = compare(partial(start, "ours", "true"), partial(start, "theirs", "sleep 0.2"), most=3)

    assert order == ["theirs", "ours", "ours", "theirs", "theirs", "ours"]
    figure = pairs.ratio("ours beside theirs", 0.5)
    assert figure.verdict is Verdict.HOLDS
    assert figure.remark.startswith("0.0")


def test_rounds_end_before_the_time_is_over() -> None:
    assert list(rounds(seconds=0, least=3)) == [0, 1, 2]
    assert list(rounds(seconds=60, most=4)) == [0, 1, 2, 3]


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="it is full"):
        time_command(["sh", "-c", "echo the disk; echo it is full; exit 3"])


def test_make_passes_the_name_on() -> None:
    done = run("make", "--dry-run", "bench", "ONLY=build check", "WRITE=docs/performance.md")

    assert "-m tests.bench.bench build check --write docs/performance.md\n" in done.stdout


def test_the_page_names_every_measurement() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")

    assert [name for name in bench.MEASUREMENTS if f"`{name}`" not in text.partition(MARKS[0])[0]] == []
