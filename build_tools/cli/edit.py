"""`policy edit`: the source in forms, in the browser."""

import errno
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from build_tools.cli._common import now, refusals, refuse, variable
from build_tools.delivery.built_site import SEAL
from build_tools.editor.admin_page import Host, make_hosted_page
from build_tools.project.environment import TODAY
from build_tools.project.project import Project
from build_tools.runtime.atomic_files import write_folder
from build_tools.source.folder import read_folder

if TYPE_CHECKING:
    from build_tools.editor.server import EditorServer

_PORT = 8100
_TAKEN = frozenset({errno.EADDRINUSE, errno.EACCES})
"""Why a port cannot be had; of a file that is not to be read, the error tells its name besides."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Where it answers. [default: {_PORT}, or any that is free]"
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option(
    "--write", "target", type=click.Path(path_type=Path), help="Write the page for a host of git into a folder."
)
@click.option("--backend", "kind", type=click.Choice(["github", "gitlab"]), help="That host.")
@click.option("--repo", default="", help="Its repository: owner/name.")
@click.option("--branch", default="main", show_default=True, help="The branch that is published.")
@click.option("--login", default="", help="GitHub: the address of the server that exchanges the login (OAuth).")
@click.option("--app-id", "application", default="", help="GitLab: the id of the application that logs in.")
@click.option("--host", "address", default="", help="The address of a host of your own.")
@click.pass_obj
def edit(
    project: Path, /, port: int | None, target: Path | None, kind: str | None, *, no_browser: bool, **host: str
) -> None:
    """Edit policy_src/ in the browser, and see what each edit means before it is saved.

    Only this machine can reach the editor, and only by the address that is printed. Saving writes the file; to publish
    it, commit it and open a pull request. It ends with Ctrl-C.

    With --write the same page is made for a host of git, to which it writes by itself; docs/editing.md tells how.
    """
    if target:
        _write(project, target, kind, host)
        return
    server = _open(project, port)
    click.echo(f"The editor is at {server.address}\nIt ends with Ctrl-C.")
    if not no_browser:
        Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()


def _open(project: Path, port: int | None) -> "EditorServer":
    """The server at the port that is asked for, or else at any."""
    from build_tools.editor.app import open_editor  # noqa: PLC0415 - slow to import, and the help does without

    with refusals():
        as_of = Project.of_folder(project, now(), variable(TODAY)).as_of
        for wanted in (_PORT, 0) if port is None else (port,):
            try:
                return open_editor(project, now, as_of, wanted)
            except OSError as error:
                if error.errno not in _TAKEN or error.filename or not wanted:
                    refuse(f"The editor cannot be opened: {error.strerror or error}.\n")
    return refuse(
        f"The port {port} is taken, or not yours to take. Name another one with --port, or 0 for any that is free.\n"
    )


def _write(project: Path, target: Path, kind: str | None, host: dict[str, str]) -> None:
    """Write the page for a host."""
    if kind is None:
        refuse("Say for which host with --backend github or --backend gitlab.\n")
    if any((folder / SEAL).exists() for folder in (target.resolve(), *target.resolve().parents)):
        refuse(f"{target} is inside a built site, whose next build would remove it. Name a folder outside of it.\n")
    told = Host(kind, host["repo"], host["branch"], host["login"], host["application"], host["address"])
    try:
        with refusals():
            write_folder(target, make_hosted_page(read_folder(project), told), project)
    except OSError as error:
        refuse(f"{target} cannot be written: {error.strerror}. Name another folder.\n")
    click.echo(f"The page is in {target}. docs/editing.md tells where to put it.", err=True)
