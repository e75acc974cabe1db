"""Tests that a project gets the program's theme and settings, and that what it states takes precedence."""

import logging
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from build_tools.mkdocs_plugin.defaults import apply_defaults
from tests.support.projects import ROOT, build, contents, copy_project, policy

FEW = "site_name: Policies\ndocs_dir: policy_src/pages\ntheme: material\nplugins: [search, policy]\n"
COMPARED = ("extra", "extra_css", "markdown_extensions", "mdx_configs", "validation")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without settings or a theme of its own."""
    (tmp_path / "policy_src/pages").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(FEW, encoding="utf-8")
    return tmp_path


def read(project: Path, more: str = "") -> MkDocsConfig:
    """The configuration of a project with the defaults, and its own settings below the few lines."""
    (project / "mkdocs.yml").write_text(FEW + more, encoding="utf-8")
    config = load_config(str(project / "mkdocs.yml"))
    apply_defaults(config)
    return config


def test_a_few_lines_mean_the_same_as_the_settings_of_this_repository(project: Path) -> None:
    full, few = load_config(str(ROOT / "mkdocs.yml")), read(project)

    assert {key: few[key] for key in COMPARED} == {key: full[key] for key in COMPARED}
    assert dict(few.theme) == dict(full.theme)
    assert few.theme.dirs == full.theme.dirs
    assert "material/search" in few.plugins


def test_the_settings_of_this_repository_stay_as_they_are() -> None:
    before, after = load_config(str(ROOT / "mkdocs.yml")), load_config(str(ROOT / "mkdocs.yml"))

    apply_defaults(after)

    assert {key: after[key] for key in COMPARED} == {key: before[key] for key in COMPARED}
    assert (dict(after.theme), after.theme.dirs) == (dict(before.theme), before.theme.dirs)


def test_what_a_project_states_takes_precedence(project: Path) -> None:
    config = read(
        project,
        "extra: {generator: true}\nextra_css: [own.css]\nvalidation: {links: {anchors: ignore}}\n"
        "markdown_extensions: [admonition, toc: {permalink: '¶'}]\n",
    )

    assert config.extra["generator"] is True
    assert config.extra_css[-1] == "own.css"
    assert "assets/styles/tables.css" in config.extra_css
    assert config.markdown_extensions[-1] == "admonition"
    assert config.mdx_configs["toc"] == {"permalink": "¶"}
    assert config.validation.links.anchors == logging.DEBUG
    assert config.validation.links.not_found == logging.WARNING


def test_own_features_and_palette_replace_those_of_the_program(project: Path) -> None:
    (project / "mkdocs.yml").write_text(
        FEW.replace("theme: material", "theme: {name: material, features: [navigation.top], palette: {scheme: slate}}"),
        encoding="utf-8",
    )
    config = load_config(str(project / "mkdocs.yml"))
    apply_defaults(config)

    assert config.theme["features"] == ["navigation.top"]
    assert config.theme["palette"] == {"scheme": "slate"}
    assert config.theme["font"] is False


def test_own_files_of_the_theme_replace_those_of_the_program_one_by_one(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    own = project / "site_overrides/assets/styles/tables.css"
    for file in (project / "site_overrides").rglob("*"):
        if file.is_file() and file != own:
            file.unlink()
    own.write_text("table { color: red }\n", encoding="utf-8")
    (project / "mkdocs.yml").write_text(FEW, encoding="utf-8")

    built = build(project)

    assert built.returncode == 0, built.stderr
    site = contents(project / "site")
    assert site["assets/styles/tables.css"] == own.read_bytes()
    assert site["assets/styles/print.css"] == (ROOT / "site_overrides/assets/styles/print.css").read_bytes()
    assert b"Content-Security-Policy" in site["index.html"]


def test_a_project_that_names_no_theme_is_refused_in_one_line(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    (project / "mkdocs.yml").write_text(FEW.replace("theme: material\n", ""), encoding="utf-8")

    checked, built = policy("check", folder=project), build(project)

    assert "mkdocs.yml:1:1: the setting theme is missing. Add the line: theme: material" in checked.stdout
    assert (checked.returncode, built.returncode) == (1, 1)
    assert "mkdocs.yml names no theme. Add the line: theme: material" in built.stderr
