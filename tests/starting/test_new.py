"""Tests that another company gets a project that builds, states only its answers, and overwrites nothing."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from build_tools.model.problem import Problems
from build_tools.model.tree import Tree
from build_tools.project.project import Project
from build_tools.review.source_check import check_source
from build_tools.source.folder import read_folder
from build_tools.source.migrations import NEWEST
from build_tools.starting.answers import LANGUAGES, Answers, AnswersError
from build_tools.starting.program_wheel import read_own_layouts, read_program_wheel
from build_tools.starting.project import write_project
from build_tools.starting.starter import make_starter, read_starter, read_words
from tests.browser.axe import violations
from tests.support.projects import ENVIRONMENT, ROOT, build, contents, policy, run

LAYOUTS = read_own_layouts()
NEEDED = ("--name", "Kestrel Maps", "--privacy-mailbox", "privacy@kestrel.example", "--time-zone", "Europe/London")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as `policy new` makes it, with its site."""
    folder = tmp_path_factory.mktemp("new") / "kestrel"
    done = policy("new", folder, *NEEDED, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    assert done.returncode == 0, done.stderr
    assert "is ready" in done.stderr
    built = build(folder)
    assert built.returncode == 0, built.stderr
    return folder


def test_its_history_begins_with_all_of_it(project: Path) -> None:
    log = run("git", "log", "--format=%s", folder=project).stdout.splitlines()

    assert log == ["Begin with what is known of our policy"]
    assert run("git", "status", "--porcelain", folder=project).stdout == ""


def test_its_history_is_its_own_and_whole_whatever_surrounds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    assert run("git", "init", "--quiet", other).returncode == 0
    before = contents(other)
    (tmp_path / "ignored").write_text("*.yml\n", encoding="utf-8")
    (tmp_path / "settings").write_text(f"[core]\n\texcludesFile = {tmp_path / 'ignored'}\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    own = tmp_path / "own"
    with monkeypatch.context() as hook:  # which names the repository that it runs in
        hook.setenv("GIT_DIR", str(other / ".git"))
        hook.setenv("GIT_WORK_TREE", str(other))
        hook.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        assert write_project(own, {"policy.yml": b"{}", "words.md": b"Words."}, "Kestrel", "a@kestrel.example")

    assert run("git", "ls-files", folder=own).stdout.splitlines() == ["policy.yml", "words.md"]
    assert run("git", "status", "--porcelain", folder=own).stdout == ""
    assert run("git", "fsck", "--strict", folder=own).returncode == 0
    assert contents(other) == before


def test_it_has_few_files_and_nothing_of_ours(project: Path) -> None:
    names = run("git", "ls-files", folder=project).stdout.splitlines()

    assert {"Makefile", "README.md", ".gitignore", "mkdocs.yml", "requirements.lock"} <= set(names)
    assert len(names) <= 35
    assert {name.partition("/")[0] for name in names if "/" in name} == {".github", ".vscode", "policy_src", "vendor"}
    own = [(project / name).read_text(encoding="utf-8") for name in names if name.startswith("policy_src/")]
    assert not [text for text in own if "TraceLoom" in text or "Jajoga" in text]
    assert "@NAME@" not in (project / "README.md").read_text(encoding="utf-8")


def test_its_program_is_one_file_that_the_lock_pins_by_its_hash(project: Path) -> None:
    (wheel,) = (project / "vendor").iterdir()
    last = (project / "requirements.lock").read_text(encoding="utf-8").splitlines()[-1]

    assert last == f"./vendor/{wheel.name} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}"


def test_manuals_that_its_files_name_are_in_the_program(project: Path) -> None:
    names = run("git", "ls-files", folder=project).stdout.splitlines()
    texts = [(project / name).read_text(encoding="utf-8") for name in names if not name.startswith("vendor/")]
    named = {manual for text in texts for manual in re.findall(r"policy manual ([\w-]+)", text)}
    (wheel,) = (project / "vendor").iterdir()
    bundled = read_program_wheel(wheel).files

    assert "ci" in named
    assert [manual for manual in named if f"build_tools/bundled/docs/{manual}.md" not in bundled] == []
    assert [text for text in texts if re.search(r"docs/[\w-]+\.md", text)] == []


def test_its_nights_begin_where_it_counts_its_days(project: Path) -> None:
    nightly = yaml.safe_load((project / ".github/workflows/nightly.yml").read_text(encoding="utf-8"))

    assert [one["timezone"] for one in nightly[True]["schedule"]] == ["Europe/London"]  # YAML 1.1 reads "on" as true
    workflows = {path.name for path in (project / ".github/workflows").iterdir()}
    assert workflows == {"nightly.yml", "publish.yml", "pull-request.yml", "site.yml"}
    assert "make bench" not in (project / ".gitlab-ci.yml").read_text(encoding="utf-8")


def test_its_makefile_installs_what_its_files_pin(project: Path) -> None:
    done = run("make", "--dry-run", "site", folder=project)

    assert done.returncode == 0, done.stderr
    assert "install --quiet --require-hashes --only-binary :all: --no-deps -r requirements.lock" in done.stdout
    assert "mkdocs build --strict" in done.stdout


def test_its_check_lists_what_is_still_to_be_stated_and_finds_no_problem(project: Path) -> None:
    done = policy("check", folder=project)

    assert done.returncode == 0, done.stdout
    assert done.stderr == "0 problems, 12 open gaps to be closed or accepted before the launch\n"
    for list_name in ("cookies", "data", "purposes", "retention", "rights", "safeguards", "storage", "subprocessors"):
        assert f"[list-without-entries: {list_name}] Open." in done.stdout


def test_each_gap_is_explained_in_its_readme(project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    gaps = json.loads(policy("check", "--format", "json", folder=project).stdout)["open_gaps"]

    assert gaps
    assert [gap for gap in gaps if f"`{gap['check']}`" not in readme] == []


def test_it_is_a_draft_of_which_nothing_is_published(project: Path, tmp_path: Path) -> None:
    site = contents(project / "site")
    pages = {path: data.decode() for path, data in site.items() if path.endswith(".html") and path != "404.html"}

    assert sorted(path for path in pages) == [
        "index.html",
        *(f"{name}/index.html" for name in ("privacy-policy", "retention-schedule", "subprocessors", "subscribe")),
    ]
    assert [path for path, page in pages.items() if '<meta name="robots" content="noindex">' not in page] == []
    assert [path for path, page in pages.items() if "This is a draft." in page] == ["index.html"]
    assert sum("Draft, not published" in page for page in pages.values()) == 3
    assert [path for path in site if path.startswith("feeds/")] == []
    assert b"<loc>" not in site["sitemap.xml"]
    assert json.loads(site["data/versions.json"])["versions"] == []
    told = json.loads(site["data/policy.json"])
    assert [document["published"] for document in told["documents"]] == [None] * 3
    refused = policy("publish", tmp_path / "public", folder=project)
    assert (refused.returncode, (tmp_path / "public").exists()) == (2, False)
    assert refused.stderr.startswith("the policy is a draft, so nothing of it is published. Launch it first")


def test_its_home_page_says_on_paper_too_that_it_is_a_draft(project: Path, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((project / "site" / "index.html").as_uri())
    tab.emulate_media(media="print")

    assert tab.get_by_text("This is a draft.").is_visible()
    tab.close()


def test_its_pages_can_be_read_by_everybody(project: Path, browser: Browser) -> None:
    for page in ("index", "privacy-policy/index", "subprocessors/index", "retention-schedule/index"):
        tab = browser.new_page()
        tab.goto((project / "site" / f"{page}.html").as_uri())
        assert "Not stated" not in tab.inner_text("body")
        assert violations(tab) == []
        tab.close()


def test_what_nobody_has_stated_is_left_out_and_so_is_what_would_introduce_it(project: Path) -> None:
    pages = {page.path: page.text for page in Project(read_folder(project)).site.pages}
    policy_ = pages["privacy-policy.md"]

    assert not [path for path, text in pages.items() if re.search("not.stated|no entries", text, re.IGNORECASE)]
    assert re.findall(r"(?m)^## <span .*</span> (.*) \{", policy_) == [
        "Who Is Responsible",
        "Your Rights",
        "Changes to This Policy",
    ]
    assert re.findall(r"(?m)^## <span class=\"number\">(\d)", policy_) == ["1", "2", "3"]
    assert not re.search(r":\n*(\Z|\n#)", policy_)
    assert "**What we store**" not in pages["index.md"]


def test_nothing_is_written_over(project: Path, tmp_path: Path) -> None:
    before = contents(project / "policy_src")
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    for folder in (project, tmp_path / "file"):
        done = policy("new", folder, *NEEDED)
        assert done.returncode == 2
        assert "already exists. Name a folder that is new or empty." in done.stderr

    assert contents(project / "policy_src") == before
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_within_a_repository_no_other_one_begins(project: Path) -> None:
    inner = project / "inner"

    done = policy("new", inner, *NEEDED)

    assert done.returncode == 0
    assert "commit it when you want a history" in done.stderr
    assert not (inner / ".git").exists()


def test_where_nobody_can_be_asked_the_flags_that_are_missing_are_named(tmp_path: Path) -> None:
    done = policy("new", tmp_path / "x", "--name", "Kestrel")

    assert done.returncode == 2
    assert done.stderr == "There is no terminal to ask on. Give --privacy-mailbox and --time-zone.\n"
    assert not (tmp_path / "x").exists()


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    done = policy("new", tmp_path / "x", *NEEDED[:-1], "Mars/Olympus", "--announce-by", "email", "--notice", "soon")

    assert done.returncode == 2
    zone, notice = done.stderr.splitlines()
    assert zone.startswith("--time-zone: 'Mars/Olympus' is not a known time zone. Write for example ")
    assert notice.startswith("--notice: period 'soon' is not an ISO 8601 period. Write for example P30D for 30 days")
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_until_an_answer_will_do(tmp_path: Path) -> None:
    answers = ["Kestrel Maps", "", "", "no mailbox", "privacy@kestrel.example", "", "", "Europe/London"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "build_tools", "new", str(tmp_path / "x"), "--no-git"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=ENVIRONMENT,
    ) as asked:  # fmt: skip
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        said = b"".join(_read_all(ours)).decode()
        assert asked.wait(60) == 0, said

    assert "is not an e-mail address" in said
    assert "name: Kestrel Maps" in (tmp_path / "x" / "policy_src" / "policy.yml").read_text(encoding="utf-8")


def _read_all(terminal: int) -> Iterator[bytes]:
    try:
        while block := os.read(terminal, 4096):
            yield block
    except OSError:  # it has ended
        return


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_answered_is_said(language: str) -> None:
    answers = Answers(
        "Kestrel Maps", "privacy@kestrel.example", "Europe/London", language, "Kestrel Maps Ltd",
        "1 High Street, Exampleton", "https://kestrel.example", "https://privacy.kestrel.example",
        "P1M", ("email", "website"), "P30D",
    )  # fmt: skip

    draft = make_starter(answers, LAYOUTS)

    assert {gap.check for gap in draft.gaps} == {"list-without-entries"}
    text = " ".join(document.words for document in _flow(draft.files).documents)
    period = {"en": "30 days before they take effect", "de": "30 Tage bevor sie gelten"}[language]
    for said in ("Kestrel Maps Ltd", "1 High Street, Exampleton", "privacy@kestrel.example", period):
        assert said in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_is_of_the_newest_format_and_has_all_words(language: str) -> None:
    draft = make_starter(Answers("Kestrel", "a@kestrel.example", "UTC", language), LAYOUTS)

    assert f"format: {NEWEST}\n".encode() in draft.files["policy_src/policy.yml"]
    assert _keys(read_words("en")) == _keys(read_words(language))
    ours = yaml.safe_load((ROOT / "policy_src" / "wording.yml").read_text(encoding="utf-8"))
    assert _keys(yaml.safe_load(read_starter(language)["policy_src/wording.yml"])) == _keys(ours)


@given(name=st.text(min_size=1, max_size=150), legal=st.text(max_size=60), address=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_whatever_the_name_is_it_stands_in_the_source_as_it_is_or_is_refused(
    name: str, legal: str, address: str
) -> None:
    _try(name, legal, address)


@pytest.mark.parametrize(
    "name",
    [
        "null", "yes", "0123", "- a", "a: b", "a #b", "*x", "&x", "!x", "%x", "@x", "`x`", "'x'", '"x"', "{{ x }}",
        "<script>", "Ünï & Söhne", "日本", "🦅 Kestrel", "شركة", "../../etc", "a\nb", "a\0b", "\u202eevil",
        "x" * 121, "Data", "We", "cookies",
        "# x", "---", "[x](javascript:y)", "a|b", "**x**", "2026-02-14", "~", "\\", "$(id)", "-rf",
    ],
)  # fmt: skip
def test_a_hostile_name_does_no_harm(name: str) -> None:
    _try(name, name, "")


def _try(name: str, legal: str, address: str) -> None:
    answers = Answers(name, "privacy@kestrel.example", "UTC", legal_name=legal, address=address)
    try:
        draft = make_starter(answers, LAYOUTS)
    except (AnswersError, Problems):
        return
    flow = _flow(draft.files)
    assert flow.reading.policy.controller.name == name.strip()
    assert check_source(flow).problems == ()


def _flow(files: Mapping[str, bytes]) -> Project:
    return Project(Tree(dict(sorted({**files, **LAYOUTS}.items()))))


def _keys(value: object) -> object:
    return {key: _keys(part) for key, part in value.items()} if isinstance(value, dict) else None
