"""Runs `policy publish`, which publishes the built site to a folder or a bucket."""

import sys
from pathlib import Path

import click

from build_tools.cli import _common as common
from build_tools.delivery.built_site import read_site
from build_tools.delivery.publish import check_live, check_site
from build_tools.delivery.publish import publish as publish_site
from build_tools.delivery.publish_report import NotPublishedError
from build_tools.delivery.target import PATIENCE, open_target


@click.command()
@click.argument("target")
@common.site_option
@click.option("--live", help="Compare also with this live ledger: a web address, or a file.")
@click.option("--endpoint-url", "endpoint", help="The address of a service that speaks S3, if it is not AWS.")
@click.option(
    "--wait", "patience", type=click.FloatRange(min=0), default=PATIENCE, help="Seconds to watch an interrupted run."
)
@click.option("--first", "is_first", is_flag=True, help="Confirm that no version there has to be kept.")
@click.option("--mend", "mends", is_flag=True, help="Restore permanent files that were altered.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only list the files to write, in order.")
@common.format_option("text", "json")
@click.pass_obj
def publish(
    folder: Path,
    target: str,
    *,
    site_folder: Path | None,
    live: str | None,
    endpoint: str | None,
    patience: float,
    form: str,
    is_dry: bool,
    is_first: bool,
    mends: bool,
) -> None:
    """Publish the built site to TARGET: a folder, whose "current" a web server shows, or s3://bucket/prefix.

    The site must be whole and built from the newest published commit. Published versions stay: none may have changed or
    been lost since, no file is deleted, and no reader meets a dead link meanwhile. The next run completes one that was
    interrupted. In a bucket, it first watches for --wait seconds whether the other run is still alive.

    A place whose ledger was removed is refused, unless you confirm with --first, or POLICY_FIRST=true, that no version
    there has to be kept. If permanent files were altered, nothing is written until you use --mend.

    Exits with 1 if a published version was changed, given another date or lost, or a permanent file was altered.
    """
    is_first = common.may_lack_ledger(is_first=is_first)
    site_folder = site_folder or folder / "site"
    site = read_site(site_folder, folder)
    project = common.open_project(folder)
    service = common.s3_endpoint(endpoint)
    place = open_target(target, endpoint=service, patience=patience, project=folder, site=site_folder)
    check_site(project, site)
    try:
        if live:
            check_live(project, common.read_ledger_text(live), live)
        done = publish_site(project, site, place, is_dry=is_dry, is_first=is_first, mends=mends)
    except NotPublishedError as error:
        click.echo(error.as_json(target) if form == "json" else error.as_text(), nl=False)
        click.echo(f"{error}, so nothing was written", err=True)
        sys.exit(1)
    click.echo(done.as_json() if form == "json" else done.as_text(), nl=False)
