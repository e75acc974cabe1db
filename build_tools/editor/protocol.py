"""Answers the requests of the forms.

The protocol is that of decap-server (https://github.com/decaporg/decap-cms, packages/decap-server): a JSON object with
`action` and `params`. There is no editorial workflow: saving writes the file, and git publishes it.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, TypeVar

from build_tools.editor import files as disk
from build_tools.editor.edits import EditSession
from build_tools.editor.files import RefusedEditError
from build_tools.model.tree import LARGEST
from build_tools.source.folder import read_folder

Params = Mapping[str, Any]
T = TypeVar("T")


class UnknownRequestError(Exception):
    """A request that this backend does not know, or that is incomplete."""

    def __init__(self, what: str = "The editor does not know this request.") -> None:
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Protocol:
    """Answers the requests of the forms of a session."""

    session: EditSession

    def answer(self, action: object, params: object) -> Any:
        """The answer to a request, as a value of JSON. Raises: RefusedEditError, UnknownRequestError."""
        name = self.session.folder.resolve().name
        answers: dict[str, Callable[[Params], Any]] = {
            "info": lambda _: {"repo": name, "publish_modes": ["simple"], "type": "local_fs"},
            "entriesByFolder": self._entries_by_folder,
            "entriesByFiles": self._entries_by_files,
            "getEntry": self._entry,
            "persistEntry": self._persist,
            "deleteFile": lambda params: self._delete([_text(params, "path")]),
            "deleteFiles": lambda params: self._delete([_as(str, path) for path in _list(params, "paths")]),
            "getMedia": self._media,
            "getMediaFile": lambda params: self._picture(disk.check_picture(_text(params, "path"))),
            "persistMedia": self._persist_media,
            "getDeployPreview": lambda _: None,
            "getNotes": lambda _: {"notes": []},
        }
        if not isinstance(action, str) or action not in answers or not isinstance(params, dict):
            raise UnknownRequestError
        return answers[action](params)

    def _entries_by_folder(self, params: Params) -> Any:
        folder = disk.check_folder(_text(params, "folder"))
        names = read_folder(self.session.folder).under(f"{folder}/")
        return [self._describe(f"{folder}/{name}") for name in names if "/" not in name and name.endswith(".md")]

    def _entries_by_files(self, params: Params) -> Any:
        files = [_as(dict, file) for file in _list(params, "files")]
        return [self._describe(disk.check_text(_text(file, "path")), file.get("label")) for file in files]

    def _entry(self, params: Params) -> Any:
        path = disk.check_text(_text(params, "path"))
        is_free = path.endswith(".md") and not disk.is_there(self.session.folder, path)  # Decap looks for a free name
        return {"data": None if is_free else self.session.serve(path, opened=True), "file": {"path": path, "id": path}}

    def _describe(self, path: str, label: object = None) -> Any:
        data = self.session.serve(path, opened=False)
        return {"data": data, "file": {"path": path, "label": label, "id": sha256(data.encode()).hexdigest()}}

    def _persist(self, params: Params) -> Any:
        files = _list(params, "dataFiles") if "dataFiles" in params else [params.get("entry")]
        file = _as(dict, files[0] if files else None)
        if len(files) != 1 or params.get("assets") or file.get("newPath"):
            raise RefusedEditError("Only one file can be saved at a time, and its name cannot change.")
        self.session.save(disk.check_text(_text(file, "path")), _text(file, "raw"))
        return {"message": "entry persisted"}

    def _delete(self, paths: list[str]) -> Any:
        checked = list(map(disk.check_removable, paths))
        self.session.remove(checked)
        return {"message": f"deleted files {', '.join(checked)}"}

    def _media(self, params: Params) -> Any:
        folder = disk.check_folder(_text(params, "mediaFolder"))
        names = read_folder(self.session.folder).under(f"{folder}/")
        return [self._picture(f"{folder}/{name}") for name in names if disk.is_picture(f"{folder}/{name}")]

    def _picture(self, path: str) -> Any:
        data = disk.read_file(self.session.folder, path) or b""
        content = {"content": b64encode(data).decode(), "encoding": "base64"}
        return {"id": sha256(data).hexdigest(), "path": path, "name": PurePosixPath(path).name, **content}

    def _persist_media(self, params: Params) -> Any:
        asset = _as(dict, params.get("asset"))
        path = disk.check_picture(_text(asset, "path"))
        try:
            data = b64decode(_text(asset, "content"), validate=True)
        except ValueError:
            raise UnknownRequestError("The picture was not received completely.") from None
        if len(data) > LARGEST:
            raise RefusedEditError(f"The picture is larger than {LARGEST / 1e6:.0f} MB. Make it smaller.")
        with self.session.lock:
            disk.write_file(self.session.folder, path, data)
        return self._picture(path)


def _text(params: Params, key: str) -> str:
    return _as(str, params.get(key))


def _list(params: Params, key: str) -> list[Any]:
    return _as(list, params.get(key))


def _as(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise UnknownRequestError("The request is incomplete.")
    return value
