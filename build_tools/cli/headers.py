"""`policy headers`: what a host has to say with the site, in the host's own form."""

from pathlib import Path

import click

from build_tools.cli._common import refusals
from build_tools.delivery.built_site import read_site
from build_tools.delivery.content_security_policy import find_inline, security_headers
from build_tools.delivery.host_headers import FORMS, HostHeaders


@click.command()
@click.option("--site", "folder", type=click.Path(path_type=Path), help="The built site. [default: site/]")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="json", help="Whose form.")
@click.pass_obj
def headers(project: Path, folder: Path | None, form: str) -> None:
    """Print the headers of security and of caches that a host has to send with the built site.

    netlify is the file _headers, for Netlify and Cloudflare Pages; nginx and caddy are to be included in their
    configuration; cloudfront is a response headers policy, and cloudfront-function finds the page of a folder in a
    bucket.
    """
    with refusals():
        site = read_site(folder or project / "site", project)
        told = FORMS[form](HostHeaders(security_headers(find_inline(site)), tuple(site.files)))
    click.echo(told, nl=False)
