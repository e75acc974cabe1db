"""Opens pages in a real browser that can only reach the tested site.

Three ways, the quickest first. A test that changes nothing *looks*: all such tests share a page that is loaded once. A
test that acts *uses* the page: it is loaded again, in an open tab. A test that needs a browser without history, or
changes the browser itself, *visits*: it gets a separate context.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

from tests.browser.sites import BuiltPage, BuiltSite
from tests.support.projects import lack

Scheme = Literal["light", "dark"]
DESKTOP, PHONE = (1280, 900), (390, 844)
Headers = Sequence[tuple[str, str]]
PATIENCE = 10_000
"""Milliseconds after which something that has not happened will not happen any more."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Traffic:
    """What a page asked for."""

    host: str
    """The one host that it may ask."""
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What it asked for and did not get."""
    complaints: list[str] = field(default_factory=list)
    """What the browser found fault with."""

    def forget(self) -> None:
        """Begin anew."""
        for notes in (self.asked, self.missing, self.complaints):
            notes.clear()

    @property
    def foreign(self) -> list[str]:
        """What it asked of other hosts."""
        return [url for url in self.asked if urlsplit(url).scheme not in {"data", "blob"} and self.host not in url]

    def note_request(self, request: Request) -> None:
        """Remember what is asked for."""
        self.asked.append(request.url)

    def note_response(self, response: Response) -> None:
        """Remember what is not there; that a page is missing is what 404.html is for."""
        if response.status >= 400 and not response.request.is_navigation_request():
            self.missing.append(response.url)


@dataclass
class _Window:
    """A tab that stays open."""

    tab: Page
    traffic: Traffic
    address: str = ""
    """Of the page in it."""

    def show(self, address: str) -> None:
        """Show a page, if it is not shown already."""
        if self.address != address:
            self.leave()
            self.tab.goto(address, wait_until="load")
            self.address = address

    def leave(self) -> None:
        """Forget all that was."""
        if self.address:
            self.tab.unroute_all()
            self.tab.evaluate("localStorage.clear(), sessionStorage.clear()")
            self.tab.goto("about:blank")
            self.tab.emulate_media(media="null")
            self.tab.context.clear_cookies()
            self.tab.context.clear_permissions()
            self.traffic.forget()
            self.address = ""


@dataclass(frozen=True)
class Visitor:
    """Opens pages in browser contexts whose way to all other hosts ends at a wall."""

    browser: Browser
    addresses: dict[str, str]
    """Where each site is served, by its name."""
    wall: "Wall"
    windows: dict[tuple[str, tuple[int, int], Scheme, bool], _Window] = field(default_factory=dict)
    """The tabs that only show pages, by how they show them."""

    @contextmanager
    def visit(
        self,
        page: BuiltPage,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
        *,
        javascript: bool = True,
    ) -> Iterator[tuple[Page, Traffic]]:
        """The page in a new tab, loaded, and what it asks for from then on too."""
        traffic = Traffic(urlsplit(self.addresses[page.site.name]).netloc)
        context = self._context(size, scheme, javascript=javascript)
        self.wall.asked.clear()
        try:
            tab = _open_tab(context, traffic)
            tab.goto(self._address(page), wait_until="load")
            yield tab, traffic
        finally:
            traffic.asked += self.wall.asked
            context.close()

    @contextmanager
    def look(
        self,
        page: BuiltPage,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
        *,
        javascript: bool = True,
    ) -> Iterator[tuple[Page, Traffic]]:
        """The page as whoever comes to it first finds it, loaded; to be left as it was found.

        Raises: AssertionError if it was changed.
        """
        with self._borrowed(page.site.name, size, scheme, javascript=javascript) as window:
            window.show(self._address(page))
            before = window.tab.evaluate(script("state"))
            yield window.tab, window.traffic
            assert window.tab.evaluate(script("state")) == before, "a test that changes a page has to use or visit it"

    @contextmanager
    def use(
        self,
        page: BuiltPage,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
        *,
        javascript: bool = True,
    ) -> Iterator[tuple[Page, Traffic]]:
        """The page, loaded anew for this test alone, in a tab that others use too."""
        with self._borrowed(page.site.name, size, scheme, javascript=javascript) as window:
            window.leave()
            window.show(self._address(page))
            yield window.tab, window.traffic
            window.leave()

    @contextmanager
    def _borrowed(self, site: str, size: tuple[int, int], scheme: Scheme, *, javascript: bool) -> Iterator[_Window]:
        """A tab that stays open if the test ends well. All those of another site are closed."""
        for key in [key for key in self.windows if key[0] != site]:
            self.windows.pop(key).tab.context.close()
        window = self.windows.pop((site, size, scheme, javascript), None)
        if not window:
            traffic = Traffic(urlsplit(self.addresses[site]).netloc)
            window = _Window(_open_tab(self._context(size, scheme, javascript=javascript), traffic), traffic)
        try:
            yield window
        except BaseException:
            window.tab.context.close()
            raise
        if self.windows.setdefault((site, size, scheme, javascript), window) is not window:
            window.tab.context.close()

    def _context(self, size: tuple[int, int], scheme: Scheme, *, javascript: bool) -> BrowserContext:
        return self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=javascript,
            bypass_csp=True,  # what a page would do is seen, though it forbids it itself
            proxy={"server": self.wall.address, "bypass": "127.0.0.1"},
        )

    def _address(self, page: BuiltPage) -> str:
        return self.addresses[page.site.name] + page.address


def _open_tab(context: BrowserContext, traffic: Traffic) -> Page:
    context.set_default_timeout(PATIENCE)
    context.on("request", traffic.note_request)
    context.on("response", traffic.note_response)
    tab = context.new_page()
    tab.on("pageerror", lambda error: traffic.complaints.append(str(error)))
    return tab


class Wall:
    """A proxy that lets nobody through and remembers who came."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_WallHandler, self.asked))
        self.address = f"http://127.0.0.1:{self.server.server_port}"


class _WallHandler(BaseHTTPRequestHandler):
    def __init__(self, asked: list[str], *arguments: Any) -> None:
        self.asked = asked
        super().__init__(*arguments)

    def refuse(self) -> None:
        """Note what is asked for, and answer that it is forbidden."""
        self.asked.append(f"{self.command} {self.path}")
        self.send_error(403)

    do_GET = do_HEAD = do_POST = do_CONNECT = do_OPTIONS = refuse  # noqa: N815 - the library's names

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _SiteHandler(SimpleHTTPRequestHandler):
    """Serves a site as any host of static files does: below its path, with 404.html for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, site: BuiltSite, prefix: str, headers: Headers, *arguments: Any) -> None:
        self.site = site
        self.prefix = prefix
        self.headers_of_all = headers
        super().__init__(*arguments, directory=str(site.folder))

    def translate_path(self, path: str) -> str:
        """The file behind an address."""
        if not path.startswith(self.prefix):
            return str(self.site.folder / "outside the site")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page."""
        page = self.site.folder / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Say what the host says with every file."""
        for name, value in self.headers_of_all:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A real browser, without a window."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if not program:
        lack("Chromium is not installed (Debian package: chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serve_site(site: BuiltSite, headers: Headers = ()) -> Iterator[str]:
    """Serve a site, each file with these headers; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_SiteHandler, site, site.prefix, headers))
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}{site.prefix}"


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    """Run a server beside the tests."""
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def script(name: str) -> str:
    """A script of this folder that looks at a page."""
    return (Path(__file__).parent / "scripts" / f"{name}.js").read_text(encoding="utf-8")
