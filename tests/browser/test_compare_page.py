"""Tests that the page that compares versions is accessible and correct, and that its address can be shared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, expect

from build_tools.changes.redline.documents import redline_documents
from build_tools.changes.redline.words import Mark
from build_tools.project.project import Project
from tests.browser.browser import Scheme, Traffic, Visitor
from tests.browser.sites import BuiltPage, BuiltSite, built_sites
from tests.browser.test_accessibility import SCHEMES, SIZES, _violations
from tests.support.announced_story import NOW

FILE = "compare/index.html"
POLICY = "privacy-policy"
TEXTS = "**/data/texts/**"


@contextmanager
def comparing(reader: Visitor, site: BuiltSite, address: str = "", **visit: Any) -> Iterator[tuple[Page, Traffic]]:
    """The page that compares, at an address; what it says there has been said."""
    with reader.use(BuiltPage(site, f"compare/{address}"), **visit) as (tab, traffic):
        expect(tab.get_by_role("status")).not_to_be_empty()
        yield tab, traffic


def ask(document: str, before: str, after: str) -> str:
    return f"?document={document}&from={before}&to={after}"


def chosen(tab: Page) -> list[str]:
    return [tab.locator(f"[name={name}]").input_value() for name in ("document", "from", "to")]


def in_address(tab: Page) -> list[str]:
    return [value for _, value in parse_qsl(urlsplit(tab.url).query)]


def told_words(tab: Page) -> list[str]:
    """What is told as deleted and inserted, without the words for those who listen."""
    marked = "[...document.querySelectorAll('.result :is(del, ins)')]"
    return list(tab.evaluate(f"{marked}.map((one) => one.tagName + ' ' + one.childNodes[1].data)"))


@SIZES
@SCHEMES
def test_axe_finds_no_violation(told: BuiltSite, reader: Visitor, size: tuple[int, int], scheme: Scheme) -> None:
    address = ask("subprocessors", "2025-01-10", "2025-12-01")
    with comparing(reader, told, address, size=size, scheme=scheme) as (tab, traffic):
        tab.evaluate("document.querySelectorAll('.redline details').forEach((fold) => { fold.open = true })")

        assert tab.locator(".result ins").count() > 5
        assert _violations(tab, BuiltPage(told, FILE)) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert (traffic.foreign, traffic.missing, traffic.complaints) == ([], [], [])


def test_at_first_the_last_two_versions_are_compared(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told) as (tab, _):
        assert chosen(tab) == in_address(tab) == [POLICY, "2025-09-01", "2025-12-01"]
        assert "INS Sentry" in told_words(tab)


def test_the_address_carries_the_choice(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told, ask("retention-schedule", "2025-02-01", "2025-03-03")) as (tab, _):
        assert chosen(tab) == ["retention-schedule", "2025-02-01", "2025-03-03"]
        assert told_words(tab) == ["DEL 60", "INS 180", "DEL 90", "INS 210"]


def test_one_chooses_by_the_keyboard_alone_and_the_address_follows(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told, ask("retention-schedule", "2025-02-01", "2025-03-03")) as (tab, _):
        tab.locator("[name=document]").focus()
        for key in ("Tab", "ArrowDown"):  # an older text before
            tab.keyboard.press(key)
        expect(tab.get_by_role("status")).to_have_text("Passages that differ: 1")
        assert chosen(tab) == in_address(tab) == ["retention-schedule", "2025-01-10", "2025-03-03"]

        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        assert chosen(tab) == in_address(tab) == ["retention-schedule", "2025-03-03", "2025-01-10"]
        expect(tab.locator(".result ins").first).to_contain_text("90")
        assert tab.evaluate("document.activeElement.tagName") == "BUTTON", "the focus stays where it was"

        tab.keyboard.press("Shift+Tab")
        tab.keyboard.press("Shift+Tab")
        tab.keyboard.press("Home")
        assert chosen(tab) == in_address(tab) == [POLICY, "2025-09-01", "2025-12-01"]


def test_the_way_back_leads_through_what_was_compared(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told, ask(POLICY, "2025-01-10", "2025-01-20")) as (tab, _):
        tab.locator("[name=to]").select_option("2025-12-01")
        expect(tab.locator(".result ins", has_text="Sentry").first).to_be_visible()

        tab.go_back()
        expect(tab.locator(".result ins")).to_have_count(1)
        assert chosen(tab) == in_address(tab) == [POLICY, "2025-01-10", "2025-01-20"]
        tab.go_forward()
        expect(tab.locator(".result ins", has_text="Sentry").first).to_be_visible()
        assert chosen(tab) == in_address(tab) == [POLICY, "2025-01-10", "2025-12-01"]


def test_a_version_does_not_differ_from_itself(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told, ask(POLICY, "2025-03-03", "2025-03-03")) as (tab, _):
        expect(tab.get_by_role("status")).to_have_text("Both texts say the same.")
        assert told_words(tab) == []


@pytest.mark.parametrize(
    "address",
    [
        ask("no-such-document", "2025-01-10", "2025-12-01"),
        ask(POLICY, "2025-01-11", "2025-12-01"),
        ask(POLICY, "2025-01-10", "../subprocessors/2025-01-10"),
        ask("__proto__", "constructor", "toString"),
        "?document=privacy-policy&from=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "?document=&from=&to=",
    ],
)
def test_what_does_not_exist_is_said_so_and_never_compared(address: str, told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told, address) as (tab, traffic):
        expect(tab.get_by_role("status")).to_have_text("There is no such document or version. Choose both texts above.")
        assert tab.locator(".redline").count() == 0
        assert [url for url in traffic.asked if "/data/texts/" in url] == []
        assert traffic.complaints == []

        tab.locator("[name=document]").select_option("subprocessors")
        expect(tab.get_by_role("status")).to_contain_text("Passages that differ")


def test_texts_that_cannot_be_loaded_are_said_so_until_they_can(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told) as (tab, _):
        tab.route(TEXTS, lambda route: route.abort())
        tab.locator("[name=from]").select_option("2025-01-10")

        expect(tab.get_by_role("status")).to_contain_text("The texts cannot be loaded right now.")
        assert tab.locator(".redline").count() == 0
        expect(tab.locator(".each details[open] a").first).to_be_visible()

        tab.unroute(TEXTS)
        tab.reload()
        expect(tab.get_by_role("status")).to_contain_text("Passages that differ")


def test_the_answer_to_an_earlier_choice_comes_too_late(told: BuiltSite, reader: Visitor) -> None:
    with comparing(reader, told) as (tab, _):
        held: list[Route] = []
        tab.route("**/2025-01-10.json", lambda route: held.append(route))  # noqa: PLW0108 - it looks at the function
        tab.locator("[name=from]").select_option("2025-01-10")
        tab.locator("[name=from]").select_option("2025-12-01")
        expect(tab.get_by_role("status")).to_have_text("Both texts say the same.")

        with tab.expect_response("**/2025-01-10.json"):
            held[0].continue_()
        tab.evaluate("new Promise((done) => setTimeout(done))")

        expect(tab.get_by_role("status")).to_have_text("Both texts say the same.")


def test_each_pair_of_neighbours_reads_as_the_redline_in_the_changelog_does(told: BuiltSite, reader: Visitor) -> None:
    histories = Project.of_folder(told.project, NOW).archive.histories.values()
    pairs = [pair for versions in histories for pair in zip(versions.all, versions.all[1:], strict=False)]
    script = """async ([id, ...versions]) => {
      const [before, after] = await Promise.all(versions.map((version) => load(id, version)));
      const shown = compareTexts(before.blocks, after.blocks);
      const parts = shown.flatMap((block) => block.rows?.flatMap((row) => row.cells) ?? block);
      const runs = parts.flatMap((part) => part.runs);
      return runs.filter(({ mark }) => mark !== "same").map(({ mark, text }) => [mark, text]);
    }"""
    assert len(pairs) > 15
    with comparing(reader, told) as (tab, _):
        for before, after in pairs:
            blocks = redline_documents(before.document.body, after.document.body)
            cells = [[cell.runs for row in block.rows for cell in row.cells] or [block.runs] for block in blocks]
            told_there = [run for part in cells for runs in part for run in runs if run.mark is not Mark.SAME]
            runs = [[run.mark, run.text] for run in told_there]

            assert tab.evaluate(script, [after.document.id, before.name, after.name]) == runs
            assert runs


def test_without_javascript_the_page_says_what_it_needs_and_leads_to_every_redline(
    told: BuiltSite, reader: Visitor
) -> None:
    with reader.use(BuiltPage(told, FILE), javascript=False) as (tab, traffic):
        assert "needs JavaScript" in tab.locator(".comparison").inner_text()
        assert tab.locator("select").count() == 0
        tab.locator(".each summary", has_text="Retention Schedule").press("Enter")
        links = tab.locator(".each details[open] a:not([id])")
        expect(links.first).to_be_visible()
        addresses = [link.get_attribute("href") for link in links.all()]
        links.first.click()
        expect(tab.locator("#retention-schedule")).to_be_visible()
        assert traffic.foreign == []

    assert addresses == [
        f"../changelog/{day}/#retention-schedule" for day in ("2025-03-03", "2025-02-01", "2025-01-10")
    ]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("privacy-policy/2025-03-03/index.html", [POLICY, "2025-03-03", "2025-12-01"]),
        ("changelog/2025-03-20/index.html", [POLICY, "2025-03-20", "2025-12-01"]),
        ("subprocessors/versions/index.html", ["subprocessors", "2025-03-20", "2025-12-01"]),
    ],
)
def test_other_pages_lead_to_the_comparison_of_what_they_show(
    file: str, expected: list[str], told: BuiltSite, reader: Visitor
) -> None:
    with reader.use(BuiltPage(told, file)) as (tab, _):
        link = tab.locator("article a[href*='/compare/#']").first
        tab.evaluate("link => link.click()", link.element_handle())  # it may be folded
        expect(tab.get_by_role("status")).to_contain_text("Passages that differ")

        assert chosen(tab) == in_address(tab) == expected
        assert tab.evaluate("scrollY") == 0
        tab.go_back()
        assert tab.url.endswith(file.removesuffix("index.html"))


def test_it_works_where_a_host_forbids_scripts_of_the_page_and_of_others(told: BuiltSite, reader: Visitor) -> None:
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

    def forbid(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    with comparing(reader, told) as (tab, traffic):
        tab.route(re.compile(r"/compare/(\?|$)"), forbid)
        tab.goto(tab.url.partition("?")[0] + ask("retention-schedule", "2025-02-01", "2025-03-03"))

        expect(tab.get_by_role("status")).to_have_text("Passages that differ: 1")
        assert told_words(tab) == ["DEL 60", "INS 180", "DEL 90", "INS 210"]
        assert traffic.foreign == []


def test_it_speaks_the_language_of_the_site(visitor: Visitor) -> None:
    site = next(site for site in built_sites() if site.name == "nordlicht")
    with comparing(visitor, site, ask("loeschfristen", "2024-07-01", "2026-06-30")) as (tab, _):
        assert tab.get_by_role("status").inner_text().startswith("Stellen, die sich unterscheiden: ")
        assert "gestrichen:" in tab.locator(".result del").first.inner_text()


# --- the redline itself, on texts that nobody wrote ---

_WORDS = st.lists(
    st.sampled_from([*"abcdefg", "e-mail", "90", "days,", "a.b", "<b>", "…", "日本", "é", "\n", "👩‍⚖️"]), max_size=9
)
_SAID = _WORDS.map(" ".join).filter(str.strip)
_CELLS = st.one_of(st.just(""), _SAID)
_BLOCKS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["heading", "paragraph", "item", "code"]),
        "depth": st.integers(1, 6),
        "marker": st.sampled_from(["", "1."]),
        "text": _SAID,
    }
)
_TABLES = st.integers(1, 3).flatmap(
    lambda width: st.fixed_dictionaries(
        {
            "kind": st.just("table"),
            "rows": st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=4),
        }
    )
)
_TEXTS = st.lists(st.one_of(_BLOCKS, _BLOCKS, _TABLES), max_size=8)


@pytest.fixture(scope="module")
def engine(told: BuiltSite, reader: Visitor) -> Iterator[Page]:
    """The page with its scripts, which are asked directly."""
    with comparing(reader, told) as (tab, _):
        yield tab


def words_of(blocks: list[Any], without: str = "") -> list[Any]:
    """What a text says block by block and cell by cell; of a redline, one side. Cells that say nothing are left out."""
    said: list[Any] = []
    for shown in blocks:
        block = shown.get("block", shown)
        if "rows" not in block and shown.get("fate") != without:
            said.append("".join(run["text"] for run in shown.get("runs", [block]) if run.get("mark") != without))
        elif shown.get("fate") != without:
            rows = [row["cells"] for row in shown["rows"] if row["fate"] != without] if without else block["rows"]
            said.append([[text for cell in row if (text := _said(cell, without))] for row in rows])
    return said


def _said(cell: Any, without: str) -> str:
    return cell if isinstance(cell, str) else "".join(run["text"] for run in cell["runs"] if run["mark"] != without)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_TEXTS, after=_TEXTS)
def test_a_redline_holds_both_texts(before: list[Any], after: list[Any], engine: Page) -> None:
    redline = engine.evaluate("([before, after]) => compareTexts(before, after)", [before, after])

    assert words_of(redline, "inserted") == words_of(before)
    assert words_of(redline, "deleted") == words_of(after)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_TEXTS, after=_TEXTS)
def test_what_is_drawn_is_all_of_it_as_text(before: list[Any], after: list[Any], engine: Page) -> None:
    drawn, tags = engine.evaluate(
        """([before, after]) => {
          const drawn = drawRedline(compareTexts(before, after), document.querySelector(".comparison").dataset);
          drawn.querySelectorAll(".said, .number, summary, .left-out").forEach((one) => one.remove());
          return [drawn.textContent, [...drawn.querySelectorAll("*")].map((one) => one.localName)];
        }""",
        [before, after],
    )
    told = engine.evaluate("([before, after]) => compareTexts(before, after)", [before, after])
    texts = [run["text"] for one in told if "runs" in one for run in one["runs"]]

    assert set(tags) <= {"del", "ins", "p", "pre", "ul", "li", "details", "div", "table", "tr", "th", "td", "span",
                         "tbody", *(f"h{level}" for level in range(3, 7))}  # fmt: skip
    assert all("".join(text.split()) in "".join(drawn.split()) for text in texts)


def test_a_text_that_is_wholly_turned_round_is_told_as_rewritten(engine: Page) -> None:
    words = [f"word{number}" for number in range(10_000)]
    texts = [[{"kind": "paragraph", "depth": 0, "marker": "", "text": " ".join(side)}] for side in (words, words[::-1])]

    (block,) = engine.evaluate("([before, after]) => compareTexts(before, after)", texts)

    assert [(run["mark"], len(run["text"].split())) for run in block["runs"]] == [
        ("deleted", 10_000),
        ("inserted", 10_000),
    ]
