"""The `policy` command: arguments in, exit status out.

Exit status: 0 all is well; 1 the command found what it was asked to fail on; 2 it could not do its work.
"""

import sys
from pathlib import Path

import click

from build_tools.flow import Flow
from build_tools.model.problem import Problem, Problems
from build_tools.output import ForeignFilesError, write_folder
from build_tools.publish.problem_report import as_github, as_json, as_text
from build_tools.publish.schemas import make_schemas

_SCHEMAS = Path("policy_src", ".schema")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to tell it.")
@click.pass_obj
def check(project: Path, form: str) -> None:
    """Say all that is wrong with the source, with its place and how to mend it.

    Exits with 1 if there is any problem. Gaps that legal has accepted in known_gaps.yml are told and do not count.
    """
    problems, known = _check(project)
    tell = {"text": as_text, "json": as_json, "github": as_github}[form]
    click.echo(tell((*problems, *known)), nl=form == "json")
    if form == "text":
        click.echo(_summary(problems, known), err=True)
    sys.exit(bool(problems))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(project: Path, folder: Path) -> None:
    """Write the pages to FOLDER as plain Markdown with front matter, for any site generator."""
    flow = Flow.of_folder(project)
    try:
        write_folder(folder, flow.exported)
    except Problems as error:
        _refuse(as_text(error.problems))
    except ForeignFilesError as error:
        _refuse(f"{error}\n")
    click.echo(f"{len(flow.site.pages)} pages written to {folder}", err=True)


@main.command()
@click.pass_obj
def schema(project: Path) -> None:
    """Write the JSON Schemas that editors complete and check policy_src/ with."""
    folder = project / _SCHEMAS
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _check(project: Path) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Open problems, and accepted ones."""
    flow = Flow.of_folder(project)
    try:
        flow.site  # noqa: B018 - layouts are checked by using them
    except Problems as error:
        return error.problems, ()
    return (), flow.reading.known_gaps


def _summary(problems: tuple[Problem, ...], known: tuple[Problem, ...]) -> str:
    told = [f"{len(problems)} problems" if len(problems) != 1 else "1 problem"]
    if known:
        told.append(f"{len(known)} known gaps, accepted in policy_src/known_gaps.yml")
    return ", ".join(told)


def _refuse(message: str) -> None:
    click.echo(message, err=True, nl=False)
    sys.exit(2)
