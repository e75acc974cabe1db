"""What does the form ask of its backend, and what is it answered?

It speaks the protocol of decap-server (https://github.com/decaporg/decap-cms, packages/decap-server): a JSON object
with `action` and `params`. There is no editorial workflow: to save is to write the file, and publishing is git's.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from build_tools.editor.edits import EditSession, list_texts
from build_tools.editor.files import (
    RefusedEditError,
    check_folder,
    check_picture,
    check_removable,
    check_text,
    is_picture,
    is_there,
    read_file,
    write_file,
)
from build_tools.model.tree import LARGEST
from build_tools.source.folder import read_folder

Params = Mapping[str, Any]


class UnknownRequestError(Exception):
    """A request that this backend does not know, or that lacks something."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """Answers the form's requests at a desk."""

    desk: EditSession

    def answer(self, action: object, params: object) -> Any:
        """The answer to a request, as JSON has it.

        Raises: RefusedEditError: it is refused. UnknownRequestError: it is none.
        """
        answers: dict[str, Callable[[Params], Any]] = {
            "info": self._info,
            "entriesByFolder": self._entries_by_folder,
            "entriesByFiles": self._entries_by_files,
            "getEntry": self._entry,
            "persistEntry": self._persist,
            "deleteFile": lambda asked: self._delete([_text(asked, "path")]),
            "deleteFiles": lambda asked: self._delete(list(map(_as_text, _list(asked, "paths")))),
            "getMedia": self._media,
            "getMediaFile": lambda asked: self._picture(check_picture(_text(asked, "path"))),
            "persistMedia": self._persist_media,
            "getDeployPreview": lambda _: None,
            "getNotes": lambda _: {"notes": []},
        }
        if not isinstance(action, str) or action not in answers or not isinstance(params, dict):
            raise UnknownRequestError("This request is not known here.")
        return answers[action](params)

    def _info(self, _: Params) -> Any:
        return {"repo": self.desk.project.resolve().name, "publish_modes": ["simple"], "type": "local_fs"}

    def _entries_by_folder(self, params: Params) -> Any:
        folder = check_folder(_text(params, "folder"))
        return [self._tell(path) for path in list_texts(read_folder(self.desk.project), folder)]

    def _entries_by_files(self, params: Params) -> Any:
        files = map(_as_group, _list(params, "files"))
        return [self._tell(check_text(_text(file, "path")), file.get("label")) for file in files]

    def _entry(self, params: Params) -> Any:
        path = check_text(_text(params, "path"))
        is_free = path.endswith(".md") and not is_there(self.desk.project, path)  # it looks for a free name
        return {"data": None if is_free else self.desk.serve(path, opened=True), "file": {"path": path, "id": path}}

    def _tell(self, path: str, label: object = None) -> Any:
        data = self.desk.serve(path, opened=False)
        return {"data": data, "file": {"path": path, "label": label, "id": sha256(data.encode()).hexdigest()}}

    def _persist(self, params: Params) -> Any:
        files = _list(params, "dataFiles") if "dataFiles" in params else [params.get("entry")]
        file = _as_group(files[0] if files else None)
        if len(files) != 1 or params.get("assets") or file.get("newPath"):
            raise RefusedEditError("One file is saved at a time, under the name that it has.")
        self.desk.save(check_text(_text(file, "path")), _text(file, "raw"))
        return {"message": "entry persisted"}

    def _delete(self, paths: list[str]) -> Any:
        checked = list(map(check_removable, paths))
        self.desk.remove(checked)
        return {"message": f"deleted files {', '.join(checked)}"}

    def _media(self, params: Params) -> Any:
        folder = check_folder(_text(params, "mediaFolder"))
        names = read_folder(self.desk.project).under(f"{folder}/")
        return [self._picture(f"{folder}/{name}") for name in names if is_picture(f"{folder}/{name}")]

    def _picture(self, path: str) -> Any:
        data = read_file(self.desk.project, path) or b""
        told = {"content": b64encode(data).decode(), "encoding": "base64"}
        return {"id": sha256(data).hexdigest(), "path": path, "name": PurePosixPath(path).name, **told}

    def _persist_media(self, params: Params) -> Any:
        asset = _as_group(params.get("asset"))
        path = check_picture(_text(asset, "path"))
        try:
            data = b64decode(_text(asset, "content"), validate=True)
        except ValueError:
            raise UnknownRequestError("The picture has not come in whole.") from None
        if len(data) > LARGEST:
            raise RefusedEditError(f"The picture has more than {LARGEST / 1e6:.0f} MB. Make it smaller.")
        with self.desk.lock:
            write_file(self.desk.project, path, data)
        return self._picture(path)


def _text(params: Params, key: str) -> str:
    return _as_text(params.get(key))


def _list(params: Params, key: str) -> list[Any]:
    value = params.get(key)
    if not isinstance(value, list):
        raise UnknownRequestError(f"The request has no list of {key}.")
    return value


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise UnknownRequestError("The request lacks something.")
    return value


def _as_group(value: object) -> Params:
    if not isinstance(value, dict):
        raise UnknownRequestError("The request lacks something.")
    return value
