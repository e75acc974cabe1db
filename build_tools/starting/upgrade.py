"""Upgrades a project to a newer program: its wheel, lock, commands, workflows and source format."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from build_tools.history.program_copy import BEGIN
from build_tools.model.tree import Tree
from build_tools.runtime.files import Folder
from build_tools.runtime.program_files import CHANGELOG, LOCK
from build_tools.source.folder import read_folder
from build_tools.source.form_content import patch_content, read_content
from build_tools.source.launch_state import POLICY_FILE
from build_tools.source.migrations import number_of_format, upgrade
from build_tools.source.reader import read_past
from build_tools.starting.program_in_use import ProgramInUse
from build_tools.starting.program_wheel import ProgramWheel
from build_tools.starting.project import make_program, make_scaffold
from build_tools.starting.upgrade_check import UpgradeError, check_history, find_changed_documents

_WORDING = "policy_src/wording.yml"
_COPIES = ("templates", "site_overrides", "build_tools")
_REPLACED = (*(f"{place}/" for place in _COPIES), "docs/", "policy_src/.schema/")
_REPLACED_FILES = {"pyproject.toml", "requirements-setup.lock", "LICENSE", CHANGELOG}
"""What a copied program brought and a wheel replaces."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade would write and remove. Nothing is done yet."""

    written: Mapping[str, bytes]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    """The files that would be replaced, and stay since somebody changed them."""
    versions: int
    """How many published versions were compared."""
    lost_packages: tuple[str, ...]
    """The packages that somebody added to the lock, and that the new lock does not have."""
    news: tuple[str, ...]
    """The lines of the changelog that are new."""


def plan_upgrade(in_use: ProgramInUse, wheel: ProgramWheel, program: Path, *, keeps_layouts: bool) -> Upgrade:
    """The upgrade to a wheel, whose program is in the folder `program`. `keeps_layouts` keeps those of today.

    Raises: UpgradeError: a text would read differently. Problems: the source cannot be read. HistoryError, OSError.
    """
    tree, folder = read_folder(in_use.project), Folder(in_use.project)
    policy = read_past(tree).policy
    name, time_zone = policy.controller.name, policy.publication.time_zone
    scaffold = make_scaffold(wheel, name, time_zone)
    unedited = set(in_use.find_unedited(name, time_zone))
    differing = {path: data for path, data in scaffold.items() if not folder.look(path) or folder.read(path) != data}
    edited = [path for path in differing if folder.look(path) and path not in unedited]
    new_layouts = wheel.layouts
    changed_layouts = {path: data for path, data in tree.layouts.items() if new_layouts.get(path) != data}
    written = {path: data for path, data in differing.items() if path not in edited} | make_program(wheel)
    written |= {**_upgrade_format(tree), **(changed_layouts if keeps_layouts else {})}
    removed = {path for path in in_use.unedited_copies if path.startswith(_REPLACED) or path in _REPLACED_FILES}
    removed = (removed | ({in_use.wheel.path} if in_use.wheel else set())) - written.keys()
    versions = check_history(in_use, program)
    if not policy.draft:
        _check_documents(tree, _read_planned(tree, folder, new_layouts, written, removed))
    edited += [
        path for place in _COPIES if not in_use.wheel for path in _files_in(folder, place) if path not in removed
    ]
    lost = tuple(in_use.find_added_packages(written[LOCK]))
    return Upgrade(written, tuple(sorted(removed)), tuple(sorted(edited)), versions, lost, _find_news(in_use, wheel))


def carry_out(project: Path, plan: Upgrade) -> None:
    """Write and remove what was planned; a copy of the program is removed last, so that a killed run is noticed.

    Raises: OSError.
    """
    folder, removed = Folder(project), set(plan.removed)
    for path, content in plan.written.items():
        folder.write(path, content)
    whole = [place for place in _COPIES if (files := set(_files_in(folder, place))) and files <= removed]
    for path in sorted((path for path in removed if path.partition("/")[0] not in whole), key=_begin_last):
        folder.remove(path)
    for place in whole:
        last = max((path for path in removed if path.startswith(f"{place}/")), key=_begin_last)
        folder.remove_folder(place, last.removeprefix(f"{place}/"))


def _begin_last(path: str) -> tuple[bool, str]:
    return path == BEGIN, path


def _files_in(folder: Folder, place: str) -> list[str]:
    """The files in a folder of the program, without those that Python compiled."""
    return [entry.path for entry in folder.walk(place) if "__pycache__" not in entry.path.split("/")]


def _read_planned(
    tree: Tree, folder: Folder, layouts: Mapping[str, bytes], written: Mapping[str, bytes], removed: AbstractSet[str]
) -> Tree:
    """The source after an upgrade: with the new layouts, and the project's own on top of them."""
    own = {path: folder.read(path) for path in _files_in(folder, "templates") if path in tree.files}
    source = {path: data for path, data in tree.files.items() if path.startswith("policy_src/")}
    stays = {path: data for path, data in {**own, **source}.items() if path not in removed}
    changed = {path: data for path, data in written.items() if path.startswith(("policy_src/", "templates/"))}
    return Tree(dict(sorted({**layouts, **stays, **changed}.items())))


def _check_documents(before: Tree, after: Tree) -> None:
    if changed := list(find_changed_documents(before, after)):
        raise UpgradeError(
            f"with the layouts of the new program a text would read differently, so nothing was changed: {changed[0]}",
            "Use --keep-layouts to keep the layouts of today in templates/, or publish the change of text first.",
        )


def _upgrade_format(tree: Tree) -> dict[str, bytes]:
    written: dict[str, bytes] = {}
    number = number_of_format(read_content(POLICY_FILE, tree.read(POLICY_FILE)))
    for path in (POLICY_FILE, _WORDING):
        content = read_content(path, text := tree.read(path))
        if (newer := upgrade(path.rpartition("/")[2], content, number)) != content:
            written[path] = patch_content(path, text, newer).encode()
    return written


def _find_news(in_use: ProgramInUse, wheel: ProgramWheel) -> tuple[str, ...]:
    known = set(in_use.changelog.splitlines())
    return tuple(line for line in wheel.bundled(CHANGELOG).decode().splitlines() if line.strip() and line not in known)
