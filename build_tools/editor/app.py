"""Opens the editor of a project."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from build_tools.editor.admin_page import make_assets
from build_tools.editor.configuration import SOURCE, make_configuration, templates_of
from build_tools.editor.edits import EditSession, Proposal
from build_tools.editor.files import RefusedEditError, check_folder, check_text
from build_tools.editor.impact_preview import ImpactPreview, ImpactPreviewer
from build_tools.editor.impact_preview_html import render_impact
from build_tools.editor.labels import FieldNames
from build_tools.editor.protocol import Protocol, UnknownRequestError
from build_tools.editor.server import EditorApp, EditorServer
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.project.environment import ReaderSettings
from build_tools.second_reader.errors import Complaint
from build_tools.source.folder import read_folder


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers the requests of the page."""

    session: EditSession
    previewer: ImpactPreviewer
    names: FieldNames

    def protocol(self, body: Any) -> Any:
        if not isinstance(body, dict):
            raise UnknownRequestError
        return Protocol(self.session).answer(body.get("action"), body.get("params", {}))

    def impact(self, body: Any, unread: tuple[Complaint, ...] = ()) -> Any:
        proposal, preview = self._preview(body)
        working = self.previewer.find_working()
        return {"html": render_impact(replace(preview, unread=unread), proposal.tree, self.names, working)}

    def reading(self, body: Any) -> Any:
        """The impact with the opinions of the second reader. Other requests do not wait for it.

        The preview is made again afterwards, since the source may have changed in the meantime.
        """
        _, preview = self._preview(body)
        reading = self.previewer.ask_reader(preview)
        with self.session.lock:
            self.previewer.keep_opinions(reading.opinions)
        return self.impact(body, reading.complaints)

    def findings(self, _: Any) -> Any:
        with self.session.lock:
            return self.previewer.list_choices(read_folder(self.session.folder))

    def _preview(self, body: Any) -> tuple[Proposal, ImpactPreview]:
        proposal = self.session.propose(*_read_edit(body))
        if proposal.clashes:
            raise RefusedEditError(self.session.describe_clashes(proposal))
        with self.session.lock:
            return proposal, self.previewer.preview(proposal)


def open_editor(
    folder: Path,
    clock: Callable[[], datetime],
    as_of: date | None = None,
    port: int = 0,
    reader: ReaderSettings | None = None,
) -> EditorServer:
    """The server of a project's editor; the caller runs it. Raises: Problems: no source. OSError: the port is taken.

    With a second `reader`, the user can ask for its opinion on an edit.
    """
    tree = read_folder(folder)
    if f"{SOURCE}/policy.yml" not in tree.files:
        remedy = "Run it in the folder that holds policy_src/, or name that folder with --project."
        place = Location(f"{SOURCE}/policy.yml")
        raise Problems([Problem(place, "there is no source to edit", remedy, "missing-file")])
    configuration = make_local_configuration(tree)
    names = FieldNames.of(configuration)
    session, previewer = EditSession(folder, names), ImpactPreviewer(folder, clock, as_of, reader)
    answer = _Answers(session, previewer, names)

    def warm() -> None:
        with session.lock:
            previewer.warm(tree)

    answers = {"api/v1": answer.protocol, "impact": answer.impact, "findings": answer.findings}
    answers |= {"reading": answer.reading} if reader else {}
    assets = make_assets(configuration, is_local=True, has_reader=reader is not None)
    server = EditorServer(EditorApp(assets, answers), port)
    Thread(target=warm, daemon=True).start()  # the first form opens sooner then
    return server


def make_local_configuration(tree: Tree) -> dict[str, Any]:
    """The forms of a source whose files our own server reads and writes."""
    backend = {"name": "proxy", "proxy_url": "/api/v1", "branch": "working-folder"}
    return make_configuration(backend, templates_of(tree), knows_findings=True)


def _read_edit(body: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        raise UnknownRequestError
    folder = f"{SOURCE}/{body.get('collection')}"
    path = body.get("path") or f"{check_folder(folder)}/new-entry.md"  # a new file has no name yet
    return check_text(str(path)), body["data"]
