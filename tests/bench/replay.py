"""Measures the time and memory to replay a history of texts and compare their words.

The texts are made up, and those of a real repository besides, where one is named: `python -m tests.bench.replay REPO`.
"""

import heapq
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from build_tools.changes.redline.words import Mark, redline
from build_tools.history.markdown_history import read_edits, read_texts
from tests.bench.histories import write_texts

SHORT = 30_000
"""What difflib compares in seconds, and not in minutes, if it is not given lines first."""
PAIRS = 60
WORD = re.compile(r"\w+(?:['’.,:/@-]\w+)*|[^\w\s]|\s+")
SENTENCES = (
    "We {may} share {data} with {who} for {days} days.",
    "We {may} keep {data} until {who} objects, and for {days} days more.",
    "You can ask us for {data} within {days} days, and {who} {may} refuse.",
)
WORDS = {
    "may": ("may", "will", "do not", "sometimes", "never", "only with your consent"),
    "data": ("your name", "logs of use", "payment details", "your address", "the content of messages", "cookies"),
    "who": ("our vendors", "Acme Hosting Ltd", "the authorities", "advertisers", "other users", "researchers"),
    "days": ("7", "30", "60", "90", "180", "365"),
}

Pair = tuple[str, str]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made_up = write_texts(folder / "made-up", list(make_versions(400, 40)))
        measure_replay("made up", made_up)
        measure_redline("made up", list(make_pairs()), folder)
        for repository in map(Path, sys.argv[1:]):
            measure_replay(repository.name, repository)
            if pairs := find_pairs(repository):
                measure_redline(repository.name, pairs, folder)


def measure_replay(name: str, repository: Path) -> None:
    """The changes that are judged in a second, in a run from the shell, and the memory of its largest process."""
    command = [sys.executable, "-m", "build_tools", "replay", str(repository), "."]
    with tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)  # it tells what its own processes used too
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        changes = sum(1 for _ in told)
    assert process.returncode == 0, repository
    tell(f"replay, {name}", f"{changes / seconds:.0f} a second", f"{changes} changes in {seconds:.1f} s")
    tell("memory at most", f"{used.ru_maxrss / 1024:.0f} MB", "of one process")


def measure_redline(name: str, pairs: list[Pair], folder: Path) -> None:
    """Our words beside those of difflib, by lines first and then by words, and beside git with its start."""
    ours, lines, git = (_measure(pairs, way) for way in (_redline, _difflib, _git(folder)))
    tell(f"redline, {name}", f"{sum(ours[0]) / len(pairs) * 1000:.1f} ms", f"{len(pairs)} large pairs, each")
    tell(
        "difflib, lines, words", _ratio(lines[0], ours[0]), "as long, all together (median); at least 100 on real texts"
    )
    tell("git diff --word-diff", _ratio(git[0], ours[0]), "as long, all together (median); at least 1")
    tell("words deleted, inserted", f"{sum(ours[1])}", f"difflib: {sum(lines[1])}")
    short = [(old[:SHORT], new[:SHORT]) for old, new in pairs[:3]]
    ours, words = (_measure(short, way) for way in (_redline, _plain_difflib))
    tell("difflib, words alone", _ratio(words[0], ours[0]), f"as long, three of {SHORT / 1000:.0f} kB; at least 100")


def make_versions(count: int, paragraphs: int) -> Iterator[str]:
    """The versions of a text of which every one has a few other sentences than the one before."""
    chance = random.Random(1)  # noqa: S311 - the same at every run
    text = [_paragraph(chance) for _ in range(paragraphs)]
    for _ in range(count):
        for _ in range(3):
            text[chance.randrange(paragraphs)] = _paragraph(chance)
        yield "# Privacy\n\n" + "\n\n".join(text) + "\n"


def make_pairs() -> Iterator[Pair]:
    """Large texts, of which a fiftieth was rewritten."""
    for number in range(PAIRS):
        chance = random.Random(number)  # noqa: S311 - the same at every run
        old = [_paragraph(chance) for _ in range(400)]
        new = [_paragraph(chance) if chance.random() < 1 / 50 else paragraph for paragraph in old]
        yield "\n\n".join(old), "\n\n".join(new)


def find_pairs(repository: Path) -> list[Pair]:
    """The largest pairs of a real history."""
    edits = read_edits(repository, ["."]).edits
    different = tuple(dict.fromkeys(edit.texts for edit in edits if edit.texts))
    largest = heapq.nlargest(PAIRS, read_texts(repository, different), key=lambda pair: min(map(len, pair)))
    return [(old.decode(errors="replace"), new.decode(errors="replace")) for old, new in largest]


def _paragraph(chance: random.Random) -> str:
    sentences = (chance.choice(SENTENCES) for _ in range(chance.randint(1, 8)))
    return " ".join(
        sentence.format(**{key: chance.choice(words) for key, words in WORDS.items()}) for sentence in sentences
    )


def _measure(pairs: list[Pair], count: Callable[[str, str], int]) -> tuple[list[float], list[int]]:
    """How long each pair takes, and how many words are told."""
    seconds, told = [], []
    for pair in pairs:
        start = time.perf_counter()
        told.append(count(*pair))
        seconds.append(time.perf_counter() - start)
    return seconds, told


def _redline(before: str, after: str) -> int:
    return sum(_count(WORD.findall(run.text)) for run in redline(before, after) if run.mark is not Mark.SAME)


def _difflib(before: str, after: str) -> int:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes = (code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal")
    return sum(_plain_difflib("".join(old[a:b]), "".join(new[c:d])) for _, a, b, c, d in changes)


def _plain_difflib(before: str, after: str) -> int:
    old, new = WORD.findall(before), WORD.findall(after)
    changes = (code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal")
    return sum(_count(old[a:b]) + _count(new[c:d]) for _, a, b, c, d in changes)


def _git(folder: Path) -> Callable[[str, str], int]:
    def compare(before: str, after: str) -> int:
        (folder / "old.md").write_text(before, "utf-8")
        (folder / "new.md").write_text(after, "utf-8")
        command = ["git", "diff", "--no-index", "--no-ext-diff", "--word-diff=porcelain", "old.md", "new.md"]
        return len(subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout)

    return compare


def _count(words: list[str]) -> int:
    return sum(word[0].isalnum() for word in words)


def _ratio(theirs: list[float], ours: list[float]) -> str:
    """All pairs together; the median of the pairs beside it, of which most have little that differs."""
    middle = statistics.median(one / other for one, other in zip(theirs, ours, strict=True))
    return f"{sum(theirs) / sum(ours):.1f} times ({middle:.1f})"


def tell(what: str, figure: str, remark: str = "") -> None:
    print(f"{what:<28}{figure:<18}{f'({remark})' if remark else ''}")


if __name__ == "__main__":
    main()
