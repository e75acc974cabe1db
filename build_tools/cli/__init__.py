"""The `policy` command: arguments in, exit status out. Each command is a module of this folder.

Exit status: 0 success; 1 the command found what it was asked to fail on; 2 the command could not run.
"""

from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from build_tools.runtime.remembered import REMEMBERED

COMMANDS = (
    *("announce", "check", "comment", "demo", "diff", "edit", "export", "headers", "import", "launch", "lists", "log"),
    *("manual", "new", "notice", "publish", "replay", "report", "rules", "sbom", "schema", "show", "upgrade", "verify"),
)  # each is a function in the module of its name; `import_` where Python reserves the name


class _Commands(click.Group):
    """Imports only the command that runs, since some are slow to import, and prints the errors of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"{__name__}.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type
        return command

    def invoke(self, ctx: click.Context) -> Any:
        from build_tools.cli._common import refusals  # noqa: PLC0415 - slow to import, and the version does without

        with refusals():
            try:
                return super().invoke(ctx)
            finally:
                REMEMBERED.save()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-publisher")
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of policy_src/. [default: the current folder, or the project around it]",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Generate a privacy policy, a list of subprocessors and a retention schedule from one source."""
    context.obj = folder or _find_project()


def _find_project() -> Path:
    """The current folder, or the one around it that has a source, up to the top of the repository."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "policy_src").is_dir():
            return folder if folder != here else Path()
        if (folder / ".git").exists() or (folder / "HEAD").is_file():
            break
    return Path()
