"""Does a check refuse, in mkdocs.yml and in the templates of the theme, what a build refuses?"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from build_tools.model.problem import Location, Problem
from build_tools.source.site_settings import SETTINGS, find_site_faults
from tests.projects import ROOT, copy_project, edit, policy

LANGUAGE = Location("policy_src/policy.yml", 7, 13)
CONFIG, MAIN, FRAME = "mkdocs.yml", "site_overrides/main.html", "site_overrides/frame.html"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What MkDocs needs of a project to read its settings."""
    folder = tmp_path_factory.mktemp("original")
    shutil.copytree(ROOT / "site_overrides", folder / "site_overrides", ignore=shutil.ignore_patterns("assets"))
    shutil.copytree(ROOT / "policy_src", folder / "policy_src")
    shutil.copy(ROOT / CONFIG, folder)
    return folder


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "project"))


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def told(project: Path, language: str = "en") -> list[Problem]:
    return list(find_site_faults(project, language, LANGUAGE))


SETTING_FAULTS = {
    "no YAML": ("docs_dir: policy_src/pages", "docs_dir: [policy_src/pages", "4:7"),
    "an unknown setting": ("docs_dir:", "nonsense: 1\ndocs_dir:", "3:1"),
    "text for a truth": ("strict: true", "strict: maybe", "4:9"),
    "text for a list": ("plugins:\n", "hooks: x\nplugins:\n", None),
    "no name": ("site_name: Policies\n", "", "2:1"),
    "a folder that is not there": ("policy_src/pages", "policy_src/nowhere", "3:11"),
    "a theme that is not there": ("name: material\n  custom", "name: nobody\n  custom", "7:9"),
    "templates that are not there": ("custom_dir: site_overrides", "custom_dir: nowhere", "8:15"),
    "a plugin that is not there": ("  - search\n", "  - search\n  - nobody\n", None),
    "an extension that is not there": ("  - abbr\n", "  - abbr\n  - nobody\n", None),
    "an option that is not there": ("toc_depth: 3", "toc_deepness: 3", None),
    "a level that is none": ("absolute_links: warn", "absolute_links: alarm", None),
    "a hook that is not there": ("strict: true", "strict: true\nhooks: [nowhere.py]", "5:9"),
    "a site among its pages": ("strict: true", "strict: true\nsite_dir: policy_src/pages/out", "5:11"),
    "an address to serve at that is none": ("strict: true", "strict: true\ndev_addr: x", "5:11"),
    "an address that is none": ("strict: true", "strict: true\nsite_url: traceloom.io", "5:11"),
}


@pytest.mark.parametrize("case", SETTING_FAULTS)
def test_a_setting_that_mkdocs_refuses_is_refused_with_its_place(case: str, project: Path) -> None:
    old, new, place = SETTING_FAULTS[case]
    edit(project / CONFIG, old, new)
    lines = (project / CONFIG).read_text("utf-8").split("\n")

    problems = told(project)

    with pytest.raises((MkDocsException, SystemExit)):
        load_config(str(project / CONFIG))
    assert problems
    assert problems[0].location.file == CONFIG
    if place:
        assert str(problems[0].location) == f"{CONFIG}:{place}"
    else:
        assert any(word in lines[problems[0].location.line - 1] for word in new.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("strict: true", "strict: yes"),
        ("strict: true", "strict: !ENV [STRICT, true]"),
        ("strict: true", "strict: true\nsite_url: https://traceloom.io/legal/"),
        ("strict: true", "strict: true\nsite_url: !ENV [ADDRESS, '']"),
        ("strict: true", "strict: true\nnot_in_nav: |\n  x.md"),
        ("strict: true", "strict: true\nextra_javascript:\n  - x.js"),
        ("  - search\n", "  - search:\n      lang: en\n"),
        ("  - search\n", "  - material/search\n"),
        ("  - abbr\n", "  - abbr\n  - admonition\n  - pymdownx.superfences\n"),
        ("site_name: Policies", "site_name: &name Policies\nsite_description: *name"),
        ("absolute_links: warn\n", "absolute_links: ignore\n"),
    ],
)
def test_a_setting_that_mkdocs_takes_is_fine(old: str, new: str, project: Path) -> None:
    edit(project / CONFIG, old, new)

    assert load_config(str(project / CONFIG))
    assert told(project) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("material/shield-lock-outline", "material/nowhere"),
        ("material/weather-night", "nowhere/x"),
        ("generator: false", "social:\n    - icon: nowhere/x\n      link: https://traceloom.io"),
    ],
)
def test_an_icon_that_is_not_there_is_refused(old: str, new: str, project: Path) -> None:
    """A template of the theme includes it, and a build ends without saying where."""
    edit(project / CONFIG, old, new)

    (problem,) = told(project)

    assert problem.what.startswith('there is no icon "')
    assert problem.location.file == CONFIG
    icon = project / "site_overrides/.icons" / (problem.what.split('"')[1] + ".svg")
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg/>", "utf-8")
    assert not told(project)


def test_what_mkdocs_warns_of_and_so_fails_is_refused_too(project: Path) -> None:
    edit(project / CONFIG, "  - assets/styles/colours.css\n", "  - assets\\styles\\colours.css\n")
    edit(project / CONFIG, "  name: material\n", "  name: material\n  static_templates: [404.html, nowhere.html]\n")
    edit(project / CONFIG, "strict: true", "strict: true\nextra_templates: [nowhere.html]")

    assert [one.what for one in told(project)] == [
        'there is no template "nowhere.html"',
        'there is no file "nowhere.html"',
        '"assets\\\\styles\\\\colours.css" is no path of a site'.replace("\\\\", "\\"),
    ]


def test_the_settings_are_those_of_mkdocs() -> None:
    assert set(SETTINGS) == {name for name, _ in MkDocsConfig._schema} | {"INHERIT"}


TEMPLATE_FAULTS = {
    "no Jinja": (MAIN, "{#-", "{% endif %}{#-", "1:1", "the template cannot be read: "),
    "an unknown filter": (FRAME, "{%", "{{ page | nonsense }}\n{%", "2:1", "the template cannot be read: No filter"),
    "a template that is not there": (MAIN, '"frame.html"', '"nowhere.html"', "8:27", "there is no template 'nowhere"),
    "a handler": (FRAME, "{%", '<p onclick="x()">\n{%', "2:4", "the template brings a script, onclick=…"),
}


@pytest.mark.parametrize("case", TEMPLATE_FAULTS)
def test_a_template_that_fails_is_refused_with_its_place(case: str, project: Path) -> None:
    path, old, new, place, said = TEMPLATE_FAULTS[case]
    edit(project / path, old, new)

    (problem,) = told(project)

    assert str(problem.location) == f"{path}:{place}"
    assert problem.what.startswith(said)


def test_a_language_without_words_is_refused_where_it_is_stated(project: Path) -> None:
    (problem,) = told(project, "sw")

    assert (problem.location, problem.remedy) == (LANGUAGE, "Add site_overrides/partials/languages/sw.html.")
    (project / "site_overrides/partials/languages").mkdir()
    (project / "site_overrides/partials/languages/sw.html").write_text("{% macro t(key) %}{% endmacro %}", "utf-8")
    assert told(project, "sw") == told(project, "pt-BR") == []


def test_a_language_of_the_theme_without_words_is_refused_where_it_is_set(project: Path) -> None:
    edit(project / CONFIG, "  font: false", "  language: xx\n  font: false")

    assert [(problem.location.file, problem.what) for problem in told(project)] == [
        (CONFIG, "the theme has no words in 'xx'")
    ]


def test_nothing_of_a_tree_is_run(project: Path) -> None:
    trap = f"open({str(project / 'sprung')!r}, 'w')"
    (project / "trap.py").write_text(trap, "utf-8")
    edit(project / CONFIG, "strict: true", "strict: true\nhooks: [trap.py]\nextra: !!python/name:trap.x")
    edit(project / CONFIG, "  - abbr\n", "  - abbr\n  - trap\n")
    edit(project / MAIN, "{#-", f"{{{{ cycler.__init__.__globals__.os.system('touch {project}/sprung') }}}}{{#-")

    told(project)

    assert not (project / "sprung").exists()


def test_the_command_tells_them(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    edit(project / CONFIG, "strict: true", "strict: maybe")

    for arguments in ([], ["--against", "HEAD"]):
        checked = policy("check", *arguments, folder=project)

        assert checked.returncode == 1
        assert 'mkdocs.yml:4:9: "strict" is not true or false. Write true or false, or remove it.' in checked.stdout
