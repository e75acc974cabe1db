"""Tests in which document a fact is found."""

import pytest

from build_tools.documents.document_of_fact import find_document
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from tests.support.edits import own_tree
from tests.support.projects import ORGANISATIONS

OURS = Project(own_tree()).reading.policy
LAYOUTS = {path: data for path, data in own_tree().files.items() if path.startswith("templates/")}
THEIRS = Project(Tree({**read_folder(ORGANISATIONS / "nordlicht").files, **LAYOUTS})).reading.policy


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("subprocessors.posthog.purpose", "subprocessors"),
        ("subprocessors", "subprocessors"),
        ("retention.usage-and-logs.period", "retention-schedule"),
        ("sections.data-retention.text", "privacy-policy"),
        ("sections.no-such-section.text", ""),
        ("documents.retention-schedule.title", "retention-schedule"),
        ("data.account.name", "privacy-policy"),
        ("rights.deletion.deadline", "privacy-policy"),
        ("cookies.session.text", "privacy-policy"),
        ("storage.backups.retention", "privacy-policy"),
        ("controller.legal_name", "privacy-policy"),
        ("announcing.channels.email.name", "privacy-policy"),
        ("announcing.notice", ""),
        ("publication.time_zone", ""),
        ("pages.index.text", ""),
    ],
)
def test_a_fact_is_found_in_the_document_that_shows_it(path: str, document: str) -> None:
    assert find_document(OURS, path) == document


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("subprocessors.x.purpose", "auftragsverarbeiter"),
        ("retention.x.period", "loeschfristen"),
        ("cookies.x.text", "cookie-hinweise"),
        ("sections.cookies-liste.text", "cookie-hinweise"),
    ],
)
def test_documents_with_any_name_are_found(path: str, document: str) -> None:
    assert find_document(THEIRS, path) == document
