"""Tests that compiled templates are kept, and that no code is run that this program did not compile."""

from pathlib import Path
from types import CodeType

import pytest
from jinja2 import DictLoader, Environment
from jinja2.bccache import Bucket

from build_tools.changes.redline.html_layouts import html_layouts
from build_tools.runtime import compiled_templates
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.compiled_templates import SHIPPED_LAYOUTS, CompiledTemplates
from tests.support.projects import build, copy_project


def _cache(folder: Path, key: bytes = b"key") -> SealedCache:
    return SealedCache(folder / ".cache/policy/layouts", "maker", key)


def _render(text: str, compiled: CompiledTemplates, **values: object) -> str:
    return Environment(loader=DictLoader({"a": text}), bytecode_cache=compiled).get_template("a").render(**values)  # noqa: S701 - no HTML


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("it was compiled again")


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _render("{{ a }}!", CompiledTemplates(_cache(tmp_path)), a="one")
    monkeypatch.setattr(Environment, "compile", _refuse)

    assert first == "one!"
    assert _render("{{ a }}!", CompiledTemplates(_cache(tmp_path)), a="two") == "two!"


def test_another_text_is_compiled(tmp_path: Path) -> None:
    _render("{{ a }}!", CompiledTemplates(_cache(tmp_path)), a="one")

    assert _render("{{ a }}?", CompiledTemplates(_cache(tmp_path)), a="one") == "one?"


@pytest.mark.parametrize(("key", "shown"), [(b"key", "forged"), (b"another key", "right")])
def test_code_is_run_only_if_it_was_sealed_with_the_key(tmp_path: Path, key: bytes, shown: str) -> None:
    real: dict[str, CodeType] = {}
    _render("right", CompiledTemplates(memory=real))
    (name,) = real
    forged = Bucket(Environment(), *name.split())  # noqa: S701 - the same
    forged.code = Environment().compile("forged")  # noqa: S701 - the same
    _cache(tmp_path, key).put(name, forged.bytecode_to_string())

    assert _render("right", CompiledTemplates(_cache(tmp_path))) == shown


def test_the_layouts_of_the_program_are_kept_from_one_run_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SHIPPED_LAYOUTS, "_cache", None)
    monkeypatch.setattr(SHIPPED_LAYOUTS, "_memory", {})
    SHIPPED_LAYOUTS.open(_cache(tmp_path))
    html_layouts.__wrapped__("site/feeds").get_template("feed_entry.html")
    SHIPPED_LAYOUTS._memory.clear()
    monkeypatch.setattr(Environment, "compile", _refuse)

    assert html_layouts.__wrapped__("site/feeds").get_template("feed_entry.html").name == "feed_entry.html"
    assert _cache(tmp_path).count() == 1


def test_the_memory_is_shared_between_environments_of_a_kind() -> None:
    memory: dict[str, CodeType] = {}
    _render("{{ a }}!", CompiledTemplates(memory=memory), a="one")

    assert len(memory) == 1
    assert _render("{{ a }}!", CompiledTemplates(memory=memory), a="two") == "two!"


def test_a_cache_that_has_grown_is_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_templates, "_MOST", 3)
    for number in range(5):
        _render(f"text {number}", CompiledTemplates(_cache(tmp_path)))

    assert _cache(tmp_path).count() <= 4


def test_a_template_of_the_theme_that_changes_is_compiled_again(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    template = project / "site_overrides/main.html"
    before = template.read_text("utf-8")
    build(project)
    template.write_text(before + "<!-- changed -->\n", "utf-8")

    build(project)

    assert (project / "site/index.html").read_text("utf-8").rstrip().endswith("<!-- changed -->")
