"""Tests that a project of another person cannot make a command change or show files outside it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli

from build_tools.delivery.built_site import SEAL, is_site
from build_tools.editor.files import RefusedEditError
from build_tools.runtime.atomic_files import Staging, UnwritableError, create_folder, write_file, write_folder
from build_tools.runtime.files import MARKER
from build_tools.runtime.path_checks import locate
from build_tools.runtime.paths import ForeignFilesError
from tests.editor.sessions import RETENTION, entry, open_session
from tests.support.projects import ROOT, contents, copy_project, run
from tests.support.story import SampleProject, Story
from tests.support.victims import CONTENT, Victim

LINK = "this is a link, and links are not followed here. Replace the link by the file or folder itself, "


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Story().write(tmp_path_factory.mktemp("story") / "project").folder


@pytest.fixture
def project(story: Path, tmp_path: Path) -> SampleProject:
    """A published project with nothing but its source."""
    return SampleProject(shutil.copytree(story, tmp_path / "project"), ())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("whole") / "project")


@pytest.fixture
def buildable(whole: Path, tmp_path: Path) -> Path:
    """A published project with a theme."""
    return Path(shutil.copytree(whole, tmp_path / "project"))


@pytest.fixture
def victim(tmp_path: Path) -> Victim:
    return Victim(tmp_path / "victim")


def put_link(place: Path, to: Path) -> None:
    """Put a link in the place of whatever is there, relative as git would bring it."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(os.path.relpath(to, place.parent))


Refusal = Callable[..., str]


@pytest.fixture
def build_refused(caplog: pytest.LogCaptureFixture) -> Refusal:
    """Build with MkDocs, and give what says why it does not. It leaves no staging behind."""

    def build(project: Path, *arguments: str) -> str:
        caplog.clear()
        done = CliRunner().invoke(cli, ["build", "--strict", "-f", str(project / "mkdocs.yml"), *arguments])
        assert done.exit_code == 1, done.output
        assert isinstance(done.exception, SystemExit), done.exception
        assert not list(project.glob(".site.*.new"))
        return "\n".join((done.output, *caplog.messages))  # MkDocs writes to one or the other

    return build


# The cache


@pytest.mark.parametrize("link", [".cache", ".cache/policy", ".cache/policy/editions"])
@pytest.mark.parametrize("command", [["log"], ["show", "privacy-policy"], ["export", "out"]])
def test_a_linked_cache_is_refused_and_nothing_is_swept(
    link: str, command: list[str], project: SampleProject, victim: Victim
) -> None:
    put_link(project.folder / link, victim.folder)

    done = project.ask(*command)

    assert done.exit_code == 2
    assert done.stderr == f"{project.folder / link}: {LINK}or remove it.\n"
    assert victim.is_unharmed


@pytest.mark.parametrize("link", [".cache/policy/editions", ".cache/policy/pages", ".cache/policy/theme"])
def test_a_linked_cache_ends_a_build_in_one_line(
    link: str, buildable: Path, victim: Victim, build_refused: Refusal
) -> None:
    put_link(buildable / link, victim.folder)

    assert f"{link}: {LINK}" in build_refused(buildable)
    assert victim.is_unharmed


def test_nothing_in_the_cache_but_what_has_our_names_is_swept(project: SampleProject, victim: Victim) -> None:
    assert project.ask("log").exit_code == 0
    kept = project.folder / ".cache/policy/editions"
    ours = [kept / ("a" * 64), kept / ".policy-0123456789abcdef.new"]
    others = [kept / "thesis.txt", kept / "tmpabcdefgh", kept / ("a" * 63), kept / ("B" * 64)]
    for path in ours + others:
        path.write_text(CONTENT, encoding="utf-8")
    put_link(kept / ("c" * 64), victim.file)

    assert project.ask("log").exit_code == 0

    assert [path for path in ours if path.exists()] == []
    assert [path.read_text("utf-8") for path in others] == [CONTENT] * 4
    assert victim.is_unharmed


def test_a_kept_file_that_is_a_link_is_neither_read_nor_written(project: SampleProject, victim: Victim) -> None:
    answer = project.ask("log").stdout
    (kept,) = (project.folder / ".cache/policy/editions").iterdir()
    kept.rename(victim.folder / "kept")
    victim = Victim(victim.folder)
    put_link(kept, victim.folder / "kept")

    assert project.ask("log").stdout == answer
    assert kept.is_symlink()
    assert victim.is_unharmed


# The source, and what MkDocs copies

SHOWN = [
    "policy_src/pages/leak.md",
    "policy_src/pages/leak.png",
    "policy_src/pages",
    "policy_src",
    "templates",
    "templates/blocks/leak.md",
]


@pytest.mark.parametrize("link", SHOWN)
def test_a_linked_source_is_refused_by_check_and_build(
    link: str, buildable: Path, victim: Victim, build_refused: Refusal
) -> None:
    put_link(buildable / link, victim.file if "leak" in link else victim.folder)

    assert f"{link}:1:1: this is a link" in SampleProject(buildable, ()).ask("check").stdout
    assert f"{link}:1:1: this is a link" in build_refused(buildable)
    assert not (buildable / "site").exists()
    assert victim.is_unharmed


@pytest.mark.parametrize(
    "link",
    ["site_overrides", "site_overrides/assets", "site_overrides/assets/leak.txt", "site_overrides/.icons/leak.svg"],
)
def test_a_link_in_the_theme_is_refused(link: str, buildable: Path, victim: Victim, build_refused: Refusal) -> None:
    put_link(buildable / link, victim.file if "leak" in link else victim.folder)

    assert f"{link}:1:1: {LINK}" in SampleProject(buildable, ()).ask("check").stdout
    assert f"{buildable / link}: {LINK}" in build_refused(buildable)
    assert not (buildable / "site").exists()
    assert victim.is_unharmed


def test_a_linked_configuration_is_refused(buildable: Path, tmp_path: Path, build_refused: Refusal) -> None:
    (buildable / "mkdocs.yml").rename(tmp_path / "elsewhere.yml")
    put_link(buildable / "mkdocs.yml", tmp_path / "elsewhere.yml")

    assert f"mkdocs.yml:1:1: {LINK}" in SampleProject(buildable, ()).ask("check").stdout
    assert "mkdocs.yml: this is a link" in build_refused(buildable)


def test_a_link_that_mkdocs_is_asked_to_copy_though_hidden_is_refused(
    buildable: Path, victim: Victim, build_refused: Refusal
) -> None:
    put_link(buildable / "policy_src/pages/.leak.txt", victim.file)

    assert f"policy_src/pages/.leak.txt:1:1: {LINK}" in SampleProject(buildable, ()).ask("check").stdout
    with (buildable / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write('\nexclude_docs: "!.leak.txt"\n')

    assert f"{buildable / 'policy_src/pages/.leak.txt'}: {LINK}" in build_refused(buildable)


def test_a_pipe_in_the_theme_is_refused_and_not_waited_for(buildable: Path, build_refused: Refusal) -> None:
    os.mkfifo(buildable / "site_overrides/assets/pipe.css")

    assert "pipe.css: this is not a regular file. Remove it" in build_refused(buildable)


@pytest.mark.parametrize("name", ["policy_src/pages/Index.md", "templates/blocks/RETENTION.md"])
def test_two_names_that_are_one_on_another_disk_are_refused(name: str, project: SampleProject) -> None:
    twin = project.folder / name.lower()
    (project.folder / name).write_bytes(twin.read_bytes())

    answer = project.ask("check").stdout

    assert f"{name.lower()}:1:1: this and {name} are one file on a disk that does not distinguish capitals" in answer


def test_a_tree_too_deep_and_a_name_too_long_are_told(project: SampleProject) -> None:
    (project.folder / "policy_src" / "/".join(["d"] * 150)).mkdir(parents=True)

    answer = project.ask("check")

    assert answer.exit_code == 1
    assert "policy_src:1:1: folders are nested 101 deep" in answer.stdout


# The site and its staging


@pytest.mark.parametrize("link", ["site", "out"])
def test_a_linked_site_is_refused(link: str, buildable: Path, victim: Victim, build_refused: Refusal) -> None:
    put_link(buildable / link, victim.folder)

    answer = build_refused(buildable, "--site-dir", str(buildable / {"site": "site", "out": "out/site"}[link]))

    assert f"{buildable / link}: this is a link" in answer
    assert victim.is_unharmed


def test_a_dirty_build_writes_through_no_link(buildable: Path, victim: Victim, build_refused: Refusal) -> None:
    put_link(buildable / "site/index.html", victim.file)

    assert f"{buildable / 'site/index.html'}: {LINK}" in build_refused(buildable, "--dirty")
    assert victim.is_unharmed


@pytest.mark.parametrize("kind", ["staging of an earlier release", "staging", "staging with a marker"])
def test_a_link_in_the_place_of_the_staging_is_left_alone(kind: str, tmp_path: Path, victim: Victim) -> None:
    if kind.endswith("marker"):
        (victim.folder / MARKER).touch()
        victim = Victim(victim.folder)
    name = ".site.new" if kind.endswith("release") else ".site.0123456789abcdef.new"
    put_link(tmp_path / "project" / name, victim.folder)

    staging = Staging(locate(tmp_path / "project" / "site", tmp_path / "project"), lambda _: True)
    staging.next.write(SEAL, b"{}")
    staging.publish(SEAL)

    assert contents(tmp_path / "project" / "site") == {SEAL: b"{}"}
    assert victim.is_unharmed


def test_links_in_the_site_of_before_go_and_what_they_lead_to_stays(tmp_path: Path, victim: Victim) -> None:
    put_link(tmp_path / "site/photos", victim.folder)
    put_link(tmp_path / "site/thesis.txt", victim.file)
    put_link(tmp_path / "site" / SEAL, victim.file)
    staging = Staging(locate(tmp_path / "site"), lambda _: True)
    staging.next.write(SEAL, b"{}")

    staging.publish(SEAL)

    assert {path.name for path in (tmp_path / "site").iterdir()} == {SEAL}
    assert not (tmp_path / "site" / SEAL).is_symlink()
    assert victim.is_unharmed


@pytest.mark.parametrize(
    ("made", "is_ours"),
    [
        ({"holiday.jpg": "x"}, False),
        ({"index.html": "plain MkDocs", "sitemap.xml": "x"}, False),
        ({SEAL: "no JSON"}, False),
        ({"data/versions.json": '{"releases": []}'}, False),
        ({SEAL: '{"format": 1, "commit": "", "files": {}}', ".git/HEAD": "x"}, False),
        ({}, True),
        ({SEAL: '{"format": 1, "commit": "", "files": {}}', "a.html": "x"}, True),
        ({"data/versions.json": '{"format": 1, "head": "", "versions": []}', "a.html": "x"}, True),
    ],
)
def test_only_a_site_of_ours_is_replaced(made: dict[str, str], is_ours: bool, tmp_path: Path) -> None:  # noqa: FBT001
    site = tmp_path / "site"
    site.mkdir()
    for name, content in made.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content, encoding="utf-8")
    before = contents(site)

    if is_ours:
        Staging(locate(site), is_site).drop()
    else:
        with pytest.raises(ForeignFilesError, match=r"site holds other files, among them '.*'\. Name a new folder"):
            Staging(locate(site), is_site)

    assert contents(tmp_path) == {f"site/{name}": content for name, content in before.items()}


def test_a_build_leaves_a_foreign_site_alone(buildable: Path, build_refused: Refusal) -> None:
    (buildable / "site").mkdir()
    (buildable / "site" / "holiday.jpg").write_text(CONTENT, encoding="utf-8")

    answer = build_refused(buildable)

    what = f"{buildable / 'site'} holds other files, among them 'holiday.jpg'. Name a new folder, or empty this one.\n"
    assert what in f"{answer}\n"
    assert contents(buildable / "site") == {"holiday.jpg": CONTENT.encode()}


@pytest.mark.parametrize("place", ["policy_src/site", "site_overrides/site", ".git/site", "templates"])
def test_a_site_in_the_place_of_something_else_is_refused(place: str, buildable: Path, build_refused: Refusal) -> None:
    assert ". Name a new folder outside of it." in build_refused(buildable, "--site-dir", str(buildable / place))


def test_a_replacement_that_fails_on_the_way_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "pages"
    write_folder(target, {"a.md": b"old", "z.md": b"old"})
    before, move = contents(tmp_path), os.replace
    for number in range(1, 6):  # the marker, two files out, two files in
        moves = iter(range(1, 6))

        def stop(*words: object, **names: object) -> None:
            if next(moves, 0) == number:  # noqa: B023 - it is used within the same round
                raise OSError(5, "Input/output error")
            move(*words, **names)  # type: ignore[arg-type]

        monkeypatch.setattr(os, "replace", stop)
        with pytest.raises(OSError, match="Input/output error"):
            write_folder(target, {"a.md": b"new", "z.md": b"new"})
        monkeypatch.undo()
        assert contents(tmp_path) == before


# The editor


def test_a_save_writes_through_no_link_beside_the_file(buildable: Path, victim: Victim) -> None:
    for name in (".retention.yml.new", "retention.yml.new", ".policy-0123456789abcdef.new"):
        put_link(buildable / "policy_src" / name, victim.file)
    desk = open_session(buildable)
    form = desk.open()
    entry(form, "usage-and-logs")["period"] = "P180D"

    desk.save(form)

    assert "P180D" in (buildable / RETENTION).read_text("utf-8")
    assert victim.is_unharmed


def test_a_save_leaves_another_name_of_the_file_as_it_was(buildable: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yml").hardlink_to(buildable / RETENTION)
    before = (tmp_path / "other.yml").read_bytes()
    desk = open_session(buildable)
    form = desk.open()
    entry(form, "usage-and-logs")["period"] = "P180D"

    desk.save(form)

    assert (tmp_path / "other.yml").read_bytes() == before


def test_what_a_save_that_was_killed_has_left_is_removed_by_the_next(buildable: Path) -> None:
    remains = buildable / "policy_src/.policy-0123456789abcdef.new"
    remains.write_text("half", encoding="utf-8")
    desk = open_session(buildable)
    form = desk.open()
    entry(form, "usage-and-logs")["period"] = "P180D"

    desk.save(form)

    assert not remains.exists()


@pytest.mark.parametrize("folder", ["sections", "announcements", "pages"])
def test_a_name_of_300_letters_is_told_at_the_form(folder: str, buildable: Path) -> None:
    desk, path = open_session(buildable), f"policy_src/{folder}/{'x' * 300}.md"
    for attempt in (desk.open, lambda name: desk.save({"body": "x"}, name), desk.delete):
        with pytest.raises(RefusedEditError, match="A file name has at most 200 characters"):
            attempt(path)
    with pytest.raises(RefusedEditError, match="is not a picture that a page may have"):
        desk.protocol.answer("getMediaFile", {"path": f"policy_src/pages/{'x' * 300}.png"})


def test_a_pipe_in_the_place_of_a_file_is_told_at_the_form(buildable: Path) -> None:
    (buildable / RETENTION).unlink()
    os.mkfifo(buildable / RETENTION)

    with pytest.raises(RefusedEditError, match="this is not a regular file"):
        open_session(buildable).open()


# What commands write elsewhere


@pytest.mark.parametrize("link", ["policy_src/.schema", "policy_src/.schema/policy.json"])
def test_schemas_are_written_through_no_link(link: str, project: SampleProject, victim: Victim) -> None:
    put_link(project.folder / link, victim.folder if link.endswith(".schema") else victim.folder / "policy.json")

    done = project.ask("schema")

    assert done.exit_code == 2
    assert done.stderr == f"{project.folder / link}: {LINK}or remove it.\n"
    assert victim.is_unharmed


@pytest.mark.parametrize("place", ["out/pages", "out"])
def test_an_export_is_written_through_no_link_of_the_project(
    place: str, project: SampleProject, victim: Victim
) -> None:
    put_link(project.folder / "out", victim.folder)

    done = project.ask("export", str(project.folder / place))

    assert done.exit_code == 2
    assert "out: this is a link" in done.stderr
    assert victim.is_unharmed


def test_an_output_is_written_through_no_link_of_the_project(project: SampleProject, victim: Victim) -> None:
    put_link(project.folder / "out", victim.folder)
    put_link(project.folder / "review.docx", victim.file)

    for place in ("out/thesis.txt", "out/new.docx", "review.docx"):
        output = str(project.folder / place)
        done = project.ask("show", "privacy-policy", "--format", "docx", "--output", output)
        assert done.exit_code == 2
        assert f"{project.folder / place.split('/', maxsplit=1)[0]}: this is a link" in done.stderr

    assert victim.is_unharmed


def test_an_output_takes_the_place_of_no_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UnwritableError, match="pipe: this is not a regular file"):
        write_file(tmp_path / "pipe", b"x")
    with pytest.raises(UnwritableError, match="/dev/null: this is not a regular file"):
        write_file(Path("/dev/null"), b"x")


def test_a_new_project_takes_no_link_and_takes_none_along(tmp_path: Path, victim: Victim) -> None:
    put_link(tmp_path / "acme", tmp_path / "nowhere")
    put_link(tmp_path / ".globex.new", victim.folder)

    with pytest.raises(ForeignFilesError, match="already exists"):
        create_folder(tmp_path / "acme", {"a": b""})
    create_folder(tmp_path / "globex", {"thesis.txt": b"new"})

    assert contents(tmp_path / "globex") == {"thesis.txt": b"new"}
    assert victim.is_unharmed


# make clean


@pytest.mark.parametrize("makefile", ["Makefile", "build_tools/starting/skeleton/Makefile"])
def test_make_clean_leaves_what_is_not_ours(makefile: str, tmp_path: Path, victim: Victim) -> None:
    shutil.copy(ROOT / makefile, tmp_path / "Makefile")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text(CONTENT, encoding="utf-8")
    done = run("make", "clean", folder=tmp_path)
    assert done.returncode == 2
    assert "site holds other files, so it stays: remove it yourself" in done.stderr
    assert (tmp_path / "site" / "thesis.txt").exists()

    (tmp_path / "site" / SEAL).touch()
    for name in ("site/photos", ".cache", ".venv", ".site.new", ".site.0123456789abcdef.new"):
        put_link(tmp_path / name, victim.folder)
    done = run("make", "clean", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"Makefile", "victim", ".site.new"}
    assert victim.is_unharmed

    put_link(tmp_path / "site", victim.folder)
    assert run("make", "clean", folder=tmp_path).returncode == 0
    assert not (tmp_path / "site").is_symlink()
    assert victim.is_unharmed
