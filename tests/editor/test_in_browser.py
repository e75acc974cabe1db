"""Tests in a real browser that a policy can be edited without git, and that the impact is shown before a save.

Two stories, each in one browser: a lawyer's change from the form to the file, and two tabs that edit the same file.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from build_tools.editor.app import open_editor
from build_tools.editor.server import EditorServer
from build_tools.project.environment import ReaderSettings
from tests.browser.browser import Wall, running
from tests.editor.sessions import RETENTION, clock, git_diff
from tests.support.model_server import KEY, serve_model
from tests.support.projects import CACHE, edit

PATIENCE = 30_000
LONGER = "retention-longer-b4acc9aeddcd"
LOOK = CACHE / "look" / "editor"


class EditSession:
    """A browser at an editor."""

    def __init__(self, context: BrowserContext, server: EditorServer) -> None:
        self.context, self.address = context, server.address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)

    @property
    def foreign(self) -> list[str]:
        """What was asked of others."""
        own = urlsplit(self.address).netloc
        return [url for url in self.asked if urlsplit(url).scheme not in {"data", "blob", "about"} and own not in url]

    def open(self, place: str) -> "Form":
        """A form in a tab of its own."""
        tab = self.context.new_page()
        tab.goto(f"{self.address}#/collections/{place}")
        return Form(tab)


class Form:
    """A form that is open, and the preview beside it."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab

    @property
    def impact(self) -> Any:
        """What is told beside the form."""
        return self.tab.frame_locator("#preview-pane").locator("body")

    def unfold(self, name: str) -> None:
        """Open an entry of a list by its name."""
        self.tab.get_by_text(name, exact=True).first.click()

    def fill(self, field: str, words: str) -> None:
        """Write into the first visible field whose id in the page begins with a name."""
        self.field(field).fill(words)

    def field(self, name: str) -> Any:
        """That field; of several that are visible, the last one that was added."""
        return self.tab.locator(f"[id^={name}-field]:is(input, textarea, select):visible").last

    def save(self) -> None:
        """Press the button."""
        self.tab.get_by_role("button", name="Save", exact=True).click()
        self.tab.get_by_role("menuitem", name="Save", exact=True).click()

    def expect_saved(self) -> None:
        """Wait until it is."""
        expect(self.tab.get_by_text("Saved", exact=True).first).to_be_visible(timeout=PATIENCE)

    def told(self, words: str) -> None:
        """Wait until the preview says something."""
        expect(self.impact).to_contain_text(words, timeout=PATIENCE)

    def look(self, name: str) -> None:
        """Take a picture."""
        LOOK.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=LOOK / f"{name}.png", animations="disabled")


@pytest.fixture
def desk(project: Path, browser: Browser) -> Iterator[EditSession]:
    """A browser at the editor of a project; whatever is asked of others ends at a wall."""
    server, wall = open_editor(project, clock), Wall()
    with running(server), running(wall.server), _context(browser, wall) as context:
        desk = EditSession(context, server)
        yield desk
        assert desk.foreign + wall.asked == []
        assert [one for one in desk.complaints if "Content Security Policy" in one] == []


@contextmanager
def _context(browser: Browser, wall: Wall) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        proxy={"server": wall.address, "bypass": "127.0.0.1"},
    )
    yield context
    context.close()


def test_a_lawyer_changes_a_period_announces_it_and_adds_a_vendor(project: Path, desk: EditSession) -> None:
    form = desk.open("facts/entries/retention")
    form.told("No change for customers")
    form.unfold("Usage metrics & logs")
    form.fill("period", "180")
    form.told("Material change")
    form.told("Customers must be informed at least 30 days before it takes effect.")
    form.told("Less protective")
    expect(form.tab.get_by_text("Check for Preview")).to_be_hidden()  # Decap's own, of a host that builds previews
    form.look("1-material")
    assert git_diff(project) == []

    form.save()
    form.expect_saved()
    assert git_diff(project) == ["-    period: P90D", "+    period: P180D"]
    form.told("Saved but not committed yet: retention.yml.")
    form.look("2-saved")

    form.impact.get_by_role("link", name="Write the announcement").click()
    expect(form.field("effective")).to_have_value("2026-03-31")
    longer = form.tab.get_by_role("checkbox", name="180 days")
    expect(longer).to_be_checked(timeout=PATIENCE)
    form.fill("title", "Usage metrics and logs are kept for 180 days")
    form.fill("body", "To find faults that show once in a season.")
    form.told("Material change")
    expect(form.impact).not_to_contain_text("To do before publication", timeout=PATIENCE)
    form.field("title").scroll_into_view_if_needed()
    form.look("3-announcement")
    form.save()
    form.expect_saved()
    path = project / "policy_src" / "announcements" / "usage-metrics-and-logs-are-kept-for-180-days.md"
    assert path.read_text("utf-8") == (
        f"---\ntitle: Usage metrics and logs are kept for 180 days\nfindings: [{LONGER}]\neffective: 2026-03-31\n---\n"
        "To find faults that show once in a season.\n"
    )

    before = git_diff(project)
    vendor = desk.open("facts/entries/subprocessors")
    vendor.told("Material change")
    vendor.tab.get_by_role("button", name="Add entry").first.click()
    vendor.fill("id", "datadog")
    vendor.fill("name", "Datadog")
    vendor.fill("purpose", "Monitoring")
    vendor.tab.get_by_role("button", name="Add entry").last.click()
    vendor.field("data").select_option("logs")
    vendor.fill("text", "Service logs")
    vendor.told("Datadog")
    vendor.look("4-vendor")
    vendor.save()
    vendor.expect_saved()
    told = [line for line in git_diff(project) if line not in before]
    assert told == [
        "+",
        "+  - id: datadog",
        "+    name: Datadog",
        "+    purpose: Monitoring",
        "+    receives:",
        "+      - data: logs",
        "+        text: Service logs",
    ]


def test_an_announcement_covers_the_findings_whose_boxes_are_checked(project: Path, desk: EditSession) -> None:
    edit(project / RETENTION, "P90D", "P180D")
    edit(project / "policy_src" / "sections" / "contact.md", "Privacy questions or data", "Privacy questions and data")
    vendor = "  - id: datadog\n    name: Datadog\n    purpose: Monitoring\n    receives: [{data: logs, text: Logs}]\n"
    file = project / "policy_src" / "subprocessors.yml"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{vendor}", "utf-8")
    written = f"---\ntitle: Logs\nfindings: [{LONGER}]\neffective: 2026-04-02\n---\nWe keep logs for 180 days.\n"
    logs = project / "policy_src" / "announcements" / "logs.md"
    logs.parent.mkdir()
    logs.write_text(written, "utf-8")

    form = desk.open("announcements/new")
    boxes = form.tab.get_by_role("checkbox")
    expect(boxes).to_have_count(3, timeout=PATIENCE)
    datadog, taken, words = boxes.all()  # customers may object to a vendor
    expect(taken).to_be_disabled()
    expect(form.tab.get_by_text("Already covered by the announcement “logs”.")).to_be_visible()
    form.fill("title", "Datadog")
    form.fill("effective", "2026-04-02")
    form.fill("object_until", "2026-03-20")
    form.fill("body", "Datadog monitors our service.")
    form.told("Choose it in an announcement")
    words.check()
    datadog.check()
    expect(form.impact).not_to_contain_text("To do before publication", timeout=PATIENCE)
    datadog.scroll_into_view_if_needed()
    form.look("7-findings")
    form.save()
    form.expect_saved()
    path = project / "policy_src" / "announcements" / "datadog.md"
    assert re.search(r"findings: \[subprocessor-added-\w+, prose-reworded-\w+\]\n", path.read_text("utf-8"))

    opened = desk.open("announcements/entries/datadog")
    datadog = opened.tab.get_by_role("checkbox", name="Datadog")
    expect(datadog).to_be_checked(timeout=PATIENCE)
    datadog.uncheck()
    opened.save()
    opened.expect_saved()
    assert re.search(r"findings: \[prose-reworded-\w+\]\n", path.read_text("utf-8"))

    edit(project / RETENTION, "P180D", "P200D")  # as another program does
    stale = desk.open("announcements/entries/logs")
    expect(stale.tab.get_by_text("The current change has no such finding.")).to_be_visible(timeout=PATIENCE)
    stale.tab.get_by_role("checkbox", name=LONGER).click()  # its row goes
    stale.tab.get_by_role("button", name="Choose all 2 material changes").click()
    stale.told("Material change")
    stale.look("8-stale")
    stale.save()
    stale.expect_saved()
    assert logs.read_text("utf-8").count("-added-") == 1
    assert LONGER not in logs.read_text("utf-8")


def test_an_announcement_that_begins_with_a_number_is_saved(project: Path, desk: EditSession) -> None:
    form = desk.open("announcements/new")
    form.fill("title", "2026年の変更")
    form.fill("body", "To find faults.")
    form.fill("effective", "2026-04-02")
    form.save()
    form.tab.wait_for_url("**/announcements/entries/announcement-2026")

    written = (project / "policy_src" / "announcements" / "announcement-2026.md").read_text("utf-8")
    assert written == "---\ntitle: 2026年の変更\neffective: 2026-04-02\n---\nTo find faults.\n"


def test_two_tabs_and_a_save_that_would_break_the_source(project: Path, desk: EditSession) -> None:
    one, other = desk.open("facts/entries/retention"), desk.open("facts/entries/retention")
    one.unfold("Usage metrics & logs")
    other.unfold("Billing data")
    one.fill("period", "180")
    one.save()
    one.expect_saved()
    other.fill("period", "8")
    other.told("We now keep Usage metrics & logs for")  # the preview is of both edits together
    other.save()
    other.expect_saved()
    both = ["-    period: P90D", "+    period: P180D", "-    period: P7Y", "+    period: P8Y"]
    assert git_diff(project) == both

    edit(project / RETENTION, "P180D", "P120D")  # as another program does
    one.fill("period", "200")
    one.told("“120 days” in the file, and “200 days” in this form")
    one.save()
    expect(one.tab.get_by_text("This file was changed after you opened it").first).to_be_visible()
    one.look("5-clash")
    assert "period: P120D" in (project / RETENTION).read_text("utf-8")

    last = desk.open("facts/entries/retention")
    last.unfold("Billing data")
    last.fill("id", "account")
    last.told("This cannot be saved yet")
    last.told('The id "account" is used twice')
    last.save()
    expect(last.tab.get_by_text("This was not saved, since it would make the source invalid").first).to_be_visible()
    last.look("6-broken")
    expect(last.field("id")).to_have_value("account")
    assert "id: billing" in (project / RETENTION).read_text("utf-8")


def test_the_second_reader_is_asked_by_a_button_and_what_it_says_leads_to_the_rulings(
    project: Path, browser: Browser
) -> None:
    wall = Wall()
    with serve_model() as model:
        model.judge("editorial", reason="The period is the same in other words.")
        server = open_editor(project, clock, reader=ReaderSettings(model.address, "stub-1", KEY, 20))
        with running(server), running(wall.server), _context(browser, wall) as context:
            form = EditSession(context, server).open("facts/entries/retention")
            form.told("No change for customers")
            form.unfold("Usage metrics & logs")
            form.fill("period", "180")
            form.told("Material change")
            assert model.asked == []

            allowed = Event()
            say, model.say = model.say, lambda changes: allowed.wait(20) and say(changes)
            form.impact.get_by_role("button", name="Second reading").click()
            form.told("The language model is reading. This can take some minutes.")
            expect(form.impact.get_by_role("button", name="Reading …")).to_be_disabled()
            expect(form.impact.locator(".impact")).to_have_css("opacity", "1")
            allowed.set()
            form.told("A second reader has an opinion on one change: it calls it less important.")
            form.told("Second reader stub-1, 2026-03-01: editorial (other).")
            form.told("Proposed ruling: editorial. It counts once a person accepts it.")
            form.told("Material change")
            form.look("9-second-reading")
            form.impact.get_by_role("link", name="Decisions › Rulings").click()
            expect(form.tab.get_by_role("button", name="Add entry")).to_be_visible(timeout=PATIENCE)
            assert (len(model.asked), wall.asked) == (1, [])
