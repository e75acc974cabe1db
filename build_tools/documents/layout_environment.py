"""Runs layouts in a strict Jinja sandbox without clock or files, and locates their faults."""

import html
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, wraps
from types import CodeType
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    pass_context,
)
from jinja2.runtime import Context

from build_tools.documents.layout_limits import BoundedSandbox
from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.value import Value
from build_tools.runtime.cache import SealedCache
from build_tools.runtime.compiled_templates import CompiledTemplates

FOLDER = "templates/"

_FAULTS = (
    *(TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, NameError),
    *(AssertionError, RecursionError, MemoryError),  # Jinja's own filters and tests raise AssertionError
)
_SCRIPT = re.compile(
    r"<(?:script|iframe|object|embed)\b|(?:java|vb)script\s*:|data:\s*text/"
    r"|<[a-z][^<>]*\son[a-z]+\s*="  # in a tag
    r"|<[a-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?\son[a-z]*(?=[\s=>/])"  # without a value
    r"|(?<!\{)\{(?![{%#])[^{}]*?\bon[a-z]+\s*=",  # in a list of attributes
    re.IGNORECASE,
)
"""Everything that would run on a page. Layouts may contain HTML, but no scripts."""


_COMPILED: dict[str, CodeType] = {}


class _Sandbox(BoundedSandbox):
    """Jinja's sandbox, in which only the fields of a value of the model are visible."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Value):
            return attr in type(obj).model_fields
        return super().is_safe_attribute(obj, attr, value)


def require_text(value: object) -> object:
    """A value that can be printed on a page. Raises: TypeError: it is not text. UnicodeError: it cannot be encoded."""
    if isinstance(value, str):
        if not value.isascii():
            value.encode()
        return value
    if isinstance(value, int | Undefined):
        return value
    raise TypeError(f"{type(value).__name__} is not text")


def _at_rendering(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is applied at each rendering, to constants too, since its result depends on the policy.

    Jinja would apply it to `{{ 3|say }}` once, when it compiles a layout, and the code serves other policies as well.
    """

    @pass_context
    @wraps(function)
    def applied(_context: Context, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return applied


class Templates:
    """The layouts of a source. A fault in one is a located problem, never a traceback."""

    def __init__(
        self,
        texts: Mapping[str, str],
        filters: Mapping[str, Any],
        names: Mapping[str, Any],
        compiled: SealedCache | None = None,
    ) -> None:
        """The layouts by their names, with filters and names for all of them; `compiled` keeps them compiled."""
        self._texts = texts
        self._environment = _Sandbox(
            loader=FunctionLoader(self._load),
            bytecode_cache=CompiledTemplates(compiled, _COMPILED),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=require_text,
            autoescape=False,  # the output is Markdown; the source may not contain HTML
        )
        del self._environment.filters["random"]
        self._environment.filters |= {name: _at_rendering(function) for name, function in filters.items()}
        self._environment.globals.clear()
        self._environment.globals.update(names)

    def find_faults(self) -> Iterator[Problem]:
        """Yield syntax errors and scripts."""
        for name in self._texts:
            for index, words in _find_scripts(self._texts[name]):
                what = f"the layout contains a script: {' '.join(words.split())!r}"
                yield Problem(Location.at(FOLDER + name, self._texts[name], index), what, "Remove it.", "template")
            try:
                self._environment.get_template(name)
            except TemplateSyntaxError as error:
                yield self._unreadable(name, error.lineno, error.message or "")
            except SyntaxError as error:  # found by Python only, such as an argument given twice
                yield self._unreadable(name, self._line_of(name, error.lineno or 1), error.msg)
            except _FAULTS as error:
                yield self._unreadable(name, 1, _say_fault(error))

    def _unreadable(self, name: str, line: int, message: str) -> Problem:
        what = f"the layout cannot be read: {_clause(message)}"
        return Problem(self._locate(name, line, message), what, "Correct its {% %} or {{ }}.", "template")

    def _line_of(self, name: str, number: int) -> int:
        """The line of a layout for a line of the Python code that it is compiled to."""
        code = self._environment.compile(self._texts[name], name, FOLDER + name, raw=True)
        pairs = re.findall(r"(\d+)=(\d+)", code.rpartition("debug_info = ")[2])
        return max((int(line) for line, compiled in pairs if int(compiled) <= number), default=1)

    def render(self, name: str, **values: Any) -> str:
        """Render a layout. Raises: Problems: it uses something that does not exist, or fails."""
        self._environment.begin(values)
        try:
            return self._environment.get_template(name).render(**values)
        except _FAULTS as error:
            raise Problems([self._fault(name, error)]) from None

    def _fault(self, name: str, error: Exception) -> Problem:
        message, place = _say_fault(error), Location(FOLDER + name)
        what, remedy = f"the layout fails here: {_clause(message)}", "Correct the name or the expression."
        if isinstance(error, TemplateNotFound):
            what, remedy = f"there is no layout {error.name!r}", "Add it, or correct its name."
            message = repr(error.name)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(FOLDER)]
        if frames:
            place = self._locate(frames[-1].filename.removeprefix(FOLDER), frames[-1].lineno or 1, message)
        return Problem(place, what, remedy, "template")

    def _load(self, name: str) -> tuple[str, str, None] | None:
        # faults are located by the file name in the traceback
        return (self._texts[name], FOLDER + name, None) if name in self._texts else None

    def _locate(self, name: str, line: int, message: str) -> Location:
        lines = self._texts.get(name, "").split("\n")
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        for word in reversed(re.findall(r"'([^']+)'", message)):
            if match := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                return Location(FOLDER + name, line, match.start() + 1)
        return Location(FOLDER + name, line, len(text) - len(text.lstrip()) + 1)


@lru_cache(maxsize=256)
def _find_scripts(text: str) -> tuple[tuple[int, str], ...]:
    found = [(match.start(), match[0]) for match in _SCRIPT.finditer(text)]
    for line in re.finditer(r"(?m)^[^&\n]*&.*", text):  # hidden behind entities
        if not found and (match := _SCRIPT.search(html.unescape(line[0]))):
            found.append((line.start(), match[0]))
    return tuple(found)


def _say_fault(error: BaseException) -> str:
    match error:
        case MemoryError():
            return "it needs more memory than is available"
        case RecursionError():
            return "it is nested too deeply, or includes itself"
        case _:
            return str(error) or type(error).__name__


def _clause(message: str) -> str:
    plain = re.sub(r"'[\w.]*?(\w+) object' has no attribute", r"\1 has no field", message)
    shown = "".join(character if character.isprintable() else " " for character in plain)
    return " ".join(shown.split()).rstrip(".")
