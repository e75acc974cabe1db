"""Checks the templates of the theme that a project makes its own, and that the theme knows the language of the site.

They are compiled and not carried out, since Jinja of a theme may do anything that a program may.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta
from jinja2.nodes import Template

from build_tools.model.problem import Location, Problem
from build_tools.runtime.path_checks import locate

_HANDLER = re.compile(r"<[a-z][^<>]*?\s(on[a-z]+)\s*=", re.IGNORECASE)
_LANGUAGES = "partials/languages"


def find_template_faults(project: Path, folder: str) -> Iterator[Problem]:
    """Yield what is wrong with the templates in a folder of a project: what MkDocs names as `custom_dir`."""
    theme = locate(project / folder, project)
    for entry in theme.walk() if theme.path.is_dir() else ():
        if not entry.is_file or not entry.path.endswith(".html"):
            continue
        name = f"{folder.rstrip('/')}/{entry.path}"
        try:
            text = theme.read(entry.path).decode()
        except UnicodeDecodeError:
            yield Problem(Location(name), "the template is not UTF-8 text", "Save it as UTF-8.", "encoding")
            continue
        yield from _check(project / folder, name, text)


def find_unknown_language(project: Path, folder: str, language: str, place: Location) -> Iterator[Problem]:
    """Yield that the theme has no words in the language of the site, which stands at a place."""
    folders = (project / folder, *theme_folders())
    tags = (language, language.split("-", maxsplit=1)[0])
    if theme_folders() and not any((one / _LANGUAGES / f"{tag}.html").is_file() for one in folders for tag in tags):
        what = f"the theme has no words in {language!r}"
        yield Problem(place, what, f"Add {folder}/{_LANGUAGES}/{language}.html.", "language")


def _check(folder: Path, name: str, text: str) -> Iterator[Problem]:
    for handler in _HANDLER.finditer(text):
        what = f"the template brings a script, {handler[1]}=…, which the pages forbid"
        remedy = "Put it into a file of site_overrides/assets/scripts/."
        yield Problem(Location.at(name, text, handler.start(1)), what, remedy, "template")
    try:
        parsed = _environment().parse(text, name)
        _environment().compile(parsed, name, name, raw=True)
    except TemplateSyntaxError as error:  # an unknown filter or test is one too
        message = " ".join((error.message or "").split()).rstrip(".")
        what = f"the template cannot be read: {message}"
        yield Problem(Location(name, error.lineno), what, "Mend its {% %} or {{ }}.", "template")
        return
    for missing in sorted(_find_missing(parsed, folder)):
        at = max(text.find(f'"{missing}"'), text.find(f"'{missing}'"), 0)
        what = f"there is no template {missing!r}"
        yield Problem(Location.at(name, text, at), what, "Add it, or mend its name.", "template")


def _find_missing(parsed: Template, folder: Path) -> set[str]:
    """The templates that one names and neither the project nor the theme has."""
    folders = (folder, *theme_folders())
    named = {name for name in meta.find_referenced_templates(parsed) if name}
    return {name for name in named if not any((one / name).is_file() for one in folders)} if len(folders) > 1 else set()


@cache
def _environment() -> Environment:
    """Jinja as MkDocs sets it up."""
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered
    environment.filters |= dict.fromkeys(("url", "script_tag"), str)
    return environment


@cache
def theme_folders() -> tuple[Path, ...]:
    """Where the theme and MkDocs have their templates; nowhere where they are not installed."""
    found = (find_spec(package) for package in ("material", "mkdocs"))
    return tuple(Path(one.origin).parent / "templates" for one in found if one and one.origin)
