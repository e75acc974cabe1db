"""Writes files early in a process that has one thread, which a worker of pytest has not; `test_early_files` runs it."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from build_tools.mkdocs_plugin.early_files import EarlyWriter
from build_tools.mkdocs_plugin.made_file import MadeFile
from build_tools.runtime import beside

COUNT = 120


def main(site: Path, way: str) -> None:
    """Write files of a site; MkDocs asks for all of them but those that a plugin dropped."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "x", "site_dir": str(site)})
    config.validate()
    vars(beside)["count_processors"] = lambda: 2
    makers: dict[str, Callable[[], bytes]] = {f"{n}/a.txt": partial(bytes, b"%d" % n) for n in range(COUNT)}
    if way == "fails beside":
        makers["7/a.txt"] = _fail_in_a_copy
    files = {path: MadeFile.of(config, path, make) for path, make in makers.items()}
    writer = EarlyWriter(list(files.values()))
    if way == "dropped":
        del files["3/a.txt"]
    elif way == "moved":
        files["3/a.txt"].dest_uri = "elsewhere.txt"
    for file in files.values():
        file.copy_file()
    writer.stop() if way == "stopped" else writer.finish()


_HERE = os.getpid()


def _fail_in_a_copy() -> bytes:
    if os.getpid() != _HERE:
        raise OSError
    return b"7"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
