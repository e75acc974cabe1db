"""Tests that MkDocs publishes what the source says, completely or not at all."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from build_tools.delivery.built_site import SEAL
from build_tools.runtime.files import MARKER
from tests.browser.markup import read_markup, read_text
from tests.support.projects import ENVIRONMENT, build, contents, copy_project, edit

PATIENCE = 60
"""Seconds to wait for an event."""

HOME = "policy_src/pages/index.md"
POLICY = "policy_src/policy.yml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its site, which no test changes."""
    project = copy_project(tmp_path_factory.mktemp("built"))
    assert build(project).returncode == 0
    return project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that a test may change. Its site is not built."""
    return copy_project(tmp_path)


FAULTS: dict[str, Callable[[Path], None]] = {
    "an unknown key in the source": lambda project: edit(project / POLICY, "controller:", "controler:"),
    "a source that is no YAML": lambda project: edit(project / POLICY, "controller:", "controller: ["),
    "a source file that is gone": lambda project: (project / "policy_src/data.yml").unlink(),
    "an unknown name in a template": lambda project: edit(
        project / "templates/blocks/retention.md", "", "{{ nobody }}"
    ),
    "a template that is no Jinja": lambda project: edit(project / "templates/blocks/retention.md", "", "{% if %}"),
    "a link that leads nowhere": lambda project: edit(
        project / HOME, "Questions", "[Not there](nowhere.md). Questions"
    ),
    "an anchor that is not there": lambda project: edit(
        project / HOME, "Questions", "[Not there](privacy-policy.md#nowhere). Questions"
    ),
    "a theme override that is no Jinja": lambda project: edit(project / "site_overrides/main.html", "", "{% endif %}"),
    "an unknown name in a theme override": lambda project: edit(
        project / "site_overrides/main.html", "", "{{ nobody.is.here }}"
    ),
    "an unknown Markdown extension": lambda project: edit(project / "mkdocs.yml", "  - abbr\n", "  - abbreviate\n"),
}
IN_THE_SOURCE = list(FAULTS)[:5]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_build_leaves_the_previous_site_untouched(fault: str, built: Path, tmp_path: Path) -> None:
    project = copy_project(tmp_path, built / "policy_src")
    before = {f"site/{name}": content for name, content in contents(built / "site").items()}
    for name, content in before.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(content)
    FAULTS[fault](project)
    entries = _entries(project)

    result = build(project)

    assert result.returncode == 1, result.stderr
    assert {f"site/{name}": content for name, content in contents(project / "site").items()} == before
    assert _entries(project) == entries


def _entries(project: Path) -> set[str]:
    """What stands in a project, apart from what may be thrown away."""
    return {path.name for path in project.iterdir()} - {".cache"}


def test_a_failed_first_build_leaves_nothing(project: Path) -> None:
    entries = _entries(project)
    FAULTS["a link that leads nowhere"](project)

    result = build(project)

    assert result.returncode == 1
    assert "1 problem keeps the policy from being published:" in result.stderr
    assert _entries(project) == entries


@pytest.mark.parametrize("fault", IN_THE_SOURCE)
def test_a_bad_source_is_reported_with_its_place_and_without_a_traceback(fault: str, project: Path) -> None:
    FAULTS[fault](project)

    result = build(project)

    assert result.returncode == 1
    assert re.search(r"^(policy_src|templates)/[\w/-]+\.(yml|md):\d+:\d+: .+\. .+\.$", result.stderr, re.MULTILINE)
    assert "Traceback" not in result.stderr + result.stdout


def test_all_problems_of_a_source_are_reported_at_once(project: Path) -> None:
    edit(project / POLICY, "  name: TraceLoom\n", "  nmae: TraceLoom\n")
    edit(project / "policy_src/cookies.yml", "kind: necessary", "kind: tasty")

    log = build(project).stderr

    assert re.search(r"^policy_src/policy\.yml:5:3: .*nmae", log, re.MULTILINE)
    assert re.search(r"^policy_src/cookies\.yml:5:11: .*tasty", log, re.MULTILINE)


def test_a_good_build_replaces_the_previous_site(project: Path) -> None:
    stale = project / "site" / "old-page" / "index.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("from a document that is no longer listed", encoding="utf-8")
    (project / "site" / SEAL).write_text('{"format": 1, "commit": "", "files": {}}', encoding="utf-8")
    entries = _entries(project)

    assert build(project).returncode == 0

    assert not stale.exists()
    assert (project / "site" / "privacy-policy" / "index.html").exists()
    assert _entries(project) == entries


def test_the_remains_of_a_build_that_was_killed_do_not_get_in(project: Path) -> None:
    remains = project / ".site.0123456789abcdef.new" / "next" / "half.html"
    remains.parent.mkdir(parents=True)
    remains.write_text("half a page", encoding="utf-8")
    (remains.parents[1] / MARKER).touch()

    assert build(project).returncode == 0

    assert not remains.parents[1].exists()
    assert not (project / "site" / "half.html").exists()


def test_a_site_may_be_built_into_any_folder(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "public"

    assert build(built, "--site-dir", target).returncode == 0

    assert set(contents(target)) == set(contents(built / "site"))


def test_the_menu_follows_the_documents_of_the_policy(project: Path) -> None:
    source = yaml.safe_load((project / POLICY).read_text(encoding="utf-8"))
    order = [document["id"] for document in source["documents"]]
    assert len(order) > 2

    assert build(project).returncode == 0
    assert _menu(project) == ["", *order, "changelog", "subscribe"]

    source["documents"].reverse()
    (project / POLICY).write_text(yaml.safe_dump(source, sort_keys=False), encoding="utf-8")
    assert build(project).returncode == 0
    assert _menu(project) == ["", *reversed(order), "changelog", "subscribe"]


def test_the_name_of_the_site_and_its_owner_come_from_the_policy(built: Path) -> None:
    text = read_markup(built / "site" / "privacy-policy" / "index.html").text

    assert "TraceLoom Privacy" in text
    assert "Jajoga, LLC · Layton, UT, USA" in text


def test_pages_say_their_language(built: Path) -> None:
    assert {read_markup(page).language for page in (built / "site").rglob("*.html")} == {"en"}


@pytest.mark.parametrize(("language", "expected"), [("de", "de"), ("pt-BR", "pt"), ("en-GB", "en")])
def test_the_theme_uses_the_language_of_the_policy(language: str, expected: str, project: Path) -> None:
    edit(project / POLICY, "language: en", f"language: {language}")
    edit(project / "policy_src" / "storage.yml", ".adjective", "")  # a form that English has

    result = build(project)

    assert result.returncode == 0, result.stderr
    assert read_markup(project / "site" / "index.html").language == expected


def test_a_language_that_the_theme_does_not_speak_is_a_clear_error(project: Path) -> None:
    edit(project / POLICY, "language: en", "language: sw")
    edit(project / "policy_src" / "storage.yml", ".adjective", "")

    result = build(project)

    assert result.returncode == 1
    assert "site_overrides/partials/languages/sw.html" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_address_that_is_none_is_refused_in_one_line(project: Path) -> None:
    result = build(project, POLICY_ADDRESS="traceloom.io")

    assert result.returncode == 1
    assert "POLICY_ADDRESS is 'traceloom.io', which is not the address of a site. Write for example" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "site").exists()


def test_the_same_source_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    here, there = copy_project(tmp_path / "here"), copy_project(tmp_path / "somewhere" / "else entirely")
    epoch = "1771027200"

    one = build(here, TZ="UTC", LC_ALL="C", LANG="C", PYTHONHASHSEED="1", SOURCE_DATE_EPOCH=epoch)
    two = build(
        there, TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", LANG="de_DE", PYTHONHASHSEED="4711", SOURCE_DATE_EPOCH=epoch
    )

    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    first, second = contents(here / "site"), contents(there / "site")
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_the_preview_follows_every_edit_and_outlives_a_mistake(project: Path) -> None:
    with _serve(project) as (address, log):
        edit(project / POLICY, "What we collect, why", "What we gather, why")
        _wait_for(lambda: "What we gather, why" in _read(address), log)

        edit(project / "templates/documents/subprocessors.md", "# {{ document.title }}", "# {{ document.title }} (new)")
        _wait_for(lambda: "Subprocessors (new)" in _read(f"{address}subprocessors/"), log)

        edit(project / "policy_src/pages/index.md", "Questions or requests", "Questions and wishes")
        _wait_for(lambda: "Questions and wishes" in _read(address), log)

        edit(project / POLICY, "  site_name:", "  sight_name:")
        _wait_for(lambda: re.search(r"^policy_src/policy\.yml:\d+:3: .*sight_name", log(), re.MULTILINE), log)
        assert "Traceback" not in log()

        edit(project / POLICY, "  sight_name:", "  site_name: Mended #")
        _wait_for(lambda: "Mended" in _read(address), log)

    assert not (project / "site").exists()
    assert not list(project.glob(".site.*"))


def _menu(project: Path) -> list[str]:
    """The addresses that the navigation of the home page leads to, in its order, each once."""
    markup = read_text((project / "site" / "index.html").read_text(encoding="utf-8"))  # it is built more than once
    pages = {"" if page.parent.name == "site" else page.parent.name for page in (project / "site").rglob("index.html")}
    leads = [link.value.strip("./") for link in markup.links if "nav" in link.within and link.name == "href"]
    return list(dict.fromkeys(lead for lead in leads if lead in pages))


@contextmanager
def _serve(project: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """A running preview: its address, and its log so far."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    log = project.parent / f"{project.name}.log"
    with log.open("wb") as stream:
        preview = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", host], cwd=project, env=ENVIRONMENT, stderr=stream
        )
        try:
            _wait_for(lambda: "<article" in _read(f"http://{host}/"), lambda: log.read_text(encoding="utf-8"))
            yield f"http://{host}/", lambda: log.read_text(encoding="utf-8")
        finally:
            preview.terminate()
            preview.wait(PATIENCE)


def _read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own server
            return str(answer.read(), "utf-8")
    except OSError:  # it has not started, or waits for a mistake to be mended
        return ""


def _wait_for(happens: Callable[[], object], log: Callable[[], str]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"it did not happen; the preview said:\n{log()}"
        time.sleep(0.1)
