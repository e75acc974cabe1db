"""Tests that a hostile text in any field is refused with its place, or harmless in every output.

`python -m tests.properties.test_payloads` puts each text into each field; the suite takes a sample.
"""

import email.policy
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from copy import deepcopy
from email import message_from_bytes
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from markdown import Markdown

from build_tools.model.page import Site
from build_tools.model.policy import FILES, Policy, Route
from build_tools.model.problem import Problem, Problems
from build_tools.model.text import Note
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.form_content import read_content
from build_tools.source.hidden_characters import find_hidden
from build_tools.source.markup import find_markup
from build_tools.source.reader import read_source
from build_tools.source.yaml_reader import read_yaml
from build_tools.source.yaml_writer import write_yaml
from tests.properties.test_mutations import EXTENSIONS
from tests.support.announced_story import NOW, TODAY, announced_story
from tests.support.edits import own_tree
from tests.support.payloads import PAYLOADS

_ANNOUNCED = "policy_src/announcements/new.md"
_ELEMENTS = {
    *(
        "a",
        "abbr",
        "article",
        "aside",
        "b",
        "bdi",
        "blockquote",
        "br",
        "button",
        "caption",
        "circle",
        "code",
        "dd",
        "del",
    ),
    *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
    *("input", "ins", "label", "li", "nav", "ol", "option", "output", "p", "path", "pre", "section", "select", "small"),
    *(
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "text",
        "th",
        "thead",
        "time",
    ),
    *("tr", "u", "ul", "html", "body"),
}
_STYLES = {f"text-align: {side};" for side in ("left", "right", "center")}
_OUR_STYLE = re.compile(
    r"(?:(?:background|border|color|font|line|margin|max|overflow|padding|text|vertical|word)[\w-]*: ?[^:;()]+;? ?)+"
)
"""The styles that our own layouts of feeds and mail write into elements: nothing is moved, hidden or fetched."""
_ASTRAY = re.compile(r"(?!https?:|mailto:|tel:)[a-z0-9+.-]+:")
Field = tuple[str, Route]
"""A file of the source and the way to a text in it."""


@cache
def _policy() -> Policy:
    return read_source(own_tree()).policy


@cache
def _fields() -> tuple[Field, ...]:
    """Every text that customers read, as it stands in its file."""
    files = {key: f"policy_src/{name}" for name, model in FILES.items() for key in model.model_fields}
    found: list[Field] = [(_ANNOUNCED, (name,)) for name in ("title", "audience", "body")]
    for route, text in _policy().texts:
        if isinstance(text, Note):
            continue
        if route[0] in {"sections", "pages"}:
            entry = getattr(_policy(), str(route[0]))[route[1]]
            found.append((f"policy_src/{route[0]}/{entry.id}.md", ("body" if route[2] == "text" else str(route[2]),)))
        else:
            found.append((files[str(route[0])], route))
    return tuple(found)


def _fill(texts: Mapping[Field, str]) -> Tree:
    """TraceLoom's source with a hostile text after the text of each of these fields."""
    files = dict(own_tree().files)
    files[_ANNOUNCED] = b"---\ntitle: We change this\naudience: All\n---\nWhat it means.\n"
    for path in {path for path, _ in texts}:
        content = deepcopy(read_content(path, files[path].decode()))  # what was read is remembered
        for (file, route), text in texts.items():
            if file == path:
                _append(content, route, text)
        body = content.pop("body", None)
        written = write_yaml(content) if content else ""
        files[path] = (written if body is None else f"---\n{written}---\n{body}\n").encode("utf-8", "surrogatepass")
    return Tree(dict(sorted(files.items())))


def _append(content: Any, route: Route, text: str) -> None:
    *way, last = route
    for step in way:
        content = content[step]
    between = "\n\n" if last == "body" else " "
    content[last] = f"{content[last]}{between}{text}"


def _refused(problem: Problem, tree: Tree, texts: Mapping[Field, str]) -> set[Field]:
    """The fields that a problem may be about."""
    path, text = problem.location.file, tree.files[problem.location.file].decode()
    if path.endswith(".md"):
        return {field for field in texts if field[0] == path}
    route = read_yaml(path, text).find_route(problem.location.line, problem.location.column)
    return {field for field in texts if field[0] == path and field[1][: len(route)] == route}


def _accept(texts: dict[Field, str]) -> tuple[Tree, dict[Field, str]]:
    """The source with those of the texts that are not refused, which are given back too."""
    while error := _complaint(texts):
        tree = _fill(texts)
        refused = {field for problem in error.problems for field in _refused(problem, tree, texts)}
        # what comes of two texts together is told where they meet: the one that completes it is left out
        refused = refused or {_last_culprit(list(texts.items()))}
        texts = {field: text for field, text in texts.items() if field not in refused}
    return _fill(texts), texts


def _complaint(texts: dict[Field, str]) -> Problems | None:
    """What is said of the source with these texts when all of it is read, laid out and judged."""
    try:
        Project(_fill(texts)).site  # noqa: B018 - for its problems
    except Problems as error:
        return error
    return None


def _last_culprit(texts: list[tuple[Field, str]]) -> Field:
    """The first of the texts with which, and with those before it, the source is refused."""
    fewest = bisect_left(range(1, len(texts) + 1), True, key=lambda count: bool(_complaint(dict(texts[:count]))))  # noqa: FBT003 - the key's
    return texts[fewest][0]


def _entries(site: Site, feed: str) -> list[str]:
    return [item["content_html"] for item in json.loads(site.files[f"feeds/{feed}.json"])["items"]]


def _find_harm(html: str, *, is_styled: bool = False) -> Iterator[str]:
    """What an HTML parser of another kind finds in a page that may run, hide or lead astray."""
    for element in lxml_html.document_fromstring(f"<div>{html}</div>").iter():
        if not isinstance(element.tag, str):
            yield f"a comment: {element}"
            continue
        if element.tag not in _ELEMENTS:
            yield f"<{element.tag}>"
        yield from _find_harmful_attributes(element, is_styled=is_styled)


def _find_harmful_attributes(element: Any, *, is_styled: bool) -> Iterator[str]:
    for name, value in element.attrib.items():
        plain = re.sub(r"[\s\x00-\x1f]", "", str(value)).lower().replace("\\", "/")
        is_ours = value in _STYLES or (is_styled and _OUR_STYLE.fullmatch(str(value)))
        if str(name).startswith("on") or (name == "style" and not is_ours) or name in {"srcdoc", "action"}:
            yield f"{name}={value}"
        if name in {"href", "src"} and (plain.startswith("//") or _ASTRAY.match(plain)):
            yield f"{name}={value}"
        if name == "src" and ":" in plain:
            yield f"{name}={value}"


def _assert_harmless(site: Site) -> None:
    for page in site.pages:
        html = Markdown(extensions=EXTENSIONS).convert(page.text.split("---\n", 2)[2])
        assert list(_find_harm(html)) == [], page.path


@cache
def _doubtful() -> tuple[str, ...]:
    """The payloads that no rule for single texts refuses."""
    return tuple(text for text in PAYLOADS if not find_markup(text) and not any(find_hidden(text)))


def _round(number: int) -> dict[Field, str]:
    """A hostile text for each field, another one in each round."""
    texts = _doubtful()
    return {field: texts[(place * 7 + number) % len(texts)] for place, field in enumerate(_fields())}


def test_there_are_enough_of_both() -> None:
    assert len(PAYLOADS) > 500
    assert len(_fields()) > 250


@pytest.mark.parametrize(
    "html",
    [
        '<a href="java\nscript:x">',
        "<a href='https:x' onclick=y>",
        "<img src='https://e.example/x.png'>",
        "<a href='\\\\e.example'>",
        "<p style='color: red'>",
        "<script>",
        "<!-- x -->",
    ],
)
def test_harm_is_seen(html: str) -> None:
    assert list(_find_harm(html))


def test_hostile_texts_are_refused_or_harmless_on_pages() -> None:
    accepted = 0
    for number in (7, 21):  # both found harm before pages were judged
        tree, texts = _accept(_round(number))
        accepted += len(texts)
        _assert_harmless(Project(tree).site)
    assert accepted > 50


def test_hostile_texts_are_refused_or_harmless_in_changelog_feeds_and_mail(tmp_path: Path) -> None:
    kept = {"policy_src/policy.yml", "policy_src/known_gaps.yml"}
    tree, texts = _accept({field: text for field, text in _round(21).items() if field[0] not in kept})
    assert len(texts) > 50
    story = announced_story()
    changed = {path: data for path, data in tree.files.items() if path not in kept}
    story.publish("2025-12-14T12:00:00-07:00", changed)
    project = story.write(tmp_path)

    site = Project.of_folder(project.folder, NOW, str(TODAY)).site
    notice = message_from_bytes(project.ask("notice").stdout_bytes, policy=email.policy.default)

    assert isinstance(notice, EmailMessage)
    mail = notice.get_body(("html",))
    entries = [entry for feed in ("changelog", "material") for entry in _entries(site, feed)]
    assert mail
    assert "We change this" in mail.get_content()
    assert len(entries) > 12
    assert [list(_find_harm(entry, is_styled=True)) for entry in entries] == [[]] * len(entries)
    assert list(_find_harm(mail.get_content().partition("<body")[2], is_styled=True)) == []
    _assert_harmless(site)


def main() -> None:
    """Put each hostile text into each field, a round at a time."""
    for number in range(len(_doubtful())):
        tree, texts = _accept(_round(number))
        _assert_harmless(Project(tree).site)
        print(number, len(texts), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
