"""Makes the configuration of Decap CMS, which lists all forms of the editor, from the model."""

import inspect
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from build_tools.editor.fields import Field, Form
from build_tools.model.announcement import AnnouncementFront
from build_tools.model.policy import FILES, FrontMatter
from build_tools.model.ruling import DECISIONS
from build_tools.model.tree import Tree
from build_tools.model.value import Value
from build_tools.source.form_content import BODY
from build_tools.source.gaps import GAPS
from build_tools.source.ids import REFERRED
from build_tools.source.rule_catalogue import list_rules

SOURCE = "policy_src"
_TITLES = {
    "policy": "Company and documents", "data": "Data", "purposes": "Purposes", "storage": "Storage and security",
    "subprocessors": "Subprocessors", "rights": "Rights", "retention": "Retention", "cookies": "Cookies",
    "known_gaps": "Known gaps", "rules": "Our own levels and notice periods", "rulings": "Rulings",
    "opinions": "Opinions of a second reader",
    "wording": "Labels and headings",
}  # fmt: skip

_CHOICE_OF_FINDINGS: Field = {"widget": "findings", "multiple": True}  # multiple: an address can name several


def make_configuration(
    backend: Mapping[str, Any], templates: Collection[str] = (), *, knows_findings: bool = False
) -> dict[str, Any]:
    """The configuration of the admin page. `templates` are the names of the layouts of documents.

    `backend` has the `name` of Decap's backend and its settings. If it `knows_findings`, findings are chosen from a
    list and not typed.
    """
    facts = [_file(name, model, templates) for name, model in FILES.items() if name != "wording.yml"]
    decisions = [_file(name, model, templates) for name, model in DECISIONS.items()]
    wording = [_file("wording.yml", FILES["wording.yml"], ())]
    own = {"findings": _CHOICE_OF_FINDINGS} if knows_findings else {}
    return {
        "load_config_file": False,
        "backend": dict(backend),
        "publish_mode": "simple",
        "media_folder": f"{SOURCE}/pages",
        "public_folder": "",
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [
            _files("facts", "Facts", "What the company states about personal data, fact by fact.", facts),
            _folder("sections", "Sections", "The prose of the documents, which refers to the facts.", FrontMatter),
            _folder("announcements", "Announcements", "What customers read about a change.", AnnouncementFront, own),
            _files(
                "decisions",
                "Decisions",
                "Decisions of the legal team about gaps, rules and findings, and a second reader's opinions.",
                decisions,
            ),
            _folder("pages", "Pages", "The hand-written pages of the site.", FrontMatter),
            _files("words", "Wording", "The labels and headings around the facts.", wording),
        ],
    }


def files_of(configuration: Mapping[str, Any]) -> Iterator[tuple[str, list[Field]]]:
    """Yield each file or folder of the forms with its fields; a folder ends with a slash."""
    for collection in configuration["collections"]:
        if "folder" in collection:
            yield f"{collection['folder']}/", collection["fields"]
        for file in collection.get("files", ()):
            yield file["file"], file["fields"]


def templates_of(tree: Tree) -> list[str]:
    """The names of the layouts of documents in a source."""
    return [name.removesuffix(".md") for name in tree.under("templates/documents/")]


def _files(name: str, label: str, description: str, files: list[dict[str, Any]]) -> dict[str, Any]:
    made = {"name": name, "label": label, "description": description, "delete": False, "format": "facts"}
    return made | {"files": files}


def _file(name: str, model: type[Value], templates: Collection[str]) -> dict[str, Any]:
    stem = name.removesuffix(".yml")
    root = "documents" if stem == "policy" else stem
    refers = {key: target for (owner, key), target in REFERRED.items() if owner == root}
    choices = {"templates": tuple(sorted(templates))}
    if model in DECISIONS.values():
        choices |= {"gap": GAPS, "rule": tuple(sorted(list_rules()))}
    return {
        "name": stem,
        "label": _TITLES[stem],
        "description": (inspect.getdoc(sys.modules[model.__module__]) or "").partition("\n")[0].partition(" (`")[0],
        "file": f"{SOURCE}/{name}",
        "fields": Form(refers, choices).fields(model),
    }


def _folder(
    name: str, label: str, description: str, front: type[Value], own: Mapping[str, Field] | None = None
) -> dict[str, Any]:
    body = {
        "name": BODY, "label": "Text", "widget": "text", "required": True, "stated": True,
        "hint": f"In Markdown{'' if name == 'announcements' else '; {{ group.entry.field }} inserts a fact'}.",
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
        "slug": "{{fields._name}}",  # page/tidy.js makes it from the heading
        "summary": "{{title | default('(no heading)')}} · {{filename}}.md",
        "fields": [*Form({"documents": "documents"}, own=own or {}).fields(front), body],
    }
