"""Bounds what a layout may do: its turns of loops, its calls, and the size of each text that it makes.

A layout is a program. Without bounds a few words of it (`"%999999999d" % 1`, nested loops) take all memory or all time.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_TURNS = 1_000_000
"""How many turns of loops, calls and pieces of text one rendering may have."""
_LONGEST = 2_000_000
"""How many characters a text that a layout makes may have, besides those that it was given."""
_WIDEST = 10_000
"""How large a number in a call may be: a width, a number of decimals."""
_WIDE = re.compile(r"\d{5}|\*")
_COUNTED = nodes.EnvironmentAttribute("count_turns")


class LayoutLimitError(TemplateRuntimeError):
    """A layout does more than a layout may do."""


class _Generator(CodeGenerator):
    """Lets each loop count its turns, and each joining of texts its characters."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        node.iter = nodes.Call(_COUNTED, [node.iter], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        self.write("environment.concat((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class BoundedSandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with bounds. `begin` starts to count anew."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.turns = self.given = 0
        self.filters = {name: _bounded(function) for name, function in self.filters.items()}

    def begin(self, values: Any = "") -> None:
        """Count anew. The values that the layout is given do not count: a redline may be longer than the bound."""
        self.turns, self.given = 0, _count(values)

    def concat(self, parts: Iterable[Any]) -> str:
        """The parts as one text."""
        pieces: list[str] = []
        length = 0
        for part in parts:
            self._turn()
            pieces.append(str(part))
            length += len(pieces[-1])
            _check_length(length - self.given)
        return "".join(pieces)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Work out an operator whose result could be of any size."""
        if operator == "%" and isinstance(left, str):
            _check_format(left)
        elif operator == "+":
            _check_length(sum(len(part) for part in (left, right) if isinstance(part, str | list | tuple)))
        elif operator == "**":
            _check_numbers((left, right))
        elif operator == "*":
            sizes = [part if isinstance(part, int) else len(part) for part in (left, right) if _has_size(part)]
            _check_length(abs(sizes[0] * sizes[1]) if len(sizes) == len((left, right)) else 0)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a layout may call."""
        self._turn()
        if isinstance(owner := getattr(function, "__self__", None), str):
            _check_arguments((owner, *args), kwargs)
        return super().call(context, function, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The safe form of `str.format`, whose places are not too wide."""
        if wrapped := super().wrap_str_format(value):
            _check_format(value.__self__)
        return wrapped

    def count_turns(self, values: Any) -> Any:
        """The values of a loop, counted as they pass."""
        return values if isinstance(values, Undefined) else self._pass(values)

    def _pass(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._turn()
            yield value

    def _turn(self) -> None:
        self.turns += 1
        if self.turns > _MOST_TURNS:
            raise LayoutLimitError(f"it takes more than {_MOST_TURNS:,} steps")


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses arguments which make a text of any size of a short one."""

    @wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        _check_arguments(args, kwargs)
        return function(*args, **kwargs)

    return bounded


def _check_arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """See that no number is a huge width, and that no text is put often into another, or has a huge width in it."""
    values = (*args, *kwargs.values())
    _check_numbers(value for value in values if isinstance(value, int))
    texts = [value for value in values if isinstance(value, str)]
    if texts and ("%" in texts[0] or "{" in texts[0]):
        _check_format(texts[0])
    if len(texts) > 1:
        _check_length((len(texts[0]) + 1) * max(map(len, texts[1:])))


def _check_format(form: str) -> None:
    """See that no place in a format (`%5d`, `{:>5}`) is too wide."""
    for match in re.finditer(r"%[^a-zA-Z%]*|\{[^{}]*\}", form):
        if _WIDE.search(match[0]):
            raise LayoutLimitError(f"a number in a format is over {_WIDEST:,}")


def _check_numbers(numbers: Iterable[Any]) -> None:
    if any(abs(number) > _WIDEST for number in numbers):
        raise LayoutLimitError(f"a number is over {_WIDEST:,}")


def _check_length(length: int) -> None:
    if length > _LONGEST:
        raise LayoutLimitError(f"it makes a text of more than {_LONGEST:,} characters")


def _count(values: Any) -> int:
    """How many characters the texts in a value have together."""
    match values:
        case str():
            return len(values)
        case Mapping():
            return sum(map(_count, values.values()))
        case list() | tuple():
            return sum(map(_count, values))
        case _:
            return 0


def _has_size(value: Any) -> bool:
    return isinstance(value, int | str | list | tuple)
