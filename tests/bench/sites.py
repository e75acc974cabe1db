"""Measures the builds of this site and of a long history, beside plain mkdocs-material and mike."""

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from tests.bench.histories import add_version, write_versions
from tests.bench.runner import Figure, SkippedError
from tests.bench.timing import Command, Run, compare, median_of, rounds, time_command
from tests.support.projects import ROOT, run

BIN = Path(sys.executable).parent
_MIKE = ROOT / ".cache" / "bench" / "mike"
_MIKE_PACKAGES = ("mike==2.2.0", "mkdocs==1.6.1", "mkdocs-material==9.7.7")
_MANY = 100
"""How many publications a history has, each with three documents, unless a measurement says otherwise."""


def measure_build(folder: Path) -> Iterator[Figure]:
    """The site of this project with what the first build keeps, beside the same pages as static Markdown."""
    plain = _write_plain(ROOT, folder / "plain")
    ours: Command = [BIN / "mkdocs", "build", "-f", ROOT / "mkdocs.yml", "-d", folder / "ours"]
    theirs: Command = [BIN / "mkdocs", "build", "-f", plain, "-d", folder / "theirs"]
    time_command(ours), time_command(theirs)
    yield compare(partial(time_command, ours), partial(time_command, theirs)).ratio("beside plain pages", 1.5)


def measure_check(_folder: Path) -> Iterator[Figure]:
    """`policy check` of this project."""
    command: Command = [BIN / "policy", "--project", ROOT, "check"]
    time_command(command)
    runs = [time_command(command) for _ in rounds(seconds=30, most=15, least=5)]
    processor = statistics.median(done.processor for done in runs)
    yield median_of("policy check", [done.seconds for done in runs], "s", 0.4, f"processor time {processor:.2f} s")


def measure_publications(folder: Path) -> Iterator[Figure]:
    """The first build of 100 publications without downloads, beside static pages, and that of 200."""
    hundred, double = (write_versions(folder / str(count), count) for count in (_MANY, 2 * _MANY))
    plain = _write_plain(hundred, folder / "plain")
    pairs = compare(partial(build_first, hundred), partial(_build, plain.parent), seconds=60, most=5)
    yield pairs.ratio("100 beside static pages", 1.5)
    growth = compare(partial(build_first, double), partial(build_first, hundred), seconds=45, most=3)
    yield growth.ratio("200 beside 100", 2.1)


def measure_downloads(folder: Path) -> Iterator[Figure]:
    """The same with a PDF and a Word file of every version."""
    project = write_versions(folder / "project", _MANY, downloads=True)
    plain = _write_plain(project, folder / "plain")
    pairs = compare(partial(build_first, project), partial(_build, plain.parent), seconds=90, most=3)
    made = len([*(project / "site").rglob("*.pdf")]), len([*(project / "site").rglob("*.docx")])
    if min(made) < 3 * _MANY:
        raise SkippedError(f"only {made[0]} PDFs and {made[1]} Word files could be made on this machine")
    yield pairs.ratio("100 beside static pages", 3)


def measure_rebuild(folder: Path) -> Iterator[Figure]:
    """A build of 100 publications of which nothing changed, beside the first build."""
    project = write_versions(folder / "project", _MANY)
    first = [build_first(project) for _ in rounds(seconds=40, most=3, least=1)]
    again = [_build(project) for _ in rounds(seconds=30, most=9, least=3)]
    whole = statistics.median(done.seconds for done in first)
    shares = [done.seconds / whole for done in again]
    yield median_of("beside the first build", shares, "times", 0.2, f"{whole:.1f} s")
    yield median_of("nothing changed", [done.seconds for done in again], "s", 1.5)


def measure_one_more(folder: Path) -> Iterator[Figure]:
    """One more publication than the 100 that earlier builds kept, beside a build of which nothing changed."""
    project = write_versions(folder / "project", _MANY)
    _build(project)
    more, same = [], []
    for number in rounds(seconds=60):
        same.append(_build(project))
        add_version(project, _MANY + number)
        more.append(_build(project))
    ratios = [ours.seconds / theirs.seconds for ours, theirs in zip(more, same, strict=True)]
    taken = f"{statistics.median(done.seconds for done in more):.2f} s, {len(ratios)} pairs"
    yield median_of("beside nothing changed", ratios, "times", 1.3, taken)


def measure_mike(folder: Path) -> Iterator[Figure]:
    """One version by `mike deploy` of a site of three static pages, beside one of 100 in our first build."""
    _install_mike()
    project = write_versions(folder / "mike", 1)
    plain = _write_plain(project, project / "plain")
    for archived in (plain.parent / "docs").glob("*/*.md"):
        archived.unlink()
    done = run("sh", "-c", "git add --all && git commit --quiet --message plain", folder=project)
    assert done.returncode == 0, done.stderr
    environment = f"PATH={_MIKE / 'bin'}:$PATH"
    hundred = write_versions(folder / "hundred", _MANY)
    ratios, deploys = [], []
    for number in rounds(seconds=80, most=4):
        ours = build_first(hundred).seconds / _MANY
        deploys += [
            time_command(["sh", "-c", f"{environment} mike deploy v{number}-{step}"], plain.parent).seconds
            for step in range(3)
        ]
        ratios.append(statistics.median(deploys[-3:]) / ours)
    remark = f"mike {statistics.median(deploys):.2f} s a version, {len(ratios)} pairs"
    yield median_of("faster than mike", ratios, "times", 12, remark, at_least=True)


def measure_thousand(folder: Path) -> Iterator[Figure]:
    """Time, size and memory of the first build of 1,000 publications, beside 500; once, since each takes a minute."""
    runs: dict[int, tuple[Run, float]] = {}
    for count in (500, 1000):
        project = write_versions(folder / str(count), count)
        done = build_first(project)
        files = [path for path in (project / "site").rglob("*") if path.is_file()]
        runs[count] = done, sum(path.stat().st_size for path in files) / 1e6
        shutil.rmtree(project)
    (half, small), (whole, large) = runs[500], runs[1000]
    processor = whole.processor / half.processor
    remark = f"{whole.seconds:.0f} s; by processor time {processor:.2f}"
    yield Figure("time, 1,000 beside 500", whole.seconds / half.seconds, "times", 2.2, remark=remark)
    yield Figure("size, 1,000 beside 500", large / small, "times", 2.2, remark=f"{large:.0f} MB")
    yield Figure("memory of the largest process", whole.megabytes, "MB", 500)


def build_first(project: Path) -> Run:
    """The first build, of which nothing is there yet."""
    shutil.rmtree(project / ".cache", ignore_errors=True)
    shutil.rmtree(project / "site", ignore_errors=True)
    return _build(project)


def _build(project: Path) -> Run:
    return time_command([BIN / "mkdocs", "build", "-f", project / "mkdocs.yml"], project)


def _install_mike() -> None:
    if (_MIKE / "bin" / "mike").exists():
        return
    try:
        subprocess.run([sys.executable, "-m", "venv", _MIKE], check=True, capture_output=True)
        pip = _MIKE / "bin" / "pip"
        subprocess.run([pip, "install", "--quiet", *_MIKE_PACKAGES], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(_MIKE, ignore_errors=True)
        raise SkippedError("mike cannot be installed; is there a network?") from error


def _write_plain(project: Path, folder: Path) -> Path:
    """The exported pages with plain mkdocs-material: neither our plugin nor our extension, and old texts in no menu."""
    time_command([BIN / "policy", "--project", project, "export", folder / "docs"])
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"] = ["search"]
    config["docs_dir"] = "docs"
    config["strict"] = False
    config["nav"] = sorted(path.name for path in (folder / "docs").glob("*.md"))
    config["not_in_nav"] = "/*/**"
    extensions = config["markdown_extensions"]
    config["markdown_extensions"] = [name for name in extensions if not str(name).startswith("build_tools.")]
    config["theme"].pop("custom_dir", None)
    config.pop("extra_css", None)
    config.pop("hooks", None)
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "docs" / ".made-by-policy").unlink()
    return path
