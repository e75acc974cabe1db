"""Recognizes a project whose source is still the draft that `policy new` made, and replaces that draft."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.source.folder import read_folder
from build_tools.source.launch_state import POLICY_FILE
from build_tools.source.yaml_reader import read_yaml
from build_tools.starting.answers import Answers, AnswersError
from build_tools.starting.starter import make_starter

_SOURCE = "policy_src/"
_DRAFT = re.compile(rb"(?m)^draft:[ ]*true\b")
_RIGHTS = f"{_SOURCE}rights.yml"


class EditedSourceError(UserError):
    """A source that may not be replaced."""

    def __init__(self) -> None:
        super().__init__(
            "policy_src/ holds more than the empty draft of policy new, so it is not replaced",
            "Import into a new folder: policy import FILE --into FOLDER.",
        )


def find_draft(project: Path) -> Tree | None:
    """The source of a project that is a draft; none for a launched policy, and where there is no source."""
    try:
        settings = Folder(project).read(POLICY_FILE)
    except OSError:
        return None
    return read_folder(project) if _DRAFT.search(settings) else None


def read_answers(tree: Tree) -> Answers:
    """The answers of which a draft was made. Raises: EditedSourceError: it is not as `policy new` made it."""
    try:
        answers = _find_answers(_read(tree, POLICY_FILE), _read(tree, _RIGHTS))
        draft = make_starter(answers, tree.layouts)
    except (AnswersError, AttributeError, KeyError, Problems, TypeError):
        raise EditedSourceError from None
    own = {path: data for path, data in tree.files.items() if path.startswith(_SOURCE)}
    if tree.problems or own != draft.files:
        raise EditedSourceError
    return answers


def replace_source(project: Path, before: Tree, files: Mapping[str, bytes]) -> None:
    """Write the files of a source in the place of those of an earlier tree. Raises: OSError."""
    folder = Folder(project)
    for path, content in files.items():
        folder.write(path, content)
    for path in before.files:
        if path.startswith(_SOURCE) and path not in files:
            folder.remove(path)


def _read(tree: Tree, path: str) -> dict[str, Any]:
    values: dict[str, Any] = read_yaml(path, tree.read(path)).value
    return values


def _find_answers(settings: dict[str, Any], rights: dict[str, Any]) -> Answers:
    controller, publication, announcing = (settings[key] for key in ("controller", "publication", "announcing"))
    names = ("name", "privacy_mailbox", "legal_name", "address", "site")
    return Answers(
        **{name: controller.get(name, "") for name in names},
        time_zone=publication["time_zone"],
        language=publication["language"],
        site_address=publication.get("address", ""),
        answer_within=(rights.get("requests") or {}).get("deadline", ""),
        announce_by=tuple(channel["kind"] for channel in announcing.get("channels", ())),
        notice=announcing.get("notice", ""),
    )
