"""How is the editor of a project opened?"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from build_tools.editor.admin_page import make_assets
from build_tools.editor.configuration import SOURCE, Backend, make_configuration
from build_tools.editor.edits import EditSession, Proposal
from build_tools.editor.files import RefusedEditError, check_folder, check_text
from build_tools.editor.impact import ImpactPreviewer, tell_choices
from build_tools.editor.impact_html import draw_outlook
from build_tools.editor.labels import FieldNames
from build_tools.editor.protocol import Protocol, UnknownRequestError
from build_tools.editor.server import EditorApp, EditorServer
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.tree import Tree
from build_tools.source.folder import read_folder

_NEW = "new-entry"
"""The name of a file that is still to get one."""


def open_editor(project: Path, clock: Callable[[], datetime], as_of: date | None = None, port: int = 0) -> EditorServer:
    """The server of a project's editor, which is still to be run. `clock` tells when each request takes place.

    Raises: Problems: there is no source. OSError: the port is taken.
    """
    tree = read_folder(project)
    if f"{SOURCE}/policy.yml" not in tree.files:
        remedy = "Run it in the folder that holds policy_src/, or name that with --project."
        raise Problems(
            [Problem(Location(f"{SOURCE}/policy.yml"), "there is no source to edit", remedy, "missing-file")]
        )
    configuration = make_local_configuration(tree)
    names = FieldNames.of(configuration)
    desk, lookout = EditSession(project, names), ImpactPreviewer(project, clock, as_of)

    def answer_protocol(body: Any) -> Any:
        if not isinstance(body, dict):
            raise UnknownRequestError("This request is not known here.")
        return Protocol(desk).answer(body.get("action"), body.get("params", {}))

    def answer_outlook(body: Any) -> Any:
        path, content = _read_question(body)
        proposal = desk.propose(path, content)
        if proposal.clashes:
            raise RefusedEditError(desk.tell_clashes(proposal))
        return {"html": _draw(proposal)}

    def _draw(proposal: Proposal) -> str:
        with desk.lock:
            outlook = lookout.look(proposal)
        return draw_outlook(outlook, proposal.tree, names, lookout.find_working())

    def answer_findings(_: Any) -> Any:
        with desk.lock:
            return tell_choices(lookout.list_choices(read_folder(project)))

    answers = {"api/v1": answer_protocol, "outlook": answer_outlook, "findings": answer_findings}
    server = EditorServer(EditorApp(make_assets(configuration, is_local=True), answers), port)
    Thread(target=_warm, args=(desk, lookout, tree), daemon=True).start()  # the first form comes sooner then
    return server


def _warm(desk: EditSession, lookout: ImpactPreviewer, tree: Tree) -> None:
    with desk.lock:
        lookout.warm(tree)


def make_local_configuration(tree: Tree) -> dict[str, Any]:
    """The forms of a source whose files our own server reads and writes."""
    layouts = [name.removesuffix(".md") for name in tree.under("templates/documents/")]
    backend = Backend({"name": "proxy", "proxy_url": "/api/v1", "branch": "working-folder"}, knows_findings=True)
    return make_configuration(backend, layouts)


def _read_question(body: Any) -> tuple[str, dict[str, Any]]:
    """The file that is edited, and what its form holds."""
    if not isinstance(body, dict) or not isinstance(body.get("data"), dict):
        raise UnknownRequestError("This request is not known here.")
    folder = f"{SOURCE}/{body.get('collection')}"
    path = body.get("path") or f"{check_folder(folder)}/{_NEW}.md"
    return check_text(str(path)), body["data"]
