"""`policy publish`: the built site, to where readers find it."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from build_tools.cli._common import asked_endpoint, asked_first, fetch, flow_of, refusals
from build_tools.delivery.built_site import read_site
from build_tools.delivery.publish import AlteredError, BreachError, check_live, check_site
from build_tools.delivery.publish import publish as publish_site
from build_tools.delivery.publish_report import altered_as_json, altered_as_text, as_json, as_text, refusal_as_json
from build_tools.delivery.target import PATIENCE, open_target
from build_tools.reports.versions import breaches_as_text


@click.command()
@click.argument("target")
@click.option("--site", "folder", type=click.Path(path_type=Path), help="The built site. [default: site/]")
@click.option("--live", help="The ledger that is live, to be kept to as well: a web address, or a file.")
@click.option("--endpoint-url", "endpoint", help="A service that speaks S3, where it is not AWS.")
@click.option(
    "--wait", "patience", type=click.FloatRange(min=0), default=PATIENCE, help="Seconds to watch a cut-off run."
)
@click.option("--first", "is_first", is_flag=True, help="Say that a ledger that is gone need not be kept to.")
@click.option("--mend", "mends", is_flag=True, help="Put permanent files that were altered back as published.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would be written, in which order.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to tell it.")
@click.pass_obj
def publish(
    project: Path,
    target: str,
    *,
    folder: Path | None,
    live: str | None,
    endpoint: str | None,
    patience: float,
    form: str,
    is_dry: bool,
    is_first: bool,
    mends: bool,
) -> None:
    """Publish the built site to TARGET: a folder, whose "current" a web server shows, or s3://bucket/prefix.

    The site has to be whole and of the published commit at hand. What was published stays: no version may have changed
    or gone since, nothing is deleted, and no reader meets a dead link meanwhile. A run that was cut off is completed by
    the next one. Where a run was cut off in a bucket, the next one watches for --wait seconds whether it is alive.

    A place whose ledger is gone is refused, unless a person says with --first, or POLICY_FIRST=true, that nothing
    there has to be kept to. Where permanent files were altered, nothing is written before a person says --mend.

    Exits with 1 if a published version was changed, dated anew or lost, or a permanent file was altered.
    """
    is_first = asked_first(is_said=is_first)
    with refusals():
        folder = folder or project / "site"
        site = read_site(folder, project)
        flow = flow_of(project)
        place = open_target(target, endpoint=asked_endpoint(endpoint), patience=patience, project=project, site=folder)
        check_site(flow, site)
        try:
            if live:
                check_live(flow, fetch(live), live)
            told = publish_site(flow, site, place, is_dry=is_dry, is_first=is_first, mends=mends)
        except BreachError as error:
            _refuse_breaches(error, target, form)
        except AlteredError as error:
            _refuse_altered(error, target, form)
    click.echo({"text": as_text, "json": as_json}[form](told), nl=False)


def _refuse_breaches(error: BreachError, target: str, form: str) -> NoReturn:
    breaches = [(one.version, one.what) for one in error.breaches]
    why = error.cause.as_object() if error.cause else None
    told = breaches_as_text(error.breaches, error.cause)
    told = refusal_as_json(target, breaches, why) if form == "json" else told
    _refuse(told, "what is published would change, so nothing was written")


def _refuse_altered(error: AlteredError, target: str, form: str) -> NoReturn:
    told = altered_as_json(target, error.paths) if form == "json" else altered_as_text(error.paths)
    _refuse(told, "what is published was altered, so nothing was written")


def _refuse(told: str, why: str) -> NoReturn:
    click.echo(told, nl=False)
    click.echo(why, err=True)
    sys.exit(1)
