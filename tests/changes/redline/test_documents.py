"""Tests that a document's redline contains both texts, and the change of each block."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.changes.redline.documents import RedlinedBlock, RedlinedRow, redline_documents
from build_tools.changes.redline.markdown_blocks import BlockKind, read_blocks
from build_tools.changes.redline.moves import ChangeKind
from build_tools.changes.redline.words import Mark, Run

SIGNS = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
NOT_BEFORE = {ChangeKind.INSERTED, ChangeKind.MOVED_HERE}
NOT_AFTER = {ChangeKind.DELETED, ChangeKind.MOVED_AWAY}

BLOCKS = st.sampled_from(
    [
        *("# Data", "## Rights", "### Rights", "We keep logs for 90 days.", "We keep logs for 180 days.", "Yes", ""),
        *(
            "- one two three\n- one two four\n  - nested item here",
            "1. first of all\n2. second of all",
            "> quoted words",
        ),
        *("| A | B |\n|---|---|\n| x | y |\n| z | w |", "| A | C | B |\n|---|---|---|\n| z | 1 | w |\n| x | 2 | v |"),
        *("| B |\n|---|\n| w |", "```\ncode\n```", "<b>bold</b> & <script>x</script>", "<div>\n\nin it\n\n</div>"),
        *("x <a href=https://a.example>y</a>", "<ul><li>one</li></ul><h2>Two</h2>", "| A |\n|---|\n| b | c |"),
        *("[a link](https://a.example) to it", "[a]: https://a.example", "***", "Term\n:   what it is", "a<br>b  \nc"),
    ]
)
TEXTS = st.one_of(st.lists(BLOCKS).map("\n\n".join), st.text(), st.text("ab |-*#>\n`[]()<:1.\t", max_size=60))


def join_runs(runs: tuple[Run, ...], without: Mark) -> str:
    return "".join(run.text for run in runs if run.mark is not without)


def rows(block: RedlinedBlock, skipped: set[ChangeKind], without: Mark) -> list[list[str]]:
    """The cells of one side; a column that is not there is left out."""
    mark = {Mark.INSERTED: ChangeKind.INSERTED, Mark.DELETED: ChangeKind.DELETED}[without]
    kept = [row for row in block.rows if row.change not in skipped]
    whole = [row for row in block.rows if row.change not in {ChangeKind.INSERTED, ChangeKind.DELETED}] or kept
    gone = {at for at, cell in enumerate(whole[0].cells) if cell.change is mark} if whole else set()
    return [[join_runs(cell.runs, without) for at, cell in enumerate(row.cells) if at not in gone] for row in kept]


def side(blocks: tuple[RedlinedBlock, ...], skipped: set[ChangeKind], without: Mark) -> list[object]:
    """What one reads on one side: a text, or rows of cells."""
    return [
        rows(block, skipped, without) if block.rows else join_runs(block.runs, without)
        for block in blocks
        if block.change not in skipped
    ]


def read(text: str) -> list[object]:
    return [[list(row.cells) for row in block.rows] if block.rows else block.text for block in read_blocks(text)]


def show(before: str, after: str) -> list[str]:
    """The redline in signs: a line for each block or row that is not the same."""
    lines: list[str] = []
    for block in redline_documents(before, after):
        shown: tuple[RedlinedBlock, ...] | tuple[RedlinedRow, ...] = block.rows or (block,)
        lines += [f"{one.change}: {_signed(one)}" for one in shown if one.change is not ChangeKind.SAME]
    return lines


def _signed(one: RedlinedBlock | RedlinedRow) -> str:
    cells = [cell.runs for cell in one.cells] if isinstance(one, RedlinedRow) else [one.runs]
    move = f" #{one.move}" if one.move else ""
    return " | ".join("".join(SIGNS[run.mark].format(run.text) for run in runs) for runs in cells) + move


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_redline_contains_both_texts_block_by_block(before: str, after: str) -> None:
    blocks = redline_documents(before, after)

    assert side(blocks, NOT_BEFORE, Mark.INSERTED) == read(before)
    assert side(blocks, NOT_AFTER, Mark.DELETED) == read(after)


@settings(deadline=None)
@given(TEXTS)
def test_a_document_does_not_differ_from_itself(text: str) -> None:
    assert {block.change for block in redline_documents(text, text)} <= {ChangeKind.SAME}


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_moved_passages_are_marked_at_both_places(before: str, after: str) -> None:
    blocks = redline_documents(before, after)
    away, here = (
        sorted(block.move for block in blocks if block.change is fate)
        for fate in (ChangeKind.MOVED_AWAY, ChangeKind.MOVED_HERE)
    )

    assert away == here
    assert all(
        block.move == 0 for block in blocks if block.change not in {ChangeKind.MOVED_AWAY, ChangeKind.MOVED_HERE}
    )


_LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "",
            "## A",
            "### B {#b}",
            "#",
            "#\tc",
            "##d",
            " ## e",
            "words",
            "- x",
            "1. y",
            "  z",
            "    code",
            "> q",
            ">",
        ),
        *(
            "- ```",
            "> ```",
            "```",
            "~~~~",
            "<!-- x",
            "-->",
            "<pre>",
            "</pre>",
            "- <!-- y",
            "<div>",
            "</div>",
            "<script>",
            "<?",
        ),
        *(
            "| A | B |",
            "|---|---|",
            "| c |",
            "===",
            "---",
            "***",
            "[a]: https://a.example",
            "[b]:",
            "* * *",
            "\\",
            "\t",
            "\v",
            "\f",
        ),
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(_LINES, max_size=30).map("\n".join))
def test_blocks_read_section_by_section_are_those_of_the_whole_text(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("build_tools.changes.redline.markdown_blocks._SPANNING", re.compile(""))
        whole = read_blocks.__wrapped__(text)

    assert read_blocks(text) == whole


@settings(deadline=None)
@given(st.lists(st.sampled_from(["word", "other", "*", "#", "|", "-", ">", "`", "    ", "\n", "1."])).map("".join))
def test_no_written_word_is_left_out(text: str) -> None:
    shown = "".join(block.text for block in read_blocks(text))

    assert shown.count("word") == text.count("word")
    assert shown.count("other") == text.count("other")


P, Q, R = (f"The {name} paragraph says something of its own about {name}." for name in ("first", "second", "third"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("# A\n\nKept for 90 days.", "# A\n\nKept for 180 days.", ["changed: Kept for [-90-]{+180+} days."]),
        (f"{P}\n\n{Q}", P, [f"deleted: [-{Q}-]"]),
        (P, f"{P}\n\n{Q}", [f"inserted: {{+{Q}+}}"]),
        (f"{P}\n\n{Q}\n\n{R}", f"{R}\n\n{P}\n\n{Q}", [f"moved here: {R} #1", f"moved away: {R} #1"]),
        ("- We sell no data\n- Law", "We sell no data\n\nLaw", []),
        ("- a b\n  - c d\n  - e f", "- a b\n  - c d\n  - e g", ["changed: e [-f-]{+g+}"]),
        ("## 1. Old { #id }", "## 1. Old { #other }", []),
        ("a *b* c", "a b **c**", []),
        ("[x](https://a.example)", "[x](https://b.example)", ["changed: x <https://[-a.example-]{+b.example+}>"]),
        (
            "We sell no data to anyone at all.",
            "Rights are listed below.",
            ["deleted: [-We sell no data to anyone at all.-]", "inserted: {+Rights are listed below.+}"],
        ),
        ("a <b>x</b> <script>1</script>", "a x <script>2</script>", ["changed: a x <script>[-1-]{+2+}</script>"]),
        ("---\ntitle: A\n---\n\nText", "---\ntitle: B\n---\n\nText", ["changed: title: [-A-]{+B+}"]),
    ],
)
def test_each_block_has_its_change(before: str, after: str, expected: list[str]) -> None:
    assert show(before, after) == expected


def test_a_section_that_moves_is_a_single_passage() -> None:
    section = f"## Rights\n\n{P}\n\n{Q}"
    other = f"## Data\n\n{R}\n\n{R} Really.\n\n{R} Truly so.\n\n{R} And again."

    lines = show(f"{section}\n\n{other}", f"{other}\n\n{section}")

    assert lines == [f"moved {way}: {words} #1" for way in ("away", "here") for words in ("Rights", P, Q)]


def test_a_passage_that_moves_and_changes_is_marked_as_both() -> None:
    before = "We keep the logs of all requests for 90 days and then delete them."

    lines = show(f"{before}\n\n{P}\n\n{Q}", f"{P}\n\n{Q}\n\n{before.replace('90', '180')}")

    assert lines == [f"moved away: {before} #1", f"moved here: {before.replace('90', '[-90-]{+180+}')} #1"]


def test_items_that_change_places_and_punctuation_are_not_confused() -> None:
    one, other = (
        "- The IP address from which a site was created",
        "- The date and time (UTC) at which a site was created",
    )

    lines = show(f"{one}.\n{other}.", f"{other}\n{one}")

    assert lines == [
        "moved away: The IP address from which a site was created. #1",
        "changed: The date and time (UTC) at which a site was created[-.-]",
        "moved here: The IP address from which a site was created[-.-] #1",
    ]


def _table(*lines: str) -> str:
    head, *body = lines
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *body])


HEAD, AWS, STRIPE, HOG = "| Service | For |", "| AWS | hosting |", "| Stripe | payment |", "| PostHog | analytics |"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((HEAD, AWS, STRIPE), (HEAD, AWS, "| Stripe | billing |"), ["changed: Stripe | [-payment-]{+billing+}"]),
        ((HEAD, AWS, STRIPE), (HEAD, AWS), ["deleted: [-Stripe-] | [-payment-]"]),
        ((HEAD, AWS, STRIPE), (HEAD, AWS, HOG, STRIPE), ["inserted: {+PostHog+} | {+analytics+}"]),
        (
            (HEAD, AWS, STRIPE, HOG),
            (HEAD, HOG, AWS, STRIPE),
            ["moved here: PostHog | analytics #1", "moved away: PostHog | analytics #1"],
        ),
        (
            (HEAD, AWS, STRIPE),
            ("| Service | Place | For |", "| AWS | US | hosting |", "| Stripe | EU | payment |"),
            [
                "changed: Service | {+Place+} | For",
                "changed: AWS | {+US+} | hosting",
                "changed: Stripe | {+EU+} | payment",
            ],
        ),
        (
            (HEAD, AWS),
            ("| Service |", "| AWS |"),
            ["changed: Service | [-For-]", "changed: AWS | [-hosting-]"],
        ),
        ((HEAD, AWS), ("| Service | Purpose |", AWS), ["changed: Service | [-For-]{+Purpose+}"]),
        (
            (HEAD, AWS, STRIPE),
            (HEAD, AWS, "| Stripe, Inc. | payment |"),
            ["changed: Stripe{+, Inc.+} | payment"],
        ),
    ],
)
def test_a_table_is_compared_by_row_and_cell(
    before: tuple[str, ...], after: tuple[str, ...], expected: list[str]
) -> None:
    assert show(_table(*before), _table(*after)) == expected


def test_headings_and_items_in_html_are_recognized() -> None:
    text = "<section>\n<h2 id='x'>Rights</h2>\n<ul><li><p>one</p></li><li>two</li></ul>three</section>"

    assert [(block.kind, block.text, block.depth) for block in read_blocks(text)] == [
        (BlockKind.HEADING, "Rights", 2),
        (BlockKind.ITEM, "one", 1),
        (BlockKind.ITEM, "two", 1),
        (BlockKind.PARAGRAPH, "three", 0),
    ]


def test_a_block_knows_its_place() -> None:
    text = '# A\n\n## <span class="number">2.</span> Rights { #rights }\n\n3. three\n4. four\n   - deep\n\n     more\n'

    assert [(b.kind, b.text, b.lines[0], b.depth, b.marker, b.anchor) for b in read_blocks(text)] == [
        (BlockKind.HEADING, "A", 1, 1, "", ""),
        (BlockKind.HEADING, "Rights", 3, 2, "2.", "rights"),
        (BlockKind.ITEM, "three", 5, 1, "3.", ""),
        (BlockKind.ITEM, "four", 6, 1, "4.", ""),
        (BlockKind.ITEM, "deep", 7, 2, "", ""),
        (BlockKind.PARAGRAPH, "more", 9, 2, "", ""),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Term\n:   what it is", "Term: what it is"),
        ("one<br>two  \nthree", "one\ntwo\nthree"),
        ("**Key**{ #key }: words", "Key: words"),
        ("Title\n{ .quiet }", "Title"),
        ("a &lt; b &amp; c \\* d", "a < b & c * d"),
        ("[a@b.example](mailto:a@b.example) <https://c.example>", "a@b.example https://c.example"),
        ("[see](terms.md#x)", "see"),
        ("![a cat](cat.png)", "a cat <cat.png>"),
        ('<a class="y" href="https://x.example">x</a>', "x <https://x.example>"),
        ("<a href=/terms>x</a> <a id=y>z</a>", "x z"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td></td></tr></table>", "A | B|1"),
        ("<div>\n\n    <p>indented</p>\n\n    <p>as code</p>\n</div>", "indented|as code"),
        ("[x</a>](https://x.example)</a>", "x <https://x.example>"),
        ("seen <!-- not --> seen", "seen seen"),
        ("<!-- not -->\n<div>seen</div>\n\n<!-- not\n\n<p>not</p> -->", "seen"),
        (">" * 40 + " nested too deep", ">" * 40 + " nested too deep"),
        ("[target]: https://a.example", "[target]: https://a.example"),
        ("| a |\n|---|\n| b | c \\| d | e |", "a\nb|c \\| d | e"),
        ("<p>one</p>\n<p>two</p>", "one|two"),
        ("```which is said\ncode\n```", "which is said\ncode"),
        ("*a " * 20_000, ("*a " * 20_000).strip()),
    ],
    ids=lambda text: text[:20],
)
def test_the_words_of_a_block_are_its_visible_words(source: str, words: str) -> None:
    assert "|".join(block.text for block in read_blocks(source)) == words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("same\n" * 100_000, "same\n" * 99_999 + "other\n"),
        ("same\n\n" * 50_000, "same\n\nother\n\n" * 25_000),
        ("- one more item\n" * 20_000, "- one other item\n" * 20_000),
        (
            "".join(f"Item {n} is kept.\n\n" for n in range(20_000)),
            "".join(f"Item {n} goes.\n\n" for n in range(19_999)),
        ),
        ("| a | b |\n|---|---|\n" + "| c | d |\n" * 10_000, "| a | b |\n|---|---|\n" + "| e | d |\n" * 10_000),
        ("[" * 50_000, "*" * 50_000),
        (">" * 5_000 + "a", "- " * 5_000 + "a"),
        ("word " * 500_000, "other " * 500_000),
        ("<!--" * 50_000, "<a " * 50_000),
    ],
    ids=[
        "equal lines",
        "every other",
        "items",
        "no block alike",
        "rows",
        "brackets",
        "nested",
        "one paragraph",
        "HTML",
    ],
)
def test_hard_comparisons_of_documents_end_in_time(before: str, after: str) -> None:
    blocks = redline_documents(before, after)

    assert side(blocks, NOT_BEFORE, Mark.INSERTED) == read(before)
    assert side(blocks, NOT_AFTER, Mark.DELETED) == read(after)
