"""Tests that a page built in pieces equals a page built as a whole."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Never

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from build_tools.changes.redline.html import draw_redline, view_revision
from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_of_pieces import _FEW, PageOfPieces, PageTexts
from build_tools.model.revised_text import RevisedText
from build_tools.runtime import parallel as processes
from build_tools.runtime.cache import SealedCache
from build_tools.source.sentences import read_redline_labels
from tests.support.projects import ROOT

DAY = '<time datetime="2026-02">February 2026</time>'
_OLD = """\
# D

## One

*Old* words & a < b.

    code

| A | B |
|---|---|
| [x](../b.md) | 2 |

- one
- two

## Two

A passage that moves to another place in the text.

Stays here.
"""
_MOVED = "A passage that moves to another place in the text.\n\n"
_NEW = (
    _OLD.replace(_MOVED, "").replace("## One", f"{_MOVED}## One").replace("*Old*", "**New**").replace("| 2 |", "| 3 |")
)
REDLINE = draw_redline(
    view_revision(RevisedText("d", "D", _OLD, f"{_NEW}\nMore <b> and <time>x</time>\n", "en"), "in.d"),
    read_redline_labels(),
).strip()
_LIST = "# T\n\nWords.\n\n## 2025 { #year-2025 }\n\n"


def _entry(title: str, words: str = "") -> str:
    """An entry of a list of changes."""
    return (
        '<article class="entry material" markdown="1">\n\nMaterial\n{ .badge }\n\n'
        f"### [{title}](../b.md)\n\n{DAY} · [D](2.md)\n<br>In force\n{{ .meta }}\n\n- One {words}\n- [Two](../b.md)\n\n"
        "</article>\n"
    )


_TEXTS = "## The texts\n\nA [x](../b.md)\n{ .meta }\n\n"
TEXTS = {
    "redlines": (
        f'# T\n\n{_TEXTS}### A\n\n{REDLINE}\n\n### B {{ #b }}\n\n{REDLINE}\n\n<nav markdown="1">\n\n- x\n\n</nav>\n'
    ),
    "a redline at the end": f"# T\n\n{_TEXTS}{REDLINE}",
    "a redline in code": f"# T\n\n## A\n\n```\n{REDLINE}\n```\n\n## B\n\nb\n",
    "a redline within Markdown": f'# T\n\n## A\n\n<div markdown="1">\n\n{REDLINE}\n\n</div>\n\n## B\n\nb\n',
    "a redline within a redline": f'# T\n\n## A\n\n<div class="redline">\n{REDLINE}\n\n## B\n\nb\n',
    "a redline after words": f"# T\n\n## A\n\nwords\n{REDLINE}\n\n### C\n\nc\n\n## B\n\nb\n",
    "a redline in a list": f"# T\n\n## A\n\n- words\n\n{REDLINE}\n\n### C\n\nc\n\n## B\n\nb\n",
    "two redlines without words between": f"# T\n\n## A\n\n{REDLINE}\n\n{REDLINE}\n\n### C\n\nc\n\n## B\n\nb\n",
    "a redline that ends early": f"# T\n\n## A\n\n{REDLINE[:-6]}\n\n## B\n\n</div>\n\nb\n",
    "a banner, sections, links and days": (
        f'<div class="archived" markdown="1">\n\n**Of {DAY}** [Here](../b.md).\n\n</div>\n\n'
        f"# Title\n\nWords, {DAY}.\n\n## One {{ #one }}\n\n[x](../b.md#y), [out](https://e.example), [in](#one)\n\n"
        "### Sub\n\n| A |\n|---|\n| [b](2.md) |\n\n## Two\n\nEnd.\n"
    ),
    "a link in code": "# T\n\n## A\n\n`[x](../b.md)` and [x](../b.md)\n\n## B\n\nb\n",
    "a day in a heading": f"# T\n\n## Of {DAY}\n\na\n\n## B\n\nb\n",
    "a link in a heading": "# T\n\n## [x](../b.md)\n\na\n\n## B\n\nb\n",
    "two headings alike": "# T\n\n## A\n\na\n\n## A\n\nb\n",
    "an entry of a table": '# T\n\n## A\n\n| A |\n|---|\n| <span id="x">a</span> |\n\n## B\n\nb\n',
    "an abbreviation": "# T\n\n## A\n\nThe DPO\n\n*[DPO]: Officer\n\n## B\n\nb\n",
    "a definition": "# T\n\n## A\n\n[x][r]\n\n## B\n\n[r]: ../b.md\n",
    "words that look like a mark": "# T\n\n## A\n\n[x](link-0) \ue0000\ue002\n\n## B\n\nb\n",
    "entries of a list": f"{_LIST}{_entry('A')}{_entry('B')}{_entry('C')}\n## 2024 {{ #year-2024 }}\n\n{_entry('D')}",
    "entries alike": f"{_LIST}{_entry('A')}{_entry('A')}",
    "an entry with the id of another element": f'{_LIST}{_entry("A")}{_entry("B")}\n## Z\n\n<p id="a">x</p>\n',
    "words after the entries": f"{_LIST}{_entry('A')}{_entry('B')}\nWords.\n\n## Z\n\nz\n",
    "words between the entries": f"{_LIST}{_entry('A')}\nWords.\n\n{_entry('B')}\n## Z\n\nz\n",
    "an entry that holds a block": f"{_LIST}{_entry('A')}{_entry('B', '<div>b</div>')}\n## Z\n\nz\n",
    "an entry that does not end": f"{_LIST}{_entry('A')}{_entry('B').replace('</article>', '')}\n## Z\n\nz\n",
    "entries within HTML": f'{_LIST}<div markdown="1">\n\n{_entry("A")}{_entry("B")}\n</div>\n\n## Z\n\nz\n',
    "entries within a list": f"{_LIST}- words\n\n{_entry('A')}{_entry('B')}\n## Z\n\nz\n",
    "a table of contents": "# T\n\n[TOC]\n\n## A\n\na\n\n## B\n\nb\n",
    "no headings": "only words\n",
    "no title": "## A\n\na\n\n## B\n\nb\n",
}


Render = Callable[[str, type[Page]], Page]


@pytest.fixture(scope="module")
def config() -> MkDocsConfig:
    """The site's configuration, without our plugin."""
    loaded = load_config(str(ROOT / "mkdocs.yml"), plugins=[])
    loaded.plugins._current_plugin = "policy"  # MkDocs sets it while a plugin runs
    return loaded


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process converts all texts."""
    monkeypatch.setattr(
        "build_tools.mkdocs_plugin.page_of_pieces.do_each", lambda function, texts, **_: map(function, texts)
    )


@pytest.fixture
def render(config: MkDocsConfig, tmp_path: Path) -> Render:
    """Renders a text as an old page or as any other, beside pages that it may link to."""

    def run(text: str, kind: type[Page]) -> Page:
        texts = {"b.md": "x", "a/2.md": "x", "a/1.md": text}
        for name, content in texts.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        files = Files([File(name, str(tmp_path), config.site_dir, use_directory_urls=True) for name in texts])
        (file,) = (file for file in files if file.src_uri == "a/1.md")
        page = PageOfPieces(None, file, config, PageTexts(config)) if kind is PageOfPieces else kind(None, file, config)
        page.read_source(config)
        page.render(config, files)
        return page

    return run


LINKS = [
    *("/terms", "\\\\host/x", "http://[", "https://e.example/[", "nowhere", "nowhere.md", "../b.md", "../b", "../b/"),
    *("./", "../b.md?q#x", "..%2Fb.md", "%2e%2e/b.md", "", "?q", "#x", "1.md", "a/1.md", ".", "..", "../../b.md"),
    *("../b.md#no", "mailto:a@e.example", "tel:1", "HTTPS://e.example", "x@e.example", "README.md"),
]


@pytest.mark.parametrize("link", LINKS)
def test_a_page_holds_no_link_that_mkdocs_objects_to(
    link: str, render: Render, caplog: pytest.LogCaptureFixture
) -> None:
    text = f"# T\n\n[x]({link})\n"
    try:
        whole = render(text, Page).content or ""
        objects = "WARNING" in caplog.text
    except ValueError:
        whole, objects = "", True
    caplog.clear()
    mended = render(text, LenientPage)

    assert "WARNING" not in caplog.text
    assert isinstance(mended, LenientPage)
    assert mended.is_mended == objects
    assert "<p><span>x</span></p>" in (mended.content or "") if objects else mended.content == whole


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[x](javascript:y)", "<span>x</span>"),
        ("[x](//e.example/y)", "<span>x</span>"),
        ("![x](https://e.example/y.png)", "<span>x</span>"),
        ("![x](none.png){ .y }", "<span>x</span>"),
        ("*x*{ #y }", '<em id="y">x</em>'),
    ],
)
@pytest.mark.parametrize("kind", [LenientPage, PageOfPieces])
def test_what_runs_or_leads_elsewhere_is_left_out(words: str, shown: str, kind: type[Page], render: Render) -> None:
    page = render(f"# T\n\n## A\n\n{words}\n", kind)

    assert f"<p>{shown}</p>" in (page.content or "")


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_pieces_give_the_same_page(text: str, render: Render) -> None:
    old, whole = render(text, PageOfPieces), render(text, LenientPage)

    assert old.content == whole.content
    assert str(old.toc) == str(whole.toc)
    assert old.present_anchor_ids == whole.present_anchor_ids


def test_a_page_of_sections_is_built_in_pieces(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LenientPage, "render", lambda *_: pytest.fail("it was built as a whole"))

    assert render(TEXTS["a banner, sections, links and days"], PageOfPieces).content


@pytest.mark.usefixtures("alone")
def test_pages_that_differ_in_their_redlines_share_a_piece(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted: list[str] = []
    convert = Markdown.convert

    def note(md: Markdown, text: str) -> str:
        converted.append(text)
        return convert(md, text)

    monkeypatch.setattr(Markdown, "convert", note)
    page_texts = PageTexts(config)
    texts = [f"# T\n\n### A\n\n{REDLINE.replace('New', word)}\n\n### B\n\nb\n" for word in ("New", "Other")]
    found = [_convert(page_texts, config, text) for text in texts]

    assert len(converted) == len(set(converted))
    assert found[0] != found[1] == found[0].replace("New", "Other")


def _convert(page_texts: PageTexts, config: MkDocsConfig, *texts: str) -> str:
    """The HTML of some texts, as pages that are expected together."""
    made = [File.generated(config, f"a/{number}.md", content=text) for number, text in enumerate(texts)]
    files = Files([File.generated(config, "b.md", content="x"), *made])
    for file in made:
        page_texts.expect(file)
    page_texts.begin(files)
    converted = [page_texts.convert(file, file.content_string, files) for file in made]
    return "\n\n".join(page.content for page in converted)


def test_a_broken_link_is_reported(render: Render, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    render("# T\n\n## A\n\n[x](../missing.md#y)\n\n## B\n\nb\n", PageOfPieces)

    assert 'a/1.md: the link "../missing.md#y" leads nowhere' in caplog.text


def test_many_pages_are_converted_in_other_processes_as_in_this_one(
    config: MkDocsConfig, request: pytest.FixtureRequest
) -> None:
    texts = [f"## A {number}\n\n[x](../b.md#{number})\n\n| A |\n|---|\n| b |\n\n" for number in range(150)]
    several = _convert(PageTexts(config), config, *texts)
    assert processes._begin.cache_info().currsize
    request.getfixturevalue("alone")

    assert _convert(PageTexts(config), config, *texts) == several
    assert several.count('href="../../b/#') == len(texts)


def test_a_text_that_another_plugin_changes_is_converted_as_it_is_then(config: MkDocsConfig) -> None:
    page_texts = PageTexts(config)
    file = File.generated(config, "a/1.md", content="## A\n\na\n")
    page_texts.expect(file)
    files = Files([file])
    page_texts.begin(files)
    converted = page_texts.convert(file, "## A\n\nchanged\n", files)

    assert "changed" in converted.content


def test_pages_may_be_asked_for_in_any_order(config: MkDocsConfig) -> None:
    page_texts = PageTexts(config)
    made = [File.generated(config, f"a/{number}.md", content=f"## A\n\n{number}\n") for number in range(5)]
    for file in made:
        page_texts.expect(file)
    files = Files(made)
    page_texts.begin(files)
    found = [page_texts.convert(file, file.content_string, files) for file in reversed(made)]

    assert [page.content[-8:] for page in found] == [f"<p>{number}</p>" for number in (4, 3, 2, 1, 0)]


def test_settings_that_hold_code_stay_in_this_process(config: MkDocsConfig) -> None:
    page_texts = PageTexts(config)
    page_texts._convert.configs["toc"] = {"slugify": lambda words, _: words.upper()}

    assert _convert(page_texts, config, *["## a\n\nb\n"] * 150).count('id="A"') == 150


def _keeping(config: MkDocsConfig, folder: Path, maker: str = "program and configuration") -> PageTexts:
    return PageTexts(config, SealedCache(folder / ".cache/policy/pieces", maker, b"key"))


def _never(_converter: object, _piece: str) -> Never:
    pytest.fail("it was converted again")


@pytest.mark.usefixtures("alone")
def test_a_later_build_does_not_convert_the_same_piece(
    config: MkDocsConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _keeping(config, tmp_path)
    made = _convert(first, config, "## A\n\na\n\n### B\n\n## C\n", "## C\n")
    first.keep()
    monkeypatch.setattr(Markdown, "convert", _never)

    assert _convert(_keeping(config, tmp_path), config, "## A\n\na\n\n### B\n\n## C\n", "## C\n") == made


def test_a_piece_is_converted_again_for_another_program_or_other_settings(config: MkDocsConfig, tmp_path: Path) -> None:
    first = _keeping(config, tmp_path)
    usual = _convert(first, config, "## A\n")
    first.keep()
    other = copy.copy(config)
    other["mdx_configs"] = {**(config.mdx_configs or {}), "toc": {"permalink": "+"}}

    assert _convert(_keeping(other, tmp_path), other, "## A\n") != usual
    assert not _keeping(config, tmp_path, "another program")._kept
    assert _keeping(config, tmp_path)._kept


def test_a_long_history_keeps_only_the_pieces_of_several_pages(config: MkDocsConfig, tmp_path: Path) -> None:
    first = _keeping(config, tmp_path)
    _convert(first, config, *(f"## {number}\n" for number in range(_FEW + 1)), "## 7\n")
    first.keep()
    (kept,) = _keeping(config, tmp_path)._kept.values()

    assert 'id="7"' in kept[0]


def test_a_page_that_is_never_asked_for_gives_its_pieces_to_others(config: MkDocsConfig, tmp_path: Path) -> None:
    page_texts = _keeping(config, tmp_path)
    made = [File.generated(config, f"a/{number}.md", content="## A\n") for number in range(2)]
    for file in made:
        page_texts.expect(file)
    page_texts.begin(files := Files(made))
    page_texts.convert(made[1], made[1].content_string, files)
    page_texts.keep()

    assert len(_keeping(config, tmp_path)._kept) == 1


@pytest.mark.usefixtures("alone")
def test_a_list_of_changes_is_converted_entry_by_entry(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LenientPage, "render", lambda *_: pytest.fail("it was built as a whole"))
    converted: list[str] = []
    convert = Markdown.convert
    monkeypatch.setattr(Markdown, "convert", lambda md, piece: (converted.append(piece), convert(md, piece))[1])  # type: ignore[func-returns-value]

    assert render(TEXTS["entries of a list"], PageOfPieces).content
    assert sum(piece.startswith("<article") for piece in converted) == 4


@pytest.mark.parametrize("words", ["[x](../b.md#y)", "[x](#a)", '[x](<../b.md#y> "T")', '<span id="y">x</span>'])
def test_mkdocs_reads_the_places_in_pages_of_the_menu(words: str, config: MkDocsConfig, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# T\n\n## A\n\n{words}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("x", encoding="utf-8")
    files = Files([File(name, str(tmp_path), config.site_dir, use_directory_urls=True) for name in ("a.md", "b.md")])
    whole = LenientPage("T", File("a.md", str(tmp_path), config.site_dir, use_directory_urls=True), config)
    (file,) = (file for file in files if file.src_uri == "a.md")
    page = PageOfPieces("T", file, config, PageTexts(config))
    for one in (whole, page):
        one.read_source(config)
        one.render(config, files)

    assert page.content == whole.content
    links, all_links = (
        {file.src_uri: found for file, found in (one.links_to_anchors or {}).items()} for one in (page, whole)
    )
    assert links == all_links != {}
    assert page.present_anchor_ids == whole.present_anchor_ids
