"""Tests that a long table or list in blocks of rows gives the HTML of the whole, and is left whole where in doubt."""

import random
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from build_tools.mkdocs_plugin.lenient_page import LenientPage
from build_tools.mkdocs_plugin.page_of_pieces import PageOfPieces, PageTexts
from build_tools.mkdocs_plugin.page_rows import join_rows, split_rows
from tests.support.projects import ROOT

_HEAD = "| A | B *c* | D |\n|---|---|---|\n"
_CELLS = [
    *(
        "[x](../b.md)",
        "[x](../b.md#y)<br><small>never</small>",
        "words",
        "*a* **b** _c",
        "a_b*c",
        "–",
        "",
        "&#38; &lt;",
    ),
    *(
        '<time datetime="2026-02">February 2026</time>',
        "https://e.example",
        "x | y",
        "![x](x)",
        "'q' \"r\"",
        "1. x",
        "- x",
    ),
    *("[x](#y)", "[b][c]", "(c) *", "ü \u00a0 x", "**", "&nbsp;&bad;", "[x](../b.md){ #y.1 }", "\u200fx"),
]
_DOUBTFUL = [
    *(
        "`a",
        "a`",
        "\\|",
        "<b>",
        "<!-- x",
        "{ .x }",
        "a & b",
        "</tbody>",
        "<td>",
        "\ue0050\ue006",
        "\ue0000\ue002",
        "</ul>",
    ),
    *(
        "[x](nowhere.md)",
        "<div>x",
        "\\",
        "<time>x</time>",
        "x{ #y }",
        "\u2028",
        "[x](javascript:y)",
        "\x02wzxhzdk:0\x03",
    ),
]


@pytest.fixture(scope="module")
def config() -> MkDocsConfig:
    loaded = load_config(str(ROOT / "mkdocs.yml"), plugins=[])
    loaded.plugins._current_plugin = "policy"  # MkDocs sets it while a plugin runs
    return loaded


def _same(text: str, config: MkDocsConfig, folder: Path) -> str:
    """The HTML of a text, after checking that both kinds of page give it."""
    texts = {"b.md": "x", "a/1.md": text}
    for name, content in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8", newline="")
    files = Files([File(name, str(folder), config.site_dir, use_directory_urls=True) for name in texts])
    (file,) = (file for file in files if file.src_uri == "a/1.md")
    pages = [PageOfPieces(None, file, config, PageTexts(config)), LenientPage(None, file, config)]
    for page in pages:
        page.read_source(config)
        page.render(config, files)
    ours, whole = pages
    assert ours.content == whole.content
    assert str(ours.toc) == str(whole.toc)
    assert ours.present_anchor_ids == whole.present_anchor_ids
    return whole.content or ""


def _table(cells: list[str], count: int, choice: random.Random) -> str:
    rows = (
        f"| {' | '.join(choice.choice(cells) for _ in range(choice.choice((2, 3, 3, 4))))} |\n" for _ in range(count)
    )
    return f"{_HEAD}{''.join(rows)}\n"


def _list(cells: list[str], count: int, choice: random.Random) -> str:
    items = (f"- [x{number}](../b.md) {choice.choice(cells)} {choice.choice(cells)}\n" for number in range(count))
    return f"{''.join(items)}\n"


@pytest.mark.parametrize("seed", range(6))
def test_a_long_table_and_a_long_list_give_the_same_page(seed: int, config: MkDocsConfig, tmp_path: Path) -> None:
    choice = random.Random(seed)  # noqa: S311 - the same cases each time
    count = choice.choice((41, 49, 50, 51, 75, 101))
    table, items = _table(_CELLS, count, choice), _list(_CELLS, count, choice)
    text = f"# T\n\n{table}Words.\n\n## B\n\n{items}Words *b*.\n\n{_table(_CELLS, 60, choice)}End\n"

    assert split_rows(text)
    assert _same(text, config, tmp_path).count("<tr>") > count


@pytest.mark.parametrize("doubtful", _DOUBTFUL)
@pytest.mark.parametrize("make", [_table, _list])
def test_rows_that_may_depend_on_others_give_the_same_page(
    doubtful: str, make: object, config: MkDocsConfig, tmp_path: Path
) -> None:
    rows = (_table if make is _table else _list)([doubtful, "x"], 41, random.Random(doubtful))  # noqa: S311 - the same

    assert doubtful in rows
    assert _same(f"# T\n\n{rows}Words.\n\n## B\n\nb\n", config, tmp_path)


_ITEMS = _list(["x"], 60, random.Random(0))  # noqa: S311 - the same
_TABLE = _table(["x"], 60, random.Random(0))  # noqa: S311 - the same


@pytest.mark.parametrize(
    "text",
    [
        f"# T\n\n- first\n\n{_ITEMS}Words\n",
        f"# T\n\n{_ITEMS}- last\n\nWords\n",
        f"# T\n\n{_ITEMS}    of the last item\n\nWords\n",
        f"# T\n\n{_ITEMS}1. number\n\n",
        f"# T\n\n- first\n\n    - second\n\n{_ITEMS}",
        f"# T\n\n```\n\n{_ITEMS}\n```\n",
        f"# T\n\n<pre>\n\n{_ITEMS}{_TABLE}</pre>\n",
        f"# T\n\n<!--\n\n{_ITEMS}{_TABLE}-->\n\nWords\n",
        f"# T\n\n<div>\n\n{_TABLE}{_ITEMS}</div>\n",
        f'# T\n\n<div markdown="1">\n\n{_TABLE}\n{_ITEMS}\n</div>\n',
        f'# T\n\n<details markdown="1">\n<summary>x</summary>\n\n{_ITEMS}\n</details>\n\nWords\n',
        f"# T\n\n{_TABLE.rstrip()}",
        f"# T\n\n{_ITEMS.rstrip()}",
        f"# T\n\n{_TABLE.rstrip()}\n{{ .x }}\n\nWords\n",
        f"# T\n\n{_ITEMS}{{ .x }}\n\nWords\n",
        f"# T\n\n{_TABLE}\n*[x]: Words\n",
        f"# T\n\n{_ITEMS}\n[x]: ../b.md\n",
        f"# T\n\nterm\n\n:   words\n\n{_ITEMS}",
        f"# T\n\n{_ITEMS}{_ITEMS}{_TABLE}{_TABLE}",
        f"# T\n\n{_TABLE.replace('|---|---|---|', '|---|---|')}",
        f"# T\n\n{_ITEMS}\n\n- \ue0050\ue006\n",
    ],
)
def test_rows_in_doubtful_places_give_the_same_page(text: str, config: MkDocsConfig, tmp_path: Path) -> None:
    assert _same(text, config, tmp_path)


def test_one_more_row_at_the_top_changes_one_block() -> None:
    older, newer = (
        split_rows(f"# T\n\n{_TABLE}"),
        split_rows(f"# T\n\n{_TABLE.replace(_HEAD, _HEAD + '| new |' + chr(10))}"),
    )

    assert older
    assert newer
    assert len({*newer.blocks[0]} - {*older.blocks[0]}) == 1
    assert older.frame == newer.frame


def test_rows_that_are_not_found_are_left_to_the_whole() -> None:
    assert not join_rows("<p>no place</p>", [["<ul>\n<li>x</li>\n</ul>"]])
    assert not join_rows("<ul>\n<li>\ue0050\ue006</li>\n</ul>", [["<ol>\n<li>x</li>\n</ol>"]])
    assert not split_rows(f"# T\n\n{_table(['x'], 20, random.Random(0))}")  # noqa: S311 - the same
