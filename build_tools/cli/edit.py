"""Runs `policy edit`, which edits the source in forms in the browser."""

import errno
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from build_tools.cli._common import env_variable, fail, now
from build_tools.cli._second_reading import reader_settings
from build_tools.delivery.built_site import SEAL
from build_tools.editor.admin_page import Host, make_hosted_page
from build_tools.project.environment import TODAY
from build_tools.project.project import Project
from build_tools.runtime.atomic_files import write_folder
from build_tools.runtime.paths import RefusedPathError
from build_tools.source.folder import read_folder

if TYPE_CHECKING:
    from build_tools.editor.server import EditorServer

_PORT = 8100
_TAKEN = frozenset({errno.EADDRINUSE, errno.EACCES})
"""The errors of a port that cannot be used; the same errors of a file also have a file name."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help=f"The port. [default: {_PORT}, or any that is free]")
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option("--write", "target", type=click.Path(path_type=Path), help="Write the page for a git host to a folder.")
@click.option("--backend", "kind", type=click.Choice(["github", "gitlab"]), help="With --write: the git host.")
@click.option("--repo", default="", help="With --write: the repository, as owner/name.")
@click.option("--branch", default="main", show_default=True, help="With --write: the published branch.")
@click.option("--login", default="", help="GitHub: the address of the server that exchanges the login (OAuth).")
@click.option("--app-id", "application", default="", help="GitLab: the id of the application for the login.")
@click.option("--host", "address", default="", help="The address of your own git host.")
@click.pass_obj
def edit(
    folder: Path, /, port: int | None, target: Path | None, kind: str | None, *, no_browser: bool, **host: str
) -> None:
    """Edit policy_src/ in the browser, and see the effect of each edit before you save it.

    The editor can be reached only from this machine, and only at the address that is printed. Saving writes the file;
    to publish it, commit it and open a pull request. Press Ctrl-C to stop the editor. If POLICY_READER_URL is set, a
    button asks a second reader for its opinion on the edit; see docs/second-reader.md.

    With --write, the same page is made for a git host, and saves to it directly; see docs/editing.md.
    """
    if target:
        _write(folder, target, kind, host)
        return
    server = _open(folder, port)
    click.echo(f"The editor is at {server.address}\nPress Ctrl-C to stop it.")
    if not no_browser:
        Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()


def _open(folder: Path, port: int | None) -> "EditorServer":
    from build_tools.editor.app import open_editor  # noqa: PLC0415 - slow to import, and the help does without

    as_of, reader = Project.of_folder(folder, now(), env_variable(TODAY)).as_of, reader_settings()
    for wanted in (_PORT, 0) if port is None else (port,):
        try:
            return open_editor(folder, now, as_of, wanted, reader)
        except OSError as error:
            if error.errno not in _TAKEN or error.filename or not wanted:
                fail(f"The editor cannot be opened: {error.strerror or error}.\n")
    return fail(f"You cannot use port {port}. Name another one with --port, or 0 for any free port.\n")


def _write(folder: Path, target: Path, kind: str | None, host: dict[str, str]) -> None:
    if kind is None:
        fail("Name the git host with --backend github or --backend gitlab.\n")
    if any((parent / SEAL).exists() for parent in (target.resolve(), *target.resolve().parents)):
        fail(f"{target} is inside a built site, whose next build would remove it. Name a folder outside of it.\n")
    git_host = Host(kind, host.pop("repo"), **host)
    try:
        write_folder(target, make_hosted_page(read_folder(folder), git_host), folder)
    except RefusedPathError:
        raise
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}. Name another folder.\n")
    click.echo(f"The page is in {target}. docs/editing.md explains where to put it.", err=True)
