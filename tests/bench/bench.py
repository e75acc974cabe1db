"""How long do a build and a check take, beside plain mkdocs-material on the same pages?

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

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ROUNDS = 9


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = _plain_project(folder / "plain")
        ours: list[str | Path] = [BIN / "mkdocs", "build", "-f", ROOT / "mkdocs.yml", "-d", folder / "ours"]
        theirs: list[str | Path] = [BIN / "mkdocs", "build", "-f", plain, "-d", folder / "theirs"]
        first, second = _pair(_runner(ours), _runner(theirs))
        ratio = statistics.median(a / b for a, b in zip(first, second, strict=True))
        check = [_runner([BIN / "policy", "--project", ROOT, "check"])() for _ in range(ROUNDS)]
    print(f"mkdocs build, ours      {statistics.median(first):.2f} s")
    print(f"mkdocs build, plain     {statistics.median(second):.2f} s   (the same pages as static Markdown)")
    print(f"ratio, paired           {ratio:.2f}     (at most 1.5)")
    print(f"policy check            {statistics.median(check):.2f} s   (under 0.5)")


def _plain_project(folder: Path) -> Path:
    """The exported pages with plain mkdocs-material: neither our plugin nor our extension."""
    subprocess.run([BIN / "policy", "--project", ROOT, "export", folder / "docs"], check=True, capture_output=True)
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"] = ["search"]
    config["docs_dir"] = "docs"
    config["markdown_extensions"] = [name for name in config["markdown_extensions"] if name != "build_tools.tables"]
    config["theme"].pop("custom_dir", None)
    config.pop("extra_css", None)
    path = folder / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    shutil.rmtree(folder / "docs" / ".made-by-policy", ignore_errors=True)
    return path


def _pair(first: Callable[[], float], second: Callable[[], float]) -> tuple[list[float], list[float]]:
    first(), second()  # caches warm
    pairs = [(first(), second()) if number % 2 else (second(), first())[::-1] for number in range(ROUNDS)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _runner(command: list[str | Path]) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start

    return run


if __name__ == "__main__":
    main()
