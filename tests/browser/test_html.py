"""Tests that the built HTML is valid and complete, and has no unexpected content."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import yaml

from tests.browser.sites import OURS, BuiltPage, BuiltSite, built_sites
from tests.support.projects import CACHE, ORGANISATIONS, lack, run

VALIDATOR = CACHE / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
HERE = "http://site.invalid"
ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link"}


def test_every_organisation_has_a_site_with_all_its_documents() -> None:
    assert {site.name for site in built_sites()} == {OURS} | {
        path.parent.name for path in ORGANISATIONS.glob("*/policy_src")
    }
    for site in built_sites():
        assert not site.failure, site.failure
        expected = {f"{document.id}/index.html" for document in site.policy.documents} | {"index.html", "404.html"}
        assert expected <= {page.file for page in site.pages}


def test_the_nu_validator_finds_no_error(site: BuiltSite) -> None:
    if not shutil.which("java"):
        lack("java is not installed (Debian package: default-jre-headless)")
    if not VALIDATOR.exists():
        lack("the Nu validator is not installed: npm install --prefix .cache/vnu vnu-jar@26.9.27")

    result = run("java", "-jar", VALIDATOR, "--skip-non-html", "--format", "json", site.folder)

    messages = json.loads(result.stderr)["messages"]
    assert [
        f"{message['url'].partition(site.folder.name)[2]}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if message["type"] != "info"
    ] == []
    assert result.returncode == 0


def test_every_link_leads_to_something(page: BuiltPage) -> None:
    faults = [
        f"<{link.tag} {link.name}={link.value!r}>"
        for link in page.markup.links
        if link.value and not _leads_somewhere(page, link.value)
    ]

    assert faults == []


def test_every_link_of_a_style_sheet_leads_to_something(site: BuiltSite) -> None:
    faults = [
        f"{sheet.relative_to(site.folder)}: {address}"
        for sheet in site.folder.rglob("*.css")
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text(encoding="utf-8"))
        if not address.startswith(("data:", "#")) and not (sheet.parent / urlsplit(address).path).is_file()
    ]

    assert faults == []


def test_no_link_leads_to_an_address_that_is_not_encrypted(page: BuiltPage) -> None:
    assert [link.value for link in page.markup.links if link.value.startswith("http://")] == []


def test_nothing_is_loaded_from_another_host(page: BuiltPage) -> None:
    # <link> counts whatever its purpose: a mere preconnect tells another host of the visit
    loads = [link.value for link in page.markup.links if link.tag != "a"]

    assert [value for value in loads if urlsplit(value).netloc and not _is_own(page, value)] == []


def test_the_text_holds_no_active_element(page: BuiltPage) -> None:
    within = [element for element in page.markup.elements if "article" in element.within]

    assert [element.tag for element in within if element.tag in ACTIVE] == []
    assert [element.attributes for element in within if any(name.startswith("on") for name in element.attributes)] == []
    assert [
        link.value
        for link in page.markup.links
        if "article" in link.within and re.match(r"\s*(javascript|data|vbscript):", link.value, re.IGNORECASE)
    ] == []


def test_a_page_says_its_language_its_title_and_what_it_is_about(page: BuiltPage) -> None:
    elements = page.markup.elements

    assert page.site.policy.publication.language.startswith(page.markup.language)
    assert "title" in {element.tag for element in elements}
    described = [
        element.attributes["content"] for element in elements if element.attributes.get("name") == "description"
    ]
    assert page.file == "404.html" or (len(described) == 1 and described[0])


def test_titles_differ(site: BuiltSite) -> None:
    titles = [page.markup.title for page in site.pages]
    headings = [page.markup.headings[0].text.strip() for page in site.pages if page.is_in_menu]

    assert sorted(titles) == sorted(set(titles))
    assert sorted(headings) == sorted(set(headings))


def test_sections_are_numbered_and_have_permanent_anchors(site: BuiltSite) -> None:
    documents = [document for document in site.policy.documents if document.sections]
    assert documents

    for document in documents:
        markup = next(page for page in site.pages if page.file == f"{document.id}/index.html").markup
        headings = [heading for heading in markup.headings if heading.level == 2]
        titled = [section for section in site.policy.sections_of(document) if section.title]

        sections = [heading for heading in headings if heading.id in document.sections]
        assert [heading.id for heading in sections] == [section.id for section in titled]
        assert [heading.permalink for heading in sections] == [f"#{section.id}" for section in titled]
        numbers = [re.match(r"(\d+)\. ", _words(heading.text)) for heading in sections]
        assert [int(number[1]) for number in numbers if number] == list(range(1, len(titled) + 1))
        assert all(markup.ids.count(section.id) == 1 for section in titled)


def test_traceloom_keeps_the_nine_numbered_sections_of_its_published_policy() -> None:
    ours = next(site for site in built_sites() if site.name == OURS)
    source = yaml.safe_load((ours.project / "policy_src" / "policy.yml").read_text(encoding="utf-8"))
    sections = next(document["sections"] for document in source["documents"] if document["id"] == "privacy-policy")
    markup = next(page for page in ours.pages if page.file == "privacy-policy/index.html").markup

    found = [(heading.id, _words(heading.text)) for heading in markup.headings if heading.id in sections]

    assert [name for name, _ in found] == [name for name in sections if name != "introduction"]
    assert [re.match(r"\d+", text)[0] for _, text in found if re.match(r"\d+", text)] == list("123456789")  # type: ignore[index]


def test_every_heading_of_a_document_has_a_permanent_anchor(site: BuiltSite) -> None:
    documents = {f"{document.id}/index.html" for document in site.policy.documents}
    headings = [
        (page.file, heading)
        for page in site.pages
        if page.file in documents
        for heading in page.markup.headings
        if heading.level in {2, 3}
    ]

    assert [(file, heading.text) for file, heading in headings if heading.permalink != f"#{heading.id}"] == []


def _leads_somewhere(page: BuiltPage, value: str) -> bool:
    if urlsplit(value).scheme in {"mailto", "tel", "data"}:
        return True
    if value.startswith("#"):
        return unquote(value[1:]) in page.markup.ids
    if urlsplit(value).netloc and not _is_own(page, value):
        return urlsplit(value).scheme in {"http", "https"}
    # 404.html is shown at any address, so its links must not depend on where it stands
    base = f"{HERE}/no/such/page" if page.file == "404.html" else f"{HERE}{page.site.prefix}{page.file}"
    target = urlsplit(urljoin(base, value))
    if not target.path.startswith(page.site.prefix):
        return False
    return any(_has_anchor(page, path, target.fragment) for path in _files(page.site, target.path))


def _files(site: BuiltSite, path: str) -> Iterator[Path]:
    file = site.folder / unquote(path.removeprefix(site.prefix))
    if file.is_file():
        yield file
    elif (file / "index.html").is_file() and path.endswith("/"):
        yield file / "index.html"


def _has_anchor(page: BuiltPage, path: Path, fragment: str) -> bool:
    if not fragment or path.suffix != ".html":
        return True
    other = BuiltPage(page.site, path.relative_to(page.site.folder).as_posix())
    return unquote(fragment) in other.markup.ids


def _is_own(page: BuiltPage, value: str) -> bool:
    own = page.site.policy.publication.address
    return bool(own) and value.startswith(str(own))


def _words(text: str) -> str:
    return " ".join(text.split())
