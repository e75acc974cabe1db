"""Writes files early in a process that has one thread, which a worker of pytest has not; `test_early_files` runs it."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from build_tools.mkdocs_plugin.early_files import EarlyFile, EarlyWriter
from build_tools.mkdocs_plugin.made_file import MadeFile
from build_tools.runtime import beside

COUNT = 120
HOOK = "def on_env(env, config, files): return env\n"


def main(site: Path, way: str) -> None:
    """Write files of a site as MkDocs does, and print whether they were written beside."""
    (site.parent / "mkdocs.yml").touch()
    config = _configure(site, way)
    config.plugins._current_plugin = "hook"  # as if one of its events ran
    vars(beside)["count_processors"] = lambda: 2
    makers: dict[str, Callable[[], bytes]] = {f"{n}/a.txt": partial(bytes, b"%d" % n) for n in range(COUNT)}
    if way == "fails beside":
        makers["7/a.txt"] = _fail_in_a_copy
    files = Files([MadeFile.of(config, path, make) for path, make in makers.items()])
    if way == "same place":
        files.append(other := File.generated(config, "other.txt", content="other"))
        other.dest_uri = "3/a.txt"
    writer = EarlyWriter(files, config)
    made = files.src_uris["3/a.txt"]
    assert isinstance(made, EarlyFile)
    print("beside" if made.writer and made.writer._work else "here")  # noqa: T201 - the test reads it
    if way == "dropped":
        made.inclusion = InclusionLevel.EXCLUDED
    elif way == "hook":
        files.remove(made)
        files.append(File.generated(config, "3/a.txt", content="other"))
    files.copy_static_files()
    writer.finish()


def _configure(site: Path, way: str) -> MkDocsConfig:
    """The configuration of a project; some ways have a hook that takes part in each build, or a template."""
    (site.parent / "hook.py").write_text(HOOK, encoding="utf-8")
    (docs := site.parent / "docs").mkdir()
    return load_config(
        str(site.parent / "mkdocs.yml"),
        site_name="x",
        theme={"name": "material"},
        plugins=["search", "policy"],
        docs_dir=str(docs),
        site_dir=str(site),
        hooks=["hook.py"] if way == "hook" else [],
        extra_templates=["3/a.txt"] if way == "template" else [],
    )


_HERE = os.getpid()


def _fail_in_a_copy() -> bytes:
    if os.getpid() != _HERE:
        raise OSError
    return b"7"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
