"""Tests that the data files have nothing that is only for colleagues."""

from collections.abc import Iterator
from typing import Any

from build_tools.model.announcement import Announcement, AnnouncementFront
from build_tools.model.checklist import Item, ItemDefinition, Settled, SharedCondition, Statement
from build_tools.model.current_document import find_current_documents
from build_tools.model.day import KnownDay
from build_tools.model.policy import Policy
from build_tools.model.publication import News, Publication
from build_tools.model.ruling import Ruling
from build_tools.model.settings import Controller, Reviewed
from build_tools.model.storage import Certification
from build_tools.model.text import Note
from build_tools.model.value import Entry, Value
from build_tools.model.version import Provenance, RecordedDay, Revision
from build_tools.project.project import Project
from build_tools.runtime.cache import SealedCache
from build_tools.site.content import Content
from build_tools.site.site import make_site
from build_tools.site.version_parts import PartsOfVersions
from tests.site.sources import flow_of
from tests.support.edits import edited
from tests.support.story import NOW

REMARK = "We owe them money."


def _models(model: type[Value] = Value) -> Iterator[type[Value]]:
    for kind in model.__subclasses__():
        yield kind
        yield from _models(kind)


NOTED = {model for model in _models() if "note" in model.model_fields}
"""All that can have a remark."""


def _remark(value: Any, met: set[type[Value]]) -> Any:
    """A value with a remark everywhere in it."""
    if isinstance(value, tuple):
        return tuple(_remark(one, met) for one in value)
    if not isinstance(value, Value):
        return value
    parts = {name: _remark(getattr(value, name), met) for name in type(value).model_fields}
    if "note" in parts:
        met.add(type(value))
        parts["note"] = Note(f"{REMARK} {type(value).__name__}")
    return type(value).model_construct(**parts)


def _with_rare_facts(policy: Policy) -> Policy:
    """A policy with those kinds of entries that ours has none of."""
    facts = {
        "representatives": [{"id": "eu", "territory": "eu", "name": "Acme Europe", "contact": "eu@acme.example"}],
        "joint_controllers": [{"id": "sister", "name": "Sister", "text": "It answers requests."}],
    }
    controller = Controller.model_validate({**policy.controller.model_dump(exclude_unset=True), **facts})
    certified = (Certification.model_validate({"id": "iso", "name": "ISO/IEC 27001"}),)
    rare = {"reviewed": Reviewed(day=NOW.date()), "controller": controller, "certifications": certified}
    return policy.model_copy(update=rare)


def test_no_remark_on_anything_is_published() -> None:
    flow, met = flow_of("ours"), set[type[Value]]()
    policy = _remark(_with_rare_facts(flow.expanded), met)
    told = _remark(Announcement.model_validate({"id": "a", "title": "We change this", "text": "What it means."}), met)
    revision = Revision("0" * 40, "Ada", NOW, NOW, "")
    publication = Publication(
        "2026-01-01",
        revision,
        RecordedDay(KnownDay(2026, 1, 1), Provenance.GIT),
        (),
        (),
        (told,),
        "a@b.example",
        is_first=True,
    )
    news = News(NOW.date(), (publication,))
    documents = tuple(find_current_documents(flow.documents, flow.archive, flow.today))
    content = Content(policy, policy, (), documents, flow.pages, flow.archive, news, str(flow.ledger))
    spoken = flow.reading.redline_labels
    parts = PartsOfVersions(content.archive, "en", spoken, SealedCache(None, "", None))
    site = make_site(content, flow.layouts, flow.change_labels, parts)
    published = {**site.files, **{page.path: page.text.encode() for page in site.pages}}

    assert met == NOTED - {Entry, AnnouncementFront, Ruling, Item, ItemDefinition, Settled, SharedCondition, Statement}
    assert "changelog/2026-01-01.md" in published
    assert [path for path, data in published.items() if REMARK.encode() in data] == []


def test_no_remark_in_a_source_is_published() -> None:
    edits = {
        "policy_src/subprocessors.yml": ("    name: Stripe\n", f"    name: Stripe\n    note: {REMARK}\n"),
        "policy_src/policy.yml": ("reason: The customer's own account", f"reason: {REMARK} The customer's own account"),
        "policy_src/known_gaps.yml": ("reason: Section 1 says", f"reason: {REMARK} Section 1 says"),
    }
    files = Project(edited(edits)).exported
    assert [path for path, data in files.items() if REMARK.encode() in data] == []
