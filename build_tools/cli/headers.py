"""Runs `policy headers`, which prints the headers that a web host must send, in the host's format."""

from pathlib import Path

import click

from build_tools.cli._common import site_option
from build_tools.delivery.built_site import read_site
from build_tools.delivery.content_security_policy import find_inline, security_headers
from build_tools.delivery.host_headers import FORMS


@click.command()
@site_option
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", help="The format of the host.")
@click.pass_obj
def headers(folder: Path, site_folder: Path | None, form: str) -> None:
    """Print the security and cache headers that a web host must send with the built site.

    netlify is the file _headers, for Netlify and Cloudflare Pages. nginx and caddy are for inclusion in their
    configuration. cloudfront is a response headers policy; cloudfront-function finds the page of a folder in a bucket.
    """
    site = read_site(site_folder or folder / "site", folder)
    click.echo(FORMS[form](security_headers(find_inline(site)), tuple(site.files)), nl=False)
