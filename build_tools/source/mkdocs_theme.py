"""Checks the templates with which a project overrides the theme, and that the theme has the site's language.

Templates are compiled and not run, since those of a theme can do anything that a program can.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta

from build_tools.model.problem import Location, Problem
from build_tools.runtime.path_checks import locate
from build_tools.runtime.program_files import THEME, program_path
from build_tools.runtime.remembered import REMEMBERED

_HANDLER = re.compile(r"<[a-z][^<>]*?\s(on[a-z]+)\s*=", re.IGNORECASE)
_LANGUAGES = "partials/languages"


def find_template_faults(project: Path, folder: str) -> Iterator[Problem]:
    """Yield the problems of the templates in the folder of a project that overrides the theme."""
    theme = locate(project / folder, project)
    for entry in theme.walk() if theme.path.is_dir() else ():
        if not entry.is_file or not entry.path.endswith(".html"):
            continue
        name = f"{folder.rstrip('/')}/{entry.path}"
        try:
            yield from _check(project / folder, name, theme.read(entry.path).decode())
        except UnicodeDecodeError:
            yield Problem(Location(name), "the template is not UTF-8 text", "Save it as UTF-8.", "encoding")


def find_unknown_language(project: Path, folder: str, language: str, place: Location) -> Iterator[Problem]:
    """Yield a problem where the theme has no words in a language; `place` is where the language is stated."""
    folders = (project / folder, *theme_folders())
    tags = (language, language.split("-", maxsplit=1)[0])
    if theme_folders() and not any((theme / _LANGUAGES / f"{tag}.html").is_file() for theme in folders for tag in tags):
        what = f"the theme has no words in {language!r}"
        yield Problem(place, what, f"Add {folder}/{_LANGUAGES}/{language}.html.", "language")


def _check(folder: Path, name: str, text: str) -> Iterator[Problem]:
    for handler in _HANDLER.finditer(text):
        what = f"the template contains a script, {handler[1]}=…, which the pages do not allow"
        remedy = "Move it to a file in site_overrides/assets/scripts/."
        yield Problem(Location.at(name, text, handler.start(1)), what, remedy, "template")
    line, what, others = REMEMBERED.get("template", text, lambda: _read(text))
    if what:
        yield Problem(Location(name, line), what, "Correct its {% %} or {{ }}.", "template")
        return
    for missing in others if theme_folders() else ():
        if not any((theme / missing).is_file() for theme in (folder, *theme_folders())):
            at = max(text.find(f'"{missing}"'), text.find(f"'{missing}'"), 0)
            what = f"there is no template {missing!r}"
            yield Problem(Location.at(name, text, at), what, "Add it, or correct its name.", "template")


def _read(text: str) -> tuple[int, str, list[str]]:
    """The line of a fault in a template, what it is, or else the names of the templates that it needs."""
    try:
        parsed = _environment().parse(text)
        _environment().compile(parsed, raw=True)
    except TemplateSyntaxError as error:  # also raised for an unknown filter or test
        message = " ".join((error.message or "").split()).rstrip(".")
        return error.lineno, f"the template cannot be read: {message}", []
    return 0, "", sorted(filter(None, set(meta.find_referenced_templates(parsed))))


@cache
def _environment() -> Environment:
    environment = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered
    environment.filters |= dict.fromkeys(("url", "script_tag"), str)
    return environment


@cache
def theme_folders() -> tuple[Path, ...]:
    """The folders of the program's theme, of Material and of MkDocs; empty if these are not installed."""
    specs = (find_spec(package) for package in ("material", "mkdocs"))
    found = [Path(spec.origin).parent / "templates" for spec in specs if spec and spec.origin]
    return (program_path(THEME), *found) if found else ()
