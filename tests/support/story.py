"""Writes the history of a policy as git commits for tests, and queries its versions.

A story is told commit by commit and written by one `git fast-import`. Its author is another person than its committer,
and decided weeks before and half a world away: whoever takes the wrong name or date is found out.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import run as run_process

from click.testing import CliRunner, Result

from build_tools.cli import main
from build_tools.model.version import Archive, Version
from build_tools.project.project import Project
from tests.support.edits import own_tree

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""When all stories have ended."""

BEGIN = "2025-01-10T12:00:00-07:00"
"""When a story begins, unless it says otherwise; TraceLoom counts its days in Denver."""

DOCUMENTS = ("privacy-policy", "subprocessors", "retention-schedule")

DOWNLOADS = b"  downloads: [pdf, docx]\n"
"""What TraceLoom's source says of files to keep. Stories leave it out: most tests have no use for them."""

ADDRESS = b"  address: https://traceloom.io/legal/\n"
"""What TraceLoom's source says of where its site stands. Stories leave it out; those that need an address state one."""

_WITHOUT_ADDRESS = b"""\
  - gap: site-without-address
    about: address
    since: 2024-11-24
    reason: The address at which this site will stand is not decided.
"""
_GAPS = "policy_src/known_gaps.yml"
_LAST_WORDS = "policy_src/sections/changes-to-this-policy.md"
_ADOPTED = re.compile(rb"^adopted:\n(?:  .*\n)+\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Node:
    """What stands at a path, as git keeps it."""

    content: bytes
    mode: str = "100644"


@dataclass(frozen=True, slots=True)
class Moved:
    """What stood elsewhere, a file or a folder, stands here now."""

    source: str
    edit: tuple[str, str] | None = None


Change = Node | Moved | bytes | tuple[str, str] | Callable[[bytes], bytes] | None
"""What stands at a path now: something new, what stood elsewhere, the old words with some replaced or all made over, or
nothing any more."""

Files = dict[str, Node]


@dataclass(frozen=True, slots=True)
class CustomerFinding:
    """A commit of a story."""

    files: Files
    parents: tuple[int, ...]
    branch: str
    published: str
    decided: str
    subject: bytes
    author: bytes
    header: bytes = b""


@dataclass
class Story:
    """A history of TraceLoom's policy, which begins with its source as it is. Commits are known by their numbers."""

    begins: str = BEGIN
    prefix: str = ""
    """The folder of the project in its repository, with a slash at its end."""
    adopted: str = ""
    """What `adopted:` in policy.yml says in the first commit."""
    commits: list[CustomerFinding] = field(default_factory=list)
    tips: dict[str, int] = field(default_factory=dict)
    """The last commit of each branch."""

    def __post_init__(self) -> None:
        if self.begins:
            files = {f"{self.prefix}{path}": data for path, data in source(self.adopted).items()}
            self.publish(self.begins, files, subject="Publish the policy")

    def publish(
        self,
        moment: str | int,
        changes: Mapping[str, Change] | None = None,
        *,
        subject: str | bytes = "",
        on: str = "main",
        decided: str | int | None = None,
        author: str | bytes = "Ada Author",
        header: bytes = b"",
    ) -> int:
        """Commit to a branch; `moment` (ISO 8601, or seconds since 1970) is the committer's."""
        parents = (self.tips[on],) if on in self.tips else ()
        return self._commit(
            parents, changes or {}, on, moment, subject=subject, decided=decided, author=author, header=header
        )

    def branch(self, name: str, *, at: int | None = None) -> None:
        """Begin a branch at a commit, or where the main one is."""
        self.tips[name] = self.tips["main"] if at is None else at

    def merge(
        self, moment: str | int, *branches: str, subject: str = "", changes: Mapping[str, Change] | None = None
    ) -> int:
        """Merge branches into the main one: what each of them changed since it left, and `changes` besides."""
        tips = [self.tips[name] for name in branches]
        brought: dict[str, Change] = {}
        for tip in tips:
            base = self.commits[self._base(tip)].files
            theirs = self.commits[tip].files
            brought |= {path: theirs.get(path) for path in (*base, *theirs) if base.get(path) != theirs.get(path)}
        parents = (self.tips["main"], *tips)
        return self._commit(parents, brought | dict(changes or {}), "main", moment, subject=subject, author="Mo Merger")

    def files(self, on: str = "main") -> Files:
        """What the last commit of a branch holds."""
        return dict(self.commits[self.tips[on]].files) if on in self.tips else {}

    def write(self, folder: Path, *, bare: bool = False, form: str = "sha1") -> "SampleProject":
        """Make a folder the repository of this story, with its main branch checked out. What it was is forgotten, but
        for what the tool has kept there."""
        repository = folder if bare else folder / ".git"
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.name != ".cache":
                shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
        git(folder, "init", "--quiet", "--initial-branch=main", f"--object-format={form}", *["--bare"] * bare)
        marks = repository / "marks"
        stream = b"".join(self._stream())
        git(folder, "fast-import", "--quiet", "--date-format=raw", f"--export-marks={marks}", told=stream)
        names = dict(line.split(" ") for line in marks.read_text("utf-8").splitlines())
        if not bare and self.commits:
            git(folder, "reset", "--quiet", "--hard")
        commits = tuple(names[f":{number + 1}"] for number in range(len(self.commits)))
        return SampleProject(folder / self.prefix, commits)

    def _commit(
        self,
        parents: tuple[int, ...],
        changes: Mapping[str, Change],
        branch: str,
        moment: str | int,
        *,
        subject: str | bytes,
        author: str | bytes,
        decided: str | int | None = None,
        header: bytes = b"",
    ) -> int:
        number = len(self.commits)
        files = _changed(self.commits[parents[0]].files if parents else {}, changes)
        published = _seconds(moment)
        made = f"{max(0, int(published.split(' ')[0]) - 40 * 86_400)} +0530" if decided is None else _seconds(decided)
        words = subject or f"Commit {number}"
        told = CustomerFinding(files, parents, branch, published, made, _bytes(words), _bytes(author), header)
        self.commits.append(told)
        self.tips[branch] = number
        return number

    def _base(self, tip: int) -> int:
        """Where a branch left the main one."""
        own, at = set(), self.tips["main"]
        while True:
            own.add(at)
            if not self.commits[at].parents:
                break
            at = self.commits[at].parents[0]
        while tip not in own:
            tip = self.commits[tip].parents[0]
        return tip

    def _stream(self) -> Iterable[bytes]:
        for number, told in enumerate(self.commits):
            before = self.commits[told.parents[0]].files if told.parents else {}
            yield b"reset refs/heads/%s\n" % told.branch.encode()
            yield b"commit refs/heads/%s\nmark :%d\n" % (told.branch.encode(), number + 1)
            yield b"author %s <ada@example.com> %s\n" % (told.author, told.decided.encode())
            yield b"committer Carl Committer <carl@example.com> %s\n" % told.published.encode()
            yield told.header + b"data %d\n%s\n" % (len(told.subject), told.subject)
            for parent, word in zip(told.parents, (b"from", *[b"merge"] * len(told.parents)), strict=False):
                yield b"%s :%d\n" % (word, parent + 1)
            for path in before:
                if path not in told.files:
                    yield b"D %s\n" % _quoted(path)
            for path, node in told.files.items():
                if before.get(path) != node:
                    yield _placed(path, node)


@dataclass(frozen=True, slots=True)
class SampleProject:
    """A story that was written: a folder in a real repository."""

    folder: Path
    commits: tuple[str, ...] = ()
    """The names of its commits, by their numbers in the story."""

    @property
    def archive(self) -> Archive:
        """All texts that were ever published, at the end of all stories."""
        return self.archive_at(NOW)

    def archive_at(self, now: datetime) -> Archive:
        """All texts that were ever published, at a moment."""
        return Project.of_folder(self.folder, now).archive

    @property
    def versions(self) -> dict[str, list[str]]:
        """The names of the versions of each document."""
        return {document: list(versions.by_name) for document, versions in self.archive.histories.items()}

    @property
    def policy(self) -> list[str]:
        """The names of the versions of the privacy policy."""
        return self.versions["privacy-policy"]

    @property
    def made_by(self) -> list[tuple[int, ...]]:
        """The numbers of the commits that made the versions, for each document in turn."""
        numbers = {name: number for number, name in enumerate(self.commits)}
        histories = self.archive.histories.values()
        return [tuple(numbers[version.revision.commit] for version in versions) for versions in histories]

    @property
    def left_out(self) -> list[int]:
        """The numbers of the commits that were no publication."""
        return [self.commits.index(left.revision.commit) for left in self.archive.unpublished]

    @property
    def refusal(self) -> str:
        """Why the history cannot be told: the one line that `policy log` says of it."""
        result = self.ask("log")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1
        return result.stderr.removesuffix("\n")

    def version(self, name: str, document: str = "privacy-policy") -> Version:
        """One version."""
        return self.archive.histories[document].by_name[name]

    def ask(self, *arguments: str) -> Result:
        """Run the `policy` command, without another process."""
        result = CliRunner().invoke(main, ["--project", str(self.folder), *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def git(self, *arguments: str, told: bytes | None = None) -> str:
        """Run git in the project."""
        return git(self.folder, *arguments, told=told)


def git(folder: Path, *arguments: str, told: bytes | None = None) -> str:
    """Run git in a folder, which has to succeed, and give what it prints."""
    settings = ("user.name=Carl Committer", "user.email=carl@example.com", "protocol.file.allow=always")
    options = [word for setting in settings for word in ("-c", setting)]
    done = run_process(["git", *options, *arguments], cwd=folder, input=told, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode(errors="surrogateescape").strip()


def source(adopted: str = "") -> dict[str, bytes]:
    """TraceLoom's source; `adopted` is what policy.yml says under this key, nothing by default."""
    files = dict(own_tree().files)
    settings = _ADOPTED.sub(b"", files["policy_src/policy.yml"]).replace(DOWNLOADS, b"").replace(ADDRESS, b"")
    assert b"adopted" not in settings
    assert b"downloads" not in settings
    assert b"https://" not in settings
    files[_GAPS] += _WITHOUT_ADDRESS
    files["policy_src/policy.yml"] = settings + (f"\nadopted:\n  {adopted}\n".encode() if adopted else b"")
    return files


def say(words: str, prefix: str = "") -> dict[str, Change]:
    """The privacy policy ends its last but one section with these words."""
    return {f"{prefix}{_LAST_WORDS}": source()[_LAST_WORDS] + f"\n{words}\n".encode()}


def keep(period: str, prefix: str = "") -> dict[str, Change]:
    """Usage metrics and logs are kept for a period: in the privacy policy and the retention schedule."""
    return {f"{prefix}policy_src/retention.yml": _once(r"(id: usage-and-logs\n(?:.*\n)*?    period: )\S+", period)}


def describe(purpose: str, prefix: str = "") -> dict[str, Change]:
    """PostHog is there for a purpose: in the privacy policy and the list of subprocessors."""
    return {f"{prefix}policy_src/subprocessors.yml": _once(r"(id: posthog\n(?:.*\n)*?    purpose: ).+", purpose)}


def introduce(words: str, prefix: str = "") -> dict[str, Change]:
    """The retention schedule, and it alone, begins with these words."""
    return {
        f"{prefix}policy_src/policy.yml": _once(
            r"(template: retention-schedule\n    introduction: >-\n      )[^\n]*", words
        )
    }


def remark(words: str, prefix: str = "") -> dict[str, Change]:
    """A comment that nobody reads but colleagues."""
    return {f"{prefix}policy_src/rights.yml": lambda data: data + f"# {words}\n".encode()}


def settle(settings: str, prefix: str = "") -> dict[str, Change]:
    """policy.yml says this besides."""
    return {f"{prefix}policy_src/policy.yml": lambda data: data + f"\n{settings}\n".encode()}


BROKEN: dict[str, Change] = {"policy_src/rights.yml": b"rights: [\n"}
"""A source that cannot be read."""


def corrected(commit: str, day: str) -> str:
    """What policy.yml says of a commit whose date is wrong."""
    return f'corrected_days:\n  - revision: "{commit}"\n    published: {day}\n    reason: The clock was wrong.'


def day(text: str) -> datetime:
    """A moment with zone."""
    return datetime.fromisoformat(text)


def hours_after(moment: str, hours: float) -> str:
    """A later moment."""
    return (day(moment) + timedelta(hours=hours)).isoformat()


def _once(pattern: str, words: str) -> Callable[[bytes], bytes]:
    def made_over(data: bytes) -> bytes:
        text, count = re.subn(pattern, lambda match: match[1] + words, data.decode())
        assert count == 1, f"{pattern!r} does not stand once"
        return text.encode()

    return made_over


def _changed(before: Files, changes: Mapping[str, Change]) -> Files:
    files = dict(before)
    for path, change in changes.items():
        if isinstance(change, Moved):
            _move(files, path, change)
        elif change is None:
            _remove(files, path)
        else:
            made = _made(files.get(path), path, change)
            for below in [old for old in files if old.startswith(f"{path}/")]:
                del files[below]
            files[path] = made
    return files


def _made(before: Node | None, path: str, change: Node | bytes | tuple[str, str] | Callable[[bytes], bytes]) -> Node:
    if isinstance(change, Node):
        return change
    if isinstance(change, bytes):
        return Node(change, before.mode if before and before.mode.startswith("100") else "100644")
    assert before, f"{path} is not there"
    return replace(before, content=_edited(before.content, path, change))


def _edited(content: bytes, path: str, change: tuple[str, str] | Callable[[bytes], bytes]) -> bytes:
    if callable(change):
        return change(content)
    old, new = change
    assert content.decode().count(old) == 1, f"{old!r} does not stand once in {path}"
    return content.decode().replace(old, new).encode()


def _move(files: Files, path: str, change: Moved) -> None:
    moved = {old: files.pop(old) for old in list(files) if f"{old}/".startswith(f"{change.source}/")}
    assert moved, f"{change.source} is not there"
    for old, node in moved.items():
        new = path + old.removeprefix(change.source)
        files[new] = replace(node, content=_edited(node.content, old, change.edit)) if change.edit else node


def _remove(files: Files, path: str) -> None:
    gone = [old for old in files if f"{old}/".startswith(f"{path}/")]
    assert gone, f"{path} is not there"
    for old in gone:
        del files[old]


def _seconds(moment: str | int) -> str:
    if isinstance(moment, int):
        return f"{moment} +0000"
    when = day(moment)
    return f"{int(when.timestamp())} {when:%z}"


def _bytes(words: str | bytes) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _placed(path: str, node: Node) -> bytes:
    if node.mode == "160000":
        return b"M 160000 %s %s\n" % (node.content, _quoted(path))
    return b"M %s inline %s\ndata %d\n%s\n" % (node.mode.encode(), _quoted(path), len(node.content), node.content)


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it, whatever signs it holds."""
    return b'"' + b"".join(b"\\%03o" % sign for sign in path.encode(errors="surrogateescape")) + b'"'
