"""Tests that broken links within the site are refused, with their places."""

import logging
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from build_tools.model.problem import Problem
from build_tools.project.project import Project
from build_tools.review.source_check import check_source, find_unbuildable
from build_tools.source.folder import read_folder
from tests.support.announced_story import announce, announced_story
from tests.support.edits import Edit, edited
from tests.support.projects import ROOT, build, copy_project, policy
from tests.support.story import NOW, keep

CONTACT, HOME = "policy_src/sections/contact.md", "policy_src/pages/index.md"
WORDING, SETTINGS, RETENTION = "policy_src/wording.yml", "policy_src/policy.yml", "policy_src/retention.yml"


def find_problems(edits: dict[str, Edit]) -> tuple[Problem, ...]:
    """The problems of TraceLoom's source with some edits."""
    return check_source(Project(edited(edits))).problems


def announced(words: str) -> dict[str, Edit]:
    """An announcement of these words."""
    return {"policy_src/announcements/new.md": f"---\ntitle: We change this\n---\n{words}\n".encode()}


@pytest.mark.parametrize(
    ("words", "column", "link"),
    [
        ("See [x](nowhere.md).", 9, "nowhere.md"),
        ("See [x](nowhere.md#there) and [y](subprocessors.md#stripe).", 9, "nowhere.md#there"),
        ("See [x](changelog.md).", 9, "changelog.md"),
        ("See [x](/privacy-policy/).", 9, "/privacy-policy/"),
        ("See [x](privacy-policy/).", 9, "privacy-policy/"),
        ("See [x](#here).", 9, "#here"),
        ("See [x](/terms).", 9, "/terms"),
        ("See ![a picture](picture.png).", 18, "picture.png"),
        ("See [x][1].", 0, "nowhere.md"),
    ],
)
def test_a_link_of_an_announcement_must_lead_to_a_document_or_a_page(words: str, column: int, link: str) -> None:
    edits = announced(words if column else f"{words}\n\n[1]: nowhere.md")
    (problem,) = find_problems(edits)

    place = f"policy_src/announcements/new.md:4:{column}" if column else "policy_src/announcements/new.md:6:6"
    assert str(problem.location) == place
    assert problem.what == f'the link "{link}" leads to no document and no page'
    assert problem.remedy.endswith("delete the file: its entry in the changelog stays as it is.")


@pytest.mark.parametrize(
    "words",
    [
        "See [the schedule](retention-schedule.md#billing), [home](index.md), [us](https://example.com/a.md).",
        "Write to [us](mailto:privacy@traceloom.io) or call [us](tel:+1234), and see `[x](nowhere.md)`.",
        "See [it][1].\n\n[1]: subprocessors.md",
    ],
)
def test_a_link_of_an_announcement_that_leads_somewhere_is_fine(words: str) -> None:
    assert find_problems(announced(words)) == ()


@pytest.mark.parametrize("address", ["http://[", "https://[::1/x", "//[x"])
def test_an_address_that_cannot_be_read_is_refused_everywhere(address: str) -> None:
    cases: tuple[tuple[dict[str, Edit], str], ...] = (
        (announced(f"See [x]({address})."), "policy_src/announcements/new.md:4:9"),
        ({CONTACT: ("Mailing address:", f"See [x]({address}). Mailing:")}, CONTACT),
    )
    for edits, place in cases:
        (problem,) = find_problems(edits)
        assert problem.what in {f'the address "{address}" cannot be read', f"the address {address!r} is not allowed"}
        assert problem.location.file == place.partition(":")[0]


NO_PAGE, AWAY = "leads to no page of the site", "is in words that also appear in e-mails and in other folders"


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (CONTACT, "Mailing address:", "See [x](nowhere.md). Mailing:", f'the link "nowhere.md" {NO_PAGE}'),
        (CONTACT, "Mailing address:", "See [x](#no). Mailing:", 'privacy-policy.md has no anchor "#no"'),
        (HOME, "Questions or requests:", "[x](subprocessors.md#no):", 'subprocessors.md has no anchor "#no"'),
        (HOME, "Questions or requests:", "![x](none.png):", f'the link "none.png" {NO_PAGE}'),
        (HOME, "summary: What we store", "summary: What [x](no.md) we store", f'the link "no.md" {NO_PAGE}'),
        (SETTINGS, "summary: The services", "summary: The [x](no.md) services", f'the link "no.md" {NO_PAGE}'),
        (
            RETENTION,
            "text: Retained for {{ retention.usage",
            "text: Retained [x](no.md) for {{ retention.usage",
            f'the link "no.md" {NO_PAGE}',
        ),
        (WORDING, "stored: What we store", 'stored: "What [x](no.md) store"', f'the link "no.md" {NO_PAGE}'),
        (WORDING, "in_full: Read it", "in_full: Read [x](index.md)", f'the link "index.md" {AWAY}'),
    ],
)
def test_a_link_of_any_other_text_leads_somewhere(path: str, old: str, new: str, fault: str) -> None:
    (problem,) = find_problems({path: (old, new)})

    lines = edited({path: (old, new)}).read(path).split("\n")
    ((number, line),) = [(number, line) for number, line in enumerate(lines, 1) if "[x](" in line]
    assert (problem.check, problem.what) == ("link", fault)
    assert str(problem.location) == f"{path}:{number}:{line.index('[x](') + 5}"


def test_a_broken_link_in_a_layout_is_located_there() -> None:
    path = "templates/documents/retention-schedule.md"
    (problem,) = find_problems({path: ("# {{ document.title }}\n", "# {{ document.title }}\n\n[x](nowhere.md)\n")})

    assert str(problem.location) == f"{path}:3:5"
    assert 'the link "nowhere.md" leads to no page of the site' in problem.what


@pytest.mark.parametrize(
    "words",
    [
        "[a](#contact) [b](#data-account) [c](subprocessors.md#stripe) [d](retention-schedule.md#usage-and-logs)",
        "[a](changelog.md) [b](changelog/material.md) [c](privacy-policy/versions.md) [d](./index.md)",
        "[a](https://example.com/nowhere.md) [b](mailto:{{ controller.privacy_mailbox }})",
        "[a](#what-we-store) `[b](nowhere.md)`",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(words: str) -> None:
    heading = "Mailing address:\n\n### Ours { #what-we-store }\n\nText." if "#what" in words else "Mailing address:"
    assert find_problems({CONTACT: ("Mailing address:", f"{words}\n\n{heading}")}) == ()


def test_a_link_to_a_generated_page_must_lead_to_an_existing_one(tmp_path: Path) -> None:
    story = announced_story()
    links = ("changelog.md", "changelog/2025-02-01.md", "privacy-policy/2025-01-10.md", "subprocessors/versions.md")
    dead = ("changelog/2024-01-01.md", "privacy-policy/2024-01-01.md", "compare.md", "data/nothing.json")
    words = " ".join(f"[x]({link})" for link in (*links, "data/versions.json", "compare/index.md", *dead))
    story.publish("2025-12-10T12:00:00-07:00", {HOME: ("Questions or requests:", f"{words} Questions:")})
    project = story.write(tmp_path)

    flow = Project.of_folder(project.folder, NOW)
    found = list(find_unbuildable(flow))

    assert [one.what for one in found] == [f'the link "{link}" leads to no page of the site' for link in dead]
    checked = project.ask("check").stdout
    assert all(str(one.location) in checked for one in found)
    (project.folder / HOME).write_text("---\ntitle: Home\n---\nA draft of [x](changelog.md).\n", "utf-8")
    assert list(find_unbuildable(Project(read_folder(project.folder)))) == []


def test_check_and_build_both_refuse_a_broken_link_of_an_announcement(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "policy_src/announcements").mkdir(exist_ok=True)
    (project / "policy_src/announcements/new.md").write_bytes(
        b"---\ntitle: We change this\n---\nSee [x](nowhere.md).\n"
    )
    checked, built = policy("check", folder=project), build(project)

    for done, said in ((checked, checked.stdout), (built, built.stderr)):
        assert done.returncode == 1
        assert 'policy_src/announcements/new.md:4:9: the link "nowhere.md" leads to no document and no page.' in said


def test_an_old_announcement_stays_as_it_was_published(tmp_path: Path) -> None:
    story = announced_story()
    story.publish("2025-12-10T12:00:00-07:00", {**keep("P60D"), **announce("links", "See [x](nowhere.md).")})
    story.publish("2025-12-12T12:00:00-07:00", {"policy_src/announcements/links.md": None})
    flow = Project.of_folder(story.write(tmp_path).folder, NOW)

    (page,) = (page.text for page in flow.site.pages if page.path == "changelog/2025-12-10.md")
    assert "See [x](#)." in page


ANY_LINKS = [
    *(
        "/terms",
        "/",
        "//e.example/x",
        "\\\\host",
        "http://[",
        "https://e.example/[x",
        "HTTPS://E.example",
        "mailto:a@e.example",
    ),
    *("tel:+1", "#", "#contact", "#Contact", "#no", "?q", "?q#contact", "index.md", "./index.md", "../index.md"),
    *("index.md#no", "index.md?q#no", "%69ndex.md", "index%2Emd", "INDEX.md", "index", "index/", "index.html", "."),
    *("..", "./", "privacy-policy.md", "privacy-policy.md#contact", "privacy-policy.md#%63ontact", "privacy-policy/"),
    *("subprocessors.md#stripe", "subprocessors.md#", "README.md", "x@e.example", "picture.png", "./picture.png"),
    *("pictures/a.png", "pictures/../picture.png", "<index.md>", "<no no.md>", "index.md 'title'"),
    *("a:b", "C:/x", "x.md:y", "..%2findex.md", "index.md#\u4e2d", "\u4e2d.md", "index.md%23no"),
]


def test_mkdocs_accepts_every_link_that_the_check_accepts(caplog: pytest.LogCaptureFixture) -> None:
    pictures: dict[str, Edit] = {f"policy_src/pages/{name}": b"PNG" for name in ("picture.png", "pictures/a.png")}
    links, refused = list(ANY_LINKS), set[str]()
    while True:
        flow = Project(edited({**pictures, CONTACT: ("Mailing address:", "\n\n".join(f"[x]({one})" for one in links))}))
        if not (problems := check_source(flow).problems):
            break
        wrong = {links[(problem.location.line - 8) // 2] for problem in problems}
        links, refused = [one for one in links if one not in wrong], refused | wrong
    config = load_config(str(ROOT / "mkdocs.yml"), plugins=[])
    config.plugins._current_plugin = "policy"
    files = Files([File.generated(config, page.path, content=page.text) for page in flow.site.pages])
    for name in ("picture.png", "pictures/a.png"):
        files.append(File.generated(config, name, content=b"PNG"))
    pages = [Page(None, file, config) for file in files.documentation_pages()]
    caplog.clear()
    for page in pages:
        page.read_source(config)
        page.render(config, files)
    for page in pages:
        page.validate_anchor_links(files=files, log_level=logging.WARNING)

    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert {"index.md", "privacy-policy.md#contact", "picture.png", "mailto:a@e.example"} <= {*links}
    assert {"/terms", "http://[", "README.md", "#no"} <= refused
