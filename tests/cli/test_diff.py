"""Tests `policy diff`: what it compares, and its result in each format."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.story import BROKEN, SampleProject, Story, describe, keep


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Four publications, two of them on one day, and a commit whose source is broken between them."""
    story = Story()
    rights = story.files()["policy_src/rights.yml"]
    story.publish("2025-02-01T12:00:00-07:00", keep("P120D"))
    story.publish("2025-03-01T09:00:00-07:00", keep("P150D"))
    story.publish("2025-03-01T15:00:00-07:00", keep("P60D"))
    story.publish("2025-04-01T12:00:00-07:00", BROKEN)
    story.publish("2025-05-01T12:00:00-07:00", {"policy_src/rights.yml": rights, **describe("Statistics")})
    return story.write(tmp_path_factory.mktemp("project"))


def _told(project: SampleProject, *arguments: str) -> dict[str, str]:
    """The rules that find something, and what is there now."""
    result = project.ask("diff", *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return {finding["rule"]: finding["after"] for finding in json.loads(result.stdout)["findings"]}


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ((), {}),
        (("2025-01-10",), {"retention-shorter": "60 days", "subprocessor-purpose-changed": "Statistics"}),
        (("2025-01-10", "2025-01-31"), {}),
        (("2025-01-10", "2025-02-28"), {"retention-longer": "120 days"}),
        (("2025-02-01", "2025-03-01"), {"retention-shorter": "60 days"}),
        (("2025-03-01.2", "2025-03-01"), {}),
        (("2025-01", "2025-02"), {"retention-longer": "120 days"}),
        (("2025-03-01.2", "HEAD"), {"subprocessor-purpose-changed": "Statistics"}),
        (("HEAD~4", "HEAD~3"), {"retention-longer": "150 days"}),
    ],
)
def test_sides_are_days_versions_and_commits(
    sides: tuple[str, ...], expected: dict[str, str], project: SampleProject
) -> None:
    assert _told(project, *sides) == expected


def test_the_source_at_hand_is_compared_with_what_was_published_last(project: SampleProject, tmp_path: Path) -> None:
    shutil.copytree(project.folder, tmp_path / "project")
    file = tmp_path / "project" / "policy_src" / "retention.yml"
    file.write_text(file.read_text("utf-8").replace("P60D", "P7D"), "utf-8")

    assert _told(SampleProject(tmp_path / "project")) == {"retention-shorter": "7 days"}
    assert _told(project, "", str(tmp_path / "project")) == {"retention-shorter": "7 days"}


def test_a_side_that_cannot_be_read_is_named(project: SampleProject) -> None:
    result = project.ask("diff", "HEAD~1")

    assert result.exit_code == 2
    assert f"{project.commits[4][:12]}:policy_src/rights.yml" in result.stderr


@pytest.mark.parametrize(
    ("side", "complaint"),
    [
        ("nowhere", "'nowhere' is not a folder with a source, a day, a version or a commit"),
        ("2024-12-31", "nothing was published by 2024-12-31"),
        ("2025-03-01.7", "there is no version '2025-03-01.7'"),
        ("2025-02-31", "'2025-02-31' is not a folder"),
        ("2024-12", "nothing was published by 2024-12"),
        ("2025-13", "'2025-13' is not a folder"),
        ("2025-01.2", "there is no version '2025-01.2'"),
    ],
)
def test_a_side_that_does_not_exist_is_refused(side: str, complaint: str, project: SampleProject) -> None:
    result = project.ask("diff", side)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(complaint)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("fail_on", "new", "expected"),
    [("material", "2025-02-01", 1), ("notable", "2025-02-01", 1), ("material", "2025-01-10", 0), ("", "2025-02-01", 0)],
)
def test_the_exit_status_is_what_was_asked_for(fail_on: str, new: str, expected: int, project: SampleProject) -> None:
    options = ("--fail-on", fail_on) if fail_on else ()

    assert project.ask("diff", "2025-01-10", new, *options).exit_code == expected


def test_a_notable_change_fails_where_it_was_asked_for(project: SampleProject) -> None:
    assert project.ask("diff", "2025-02-01", "2025-03-01", "--fail-on", "notable").exit_code == 1
    assert project.ask("diff", "2025-02-01", "2025-03-01", "--fail-on", "material").exit_code == 0


def test_every_form_tells_the_same(project: SampleProject) -> None:
    asked = ("diff", "2025-01-10", "2025-02-01")
    text, markdown, github = (project.ask(*asked, "--format", form).stdout for form in ("text", "markdown", "github"))

    assert "We now keep Usage metrics & logs for 120 days instead of 90 days." in text
    assert "GDPR Art. 13(2)(a)" in text
    assert markdown.startswith("### Material\n\n- We now keep Usage metrics & logs for 120 days")
    assert github.startswith(
        "::warning file=policy_src/retention.yml,line=16,col=13,title=material%3A retention-longer::"
    )


def test_no_change_is_said_so(project: SampleProject) -> None:
    for form, expected in {"text": "", "markdown": "No change of the policy.\n", "github": ""}.items():
        result = project.ask("diff", "HEAD", "HEAD", "--format", form)

        assert (result.exit_code, result.stdout, result.stderr) == (0, expected, "no change\n")


def test_json_has_the_shape_that_programs_rely_on(project: SampleProject) -> None:
    told = json.loads(project.ask("diff", "2025-01-10", "2025-02-01", "--format", "json").stdout)

    assert told["level"] == "material"
    (finding,) = told["findings"]
    assert finding.pop("id").startswith("retention-longer-")
    assert finding.pop("law")
    assert finding.pop("why")
    assert finding.pop("was_at") == finding["location"]
    assert finding == {
        "rule": "retention-longer",
        "level": "material",
        "direction": "less protective",
        "confidence": "high",
        "duty": "advance",
        "document": "retention-schedule",
        "path": "retention.usage-and-logs.period",
        "section": None,
        "before": "90 days",
        "after": "120 days",
        "message": "We now keep Usage metrics & logs for 120 days instead of 90 days.",
        "title": "We now keep Usage metrics & logs for 120 days",
        "means": "This data about you is deleted later than before.",
        "details": [
            {"name": "about", "words": "Usage metrics, Service logs"},
            {"name": "afterwards", "words": "deleted"},
        ],
        "notice_days": 30,
        "location": {"file": "policy_src/retention.yml", "line": 16, "column": 13},
        "ruling": None,
        "opinions": [],
        "proposed_ruling": None,
    }


def test_rules_are_listed_and_explained(project: SampleProject) -> None:
    assert "retention-longer                        material    less protective\n" in project.ask("rules").stdout
    assert "GDPR Art. 5(1)(e)" in project.ask("rules", "retention-longer").stdout
    (rule,) = json.loads(project.ask("rules", "retention-longer", "--format", "json").stdout)["rules"]
    assert (rule["id"], rule["notice"]) == ("retention-longer", "P30D")


def test_an_unknown_rule_is_refused_with_the_nearest(project: SampleProject) -> None:
    result = project.ask("rules", "retention-longest")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no rule 'retention-longest'. Did you mean retention-longer" in result.stderr


def _decide(project: SampleProject, folder: Path, name: str, text: str) -> SampleProject:
    """The project with logs kept for longer, and a file of decisions."""
    shutil.copytree(project.folder, folder)
    source = folder / "policy_src"
    kept = (source / "retention.yml").read_text("utf-8")
    (source / "retention.yml").write_text(kept.replace("P60D", "P600D"), "utf-8")
    (source / name).write_text(text, "utf-8")
    return SampleProject(folder)


def _ruling(finding: str) -> str:
    words = f"finding: {finding}\n    level: notable\n    reason: It was a mistake.\n    decided: 2025-06-01"
    return f"rulings:\n  - {words}\n"


def test_legal_has_the_last_word_on_a_finding(project: SampleProject, tmp_path: Path) -> None:
    asked = ("diff", "--fail-on", "material", "--format", "json")
    undecided = _decide(project, tmp_path / "1", "rulings.yml", "rulings: []\n").ask(*asked)
    (found,) = json.loads(undecided.stdout)["findings"]

    ruled = _decide(project, tmp_path / "2", "rulings.yml", _ruling(found["id"])).ask(*asked)

    assert (undecided.exit_code, ruled.exit_code) == (1, 0)
    (finding,) = json.loads(ruled.stdout)["findings"]
    assert finding["level"] == "notable"
    assert finding["ruling"] == {"level": "notable", "reason": "It was a mistake.", "decided": "2025-06-01"}


def test_a_ruling_that_came_with_a_change_and_is_on_none_of_its_findings_is_told(
    project: SampleProject, tmp_path: Path
) -> None:
    result = _decide(project, tmp_path / "1", "rulings.yml", _ruling("retention-longer-000000000000")).ask("diff")

    assert result.exit_code == 2
    assert "We now keep" in result.stdout
    assert 'policy_src/rulings.yml:2:14: the ruling is on "retention-longer-000000000000"' in result.stderr


def test_a_ruling_on_what_was_published_before_stays(tmp_path: Path) -> None:
    story = Story()
    story.publish(
        "2025-02-01T12:00:00-07:00",
        {"policy_src/rulings.yml": _ruling("retention-longer-000000000000").encode(), **keep("P9D")},
    )

    assert story.write(tmp_path).ask("diff").exit_code == 0


def test_an_organisation_has_levels_and_notice_of_its_own(project: SampleProject, tmp_path: Path) -> None:
    tuned = (
        "rules:\n  - rule: retention-longer\n    level: notable\n    notice: P1W\n    reason: Our contracts say so.\n"
    )

    result = _decide(project, tmp_path / "1", "rules.yml", tuned).ask("diff", "--format", "json")

    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["level"], finding["notice_days"]) == ("retention-longer", "notable", 7)


RULING = _ruling("retention-longer-0")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("rulings.yml", _ruling("retention-longest-0"), '2:14: there is no rule "retention-longest"'),
        ("rulings.yml", RULING + RULING.removeprefix("rulings:\n"), '6:14: "retention-longer-0" is listed twice'),
        (
            "rules.yml",
            "rules:\n  - rule: retention-longest\n    level: notable\n    reason: Our contracts say so.\n",
            '2:11: there is no rule "retention-longest". Did you mean "retention-longer"?',
        ),
        (
            "rules.yml",
            "rules:\n  - rule: prose-number-better\n    level: notable\n    reason: Our contracts say so.\n",
            '2:11: there is no rule "prose-number-better". It was replaced by prose-price-lower, prose-age-higher.',
        ),
        (
            "rules.yml",
            "rules:\n  - rule: retention-longer\n    reason: Our contracts say so.\n",
            "2:5: the entry for 'retention-longer' changes nothing. Add level: or notice:, or remove it.",
        ),
    ],
)
def test_decisions_on_what_does_not_exist_are_problems(
    name: str, text: str, complaint: str, project: SampleProject, tmp_path: Path
) -> None:
    result = _decide(project, tmp_path / "1", name, text).ask("check")

    assert result.exit_code == 1
    assert f"policy_src/{name}:{complaint}" in result.stdout


@pytest.fixture
def reworded(project: SampleProject, tmp_path: Path) -> SampleProject:
    """The project with other words in a section, one of them hostile."""
    shutil.copytree(project.folder, tmp_path / "project")
    file = tmp_path / "project" / "policy_src" / "sections" / "changes-to-this-policy.md"
    text = file.read_text("utf-8")
    assert "We'll notify you of material changes" in text
    file.write_text(text.replace("We'll notify you of material changes", "We may tell you of x < y changes"), "utf-8")
    return SampleProject(tmp_path / "project")


def test_a_text_is_told_with_the_words_that_changed(reworded: SampleProject) -> None:
    text = reworded.ask("diff").stdout

    assert "[-We'll notify-]{+We may tell+} you of [-material-]{+x < y+} changes" in text


def test_a_page_holds_the_redline_for_eye_and_ear(reworded: SampleProject) -> None:
    page = reworded.ask("diff", "--format", "html").stdout
    said = '<span class="said" lang="en" dir="ltr"> {} </span>'.format

    assert page.startswith("<!doctype html>")
    words = (
        f"<del>{said('deleted:')}material{said('end of deletion')}</del>"
        f"<ins>{said('inserted:')}x &lt; y{said('end of insertion')}</ins> changes"
    )
    assert page.count(words) == 2, "in the finding, and in the text"
    assert '<h2 id="material">Material</h2>' in page
    (place,) = re.findall(r'In the text: <a href="#([^"]+)">Privacy Policy</a>', page)
    assert re.search(rf'<p id="{place}" class="changed">We may update this policy', page)
    assert "Reads as before: Subprocessors, Retention Schedule." in page
    assert "From <bdi>what was published last</bdi> to <bdi>the source at hand</bdi>" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_side_that_cannot_be_rendered_still_has_its_findings(reworded: SampleProject) -> None:
    layout = reworded.folder / "templates" / "blocks" / "retention.md"
    layout.write_text("{{ nobody }}", "utf-8")

    result = reworded.ask("diff", "--format", "html")

    assert result.exit_code == 0
    assert '<h2 id="material">Material</h2>' in result.stdout
    assert "The documents of the source at hand cannot be rendered, so their words are not compared" in result.stdout
    assert "nobody" in result.stdout


def _texts(folder: Path, before: bytes, after: bytes) -> tuple[str, str]:
    (folder / "old.md").write_bytes(before)
    (folder / "new.md").write_bytes(after)
    return str(folder / "old.md"), str(folder / "new.md")


def test_two_files_are_compared_as_texts(tmp_path: Path) -> None:
    texts = _texts(tmp_path, b"# Uses\r\n\r\nWe do not sell data.\r\n", b"# Uses\n\n\nWe do sell data.\n")
    result = SampleProject(tmp_path).ask("diff", *texts, "--format", "json")

    told = json.loads(result.stdout)
    (finding,) = told["findings"]
    assert told["level"] == "material"
    assert (finding["rule"], finding["section"]) == ("prose-sale-worse", "Uses")
    assert (finding["was_at"]["line"], finding["location"]["line"]) == (3, 4)
    assert (finding["before"], finding["after"]) == ("We do not sell data.", "We do sell data.")
    assert finding["document"] == "new"


def test_the_words_of_two_texts_are_told(tmp_path: Path) -> None:
    result = SampleProject(tmp_path).ask("diff", *_texts(tmp_path, b"We do not sell data.", b"We do sell data."))

    assert "We do [-not -]sell data." in result.stdout


def test_a_finding_that_is_not_sure_is_to_be_read_in_the_same_words_everywhere(tmp_path: Path) -> None:
    texts = _texts(tmp_path, b"We keep logs.", b"We keep logs.\n\nWe like cats.")
    told = [SampleProject(tmp_path).ask("diff", *texts, "--format", form).stdout for form in ("text", "html")]

    assert all("to be read by a person" in text for text in told)


def test_a_text_that_is_cut_off_is_named_with_what_to_do(tmp_path: Path) -> None:
    whole = b"# Uses\n\nWe keep logs.\n\nWe sell no data to anybody on this earth.\n\nWe tell you of changes.\n"
    result = SampleProject(tmp_path).ask("diff", *_texts(tmp_path, whole, whole[: whole.index(b" to anybody")]))

    assert "One of the two versions is cut off, so they are not compared." in result.stdout
    assert "fetch the text again before you compare." in result.stdout


def test_two_texts_alike_have_no_finding(tmp_path: Path) -> None:
    result = SampleProject(tmp_path).ask("diff", *_texts(tmp_path, b"Same.", b"Same."), "--format", "json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"level": "none", "findings": [], "site": []})


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"caf\xe9", "old.md:1:4: the file is not UTF-8 text: byte 0xE9. Save it with the encoding"),
        (b"\x00\x01", "old.md:1:1: the file is not a text. Name a text in Markdown."),
        (b" " * 20_000_001, "old.md:1:1: the file has 20.0 MB; the limit is 1 MB."),
    ],
)
def test_a_file_that_is_no_text_is_refused(content: bytes, complaint: str, tmp_path: Path) -> None:
    result = SampleProject(tmp_path).ask("diff", *_texts(tmp_path, content, b"x"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("old.md", "gone.md"), "old.md is a file, and 'gone.md' is not a file"),
        (("gone.md", "old.md"), "old.md is a file, and 'gone.md' is not a file"),
        (("old.md",), "old.md is a file, and there is nothing to compare it with"),
    ],
)
def test_a_file_is_compared_with_a_file_alone(tmp_path: Path, names: tuple[str, ...], words: str) -> None:
    (tmp_path / "old.md").write_text("Same.", encoding="utf-8")

    result = SampleProject(tmp_path).ask("diff", *(str(tmp_path / name) for name in names))

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr.replace(f"{tmp_path}/", "")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_nothing_in_a_text_steers_a_terminal(tmp_path: Path, form: str) -> None:
    texts = _texts(tmp_path, b"We keep it.", "We keep it.\n\nWe \x1b[31msell \u202eit.".encode())

    told = SampleProject(tmp_path).ask("diff", *texts, "--format", form).stdout

    assert "[U+001B]" in told.replace("\\", "")
    assert not {"\x1b", "\u202e"} & set(told)


def test_a_change_of_the_site_alone_has_no_level_and_fails_nothing(tmp_path: Path) -> None:
    story = Story()
    label = ("    period: Kept for\n", "    period: Longest time kept\n")
    story.publish("2025-02-01T12:00:00-07:00", {"policy_src/wording.yml": label})

    result = story.write(tmp_path).ask("diff", "2025-01-10", "2025-02-01", "--format", "json", "--fail-on", "notable")

    told = json.loads(result.stdout)
    assert (result.exit_code, told["level"], told["findings"]) == (0, "none", [])
    assert "notable" in {finding["level"] for finding in told["site"]}
