"""Generates random repositories to test dates: merges either way round, fast-forwards, resets, symlinks, odd dates.

A few lines of arithmetic on a model of the commits say which versions there are, and whether what was live is kept to.
Run it as `python -m tests.history.mutated_repositories 1000`; the number after it is the first seed.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from traceback import format_exc
from zoneinfo import ZoneInfo

from build_tools.project.project import Project
from tests.support.story import (
    BROKEN,
    Change,
    Files,
    Node,
    SampleProject,
    Story,
    corrected,
    describe,
    git,
    introduce,
    keep,
    say,
    settle,
)
from tests.support.story import _changed as changed
from tests.support.story import _placed as placed

WORDS = ("", "We care.", "We care a lot.")
PERIODS = ("P90D", "P120D")
PURPOSES = ("Analytics", "Statistics")
OPENINGS = ("For each one.", "For all of them.")
ZONES = ("America/Denver", "Pacific/Kiritimati", "Pacific/Niue")
NAMES = ("retention-schedule", "retention-plan")
UNREAD: tuple[dict[str, Change], ...] = (
    {},
    {"policy_src/cookies.yml": lambda data: data + b"# Nobody reads this\n"},
    {"policy_src/data.yml": lambda data: data.replace(b"\n", b"\r\n")},
    {"README.md": b"Read me\n"},
)
HOSTILE: tuple[dict[str, Change], ...] = (
    BROKEN,
    {"policy_src/sections/contact.md": Node(b"../../../outside/precious.md", "120000")},
    {"policy_src/data.yml": Node(b"/etc/passwd", "120000")},
    {"policy_src/sections": Node(b"../../outside", "120000")},
    {"templates": Node(b"../outside", "120000")},
    {"policy_src": Node(b"../outside", "120000")},
    {"policy_src/more": Node(b"1" * 40, "160000")},
    {"policy_src/rights.yml": b"a: &a [x, x]\nrights: [*a, *a]\n"},
    {"policy_src/data.yml": b"\xff\xfe\0\0"},
)
"""What makes a source unreadable, so that its commit is no publication."""
SUBMODULE = 6
"""That of these which shows in the commit alone: git leaves its folder empty."""
LINKS: tuple[dict[str, Change], ...] = (
    {".cache": Node(b"../outside", "120000")},
    {".cache/policy": Node(b"../../outside", "120000")},
    {".cache/policy/editions": Node(b"../../../outside", "120000")},
    {"site": Node(b"../outside", "120000")},
    {"docs/link": Node(b"../../outside/precious.md", "120000")},
)
"""Links beside the source, to what is not the project's."""
ADOPTED = ("", "", "", "2025-01", "2024-12-31")


@dataclass(frozen=True)
class State:
    """What a commit holds, as a reader and the model know it."""

    words: str = ""
    period: str = PERIODS[0]
    purpose: str = PURPOSES[0]
    opening: str = OPENINGS[0]
    zone: str = ZONES[0]
    name: str = NAMES[0]
    adopted: str = ""
    unread: int = 0
    hostile: int | None = None
    link: int | None = None

    @property
    def texts(self) -> dict[str, tuple[str, ...]]:
        """What tells one text of each document from another."""
        return {
            "privacy-policy": (self.words, self.period, self.purpose),
            "subprocessors": (self.purpose,),
            self.name: (self.period, self.opening),
        }

    def files(self, begin: Files) -> Files:
        """The files of this state."""
        changes: list[dict[str, Change]] = [say(self.words), keep(self.period), describe(self.purpose)]
        changes += [introduce(self.opening), UNREAD[self.unread]]
        changes += [{"policy_src/policy.yml": self._settings}]
        changes += [LINKS[self.link]] if self.link is not None else []
        changes += [HOSTILE[self.hostile]] if self.hostile is not None else []
        for change in changes:
            begin = changed(begin, change)
        return begin

    def _settings(self, data: bytes) -> bytes:
        data = data.replace(ZONES[0].encode(), self.zone.encode())
        data = data.replace(b"  - id: retention-schedule\n", f"  - id: {self.name}\n".encode())
        return data + (f"\nadopted:\n  published: {self.adopted}\n".encode() if self.adopted else b"")


@dataclass(frozen=True)
class Commit:
    """A commit of the model."""

    state: State
    parents: tuple[int, ...]
    moment: datetime


Record = tuple[str, str, str, bool, int]
"""A version: its document, name and day, whether the source declares the day, and the number of the commit."""


@dataclass
class CustomerFinding:
    """What the model says of a head: its versions in order, or that a date in its history cannot be true."""

    records: list[Record] = field(default_factory=list)
    days: list[tuple[int, str, bool]] = field(default_factory=list)
    """Of each publication the commit, the day, and whether it makes a version."""
    is_refused: bool = False


@dataclass
class Repository:
    """A random history, as the model knows it."""

    dice: random.Random
    commits: list[Commit] = field(default_factory=list)
    tips: dict[str, int] = field(default_factory=dict)
    corrections: list[tuple[int, str]] = field(default_factory=list)
    """Commits with the days that the source declares."""
    clock: datetime = datetime(2025, 1, 10, 19, tzinfo=UTC)
    live: tuple[int, str] | None = None
    """The head of the ledger that is live, and the day on which it was made."""

    def chain(self, head: int) -> list[int]:
        """The first parents of a commit and itself, the oldest first."""
        line = [head]
        while self.commits[line[-1]].parents:
            line.append(self.commits[line[-1]].parents[0])
        return line[::-1]

    def ancestors(self, head: int) -> set[int]:
        """A commit and all those before it, on whatever line."""
        found, left = set[int](), [head]
        while left:
            number = left.pop()
            left += [parent for parent in self.commits[number].parents if parent not in found]
            found.add(number)
        return found

    def fails_check(self, head: int, now: datetime) -> bool:
        """Whether the check of a head that can be read finds a day that cannot be true."""
        line, declared, zone = self.chain(head), dict(self.corrections), ZoneInfo(self.commits[head].state.zone)
        for number, day in self.corrections:
            for parent in self.commits[number].parents[:1]:
                before = declared.get(parent, str(self.commits[parent].moment.astimezone(zone).date()))
                if number in line and day < before:
                    return True
        return self.tell(head, now).is_refused

    def tell(self, head: int, now: datetime) -> CustomerFinding:
        """The versions of a head, by arithmetic."""
        told, texts, names = CustomerFinding(), dict[str, tuple[str, ...]](), Counter[tuple[str, str]]()
        before, declared, adopted = date.min, dict(self.corrections), self.commits[head].state.adopted
        told.is_refused = any(number not in self.chain(head) for number in declared)
        for number in self.chain(head):
            commit = self.commits[number]
            if commit.state.hostile is not None:
                continue
            new = {name: text for name, text in commit.state.texts.items() if texts.get(name) != text}
            if not new and texts.keys() == commit.state.texts.keys():
                continue
            texts = dict(commit.state.texts)
            day = commit.moment.astimezone(ZoneInfo(commit.state.zone)).date()
            is_first = not told.days
            if is_first and adopted:
                said, first, last = adopted, *_month(adopted)
                told.is_refused |= first > day
            else:
                day = date.fromisoformat(declared.get(number, str(day)))
                said, first, last = str(day), day, day
                latest = (now + timedelta(hours=14)).date() if number in declared else date.max
                told.is_refused |= day > latest or (number not in declared and commit.moment > now + timedelta(hours=1))
            told.is_refused |= last < before
            before = first
            told.days.append((number, str(last), bool(new)))
            for name in (name for name in commit.state.texts if name in new):
                names[name, said] += 1
                count = names[name, said]
                is_declared = number in declared or (is_first and bool(adopted))
                told.records.append((name, said if count == 1 else f"{said}.{count}", said, is_declared, number))
        return told

    def breaks(self, head: int, now: datetime) -> bool:
        """Whether a head is refused by the ledger that is live."""
        assert self.live
        then, made = self.live
        was, told = replace(self, corrections=[]).tell(then, now), self.tell(head, now)
        kept = told.records[: len(was.records)] == was.records
        line = self.chain(head)
        known = {(document, name) for document, name, *_ in was.records} | {
            (document, number) for document, *_, number in was.records
        }
        after = line[line.index(then) + 1 :] if then in line else []
        lacking = {
            number
            for document, name, *_, number in told.records
            if (document, name) not in known and (document, number) not in known
        }
        exempt = told.days[0][0] if told.days and not was.records and self.commits[head].state.adopted else None
        late = any(
            day < made and (number in after or number in lacking) and number != exempt for number, day, _ in told.days
        )
        return not kept or late or (bool(was.records) and then not in line)


def _month(day: str) -> tuple[date, date]:
    if len(day) > len("2025-01"):
        return (date.fromisoformat(day),) * 2
    first = date.fromisoformat(f"{day}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def grow(dice: random.Random) -> Repository:
    """A random history. It ends with a source that can be read, nearly always."""
    grown = Repository(dice)
    _commit(grown, "main", State(adopted=dice.choice(ADOPTED)), ())
    for _ in range(dice.randint(2, 12)):
        dice.choices((_edit, _branch, _merge, _foxtrot, _fast_forward, _reset, _go_live), (8, 3, 3, 2, 2, 1, 3))[0](
            grown
        )
    if dice.random() < 0.95:
        tip = grown.commits[grown.tips["main"]].state
        _commit(grown, "main", replace(tip, hostile=None), (grown.tips["main"],))
    return grown


def _commit(grown: Repository, branch: str, state: State, parents: tuple[int, ...]) -> None:
    dice = grown.dice
    grown.clock += timedelta(minutes=dice.choice((0, 0, 1, 60, 600, 1500, 9000)))
    odd = dice.random()
    moment = grown.clock
    if odd < 0.12:  # a clock that is wrong
        moment += timedelta(hours=dice.choice((-4000, -40, -20, -1, 1, 20)))
    elif odd < 0.15:
        moment = datetime(*dice.choice(((1970, 1, 1), (2999, 1, 1))), 12, tzinfo=UTC)
    grown.commits.append(Commit(state, parents, moment))
    grown.tips[branch] = len(grown.commits) - 1


def _edit(grown: Repository) -> None:
    dice = grown.dice
    branch = dice.choice(["main", *grown.tips])
    tip = grown.tips[branch]
    edits: list[dict[str, object]] = [
        {"words": dice.choice(WORDS)},
        {"words": dice.choice(WORDS)},
        {"period": dice.choice(PERIODS)},
        {"purpose": dice.choice(PURPOSES)},
        {"opening": dice.choice(OPENINGS)},
        {"zone": dice.choice(ZONES)},
        {"name": dice.choice(NAMES)},
        {"unread": dice.randrange(len(UNREAD))},
        {"hostile": dice.randrange(len(HOSTILE))},
        {"hostile": None},
        {"link": dice.choice((None, dice.randrange(len(LINKS))))},
    ]
    state = replace(grown.commits[tip].state, **dice.choice(edits))  # type: ignore[arg-type]
    _commit(grown, branch, state, (tip,))


def _branch(grown: Repository) -> None:
    name = f"branch-{len(grown.tips)}"
    grown.tips[name] = grown.dice.choice(grown.chain(grown.tips["main"]))
    state = replace(grown.commits[grown.tips[name]].state, words=grown.dice.choice(WORDS))
    _commit(grown, name, state, (grown.tips[name],))


def _other(grown: Repository) -> int:
    return grown.tips[grown.dice.choice(list(grown.tips))]


def _merge(grown: Repository) -> None:
    """Merge a branch, or two, into the published one."""
    others = {_other(grown), *([_other(grown)] if grown.dice.random() < 0.2 else [])} - {grown.tips["main"]}
    if others:
        _commit(grown, "main", _mixed(grown, others), (grown.tips["main"], *sorted(others)))


def _foxtrot(grown: Repository) -> None:
    """Merge the published branch into another one, and push that in its place."""
    if (other := _other(grown)) != grown.tips["main"]:
        _commit(grown, "main", _mixed(grown, {other}), (other, grown.tips["main"]))


def _mixed(grown: Repository, others: set[int]) -> State:
    states = [grown.commits[number].state for number in (grown.tips["main"], *sorted(others))]
    fields = ("words", "period", "purpose", "opening", "zone", "name", "unread", "hostile", "link")
    return replace(states[0], **{name: getattr(grown.dice.choice(states), name) for name in fields})


def _fast_forward(grown: Repository) -> None:
    """Move the published branch to another one, whether or not that follows it."""
    grown.tips["main"] = _other(grown)


def _reset(grown: Repository) -> None:
    grown.tips["main"] = grown.dice.choice(grown.chain(grown.tips["main"]))


def _go_live(grown: Repository) -> None:
    """Publish the site, some time after the newest commit."""
    grown.clock += timedelta(hours=grown.dice.choice((0, 1, 30)))
    head = grown.tips["main"]
    grown.live = head, str(grown.clock.astimezone(ZoneInfo(grown.commits[head].state.zone)).date())


@dataclass
class Outcome:
    """What came of a repository."""

    wrong: list[str] = field(default_factory=list)
    """Dates, and statuses, that are not what the model says."""
    tracebacks: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    """Files outside of the project that are not as they were."""
    refused: bool = False
    """Whether the history cannot be told, as the model says too, or the project is refused for a link."""


def try_one(seed: int, folder: Path, pool: Path) -> Outcome:
    """Make the repository of a seed in an empty folder, and ask of it what a person would ask.

    `pool` keeps what was rendered, from one repository to the next.
    """
    grown, outcome = grow(random.Random(seed)), Outcome()  # noqa: S311 - nothing is kept secret by it
    project = _write(grown, folder / "project", pool)
    before = _outside(folder)
    has_link = any(commit.state.link is not None for commit in grown.commits)
    _ask(grown, project, outcome, now=datetime.now(UTC), may_refuse=has_link)  # noqa: TID251 - as the commands do
    after = _outside(folder)
    outcome.touched = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    kept = folder / "project/.cache/policy/editions"
    if kept.is_dir() and not has_link:
        for file in kept.iterdir():
            if not (pool / file.name).exists():
                shutil.copy(file, pool)
    return outcome


def _write(grown: Repository, folder: Path, pool: Path) -> SampleProject:
    outside = folder.parent / "outside"
    outside.mkdir(parents=True)
    for name in ("precious.md", "policy.yml", "index.html", f"{'a' * 64}.json", "0" * 64):
        (outside / name).write_text("Of somebody else\n", encoding="utf-8")
    project = _written(grown, folder)
    if grown.dice.random() < 0.15 and (head := grown.commits[grown.tips["main"]]).state.hostile is None:
        wrong = grown.dice.randrange(len(grown.commits))
        day = head.moment.date() + timedelta(days=grown.dice.choice((-40, -1, 0, 1)))
        grown.corrections.append((wrong, str(day)))
        _commit(grown, "main", head.state, (grown.tips["main"],))
        project = _written(grown, folder, corrected(project.commits[wrong], str(day)))
    if all(commit.state.link is None for commit in grown.commits):
        shutil.copytree(pool, folder / ".cache/policy/editions", copy_function=os.link, dirs_exist_ok=True)
    return project


def _written(grown: Repository, folder: Path, more: str = "") -> SampleProject:
    """The repository of a model; `more` is what policy.yml says in its newest commit besides."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    marks = folder / ".git/marks"
    git(folder, "init", "--quiet", "--initial-branch=main")
    stream = b"".join(_stream(grown, more))
    git(folder, "fast-import", "--quiet", "--date-format=raw", f"--export-marks={marks}", told=stream)
    names = dict(line.split(" ") for line in marks.read_text("utf-8").splitlines())
    project = SampleProject(folder, tuple(names[f":{number + 1}"] for number in range(len(grown.commits))))
    project.git("update-ref", "refs/heads/main", project.commits[grown.tips["main"]])
    project.git("reset", "--quiet", "--hard")
    return project


@cache
def _begin() -> Files:
    return Story().files()


def _stream(grown: Repository, more: str) -> Iterator[bytes]:
    """All commits as `git fast-import` reads them, each with all its files."""
    for number, commit in enumerate(grown.commits):
        files = commit.state.files(_begin())
        if more and number == grown.tips["main"]:
            files = changed(files, settle(more))
        person = f"<ada@example.com> {int(commit.moment.timestamp())} +0530"
        yield f"reset refs/heads/c{number}\ncommit refs/heads/c{number}\nmark :{number + 1}\n".encode()
        yield f"author Ada {person}\ncommitter Carl {person}\ndata 4\n{number:04}\n".encode()
        for parent, word in zip(commit.parents, ("from", *["merge"] * len(commit.parents)), strict=False):
            yield f"{word} :{parent + 1}\n".encode()
        yield b"deleteall\n"
        yield from (placed(path, node) for path, node in files.items())


def _outside(folder: Path) -> dict[str, str]:
    """All that lies beside the project: each file with the hash of its content, each link with where it leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("project/"):
            found[name] = sha256(path.read_bytes()).hexdigest() if path.is_file() else "a folder"
    return found


def _ask(grown: Repository, project: SampleProject, outcome: Outcome, *, now: datetime, may_refuse: bool) -> None:
    head = grown.tips["main"]
    told = grown.tell(head, now)
    is_readable = grown.commits[head].state.hostile in {None, SUBMODULE}
    may_refuse |= grown.commits[head].state.hostile == SUBMODULE
    log = _run(project, outcome, "log", "--format", "json")
    outcome.refused = log[0] == 2
    if may_refuse and outcome.refused and not told.is_refused:
        return  # a project with such a link, or in the newest commit such a folder, may be refused
    if not is_readable or told.is_refused:
        _expect(outcome, "log is refused", log[0], 2)
    elif log[0] == 0:
        _expect(outcome, "versions", _versions(project, log[1]), Counter(told.records))
    else:
        outcome.wrong.append(f"log: {log[0]} {log[2]}")
    check = _run(project, outcome, "check")
    if is_readable and not may_refuse:
        _expect(outcome, "check", int(check[0]), int(grown.fails_check(head, now)))
    if grown.live and is_readable and not told.is_refused:
        _verify(grown, project, outcome, now)


def _verify(grown: Repository, project: SampleProject, outcome: Outcome, now: datetime) -> None:
    """Compare with what is live, where that could be published."""
    assert grown.live
    then, made = grown.live
    was = replace(grown, corrections=[]).tell(then, now)
    state = grown.commits[then].state
    if state.hostile is not None or state.link is not None or was.is_refused:
        return  # it could not be published
    head = project.commits[grown.tips["main"]]
    project.git("checkout", "--quiet", "--force", project.commits[then])
    ledger = project.folder.parent / "versions.json"
    live = str(Project.of_folder(project.folder, now, made).ledger)
    project.git("checkout", "--quiet", "--force", "main")
    assert project.git("rev-parse", "HEAD") == head
    ledger.write_text(live, encoding="utf-8")
    verify = _run(project, outcome, "verify", "--against", str(ledger))
    ledger.unlink()
    _expect(outcome, "verify", verify[0], int(grown.breaks(grown.tips["main"], now)))


def _versions(project: SampleProject, printed: str) -> Counter[Record]:
    numbers = {name: number for number, name in enumerate(project.commits)}
    return Counter(
        (one["document"], one["version"], *_day_of(one["published"]), numbers[one["commit"]])
        for one in json.loads(printed)["versions"]
    )


def _day_of(published: dict[str, str]) -> tuple[str, bool]:
    return published["day"], published["provenance"] == "declared"


def _expect(outcome: Outcome, what: str, found: object, expected: object) -> None:
    if found != expected:
        outcome.wrong.append(f"{what}: {found}, and by arithmetic {expected}")


def _run(project: SampleProject, outcome: Outcome, *words: str) -> tuple[int, str, str]:
    """The exit status of a command, what it prints and what it says beside."""
    try:
        done = project.ask(*words)
    except Exception:  # noqa: BLE001 - whatever it is, it is a fault
        outcome.tracebacks.append(f"{words[0]}: {format_exc()}")
        return -1, "", ""
    if "Traceback" in done.output or (done.exit_code == 2 and words[0] != "check" and not done.stderr):
        outcome.tracebacks.append(f"{words[0]}: {done.output}")
    return done.exit_code, done.stdout, done.stderr


def try_all(seeds: range, folder: Path) -> Iterator[tuple[int, Outcome]]:
    """Try the repository of each seed, below a folder."""
    pool = folder / "pool"
    pool.mkdir()
    for seed in seeds:
        here = folder / str(seed)
        yield seed, try_one(seed, here, pool)
        shutil.rmtree(here)


def main(count: int, first: int = 0) -> int:
    """Try as many repositories, tell of each that fails, and sum up."""
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed, outcome in try_all(range(first, first + count), Path(folder)):
            sums["repositories"] += 1
            sums["refused"] += outcome.refused
            for name in ("wrong", "tracebacks", "touched"):
                if found := getattr(outcome, name):
                    sums[name] += 1
                    print(f"{seed} {name}: {found}", flush=True)  # noqa: T201
    told = {name: sums[name] for name in ("repositories", "refused", "wrong", "tracebacks", "touched")}
    print(json.dumps(told))  # noqa: T201
    return int(any(told[name] for name in ("wrong", "tracebacks", "touched")))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
