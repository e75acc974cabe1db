"""Tests the list of the theme's files."""

from pathlib import Path

from mkdocs.theme import Theme

from build_tools.mkdocs_plugin.theme_loader import use_loader


def test_all_files_that_are_not_hidden_are_listed_in_the_same_order(tmp_path: Path) -> None:
    for path in (".hidden/a.svg", "partials/.icons/b.svg", "partials/c.html", ".d", "e.css", "main.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    theme = Theme("material", custom_dir=str(tmp_path))
    everything = theme.get_env().list_templates()
    use_loader(theme)
    listed = theme.get_env().list_templates()
    assert listed == [path for path in everything if "/." not in f"/{path}"]
    assert {"partials/c.html", "e.css", "base.html"} <= set(listed)
    assert len(everything) > len(listed)
