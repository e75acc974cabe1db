"""Tests that customers of a German organisation read of changes in German alone."""

import json
import re
from email import message_from_bytes, policy
from functools import cache
from html import unescape
from typing import Any

import pytest
import yaml

from build_tools.changes.facts.classify import find_changes
from build_tools.model.finding import Finding
from build_tools.model.policy import Policy
from build_tools.project.project import Project
from build_tools.source.folder import read_folder
from build_tools.source.rule_catalogue import read_catalogue
from build_tools.source.sentences import locate_language
from tests.changes.policies import make_policy, read_cases
from tests.support.edits import own_tree
from tests.support.projects import ORGANISATIONS
from tests.support.story import NOW, Change, SampleProject, Story

_PLACE = re.compile(r"\{\w+\}")
_FEWEST = 2
"""The words of a sentence that show that it is ours. A single word may be German too: `marketing`."""
_FOLDER = ORGANISATIONS / "nordlicht"
_SECTIONS = "policy_src/sections/"
_LAYOUTS = {path: data for path, data in own_tree().files.items() if path.startswith("templates/")}
_EXCEPT = "Beim Widerspruch ausgenommen: {{ rights.widerspruch.exceptions }}.\n"
_EDITS: tuple[dict[str, Change], ...] = (
    {"policy_src/retention.yml": ("P90D", "P180D")},
    {"policy_src/retention.yml": ("    basis: § 147 Abs. 3 AO\n", "    basis: § 257 HGB\n")},
    {"policy_src/subprocessors.yml": ("purpose: Betrieb der Server", "purpose: Betrieb der Server und Auswertung")},
    {"policy_src/subprocessors.yml": ("        form: encrypted\n", "        form: plain\n")},
    {"policy_src/cookies.yml": ("kind: preferences", "kind: marketing")},
    {"policy_src/storage.yml": ("P14D", "P30D"), "policy_src/rights.yml": ("deadline: P1M", "deadline: P2M")},
    {f"{_SECTIONS}speicherung.md": ("{{ blocks.responsibilities }}", "Bitte melden Sie sich am Ende ab.")},
    {f"{_SECTIONS}aenderungen.md": ("Sie erfahren davon", "Wir geben Daten an Werber weiter. Sie erfahren davon")},
    {f"{_SECTIONS}aenderungen.md": ("per E-Mail und auf dieser Website", "auf dieser Website")},
    {f"{_SECTIONS}empfaenger.md": ("title: Wer sie erhält", "title: Wer Daten erhält")},
    {  # a passage that moves to another section
        f"{_SECTIONS}rechte.md": (_EXCEPT, "Fragen Sie uns gern.\n"),
        f"{_SECTIONS}empfaenger.md": ("{{ blocks.subprocessors }}", f"{_EXCEPT}\n{{{{ blocks.subprocessors }}}}"),
    },
)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return [value] if isinstance(value, str) else []


@cache
def _english() -> tuple[str, ...]:
    """The pieces of the English sentences between their placeholders, and the English names of laws."""
    sentences = yaml.safe_load(locate_language("en").read_text("utf-8"))
    pieces = [piece for text in _texts(sentences) for piece in _PLACE.split(text)]
    found = {" ".join(piece.split()).strip(" .,:;\"'()“”") for piece in pieces}
    return tuple(sorted(piece for piece in found if len(piece.split()) >= _FEWEST))


def _find_english(text: str) -> list[str]:
    """The English pieces in a text, whatever its markup."""
    plain = unescape(re.sub(r"<[^>]+>", " ", text.replace("\\", "")))
    words = " ".join(plain.split())
    found = (piece for piece in (*_english(), "GDPR Art", "paragraph 29") if piece in words)
    return [piece for piece in found if re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", words)]


def test_the_english_pieces_are_found_where_they_are() -> None:
    assert len(_english()) > 500
    assert _find_english("<p>We no longer say how long\nwe keep backup copies</p>") != []


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Nordlicht's policy with changes of many kinds: of facts, in prose, of layouts, and of what is moved."""
    story = Story(begins="")
    story.publish("2025-01-10T12:00:00+01:00", {**_LAYOUTS, **read_folder(_FOLDER).files})
    for month, edit in enumerate(_EDITS, 2):
        story.publish(f"2025-{month:02}-01T12:00:00+01:00", edit)
    return story.write(tmp_path_factory.mktemp("german"))


@pytest.fixture(scope="module")
def project(german: SampleProject) -> Project:
    """The same, read once."""
    return Project.of_folder(german.folder, NOW)


def test_no_page_feed_calendar_or_data_file_has_an_english_sentence(project: Project) -> None:
    files = {page.path: page.text for page in project.site.pages}
    files |= {path: data.decode() for path, data in project.site.files.items() if not path.endswith(".schema.json")}

    assert {
        "feeds/changelog.atom",
        "feeds/changelog.rss",
        "feeds/changelog.json",
        "feeds/effective-dates.ics",
    } <= files.keys()
    assert "data/changelog.json" in files
    assert len(project.publications) > 7
    assert {path: found for path, text in files.items() if (found := _find_english(text.replace("\r\n ", "")))} == {}


def test_changes_are_said_in_german(project: Project) -> None:
    changelog = json.loads(project.site.files["data/changelog.json"])
    found = [finding for publication in changelog["publications"] for finding in publication["findings"]]
    (longer,) = (finding for finding in found if finding["id"].startswith("retention-longer-"))

    assert longer["title"] == "Wir speichern diese Daten jetzt länger: Standort und Protokolle, 180 Tage"
    assert "Art. 5 Abs. 1 Buchst. e DSGVO" in longer["law"]
    assert any("heißt es jetzt „" in finding["message"] for finding in found)
    assert not [finding["message"] for finding in found if finding["message"].endswith(".“.")]


def test_pages_do_not_mark_german_sentences_as_foreign(german: SampleProject) -> None:
    pages = [
        page.text for page in Project.of_folder(german.folder, NOW).site.pages if page.path.startswith("changelog/2025")
    ]

    assert len(pages) > 7
    assert not [page for page in pages if "lang=en" in page or 'lang="en"' in page]


def test_no_notice_has_an_english_sentence(german: SampleProject, project: Project) -> None:
    for publication in project.publications[1:]:
        told = german.ask("notice", publication.name)
        message = message_from_bytes(told.stdout_bytes, policy=policy.default)
        parts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]

        assert len(parts) == 2
        assert [_find_english(text) for text in (str(message["Subject"]), *parts)] == [[], [], []]


def test_the_draft_of_an_announcement_names_the_changes_in_german(german: SampleProject) -> None:
    told = german.ask("announce", "--against", german.commits[0], "--dry-run")
    front = yaml.safe_load(told.stdout.split("---\n")[1])

    assert front["title"].endswith(" weitere Änderungen")
    assert _find_english(front["title"]) == []


_CASES = [case for case in read_cases() if case.fires and not case.texts]


def _in_german(edit: Any) -> Policy:
    made = make_policy(edit)
    return made.model_copy(update={"publication": made.publication.model_copy(update={"language": "de"})})


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.rule}: {case.name}")
def test_every_change_of_a_fact_is_said_in_german(case: Any) -> None:
    catalogue = read_catalogue("de")
    sides = _in_german({}), _in_german(case.edit)
    found = list(find_changes(*(sides[::-1] if case.swap else sides), catalogue.rules, words=catalogue.words))

    assert found
    assert [words for finding in found for text in _words(finding) if (words := _find_english(text))] == []


def _words(finding: Finding) -> list[str]:
    rule = finding.rule
    return [
        finding.message,
        finding.title,
        finding.before,
        finding.after,
        finding.entry,
        rule.why,
        str(rule.means or ""),
        *rule.law,
    ]
