"""Measures builds, checks and histories, compared with plain mkdocs-material, plain git, mike and difflib.

Runs alternate, so that a busy machine slows both alike. The figures are medians of paired runs.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.bench import replay
from tests.bench.histories import write_monolith, write_versions
from tests.bench.telling import measure_feeds
from tests.support.projects import ROOT

BIN = Path(sys.executable).parent
ROUNDS = 9
WALK = [sys.executable, "-m", "tests.bench.walk"]
"""Reads every state of a source, without rendering it."""
MIKE = ROOT / ".cache" / "bench" / "mike"

Command = list[str | Path]


def main() -> None:
    for measure in (measure_build, measure_walks, measure_archive, measure_telling):
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name))
    replay.main()


def measure_build(folder: Path) -> None:
    """The site of this project beside the same pages as static Markdown, and the check of its source."""
    plain = _plain_project(ROOT, folder / "plain")
    ours: Command = [BIN / "mkdocs", "build", "-f", ROOT / "mkdocs.yml", "-d", folder / "ours"]
    theirs: Command = [BIN / "mkdocs", "build", "-f", plain, "-d", folder / "theirs"]
    first, second, ratio = _pair(_runner(ours), _runner(theirs))
    check = [_runner([BIN / "policy", "--project", ROOT, "check"])() for _ in range(ROUNDS)]
    _tell("mkdocs build, ours", f"{first:.2f} s")
    _tell("mkdocs build, plain", f"{second:.2f} s", "the same pages as static Markdown")
    _tell("ratio, paired", f"{ratio:.2f}", "at most 1.5")
    _tell("policy check", f"{statistics.median(check):.2f} s", "under 0.5")


def measure_walks(folder: Path) -> None:
    """Reading a history beside plain git."""
    thousand = write_versions(folder / "thousand", 1000)
    log = f"git -C {thousand} log --first-parent --raw --no-abbrev HEAD -- policy_src templates"
    plain = f"{log} | awk '/^:/ && $4 !~ /^0+$/ {{print $4}}' | git -C {thousand} cat-file --batch >/dev/null"
    first, second, ratio = _pair(_walker(thousand), _runner(["sh", "-c", plain]))
    _tell("1,000 versions, read", f"{first:.3f} s", f"plain git: {second:.3f} s")
    _tell("ratio, paired", f"{ratio:.2f}", "at most 3")
    half = write_versions(folder / "half", 500)
    _tell("memory, 500 and 1,000", f"{_walk(half)[1]:.0f} and {_walk(thousand)[1]:.0f} MB", "flat")
    monolith = write_monolith(folder / "monolith", 42_632, 200)
    log = f"git -C {monolith} log --first-parent HEAD -- policy_src templates >/dev/null"
    first, second, ratio = _pair(_walker(monolith), _runner(["sh", "-c", log]))
    _tell("42,632 commits, 200 of it", f"{first:.3f} s", f"plain git log: {second:.3f} s")
    _tell("ratio, paired", f"{ratio:.2f}", "at most 3")


def measure_archive(folder: Path) -> None:
    """A site with many versions: first build, rebuild, beside static pages, beside mike."""
    project = write_versions(folder / "all", 334)
    half, _ = _build_twice(write_versions(folder / "half", 167))
    first, again = _build_twice(project)
    static = _runner([BIN / "mkdocs", "build", "-f", _plain_project(project, folder / "plain")])
    pairs = [(_build_anew(project), static()) for _ in range(5)]
    first, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    _tell("501 versions, first build", f"{half:.1f} s")
    _tell("1,002 versions, first build", f"{first:.1f} s", f"{first / half:.2f} times as long; at most 2.2")
    _tell("rebuild", f"{again:.1f} s", f"{again / first:.2f} of the first; at most 0.25")
    shutil.rmtree(project / ".cache" / "policy" / "pages")
    kept, _ = _build_twice(project)
    _tell(
        "the same, static pages",
        f"{plain:.1f} s",
        f"first build: {statistics.median(a / b for a, b in pairs):.2f} times, paired; at most 1.3",
    )
    _tell("texts known, pages not", f"{kept:.1f} s", f"{kept / plain:.2f} times")
    mike = _measure_mike(folder / "mike")
    _tell("mike deploy", f"{mike:.2f} s a version", f"ours: {mike / (first / 334):.0f} times faster; at least 30")


def measure_telling(folder: Path) -> None:
    """What a long history costs those who tell customers of it."""
    measure_feeds(folder, _build, _tell)


def _build_anew(project: Path) -> float:
    """How long the first build takes, of which nothing is there yet."""
    shutil.rmtree(project / ".cache")
    shutil.rmtree(project / "site")
    return _build(project)


def _build_twice(project: Path) -> tuple[float, float]:
    return _build(project), _build(project)


def _build(project: Path) -> float:
    return _runner([BIN / "mkdocs", "build", "--strict", "-f", project / "mkdocs.yml"])()


def _measure_mike(folder: Path) -> float:
    """The seconds that mike needs for one more version of a site of three such pages."""
    if not (MIKE / "bin" / "mike").exists():
        subprocess.run([sys.executable, "-m", "venv", MIKE], check=True)
        packages = ["mike==2.2.0", "mkdocs==1.6.1", "mkdocs-material==9.7.7"]
        subprocess.run([MIKE / "bin" / "pip", "install", "--quiet", *packages], check=True, capture_output=True)
    project = write_versions(folder, 1)
    plain = _plain_project(project, folder / "plain")
    for archived in (plain.parent / "docs").glob("*/*.md"):
        archived.unlink()
    subprocess.run("git add --all && git commit --quiet --message plain", cwd=folder, shell=True, check=True)  # noqa: S602
    environment = f"PATH={MIKE / 'bin'}:$PATH"
    deploy = [
        _runner(["sh", "-c", f"cd {plain.parent} && {environment} mike deploy v{number}"])() for number in range(5)
    ]
    return statistics.median(deploy[1:])


def _plain_project(project: Path, folder: Path) -> Path:
    """The exported pages with plain mkdocs-material: neither our plugin nor our extension, and old texts in no menu."""
    subprocess.run([BIN / "policy", "--project", project, "export", folder / "docs"], check=True, capture_output=True)
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"] = ["search"]
    config["docs_dir"] = "docs"
    config["strict"] = False
    config["nav"] = sorted(path.name for path in (folder / "docs").glob("*.md"))
    config["not_in_nav"] = "/*/**"
    config["markdown_extensions"] = [
        name for name in config["markdown_extensions"] if name != "build_tools.mkdocs_plugin.tables"
    ]
    config["theme"].pop("custom_dir", None)
    config.pop("extra_css", None)
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "docs" / ".made-by-policy").unlink()
    return path


def _pair(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float, float]:
    """The medians of both, and that of their ratios."""
    first(), second()  # caches warm
    pairs = [(first(), second()) if number % 2 else (second(), first())[::-1] for number in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs, statistics.median(a / b for a, b in pairs)


def _runner(command: Command) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start

    return run


def _walker(project: Path) -> Callable[[], float]:
    return lambda: _walk(project)[0]


def _walk(project: Path) -> tuple[float, float]:
    """How long reading all states of a source takes, without starting Python, and how many MB that takes at most."""
    told = subprocess.run([*WALK, project], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])


def _tell(what: str, figure: str, remark: str = "") -> None:
    print(f"{what:<28}{figure:<18}{f'({remark})' if remark else ''}")


if __name__ == "__main__":
    main()
