"""Which forms does the editor offer? The configuration of Decap CMS, made of the model."""

import inspect
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from build_tools.editor.fields import Field, Form
from build_tools.model.announcement import AnnouncementFront
from build_tools.model.policy import FILES
from build_tools.model.ruling import DECISIONS
from build_tools.model.section import FrontMatter
from build_tools.model.value import Value
from build_tools.source.form_content import BODY
from build_tools.source.gaps import GAPS
from build_tools.source.ids import REFERRED
from build_tools.source.rule_catalogue import read_shipped_rules

SOURCE = "policy_src"
"""The folder that all files of the editor stand in."""
_TITLES = {
    "policy": "Company and documents", "data": "Data", "purposes": "Purposes", "storage": "Storage and security",
    "subprocessors": "Subprocessors", "rights": "Rights", "retention": "Retention", "cookies": "Cookies",
    "known_gaps": "Known gaps", "rules": "Levels and notice periods of our own", "rulings": "Rulings",
    "wording": "Labels and headings",
}  # fmt: skip

_CHOICE_OF_FINDINGS: Field = {"widget": "findings", "multiple": True}  # so that an address can name several


@dataclass(frozen=True, slots=True)
class Backend:
    """Where the editor's files are kept, as Decap names it, and what its own backend wants to know."""

    settings: Mapping[str, Any]
    """`name`, and what that backend needs besides."""
    knows_findings: bool = False
    """Whether it can say what changes for customers, so that findings are chosen and not typed."""


def make_configuration(backend: Backend, templates: Collection[str] = ()) -> dict[str, Any]:
    """The configuration of the admin page. `templates` are the names of the layouts of documents.

    A file of facts is a form, and so is each Markdown file; announcements, sections and pages can be added.
    """
    facts = [_file(name, model, templates) for name, model in FILES.items() if name != "wording.yml"]
    decisions = [_file(name, model, templates) for name, model in DECISIONS.items()]
    own = {"findings": _CHOICE_OF_FINDINGS} if backend.knows_findings else {}
    return {
        "load_config_file": False,
        "backend": dict(backend.settings),
        "publish_mode": "simple",
        "media_folder": f"{SOURCE}/pages",
        "public_folder": "",
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [
            _files("facts", "Facts", "What the company says about personal data, fact by fact.", facts),
            _folder("sections", "Sections", "The prose of the documents, which refers to the facts.", FrontMatter),
            _folder("announcements", "Announcements", "What customers are told of a change.", AnnouncementFront, own),
            _files("decisions", "Decisions", "What legal has decided about gaps, rules and findings.", decisions),
            _folder("pages", "Pages", "The hand-written pages of the site.", FrontMatter),
            _files("words", "Wording", "The words around the facts.", [_file("wording.yml", FILES["wording.yml"], ())]),
        ],
    }


def files_of(configuration: Mapping[str, Any]) -> Iterator[tuple[str, list[Field]]]:
    """Yield each file or folder of the forms with its fields; a folder ends with a slash."""
    for collection in configuration["collections"]:
        if "folder" in collection:
            yield f"{collection['folder']}/", collection["fields"]
        for file in collection.get("files", ()):
            yield file["file"], file["fields"]


def _files(name: str, label: str, description: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "description": description,
        "delete": False,
        "format": "facts",
        "files": files,
    }


def _file(name: str, model: type[Value], templates: Collection[str]) -> dict[str, Any]:
    stem = name.removesuffix(".yml")
    root = "documents" if stem == "policy" else stem
    refers = {key: target for (owner, key), target in REFERRED.items() if owner == root}
    choices = {"templates": tuple(sorted(templates))}
    if model in DECISIONS.values():
        choices |= {"gap": GAPS, "rule": tuple(rule.id for rule in read_shipped_rules())}
    return {
        "name": stem,
        "label": _TITLES[stem],
        "description": _question(model),
        "file": f"{SOURCE}/{name}",
        "fields": Form(refers, choices).fields(model),
    }


def _folder(
    name: str, label: str, description: str, front: type[Value], own: Mapping[str, Field] = MappingProxyType({})
) -> dict[str, Any]:
    body = {
        "name": BODY, "label": "Text", "widget": "text", "required": True, "stated": True,
        "hint": f"In Markdown{'' if name == 'announcements' else '; {{ group.entry.field }} stands for a fact'}.",
    }  # fmt: skip
    return {
        "name": name,
        "label": label,
        "label_singular": label.removesuffix("s"),
        "description": description,
        "folder": f"{SOURCE}/{name}",
        "extension": "md",
        "format": "prose",
        "create": True,
        "delete": True,
        "identifier_field": "title",
        "slug": "{{fields._name}}",  # page/tidy.js makes it of the heading
        "summary": "{{title | default('(no heading)')}} · {{filename}}.md",
        "fields": [*Form({"documents": "documents"}, own=own).fields(front), body],
    }


def _question(model: type[Value]) -> str:
    """What a file answers: the first line of the module of its model."""
    opening = (inspect.getdoc(sys.modules[model.__module__]) or "").partition("\n")[0]
    return opening.partition(" (`")[0]
