"""Tests that a save changes only what was edited, merges with the edits of others, and loses nothing."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from build_tools.editor.files import RefusedEditError
from tests.editor.sessions import RETENTION, entry, git_diff, keep_longer, open_session
from tests.support.projects import edit

LONGER = ["-    period: P90D", "+    period: P180D"]


def test_saving_one_field_changes_one_line(project: Path) -> None:
    desk = open_session(project)
    form = keep_longer(desk.open())

    desk.save(form)

    assert git_diff(project) == LONGER


def test_saving_without_an_edit_changes_nothing(project: Path) -> None:
    desk = open_session(project)

    for path in sorted((project / "policy_src").rglob("*.*")):
        if path.suffix in {".yml", ".md"}:
            name = path.relative_to(project).as_posix()
            desk.save(desk.open(name), name)

    assert git_diff(project) == []


def test_comments_line_ends_and_marks_stay_as_they_are(project: Path) -> None:
    place = project / RETENTION
    text = place.read_text("utf-8").replace("    period: P90D\n", "    period: P90D  # agreed in May\n")
    place.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    place.chmod(0o640)
    desk = open_session(project)
    form = keep_longer(desk.open())

    desk.save(form)

    assert place.read_bytes() == b"\xef\xbb\xbf" + text.replace("P90D", "P180D").replace("\n", "\r\n").encode()
    assert place.stat().st_mode & 0o777 == 0o640


def test_an_edit_that_is_taken_back_is_saved_too(project: Path) -> None:
    desk = open_session(project)
    form = desk.open()
    for period in ("P180D", "P120D", "P90D"):
        entry(form, "usage-and-logs")["period"] = period
        desk.save(form)
        assert f"period: {period}" in (project / RETENTION).read_text("utf-8")

    assert git_diff(project) == []


def test_two_forms_that_edit_different_fields_go_together(project: Path) -> None:
    desk = open_session(project)
    one, other = desk.open(), desk.open()
    keep_longer(one)
    entry(other, "billing")["period"] = "P8Y"
    other["retention"].append({"id": "new", "name": "New", "covers": ["cookies"], "period": "P1Y", "text": "Kept"})

    desk.save(one)
    desk.save(other)
    keep_longer(one, "P200D")
    desk.save(one)

    told = [line for line in git_diff(project) if "period" in line]
    assert told == [
        "-    period: P90D",
        "+    period: P200D",
        "-    period: P7Y",
        "+    period: P8Y",
        "+    period: P1Y",
    ]


def test_two_forms_that_edit_one_field_clash_and_the_first_is_kept(project: Path) -> None:
    desk = open_session(project)
    one, other = desk.open(), desk.open()
    keep_longer(one)
    keep_longer(other, "P120D")
    desk.save(one)

    with pytest.raises(RefusedEditError) as refused:
        desk.save(other)

    assert "usage-and-logs › Period is “180 days” in the file, and “120 days” in this form" in str(refused.value)
    assert git_diff(project) == LONGER


def test_what_another_program_has_changed_meanwhile_is_kept(project: Path) -> None:
    desk = open_session(project)
    form = desk.open()
    edit(project / RETENTION, "tax/audit requirement", "tax requirement  # for now")
    keep_longer(form)

    desk.save(form)

    assert [line for line in git_diff(project) if line not in LONGER] == [
        "-    basis: tax/audit requirement",
        "+    basis: tax requirement  # for now",
    ]


def test_a_form_outlives_the_editor_if_nobody_has_changed_the_file(project: Path) -> None:
    form = keep_longer(open_session(project).open())

    open_session(project).save(form)
    assert git_diff(project) == LONGER

    with pytest.raises(RefusedEditError, match="restarted after you opened this form"):
        open_session(project).save(form)


def test_an_entry_that_is_removed_in_one_form_and_edited_in_another_clashes(project: Path) -> None:
    desk = open_session(project)
    one, other = desk.open("policy_src/cookies.yml"), desk.open("policy_src/cookies.yml")
    one["cookies"].pop()
    other["cookies"][-1]["name"] = "Other cookies"
    desk.save(other, "policy_src/cookies.yml")

    with pytest.raises(RefusedEditError, match="is “Other cookies” in the file, and missing in this form"):
        desk.save(one, "policy_src/cookies.yml")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"period": "90 days"},
            "Usage metrics & logs › Period: period '90 days' is not an ISO 8601 period. Write P90D.",
        ),
        ({"period": None, "id": None}, "Usage metrics & logs"),
        ({"covers": ["usage", "lgos"]}, 'there is no data category or item "lgos"'),
        ({"text": "{{ retention.x.period }}"}, "Usage metrics & logs › Text: "),
        ({"id": "account"}, 'the id "account" is used twice'),
        ({"text": "<script>"}, "Text: "),
        ({"surprise": "x"}, 'unknown key "surprise"'),
    ],
)
def test_a_save_that_breaks_the_source_is_refused_with_the_field(
    project: Path, change: dict[str, Any], told: str
) -> None:
    desk = open_session(project)
    form = desk.open()
    entry(form, "usage-and-logs").update(change)

    with pytest.raises(RefusedEditError) as refused:
        desk.save(form)

    assert "This was not saved, since it would make the source invalid. Retention › " in str(refused.value)
    assert told in str(refused.value)
    assert git_diff(project) == []


def test_what_another_file_mends_is_no_reason_to_refuse(project: Path) -> None:
    """New data has no retention yet, and a gap that is closed is still listed: both orders of editing have to work."""
    desk = open_session(project)
    data = desk.open("policy_src/data.yml")
    data["data"].append({"id": "votes", "name": "Votes", "items": [{"id": "ballots", "name": "ballots"}]})
    desk.save(data, "policy_src/data.yml")
    form = desk.open()
    entry(form, "usage-and-logs")["starts"] = "collection"
    desk.save(form)
    section = {"title": "Votes", "body": "We count them."}
    desk.save(section, "policy_src/sections/votes.md")

    assert "+    starts: collection" in git_diff(project)


def test_a_source_that_is_broken_elsewhere_can_be_mended_and_edited(project: Path) -> None:
    edit(project / "policy_src" / "cookies.yml", "kind: necessary", "kind: needed")
    desk = open_session(project)
    form = keep_longer(desk.open())
    desk.save(form)
    cookies = desk.open("policy_src/cookies.yml")
    cookies["cookies"][0]["kind"] = "necessary"
    desk.save(cookies, "policy_src/cookies.yml")

    assert git_diff(project) == LONGER


def test_a_file_that_cannot_be_read_is_told_and_left_alone(project: Path) -> None:
    edit(project / RETENTION, "period: P90D", "period: [P90D")
    desk = open_session(project)

    with pytest.raises(RefusedEditError, match="cannot be read, so it cannot be edited here"):
        desk.open()
    listed = desk.protocol.answer("entriesByFiles", {"files": [{"path": RETENTION, "label": "Retention"}]})

    assert listed[0]["file"]["label"] == "Retention"


def test_a_new_announcement_is_written_as_people_write_it(project: Path) -> None:
    path = "policy_src/announcements/logs-for-longer.md"
    desk = open_session(project)
    told = {"title": "Logs are kept for 180 days", "effective": "2026-04-02", "body": "To find faults."}
    desk.save(told, path)

    assert (project / path).read_text("utf-8") == (
        "---\ntitle: Logs are kept for 180 days\neffective: 2026-04-02\n---\nTo find faults.\n"
    )
    with pytest.raises(RefusedEditError, match=r"There is already a file"):
        desk.save(told, path)
    desk.delete(path)
    assert not (project / path).exists()


def test_a_file_that_is_missing_is_made_by_its_form(project: Path) -> None:
    desk = open_session(project)
    form = desk.open("policy_src/rules.yml")
    form["rules"] = [{"rule": "retention-longer", "level": "notable", "reason": "Agreed with the customers."}]
    desk.save(form, "policy_src/rules.yml")

    assert (project / "policy_src" / "rules.yml").read_text("utf-8").startswith("rules:\n  - rule: retention-longer\n")


def test_a_broken_source_is_not_broken_further(project: Path) -> None:
    """Behind a mistake others hide: that nothing new is found proves nothing."""
    edit(project / "policy_src" / "sections" / "cookies-and-tracking.md", "title:", "titel:")
    before = git_diff(project)
    desk = open_session(project)

    with pytest.raises(RefusedEditError, match=r"This was not deleted, since the source is invalid\. .*titel"):
        desk.delete("policy_src/sections/contact.md")

    assert git_diff(project) == before


def test_no_file_of_facts_is_deleted(project: Path) -> None:
    for path in ("policy_src/policy.yml", "policy_src/rules.yml"):
        with pytest.raises(RefusedEditError, match="belongs to every source"):
            open_session(project).delete(path)

    assert git_diff(project) == []


def test_what_others_refer_to_stays_though_there_is_a_mistake_elsewhere(project: Path) -> None:
    edit(project / RETENTION, "covers: [", "covers: [nobody, ")
    before = git_diff(project)
    desk = open_session(project)
    data = desk.open("policy_src/data.yml")
    data["data"] = [one for one in data["data"] if one["id"] != "usage"]

    with pytest.raises(RefusedEditError, match='there is no data category or item "usage"'):
        desk.save(data, "policy_src/data.yml")
    with pytest.raises(RefusedEditError, match=r'there is no section in .* "contact"'):
        desk.delete("policy_src/sections/contact.md")

    assert git_diff(project) == before


def test_an_announcement_is_copied_to_begin_another(project: Path) -> None:
    desk = open_session(project)
    told = {"title": "Logs are kept longer", "effective": "2026-04-02", "body": "To find faults."}
    desk.save(told, "policy_src/announcements/logs.md")
    copy = desk.open("policy_src/announcements/logs.md")
    copy["title"] = "Bills are kept longer"

    desk.save(copy, "policy_src/announcements/bills.md")

    text = (project / "policy_src/announcements/bills.md").read_text("utf-8")
    assert text == "---\ntitle: Bills are kept longer\neffective: 2026-04-02\n---\nTo find faults.\n"
    assert desk.open("policy_src/announcements/logs.md")["title"] == "Logs are kept longer"


def test_a_form_that_the_browser_kept_of_another_project_is_refused(project: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(project, tmp_path / "other"))
    form = keep_longer(open_session(project).open())

    with pytest.raises(RefusedEditError, match="opened in another project"):
        open_session(other).save(form)

    assert git_diff(other) == []


def test_half_a_character_is_refused(project: Path) -> None:
    desk = open_session(project)
    form = desk.open("policy_src/sections/contact.md")
    form["body"] += "\ud83d\n"

    with pytest.raises(RefusedEditError, match="half of a character"):
        desk.save(form, "policy_src/sections/contact.md")
    with pytest.raises(RefusedEditError, match="half of a character"):
        desk.protocol.session.propose("policy_src/sections/contact.md", form)

    assert git_diff(project) == []


def test_what_others_refer_to_is_not_deleted(project: Path) -> None:
    desk = open_session(project)

    with pytest.raises(RefusedEditError, match=r'Company and documents .* there is no section in .* "contact"'):
        desk.delete("policy_src/sections/contact.md")
    with pytest.raises(RefusedEditError, match="home page is missing"):
        desk.delete("policy_src/pages/index.md")

    assert git_diff(project) == []


@pytest.mark.parametrize(
    "path",
    [
        "policy_src/../mkdocs.yml",
        "../outside.md",
        "/etc/passwd",
        "policy_src/sections/../../mkdocs.yml",
        "policy_src/sections/..%2f..%2fx.md",
        "policy_src/sections/.hidden.md",
        "policy_src/sections/a/b.md",
        "policy_src/sections/Upper.md",
        "policy_src/sections/con\0.md",
        "policy_src/sections/a.md\n",
        "policy_src\\sections\\a.md",
        "policy_src/pages/x.svg",
        "policy_src/new.yml",
        "policy_src/.schema/policy.json",
        "templates/documents/sections.md",
        "",
        "x" * 10_000,
    ],
)
def test_only_files_of_the_source_are_read_written_and_deleted(project: Path, path: str) -> None:
    desk = open_session(project)
    for attempt in (desk.open, lambda name: desk.save({"body": "x"}, name), desk.delete):
        with pytest.raises(RefusedEditError, match="is not a "):
            attempt(path)
    folder = {"folder": path, "extension": "md", "depth": 1}
    for action, params in (
        ("entriesByFolder", folder),
        ("getMediaFile", {"path": path}),
        ("getMedia", {"mediaFolder": path}),
    ):
        with pytest.raises(RefusedEditError, match="is not a "):
            desk.protocol.answer(action, params)

    assert git_diff(project) == []


@pytest.mark.parametrize("name", ["policy_src/sections/contact.md", "policy_src/sections", "policy_src"])
def test_links_are_not_followed(project: Path, tmp_path: Path, name: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (project / name).rename(elsewhere)
    (project / name).symlink_to(elsewhere)
    desk = open_session(project)
    before = elsewhere.read_bytes() if elsewhere.is_file() else sorted(elsewhere.rglob("*"))

    for attempt in (desk.open, lambda path: desk.save({"body": "x"}, path), desk.delete):
        with pytest.raises(RefusedEditError, match="link"):
            attempt("policy_src/sections/contact.md")

    assert before == (elsewhere.read_bytes() if elsewhere.is_file() else sorted(elsewhere.rglob("*")))


@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "the disk is full"), (errno.EIO, "Input/output error"), (errno.EROFS, "read-only")],
)
def test_a_disk_that_fails_leaves_the_file_whole(
    project: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    desk = open_session(project)
    form = keep_longer(desk.open())

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RefusedEditError, match=rf"{why}.*your edit is still in the form"):
        desk.save(form)
    monkeypatch.undo()

    assert git_diff(project) == []
    assert list((project / "policy_src").glob(".*.new")) == []
    desk.save(form)
    assert git_diff(project) == LONGER


def test_a_file_that_nobody_may_write_is_left_alone(project: Path) -> None:
    (project / RETENTION).chmod(0o444)
    desk = open_session(project)
    form = keep_longer(desk.open())

    with pytest.raises(RefusedEditError, match="you have no permission to write there"):
        desk.save(form)

    assert git_diff(project) == []


def test_pictures_of_pages_are_kept_and_what_can_carry_a_script_is_not(project: Path) -> None:
    desk = open_session(project)

    def put(name: str, content: str) -> Any:
        asset = {"path": name, "content": content, "encoding": "base64"}
        return desk.protocol.answer("persistMedia", {"asset": asset, "options": {"commitMessage": "x"}})

    put("policy_src/pages/office.png", "iVBORw0KGgo=")
    told = desk.protocol.answer("getMedia", {"mediaFolder": "policy_src/pages"})
    assert [(one["name"], one["content"]) for one in told] == [("office.png", "iVBORw0KGgo=")]
    for name in (
        "policy_src/pages/x.svg",
        "policy_src/x.png",
        "policy_src/pages/../../x.png",
        "policy_src/pages/x.html",
    ):
        with pytest.raises(RefusedEditError, match="is not a picture"):
            put(name, "iVBORw0KGgo=")
    with pytest.raises(RefusedEditError, match="Make it smaller"):
        put("policy_src/pages/large.png", "AAAA" * 400_000)
    desk.delete("policy_src/pages/office.png")
    assert git_diff(project) == []
