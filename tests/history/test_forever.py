"""Tests that no past commit can stop a build, even if a check would refuse its content today.

The commits are made without a check: each holds what some release of the program let pass, or what somebody pushed past
it. Words and fingerprints stay; what cannot be built is left out, and the build's log says so.
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from tests.browser.markup import read_markup
from tests.support.edits import Edit, edited
from tests.support.projects import build, copy_project, edit, policy, publish
from tests.support.story import NOW

CONTACT, SETTINGS = "policy_src/sections/contact.md", "policy_src/policy.yml"
LINKS = (
    "[l1](/terms) [l2](\\\\host/x) [l3](http://[) [l4](nowhere.md) [l5](nowhere/) [l6](#nowhere) "
    "[l7](changelog/none.md) [l8](README.md) [l9](?q) ![l10](/none.png) [l11](../../index.md) [l12][1]\n\n"
    "[1]: /nowhere/\n\n"
)
LETTERS = "\U0001f600 \u4e2d \u0633 &#20013; &#12; "
ACTIVE = "**a1**{ ondblclick=alert(1) } *a2*{ style=position:fixed }\n"
BAD = {
    "policy_src/announcements/links.md": f"---\ntitle: We change [this](/terms) {LETTERS}\n---\n{LINKS}{LETTERS}\n",
    "policy_src/announcements/active.md": f"---\ntitle: We change that\n---\n{ACTIVE}",
    "policy_src/rules.yml": "rules:\n  - rule: no-such-rule\n    level: material\n    reason: We say so here.\n",
    "policy_src/rulings.yml": (
        "rulings:\n  - finding: no-such-finding-0123456789ab\n    level: editorial\n"
        "    reason: It repeats what [section 4](/nowhere) says.\n    decided: 2026-02-20\n"
    ),
    "policy_src/checklists/gdpr-13.yml": "settled: nonsense\n",
    "templates/history/archived.md": "{{ nobody }}\n",
    "mkdocs.yml": "site_name: [\n",
}
"""What the bad commit holds besides a bad section."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good commit; a bad one; one that mends its markup alone; its site is built."""
    project = copy_project(tmp_path_factory.mktemp("forever") / "project")
    edit(project / SETTINGS, "  time_zone:", "  downloads: [pdf, docx]\n  time_zone:")
    publish(project, "2026-02-15T12:00:00-07:00", "Offer files")
    kept = {path: (project / path).read_bytes() for path in BAD if (project / path).is_file()}
    good = (project / CONTACT).read_text("utf-8")
    (project / CONTACT).write_text(good.replace("Mailing address:", f"{LINKS}{LETTERS}\n\nMailing:"), "utf-8")
    begins = "template: retention-schedule\n    introduction: >-\n      "
    edit(project / SETTINGS, begins, f"{begins}See [the terms](/terms). ")
    for path, words in BAD.items():
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(words, "utf-8")
    publish(project, "2026-03-01T12:00:00-07:00", "Break the build")
    for path in BAD:
        (project / path).write_bytes(kept[path]) if path in kept else (project / path).unlink()
    (project / CONTACT).write_text(good.replace("Mailing address:", "Mailing:"), "utf-8")
    edit(project / SETTINGS, "[the terms](/terms)", "the terms")
    publish(project, "2026-03-02T12:00:00-07:00", "Mend it")
    return project


@pytest.fixture(scope="module")
def log(project: Path) -> str:
    """What the build said."""
    done = build(project, POLICY_TODAY="2026-03-05")
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_mended_source_is_built_whatever_its_past_holds(project: Path, log: str) -> None:
    assert policy("check", folder=project).returncode == 0
    versions = Project.of_folder(project, NOW.replace(year=2027)).archive.histories["privacy-policy"]
    assert [version.name for version in versions] == ["2026-02", "2026-03-01", "2026-03-02"]
    assert not re.search("WARNING|ERROR|Traceback", log)


@pytest.mark.usefixtures("log")
def test_the_words_of_the_past_stay_and_nothing_else_does(project: Path) -> None:
    for page in ("privacy-policy/2026-03-01", "changelog/2026-03-01"):
        markup = read_markup(project / "site" / page / "index.html")
        words = " ".join(markup.text.split())
        html = (project / "site" / page / "index.html").read_text("utf-8")
        article = html[html.index("<article") : html.index("</article>")]

        assert "l1 l2 l3 l4 l5 l6 l7 l8 l9 " in words
        assert "l11 l12" in words
        assert "\U0001f600 \u4e2d \u0633 \u4e2d" in words
        assert not re.search(r"terms\"|host|http://\[|[^#]nowhere|none|README|alert|position", article)
        assert page.startswith("privacy") or "a1 a2" in words


@pytest.mark.usefixtures("log")
def test_a_text_in_force_whose_link_alone_was_mended_is_shown_without_it(project: Path) -> None:
    """Its version is that of the commit with the link: both read alike."""
    html = (project / "site/retention-schedule/index.html").read_text("utf-8")

    assert "See <span>the terms</span>." in html
    assert not (project / "site/retention-schedule/2026-03-02").exists()


def test_the_log_says_what_was_left_out_of_which_page(log: str) -> None:
    said = set(re.findall(r"(?m)^INFO    -  policy: (\S+): (.*)$", log))

    for page in ("privacy-policy/2026-03-01.md", "changelog/2026-03-01.md"):
        assert (page, 'the link "/terms" leads nowhere, so its words stand without it') in said
        assert (page, 'the link "http://[" leads nowhere, so its words stand without it') in said
        assert (page, 'there is no place for the link "#nowhere", which leads to the top of its page') in said
    assert ("changelog/2026-03-01.md", "HTML that is not allowed today is left out") in said
    file = "privacy-policy/2026-03-01/privacy-policy-2026-03-01.pdf"
    letters = "\U0001f600 (U+1F600), \u4e2d (U+4E2D), \u0633 (U+0633)"
    assert (file, f"the font of PDFs lacks {letters}, so their numbers stand in their places.") in said


@pytest.mark.usefixtures("log")
def test_every_version_has_its_files(project: Path) -> None:
    folder = project / "site/privacy-policy/2026-03-01"
    reader = PdfReader(BytesIO((folder / "privacy-policy-2026-03-01.pdf").read_bytes()))
    words = "".join("".join(page.extract_text() for page in reader.pages).split())

    assert "l1l2l3" in words
    assert "[U+1F600][U+4E2D][U+0633][U+4E2D]" in words
    assert (folder / "privacy-policy-2026-03-01.docx").read_bytes().startswith(b"PK")
    assert len(list((project / "site").rglob("*.pdf"))) == len(list((project / "site").rglob("*.docx"))) == 6


@pytest.mark.usefixtures("log")
def test_a_page_that_was_mended_is_not_kept_so_that_each_build_says_so(project: Path) -> None:
    kept = "".join(path.read_text("utf-8") for path in (project / ".cache/policy/pages").iterdir())
    titles = re.findall("<title>(.*?) · ", kept)

    assert "Privacy Policy, March 2, 2026" in titles
    assert "Privacy Policy, March 1, 2026" not in titles
    assert len([title for title in titles if title.startswith("We change")]) == 0


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("policy_src/announcements/links.md", BAD["policy_src/announcements/links.md"]),
        ("policy_src/rules.yml", BAD["policy_src/rules.yml"]),
        ("policy_src/rulings.yml", BAD["policy_src/rulings.yml"]),
        ("policy_src/checklists/gdpr-13.yml", BAD["policy_src/checklists/gdpr-13.yml"]),
        ("templates/history/archived.md", BAD["templates/history/archived.md"]),
        (CONTACT, f"---\ntitle: Contact\n---\n{LINKS}"),
        (CONTACT, f"---\ntitle: Contact\n---\n{LETTERS}\n"),
    ],
)
def test_the_same_is_refused_in_the_source_at_hand(path: str, words: str) -> None:
    edits: dict[str, Edit] = {path: words.encode()}

    assert {one.location.file for one in check_source(Project(edited(edits))).problems} == {path}
