"""Opens the layouts for HTML of redlines, reports, feeds and e-mail."""

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from build_tools.runtime.compiled_templates import SHIPPED_LAYOUTS
from build_tools.text.escaping import show_invisible


@cache
def html_layouts(*folders: str) -> Environment:
    """The layouts of redlines and those in other folders. They escape all words and show invisible characters."""
    return Environment(
        loader=ChoiceLoader([PackageLoader("build_tools", folder) for folder in (*folders, "changes/redline")]),
        bytecode_cache=SHIPPED_LAYOUTS,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    return show_invisible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
