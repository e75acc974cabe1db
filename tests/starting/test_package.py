"""Tests that the wheel is whole: a clean environment without a checkout makes a project and builds the same site."""

import json
import subprocess
import sys
import tarfile
import tomllib
import venv
from pathlib import Path
from subprocess import CompletedProcess
from zipfile import ZipFile

import pytest

from build_tools.starting.program_wheel import pack_program, read_program_wheel
from tests.support.projects import ENVIRONMENT, ROOT, build, contents, copy_project, publish, run
from tests.support.story import git

UV = Path(sys.executable).with_name("uv")
HATCH = (sys.executable, "-m", "hatchling", "build", "--directory")
NEEDED = ("--name", "Kestrel Maps", "--privacy-mailbox", "privacy@kestrel.example", "--time-zone", "Europe/London")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as the build backend makes it of the files that git knows."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(*HATCH, folder)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment with the wheel. The packages that it needs are those of this environment."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    done = run(
        Path(sys.executable).with_name("uv"), "pip", "install", "--offline", "--no-deps", "--python", folder, wheel
    )
    assert done.returncode == 0, done.stderr
    theirs = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    lines = [f"import sys; sys.path.append({str(theirs)!r})"]  # without its .pth files, which name this checkout
    (packages / "dependencies.pth").write_text("\n".join(lines), encoding="utf-8")
    return folder / "bin"


def command(program: Path, *arguments: str | Path, folder: Path) -> CompletedProcess[str]:
    """Run a command of the clean environment, without anything of this checkout on its way."""
    environment = {key: value for key, value in ENVIRONMENT.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    words = list(map(str, (program, *arguments)))
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def mkdocs(installed: Path, project: Path) -> None:
    """Build a site with the clean environment."""
    done = command(installed / "python", "-P", "-m", "mkdocs", "build", "--strict", folder=project)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr


def test_the_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    tracked = set(git(ROOT, "ls-files", "build_tools", "templates", "site_overrides").split("\n"))
    expected = {path if path.startswith("build_tools/") else f"build_tools/bundled/{path}" for path in tracked}
    files = read_program_wheel(wheel).files

    assert sorted(expected - files.keys()) == []
    for path in tracked:
        inner = path if path.startswith("build_tools/") else f"build_tools/bundled/{path}"
        assert files[inner] == (ROOT / path).read_bytes(), path


def test_the_program_packs_itself_as_the_backend_does(wheel: Path) -> None:
    own, built = pack_program().files, dict(read_program_wheel(wheel).files)
    metadata = f"policy_publisher-{pack_program().shown_version}.dist-info/METADATA"
    built[metadata] = built[metadata].partition(b"\n\n")[0] + b"\n"

    assert {path for path in own.keys() | built.keys() if own.get(path) != built.get(path)} == {
        f"policy_publisher-{pack_program().shown_version}.dist-info/{name}" for name in ("RECORD", "WHEEL")
    }


def test_it_packs_the_same_bytes_every_time_wherever_it_is_installed(installed: Path, tmp_path: Path) -> None:
    done = command(installed / "policy", "new", tmp_path / "kestrel", *NEEDED, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    (vendored,) = (tmp_path / "kestrel" / "vendor").iterdir()
    assert vendored.read_bytes() == pack_program().content


def test_an_altered_installation_makes_no_project(installed: Path, tmp_path: Path) -> None:
    (page,) = installed.parent.glob("lib/python*/site-packages/build_tools/bundled/templates/blocks/rights.md")
    was = page.read_bytes()
    page.unlink()
    page.write_bytes(was + b"\n")
    try:
        done = command(installed / "policy", "new", tmp_path / "kestrel", *NEEDED, folder=tmp_path)
    finally:
        page.write_bytes(was)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (
        "build_tools/bundled/templates/blocks/rights.md was altered after policy-publisher was installed" in done.stderr
    )
    assert not (tmp_path / "kestrel").exists()


def test_a_project_of_it_is_checked_and_built_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    project = tmp_path / "kestrel"
    assert command(installed / "policy", "new", project, *NEEDED, folder=tmp_path).returncode == 0

    checked = command(installed / "policy", "check", folder=project)
    assert (checked.returncode, checked.stdout.count("Open.")) == (0, 12), checked.stderr
    mkdocs(installed, project)
    assert "assets/styles/tables.css" in contents(project / "site")
    for arguments in (["sbom"], ["manual", "ci"], ["schema"], ["rules"]):
        done = command(installed / "policy", *arguments, folder=project)
        assert done.returncode == 0, done.stderr
    ours = build(project)
    assert ours.returncode == 0, ours.stderr
    assert json.loads((project / "site/built-site.json").read_text(encoding="utf-8"))["uncommitted"] == []


def test_its_site_is_that_of_the_checkout_byte_for_byte(installed: Path, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    assert build(project).returncode == 0
    ours = contents(project / "site")
    for name in ("templates", "site_overrides"):
        (project / name).rename(tmp_path / name)
    (project / "mkdocs.yml").write_text(
        "site_name: Policies\ndocs_dir: policy_src/pages\ntheme: material\nplugins: [search, policy]\n",
        encoding="utf-8",
    )
    (project / "vendor").mkdir()
    (project / "vendor" / pack_program().name).write_bytes(pack_program().content)
    publish(project, "2026-02-15T12:00:00-07:00")

    mkdocs(installed, project)

    theirs = contents(project / "site")
    dated = {path for path in ours if path.endswith(("built-site.json", "versions.json"))}  # they name the commits
    assert {path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path)} <= dated


def test_an_image_is_built_of_all_that_the_wheel_is_made_of() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    bundled = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert sent[0] == "*"
    assert [path for path in bundled if f"!{path.partition('/')[0]}" not in sent] == []


def test_the_source_distribution_holds_all_that_the_wheel_is_made_of(tmp_path: Path) -> None:
    done = run(*HATCH, tmp_path, "--target", "sdist")
    assert done.returncode == 0, done.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()

    again = run(
        sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, folder=unpacked
    )

    assert again.returncode == 0, again.stderr
    (built,) = tmp_path.glob("*.whl")
    with ZipFile(built) as packed:
        names = set(packed.namelist())
    assert names == set(pack_program().files)
