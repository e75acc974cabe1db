"""Tries the options of Markdown's extensions that mkdocs.yml sets, on a short text.

Only extensions that come with Python-Markdown, with the theme (pymdownx) or with this program are tried: a
module of any other name may lie in the tree that is checked.
"""

import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode

from build_tools.model.problem import Problem
from build_tools.source.mkdocs_yaml import is_plain, make_value, report
from build_tools.source.validation import suggest

_OWN = "build_tools.mkdocs_plugin.tables"
_STANDARD = "markdown.extensions."
_THEMES = "pymdownx."
_READS_MORE = {"pymdownx.snippets"}
"""It reads files and web addresses that its options name."""
_TEXT = """\
# Heading

[TOC]

Text *a* `b`[^1] [[Link]] "quoted" HTML

    code

```python
x = 1
```

!!! note
    Text

| a | b |
|---|---|
| c | d |

[^1]: Note.

*[HTML]: Markup
"""
"""A text on which each extension of Python-Markdown has something to do."""


def find_option_faults(extension: ScalarNode, options: Node | None) -> Iterator[Problem]:
    """Yield the options of an extension that it does not have, or that it fails with."""
    if not isinstance(options, MappingNode):
        if options and is_plain(options) and make_value(options):
            what = f"the options of the extension {extension.value} are no mapping"
            yield report(options, what, "Write option: value lines, or remove them.")
        return
    if options.value and (name := _find_module(extension.value)):
        yield from _try_options(name, extension, options)


def _try_options(name: str, extension: ScalarNode, options: MappingNode) -> Iterator[Problem]:
    from markdown import Markdown  # noqa: PLC0415 - few settings have options

    try:
        known = Markdown().build_extension(name, {}).config
    except AttributeError:
        yield report(extension, f'"{extension.value}" is no extension of Markdown', "Mend its name, or remove it.")
        return
    tried = {}
    for key, node in options.value:
        if known and str(key.value) not in known:
            what = f'the extension {extension.value} has no option "{key.value}"'
            yield report(key, what, suggest(key.value, known))
        elif is_plain(node):
            tried[str(key.value)] = node
    if _fails(name, tried):
        wrong = {key: node for key, node in tried.items() if _fails(name, {key: node})}
        for key, node in wrong.items():
            what = f'the extension {extension.value} fails with this value of "{key}"'
            yield report(node, what, "Write a value of the kind that it takes, or remove the option.")
        if not wrong:
            what = f"the extension {extension.value} fails with these options together"
            yield report(extension, what, "Mend its options, or remove one of them.")


def _fails(extension: str, options: Mapping[str, Node]) -> bool:
    from markdown import Markdown  # noqa: PLC0415 - the same

    values = {key: make_value(node) for key, node in options.items()}
    try:
        with warnings.catch_warnings(action="ignore"):
            Markdown(extensions=[extension], extension_configs={extension: values}).convert(_TEXT)
    except Exception:  # noqa: BLE001 - whatever an extension does with a value that it did not expect
        return True
    return False


def _find_module(name: str) -> str:
    """The module of an extension that comes with what every installation has; empty for any other.

    It lies beside the package that is imported already, or in the folder next to it.
    """
    if name == _OWN:
        return name
    package, step, module = name.rpartition(".")
    prefix = package + step or _STANDARD
    if name in _READS_MORE or not module.isidentifier() or prefix not in {_STANDARD, _THEMES}:
        return ""
    folder = _standard() if prefix == _STANDARD else _standard().parents[1] / _THEMES.rstrip(".")
    is_there = (folder / f"{module}.py").is_file() and (prefix == _STANDARD or _is_first(folder))
    return prefix + module if is_there else ""


def _is_first(folder: Path) -> bool:
    """Whether Python takes a package from this folder, and not from the tree."""
    spec = find_spec(folder.name)
    return bool(spec and spec.origin and Path(spec.origin).parent == folder)


@cache
def _standard() -> Path:
    from markdown import extensions  # noqa: PLC0415 - the same

    return Path(extensions.__file__).parent
