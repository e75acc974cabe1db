"""Collects what each output says is in force on a day, so that tests can compare them."""

import csv
import json
import re
from collections.abc import Iterable
from datetime import date
from io import StringIO

from click.testing import CliRunner
from icalendar import Calendar

from build_tools.cli import main
from build_tools.project.project import Project
from tests.support.story import DOCUMENTS, NOW, SampleProject

NOTHING = ""
"""In place of a version where none is in force."""

_ROW = re.compile(r"\| \[<time datetime=\"[^\"]+\">[^<]*</time>(?: \(\d+\))?\]\(([\d.-]+)\.md\)(.*)")


def answers(project: SampleProject, today: date) -> dict[str, dict[str, str]]:
    """The name of the version that each output calls the one in force, for each document."""
    loaded = Project.of_folder(project.folder, NOW, str(today))
    pages = {page.path: page.text for page in loaded.site.pages}
    documents = {one["id"]: one for one in json.loads(loaded.site.files["data/policy.json"])["documents"]}
    logged = json.loads(_ask(project, today, "log", "--format", "json")[1])["versions"]
    found: dict[str, dict[str, str]] = {}
    for document in DOCUMENTS:
        page, published = pages[f"{document}.md"], documents[document]["published"]
        of_page = _of_page(page)
        found[document] = {
            "address of the document": of_page,
            "picker": _marked(page.partition('<details class="versions"')[2]),
            "list of versions": _of_list(pages[f"{document}/versions.md"]),
            "picture of versions": _of_picture(pages[f"{document}/versions.md"], loaded, document),
            "banners": _of_banners(pages, document),
            "comparison": _marked(_of_comparison(pages, document)) if "compare/index.md" in pages else of_page,
            "policy.json": published["version"] if published else NOTHING,
            "policy log": _of_log(project, document, today),
            "policy log --format json": _single(
                one["version"] for one in logged if (one["document"], one["standing"]) == (document, "in force")
            ),
            "policy show": _of_show(project, document, today),
            "policy show --on": _of_show(project, document, today, "--on", str(today)),
        }
    return found


def facts(project: SampleProject, today: date) -> dict[str, list[str]]:
    """The names of the vendors that each output calls the ones in use."""
    loaded = Project.of_folder(project.folder, NOW, str(today))
    pages = {page.path: page.text for page in loaded.site.pages}
    files = loaded.site.files
    home = pages["index.md"].partition('<section class="key-facts"')[2].partition("</section>")[0]
    graph = json.loads(files["data/policy.dpv.jsonld"])["@graph"]
    return {
        "home page": re.findall(r"subprocessors\.md#([a-z0-9-]+)", home),
        "document": [*dict.fromkeys(re.findall(r"\{ #([a-z0-9-]+) \}", pages["subprocessors.md"].partition("## ")[2]))],
        "subprocessors.json": [one["id"] for one in json.loads(files["data/subprocessors.json"])["subprocessors"]],
        "policy.json": [one["id"] for one in json.loads(files["data/policy.json"])["subprocessors"]],
        "subprocessors.csv": [
            row["id"] for row in csv.DictReader(StringIO(files["data/subprocessors.csv"].decode("utf-8-sig")))
        ],
        "policy.dpv.jsonld": [
            node["@id"].removeprefix("#subprocessors.")
            for node in graph
            if re.fullmatch(r"#subprocessors\.[a-z0-9-]+", node["@id"])
        ],
    }


def days_of_effect(loaded: Project) -> dict[str, date]:
    """The day on which each publication takes effect, by its name, as the calendar has it."""
    calendar = Calendar.from_ical(loaded.site.files["feeds/effective-dates.ics"].decode())
    events = ((str(event["UID"]).split("/"), event.decoded("DTSTART")) for event in calendar.walk("VEVENT"))
    return {name: day for (name, _, kind), day in events if kind.startswith("effective@")}


def _of_page(page: str) -> str:
    """The version that the page shows: its data names it, and its day is the one below the title."""
    name = re.search(r'\\"version\\": \\"([^"\\]+)\\"', page)
    day = re.search(r'Last updated <time datetime="([^"]+)"', page)
    assert (day[1] if day else NOTHING) == (name[1].partition(".")[0] if name else NOTHING)
    return name[1] if name else NOTHING


def _single(found: Iterable[str]) -> str:
    names = list(found)
    assert len(names) <= 1
    return names[0] if names else NOTHING


def _marked(links: str) -> str:
    return _single(re.findall(r"\]\([^)]*?([\d.-]+)\.md\)[^\n]*?(?:\(|<small>)in force", links))


def _of_list(page: str) -> str:
    return _single(match[1] for match in _ROW.finditer(page) if "<small>in force</small>" in match[2])


def _of_picture(page: str, loaded: Project, document: str) -> str:
    dots = re.findall(r'<circle class="(\w+)"', page)
    shown = [version for version in loaded.archive.histories[document] if not version.never_applied]
    return _single(version.name for version, dot in zip(shown, dots, strict=True) if dot == "now")


def _of_banners(pages: dict[str, str], document: str) -> str:
    """The version whose own page says that it is in force."""
    said = re.compile(r"which is in force\.\*\*|It has been in force since")
    own = {path: text for path, text in pages.items() if re.fullmatch(rf"{document}/[\d.-]+\.md", path)}
    return _single(
        path.partition("/")[2].removesuffix(".md")
        for path, text in own.items()
        if said.search(text.partition("<details")[0])
    )


def _of_comparison(pages: dict[str, str], document: str) -> str:
    return pages["compare/index.md"].partition(f'data-document="{document}"')[2].partition("</details>")[0]


def _ask(project: SampleProject, today: date, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        main, ["--project", str(project.folder), *arguments], env={"POLICY_TODAY": str(today)}, catch_exceptions=False
    )
    return result.exit_code, result.stdout, result.stderr


def _of_log(project: SampleProject, document: str, today: date) -> str:
    return _single(re.findall(r"(?m)^  (\S+)\s+in force ", _ask(project, today, "log", document)[1]))


def _of_show(project: SampleProject, document: str, today: date, *more: str) -> str:
    code, _, said = _ask(project, today, "show", document, *more)
    assert code == 0 or "was in force" in said
    return said.split("\n")[0].split(" ")[1] if code == 0 else NOTHING
