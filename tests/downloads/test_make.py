"""Tests that versions are offered as files that are made once and kept."""

import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from pypdf import PdfReader

from build_tools.downloads import make as downloads
from build_tools.downloads.offered import DownloadMode
from build_tools.model.document import StandaloneText
from build_tools.model.settings import DownloadForm
from build_tools.project.project import Project
from tests.downloads.word.word_reader import WordReader
from tests.support.announced_story import announced_story
from tests.support.projects import ROOT, build, edit
from tests.support.story import DOWNLOADS, NOW, SampleProject, Story, keep

SETTINGS = "policy_src/policy.yml"
GAPS = "policy_src/known_gaps.yml"
ADDRESS = b"  address: https://privacy.traceloom.example\n"
NAMES = {
    "privacy-policy": ("2025-01-10", "2025-02-01"),
    "subprocessors": ("2025-01-10",),
    "retention-schedule": ("2025-01-10", "2025-02-01"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SampleProject:
    """Two publications, which are offered as files, made and kept."""
    story = Story()
    story.publish("2025-02-01T12:00:00-07:00", {**keep("P120D"), SETTINGS: _offer, GAPS: _close_gap})
    project = story.write(tmp_path_factory.mktemp("project"))
    flow(project, DownloadMode.MADE).downloads  # noqa: B018 - they are made when they are asked for
    return project


def _offer(data: bytes) -> bytes:
    return data.replace(b"  time_zone:", DOWNLOADS + ADDRESS + b"  time_zone:")


def _offer_pdf(data: bytes) -> bytes:
    return data.replace(b"  time_zone:", b"  downloads: [pdf]\n  time_zone:")


def _close_gap(data: bytes) -> bytes:
    return data.partition(b"  - gap: site-without-address")[0]


def flow(project: SampleProject, making: DownloadMode | None) -> Project:
    return replace(Project.of_folder(project.folder, NOW), download_mode=making)


def page(made: Project, path: str) -> str:
    return next(page.text for page in made.site.pages if page.path == path)


def test_each_version_has_its_files_beside_its_page(project: SampleProject) -> None:
    made = flow(project, DownloadMode.KEPT).site
    paths = {
        f"{name}/{day}/{name}-{day}.{form}" for name, days in NAMES.items() for day in days for form in DownloadForm
    }

    assert {path for path in made.files if path.endswith((".pdf", ".docx"))} == paths
    assert all(made.files[path].startswith(b"%PDF-1.7" if path.endswith("pdf") else b"PK") for path in paths)


def test_what_was_made_is_not_made_again(project: SampleProject, monkeypatch: pytest.MonkeyPatch) -> None:
    first = flow(project, DownloadMode.KEPT).downloads
    monkeypatch.setattr(downloads, "write_file", lambda *_: pytest.fail("it is made again"))

    again = flow(project, DownloadMode.MADE).downloads

    assert (again, again.remarks) == (first, ())
    assert len(again.files) == 10


def test_a_kept_file_that_was_changed_is_made_again(project: SampleProject, tmp_path: Path) -> None:
    cold = flow(project, DownloadMode.KEPT).downloads
    other = SampleProject(Path(shutil.copytree(project.folder, tmp_path / "copy")), project.commits)
    kept = sorted((other.folder / ".cache/policy/downloads").iterdir())
    kept[0].write_bytes(kept[1].read_bytes())
    kept[2].write_bytes(kept[2].read_bytes()[:-1])
    kept[3].unlink()

    assert len(flow(other, DownloadMode.KEPT).downloads.files) == len(cold.files) - 3
    assert flow(other, DownloadMode.MADE).downloads == cold


def test_an_interrupted_build_keeps_what_it_has_made(
    project: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SampleProject(_copy(project, tmp_path), project.commits)
    write, calls = downloads.write_file, count(1)

    def interrupt(printed: StandaloneText, form: DownloadForm) -> bytes:
        if next(calls) > 3:
            raise KeyboardInterrupt
        return write(printed, form)

    monkeypatch.setattr(downloads, "write_file", interrupt)
    with pytest.raises(KeyboardInterrupt):
        flow(other, DownloadMode.MADE).downloads  # noqa: B018 - the same
    monkeypatch.setattr(downloads, "write_file", write)

    assert len(flow(other, DownloadMode.KEPT).downloads.files) == 3
    assert flow(other, DownloadMode.MADE).downloads == flow(project, DownloadMode.KEPT).downloads


def test_pages_say_kind_and_size(project: SampleProject) -> None:
    made = flow(project, DownloadMode.KEPT)
    files = made.downloads.files
    size = round(len(files["privacy-policy/2025-02-01/privacy-policy-2025-02-01.pdf"]) / 1000)
    link = (
        f'[PDF ({size}\u00a0kB)](privacy-policy/2025-02-01/privacy-policy-2025-02-01.pdf){{ type="application/pdf" }}'
    )

    assert f"Download: {link} · [Word (" in page(made, "privacy-policy.md")
    assert "](../privacy-policy/2025-01-10/privacy-policy-2025-01-10.pdf)" in page(made, "privacy-policy/2025-01-10.md")


def test_a_file_says_where_it_stands_and_nothing_that_may_change(project: SampleProject) -> None:
    made = flow(project, DownloadMode.KEPT)
    old, new = (
        WordReader(made.downloads.files[f"privacy-policy/{day}/privacy-policy-{day}.docx"])
        for day in NAMES["privacy-policy"]
    )

    assert old.text.startswith("Privacy Policy\n")
    assert new.text.startswith("Privacy Policy\n")
    version = made.archive.histories["privacy-policy"].all[0]
    for words in (version.fingerprint, "Version 2025-01-10, published January 10, 2025"):
        assert words in old.foot
    assert "https://privacy.traceloom.example/privacy-policy/2025-01-10/" in old.foot


def test_links_in_a_file_lead_to_texts_of_its_time(project: SampleProject) -> None:
    printing = flow(project, None).printing
    old, new = (printing.version(version) for version in flow(project, None).archive.histories["privacy-policy"])

    for printed, day in ((old, "2025-01-10"), (new, "2025-02-01")):
        assert f"](https://privacy.traceloom.example/retention-schedule/{day}/#usage-and-logs)" in printed.body
        assert "](https://privacy.traceloom.example/subprocessors/2025-01-10/#stripe)" in printed.body
        assert "](#data-account)" in printed.body
        assert ".md" not in printed.body


def test_what_takes_effect_later_says_so(project: SampleProject) -> None:
    archive = flow(project, None).archive
    version = archive.histories["privacy-policy"].all[0]
    printing = replace(flow(project, None), as_of=date(2025, 1, 9)).printing

    assert printing.version(version).note.startswith("This is the version of January 10, 2025. It takes effect on")


def test_what_somebody_prints_today_says_that_it_is_old(project: SampleProject) -> None:
    shown = project.ask("show", "privacy-policy", "--version", "2025-01-10", "--format", "docx")

    assert shown.exit_code == 0
    first = WordReader(shown.stdout_bytes).text.split("\n", 1)[0]
    assert first == "This is the version of January 10, 2025, in force until February 1, 2025."


def test_a_file_tells_for_ever_that_its_text_took_effect_later(tmp_path: Path) -> None:
    project = announced_story().write(tmp_path)
    archive, printing = flow(project, None).archive, flow(project, None).printing
    versions = archive.histories["privacy-policy"]

    notes = {version.name: printing.for_ever(version).note for version in versions}
    late = "This is the version of March 3, 2025. It takes effect on April 2, 2025."
    assert notes["2025-03-03"] == late
    assert notes["2025-01-10"] == notes["2025-02-01"] == ""


def _copy(project: SampleProject, folder: Path) -> Path:
    """The same repository, where nothing is kept."""
    return Path(shutil.copytree(project.folder, folder / "copy", ignore=shutil.ignore_patterns(".cache")))


def test_a_preview_makes_none(project: SampleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = SampleProject(_copy(project, tmp_path), project.commits)
    monkeypatch.setattr(downloads, "write_file", lambda *_: pytest.fail("it is made"))

    made = flow(other, DownloadMode.KEPT).downloads

    assert made.files == {}
    assert made.remarks == ("10 downloads are left out of this preview. A build makes them, and they are kept for it.",)


def test_a_letter_of_the_past_that_no_font_has_keeps_no_site_from_being_published(tmp_path: Path) -> None:
    story = Story()
    purposes = {"policy_src/purposes.yml": ("Bill you accurately", "Bill you accurately \U0001f600")}
    story.publish("2025-02-01T12:00:00-07:00", {SETTINGS: _offer_pdf, **purposes})
    story.publish("2025-02-02T12:00:00-07:00", {"policy_src/purposes.yml": ("accurately \U0001f600", "accurately")})
    project = story.write(tmp_path)
    told = (
        "privacy-policy/2025-02-01/privacy-policy-2025-02-01.pdf: the font of PDFs lacks \U0001f600 (U+1F600), "
        "so its number stands in its place."
    )

    made = flow(project, DownloadMode.MADE).downloads

    assert made.remarks == (told,)
    words = PdfReader(BytesIO(made.files["privacy-policy/2025-02-01/privacy-policy-2025-02-01.pdf"]))
    assert "Bill you accurately [U+1F600]" in " ".join("".join(page.extract_text() for page in words.pages).split())
    assert flow(project, DownloadMode.MADE).downloads.remarks == (told,), "it is said of a file that is kept, too"
    shown = project.ask("show", "privacy-policy", "--version", "2025-02-01", "--format", "pdf")
    assert (shown.exit_code, shown.stdout_bytes[:5]) == (0, b"%PDF-")
    assert "the font of PDFs lacks \U0001f600 (U+1F600)" in shown.stderr


def test_a_draft_is_offered_as_no_file(project: SampleProject, tmp_path: Path) -> None:
    folder = _copy(project, tmp_path)
    edit(folder / "policy_src" / "retention.yml", "P120D", "P150D")

    made = flow(SampleProject(folder, project.commits), DownloadMode.KEPT)

    assert "Draft, not published" in page(made, "privacy-policy.md")
    assert ".pdf" not in page(made, "privacy-policy.md")


def test_a_source_that_offers_nothing_makes_nothing(tmp_path: Path) -> None:
    made = flow(Story().write(tmp_path), DownloadMode.MADE)

    assert (made.downloads.files, made.downloads.remarks) == ({}, ())
    assert "Download" not in page(made, "privacy-policy.md")


def test_an_export_and_a_site_hold_the_files(project: SampleProject, tmp_path: Path) -> None:
    done = project.ask("export", str(tmp_path / "out"))
    result = build(_with_theme(project, tmp_path), "--site-dir", tmp_path / "site")

    assert done.exit_code == 0, done.stderr
    assert result.returncode == 0, result.stderr
    expected = flow(project, DownloadMode.KEPT).downloads.files
    for folder in ("out", "site"):
        found = {
            path.relative_to(tmp_path / folder).as_posix(): path.read_bytes()
            for ending in ("pdf", "docx")
            for path in (tmp_path / folder).rglob(f"*.{ending}")
        }
        assert found == expected
    served = (tmp_path / "site" / "privacy-policy" / "2025-01-10" / "index.html").read_text("utf-8")
    assert 'href="privacy-policy-2025-01-10.pdf" type="application/pdf"' in served


def _with_theme(project: SampleProject, folder: Path) -> Path:
    copy = Path(shutil.copytree(project.folder, folder / "themed"))
    shutil.copytree(ROOT / "site_overrides", copy / "site_overrides")
    shutil.copy(ROOT / "mkdocs.yml", copy)
    return copy
