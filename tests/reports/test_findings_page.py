"""Tests that the page of findings and redlines shows both texts, safely and accessibly."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_tools.changes.prose.judge import find_text_changes
from build_tools.changes.redline.markdown_blocks import read_blocks
from build_tools.model.finding import Finding
from build_tools.model.revised_text import RevisedText, RevisedTexts
from build_tools.reports.findings_page import as_html
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.redline.test_documents import HEAD, HOG, TEXTS, P, Q, R, _table

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads the text of a page: all words, or those for the eye; and what elements it has."""

    def __init__(self, page: str, without: Sequence[str] = ()) -> None:
        super().__init__()
        self.without = {*without, "style", "title", "summary"}
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == [], "elements that are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        self.words.append("" if tag in {"ins", "del", "span", "bdi", "a", "code", "strong"} else " ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = {str(attributes.get("class", "")) for _, attributes in self.open}
        is_text = any(one.startswith("redline") for one in classes) and not classes & {"said", "told", "number"}
        if is_text and not self.without & {tag for tag, _ in self.open}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def page(before: str, after: str, findings: Sequence[Finding] = ()) -> str:
    files = ("old.md", "new.md")
    return as_html(findings, RevisedTexts((RevisedText("new", "new.md", before, after, files=files),), files))


def judged(before: str, after: str) -> str:
    found = find_text_changes(before, after, read_shipped_rules(), ("old.md", "new.md"))
    return page(before, after, [replace(finding, document="new") for finding in found])


def ids(html: str) -> list[str]:
    return [str(attributes["id"]) for _, attributes in Reader(html).elements if "id" in attributes]


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS)
def test_a_page_is_whole_whatever_the_texts_are(before: str, after: str) -> None:
    html = page(before, after)
    names = ids(html)
    links = [str(attributes["href"]) for tag, attributes in Reader(html).elements if tag == "a"]

    assert len(names) == len(set(names))
    assert {link[1:] for link in links} <= {*names}
    assert "script" not in {tag for tag, _ in Reader(html).elements}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([P, Q, R, "# Data", "Some <b>x</b> & y", "- an item", "> quoted"]), unique=True))
def test_what_is_not_inserted_makes_the_old_text_and_what_is_not_deleted_the_new(parts: list[str]) -> None:
    before, after = "\n\n".join(parts), "\n\n".join([*parts[1:], "An ending that is new."])

    html = re.sub(r'(?s)<div class="moved".*?</div>', "", page(before, after))

    for text, without in ((before, "ins"), (after, "del")):
        words = " ".join(" ".join(block.text.split()) for block in read_blocks(text))
        assert Reader(html, [without]).text == words.strip()


def test_what_is_written_does_nothing_on_the_page() -> None:
    hostile = '<script>alert(1)</script> <img src=x onerror="alert(2)"> {{ 7 * 7 }} </main> &lt;b&gt;'

    html = judged(f"Kept.\n\n{hostile}", f"Kept here.\n\n{hostile} and more")

    assert {"script", "img", "b"} & {tag for tag, _ in Reader(html).elements} == set()
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    ("sign", "shown"), [("\u202e", "U+202E"), ("\u200b", "U+200B"), ("\u2066", "U+2066"), ("\x1b", "U+001B")]
)
def test_a_sign_that_turns_or_hides_words_is_shown_by_its_number(sign: str, shown: str) -> None:
    html = judged("We sell no data.", f"We sell {sign}no data to you.")

    assert sign not in html
    assert f"[{shown}]" in html


def test_languages_that_run_from_right_to_left_are_left_alone() -> None:
    assert "\u200f" in page("نحن \u200fنحفظ", "نحن \u200fلا نحفظ")


def test_an_unchanged_stretch_is_folded_below_its_heading() -> None:
    before = "\n\n".join(["# Policy", "## Data", P, Q, R, "## Rights", *(f"{P} {n}" for n in range(9)), Q])

    html = page(before, before + " Or not.")

    assert re.findall(r"<summary[^>]*>([^<]*)</summary>", html) == ["Unchanged passages: 4", "Unchanged passages: 8"]
    shown = Reader(html, ["details"]).text
    assert shown == f"Policy Rights {P} 8 {Q} Or not."


def test_the_headings_above_a_change_are_shown_and_skip_no_level() -> None:
    before = f"# Policy\n\n##### Deep\n\n{P}"

    html = page(before, f"{before} Or not.")

    assert [tag for tag, _ in Reader(html).elements if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3", "h4"]


def test_both_places_of_what_has_moved_lead_to_each_other() -> None:
    html = page(f"# A\n\n{P}\n\n{Q}\n\n# B\n\n{R}", f"# A\n\n{Q}\n\n# B\n\n{R}\n\n{P}")

    for told, here, there in (("Moved from here.", "away", "here"), ("Moved here.", "here", "away")):
        assert re.search(
            rf'<div class="moved" id="new-moved-1-{here}">\s*<p[^>]*><strong>{told}</strong>[^<]*'
            rf'<a href="#new-moved-1-{there}">under “<span><bdi>{"A" if there == "away" else "B"}</bdi>',
            html,
        )


def test_a_row_that_changed_is_shown_and_rows_far_from_it_are_counted() -> None:
    rows = [f"| Vendor {n} | work {n} |" for n in range(20)]
    changed = [*rows[:15], "| Vendor 15 | other |", *rows[16:]]

    html = page(_table(HEAD, *rows), _table(HEAD, *changed))

    assert "… Unchanged rows: 14" in html
    assert [words for words in ("Vendor 1<", "Vendor 14<", "Vendor 15<", "Vendor 16<") if words in html] == [
        *("Vendor 14<", "Vendor 15<", "Vendor 16<")
    ]
    assert html.count('scope="col"') == 2


def test_a_row_that_moved_says_so() -> None:
    rows = [f"| Vendor {n} | work {n} |" for n in range(3)]

    html = page(_table(HEAD, HOG, *rows), _table(HEAD, *rows, HOG))

    assert "Row moved from here:" in html
    assert "Row moved here:" in html


def test_a_finding_leads_to_its_passage() -> None:
    before = f"# Policy\n\n{P}\n\nWe do not sell data.\n\n{Q}\n\nWe delete all logs after 30 days.\n"
    after = before.replace("do not sell", "sell").replace("We delete all logs after 30 days.\n", "")

    html = judged(before, after)

    links = re.findall(r'In the text: <a href="#([^"]+)">', html)
    assert len(links) == 2
    for link in links:
        assert re.search(rf'id="{link}" class="(changed|deleted)"', html)


def test_texts_alike_have_no_redline() -> None:
    html = page(P, P)

    assert "Reads as before: new.md." in html
    assert "No change" in html
    assert "<del" not in html
