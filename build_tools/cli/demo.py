"""Runs `policy demo`, which shows a site with an invented history."""

from contextlib import suppress
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket

import click

from build_tools.cli._common import fail, now, refusals, run_mkdocs
from build_tools.project.environment import ADDRESS
from build_tools.starting.demo.project import Made, make_demo

_HOST, _PORT = "127.0.0.1", 8000
_NOTES = {
    Made.NEW: "",
    Made.SAME: ", and your edits",
    Made.EARLIER: ", made on another day or by another version; remove the folder to make it again",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default="policy-demo")
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port. [default: {_PORT}, or any that is free]")
@click.option("--build", "is_built", is_flag=True, help="Build the site into FOLDER/site, and do not show it.")
def demo(folder: Path, port: int | None, *, is_built: bool) -> None:
    """Show a site with an invented history of twelve publications, until you press Ctrl-C.

    It makes FOLDER (default: policy-demo) a project with its own git repository, in which you can try every command and
    every edit; the site follows. The days of the history fit the day on which it is made. A folder that is a demo
    already stays as it is; any other folder with files is refused.
    """
    with refusals(OSError):
        made = make_demo(folder, now().date())
    click.echo(f"{folder} holds an invented history of twelve publications{_NOTES[made]}.", err=True)
    if is_built:
        run_mkdocs(folder, "build", "--strict")
    chosen = _find_port(port)
    address = f"http://{_HOST}:{chosen}/"
    click.echo(f"Try: cd {folder} && policy log. Ctrl-C ends the demo.\nThe site is built for {address}", err=True)
    run_mkdocs(folder, "serve", "--dev-addr", f"{_HOST}:{chosen}", **{ADDRESS: address})


def _find_port(wanted: int | None) -> int:
    """The port at which to serve: the wanted one, or the usual one, or any that is free."""
    for port in (_PORT, 0) if wanted is None else (wanted,):
        with suppress(OSError), socket(AF_INET, SOCK_STREAM) as probe:
            probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            probe.bind((_HOST, port))
            return int(probe.getsockname()[1])
    return fail(f"You cannot use port {wanted}. Name another one with --port.\n")
