"""Tests where pages have the form of the mailing list, and what they say without a form."""

from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.site.pages.signup import insert_before_sections
from build_tools.source.folder import read_folder
from tests.support.edits import edited
from tests.support.projects import ORGANISATIONS

POLICY = "policy_src/policy.yml"
BY_MAIL = """  language: en
  signup:
    mailbox: join@lists.example.com
    subject: subscribe changes
    privacy: "{{ controller.name }} receives your address."
"""


def test_without_a_form_a_mailbox_is_given() -> None:
    project = Project(edited({POLICY: ("  language: en\n", BY_MAIL)}))

    pages = {page.path: page.text for page in project.site.pages}

    for path in ("subscribe.md", "subprocessors.md"):
        assert "(mailto:join@lists.example.com?subject=subscribe%20changes)" in pages[path]
        assert "TraceLoom receives your address." in pages[path]
        assert "<form" not in pages[path]
        assert "forms:" not in pages[path]
    assert [path for path, text in pages.items() if 'class="signup"' in text] == ["subprocessors.md", "subscribe.md"]


def test_the_documents_that_are_versioned_do_not_have_it() -> None:
    with_list, without = Project(edited({POLICY: ("  language: en\n", BY_MAIL)})), Project(edited({}))

    assert with_list.rendering.documents == without.rendering.documents


def test_it_is_german_on_a_german_site() -> None:
    files = dict(read_folder(ORGANISATIONS / "nordlicht").files)
    own = read_folder(ORGANISATIONS.parents[1]).files
    files |= {path: data for path, data in own.items() if path.startswith("templates/")}
    signup = b"  language: de\n  signup: {form: 'https://listen.example/anmelden', privacy: Nur wir erhalten sie.}\n"
    files[POLICY] = files[POLICY].replace(b"  language: de\n", signup)

    page = next(page for page in Project(Tree(files)).site.pages if page.path == "abonnieren.md")

    assert '<button type="submit">Abonnieren</button>' in page.text
    assert "wird Ihre Adresse an listen.example gesendet. Nur wir erhalten sie." in " ".join(page.text.split())


def test_a_page_without_sections_has_it_at_its_end() -> None:
    assert insert_before_sections("# Title\n\nWords.\n", "FORM") == "# Title\n\nWords.\n\nFORM\n\n"
    assert insert_before_sections("# T\n\n## A\n\n## B\n", "FORM") == "# T\n\nFORM\n\n## A\n\n## B\n"
    assert insert_before_sections("# T\n\n## A\n", "") == "# T\n\n## A\n"
