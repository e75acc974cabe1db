"""Tests that a check refuses the mkdocs.yml and the theme templates that a build refuses."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from build_tools.model.problem import Location, Problem
from build_tools.source.mkdocs_settings import SETTINGS, find_site_faults
from tests.support.projects import ROOT, copy_project, edit, policy

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
    "a file to inherit that is not there": ("strict: true", "strict: true\nINHERIT: none.yml", "5:10"),
    "a path to inherit that no file can have": ("strict: true", f"strict: true\nINHERIT: {'x' * 300}.yml", "5:10"),
    "nothing to inherit": ("strict: true", "strict: true\nINHERIT:", "5:9"),
    "a folder to inherit": ("strict: true", "strict: true\nINHERIT: policy_src", "5:10"),
    "a list in place of a variable": ("strict: true", "strict: true\nsite_author: !ENV [A, [b]]", "5:14"),
    "a number for text": ("strict: true", "strict: true\nsite_author: 5", "5:14"),
    "a number for an address to serve at": ("strict: true", "strict: true\ndev_addr: 8000", "5:11"),
    "a number for a path": ("policy_src/pages", "5", "3:11"),
    "a number for a name": ("site_name: Policies", "site_name: 2026", "2:12"),
    "a list in a variable": ("strict: true", "strict: true\nsite_author: !ENV [A, [b], c]", "5:14"),
    "a mapping as a variable": ("strict: true", "strict: true\nextra: {a: !ENV {a: b}}", "5:12"),
    "a tag that is not known": ("strict: true", "strict: true\nsite_author: !nonsense x", "5:14"),
    "a place that is not known": ("strict: true", "strict: true\nextra: {a: !relative $nowhere}", "5:12"),
    "a day that is none": ("strict: true", "strict: true\nextra: {a: 2026-99-99}", "5:12"),
    "a list as a key": ("strict: true", "strict: true\nextra: {[a]: b}", "5:9"),
    "text for a number": ("toc_depth: 3", 'toc_depth: "x"', None),
    "a list for a number": ("toc_depth: 3", "toc_depth: [1]", None),
    "text for options": ("  - abbr\n", "  - abbr: x\n", None),
    "text for a truth of an extension": ("  - abbr\n", "  - footnotes: {UNIQUE_IDS: x}\n", None),
    "an option where there are none": ("  - abbr\n", "  - meta: {nonsense: 1}\n", None),
    "a wrong option by its full name": ("  - abbr\n", "  - markdown.extensions.smarty: {smart_quotes: x}\n", None),
    "an extension that is not among the theme's": ("  - abbr\n", "  - pymdownx.highlite\n", None),
    "a module that is no extension": ("  - abbr\n", "  - pymdownx.slugs: {a: 1}\n", None),
    "a wrong option of the theme's": ("  - abbr\n", "  - pymdownx.highlight: {nonsense: 1}\n", None),
}


@pytest.mark.parametrize("case", SETTING_FAULTS)
def test_a_setting_that_mkdocs_refuses_is_refused_with_its_place(case: str, project: Path) -> None:
    old, new, place = SETTING_FAULTS[case]
    edit(project / CONFIG, old, new)
    lines = (project / CONFIG).read_text("utf-8").split("\n")

    problems = told(project)

    with pytest.raises((MkDocsException, SystemExit, ValueError, TypeError, OSError)):
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
        ("  - abbr\n", "  - abbr\n  - admonition\n  - pymdownx.superfences\n  - pymdownx.blocks.tab\n"),
        ("site_name: Policies", "site_name: &name Policies\nsite_description: *name"),
        ("absolute_links: warn\n", "absolute_links: ignore\n"),
        ("strict: true", "strict: true\nINHERIT: policy_src/../policy_src/base.yml"),
        ("strict: true", "strict: true\nsite_author: !ENV [A, B, c]\ncopyright: !ENV A"),
        ("strict: true", "strict: true\nextra: {day: 2026-02-15, a: &a {b: c}, d: {<<: *a}, e: !relative $docs_dir/x}"),
        (
            "toc_depth: 3",
            "toc_depth: 2-4\n      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}",
        ),
        ("toc_depth: 3", "toc_depth: !ENV [DEPTH, 3]\n      title: Contents"),
        (
            "  - abbr\n",
            "  - abbr: {}\n  - extra: {footnotes: {BACKLINK_TEXT: back}}\n  - codehilite: {linenums: true}\n",
        ),
        (
            "  - abbr\n",
            (
                "  - pymdownx.tasklist: {custom_checkbox: true}\n  - pymdownx.highlight: {anchor_linenums: true}\n"
                "  - pymdownx.superfences: {custom_fences: [{name: m, class: m, format: !!python/name:os.getcwd }]}\n"
                "  - pymdownx.tabbed: {alternate_style: true}\n  - pymdownx.snippets: {auto_append: [nowhere.md]}\n"
            ),
        ),
    ],
)
def test_a_setting_that_mkdocs_takes_is_fine(old: str, new: str, project: Path) -> None:
    edit(project / CONFIG, old, new)
    (project / "policy_src/base.yml").write_text("site_author: TraceLoom\n", "utf-8")

    assert load_config(str(project / CONFIG))
    assert told(project) == []


def test_a_file_to_inherit_is_a_readable_one_of_the_project(project: Path) -> None:
    (project.parent / "outside.yml").write_text("copyright: One\n", "utf-8")
    (project / "linked.yml").symlink_to(project.parent / "outside.yml")
    (project / "round.yml").write_text("INHERIT: mkdocs.yml\n", "utf-8")
    (project / "broken.yml").write_text("INHERIT: nowhere.yml\n", "utf-8")
    (project / "empty.yml").write_text("", "utf-8")
    text = (project / CONFIG).read_text("utf-8")
    said = {}

    for name in ("../outside.yml", str(project / "empty.yml"), "linked.yml", "round.yml", "broken.yml", "empty.yml"):
        (project / CONFIG).write_text(f"INHERIT: {name}\n{text}", "utf-8")
        said[name] = [f"{problem.location} {problem.what}" for problem in told(project)]

    outside = f"is not in the folder of {CONFIG}"
    assert list(said.values()) == [
        [f'{CONFIG}:1:10 "../outside.yml" {outside}'],
        [f'{CONFIG}:1:10 "{project}/empty.yml" {outside}'],
        [f'{CONFIG}:1:10 "linked.yml" cannot be read: this is a link, and links are not followed here'],
        ['round.yml:1:10 "mkdocs.yml" inherits itself'],
        ['broken.yml:1:10 there is no file "nowhere.yml"'],
        [],
    ]


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
        '"assets\\\\styles\\\\colours.css" is not a path on a site'.replace("\\\\", "\\"),
    ]


def test_the_settings_are_those_of_mkdocs() -> None:
    assert set(SETTINGS) == {name for name, _ in MkDocsConfig._schema} | {"INHERIT"}


TEMPLATE_FAULTS = {
    "no Jinja": (MAIN, "{#-", "{% endif %}{#-", "1:1", "the template cannot be read: "),
    "an unknown filter": (FRAME, "{%", "{{ page | nonsense }}\n{%", "2:1", "the template cannot be read: No filter"),
    "a template that is not there": (MAIN, '"frame.html"', '"nowhere.html"', "8:27", "there is no template 'nowhere"),
    "a handler": (FRAME, "{%", '<p onclick="x()">\n{%', "2:4", "the template contains a script, onclick=…"),
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
    edit(project / CONFIG, "  - abbr\n", "  - abbr\n  - trap: {a: 1}\n  - pymdownx.trap: {a: 1}\n")
    (project / "pymdownx").mkdir()
    (project / "pymdownx/__init__.py").write_text("", "utf-8")
    (project / "pymdownx/trap.py").write_text(trap, "utf-8")
    edit(project / MAIN, "{#-", f"{{{{ cycler.__init__.__globals__.os.system('touch {project}/sprung') }}}}{{#-")

    told(project)

    assert not (project / "sprung").exists()


def test_the_command_tells_them(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    edit(project / CONFIG, "strict: true", "strict: maybe\nINHERIT: none.yml\nsite_author: !ENV [A, [b]]")
    edit(project / CONFIG, "toc_depth: 3", 'toc_depth: "x"')

    for arguments in ([], ["--against", "HEAD"]):
        checked = policy("check", *arguments, folder=project)

        assert checked.returncode == 1
        assert 'mkdocs.yml:4:9: "strict" is not true or false. Write true or false, or remove it.' in checked.stdout
        assert 'mkdocs.yml:5:10: there is no file "none.yml". ' in checked.stdout
        assert 'mkdocs.yml:6:14: "site_author" is not text. ' in checked.stdout
        assert 'the extension toc fails with this value of "toc_depth". Write a value of' in checked.stdout
        assert "Traceback" not in checked.stderr
