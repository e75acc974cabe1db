"""Hostile input of any size for tests: shapes that slow down parsers, and the ways they reach the program."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Body = Callable[[int], str]
Prepare = Callable[[Path, Path, str], tuple[list[str], Path]]
"""Makes of a clean project, an empty folder and a text the command to run and the folder to run it in."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and the way by which it comes in."""

    name: str
    prepare: Prepare
    body: Callable[[], str]


def repeat(unit: str, end: str = "") -> Body:
    """Texts of one part over and over."""
    return lambda size: unit * (size // len(unit)) + end


def count(form: str) -> Body:
    """Texts of numbered parts."""

    def make(size: int) -> str:
        parts: list[str] = []
        length = 0
        while length < size:
            parts.append(form.replace("#N", str(len(parts))))
            length += len(parts[-1])
        return "".join(parts)

    return make


BODIES: Mapping[str, Body] = {
    "letters": repeat("x"),
    "words": repeat("all work and no play makes a dull text. "),
    "paragraphs": repeat("All work and no play makes a dull text, as *we* know.\n\n"),
    "blanks": repeat(" ", "x"),
    "lines": repeat("\n", "x"),
    "brackets": repeat("[ "),
    "closing": repeat("]"),
    "links": repeat("[a](b"),
    "true links": repeat("[a](https://a.example/b) "),
    "pictures": repeat("!["),
    "labels": count("[a#N]: https://a.example\n"),
    "stars": repeat("*"),
    "emphasis": repeat("*_"),
    "emphasised": repeat("*a_ "),
    "strong": repeat("**a "),
    "ticks": repeat("`"),
    "ticks apart": count("`#N ``"),
    "tildes": repeat("~~a"),
    "backslashes": repeat("\\"),
    "quotes": repeat("> ", "x"),
    "quoted lines": repeat("> x\n"),
    "list": repeat("- x\n"),
    "nested list": lambda size: "".join("    " * (n % 12) + "- x\n" for n in range(size // 28)),
    "numbers": repeat("1. x\n"),
    "tables": lambda size: "| a | b |\n|---|---|\n" + "| x | y |\n" * (size // 10),
    "heading lines": repeat("Country\n\nRetention\n\n"),
    "wide table": lambda size: "|a" * (size // 6) + "|\n" + "|-" * (size // 6) + "|\n" + "|b" * (size // 6) + "|",
    "pipes": repeat("|"),
    "headings": count("### Heading #N { #h-#N }\n\n"),
    "hashes": repeat("#"),
    "bare headings": repeat("# x\n"),
    "underlined": repeat("x\n=\n\n"),
    "attributes": repeat("{ #a "),
    "attributes closed": repeat("*a*{ .b } "),
    "braces": repeat("{{"),
    "references": repeat("{{ controller.name }} "),
    "unknown references": count("{{ a.b#N }} "),
    "long reference": lambda size: "{{ " + "a." * (size // 2) + "a }}",
    "tags": repeat("<a"),
    "open tags": repeat("<a href='"),
    "comments": repeat("<!--"),
    "addresses": repeat("<https://a"),
    "mailboxes": repeat("a.@"),
    "entities": repeat("&#"),
    "true entities": repeat("&amp;"),
    "named signs": repeat("&#8238;"),
    "hidden signs": repeat("\u202e"),
    "schemes": repeat("javascript :"),
    "handlers": repeat("onbefore"),
    "periods": repeat("90 days "),
    "dots": repeat("a."),
    "hyphens": repeat("-"),
    "front matter": repeat("---\n"),
    "abbreviations": count("*[A#N]: b\n"),
    "footnotes": count("[^#N]: x\n"),
    "combining": repeat("e\u0301\u0302"),
    "full width": repeat("\uff21"),
    "digits": repeat("1"),
    "initials": repeat("A."),
    "starred": repeat("*a"),
    "cells": repeat("| a"),
    "accents": repeat("\u00e9_"),
    "column headings": count("| Retention #N | Purpose #N |\n|---|---|\n| x | y |\n\n"),
}


def in_paragraphs(body: Body) -> Body:
    """The same, cut into paragraphs of the length that is allowed."""

    def make(size: int) -> str:
        text = body(size)
        return "\n\n".join(text[at : at + PARAGRAPH] for at in range(0, len(text), PARAGRAPH))

    return make


PARAGRAPH = 9_900
PROSE: Mapping[str, Body] = {**BODIES, **{f"{name}, cut": in_paragraphs(body) for name, body in BODIES.items()}}
YAML: Mapping[str, Body] = {
    **{name: BODIES[name] for name in ("letters", "lines", "list", "hashes", "hidden signs", "brackets", "braces")},
    "unknown keys": count("k#N: 1\n"),
    "one key": repeat("k: 1\n"),
    "entries": lambda size: "purposes:\n" + count("  - id: p#N\n    text: does #N\n")(size) + "not_for: []\n",
    "wrong entries": lambda size: "purposes:\n" + count("  - id: P#N\n    txt: 1\n")(size) + "not_for: []\n",
    "equal entries": lambda size: "purposes:\n" + "  - id: p\n    text: does it\n" * (size // 30) + "not_for: []\n",
    "repeats": lambda size: "purposes:\n" + count("  - id: p#N\n    text: 90 days\n")(size) + "not_for: []\n",
    "anchors": count("a#N: &a#N 1\n"),
    "aliases": lambda size: "a: &a [1]\n" + count("b#N: *a\n")(size),
    "tags": count("a#N: !x 1\n"),
    "merge keys": repeat("<<: {a: 1}\n"),
    "deep lists": repeat("- "),
    "flow lists": repeat("[a,"),
    "deep groups": repeat("{a: "),
    "documents": repeat("---\na: 1\n"),
    "digits": lambda size: "purposes: " + "9" * size,
    "long key": lambda size: "a" * size + ": 1\n",
    "quoted": lambda size: 'purposes: "' + "\\u202e" * (size // 6) + '"\n',
    "block": lambda size: "purposes: |\n" + "  x\n" * (size // 4),
}
LAYOUTS: Mapping[str, Body] = {
    **{name: BODIES[name] for name in ("letters", "brackets", "tags", "open tags", "handlers", "schemes", "entities")},
    "one width": lambda size: "{{ '%1000000000d' % 1 }}" + " " * size,
    "times": lambda size: "{{ 'x' * 10 ** 9 }}" + " " * size,
    "power": lambda size: "{{ 9 ** 9 ** 9 }}" + " " * size,
    "doubling": lambda size: "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * (size // 20),
    "doubled block": lambda size: "{% set a %}x{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * (size // 40),
    "replaced": lambda size: "{{ '" + "x" * (size // 2) + "' | replace('', '" + "y" * (size // 2) + "') }}",
    "loops": lambda size: (
        "{% for a in '" + "x" * size + "' %}{% for b in '" + "x" * 1000 + "' %}{% endfor %}{% endfor %}"
    ),
    "macros": lambda size: (
        "{% macro f(n) %}{{ f(n - 1) if n }}{{ f(n - 1) if n }}{% endmacro %}{{ f(100) }}" + " " * size
    ),
    "printed": repeat("{{ policy.data }}"),
    "conditions": repeat("{% if 1 %}"),
    "blocks": repeat("{{ 1 }}"),
    "sums": lambda size: "{{ 1 " + "+ 1 " * (size // 4) + "}}",
}


def in_section(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As a section."""
    return _project(base, folder, "policy_src/sections/contact.md", f"---\ntitle: Contact\n---\n\n{text}\n")


def in_page(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As the home page."""
    return _project(base, folder, "policy_src/pages/index.md", f"---\ntitle: Home\n---\n\n{text}\n")


def in_announcement(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As an announcement."""
    front = "title: News\neffective: 2030-01-01\nfindings: [retention-longer-b4acc9aeddcd]"
    return _project(base, folder, "policy_src/announcements/news.md", f"---\n{front}\n---\n\n{text}\n")


def in_fact(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As the text of a fact."""
    entry = {"id": "support", "text": text}
    return _project(
        base, folder, "policy_src/purposes.yml", json.dumps({"purposes": [entry], "not_for": []}, ensure_ascii=False)
    )


def in_yaml(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As a file of facts."""
    return _project(base, folder, "policy_src/purposes.yml", text)


def in_layout(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As the layout of a block."""
    return _project(base, folder, "templates/blocks/feeds.md", text)


def in_diff(_base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As one of two texts that are compared."""
    (folder / "old.md").write_text("# Policy\n\nIt begins.\n\n" + text[: len(text) // 2], encoding="utf-8")
    (folder / "new.md").write_text("# Policy\n\nIt begins so.\n\n" + text[len(text) // 2 :] + "x", encoding="utf-8")
    return ["build_tools", "diff", "old.md", "new.md"], folder


def in_checklist(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As a text that is held to a checklist."""
    (folder / "text.md").write_text(f"# Policy\n\n{text}", encoding="utf-8")
    return [
        "build_tools",
        "--project",
        str(base),
        "check",
        "--list",
        "gdpr-13",
        "--text",
        str(folder / "text.md"),
    ], base


def in_import(ending: str) -> Prepare:
    """As a file that is imported."""

    def prepare(_base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
        (folder / f"policy.{ending}").write_text(f"# Policy\n\nIt begins.\n\n{text}\n", encoding="utf-8")
        given = ["--name", "Fernleaf", "--privacy-mailbox", "privacy@example.com", "--language", "en"]
        return ["build_tools", "import", f"policy.{ending}", *given], folder

    return prepare


def in_ledger(base: Path, folder: Path, text: str) -> tuple[list[str], Path]:
    """As a ledger that is live."""
    (folder / "versions.json").write_text(json.dumps({"versions": [text]}), encoding="utf-8")
    return ["build_tools", "--project", str(base), "verify", "--against", str(folder / "versions.json")], base


CHANNELS: Mapping[str, tuple[Prepare, Mapping[str, Body]]] = {
    "yaml": (in_yaml, YAML),
    "layout": (in_layout, LAYOUTS),
    "section": (in_section, PROSE),
    "page": (in_page, PROSE),
    "announcement": (in_announcement, PROSE),
    "fact": (in_fact, PROSE),
    "diff": (in_diff, PROSE),
    "checklist": (in_checklist, PROSE),
    "import-md": (in_import("md"), PROSE),
    "import-html": (in_import("html"), BODIES),
    "import-txt": (in_import("txt"), BODIES),
    "ledger": (in_ledger, BODIES),
}


def _project(base: Path, folder: Path, path: str, text: str) -> tuple[list[str], Path]:
    for name in ("policy_src", "templates"):
        shutil.copytree(base / name, folder / name)
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return ["build_tools", "check"], folder
