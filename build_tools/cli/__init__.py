"""The `policy` command: arguments in, exit status out. Each command is a module of this folder, read when it is run.

Exit status: 0 all is well; 1 the command found what it was asked to fail on; 2 it could not do its work.
"""

from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

COMMANDS = (
    "announce",
    "check",
    "comment",
    "diff",
    "edit",
    "export",
    "headers",
    "import",
    "launch",
    "lists",
    "log",
    "new",
    "notice",
    "publish",
    "replay",
    "report",
    "rules",
    "sbom",
    "schema",
    "show",
    "verify",
)
"""Each is a function in the module of its name; `import_` where Python keeps the name for itself."""


class _Commands(click.Group):
    """The commands, of which a run reads only its own: some need what is slow to import."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"{__name__}.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-publisher")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder that holds policy_src/ and templates/. [default: this one]",
)
@click.pass_context
def main(context: click.Context, project: Path) -> None:
    """One source becomes the privacy policy, the subprocessors and the retention schedule."""
    context.obj = project
