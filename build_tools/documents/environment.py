"""How are templates run: strictly, without clock, files or surprises?"""

import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from build_tools.model.problem import Location, Problem, Problems
from build_tools.model.value import Value

FOLDER = "templates/"

_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which a value of the model shows its fields and nothing else."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Value):
            return attr in type(obj).model_fields
        return super().is_safe_attribute(obj, attr, value)


def _only_text(value: object) -> object:
    """What may stand in a page: anything else would print as Python sees it, with its place in memory."""
    if isinstance(value, str | int | Undefined):
        return value
    raise TypeError(f"{type(value).__name__} is no text")


class Templates:
    """The layouts of a source. A fault in one is a located problem, never a traceback."""

    def __init__(self, texts: Mapping[str, str], filters: Mapping[str, Any], names: Mapping[str, Any]) -> None:
        """`texts` are the layouts by their path below `templates/`; `filters` and `names` are what they may use."""
        self._texts = texts
        self._environment = _Sandbox(
            loader=FunctionLoader(self._load),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_only_text,
            autoescape=False,  # the output is Markdown; the source refuses HTML
        )
        del self._environment.filters["random"]
        self._environment.filters.update(filters)
        self._environment.globals.clear()
        self._environment.globals.update(names)

    def find_syntax_errors(self) -> Iterator[Problem]:
        """Yield what keeps a layout from being read."""
        for name in self._texts:
            try:
                self._environment.get_template(name)
            except TemplateSyntaxError as error:
                where = self._locate((error.filename or name).removeprefix(FOLDER), error.lineno, error.message or "")
                yield Problem(
                    where,
                    f"the layout cannot be read: {_clause(error.message)}",
                    "Mend its {% %} or {{ }}.",
                    "template",
                )

    def render(self, name: str, **values: Any) -> str:
        """Lay out one template.

        Raises: Problems: it names something that does not exist, or cannot be carried out.
        """
        try:
            return self._environment.get_template(name).render(**values)
        except TemplateNotFound as error:
            missing = Problem(
                Location(FOLDER + name), f"there is no layout {error.name!r}", "Add it, or mend its name.", "template"
            )
            raise Problems([self._fault(error, missing)]) from None
        except _FAULTS as error:
            raise Problems([self._fault(error, None)]) from None

    def _fault(self, error: Exception, fallback: Problem | None) -> Problem:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(FOLDER)]
        if not frames:
            return fallback or Problem(
                Location(FOLDER), f"a layout fails: {_clause(str(error))}", "Mend it.", "template"
            )
        said = repr(error.name) if isinstance(error, TemplateNotFound) else str(error)
        place = self._locate(frames[-1].filename.removeprefix(FOLDER), frames[-1].lineno or 1, said)
        if fallback:
            return Problem(place, fallback.what, fallback.remedy, "template")
        return Problem(
            place,
            f"the layout fails here: {_clause(str(error))}",
            "Mend the name, or what is done with it.",
            "template",
        )

    def _load(self, name: str) -> tuple[str, str, None] | None:
        # the file name stands in the traceback, by which a fault is located
        return (self._texts[name], FOLDER + name, None) if name in self._texts else None

    def _locate(self, name: str, line: int, message: str) -> Location:
        lines = self._texts.get(name, "").splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        for word in reversed(re.findall(r"'([^']+)'", message)):
            if match := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                return Location(FOLDER + name, line, match.start() + 1)
        return Location(FOLDER + name, line, len(text) - len(text.lstrip()) + 1)


def _clause(message: str | None) -> str:
    plain = re.sub(r"'[\w.]*?(\w+) object' has no attribute", r"\1 has no field", message or "")
    return plain.strip().rstrip(".")
