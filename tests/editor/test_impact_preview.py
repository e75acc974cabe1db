"""Tests of the preview before a save: the impact of an edit, and what an announcement can cover."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs

import pytest

from build_tools.editor.app import open_editor
from build_tools.editor.files import RefusedEditError
from build_tools.project.environment import ReaderSettings
from tests.editor.sessions import RETENTION, clock, entry, keep_longer, open_session
from tests.support.model_server import KEY, Changes, Model, agree, serve_model
from tests.support.projects import edit

LONGER = "retention-longer-b4acc9aeddcd"
VENDORS = "policy_src/subprocessors.yml"


def look(project: Path, content: Any, path: str = RETENTION) -> str:
    """What is told beside the form."""
    return look_again(open_editor(project, clock), content, path)


def look_again(server: Any, content: Any, path: str = RETENTION, collection: str = "facts") -> str:
    """The same, of an editor that is there already."""
    answer = server.app.answers["impact"]
    try:
        return unescape(answer({"collection": collection, "path": path, "data": content})["html"])
    finally:
        server.server_close()


def test_a_material_change_is_told_with_its_notice_its_law_and_its_redline(project: Path) -> None:
    form = keep_longer(open_session(project).open())

    told = look(project, form)

    assert "<h2>Material change</h2>" in told
    assert "Customers must be informed at least 30 days before it takes effect." in told
    assert "Less protective · 30 days’ notice" in told
    assert "GDPR Art. 5(1)(e)" in told
    assert "180" in told.partition("<ins>")[2].partition("</ins>")[0]
    assert "Retention › Retention periods › Usage metrics & logs › Period" in told
    assert f'href="./#/collections/announcements/new?effective=2026-03-31&findings={LONGER}"' in told
    assert "Retained for 180 days, then deleted" in told.partition("The documents with this edit")[2]


def test_an_announcement_settles_what_was_to_be_done(project: Path) -> None:
    edit(project / RETENTION, "P90D", "P180D")
    told = {"title": "Logs for longer", "effective": "2026-04-15", "findings": [LONGER], "body": "To find faults."}

    late = look_again(open_editor(project, clock), told, "", "announcements")
    soon = look_again(open_editor(project, clock), told | {"effective": "2026-03-02"}, "", "announcements")
    silent = look_again(open_editor(project, clock), told | {"findings": []}, "", "announcements")

    assert "To do before publication" not in late
    assert "Write “Effective” 2026-03-31 or a later day." in soon
    assert "Announcements › new-entry › Effective" in soon
    assert "is not announced" in silent
    assert "Choose it in an announcement, or have the legal team rule on it under Decisions." in silent


def test_the_button_hands_over_what_the_announcement_needs(project: Path) -> None:
    form = open_session(project).open(VENDORS)
    vendor = {
        "id": "datadog",
        "name": "Datadog",
        "purpose": "Monitoring",
        "receives": [{"data": "logs", "text": "Logs"}],
    }
    form["subprocessors"].append(vendor)

    told = look(project, form, VENDORS)

    address = told.partition('href="./#/collections/announcements/new?')[2].partition('"')[0]
    given = parse_qs(address)
    assert (given["effective"], given["object_until"]) == (["2026-03-31"], ["2026-03-31"])
    assert [name.rpartition("-")[0] for name in given["findings"][0].split(",")] == ["subprocessor-added"]


def test_a_draft_that_is_not_complete_can_be_saved_and_is_told(project: Path) -> None:
    edit(project / RETENTION, "P90D", "P180D")
    form = {"title": "Logs", "effective": "2026-04-15", "findings": [LONGER], "body": "[TO BE COMPLETED: Say it.]\n"}
    path = "policy_src/announcements/logs.md"
    open_session(project).save(form, path)

    told = look_again(open_editor(project, clock), open_session(project).open(path), path, "announcements")

    assert "<h2>Material change</h2>" in told
    assert "To do before publication" not in told
    assert "This announcement is not complete" in told.partition("Problems to solve before publication")[2]


def choices(project: Path) -> Any:
    """What an announcement can cover, as the form asks for it."""
    server = open_editor(project, clock)
    try:
        return server.app.answers["findings"]({})
    finally:
        server.server_close()


def test_an_announcement_can_cover_what_has_changed(project: Path) -> None:
    assert choices(project) == {"findings": [], "apology": ""}
    edit(project / RETENTION, "P90D", "P180D")
    edit(project / "policy_src" / "sections" / "contact.md", "Privacy questions or data", "Privacy questions and data")
    written = {"title": "Logs", "findings": [LONGER], "body": "[TO BE COMPLETED: Say it.]\n"}
    open_session(project).save(written, "policy_src/announcements/logs.md")

    first, second = choices(project)["findings"]

    assert (first["id"], first["level"], first["announcement"]) == (LONGER, "material", "logs")
    assert "180 days" in first["message"]
    assert (second["level"], second["announcement"]) == ("notable", "")


def test_a_change_of_the_site_is_shown_apart_and_cannot_be_announced(project: Path) -> None:
    path = "policy_src/wording.yml"
    form = open_session(project).open(path)
    form["wording"]["retention"]["period"] = "Longest time kept"

    told = look(project, form, path)
    edit(project / path, "    period: Kept for", "    period: Longest time kept")

    assert "<h2>No change for customers</h2>" in told
    assert "What changes for customers" not in told
    assert "Longest time kept" in told.partition("<h2>About the site, of which customers get no notice</h2>")[2]
    assert choices(project) == {"findings": [], "apology": ""}


def test_without_a_history_or_with_a_broken_source_it_is_said_why_nothing_can_be_covered(project: Path) -> None:
    (project / "policy_src" / "rights.yml").write_text("rights: [\n", "utf-8")
    broken = choices(project)
    shutil.rmtree(project / ".git")
    bare = choices(project)

    assert broken == {"findings": [], "apology": "The changes are not known until the source can be read."}
    assert bare["findings"] == []
    assert bare["apology"].startswith("The changes are not known: ")


def test_a_form_without_an_edit_changes_nothing(project: Path) -> None:
    told = look(project, open_session(project).open())

    assert "No change for customers" in told
    assert "Saving writes the file in this folder, on the branch ma" in told
    assert "Everything that is saved is committed." in told


def test_what_breaks_the_source_is_told_by_the_field(project: Path) -> None:
    form = open_session(project).open()
    entry(form, "usage-and-logs")["period"] = "often"

    told = look(project, form)

    assert "This cannot be saved yet" in told
    assert (
        "Retention › Retention periods › Usage metrics & logs › Period</span>Period 'often' is not an ISO 8601" in told
    )


def test_a_gap_is_told_and_the_change_is_judged_all_the_same(project: Path) -> None:
    path = "policy_src/data.yml"
    form = open_session(project).open(path)
    form["data"].append({"id": "votes", "name": "Votes", "items": [{"id": "ballots", "name": "ballots"}]})

    told = look(project, form, path)

    assert "Problems to solve before publication" in told
    assert 'The policy does not say how long "Votes" is kept' in told
    assert "<h2>Material change</h2>" in told


def test_words_of_a_form_are_words(project: Path) -> None:
    form = open_session(project).open()
    entry(form, "usage-and-logs")["name"] = 'Logs & <more> "quotes"'
    server = open_editor(project, clock)

    told = server.app.answers["impact"]({"collection": "facts", "path": RETENTION, "data": form})["html"]
    server.server_close()

    assert "<more>" not in told
    assert "&lt;more&gt;" in told


def test_a_source_without_history_is_told_so(project: Path) -> None:
    shutil.rmtree(project / ".git")
    form = keep_longer(open_session(project).open())

    told = look(project, form)

    assert "Nothing is compared: " in told
    assert "The folder has no git history" in told
    assert "Retained for 180 days, then deleted" in told


def test_a_clash_is_told_while_one_still_types(project: Path) -> None:
    desk = open_session(project)
    server = open_editor(project, clock)
    answer = server.app.answers
    told = answer["api/v1"]({"action": "getEntry", "params": {"path": RETENTION}})
    base = told["data"].partition('"_base": "')[2].partition('"')[0]
    form = desk.open() | {"_base": base}
    edit(project / RETENTION, "P90D", "P120D")
    keep_longer(form)

    with pytest.raises(RefusedEditError, match="“120 days” in the file, and “180 days” in this form"):
        look_again(server, form)


def test_a_new_commit_is_what_edits_are_compared_with(project: Path) -> None:
    from tests.support.projects import publish  # noqa: PLC0415

    server = open_editor(project, clock)
    form = keep_longer(open_session(project).open())
    ask = server.app.answers["impact"]
    before = ask({"collection": "facts", "path": RETENTION, "data": form})["html"]
    edit(project / RETENTION, "P90D", "P180D")
    publish(project, "2026-02-20T12:00:00-07:00")
    form = open_session(project).open()
    after = ask({"collection": "facts", "path": RETENTION, "data": form})["html"]
    server.server_close()

    assert "Material change" in before
    assert "No change for customers" in after


CONTACT = "policy_src/sections/contact.md"


def read_with(model: Model, project: Path, words: str) -> list[str]:
    """What is told of an edit before, with and after the second reading, and again in the next preview."""
    form = open_session(project).open(CONTACT)
    form["body"] = form["body"].replace("Privacy questions or data", words)
    body = {"collection": "sections", "path": CONTACT, "data": form}
    server = open_editor(project, clock, reader=ReaderSettings(model.address, "stub-1", KEY, 20))
    try:
        return [unescape(server.app.answers[name](body)["html"]) for name in ("impact", "reading", "impact")]
    finally:
        server.server_close()


def test_a_second_reading_is_made_when_it_is_asked_for_and_kept_for_the_session(project: Path) -> None:
    with serve_model() as model:
        model.judge("material", reason="Questions and requests now go another way.")
        before, read, later = read_with(model, project, "Privacy questions and data")

    assert "<h2>Notable change</h2>" in before
    assert "second reader" not in before
    for told in (read, later):
        assert "<h2>For legal to decide</h2>" in told
        assert "Second reader stub-1, 2026-03-01: material (other)." in told
        assert "A second reader has an opinion on one change: it calls it more important." in told
        task = told.partition("To do before publication")[2].partition("</ul>")[0]
        assert "A second reader calls this change material, and the rules call it notable: In " in task
        assert "Then add a ruling under Decisions: material if customers must be informed, or notable" in task
        assert "rulings.yml" not in told
        assert 'href="./#/collections/decisions/entries/rulings"' in told
    assert len(model.asked) == 1
    assert not (project / "policy_src" / "opinions.yml").exists()


def test_a_second_reading_that_fails_says_why_and_the_preview_stays(project: Path) -> None:
    with serve_model([(403, {}, {"error": {"message": f"bad key {KEY}"}})]) as model:
        before, read, later = read_with(model, project, "Privacy questions and data")

    missing = read.partition("<h2>Changes without the opinion of a second reader</h2>")[2]
    assert "The second reader stub-1 at 127.0.0.1" in missing
    assert "it refuses the key (HTTP 403: bad key …)" in missing
    assert KEY not in read
    assert before == later
    assert "<h2>Notable change</h2>" in read


def test_a_second_reading_is_summed_up_below_the_verdict(project: Path) -> None:
    edit(project / RETENTION, "P90D", "P180D")
    with serve_model() as model:
        model.say = lambda changes: {"opinions": [agree(change, level="material") for change in changes]}
        _, more, _ = read_with(model, project, "Privacy questions and data")
        model.judge("editorial")
        _, less, _ = read_with(model, project, "Privacy questions and data")
        model.say = lambda changes: {"opinions": list(map(agree, changes))}
        _, same, _ = read_with(model, project, "Privacy questions and data")
        model.say = lambda changes: {"opinions": list(map(agree, changes[:1]))}
        _, half, _ = read_with(model, project, "Privacy questions and data")

    verdict = "informed at least 30 days before it takes effect. Legal has to decide on another change."
    summed = "has an opinion on 2 changes: it"
    assert verdict in more
    assert f"{summed} calls 1 more important and agrees with the rules on 1." in more
    assert f"{summed} calls all of them less important." in less
    assert f"{summed} agrees with the rules on all of them." in same
    assert "has an opinion on one change of 2: it agrees with the rules on it." in half
    missing = half.partition("Changes without the opinion of a second reader")[2].partition("</section>")[0]
    assert '<span class="where">Sections › contact › Text, line 2</span>The second reader gives no opinion' in missing


def test_two_second_readings_at_the_same_time_keep_their_opinions(project: Path) -> None:
    both = Barrier(2)
    forms = [open_session(project).open(CONTACT) for _ in range(2)]
    for form, words in zip(forms, ("Privacy questions and data", "Privacy requests and data"), strict=True):
        form["body"] = form["body"].replace("Privacy questions or data", words)
    with serve_model() as model, ThreadPoolExecutor() as pool:

        def say(changes: Changes) -> Any:
            both.wait(20)
            return {"opinions": list(map(agree, changes))}

        model.say = say
        server = open_editor(project, clock, reader=ReaderSettings(model.address, "stub-1", KEY, 20))
        server.server_close()
        bodies = [{"collection": "sections", "path": CONTACT, "data": form} for form in forms]
        read = [answer["html"] for answer in pool.map(server.app.answers["reading"], bodies)]
        later = [server.app.answers["impact"](body)["html"] for body in bodies]

    assert all("agrees with the rules on it" in told for told in (*read, *later))
    assert len(model.asked) == 2


def test_an_edit_that_cannot_be_read_is_not_sent(project: Path) -> None:
    with serve_model() as model:
        _, read, _ = read_with(model, project, "{{ nothing.like.this }}")

    assert "This cannot be saved yet" in read
    assert model.asked == []


def test_without_a_second_reader_nothing_offers_one(project: Path) -> None:
    server = open_editor(project, clock)
    server.server_close()

    assert "reading" not in server.app.answers
    assert b'"has_reader": false' in server.app.assets[""].data
