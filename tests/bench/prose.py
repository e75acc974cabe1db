"""Measures the judgement of a history of real policies, and redlines beside difflib and git."""

import heapq
import random
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

from build_tools.changes.redline.words import redline
from build_tools.history.markdown_history import read_edits, read_texts
from tests.bench.runner import Figure, SkippedError
from tests.bench.timing import processor_time, time_command
from tests.support.projects import ENVIRONMENT, ROOT, run

POLICIES = ROOT / ".cache" / "bench" / "pga-versions"
ADDRESS = "https://github.com/OpenTermsArchive/pga-versions.git"
COPY = "BENCH_POLICIES"
"""The variable that names another place of that repository, such as a folder on a machine without a network."""
COMMIT = "577430aa7c115d45fd805c9c06f9fc67c1fda441"
"""The newest of 4,857 commits, each with a new text of some company's policy (Open Terms Archive, ODC-BY 1.0)."""
_MOST_PAIRS = 60
_FEW_PAIRS = 20  # difflib takes a second or more for each
_SHORT = 30_000
"""What difflib compares in seconds, and not in minutes, if it is not given lines first."""
_WORD = re.compile(r"\w+(?:['’.,:/@-]\w+)*|[^\w\s]|\s+")
_SENTENCES = (
    "We {may} share {data} with {who} for {days} days.",
    "We {may} keep {data} until {who} objects, and for {days} days more.",
    "You can ask us for {data} within {days} days, and {who} {may} refuse.",
)
_WORDS = {
    "may": ("may", "will", "do not", "sometimes", "never", "only with your consent"),
    "data": ("your name", "logs of use", "payment details", "your address", "the content of messages", "cookies"),
    "who": ("our vendors", "Acme Hosting Ltd", "the authorities", "advertisers", "other users", "researchers"),
    "days": ("7", "30", "60", "90", "180", "365"),
}

Pair = tuple[str, str]


def measure_replay(_folder: Path) -> Iterator[Figure]:
    """`policy replay` of all texts of a real repository of policies, from the shell."""
    done = time_command([sys.executable, "-m", "build_tools", "replay", _fetch_policies(), "."])
    changes = len(re.findall(r"(?m)^\d{4}-\d\d-\d\d  [0-9a-f]{12}  ", done.output))
    remark = f"{changes:,} changes in {done.seconds:.0f} s; processor time {done.processor:.0f} s"
    yield Figure("changes judged", changes / done.seconds, "a second", 60, at_least=True, remark=remark, scales=True)
    yield Figure("memory of the largest process", done.megabytes, "MB", 500)


def measure_redline(folder: Path) -> Iterator[Figure]:
    """The words of the largest pairs of that repository, beside difflib (lines, then words) and git.

    Only the comparisons are timed: no words are counted, and git's output is not read. The time of git includes the
    start of its process, which is about half of it.
    """
    short = [(old[:_SHORT], new[:_SHORT]) for old, new in _make_pairs(3)]
    yield _beside("made-up texts, difflib's words", short, _compare_words, 100)
    pairs = _find_pairs(_fetch_policies())
    yield _beside("real texts, difflib's lines", pairs[:_FEW_PAIRS], _compare_lines, 100)
    yield _beside("real texts, git diff --word-diff", pairs, _compare_by_git(folder), 1)


def _beside(what: str, pairs: list[Pair], other: Callable[[str, str], object], limit: float) -> Figure:
    """How many times as long all pairs take in the other way; the spread is that of the pairs."""
    times = [(_time(redline, pair), _time(other, pair)) for pair in pairs]
    ratios = [theirs / ours for ours, theirs in times]
    ours, theirs = map(sum, zip(*times, strict=True))
    remark = f"{ours / len(pairs) * 1000:.1f} ms each, {len(pairs)} pairs; median {statistics.median(ratios):.0f}"
    spread = min(ratios), max(ratios)
    return Figure(what, theirs / ours, "times faster", limit, at_least=True, spread=spread, remark=remark)


def _fetch_policies() -> Path:
    """A clone of the repository. Raises SkippedError if it cannot be had."""
    if not POLICIES.exists():
        new = POLICIES.with_name("pga-versions.new")
        shutil.rmtree(new, ignore_errors=True)
        address = ENVIRONMENT.get(COPY) or ADDRESS
        done = run("git", "clone", "--quiet", "--bare", address, str(new))
        if done.returncode:
            why = done.stderr.strip().splitlines()[-1]
            raise SkippedError(f"{address} cannot be cloned: {why}; {COPY} may name a copy of it")
        done = run("git", "update-ref", "--no-deref", "HEAD", COMMIT, folder=new)
        if done.returncode:
            raise SkippedError(f"{address} does not have the commit {COMMIT}")
        new.rename(POLICIES)
    return POLICIES


def _make_pairs(count: int) -> Iterator[Pair]:
    """Large texts, of which a fiftieth was rewritten."""
    for number in range(count):
        chance = random.Random(number)  # noqa: S311 - the same at every run
        old = [_paragraph(chance) for _ in range(400)]
        new = [_paragraph(chance) if chance.random() < 1 / 50 else paragraph for paragraph in old]
        yield "\n\n".join(old), "\n\n".join(new)


def _find_pairs(repository: Path) -> list[Pair]:
    edits = read_edits(repository, ["."]).edits
    different = tuple(dict.fromkeys(edit.texts for edit in edits if edit.texts))
    largest = heapq.nlargest(_MOST_PAIRS, read_texts(repository, different), key=lambda pair: min(map(len, pair)))
    return [(old.decode(errors="replace"), new.decode(errors="replace")) for old, new in largest]


def _paragraph(chance: random.Random) -> str:
    sentences = (chance.choice(_SENTENCES) for _ in range(chance.randint(1, 8)))
    return " ".join(
        sentence.format(**{key: chance.choice(words) for key, words in _WORDS.items()}) for sentence in sentences
    )


def _time(compare: Callable[[str, str], object], pair: Pair) -> float:
    """The processor's seconds, with those of git: a pair takes milliseconds, which other work would blur."""
    start = processor_time()
    compare(*pair)
    return max(processor_time() - start, 1e-6)


def _compare_lines(before: str, after: str) -> int:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes = (code for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal")
    return sum(_compare_words("".join(old[a:b]), "".join(new[c:d])) for _, a, b, c, d in changes)


def _compare_words(before: str, after: str) -> int:
    old, new = _WORD.findall(before), _WORD.findall(after)
    return sum(code[0] != "equal" for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _compare_by_git(folder: Path) -> Callable[[str, str], int]:
    def compare(before: str, after: str) -> int:
        (folder / "old.md").write_text(before, "utf-8")
        (folder / "new.md").write_text(after, "utf-8")
        command = ["git", "diff", "--no-index", "--no-ext-diff", "--word-diff=porcelain", "old.md", "new.md"]
        return len(subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout)

    return compare
