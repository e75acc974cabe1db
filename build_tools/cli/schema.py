"""`policy schema`: what editors complete and check a source with."""

from pathlib import Path

import click

from build_tools.publish.schemas import make_schemas

_SCHEMAS = Path("policy_src", ".schema")


@click.command()
@click.pass_obj
def schema(project: Path) -> None:
    """Write the JSON Schemas that editors complete and check policy_src/ with."""
    folder = project / _SCHEMAS
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
