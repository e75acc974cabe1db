"""Tries the options of Markdown extensions that mkdocs.yml sets, on a short text.

Only extensions of Python-Markdown, the theme (pymdownx) and this program are tried: a module with any other name may
come from the project that is checked.
"""

import warnings
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode

from build_tools.model.problem import Problem
from build_tools.source.mkdocs_yaml import is_plain, make_value, report
from build_tools.source.validation import suggest

OWN_EXTENSION = "build_tools.mkdocs_plugin.tables"
_STANDARD = "markdown.extensions."
_THEMES = "pymdownx."
_READS_MORE = {"pymdownx.snippets"}
"""Extensions that read files and web addresses that their options name."""
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


def find_option_faults(extension: ScalarNode, options: Node | None) -> Iterator[Problem]:
    """Yield the options that an extension does not have, or with which it fails."""
    if not isinstance(options, MappingNode):
        if options and is_plain(options) and make_value(options):
            what = f"the options of the extension {extension.value} are not a mapping"
            yield report(options, what, "Write option: value lines, or remove them.")
        return
    if options.value and (name := _find_module(extension.value)):
        yield from _try_options(name, extension, options)


def _try_options(name: str, extension: ScalarNode, options: MappingNode) -> Iterator[Problem]:
    try:
        known = _make(name, {}).config
    except AttributeError:
        yield report(extension, f'"{extension.value}" is not a Markdown extension', "Correct its name, or remove it.")
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
            yield report(node, what, "Write a value of the right kind, or remove the option.")
        if not wrong:
            what = f"the extension {extension.value} fails with these options together"
            yield report(extension, what, "Change its options, or remove one of them.")


def _fails(extension: str, options: Mapping[str, Node]) -> bool:
    from markdown import Markdown  # noqa: PLC0415 - slow to import, and few settings have options

    values = {key: make_value(node) for key, node in options.items()}
    try:
        with warnings.catch_warnings(action="ignore"):
            Markdown(extensions=[_make(extension, values)]).convert(_TEXT)
    except Exception:  # noqa: BLE001 - an extension may fail in any way
        return True
    return False


def _make(module: str, values: Mapping[str, object]) -> Any:
    """An extension of a module: by its name, Markdown would look for it in all installed packages."""
    return import_module(module).makeExtension(**values)


def _find_module(name: str) -> str:
    """The module of an extension that every installation has; empty for any other, or if the project shadows it."""
    import markdown  # noqa: PLC0415 - see above

    if name == OWN_EXTENSION:
        return name
    package, dot, module = name.rpartition(".")
    prefix = package + dot or _STANDARD
    if name in _READS_MORE or not module.isidentifier() or prefix not in {_STANDARD, _THEMES}:
        return ""
    installed, top = Path(markdown.__file__).parents[1], prefix.partition(".")[0]
    spec = find_spec(top)
    is_installed = spec and spec.origin and Path(spec.origin).parent == installed / top
    is_there = is_installed and (installed / prefix.replace(".", "/") / f"{module}.py").is_file()
    return prefix + module if is_there else ""
