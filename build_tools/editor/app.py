"""Opens the editor of a project."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from build_tools.editor.admin_page import make_assets
from build_tools.editor.configuration import SOURCE, make_configuration, templates_of
from build_tools.editor.edits import EditSession
from build_tools.editor.files import RefusedEditError, check_folder, check_text
from build_tools.editor.impact_preview import ImpactPreviewer
from build_tools.editor.impact_preview_html import render_impact
from build_tools.editor.labels import FieldNames
from build_tools.editor.protocol import Protocol, UnknownRequestError
from build_tools.editor.server import EditorApp, EditorServer
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.folder import read_folder


def open_editor(folder: Path, clock: Callable[[], datetime], as_of: date | None = None, port: int = 0) -> EditorServer:
    """The server of a project's editor; the caller runs it. Raises: Problems: no source. OSError: the port is taken."""
    tree = read_folder(folder)
    if f"{SOURCE}/policy.yml" not in tree.files:
        remedy = "Run it in the folder that holds policy_src/, or name that folder with --project."
        place = Location(f"{SOURCE}/policy.yml")
        raise Problems([Problem(place, "there is no source to edit", remedy, "missing-file")])
    configuration = make_local_configuration(tree)
    names = FieldNames.of(configuration)
    session, previewer = EditSession(folder, names), ImpactPreviewer(folder, clock, as_of)

    def answer_protocol(body: Any) -> Any:
        if not isinstance(body, dict):
            raise UnknownRequestError
        return Protocol(session).answer(body.get("action"), body.get("params", {}))

    def answer_impact(body: Any) -> Any:
        proposal = session.propose(*_read_edit(body))
        if proposal.clashes:
            raise RefusedEditError(session.describe_clashes(proposal))
        with session.lock:
            preview = previewer.preview(proposal)
        return {"html": render_impact(preview, proposal.tree, names, previewer.find_working())}

    def answer_findings(_: Any) -> Any:
        with session.lock:
            return previewer.list_choices(read_folder(folder))

    def warm() -> None:
        with session.lock:
            previewer.warm(tree)

    answers = {"api/v1": answer_protocol, "impact": answer_impact, "findings": answer_findings}
    server = EditorServer(EditorApp(make_assets(configuration, is_local=True), answers), port)
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
