"""Tests that an upgrade changes the program of a project and no published text, or nothing at all."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from build_tools.starting.program_wheel import pack_files, pack_program
from build_tools.starting.project import make_files
from tests.starting.wheels import another_release
from tests.support.projects import ROOT, build, contents, edit, policy, publish, run
from tests.support.story import source

BUNDLED = "build_tools/bundled/"
RELEASES = {
    "better": {
        f"{BUNDLED}CHANGELOG.md": ("## Unreleased\n", "## Unreleased\n\n- Pigeons carry the notices.\n"),
        f"{BUNDLED}.github/workflows/publish.yml": ("name: Publish\n", "name: Publish it\n"),
        f"{BUNDLED}.github/workflows/site.yml": ("name: Site\n", "name: The site\n"),
    },
    "with other layouts": {f"{BUNDLED}templates/blocks/rights.md": ("{", "**Listen.**\n\n{")},
    "that reads texts differently": {
        "build_tools/documents/visible_text.py": ("lines=read.lines,", 'lines=(*read.lines, "!"),')
    },
    "that needs more": {"build_tools/cli/__init__.py": ("import click\n", "import click\nimport carrier_pigeon\n")},
}
"""What later releases change."""
FORMAT = "policy_src/policy.yml"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Finds the wheel of a later release, by what it changes."""
    folder = tmp_path_factory.mktemp("releases")

    def find(name: str) -> Path:
        wheel = another_release("0.9.0", RELEASES[name])
        place = folder / name.replace(" ", "-") / wheel.name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(wheel.content)
        return place

    return find


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two published versions."""
    folder = tmp_path_factory.mktemp("launched") / "project"
    texts = {path: data for path, data in source().items() if not path.startswith("templates/")}
    for path, data in make_files(pack_program(), texts, "TraceLoom", "America/Denver").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    publish(folder, "2026-02-14T12:00:00-07:00")
    edit(folder / "policy_src/retention.yml", "P90D", "P60D")
    edit(folder / FORMAT, "format: 6", "format: 5")
    publish(folder, "2026-03-14T12:00:00-07:00")
    return folder


@pytest.fixture
def project(launched: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(launched, tmp_path / "project")


def files(project: Path) -> dict[str, bytes]:
    """The files of a project, without what is kept or belongs to git."""
    return {path: data for path, data in contents(project).items() if not path.startswith((".git/", ".cache/"))}


def log(project: Path) -> str:
    """The published versions."""
    done = policy("log", "--format", "json", folder=project)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_newer_program_replaces_the_one_in_use_and_its_unedited_files(
    project: Path, release: Callable[[str], Path]
) -> None:
    edit(project / ".github/workflows/site.yml", "name: Site\n", "name: Our site\n")
    before, versions, wheel = files(project), log(project), release("better")

    done = policy("upgrade", wheel, folder=project)

    assert done.returncode == 0, done.stderr
    after = files(project)
    assert [path for path in before if path not in after] == [f"vendor/{pack_program().name}"]
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {f"vendor/{wheel.name}", "requirements.lock", ".github/workflows/publish.yml", FORMAT}
    assert after[f"vendor/{wheel.name}"] == wheel.read_bytes()
    assert sha256(wheel.read_bytes()).hexdigest().encode() in after["requirements.lock"]
    assert b"format: 6" in after[FORMAT]
    assert "The program is 0.9.0 now, in place of 0.1.0.\n5 published versions are as before." in done.stdout
    assert ".github/workflows/site.yml: somebody edited this file, so it stays as it is." in done.stdout
    assert "- Pigeons carry the notices." in done.stdout
    publish(project, "2026-04-14T12:00:00-07:00")
    assert log(project) == versions
    again = policy("upgrade", wheel, folder=project)
    assert (again.returncode, again.stderr) == (0, f"{wheel.name} is the program in use already.\n")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "that reads texts differently",
            "with the new program the published version 2026-03-14 of privacy-policy would differ in its words",
        ),
        (
            "with other layouts",
            "with the layouts of the new program a text would read differently, so nothing was changed: privacy-policy",
        ),
        ("that needs more", "policy_publisher-0.9.0-py3-none-any.whl needs a package that is not installed here, "),
    ],
)
def test_an_upgrade_that_would_alter_a_text_is_refused_and_alters_nothing(
    project: Path, release: Callable[[str], Path], name: str, reason: str
) -> None:
    before = files(project)

    done = policy("upgrade", release(name), folder=project)

    assert done.returncode == 2
    assert done.stderr.startswith(reason)
    assert done.stderr.count("\n") == 1
    assert files(project) == before


def test_the_layouts_of_today_can_be_kept(project: Path, release: Callable[[str], Path]) -> None:
    versions = log(project)

    done = policy("upgrade", release("with other layouts"), "--keep-layouts", folder=project)

    assert done.returncode == 0, done.stderr
    assert [path for path in files(project) if path.startswith("templates/")] == ["templates/blocks/rights.md"]
    publish(project, "2026-04-14T12:00:00-07:00")
    assert log(project) == versions


def test_what_is_no_newer_wheel_of_the_program_is_refused_in_one_line(project: Path, tmp_path: Path) -> None:
    name, good = pack_program().name, pack_program().content
    older = another_release("0.0.9", {})
    altered = good.replace(b"policy_publisher-0.1.0.dist-info/RECORD", b"policy_publisher-0.1.0.dist-info/RECURD")
    bad = {
        older.name: (older.content, f"{older.name} is older than the program in use, 0.1.0."),
        "requests-2.0-py3-none-any.whl": (good, "its name is not policy_publisher-VERSION-py3-none-any.whl"),
        "policy_publisher-0.2.0-py3-none-any.whl": (
            good,
            "its metadata does not say that it is",
        ),
        name: (altered, "is not as its list of files (RECORD) says"),
        "policy_publisher-0.3.0-py3-none-any.whl": (b"<html>", "it is not a zip file that can be read"),
    }
    before = files(project)

    for file, (content, reason) in bad.items():
        (tmp_path / file).write_bytes(content)
        done = policy("upgrade", tmp_path / file, folder=project)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert reason in done.stderr
    layouts = f"{BUNDLED}templates/"
    files_without = {path: data for path, data in pack_program().files.items() if not path.startswith(layouts)}
    prefix = "policy_publisher-0.1.0.dist-info/"
    metadata = {"METADATA": files_without[f"{prefix}METADATA"]}
    own = {path: data for path, data in files_without.items() if not path.startswith(prefix)}
    (tmp_path / name).write_bytes(pack_files(own, "0.1.0", metadata).content)
    assert "it holds no layouts" in policy("upgrade", tmp_path / name, folder=project).stderr
    missing = policy("upgrade", tmp_path / "none.whl", folder=project)
    assert "none.whl cannot be read: No such file or directory. Name a wheel" in missing.stderr
    assert files(project) == before


def test_a_folder_without_a_project_or_with_half_of_one_is_refused(
    launched: Path, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = policy("upgrade", folder=tmp_path / "empty")
    assert done.stderr.startswith("there is no project here: policy_src/policy.yml is missing.")

    (project / "vendor" / pack_program().name).unlink()
    done = policy("upgrade", folder=project)
    assert done.stderr.startswith("this project has no program: neither vendor/ nor build_tools/.")

    for path, data in files(launched).items():
        if path.startswith("vendor/"):
            (project / path).write_bytes(data)
    (project / "build_tools").mkdir()
    (project / "build_tools/__main__.py").touch()
    done = policy("upgrade", folder=project)
    assert done.stderr.startswith("this project has two programs, in vendor/ and in build_tools/, as after an upgrade")

    assert policy("upgrade").stderr == "this is the program's own repository. Update it with git pull.\n"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A project with a copy of the program, as earlier releases made it, and one published version."""
    project = tmp_path / "project"
    junk = shutil.ignore_patterns("__pycache__", "*.pyc")
    for folder in ("build_tools", "templates", "site_overrides", ".vscode"):
        shutil.copytree(ROOT / folder, project / folder, ignore=junk)
    for name in ("mkdocs.yml", "pyproject.toml", "requirements.lock", "LICENSE"):
        shutil.copy(ROOT / name, project)
    for path, data in source().items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(data)
    publish(project, "2026-02-14T12:00:00-07:00")
    return project


def test_a_project_of_an_earlier_release_gets_the_wheel_in_place_of_its_copy(copied: Path) -> None:
    project = copied
    edit(project / "templates/blocks/rights.md", "{", "**Listen.**\n\n{")
    edit(project / "site_overrides/assets/styles/colours.css", "{", "{\n  --own: 1;")
    edit(project / "build_tools/cli/check.py", "import", "import os\nimport")  # in the same commit
    edit(project / "requirements.lock", "mkdocs==", "our-own==1.0 --hash=sha256:00\nmkdocs==")
    publish(project, "2026-03-14T12:00:00-07:00")
    versions = log(project)

    done = run(ROOT / ".venv/bin/policy", "upgrade", folder=project)

    assert done.returncode == 0, done.stderr
    kept = ("build_tools/", "templates/", "site_overrides/", "pyproject", "LICENSE")
    assert [path for path in files(project) if path.startswith(kept) and "__pycache__" not in path] == [
        "build_tools/cli/check.py",
        "site_overrides/assets/styles/colours.css",
        "templates/blocks/rights.md",
    ]
    assert "The program is 0.1.0 now, in place of the copy in build_tools/." in done.stdout
    assert "build_tools/cli/check.py: somebody edited this file, so it stays as it is." in done.stdout
    assert "requirements.lock: it was replaced, and no longer has our-own" in done.stdout
    assert "theme: material\n" in (project / "mkdocs.yml").read_text(encoding="utf-8")
    publish(project, "2026-04-14T12:00:00-07:00")
    assert log(project) == versions


def test_edited_settings_do_not_name_the_theme_folder_that_an_upgrade_removes(copied: Path) -> None:
    edit(copied / "mkdocs.yml", "strict: true\n", "strict: true\nsite_description: Ours\n")
    publish(copied, "2026-03-14T12:00:00-07:00")
    before = (copied / "mkdocs.yml").read_text(encoding="utf-8")

    done = run(ROOT / ".venv/bin/policy", "upgrade", folder=copied)

    assert "mkdocs.yml: somebody edited this file, so it stays without the line custom_dir." in done.stdout
    assert not (copied / "site_overrides").exists()
    after = (copied / "mkdocs.yml").read_text(encoding="utf-8")
    assert after == before.replace("  custom_dir: site_overrides\n", "")
    publish(copied, "2026-04-14T12:00:00-07:00")
    built = build(copied)
    assert built.returncode == 0, built.stderr
