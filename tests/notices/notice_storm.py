"""Sends notices from two clones at once, many times, with and without accidents, and counts the messages to customers.

`python -m tests.notices.notice_storm [PAIRS [ACCIDENTS [SEED]]]`, 200 and 100 by default. Each round is a
publication. Of a pair, both runs have come to the message before either may record that it is about to be sent. In an
accident runs are killed, lines to the repository and to the mail server are cut or slow, and the mail server refuses.
Then a run without accidents follows; if it asks what came of the notice, a person looks into the mail server and
settles it.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Barrier, BrokenBarrierError
from time import monotonic, sleep

from tests.notices.notice_runs import Ended, Order, Starter, name_of, write_project
from tests.support.git_server import Fault, serve_git
from tests.support.mail_server import Act, Server, serve_mail
from tests.support.story import git

_PATIENCE = 1.0
"""How many seconds a run waits for a mail server or a remote in an accident."""
_KILLED = -9


@dataclass
class Outcome:
    """What came of some rounds."""

    rounds: int = 0
    doubled: list[str] = field(default_factory=list)
    """The publications of which customers got two notices."""
    unsaid: list[str] = field(default_factory=list)
    """Those of which they got none, or of which runs say what is not so, and why."""
    counts: Counter[str] = field(default_factory=Counter)
    """How often something happened."""
    seconds: float = 0

    def __str__(self) -> str:
        counts = ", ".join(f"{what}: {number}" for what, number in sorted(self.counts.items()))
        failed = f"{len(self.doubled)} doubled, {len(self.unsaid)} lost unsaid"
        return f"{self.rounds} rounds in {self.seconds:.0f} s: {failed} ({counts})"


@dataclass
class Stage:
    """Two clones of a project, the mail server, and what happens to lines."""

    mail: Server
    acts: dict[str, Act]
    starters: tuple[Starter, Starter]
    faults: list[Callable[[], Fault]]
    """What chooses the fault of a connection to the shared repository: its last one."""

    def taken(self, name: str) -> int:
        """How many notices of a publication the mail server has taken, once no client is connected."""
        self.mail.wait_until_idle()
        return sum(f"<notice.{name}.".encode() in message for message in self.mail.messages)


@contextmanager
def set_up(folder: Path, names: int) -> Iterator[Stage]:
    """A stage for some publications."""
    project, origin = write_project(folder)
    git(folder, "clone", "--quiet", str(origin), "other")
    acts: dict[str, Act] = {}
    faults: list[Callable[[], Fault]] = [Fault]

    def choose() -> Fault:
        return faults[-1]()

    with ExitStack() as stack:
        mail = stack.enter_context(serve_mail(acts))
        address = stack.enter_context(serve_git(folder, choose))
        clones = (project.folder, folder / "other")
        for clone in clones:
            git(clone, "remote", "set-url", "origin", f"{address}/origin")
        starters = [Starter(clone, names) for clone in clones]
        yield Stage(mail, acts, (stack.enter_context(starters[0]), stack.enter_context(starters[1])), faults)


def run_pairs(stage: Stage, numbers: range, chance: Random) -> Outcome:
    """Two runs at once of each publication, whose clocks agree to the second or are wrong."""
    outcome, begun = Outcome(), monotonic()
    for number in numbers:
        both, name = Barrier(2), name_of(number)
        stage.mail.seen.clear()
        stage.acts["DATA"] = _meeting(both, chance)
        clock = chance.choice([0, 0, 0, -3600, 3600])
        orders = [Order(name, server=stage.mail.address, clock=wrong) for wrong in (0, clock)]
        ended = [wait() for wait in [one.begin(order) for one, order in zip(stage.starters, orders, strict=True)]]
        taken = stage.taken(name)
        outcome.rounds += 1
        outcome.counts["both ready to end it"] += stage.mail.seen.count("DATA") == 2
        outcome.counts["with equal clocks"] += not clock
        _count_taken(outcome, name, taken)
        said = sorted((one.status, "another run is sending or has sent it" in one.said) for one in ended)
        if said != [(0, False), (2, True)]:
            outcome.unsaid.append(f"{name}: {ended}")
    outcome.seconds = monotonic() - begun
    return outcome


def run_accidents(stage: Stage, numbers: range, chance: Random) -> Outcome:
    """Two runs at once of each publication, to which accidents happen, and the runs after them."""
    outcome, begun, usual = Outcome(), monotonic(), 1.0
    for number in numbers:
        name = name_of(number)
        kind = chance.choice(["kill", "kill", "mail server", "line", "all"])
        _prepare(stage, kind, chance, outcome)
        orders = [_order(name, stage.mail.address, kind, usual, chance) for _ in range(2)]
        ended = [wait() for wait in [one.begin(order) for one, order in zip(stage.starters, orders, strict=True)]]
        stage.acts.clear()
        del stage.faults[1:]
        outcome.rounds += 1
        outcome.counts["killed"] += sum(one.status == _KILLED for one in ended)
        _check_said(outcome, name, ended, stage.taken(name))
        usual = _follow_up(stage, name, chance, outcome) or usual
    outcome.seconds = monotonic() - begun
    return outcome


def _order(name: str, server: str, kind: str, usual: float, chance: Random) -> Order:
    """A run that is killed at any moment of the seconds that runs usually take, or not at all."""
    kill_after = chance.uniform(0, usual * 1.1) if kind in {"kill", "all"} and chance.random() < 0.8 else -1
    return Order(name, ("--send",), server, _PATIENCE, kill_after, chance.random() < 0.5, chance.choice([0, -99, 99]))


def _prepare(stage: Stage, kind: str, chance: Random, outcome: Outcome) -> None:
    """Choose what the mail server does at a step, and what happens to each connection to the repository."""
    if kind in {"mail server", "all"}:
        step = chance.choice(["connect", "EHLO", "MAIL", "RCPT", "DATA", "end", "end", "end"])
        act = chance.choice(["hang up", "451 try later", "554 no", "slow", "too slow"])
        slow = {"slow": _PATIENCE / 5, "too slow": _PATIENCE * 1.5}.get(act)
        stage.acts[step] = act if slow is None else lambda: sleep(slow)
        outcome.counts[f"mail server: {act}"] += 1
    if kind in {"line", "all"}:
        stage.faults.append(lambda: _choose_fault(chance, outcome))


def _choose_fault(chance: Random, outcome: Outcome) -> Fault:
    fault = chance.choice(["none", "none", "none", "cut request", "cut answer", "slow", "too slow"])
    outcome.counts[f"line: {fault}"] += fault != "none"
    if fault == "cut request":
        return Fault(cut_request=chance.randrange(900))
    if fault == "cut answer":
        return Fault(cut_answer=chance.randrange(1200))
    return Fault(delay={"slow": _PATIENCE / 10, "too slow": _PATIENCE * 1.5}.get(fault, 0))


def _check_said(outcome: Outcome, name: str, ended: list[Ended], taken: int) -> None:
    """See that no run says of its end what is not so."""
    for one in ended:
        claims_sent = "is sent as" in one.said or "was sent, and that could not" in one.said
        known = one.status in {0, 2, _KILLED} and "Traceback" not in one.said
        if not known or (claims_sent and not taken) or (one.status == 0 and not claims_sent and not taken):
            outcome.unsaid.append(f"{name}: {one}")


def _follow_up(stage: Stage, name: str, chance: Random, outcome: Outcome) -> float:
    """Run it again without accidents, and settle what it asks, until it is known to be sent.

    Returns how many seconds it took to send it; 0 where it was sent before.
    """
    order = Order(name, server=stage.mail.address)
    before, words, seconds = stage.taken(name), "never ended", 0.0
    for _ in range(5):
        ended = chance.choice(stage.starters).run(order)
        words, seconds = ended.said, ended.seconds
        if ended.status == 0:
            break
        if "it is unknown whether it was sent" in words:
            outcome.counts["settled by a person"] += 1
            settled = "sent" if stage.taken(name) else "unsent"
            chance.choice(stage.starters).run(Order(name, ("--settle", settled)))
    after = stage.taken(name)
    outcome.counts["sent at once" if before else "sent by the next run"] += after == 1
    _count_taken(outcome, name, after)
    if not re.search("is sent as|was sent on", words):
        outcome.unsaid.append(f"{name}: {words}")
    return seconds if "is sent as" in words else 0


def _count_taken(outcome: Outcome, name: str, taken: int) -> None:
    if taken > 1:
        outcome.doubled.append(name)
    if not taken:
        outcome.unsaid.append(f"{name}: no notice")


def _meeting(both: Barrier, chance: Random) -> Callable[[], None]:
    """An act that lets two runs go on once both have come, within a moment of each other."""

    def meet() -> None:
        with suppress(BrokenBarrierError):
            both.wait(20)
        sleep(chance.choice([0, 0, 0.05, 0.1, 0.2]))

    return meet


def storm(folder: Path, pairs: int, accidents: int, seed: int) -> tuple[Outcome, Outcome]:
    """What came of some pairs and of some accidents."""
    chance = Random(seed)  # noqa: S311 - it is to be repeated
    with set_up(folder, pairs + accidents) as stage:
        first = run_pairs(stage, range(1, pairs + 1), chance)
        stage.acts.clear()
        return first, run_accidents(stage, range(pairs + 1, pairs + accidents + 1), chance)


def main() -> None:
    pairs, accidents, seed = (*map(int, sys.argv[1:]), *(200, 100, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as name:
        outcomes = storm(Path(name), pairs, accidents, seed)
    for outcome in outcomes:
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.writelines(f"  doubled: {one}\n" for one in outcome.doubled)
        sys.stdout.writelines(f"  unsaid: {one}\n" for one in outcome.unsaid)
    sys.exit(any(one.doubled or one.unsaid for one in outcomes))


if __name__ == "__main__":
    main()
